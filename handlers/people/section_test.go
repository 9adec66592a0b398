package people_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/handlers/webtest"
)

func TestASectionOfTheCard(t *testing.T) {
	dbtest.Proves(t, "evento scheda")
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"})
	id := workers[0]
	s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	c := s.As("Giulia")
	career := card(id, "?sezione=curriculum")
	c.Get(career).Expect(http.StatusOK).Has(".sp-tabs [aria-current]", "Curriculum").Has("section[aria-labelledby=sez-istruzione]", "Non ancora indicato").
		Has("section[aria-labelledby=sez-esperienze] a[href$='/carta/esperienze']", "Modifica")
	path := card(id, "/carta/esperienze")
	send := func(p *webtest.Page, more url.Values) *webtest.Page {
		values := webtest.FormValues(p.Find("#modulo"))
		for k, v := range more {
			values[k] = v
		}
		return c.Post(path, values)
	}
	// Without a script a row, a search and a choice are buttons; nothing is written by them.
	page := c.Get(path).Expect(http.StatusOK).Lacks("fieldset.sp-item")
	page = send(page, url.Values{"_add": {"esperienze"}}).Expect(http.StatusOK).Has("legend", "Nuova voce").Has("[role=note]", "non è ancora salvato")
	page = send(page, url.Values{"esperienze.0.datore": {"Vetreria Daunia"}, "esperienze.0.qualifica": {"vetra"}, "_find": {"esperienze.0.qualifica"}}).Expect(http.StatusOK)
	take := page.Find(".sp-found button").First().AttrOr("value", "")
	page = send(page, url.Values{"_set": {take}})
	if v := page.Find("[name='esperienze.0.qualifica']").AttrOr("value", ""); !strings.HasSuffix(v, "]") {
		t.Errorf("taken: %q of %q", v, take)
	}
	if n := s.count("SELECT count(*) FROM card_section"); n != 0 {
		t.Fatalf("%d sections were written by buttons", n)
	}
	wrong := send(page, url.Values{"esperienze.0.dal": {"31/02/2020"}}).Expect(http.StatusUnprocessableEntity)
	wrong.Has("#riepilogo", "31 febbraio").Has("#riepilogo", "Scegli una voce")
	if v := wrong.Find("[name='esperienze.0.dal']").AttrOr("value", ""); v != "31/02/2020" {
		t.Errorf("what was typed came back as %q", v)
	}
	saved := send(page, url.Values{"esperienze.0.dal": {"01/03/2019"}, "esperienze.0.al": {"30/06/2024"}, "esperienze.0.contratto": {"determinato"}, "esperienze.0.mansioni": {hostile}}).Expect(http.StatusSeeOther).Follow()
	saved.Has("#flash", "Ho salvato «Esperienze di lavoro» di Rossi Maria").Has("section[aria-labelledby=sez-esperienze] li", "Vetreria Daunia").
		Has("section[aria-labelledby=sez-esperienze] li", "allo sportello, 24/11/2026 da Giulia Prova").Has("section[aria-labelledby=sez-esperienze] li", hostile)
	c.Get(card(id, "")).Has("section[aria-labelledby='mese-2026-11']", "B.2")

	// Two at once: both versions, and the choice of one by field.
	old := c.Get(path).Expect(http.StatusOK)
	send(old, url.Values{"esperienze.0.datore": {"Vetreria Garganica"}}).Expect(http.StatusSeeOther)
	both := send(old, url.Values{"esperienze.0.datore": {"Vetreria di Foggia"}}).Expect(http.StatusConflict)
	both.Has("main", "Vetreria di Foggia").Has("main", "Vetreria Garganica")
	both.Submit("main form", url.Values{"scelta.esperienze": {"mia"}}).Expect(http.StatusSeeOther)
	c.Get(path).Has("section[aria-labelledby=storia-sezione] li:first-child", "Datore di lavoro «Vetreria Garganica» → «Vetreria di Foggia»").Has("section[aria-labelledby=storia-sezione] li:last-child", "aggiunto «Vetreria Daunia»")
	send(c.Get(path), url.Values{"_del": {"esperienze.0"}}).Expect(http.StatusOK).Lacks("fieldset.sp-item")

	s.Login(rule.RoleProvince, "provincia:FG").Get(path).Expect(http.StatusOK).Has("main", "Vetreria di Foggia").Lacks("main #modulo")
	lecce := s.Login(rule.RoleOperator, "cpi:Lecce")
	lecce.Get(path).Expect(http.StatusNotFound)
	lecce.Post(path, url.Values{"_version": {"3"}}).Expect(http.StatusNotFound)
	c.Get(card(id, "/carta/altro")).Expect(http.StatusNotFound)
}

func (s *site) count(query string, args ...any) (n int) {
	s.t.Helper()
	if err := s.DB.Reader().QueryRow(query, args...).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// The title that the reception wrote begins the section of the studies: nothing is
// a title of study before the form is completed.
func TestTheTitleOfTheReceptionBeginsTheStudies(t *testing.T) {
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"})
	id := workers[0]
	s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	if err := s.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.ExecContext(t.Context(), "UPDATE worker SET study_title='Licenza media' WHERE id=?", id)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	c := s.As("Giulia")
	path := card(id, "/carta/istruzione")
	page := c.Get(path).Expect(http.StatusOK).Has("[role=note]", "dal titolo scritto nella scheda, «Licenza media»")
	if level := page.Find("[name='titoli.0.livello'] option[selected]").AttrOr("value", ""); level != "licenza_media" {
		t.Errorf("level %q", level)
	}
	if n := s.count("SELECT count(*) FROM card_entry"); n != 0 {
		t.Errorf("%d rows by looking", n)
	}
	page.Submit("#modulo", url.Values{"titoli.0.conseguito": {"si"}, "titoli.0.anno": {"1991"}}).Expect(http.StatusSeeOther)
	c.Get(path).Lacks("#modulo [role=note]")
}
