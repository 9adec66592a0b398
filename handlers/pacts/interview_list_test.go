package pacts_test

import (
	"net/http"
	"net/url"
	"testing"

	"sportello/db/rule"
)

func TestTheInterviewsOfTheOffice(t *testing.T) {
	d := open(t)
	c := d.giulia
	c.Get("/colloqui").Expect(http.StatusOK).Has("h1", "Colloqui di orientamento").Has(".sp-empty", "Nessun colloquio").Has(".sp-tabs [aria-current]", "In corso 0")
	c.Get("/bilanci").Has("a[href='/colloqui']", "Colloqui di orientamento")
	c.Get("/patti").Has("a[href='/colloqui']", "Colloqui di orientamento")
	c.Get("/scrivania").Has("#riga-colloqui a[href='/colloqui']", "Colloqui in corso").Has("#riga-colloqui", "nessuno")
	path := d.interviewed()
	c.Get("/scrivania").Has("#riga-colloqui", "Colloqui in corso: 1").Has("#riga-colloqui a[href^='/colloqui?operatore=']", "1 è tuo")
	c.Get(c.Get("/scrivania").Find("#riga-colloqui a[href^='/colloqui?operatore=']").AttrOr("href", "/")).Has("tbody th a[href='"+path+"']", "Bianchi Rocco")
	c.Get(d.card()+"?sezione=patto").Has("section[aria-labelledby=colloqui] a[href='/colloqui']", "Tutti i colloqui")
	page := c.Get("/colloqui").Has("tbody th a[href='"+path+"']", "Bianchi Rocco").Has("tbody td[data-l=Fase]", "Informativa").Has("tbody td[data-l=Fase]", "per il patto, dal 24/11/2026").
		Has("tbody td[data-l='Prossimo incontro']", "da fissare").Has("tbody td[data-l=Minuti]", "0 su 90").Has("tbody td[data-l=Operatore]", "Giulia").Has(".sp-tabs [aria-current]", "In corso 1").Has(".sp-tabs", "Interrotti 0")
	page.Lacks("tbody tr:nth-child(2)")
	c.Get(path+"/incontri").Submit("main form", url.Values{"how": {"altro"}, "on": {"24/11/2026"}, "minutes": {"95"}}).Expect(http.StatusSeeOther)
	c.Get("/colloqui").Has("tbody td[data-l=Minuti]", "95 su 90").Has("tbody td[data-l=Minuti]", "oltre il massimo")
	c.Get("/colloqui?nome=bianchi&fase=informativa").Has("tbody tr", "Bianchi Rocco").Has(".sp-chips", "Informativa").Has(".sp-chips", "bianchi")
	c.Get("/colloqui?fase=analisi").Has(".sp-empty", "Nessun colloquio").Has(".sp-tabs [aria-current]", "In corso 0")
	for _, odd := range []string{"?stato=boh&fase=x", "?prima=boh|x", "?operatore=x&ufficio=-", "?dopo=|1"} {
		c.Get("/colloqui" + odd).Expect(http.StatusOK)
	}
	c.SwapEqualsReload("/colloqui?nome=bianchi", "elenco-colloqui")

	lecce := d.Login(rule.RoleOperator, "cpi:Lecce")
	lecce.Get("/scrivania").Has("#riga-colloqui", "nessuno")
	lecce.Get("/colloqui").Expect(http.StatusOK).Has(".sp-empty", "Nessun colloquio").Has(".sp-tabs [aria-current]", "In corso 0")
	d.Login(rule.RoleProvince, "provincia:FG").Get("/colloqui").Has("tbody tr", "Bianchi Rocco").Has("tbody td[data-l=Operatore]", "San Severo")

	c.Get(path+"/interruzione").Submit("main form", url.Values{"reason": {"Ha trovato lavoro"}}).Expect(http.StatusSeeOther)
	c.Get("/colloqui").Has(".sp-empty", "Nessun colloquio")
	c.Get("/scrivania").Has("#riga-colloqui", "nessuno")
	c.Get("/colloqui?stato=interrotto").Has("tbody td[data-l=Fase]", "interrotto").Has("tbody td[data-l=Fase]", "al 24/11/2026").Has("tbody td[data-l='Prossimo incontro']", "nessuno").Lacks("select[name=fase]")
}
