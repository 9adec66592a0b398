package people_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/handlers/webtest"
)

func TestThePropensioniOfAPerson(t *testing.T) {
	dbtest.Proves(t, "orientamento 26", "orientamento 27", "orientamento 28", "orientamento 29", "orientamento 30", "orientamento 39")
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"})
	id := workers[0]
	s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	c := s.As("Giulia")
	c.Get(card(id, "?sezione=curriculum")).Has("section[aria-labelledby=propensioni]", "Nessuna")
	path := card(id, "/propensioni")
	c.Get(path).Expect(http.StatusOK).Has(".sp-help", "esercitati nelle esperienze professionali").Has(".sp-empty", "Nessuna propensione").Has("a[href$='/propensioni/nuova']", "Aggiungi")
	send := func(to string, p *webtest.Page, more url.Values) *webtest.Page {
		values := webtest.FormValues(p.Find("#modulo"))
		for k, v := range more {
			values[k] = v
		}
		return c.Post(to, values)
	}
	// A profession is found by typing how people call it, without a script too.
	page := c.Get(path+"/nuova").Expect(http.StatusOK).Has("legend", "Note").Lacks("[name=disponibilita]").Lacks("[name=durata]")
	page = send(path, page, url.Values{"professione": {"badante"}, "_find": {"professione"}}).Expect(http.StatusOK).Has("[role=note]", "non è ancora salvato")
	take := page.Find(".sp-found button").First().AttrOr("value", "")
	page = send(path, page, url.Values{"_set": {take}})
	if v := page.Find("[name=professione]").AttrOr("value", ""); !strings.HasSuffix(v, "]") {
		t.Errorf("taken: %q of %q", v, take)
	}
	wrong := send(path, page, url.Values{"data_intervista": {"31/02/2026"}}).Expect(http.StatusUnprocessableEntity)
	wrong.Has("#riepilogo", "Metti almeno una spunta").Has("#riepilogo", "31 febbraio")
	if n := s.count("SELECT count(*) FROM propensione"); n != 0 {
		t.Fatalf("%d were written by buttons and refusals", n)
	}
	saved := send(path, page, url.Values{"provenienza": {"lavoro", "formazione"}, "note.settore": {hostile}, "note.esperienza": {"10 anni"}}).Expect(http.StatusSeeOther).Follow()
	saved.Has("#flash", "Ho salvato la propensione").Has("section[aria-labelledby=prop-1]", "Lavoro; Formazione").Has("section[aria-labelledby=prop-1]", hostile).
		Has("section[aria-labelledby=prop-1]", "10 anni").Has("section[aria-labelledby=prop-1]", "24/11/2026")
	c.Get(card(id, "?sezione=curriculum")).Has("section[aria-labelledby=propensioni] li", "intervista del 24/11/2026")

	one := saved.Find("section[aria-labelledby=prop-1] a").First().AttrOr("href", "")
	old := c.Get(one).Expect(http.StatusOK)
	send(one, old, url.Values{"note.esperienza": {"11 anni"}}).Expect(http.StatusSeeOther)
	both := send(one, old, url.Values{"note.esperienza": {"12 anni"}}).Expect(http.StatusConflict)
	both.Has("main", "11 anni").Has("main", "12 anni")
	both.Submit("main form", url.Values{"scelta.note": {"m"}}).Expect(http.StatusSeeOther)
	c.Get(one).Has("section[aria-labelledby=storia-propensione] li:first-child", "12 anni")

	// Three, and no fourth.
	for _, job := range []string{"muratore", "cameriere"} {
		page = c.Get(path + "/nuova")
		page = send(path, page, url.Values{"professione": {job}, "_find": {"professione"}})
		page = send(path, page, url.Values{"_set": {page.Find(".sp-found button").First().AttrOr("value", "")}})
		send(path, page, url.Values{"provenienza": {"istruzione"}}).Expect(http.StatusSeeOther)
	}
	last := page
	c.Get(path).Has("main", "Le propensioni sono tre, il massimo").Lacks("a[href$='/propensioni/nuova']")
	c.Get(path + "/nuova").Expect(http.StatusUnprocessableEntity)
	send(path, last, url.Values{"provenienza": {"lavoro"}, "note.altro": {"una quarta"}}).Expect(http.StatusUnprocessableEntity)

	gone := c.Get(one + "/ritiro").Expect(http.StatusOK)
	gone.Submit("form[action$='/ritiro']", nil).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Scrivi perché")
	gone.Submit("form[action$='/ritiro']", url.Values{"motivo": {"ha cambiato idea"}}).Expect(http.StatusSeeOther).Follow().Has("section[aria-labelledby=ritirate]", "ha cambiato idea")
	c.Get(card(id, "")).Has(".sp-time", "Propensione ritirata").Has(".sp-time", "ha cambiato idea")
	gone.Submit("form[action$='/ritiro']", url.Values{"motivo": {"per un altro motivo"}}).Expect(http.StatusConflict).Has("main", "per un altro motivo")
	c.Get(one).Expect(http.StatusOK).Lacks("main #modulo").Has("main", "ha cambiato idea")

	s.Login(rule.RoleProvince, "provincia:FG").Get(path).Expect(http.StatusOK).Lacks("main a[href$='/ritiro']")
	lecce := s.Login(rule.RoleOperator, "cpi:Lecce")
	lecce.Get(path).Expect(http.StatusNotFound)
	lecce.Get(one).Expect(http.StatusNotFound)
}
