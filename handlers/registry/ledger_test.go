package registry_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"sportello/db/rule"

	"github.com/xuri/excelize/v2"
)

// The ledger of the office, newest first, said in the vocabulary of the
// installation; the file holds what the filters show.
func TestTheLedgerOfTheOffice(t *testing.T) {
	s := open(t)
	operator := s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	other := s.User("Marco", rule.RoleOperator, "cpi:San Severo")
	s.deliver(operator, "C.1", "2026-11-10")
	s.deliver(other, "E.2", "2026-11-20")
	s.deliver(operator, "A.1", "2026-10-05")
	c := s.As("Giulia")
	page := c.Get("/servizi").Expect(http.StatusOK)
	page.Has("nav[aria-label='Menu principale'] a[aria-current]", "Servizi").Has("tbody tr:first-child", "20/11/2026").Has("tbody tr:first-child .code", "E.2").Has("tbody tr:first-child .code", "D2").
		Has("tbody tr:nth-child(2)", "Colloquio informativo").Has("tbody tr:nth-child(2) a[href='"+s.card("")+"']", "Rossi Anna").Has(".sp-pager", "3 servizi")
	for query, want := range map[string]int{"": 3, "codice=C.1": 1, "codice=D2": 1, fmt.Sprintf("operatore=%d", operator): 2, "dal=2026-11-01&al=2026-11-15": 1, "origine=manuale": 0, "modalita=presenza": 3,
		"annullati=annullati": 0, "programma=nessuno": 3, "programma=GG": 0} {
		got := c.Get("/servizi?" + query)
		if n := got.Find("tbody tr").Length(); n != want {
			t.Errorf("%s: %d rows, want %d", query, n, want)
		}
		excel := c.Get("/servizi/excel?" + query).Expect(http.StatusOK)
		book, err := excelize.OpenReader(bytes.NewReader([]byte(excel.Body)))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows(book.GetSheetName(0), excelize.Options{RawCellValue: true})
		if err != nil || len(rows) != want+1 {
			t.Errorf("%s: the file has %d rows (%v)", query, len(rows), err)
		}
		if query == "codice=C.1" {
			if line := strings.Join(rows[1], "|"); !strings.Contains(line, "46336|C.1|Orientamento di base finalizzato alla stipula del PSP|B1|Colloquio informativo") || !strings.Contains(line, "Rossi|Anna|F|45-54|San Severo") || !strings.Contains(line, "|90|90|") {
				t.Errorf("the file says %s", line)
			}
		}
		if query != "" {
			c.SwapEqualsReload("/servizi?"+query, "servizi")
		}
	}
	s.Login(rule.RoleOfficeHead, "cpi:San Severo").Get("/servizi").Has(".sp-title a[href='/carico']", "Carico di lavoro")
	c.Get("/servizi").Lacks("a[href='/carico']").Has(".sp-filters .sp-pair:has(#f-dal) label[for=f-al]", "Al")
	s.write(setting("catalogo_servizi", "marche"))
	c.Get("/servizi").Has("tbody tr:nth-child(2)", "Orientamento di base").Has("tbody tr:nth-child(2) small", "C.1")
	s.write(setting("catalogo_servizi", "toscana"))
	c.Get("/servizi").Has("tbody tr:nth-child(2) .code", "A05")
	// The province chooses the office; another office's is not there.
	s.Login(rule.RoleProvince, "provincia:FG").Get(fmt.Sprintf("/servizi?ufficio=%d", s.cpi)).Has(".sp-pager", "3 servizi")
	s.Login(rule.RoleOperator, "cpi:Lecce").Get(fmt.Sprintf("/servizi?ufficio=%d", s.cpi)).Expect(http.StatusNotFound)
	s.Login(rule.RoleRegion, "regione").Get("/servizi").Expect(http.StatusNotFound)
}

// The attestation lists what was given in its days, once, with a number.
func TestTheAttestationOfServices(t *testing.T) {
	s := open(t)
	operator := s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	c := s.As("Giulia")
	c.Get(s.card("/attestazione")).Has(".sp-empty", "Nessun servizio da attestare")
	s.deliver(operator, "C.1", "2026-11-10")
	s.deliver(operator, "E.2", "2026-11-20")
	s.deliver(operator, "A.1", "2025-10-05")
	c.Get(s.card("?sezione=documenti")).Has("a[href='"+s.card("/attestazione")+"']", "Attestazione dei servizi erogati")
	page := c.Get(s.card("/attestazione")).Expect(http.StatusOK).Has("main", "3 servizi, dal 05/10/2025")
	for field, value := range map[string]string{"dal": "", "al": "2026-11-25"} {
		page.Submit("main form", v(field, value)).Expect(http.StatusUnprocessableEntity).Has("#f-"+field+"-errore", "")
	}
	page.Submit("main form", v("dal", "2024-01-01", "al", "2024-12-31")).Expect(http.StatusUnprocessableEntity).Has("#f-dal-errore", "non c'è nulla da attestare")
	done := page.Submit("main form", nil).Follow().Has("#flash", "prot. 2026/0000001").Has("#documenti + ul", "Attestazione dei servizi erogati")
	text := c.Get(done.Find("#flash a").AttrOr("href", "")).Expect(http.StatusOK).PDF()
	for _, want := range []string{"Rossi Anna", "RSSNNA80C55D643M", "dal 01/01/2026 al 24/11/2026", "10/11/2026", "20/11/2026", "B1", "Orientamento di base", "2026/0000001", "2 servizi, 5 ore e 30"} {
		if !strings.Contains(text, want) {
			t.Errorf("the attestation lacks %q: %s", want, text)
		}
	}
	for _, once := range []string{"Rossi Anna", "RSSNNA80C55D643M"} {
		if n := strings.Count(text, once); n != 1 {
			t.Errorf("%s stands there %d times", once, n)
		}
	}
	var name string // of the prestazione that B1 is the code of
	s.one(&name, "SELECT name FROM prestazione WHERE code='B1'")
	if first := strings.Join(strings.Fields(name)[:2], " "); !strings.Contains(text, first) || !strings.Contains(text, "(C.1 Orientamento di base") {
		t.Errorf("beside B1 the name is not %q: %s", first, text)
	}
	if strings.Contains(text, "05/10/2025") {
		t.Error("the attestation tells of another year")
	}
	// Another period is another document: it replaces none.
	page.Submit("main form", v("dal", "2025-01-01", "al", "2025-12-31")).Follow().Has("#flash", "prot. 2026/0000002")
	c.Get(s.card("?sezione=documenti")).Lacks("#documenti + ul .sp-badge")
	s.Login(rule.RoleOperator, "cpi:Lecce").Get(s.card("/attestazione")).Expect(http.StatusNotFound)
}

// A row is titled with the name of its service; what Puglia calls it stands short
// beside its code, whole on its page.
func TestARowIsTitledWithItsService(t *testing.T) {
	s := open(t)
	operator := s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	id := s.deliver(operator, "E.2", "2026-11-20")
	c := s.As("Giulia")
	row := c.Get("/servizi").Has("tbody th a", "Bilancio di competenze").Has("tbody th small", "Accesso a misure di sostegno")
	if n := len([]rune(row.Text("tbody th"))); n > 140 {
		t.Errorf("the row says %q", row.Text("tbody th"))
	}
	c.Get(s.card("")).Has(".sp-time", "Bilancio di competenze").Has(".sp-time", "Accesso a misure di sostegno")
	c.Get(fmt.Sprintf("/servizi/%d", id)).Has("h1", "Bilancio di competenze").Has(".sp-facts", "D2").Has("main a[href$='codice=E.2']", "registrala di nuovo")
}

// What is no day is said, and filters nothing in silence.
func TestTheDaysOfTheFiltersAreChecked(t *testing.T) {
	s := open(t)
	operator := s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	s.deliver(operator, "C.1", "2026-11-10")
	c := s.As("Giulia")
	page := c.Get("/servizi?dal=abc").Has("#servizi .warn", "«Dal» non filtra").Has(".sp-pager", "1 servizio")
	if got := page.Find("#f-dal").AttrOr("value", ""); got != "abc" {
		t.Errorf("what was typed is %q", got)
	}
	c.Get("/servizi?dal=2026-11-20&al=2026-11-01").Has("#servizi .warn", "non c'è alcun giorno")
	typed := c.Get("/servizi?dal=01/11/2026&al=2026-11-20").Lacks("#servizi .warn").Has(".sp-pager", "1 servizio")
	for field, want := range map[string]string{"#f-dal": "01/11/2026", "#f-al": "20/11/2026"} {
		if got := typed.Find(field).AttrOr("value", ""); got != want {
			t.Errorf("%s is %q", field, got)
		}
	}
	c.Get("/servizi/excel?dal=abc").Expect(http.StatusUnprocessableEntity)
}
