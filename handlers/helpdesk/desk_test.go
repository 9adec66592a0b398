package helpdesk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db/rule"
	"sportello/handlers/webtest"
)

func lastMail(t *testing.T, s *webtest.Server) (to, subject, body string) {
	t.Helper()
	if err := s.DB.Reader().QueryRow("SELECT recipient, subject, body FROM mail ORDER BY id DESC LIMIT 1").Scan(&to, &subject, &body); err != nil {
		t.Fatal(err)
	}
	return to, subject, body
}

// Row 1 of the procedure: Lavoro, Accesso Cataloghi, Welfare to Work, Area
// Riservata CPI, Welfare to Work – AASS, and the direct link.
func TestTheWayOfTheSourceToTheArea(t *testing.T) {
	webtest.Covers(t, 1)
	s := webtest.New(t)
	c := s.Anonymous()
	c.Get("/lavoro").Expect(200).Has("h1", "Lavoro").Has("section h2", "Accesso Cataloghi").Has("section a[href='/']", "Welfare to Work")
	link := c.Get("/").Has("nav.sp-crumbs a[href='/lavoro']", "Lavoro").Has("aside h2", "Area Riservata CPI").Has("aside a[href='/welfaretowork_admin/welfaretowork_aass']", "Welfare to Work – AASS")
	path := link.Find("aside a[href^='/welfaretowork_admin']").AttrOr("href", "")
	if got := c.Get(path).Expect(303).Header.Get("Location"); got != "/accesso" {
		t.Errorf("a visitor is led to %q", got)
	}
	if got := s.Login(rule.RoleOperator, "cpi:San Severo").Get(path).Header.Get("Location"); got != "/scrivania" {
		t.Errorf("an operator is led to %q", got)
	}
}

// Rows 2 and 3: Supporto Tecnico is answered by the Centro Servizi, Richiedi
// Info by the Region, each by e-mail.
func TestARequestIsAnsweredByItsDeskByEMail(t *testing.T) {
	webtest.Covers(t, 2, 3)
	s := webtest.New(t)
	centre, region := s.Login(rule.RoleServiceCentre, "installazione"), s.Login(rule.RoleRegion, "regione")
	for _, desk := range []struct {
		form, queue, title, who string
		mine, other             *webtest.Client
	}{
		{"/supporto-tecnico", "/richieste/supporto", "Supporto Tecnico", "il Centro Servizi", centre, region},
		{"/richiedi-info", "/richieste/informazioni", "Richiedi Info", "la Regione", region, centre},
	} {
		page := s.Anonymous().Get(desk.form).Expect(200).Has("h1", desk.title)
		page.Submit("main form", url.Values{"name": {"Lucia"}, "email": {"lucia"}}).Expect(http.StatusUnprocessableEntity).
			Has("#f-email-errore", "chiocciola").Has("#f-subject-errore", "oggetto").Has("#f-body-errore", "Scrivi")
		sent := url.Values{"name": {"Lucia"}, "email": {"lucia@posta.it"}, "subject": {"Una cosa <b>sola</b>"}, "body": {"Prima riga\nseconda"}}
		page.Submit("main form", sent).Follow().Has("main", "La tua richiesta è arrivata")
		page.Submit("main form", sent).Expect(http.StatusSeeOther) // a double click

		queue := desk.mine.Get(desk.queue).Expect(200).Has("[aria-current=page] .sp-count", "1").Has("tbody", "Una cosa <b>sola</b>")
		if n := queue.Find("tbody tr").Length(); n != 1 {
			t.Errorf("%s: a double click made %d requests", desk.form, n)
		}
		href := queue.Find("tbody th a").AttrOr("href", "")
		desk.other.Get(href).Expect(http.StatusNotFound)
		request := desk.mine.Get(href).Has(".sp-pre", "Prima riga seconda")
		request.Submit("main form", nil).Expect(http.StatusUnprocessableEntity).Has("#f-answer-errore", "Scrivi la risposta")
		request.Submit("main form", url.Values{"answer": {"Si fa così."}}).Follow().Has("#flash", "Risposta inviata").Has("main", "Nessuna richiesta da rispondere")
		to, subject, body := lastMail(t, s)
		if to != "lucia@posta.it" || subject != "Risposta: Una cosa <b>sola</b>" || !strings.Contains(body, desk.who+" risponde") || !strings.Contains(body, "Si fa così.") || !strings.Contains(body, "seconda") {
			t.Errorf("%s: %s «%s» %q", desk.form, to, subject, body)
		}
		desk.mine.Get(href).Has("main", "Si fa così.").Lacks("form[action$='/risposta']")
		desk.mine.Get(desk.queue+"?stato=risposta").Has("tbody", "risposta inviata")

		for _, subject := range []string{"Chi aspetta da più tempo", "Chi è arrivato dopo"} {
			sent.Set("subject", subject)
			s.Anonymous().Get(desk.form).Submit("main form", sent).Expect(http.StatusSeeOther)
		}
		desk.mine.Get(desk.queue).Has("tbody tr:first-child", "Chi aspetta da più tempo").Has("tbody tr:last-child", "Chi è arrivato dopo")
	}
}

func TestSupportIsFilledInForWhoIsSignedInAndFromAnErrorPage(t *testing.T) {
	s := webtest.New(t)
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	page := c.Get("/supporto-tecnico?richiesta=a1b2c3")
	for id, want := range map[string]string{"#f-request_number": "a1b2c3", "#f-email": webtest.Address("operatore cpi San Severo"), "#f-subject": "Errore interno"} {
		if got := page.Find(id).AttrOr("value", ""); got != want {
			t.Errorf("%s holds %q", id, got)
		}
	}
	if got := c.Get("/supporto-tecnico?oggetto=accessibilita").Find("#f-subject").AttrOr("value", ""); got != "Problema di accessibilità" {
		t.Errorf("subject %q", got)
	}
}

// Row 4: the archive of frequent questions, kept by the Region.
func TestFAQ(t *testing.T) {
	webtest.Covers(t, 4)
	s := webtest.New(t)
	region, c := s.Login(rule.RoleRegion, "regione"), s.Anonymous()
	c.Get("/faq").Expect(200).Has("main", "Ancora nessuna domanda")
	s.Login(rule.RoleServiceCentre, "installazione").Get("/faq/gestione").Expect(http.StatusNotFound) // the Region's alone
	for _, q := range []string{"Come mi registro?", "Chi è rinunciatario?"} {
		form := region.Get("/faq/gestione/nuova").Expect(200)
		form.Submit("main form", url.Values{"question": {q}}).Expect(http.StatusUnprocessableEntity).Has("#f-answer-errore", "Scrivi la risposta")
		form.Submit("main form", url.Values{"question": {q}, "answer": {"Risposta a " + q}, "topic": {"Accesso"}}).Follow().Has("#flash", "Domanda salvata")
	}
	c.Get("/faq").Has("main", "Ancora nessuna domanda")
	region.Get("/faq/gestione").Submit("tbody tr:first-child form[action$='/pubblicazione']", nil).Follow().Has("tbody", "pubblicata")
	region.Get("/faq/gestione").Submit("tbody tr:last-child form[action$='/pubblicazione']", nil).Follow()
	page := c.Get("/faq").Has("details:first-of-type summary", "Come mi registro?")
	if page.Find("details").Length() != 2 {
		t.Error("two entries are published")
	}
	c.Get("/faq?q=RINUNC").Has("details[open] summary", "Chi è rinunciatario?")
	c.Get("/faq?q=bilancio").Has("main", "Nessuna domanda con queste parole")
	c.SwapEqualsReload("/faq?q=registro", "domande")
	c.Get("/").Has("main a[href^='/faq#']", "Come mi registro?")

	region.Get("/faq/gestione").Submit("tbody tr:last-child form[action$='/posizione']", nil).Follow().Has("tbody tr:first-child th", "Chi è rinunciatario?")
	href := region.Get("/faq/gestione").Find("tbody tr:first-child th a").AttrOr("href", "")
	one, two := region.Get(href), region.Get(href)
	one.Submit("main form", url.Values{"answer": {"Chi non aderisce."}}).Follow()
	both := two.Submit("main form", url.Values{"topic": {"Riscontri"}}).Expect(http.StatusConflict).Has("tbody", "Chi non aderisce.")
	both.Submit("main form", url.Values{"scelta.answer": {"s"}, "scelta.topic": {"m"}}).Follow().Has("tbody", "Riscontri")
	c.Get("/faq?q=aderisce").Has("details", "Chi non aderisce.").Has("h2", "Riscontri")
	region.Get("/faq/gestione").Submit("tbody tr:first-child form[action$='/ritiro']", nil).Follow().Has("tbody", "bozza")
	if c.Get("/faq").Find("details").Length() != 1 {
		t.Error("a withdrawn entry is still shown")
	}
}

const pdf = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n0000000105 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n170\n%%EOF\n"

// Row 5: the current document with its history, downloadable by everybody.
func TestIterProcedurale(t *testing.T) {
	webtest.Covers(t, 5)
	s := webtest.New(t)
	region, c := s.Login(rule.RoleRegion, "regione"), s.Anonymous()
	c.Get("/iter-procedurale").Expect(200).Has("main", "non è ancora pubblicato")
	c.Get("/iter-procedurale/documento").Expect(http.StatusNotFound)
	region.Get("/iter-procedurale/gestione").Submit("main form", nil).Expect(http.StatusUnprocessableEntity).
		Has("#f-version-errore", "numero della versione").Has("#f-changes-errore", "che cosa cambia").Has("#f-file-errore", "PDF")
	publish := func(version, date, changes string, content []byte) *webtest.Page {
		return region.Upload("/iter-procedurale/gestione", url.Values{"version": {version}, "published_on": {date}, "title": {"Iter Procedurale"}, "changes": {changes}}, "file", "iter.pdf", content)
	}
	publish("0.1", "20/09/2014", "prima versione", []byte("non un PDF")).Expect(http.StatusUnprocessableEntity).Has("#f-file-errore", "non è un PDF")
	publish("0.1", "20/09/2014", "prima versione", []byte(pdf)).Follow().Has("#flash", "La versione 0.1 è pubblicata")
	publish("0.1", "20/09/2014", "di nuovo", []byte(pdf)).Expect(http.StatusUnprocessableEntity).Has("#f-version-errore", "già pubblicata")
	newer := strings.Replace(pdf, "PDF-1.4", "PDF-1.5", 1)
	publish("0.2", "03/10/2014", "gestione delle Riscontri Verifiche", []byte(newer)).Follow()
	page := c.Get("/iter-procedurale").Has("main a[href='/iter-procedurale/documento']", "versione 0.2 del 03/10/2014").
		Has("tbody tr:first-child", "in vigore").Has("tbody tr:last-child", "prima versione")
	for path, want := range map[string]string{"/iter-procedurale/documento": newer,
		page.Find("tbody tr:first-child a").AttrOr("href", ""): newer, page.Find("tbody tr:last-child a").AttrOr("href", ""): pdf} {
		got := c.Get(path).Expect(200)
		if got.Body != want || !strings.Contains(got.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: another version, or none: %v", path, got.Header)
		}
	}
	c.Get("/").Has("main h3 a[href='/iter-procedurale']", "Iter Procedurale").Has("main a[href='/iter-procedurale/documento']", "Versione 0.2")
	s.Login(rule.RoleServiceCentre, "installazione").Get("/iter-procedurale/gestione").Expect(http.StatusNotFound)
}
