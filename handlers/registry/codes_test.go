package registry_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"sportello/db/rule"

	"github.com/PuerkitoBio/goquery"
)

func TestTheCodesAreThere(t *testing.T) {
	s := open(t)
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	page := c.Get("/codici").Expect(http.StatusOK).Lacks("form[action='/codici/vocabolario']")
	if n := page.Find("main tbody tr").Length(); n != 105 {
		t.Errorf("%d services, want 105", n)
	}
	if n := c.Get("/codici/prestazioni").Find("main tbody tr").Length(); n != 23 {
		t.Errorf("%d prestazioni, want 23", n)
	}
	// Every one has its page.
	page.Find("main tbody th a").Each(func(_ int, a *goquery.Selection) { c.Get(a.AttrOr("href", "")).Expect(http.StatusOK) })
	c.Get("/codici/servizi/B.3").Has("#regole + ul", "Garanzia Giovani").Has("#regole + ul .stop", "ferma").Has("#servizio + p", "GG").Lacks("a[href$='/modifica']")
	c.Get("/codici/prestazioni/D2").Has("#lep + ul", "E.2").Has("main", "Requisiti professionali")
	c.Get("/codici/servizi/Z.9").Expect(http.StatusNotFound)
	c.Get("/codici/prestazioni/Z9").Expect(http.StatusNotFound)
	c.Get("/codici/servizi/B.3").Has("main", "durata presa da B.1") // a note to the transcription, in Italian
	c.Get("/codici/servizi/B.3/modifica").Expect(http.StatusNotFound)
	if got := c.Get("/codici/excel").Expect(http.StatusOK).Header.Get("Content-Type"); !strings.Contains(got, "spreadsheet") {
		t.Errorf("the file is %s", got)
	}
}

// A change is valid from a day on; what was registered before reads as it was.
func TestACodeChangesFromADayOn(t *testing.T) {
	s := open(t)
	operator := s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	id := s.deliver(operator, "C.1", "2026-11-20")
	admin := s.Login(rule.RoleAdmin, "installazione")
	form := admin.Get("/codici/servizi/C.1/modifica").Expect(http.StatusOK)
	form.Submit("main form", v("from", "31/02/2027", "title", " ", "minutes_min", "90", "minutes_mean", "10")).Expect(http.StatusUnprocessableEntity).
		Has("#f-from-errore", "31 febbraio").Has("#f-title-errore", "nome").Has("#f-minutes_mean-errore", "dal meno al più").Has("#riepilogo", "3 campi")
	for field, values := range map[string][]string{"title": {"title", ""}, "from": {"from", "1900-01-01"}, "minutes_mean": {"minutes_mean", "500"}, "prestazioni": {"prestazioni", "Z9"}, "programme": {"programme", "XYZ"}} {
		refused := form.Submit("main form", v(values...)).Expect(http.StatusUnprocessableEntity)
		if refused.Text("#f-"+field+"-errore") == "" {
			t.Errorf("%s is not refused at its place: %s", field, refused.Text("#riepilogo"))
		}
	}
	done := form.Submit("main form", v("from", "2026-11-25", "title", "Colloquio di base", "minutes_mean", "100")).Follow()
	done.Has("#storia + table tbody tr:first-child", "dal 25/11/2026").Has("#storia + table tbody tr:first-child", "Colloquio di base").Has("#storia + table tbody tr:nth-child(2)", "fino al 24/11/2026").
		Has("h1", "Orientamento di base") // today it is still the old one
	c := s.As("Giulia")
	if got := c.Get(s.card("/servizi/nuovo?codice=C.1")).Find("#f-minutes").AttrOr("value", ""); got != "90" {
		t.Errorf("today C.1 proposes %s minutes", got)
	}
	s.Clock.Set(rule.Date("2026-11-25").At(9 * 60))
	c = s.As("Giulia")
	page := c.Get(s.card("/servizi/nuovo?codice=C.1")).Has("#registrazione h2", "Colloquio di base")
	if got := page.Find("#f-minutes").AttrOr("value", ""); got != "100" {
		t.Errorf("tomorrow C.1 proposes %s minutes", got)
	}
	var title string
	s.one(&title, "SELECT c.title FROM delivered_service d JOIN service_code c ON c.code=d.code AND c.valid_from<=d.delivered_on AND c.valid_to>=d.delivered_on WHERE d.id=?", id)
	if strings.Contains(title, "Colloquio di base") {
		t.Error("an old row is told with the new name")
	}
	admin = s.As("admin installazione")
	admin.Get("/codici/prestazioni/B1/modifica").Submit("main form", v("minutes_inoccupati_disoccupati", "77")).Follow().Has("#flash", "dal 26/11/2026").Has("#storia + ul", "dal 26/11/2026")
	var was, is int
	s.one(&was, "SELECT minutes FROM prestazione_minutes WHERE prestazione='B1' AND target='inoccupati_disoccupati' AND valid_to='2026-11-25'")
	s.one(&is, "SELECT minutes FROM prestazione_minutes WHERE prestazione='B1' AND target='inoccupati_disoccupati' AND valid_from='2026-11-26'")
	if is != 77 || was == 77 {
		t.Errorf("minutes were %d and are %d", was, is)
	}
}

// The same row in each vocabulary, as the administrator chooses.
func TestTheVocabularyOfTheInstallation(t *testing.T) {
	s := open(t)
	operator := s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	s.deliver(operator, "E.2", "2026-11-20")
	admin, c := s.Login(rule.RoleAdmin, "installazione"), s.As("Giulia")
	for vocabulary, code := range map[string]string{"puglia": "D2", "marche": "E.2", "toscana": "E.2"} {
		admin.Get("/codici").Submit("form[action='/codici/vocabolario']", v("vocabolario", vocabulary)).Follow().Has(".sp-facts", strings.ToUpper(vocabulary[:1])+vocabulary[1:])
		c.Get("/servizi").Has("tbody tr small", code)
		c.Get(s.card("")).Has(".sp-time", code)
	}
	admin.Post("/codici/vocabolario", v("vocabolario", "lombardia")).Expect(http.StatusUnprocessableEntity).Has("#f-vocabolario-errore", "Scegli")
	c.Post("/codici/vocabolario", v("vocabolario", "marche")).Expect(http.StatusNotFound)
}

// What is sure goes by itself, the rest when it is confirmed; an office without
// the ministry's code stays out.
func TestSectionSix(t *testing.T) {
	s := open(t)
	operator := s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	s.deliver(operator, "D.1", "2026-11-10")
	s.deliver(operator, "C.1", "2026-11-12")
	admin, head := s.Login(rule.RoleAdmin, "installazione"), s.Login(rule.RoleOfficeHead, "cpi:San Severo")
	const path = "/codici/sezione-6?mese=2026-11"
	page := head.Get(path).Expect(http.StatusOK)
	page.Has("#politiche + table tbody", "A02").Has("#fuori + table tbody", "C.1").Has(".sp-msg.warn", "San Severo non ha ancora il codice ministeriale")
	page.Submit(".sp-actions form", nil).Follow().Has("#flash", "Restano fuori quelle degli uffici senza codice ministeriale: San Severo")
	admin.Get("/codici/nazionali?stato=attendono").Has("tbody", "C.1")
	admin.Get("/codici/servizi/C.1").Submit("form[action$='/nazionale']", v("national", "a5")).Expect(http.StatusUnprocessableEntity).Has("#f-national-errore", "tre caratteri")
	admin.Get("/codici/servizi/C.1").Submit("form[action$='/nazionale']", v("national", "a05")).Follow().Has("#nazionale ~ p", "A05")
	office := "form[action$='/uffici/" + id(s.cpi) + "']"
	codes := admin.Get("/codici/uffici").Expect(http.StatusOK).Lacks("main form")
	open := codes.Find("main tbody a:contains('San Severo')").AttrOr("href", "")
	admin.Get(open).Submit(office, v("code", "boh")).Expect(http.StatusUnprocessableEntity).Has("#f-code-errore", "undici caratteri")
	next := admin.Get(open).Submit(office, v("code", "i158c000001", "poi", admin.Get(open).Find("button[name=poi]").AttrOr("value", ""))).Follow().Has("#flash", "San Severo").Lacks(office)
	if n := next.Find("main form").Length(); n != 1 {
		t.Errorf("%d offices are open after the first, want the next without a code", n)
	}
	page = head.Get(path)
	page.Lacks(".sp-msg.warn").Lacks("#fuori")
	ready := page.Submit(".sp-actions form", nil).Follow().Has("#flash", "2 politiche hanno il loro identificativo")
	ready.Has("#politiche + table tbody", "1400000001").Lacks(".sp-actions form")
	file := head.Get(ready.Find(".sp-actions a").AttrOr("href", "")).Expect(http.StatusOK)
	lines := strings.Split(strings.TrimSpace(file.Body), "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[1], "RSSNNA80C55D643M;Rossi;Anna;1400000001") || !strings.Contains(lines[1], ";A02;") || !strings.Contains(lines[1], ";10/11/2026;10/11/2026;10/11/2026;10;10/11/2026;45") {
		t.Errorf("the file says\n%s", file.Body)
	}
	if other := s.Login(rule.RoleOfficeHead, "cpi:Foggia").Get("/codici/sezione-6/file?mese=2026-11"); strings.Contains(other.Body, "Rossi") {
		t.Error("another office gets the person")
	}
	s.As("Giulia").Get(path).Expect(http.StatusNotFound)
}

func id(n int64) string { return strconv.FormatInt(n, 10) }
