package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db/rule"
	"sportello/handlers/webtest"
)

// TestTheModelOfEveryFileCanBeLoaded: who opens the page of a file finds which
// columns it must have and a model of it; the model, handed in as it is, comes
// in whole.
func TestTheModelOfEveryFileCanBeLoaded(t *testing.T) {
	s := webtest.New(t)
	head := s.Login(rule.RoleOfficeHead, "cpi:San Severo")
	region := s.Login(rule.RoleRegion, "regione")
	for _, c := range []struct {
		client *webtest.Client
		page   string
		needed string
		load   string // where the file goes
		finish func(*webtest.Page)
		count  string // what is there afterwards
	}{
		{head, "/elenchi/1/caricamenti", "Codice fiscale, Cognome, Nome.", "/elenchi/1/caricamenti", func(columns *webtest.Page) {
			reading := columns.Follow().Submit("form[action$='/colonne']", nil).Follow()
			s.Settle()
			preview := head.Get(reading.Path).Has("main", "Nuova nella lista")
			preview.Submit("form[action$='/applicazione']", nil).Follow()
			s.Settle()
		}, `SELECT count(*) FROM list_row r JOIN worker w ON w.id=r.worker_id WHERE w.surname='Rossi' AND r.company<>'' AND NOT EXISTS(SELECT 1 FROM import_row WHERE warning<>'' OR reason<>'')`},
		{region, "/operatori-comunicati", "CPI, cognome, nome, codice fiscale.", "/operatori-comunicati/caricamenti", func(p *webtest.Page) {
			p.Follow().Lacks("h2.sp-section") // no line needs a word
		}, `SELECT count(*) FROM communicated_operator WHERE surname='Rossi' AND communicated_on<>''`},
		{region, "/percorsi/importazione", "codice_percorso, titolo, organismo.", "/percorsi/importazione", func(p *webtest.Page) {
			p.Follow().Has(".sp-flash", "1 riga creata")
		}, `SELECT count(*) FROM edition e JOIN course c ON c.id=e.course_id JOIN training_body b ON b.id=e.body_id WHERE c.hours>0 AND e.seats>0`},
	} {
		t.Run(c.page, func(t *testing.T) {
			page := c.client.Get(c.page).Expect(http.StatusOK).Has("main", "Servono le colonne: "+c.needed)
			link := page.Find("a[download]")
			if got := strings.TrimSpace(link.Text()); got != "Scarica un modello" {
				t.Fatalf("the link says %q", got)
			}
			model := c.client.Get(link.AttrOr("href", "")).Expect(http.StatusOK)
			if d := model.Header.Get("Content-Disposition"); !strings.Contains(d, ".csv") {
				t.Errorf("Content-Disposition: %q", d)
			}
			c.finish(c.client.Upload(c.load, url.Values{"azione": {"carica"}}, "file", "modello.csv", []byte(model.Body)))
			var n int
			if err := s.DB.Reader().QueryRow(c.count).Scan(&n); err != nil || n != 1 {
				t.Errorf("%d rows, %v", n, err)
			}
		})
	}
}
