package people_test

import (
	"net/http"
	"net/url"
	"testing"

	"sportello/db/dbtest"
	"sportello/db/rule"
)

// Completing 1B registers C.2, which comes after C.1: who has not been given that
// is told before, and after.
func TestTheInDepthPartSaysWhichRuleIsMissed(t *testing.T) {
	dbtest.Proves(t, "regola 6")
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"}, person{cf: cf(t, "Bianchi", "Ada", 2), surname: "Bianchi", name: "Ada"})
	s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	c := s.As("Giulia")
	for n, id := range workers[:2] {
		oriented := n == 1
		if oriented {
			c.Get(card(id, "/servizi/nuovo?codice=C.1")).Submit("#registrazione", nil).Expect(http.StatusSeeOther)
		}
		answers := url.Values{"risultato_atteso": {"Un corso"}, "lavoro_cercato": {"Saldatore"}, "fascia": {"2"}, "difficolta": {"colloqui"}}
		for _, question := range []string{"obiettivo", "profilo", "esperienza", "formazione", "mercato", "ricerca", "autonomia", "promozione", "vincoli"} {
			answers.Set(question, "3")
		}
		one := c.Get(card(id, "/profilo")).Submit("form[action$='/profilo']", nil).Expect(http.StatusSeeOther).Header.Get("Location")
		c.Get(one).Submit("#modulo", answers).Expect(http.StatusSeeOther)
		page := c.Get(one + "/approfondimento").Expect(http.StatusOK)
		const missed = "Regola 6: Prima di C.2 si registra l'orientamento di base (C.1)."
		if oriented {
			page.Lacks("#modulo .sp-msg.warn")
		} else {
			page.Has("#modulo .sp-msg.warn", missed).Has("#modulo .sp-msg.warn a[href$='/colloqui/nuovo']", "colloquio di orientamento")
		}
		done := page.Submit("#modulo", url.Values{"aree.famiglia.livello": {"4"}, "aree.famiglia.nota": {"Assiste la madre"}}).Follow()
		if oriented {
			g, err := s.App.Access.ParseScope(t.Context(), rule.RoleSpecialData, "cpi:San Severo")
			if err == nil {
				err = s.App.Access.Grant(t.Context(), rule.System, s.User("Paolo", rule.RoleCounsellor, "cpi:San Severo"), g)
			}
			if err != nil {
				t.Fatal(err)
			}
			done.Has("#flash", "C.2 è registrato.")
			c.Get(one).Has("main .sp-msg", "in quest'ufficio: Paolo Prova")
			c.Get(card(id, "/colloqui/nuovo")).Submit("main form", nil).Expect(http.StatusSeeOther)
			c.Get("/colloqui/1").Has("section[aria-labelledby=adesso]", "fascia 2")
		} else {
			done.Has("#flash", "la regola 6 non è rispettata").Has("main .sp-msg", "che in quest'ufficio nessuno ha")
		}
	}
}
