package people_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/indicators"
	"sportello/db/people"
	"sportello/db/rule"
)

func TestTheDIDOnTheCard(t *testing.T) {
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"})
	id := workers[0]
	operator := s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	c := s.As("Giulia")
	section := card(id, "?sezione=did")
	c.Get(section).Expect(http.StatusOK).Has(".sp-empty", "Nessuna DID").Has(".sp-empty a[href$='/did/nuova']", "Registra una DID")
	form := c.Get(card(id, "/did/nuova")).Expect(http.StatusOK)
	wrong := form.Submit("main form", url.Values{"declared_on": {"31/02/2026"}, "channel": {"piccione"}}).Expect(http.StatusUnprocessableEntity)
	wrong.Has("#riepilogo", "ci sono 2 campi da correggere").Has("#f-declared_on-errore", "31 febbraio").Has("#f-channel-errore", "Scegli come")
	if got := wrong.Find("#f-declared_on").AttrOr("value", ""); got != "31/02/2026" {
		t.Errorf("what was typed came back as %q", got)
	}
	page := form.Submit("main form", url.Values{"declared_on": {"20/11/2026"}, "number": {"FG-17"}, "note": {"allo sportello"}}).Follow()
	page.Has("#flash", "Ho registrato la DID di Rossi Maria del 20/11/2026").Has("tbody tr", "in vigore").Has("section[aria-labelledby=stato-occupazionale]", "FG-17 del 20/11/2026")
	page.Has("section[aria-labelledby=did]", "prima si registra quando è finita").Lacks("section[aria-labelledby=did] a.btn")
	c.Get(card(id, "")).Has("section[aria-labelledby='mese-2026-11']", "B.1")
	c.Get(card(id, "?sezione=scheda")).Has("main", "20/11/2026")

	// The record's form shows it and does not write it.
	edit := c.Get(card(id, "/modifica")).Has("main form", "FG-17 del 20/11/2026").Lacks("input[name=did_on]")
	edit.Submit("main form", url.Values{"did_on": {"01/01/2020"}, "conferma": {"1"}}).Expect(http.StatusSeeOther)
	if w, _ := s.people.Worker(t.Context(), rule.System, id); w.DIDOn != "2026-11-20" {
		t.Errorf("the form wrote %s over the DID", w.DIDOn)
	}
	c.Get(card(id, "/did/nuova")).Submit("main form", url.Values{"declared_on": {"21/11/2026"}}).Expect(http.StatusUnprocessableEntity).
		Has("#f-declared_on-errore", "C'è già una DID in vigore, del 20/11/2026")

	dids, err := s.people.DIDs(t.Context(), id)
	if err != nil || len(dids) != 1 {
		t.Fatalf("%v %v", dids, err)
	}
	one := card(id, fmt.Sprintf("/did/%d", dids[0].ID))
	ending, annulling := c.Get(one+"/fine").Expect(http.StatusOK), c.Get(one+"/annullamento").Expect(http.StatusOK)
	ending.Submit("main form", url.Values{"ended_on": {"19/11/2026"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "2 campi").Has("#f-ended_on-errore", "prima della DID")
	ending.Submit("main form", url.Values{"ended_on": {"boh"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "2 campi")
	page = ending.Submit("main form", url.Values{"ended_on": {"22/11/2026"}, "end_reason": {"lavoro"}}).Follow()
	page.Has("#flash", "finita il 22/11/2026").Has("tbody tr", "finita").Has("tbody tr", "Ha un lavoro").Has("section[aria-labelledby=did] a.btn", "Registra una DID")
	c.Get(one+"/fine").Expect(http.StatusUnprocessableEntity).Has("main", "La DID è già finita il 22/11/2026")

	// Two at once: the second is told how it stands now.
	stale := annulling.Submit("main form", url.Values{"reason": {"era di un altro"}}).Expect(http.StatusConflict)
	stale.Has("main", "Qualcuno ha cambiato questa DID").Has("section[aria-label='Quello che avevi scritto']", "era di un altro").Has("section[aria-label^='DID com']", "22/11/2026")
	c.Get(one+"/annullamento").Submit("main form", nil).Expect(http.StatusUnprocessableEntity).Has("#f-reason-errore", "perché la DID si annulla")
	page = c.Get(one+"/annullamento").Submit("main form", url.Values{"reason": {"era di un altro"}}).Follow()
	page.Has("#flash", "Ho annullato la DID").Has("tbody tr", "annullata").Has("tbody tr", "era di un altro").Lacks("tbody a")
	c.Get(card(id, "")).Has("section[aria-labelledby='mese-2026-11']", "annullato il 24/11/2026")
	c.Get(one+"/annullamento").Expect(http.StatusUnprocessableEntity).Has("main", "è annullata")

	// In a month that the office has closed, the figure stands and the act beside it.
	const said = "Il mese di ottobre 2026 è chiuso: nella scheda mensile "
	figures := indicators.NewStore(s.DB)
	office, err := figures.ScopeOf(t.Context(), rule.System, fmt.Sprintf("cpi:%d", s.office("San Severo")))
	if err != nil {
		t.Fatal(err)
	}
	if err := figures.CloseMonth(t.Context(), rule.System, office, "2026-10"); err != nil {
		t.Fatal(err)
	}
	c.Get(card(id, "/did/nuova?declared_on=20/10/2026")).Has("#mese-chiuso", said+"la DID compare come rettifica")
	c.Fragment(card(id, "/did/nuova?declared_on=20/10/2026"), "mese-chiuso").Has("#mese-chiuso", said).Lacks("h1")
	late := c.Get(card(id, "/did/nuova")).Lacks("#mese-chiuso [role=note]").Submit("main form", url.Values{"declared_on": {"20/10/2026"}}).Follow().Has("#flash", "Ho registrato la DID di Rossi Maria del 20/10/2026. "+said)
	undo := c.Get(late.Find("tbody a[href$='/annullamento']").First().AttrOr("href", "")).Has("#mese-chiuso", said+"l'annullamento")
	undo.Submit("main form", url.Values{"reason": {"era di un altro"}}).Follow().Has("#flash", said+"l'annullamento")

	// Of the past it is written with its end; an odd age is asked again, once.
	past := url.Values{"declared_on": {"10/01/2024"}, "ended_on": {"30/06/2024"}, "end_reason": {"rinuncia"}, "channel": {"portale"}}
	c.Get(card(id, "/did/nuova")).Submit("main form", past).Follow().Has("tbody tr", "10/01/2024").Has("tbody tr", "il 30/06/2024")
	_, old := s.load(person{cf: cf(t, "Bruni", "Ada", 1), surname: "Bruni", name: "Ada"})
	born := func(on rule.Date) {
		s.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.ExecContext(ctx, "UPDATE worker SET birth_date=? WHERE id=?", on, old[0])
			return err
		})
	}
	born("")
	c.Get(card(old[0], "/did/nuova")).Has("main form", "età di lavoro").Lacks("[name=age_confirmed]")
	born("1935-11-20")
	asked := c.Get(card(old[0], "/did/nuova")).Lacks("main form [role=note]").Submit("main form", url.Values{"declared_on": {"24/11/2026"}}).Expect(http.StatusUnprocessableEntity).Has("#f-age_confirmed-errore", "ha 91 anni")
	asked.Submit("main form", url.Values{"age_confirmed": {"1"}}).Follow().Has("#flash", "Ho registrato la DID")
	// Another office of the province may end it, and is told who annuls it.
	s.User("Foggia", rule.RoleOperator, "cpi:Foggia")
	elsewhere := s.As("Foggia")
	mine := elsewhere.Get(card(old[0], "?sezione=did")).Has("tbody td", "Si annulla a San Severo").Lacks("tbody a[href$='/annullamento']")
	end := mine.Find("tbody a[href$='/fine']").First().AttrOr("href", "")
	elsewhere.Get(end).Expect(http.StatusOK)
	elsewhere.Get(strings.TrimSuffix(end, "fine")+"annullamento").Expect(http.StatusUnprocessableEntity).Has("main", "solo là si annulla")

	// Of another person, of another province, and of nobody.
	_, others := s.load(person{cf: cf(t, "Verdi", "Anna", 2), surname: "Verdi", name: "Anna"})
	c.Get(card(others[0], fmt.Sprintf("/did/%d/fine", dids[0].ID))).Expect(http.StatusNotFound)
	lecce := s.Login(rule.RoleOperator, "cpi:Lecce")
	for _, path := range []string{card(id, "/did/nuova"), one + "/fine", one + "/annullamento"} {
		lecce.Get(path).Expect(http.StatusNotFound)
	}
	s.Login(rule.RoleProvince, "provincia:FG").Get(section).Expect(http.StatusOK).Lacks("section[aria-labelledby=did] a")
	if _, err := s.people.DeclareDID(t.Context(), s.Actor(operator), people.DID{WorkerID: id, On: "2026-11-23", Channel: "portale"}); err != nil {
		t.Error(err)
	}
}
