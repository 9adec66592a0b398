package access_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db/rule"
	"sportello/handlers/webtest"
)

func codice(t *testing.T, surname, name string) string {
	t.Helper()
	cf, err := rule.ComputeCodiceFiscale(surname, name, "F", "1980-01-01", "H501")
	if err != nil {
		t.Fatal(err)
	}
	return string(cf)
}

func panel(t *testing.T, action string) url.Values {
	return url.Values{"office": {"San Severo (FG)"}, "surname": {"Rossi"}, "name": {"Maria"}, "codice_fiscale": {codice(t, "Rossi", "Maria")},
		"phone": {"0882 123456"}, "job": {"colloqui"}, "requested_role": {"operatore"}, "azione": {action}}
}

// Rows 8 to 14 of the procedure: panel, Chiudi, enabling, the area that opens.
func TestAccreditationFromPanelToDesk(t *testing.T) {
	webtest.Covers(t, 6, 8, 10, 11, 12, 13, 14)
	s := webtest.New(t)
	s.User("Maria", "", "")
	c, centre := s.As("Maria"), s.Login(rule.RoleServiceCentre, "installazione")
	file := "CPI;Cognome;Nome;Codice fiscale;Data\nSan Severo;Rossi;Maria;" + codice(t, "Rossi", "Maria") + ";20/09/2014\n"
	centre.Upload("/operatori-comunicati/caricamenti", url.Values{"azione": {"carica"}}, "file", "nomi.csv", []byte(file)).Follow().Has("#flash", "Nominativi caricati")

	way := c.Get("/").Has("main a[href='/accreditamento']", "Accreditamento Operatori").Find("main a[href='/accreditamento']").AttrOr("href", "")
	page := c.Get(way).Expect(http.StatusOK).Has("h2", "Pannello di Accreditamento").Has(".sp-help", "Chiudi").Has("button", "Chiudi")
	refused := page.Submit("main form", url.Values{"azione": {"chiudi"}, "office": {"Atlantide"}, "codice_fiscale": {"RSSMRA80A41H501Z"}}).Expect(http.StatusUnprocessableEntity)
	refused.Has("#f-office-errore", "Atlantide").Has("#f-codice_fiscale-errore", "ultimo carattere").Has("#f-phone-errore", "telefono").Has("#f-job-errore", "ufficio")
	if refused.Find("#f-office").AttrOr("value", "") != "Atlantide" {
		t.Error("what was typed is lost")
	}

	draft := page.Submit("main form", url.Values{"azione": {"bozza"}, "surname": {"Rossi"}, "job": {"accoglienza"}}).Follow().Has("#flash", "Bozza salvata")
	if got := draft.Find("#f-surname").AttrOr("value", "") + " " + draft.Find("#f-job").AttrOr("value", ""); got != "Rossi accoglienza" {
		t.Errorf("of the draft is left %q", got)
	}
	centre.Get("/accreditamenti").Has("main", "Nessuna richiesta da verificare")
	notEnabled(t, c, centre, "/accreditamenti/1") // not complete: nobody's to decide
	draft.Submit("main form", panel(t, "chiudi")).Follow().Has("#flash", "chiusa e inviata").Has(".sp-badge", "inviata").
		Lacks("main button[value='chiudi']").Lacks("main form").Has("main", "Domanda chiusa e inviata")
	c.Post("/accreditamento", panel(t, "bozza")).Expect(http.StatusUnprocessableEntity)
	document := c.Get("/accreditamento").Has("#documenti + ul", "Richiesta di accreditamento (PDF)").Find("#documenti + ul a").AttrOr("href", "")
	paper := c.Get(document).Expect(200)
	for _, want := range []string{"Richiesta di accreditamento", "Rossi Maria", codice(t, "Rossi", "Maria"), "San Severo (FG)", "colloqui", "0882123456"} {
		if got := paper.PDF(); paper.Header.Get("Content-Type") != "application/pdf" || !strings.Contains(got, want) {
			t.Errorf("the request as a document lacks «%s»: %s", want, got)
		}
	}
	s.User("Altra", "", "")
	s.As("Altra").Get(document).Expect(http.StatusNotFound)
	centre.Get(document).Expect(200)

	queue := centre.Get("/accreditamenti").Expect(http.StatusOK).Has("tbody", "Rossi Maria").Has("tbody", "comunicato").Has("[aria-current=page] .sp-count", "1")
	href := queue.Find("tbody th a").AttrOr("href", "")
	decision := centre.Get(href).Has("main", "codice fiscale e ufficio coincidono").Has("main", "colloqui").Has("main", "0882123456")
	notEnabled(t, c, s.Login(rule.RoleRegion, "regione"), href) // the Centro Servizi's alone
	decision.Submit("form[action$='/abilitazione']", nil).Follow().Has("#flash", "Abilitazione fatta")
	decision.Submit("form[action$='/abilitazione']", nil).Follow().Has("#flash", "Era già fatto") // a double click
	to, subject, body := lastMail(t, s)
	if to != webtest.Address("Maria") || subject != "Accreditamento abilitato" || !strings.Contains(body, "Operatore, CPI di San Severo") {
		t.Errorf("told %s «%s» %q", to, subject, body)
	}
	c.Get("/accreditamento").Has(".sp-badge", "abilitata").Has(".sp-me", "Operatore")
	workArea(t, s.As("Maria"))

	centre.Get(href).Submit("form[action$='/revoca']", nil).Expect(http.StatusUnprocessableEntity).Has("#f-motivo-revoca-errore", "Scrivi il motivo")
	centre.Get(href).Submit("form[action$='/revoca']", url.Values{"reason": {"Ha cambiato ente"}}).Follow().Has("#flash", "revocato")
	c.Get("/accreditamento").Has("main", "Ha cambiato ente")
	c.Get("/scrivania").Expect(http.StatusNotFound)
	if got := c.Get("/accesso").Header.Get("Location"); got != "/accreditamento" {
		t.Errorf("the revoked operator is led to %q", got)
	}
}

// notEnabled fails the test if somebody without the right enables the request,
// or if whoever asked has an area of work already.
func notEnabled(t *testing.T, asked, somebody *webtest.Client, request string) {
	t.Helper()
	for _, c := range []*webtest.Client{asked, somebody} {
		c.Get(request).Expect(http.StatusNotFound)
		c.Post(request+"/abilitazione", url.Values{"_version": {"1"}}).Expect(http.StatusNotFound)
	}
	asked.Get("/scrivania").Expect(http.StatusNotFound).Has("main", "Accreditamento Operatori")
}

// workArea fails the test unless sign-in and the direct link of the source lead
// to the person's area of work, with its services.
func workArea(t *testing.T, c *webtest.Client) {
	t.Helper()
	for _, path := range []string{"/accesso", "/welfaretowork_admin/welfaretowork_aass"} {
		if got := c.Get(path).Header.Get("Location"); got != "/scrivania" {
			t.Errorf("from %s the new operator is led to %q", path, got)
		}
	}
	c.Get("/scrivania").Expect(http.StatusOK).Has("h1", "La mia scrivania").Has(".sp-facts", "Centro per l'Impiego di San Severo").
		Has("#menu a[href='/scrivania']", "La mia scrivania").Has("#menu a[href='/agenda']", "Agenda").
		Has("main a[href='/elenchi/1']", "Mobilità 2011/2012").Has("main a[href='/bilanci?stato=in_lavorazione']", "Bilanci di Competenze")
	c.Get("/elenchi/1").Expect(http.StatusOK)
}

func TestRefusalAndASecondRequest(t *testing.T) {
	webtest.Covers(t, 6)
	s := webtest.New(t)
	s.User("Maria", "", "")
	c, centre := s.As("Maria"), s.Login(rule.RoleServiceCentre, "installazione")
	elsewhere := "CPI;Cognome;Nome;Codice fiscale;Data\nFoggia;Rossi;Maria;" + codice(t, "Rossi", "Maria") + ";20/09/2014\nSan Severo;Rossi;Maria;" + codice(t, "Rossi", "Marta") + ";20/09/2014\n"
	centre.Upload("/operatori-comunicati/caricamenti", url.Values{"azione": {"carica"}}, "file", "nomi.csv", []byte(elsewhere)).Expect(http.StatusSeeOther)
	c.Get("/accreditamento").Submit("main form", panel(t, "chiudi")).Expect(http.StatusSeeOther)
	centre.Get("/accreditamenti").Has("tbody", "da controllare") // another office communicated the person, this one somebody of the same name
	href := centre.Get("/accreditamenti").Find("tbody th a").AttrOr("href", "")
	page := centre.Get(href).Has("main", "non risulta fra quelli comunicati")
	page.Submit("form[action$='/abilitazione']", nil).Expect(http.StatusUnprocessableEntity).Has("#f-motivo-abilitazione-errore", "nominativi comunicati")
	page.Submit("form[action$='/rifiuto']", url.Values{"reason": {"Manca la comunicazione dell'ufficio"}}).Follow().Expect(http.StatusOK)
	_, _, body := lastMail(t, s)
	if !strings.Contains(body, "Manca la comunicazione dell'ufficio") {
		t.Errorf("the reason is not in %q", body)
	}
	page.Submit("form[action$='/abilitazione']", url.Values{"reason": {"ci ripenso"}}).Expect(http.StatusConflict).Has("main [role=alert]", "«respinta»").Has("main", "ci ripenso")
	c.Get("/accreditamento").Has("main", "Manca la comunicazione dell'ufficio")
	again := c.Get("/accreditamento?nuova=1")
	if again.Find("#f-codice_fiscale").AttrOr("value", "") == "" {
		t.Error("the new request starts from nothing")
	}
	again.Submit("main form", panel(t, "chiudi")).Follow().Has(".sp-badge", "inviata").Has("#precedenti + ul", "respinta")
}

func TestTwoWindowsOnOnePanel(t *testing.T) {
	s := webtest.New(t)
	s.User("Maria", "", "")
	c := s.As("Maria")
	c.Get("/accreditamento").Submit("main form", panel(t, "bozza")).Expect(http.StatusSeeOther)
	one, two := c.Get("/accreditamento"), c.Get("/accreditamento")
	one.Submit("main form", url.Values{"azione": {"bozza"}, "job": {"accoglienza"}}).Expect(http.StatusSeeOther)
	both := two.Submit("main form", url.Values{"azione": {"bozza"}, "phone": {"0882 999999"}}).Expect(http.StatusConflict)
	both.Has("tbody", "accoglienza").Has("tbody", "0882 999999")
	both.Submit("main form", url.Values{"scelta.job": {"s"}, "scelta.phone": {"m"}}).Follow().Has("#flash", "Bozza salvata")
	panel := c.Get("/accreditamento")
	if job, phone := panel.Find("#f-job").AttrOr("value", ""), panel.Find("#f-phone").AttrOr("value", ""); job != "accoglienza" || phone != "0882999999" {
		t.Errorf("after the choice: job %q, phone %q", job, phone)
	}
}

func TestWithoutARoleNoAreaOpensAndTheWayIsShown(t *testing.T) {
	webtest.Covers(t, 8)
	s := webtest.New(t)
	s.User("Maria", "", "")
	c := s.As("Maria")
	for _, path := range []string{"/accreditamenti", "/account", "/tabelle", "/operatori-comunicati", "/scrivania", "/agenda", "/appuntamenti", "/elenchi/1", "/lavoratori", "/bilanci"} {
		c.Get(path).Expect(http.StatusNotFound).Has("main a[href='/accreditamento']", "Accreditamento")
	}
}

func TestQueueIsAFragmentOfItsPage(t *testing.T) {
	s := webtest.New(t)
	centre := s.Login(rule.RoleServiceCentre, "installazione")
	centre.SwapEqualsReload("/accreditamenti?stato=inviata", "richieste")
	centre.SwapEqualsReload("/account?q=centro", "account")
	centre.SwapEqualsReload("/operatori-comunicati", "nominativi")
	centre.Get("/accreditamenti?stato=bozza").Expect(http.StatusNotFound)
	centre.Get("/accreditamenti").Has("main", "Nessuna richiesta da verificare")
}

func TestLoadingNames(t *testing.T) {
	s := webtest.New(t)
	region := s.Login(rule.RoleRegion, "regione")
	file := []byte("CPI;Cognome;Nome;Codice fiscale;Data\nFoggia;Neri;Ada;" + codice(t, "Neri", "Ada") + ";1/9/2014\nAtlantide;Blu;=1+1;;\n")
	region.Get("/operatori-comunicati").Expect(http.StatusOK).Has("main", "Nessun nominativo comunicato")
	region.Upload("/operatori-comunicati/caricamenti", url.Values{"azione": {"prova"}}, "file", "n.csv", file).Expect(http.StatusOK).Has("main", "non ho salvato nulla")
	region.Get("/operatori-comunicati").Has("main", "Nessun nominativo comunicato")
	result := region.Upload("/operatori-comunicati/caricamenti", url.Values{"azione": {"carica"}}, "file", "n.csv", file).Follow().Expect(http.StatusOK)
	result.Has("tbody", "CPI sconosciuto: «Atlantide»").Has("tbody", "scartata")
	rejects := region.Get(result.Find("a[href$='/scarti']").AttrOr("href", "")).Expect(http.StatusOK)
	if !strings.Contains(rejects.Header.Get("Content-Disposition"), "attachment") || !strings.Contains(rejects.Body, "Atlantide;Blu;'=1+1;") {
		t.Errorf("%v %q", rejects.Header, rejects.Body)
	}
	region.Get("/operatori-comunicati?q=neri").Has("tbody", "Neri Ada")
	region.Upload("/operatori-comunicati/caricamenti", nil, "file", "n.csv", []byte("PK\x03\x04")).Expect(http.StatusUnprocessableEntity).Has("#f-file-errore", "CSV")
	region.Post("/operatori-comunicati/caricamenti", nil).Expect(http.StatusUnprocessableEntity).Has("#f-file-errore", "Scegli il file")
}
