package people_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"sportello/db/rule"
)

// The administrative data stand in one table, each with its source; what has to
// be there and is not is said, and stops nothing.
func TestTheAdministrativeDataOfAPerson(t *testing.T) {
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"})
	id := workers[0]
	s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	c := s.As("Giulia")
	path := card(id, "/stato")
	const table = "section[aria-labelledby=amministrativi] tr"
	c.Get(path).Expect(http.StatusOK).Has(table, "Condizione riguarda chi è disoccupato").Lacks("main a[href$='/stato/condizione']")
	c.Get(path+"/condizione").Submit("main form", url.Values{"condition": {"senza_lavoro"}, "from_on": {"24/11/2026"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "registra prima la DID")
	c.Get(card(id, "/did/nuova")).Submit("main form", url.Values{"declared_on": {"24/08/2026"}, "channel": {"portale"}}).Expect(http.StatusSeeOther)
	c.Get(path).Has(table, "Condizionemancava indicata per chi è disoccupato o inoccupato").Has(table, "Anzianità di disoccupazione3 mesi dal 24/08/2026").Has(table, "DIDdel 24/08/2026 Dal portale nazionale")
	c.Get(card(id, "")).Has("section[aria-labelledby=stato-occupazionale]", "manca")

	form, old := c.Get(path+"/condizione").Expect(http.StatusOK), c.Get(path+"/condizione")
	wrong := form.Submit("main form", url.Values{"from_on": {"31/02/2026"}, "note": {hostile}}).Expect(http.StatusUnprocessableEntity)
	wrong.Has("#riepilogo", "2 campi").Has("#f-condition-errore", "Scegli la condizione").Has("#f-from_on-errore", "31 febbraio")
	if got := wrong.Find("#f-note").AttrOr("value", ""); got != hostile {
		t.Errorf("what was typed came back as %q", got)
	}
	form.Submit("main form", url.Values{"condition": {"senza_lavoro"}, "from_on": {"23/08/2026"}}).Expect(http.StatusUnprocessableEntity).Has("#f-from_on-errore", "cominciata il 24/08/2026")
	page := form.Submit("main form", url.Values{"condition": {"senza_lavoro"}, "from_on": {"24/08/2026"}, "note": {hostile}}).Follow()
	page.Has("#flash", "Ho registrato la condizione").Has(table, "CondizioneSenza lavoro dal 24/08/2026, detto dalla persona, Giulia Prova, "+hostile)
	old.Submit("main form", url.Values{"condition": {"preavviso"}, "from_on": {"20/11/2026"}}).Expect(http.StatusConflict).
		Has("section[aria-label='Quello che avevi scritto']", "preavviso").Has("section[aria-label=\"Com'è adesso\"]", "Senza lavoro")
	c.Get(card(id, "")).Has("section[aria-labelledby=stato-occupazionale]", "Senza lavoro")

	annul := page.Find("section[aria-labelledby=condizioni] a").First().AttrOr("href", "")
	taking := c.Get(annul).Expect(http.StatusOK)
	taking.Submit("main form", nil).Expect(http.StatusUnprocessableEntity).Has("#f-reason-errore", "perché si annulla")
	page = taking.Submit("main form", url.Values{"reason": {"era di un altro"}}).Follow()
	page.Has("section[aria-labelledby=condizioni] li", "annullata").Has("section[aria-labelledby=condizioni] li", "era di un altro").Has(table, "Condizionemanca")
	taking.Submit("main form", url.Values{"reason": {"sbagliato"}}).Expect(http.StatusConflict).Has("main", "sbagliato").Has("main", "era di un altro")
	c.Get(annul).Expect(http.StatusUnprocessableEntity).Has("main", "già annullato")

	s.Login(rule.RoleProvince, "provincia:FG").Get(path).Expect(http.StatusOK).Lacks("main form").Lacks("main a[href$='/stato/condizione']")
	lecce := s.Login(rule.RoleOperator, "cpi:Lecce")
	for _, p := range []string{path + "/condizione", path + "/categoria", path + "/liste", annul, card(id, "/profilo/indice")} {
		lecce.Get(p).Expect(http.StatusNotFound)
	}
	lecce.Post(path+"/condizione", url.Values{"condition": {"senza_lavoro"}, "from_on": {"24/11/2026"}, "source": {"persona"}}).Expect(http.StatusNotFound)
}

func TestTheCategoryOfAPerson(t *testing.T) {
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"})
	id := workers[0]
	s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	c := s.As("Giulia")
	const table = "section[aria-labelledby=amministrativi] tr"
	form := c.Get(card(id, "/stato/categoria")).Expect(http.StatusOK)
	form.Submit("main form", url.Values{"target": {"adi"}, "from_on": {"boh"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "3 campi").Has("#f-target-errore", "Scegli una categoria").Has("#f-note-errore", "da che cosa risulta")
	form.Submit("main form", url.Values{"target": {"cat_giovani"}, "from_on": {"20/11/2026"}, "note": {"x"}}).Expect(http.StatusUnprocessableEntity).Has("#f-target-errore", "i giovani sono fra i 18 e i 25")
	page := form.Submit("main form", url.Values{"target": {"cat_disoccupati_ld"}, "from_on": {"20/11/2026"}, "note": {"elenco anagrafico"}}).Follow()
	page.Has("#flash", "Disoccupati di lunga durata").Has(table, "Disoccupati di lunga durata dal 20/11/2026, Giulia Prova: elenco anagrafico")
	c.Get(card(id, "/gruppi")).Lacks("section[aria-labelledby=assegnati]").Lacks("option[value^=cat_]")
	c.Get(card(id, "")).Has("#gruppi + ul", "").Lacks("#gruppi + ul li:contains('lunga durata')")
	end := page.Find("section[aria-labelledby=categorie] a").First().AttrOr("href", "")
	c.Get(end).Submit("main form", url.Values{"to_on": {"23/11/2026"}}).Follow().Has("#flash", "fine della categoria").Has(table, "nessuna segue").Has("section[aria-labelledby=categorie] li", "dal 20/11/2026 al 23/11/2026")

	// What the facts imply is not set by hand.
	c.Get(card(id, "/carta/esperienze")).Submit("#modulo", url.Values{"esperienze.0.datore": {"Vetreria"}, "esperienze.0.qualifica": {"Vetraio"}, "esperienze.0.contratto": {"determinato"},
		"esperienze.0.dal": {"01/03/2019"}, "esperienze.0.al": {"30/06/2024"}}).Expect(http.StatusSeeOther)
	c.Get(card(id, "/did/nuova")).Submit("main form", url.Values{"declared_on": {"01/09/2025"}, "channel": {"portale"}}).Expect(http.StatusSeeOther)
	c.Get(card(id, "/stato")).Has(table, "Disoccupati di lunga durata in cerca da più di 12 mesi: dal 01/09/2025")
	form.Submit("main form", url.Values{"target": {"cat_disoccupati_ld"}, "from_on": {"20/11/2026"}, "note": {"x"}}).Expect(http.StatusUnprocessableEntity).Has("#f-target-errore", "segue già dai fatti")
}

func TestTheSpecialListsOfAPerson(t *testing.T) {
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"})
	id := workers[0]
	s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	c := s.As("Giulia")
	const rows = "section[aria-labelledby=liste-speciali] tbody tr"
	c.Get(card(id, "/stato")).Has(rows, "dalla lista caricata del") // as the file says, typed by nobody
	form := c.Get(card(id, "/stato/liste")).Expect(http.StatusOK)
	wrong := form.Submit("main form", url.Values{"enrolled_on": {"31/02/2014"}, "province": {"X1"}}).Expect(http.StatusUnprocessableEntity)
	wrong.Has("#riepilogo", "4 campi").Has("#f-list-errore", "Scegli la lista").Has("#f-enrolled_on-errore", "31 febbraio").Has("#f-province-errore", "sigla").Has("#f-note-errore", "da che cosa risulta")
	form.Submit("main form", url.Values{"list": {"mobilita_deroga"}, "enrolled_on": {"01/03/2014"}, "note": {"x"}}).Expect(http.StatusUnprocessableEntity).Has("#f-list-errore", "Non si scrive due volte")
	form.Submit("main form", url.Values{"list": {"lsu"}, "enrolled_on": {"01/03/2014"}, "province": {"zz"}, "note": {"x"}}).Expect(http.StatusUnprocessableEntity).Has("#f-province-errore", "non è la sigla")
	page := form.Submit("main form", url.Values{"list": {"lsu"}, "enrolled_on": {"01/03/2014"}, "note": {hostile}}).Follow()
	page.Has("#flash", "Ho registrato l'iscrizione").Has(rows, "Lavori socialmente utili (d.lgs. 468/1997) FGdal 01/03/2014, senza termine").Has(rows, hostile)

	one := card(id, fmt.Sprintf("/stato/liste/%d", s.count("SELECT max(id) FROM special_list")))
	first, old := c.Get(one).Expect(http.StatusOK), c.Get(one)
	first.Submit("main form", url.Values{"ends_on": {"28/02/2014"}, "deferral_on": {"boh"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "2 campi").Has("#f-ends_on-errore", "prima dell'iscrizione")
	page = first.Submit("main form", url.Values{"ends_on": {"29/02/2016"}, "deferral_on": {"28/02/2017"}, "note": {"lavoro breve"}}).Follow()
	page.Has("section[aria-labelledby=storia] li", "termine: da nessuno a 29/02/2016").Has("section[aria-labelledby=storia] li", "lavoro breve").Has("section[aria-label=Iscrizione]", "28/02/2017")
	old.Submit("main form", url.Values{"ends_on": {"31/12/2015"}}).Expect(http.StatusConflict).Has("section[aria-label='Quello che avevi scritto']", "31/12/2015").Has("main", "29/02/2016")
	taken := c.Get(one+"/annullamento").Submit("main form", url.Values{"reason": {"era di un altro"}}).Follow()
	taken.Has(rows, "annullata").Has(rows, "era di un altro")
	c.Get(one).Expect(http.StatusOK).Lacks("main form")
	s.Login(rule.RoleProvince, "provincia:FG").Get(one).Expect(http.StatusOK).Lacks("main form")
	s.Login(rule.RoleOperator, "cpi:Lecce").Get(one).Expect(http.StatusNotFound)
	c.Get(card(id, "/stato/liste/999")).Expect(http.StatusNotFound)
}

func TestTheIndexIsWrittenWithItsDay(t *testing.T) {
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"})
	id := workers[0]
	s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	c := s.As("Giulia")
	c.Get(card(id, "/modifica")).Lacks("input[name=profiling_index]").Has("main a[href$='/profilo/indice']", "nella sua pagina")
	profiles := c.Get(card(id, "/profilo")).Has("section[aria-labelledby=quantitativo]", "Non ancora indicato").Has("section[aria-labelledby=quantitativo] a[href$='/profilo/indice']", "Registra un indice")
	if n := profiles.Find("section[aria-labelledby=quantitativo] a[href$='/modifica']").Length(); n != 0 {
		t.Error("the index still leads to the general form")
	}
	form, old := c.Get(card(id, "/profilo/indice")).Expect(http.StatusOK), c.Get(card(id, "/profilo/indice"))
	wrong := form.Submit("main form", url.Values{"value": {"1,2"}, "source": {"scheda"}}).Expect(http.StatusUnprocessableEntity)
	wrong.Has("#riepilogo", "3 campi").Has("#f-value-errore", "fra 0 e 1").Has("#f-computed_on-errore", "").Has("#f-source-errore", "Scegli da dove viene")
	if got := wrong.Find("#f-value").AttrOr("value", ""); got != "1,2" {
		t.Errorf("what was typed came back as %q", got)
	}
	page := form.Submit("main form", url.Values{"value": {"0,71"}, "computed_on": {"10/11/2026"}}).Follow()
	page.Has("#flash", "Ho registrato l'indice").Has("section[aria-labelledby=quantitativo]", "0,71").Has("section[aria-labelledby=quantitativo]", "calcolato il 10/11/2026, letto sul portale nazionale, Giulia Prova")
	old.Submit("main form", url.Values{"value": {"0,5"}, "computed_on": {"11/11/2026"}}).Expect(http.StatusConflict).Has("section[aria-label='Quello che avevi scritto']", "0,5").Has("main", "0,71")
	c.Get(card(id, "?sezione=scheda")).Has("main tr", "Indice di profiling0,71calcolato il 10/11/2026")
	c.Get(card(id, "/stato")).Has("section[aria-labelledby=amministrativi] tr", "Indice di profiling0,71 calcolato il 10/11/2026")
	annul := page.Find("section[aria-labelledby=quantitativo] li a").First().AttrOr("href", "")
	c.Get(annul).Submit("main form", url.Values{"reason": {"era di un altro"}}).Follow().Has("section[aria-labelledby=quantitativo] li", "annullato").Has("section[aria-labelledby=quantitativo]", "Non ancora indicato")
	if n := s.count("SELECT count(*) FROM worker WHERE profiling_index IS NOT NULL"); n != 0 {
		t.Error("an annulled index is still in the record")
	}
}
