package people_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"sportello/db/dbtest"
	"sportello/db/rule"
)

func TestTheEmploymentOfAPerson(t *testing.T) {
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"})
	id := workers[0]
	s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	c := s.As("Giulia")
	path := card(id, "/stato")
	page := c.Get(path).Expect(http.StatusOK).Has("section[aria-labelledby=periodi]", "Niente di registrato")
	wrong := page.Submit("main form", url.Values{"from_on": {"31/02/2026"}, "status": {"boh"}}).Expect(http.StatusUnprocessableEntity)
	wrong.Has("#riepilogo", "2 campi").Has("#f-from_on-errore", "31 febbraio").Has("#f-status-errore", "Scegli uno stato")
	page.Submit("main form", url.Values{"from_on": {"01/12/2027"}, "status": {"inattivo"}}).Expect(http.StatusUnprocessableEntity).Has("#f-from_on-errore", "nel futuro")
	page = page.Submit("main form", url.Values{"from_on": {"01/09/2025"}, "status": {"inattivo"}, "note": {hostile}}).Follow()
	page.Has("#flash", "Ho registrato lo stato di Rossi Maria: inattivo dal 01/09/2025").Has("section[aria-labelledby=periodi] tbody tr", "dal 01/09/2025, in corso").Has("section[aria-labelledby=periodi] tbody tr", hostile)
	c.Get(card(id, "/did/nuova")).Submit("main form", url.Values{"declared_on": {"24/08/2026"}, "channel": {"portale"}}).Expect(http.StatusSeeOther)
	c.Get(path).Has("section[aria-labelledby=periodi] p strong", "3 mesi, dal 24/08/2026").Has("section[aria-labelledby=periodi] tbody tr:first-child", "dichiarazione di disponibilità")
	c.Get(card(id, "")).Has("section[aria-labelledby=stato-occupazionale]", "disoccupato").Has("section[aria-labelledby=stato-occupazionale]", "3 mesi, dal 24/08/2026")

	// A job that goes on while a later DID is in force contradicts it; one that has
	// ended, or began after it, does not.
	job := func(from, to string) {
		t.Helper()
		c.Get(card(id, "/carta/esperienze")).Submit("#modulo", url.Values{"esperienze.0.datore": {"Hotel Gargano"}, "esperienze.0.qualifica": {"Cuoco"}, "esperienze.0.contratto": {"determinato"},
			"esperienze.0.dal": {from}, "esperienze.0.al": {to}}).Expect(http.StatusSeeOther)
	}
	job("20/08/2026", "")
	c.Get(path).Has("section[aria-labelledby=periodi] .sp-msg", "«Hotel Gargano» risulta in corso dal 20/08/2026")
	c.Get(card(id, "")).Has("section[aria-labelledby=adesso]", "Scrivi quando il lavoro è finito").Has("section[aria-labelledby=stato-occupazionale]", "disoccupato")
	job("20/08/2026", "22/08/2026")
	c.Get(path).Lacks("section[aria-labelledby=periodi] .sp-msg")
	job("25/08/2026", "")
	c.Get(path).Lacks("section[aria-labelledby=periodi] .sp-msg").Has("section[aria-labelledby=periodi] tbody tr:first-child", "occupato")
	job("20/08/2026", "22/08/2026")
	page = c.Get(path)

	// Recorded by mistake: it goes, with the reason; who has an old page is told.
	revoke := page.Find("section[aria-labelledby=a-mano] a").First().AttrOr("href", "")
	form := c.Get(revoke).Expect(http.StatusOK)
	form.Submit("main form", nil).Expect(http.StatusUnprocessableEntity).Has("#f-reason-errore", "perché lo stato si annulla")
	form.Submit("main form", url.Values{"reason": {"era di un altro"}}).Follow().Has("section[aria-labelledby=a-mano] tr", "annullato").Has("section[aria-labelledby=a-mano] tr", "era di un altro")
	form.Submit("main form", url.Values{"reason": {"sbagliato"}}).Expect(http.StatusConflict).Has("main", "Qualcuno ha cambiato questo stato").Has("main", "sbagliato").Has("main", "era di un altro")
	c.Get(revoke).Expect(http.StatusUnprocessableEntity).Has("main", "già annullato")

	s.Login(rule.RoleProvince, "provincia:FG").Get(path).Expect(http.StatusOK).Lacks("main form")
	lecce := s.Login(rule.RoleOperator, "cpi:Lecce")
	for _, p := range []string{path, revoke, card(id, "/gruppi")} {
		lecce.Get(p).Expect(http.StatusNotFound)
	}
	lecce.Post(path, url.Values{"status": {"occupato"}, "from_on": {"01/01/2026"}}).Expect(http.StatusNotFound)
}

func TestTheGroupsOfAPerson(t *testing.T) {
	dbtest.Proves(t, "scadenza 26", "scadenza 28")
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"})
	id := workers[0]
	s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	c := s.As("Giulia")
	path := card(id, "/gruppi")
	c.Get(card(id, "/carta/esperienze")).Submit("#modulo", url.Values{"esperienze.0.datore": {"Vetreria"}, "esperienze.0.qualifica": {"Vetraio"}, "esperienze.0.contratto": {"determinato"},
		"esperienze.0.dal": {"01/03/2019"}, "esperienze.0.al": {"30/06/2024"}}).Expect(http.StatusSeeOther)
	page := c.Get(path).Expect(http.StatusOK).Has("section[aria-labelledby=oggi]", "nessun impiego regolarmente retribuito dal 01/07/2024 (28 mesi)").
		Has("section[aria-labelledby=oggi]", "Molto svantaggiato").Has("section[aria-labelledby=oggi]", "senza lavoro da 28 mesi")
	page.Submit("main form", url.Values{"from_on": {"boh"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "3 campi")
	page = page.Submit("main form", url.Values{"target": {"gol_4"}, "from_on": {"01/10/2026"}, "note": {"assessment"}}).Follow()
	page.Has("#flash", "GOL 4").Has("section[aria-labelledby=oggi]", "dal 01/10/2026, Giulia Prova: assessment")
	c.Get(card(id, "")).Has("#gruppi + ul", "GOL 4").Has("#gruppi + ul", "Molto svantaggiato")
	end := page.Find("section[aria-labelledby=assegnati] a").First().AttrOr("href", "")
	form := c.Get(end).Expect(http.StatusOK)
	form.Submit("main form", url.Values{"to_on": {"01/09/2026"}}).Expect(http.StatusUnprocessableEntity).Has("#f-to_on-errore", "prima dell'inizio")
	form.Submit("main form", url.Values{"to_on": {"20/11/2026"}}).Follow().Has("section[aria-labelledby=assegnati] tr", "al 20/11/2026").Has("section[aria-labelledby=assegnati] tr", "Giulia Prova")
	form.Submit("main form", url.Values{"to_on": {"21/11/2026"}}).Expect(http.StatusConflict).Has("main", "Qualcuno ha cambiato questo gruppo").Has("main", "21/11/2026")
	c.Get(end).Expect(http.StatusUnprocessableEntity).Has("main", "già finito il 20/11/2026")
	if n := s.count("SELECT count(*) FROM audit WHERE action IN ('gruppo.assegnato','gruppo.finito') AND worker_id=?", id); n != 2 {
		t.Errorf("%d acts in the register", n)
	}
	other := fmt.Sprintf("/lavoratori/%d/gruppi/999/fine", id)
	c.Get(other).Expect(http.StatusNotFound)
}
