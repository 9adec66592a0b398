package indicators_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"sportello/db/dbtest"

	"github.com/xuri/excelize/v2"
)

func (o *office) did(worker int64) (id int64) {
	o.t.Helper()
	o.ok(o.DB.Reader().QueryRow("SELECT max(id) FROM did WHERE worker_id=?", worker).Scan(&id))
	return id
}

func TestWhatFallsDueAndWhatIsLate(t *testing.T) {
	dbtest.Proves(t, "scadenza 1")
	o := open(t)
	late, soon, running := o.person("Tardi", "F", "1980-01-01"), o.person("Presto", "M", "1990-01-01"), o.person("Poi", "F", "1991-01-01")
	o.declared(late, "2026-09-14")
	o.declared(soon, "2026-10-01")
	o.declared(running, "2026-11-20")

	desk := o.operator.Get("/scrivania").Expect(http.StatusOK)
	desk.Has("#riga-scadenze", "1 in ritardo").Has("#riga-scadenze", "1 entro 14 giorni").Has("#riga-scadenze", "4 promemoria da fare")
	page := o.operator.Get(desk.Find("#riga-scadenze a:contains('in ritardo')").AttrOr("href", "")).Expect(http.StatusOK)
	page.Has("tbody tr", "Tardi Ada").Has("tbody tr", "in ritardo di 8 giorni").Has(".sp-tabs [aria-current]", "In ritardo 1")
	if n := page.Find("table tbody tr").Length(); n != 1 {
		t.Errorf("the line says one and opens %d", n)
	}
	o.operator.Get("/scadenze?stato=in_scadenza").Has("tbody tr", "Presto Ada").Has("tbody tr", "fra 7 giorni").Has("tbody tr a[href='"+fmt.Sprintf("/appuntamenti/nuovo?lavoratore=%d", soon)+"']", "Fissa il colloquio")
	all := o.operator.Get("/scadenze")
	if n := all.Find("table tbody tr").Length(); n != 3 {
		t.Errorf("%d terms of 3", n)
	}
	o.operator.Get("/scadenze?operatore=999").Lacks("table tbody tr").Has(".sp-empty", "Nessuna scadenza qui")
	file := o.operator.Get("/scadenze/excel?stato=in_ritardo").Expect(http.StatusOK)
	book, err := excelize.OpenReader(bytes.NewReader([]byte(file.Body)))
	o.ok(err)
	rows, err := book.GetRows(book.GetSheetName(0))
	if o.ok(err); len(rows) != 2 || rows[1][0] != "Tardi Ada" || rows[1][4] != "-8" {
		t.Errorf("the file says %v", rows)
	}

	// On the card and in the search: the same days.
	o.operator.Get(fmt.Sprintf("/lavoratori/%d", late)).Has("section[aria-labelledby=adesso] .sp-badge.stop", "in ritardo di 8 giorni").Has("section[aria-labelledby=adesso]", "entro il 16/11/2026")
	o.operator.Get("/lavoratori?q=presto").Has("tbody .sp-badge.look", "colloquio fra 7 giorni")
	o.served(late, "C.1", "2026-11-23")
	o.operator.Get(fmt.Sprintf("/lavoratori/%d", late)).Lacks("section[aria-labelledby=adesso] .sp-badge.stop")
	o.operator.Get("/scrivania").Has("#riga-scadenze", "nessuna in ritardo")

	o.province.Get("/scadenze").Has("tbody tr", "Presto Ada").Has("section[aria-labelledby=promemoria]", "Osservatori").Lacks("a[href$='/sospensione']")
	o.stranger.Get("/scadenze").Lacks("table tbody tr")
	o.stranger.Get(fmt.Sprintf("/scadenze?ufficio=%d", o.cpi)).Expect(http.StatusNotFound)
	o.region.Get("/scadenze").Expect(http.StatusNotFound)
	rules := o.operator.Get("/scadenze/regole").Expect(http.StatusOK)
	if n := rules.Find("tbody tr").Length(); n != 29 {
		t.Errorf("%d time rules of 29", n)
	}
	rules.Has("#regola-1", "scadenza in corso").Has("#regola-4", "non ancora rilevata").Has("#regola-11", "promemoria").Has("#regola-27", "gruppo").Has("#regola-19", "testo")
}

func TestATermIsSuspendedAndGoesOn(t *testing.T) {
	o := open(t)
	p := o.person("Malata", "F", "1980-01-01")
	o.declared(p, "2026-09-14")
	path := fmt.Sprintf("/scadenze/1/%d/sospensione", o.did(p))
	form := o.operator.Get(path).Expect(http.StatusOK)
	form.Submit("main form", url.Values{"from_day": {"32/11/2026"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "2 campi").Has("#f-reason-errore", "perché l'ufficio aspetta")
	form.Submit("main form", url.Values{"from_day": {"01/11/2026"}, "reason": {"ricovero"}}).Follow().Has("#flash", "Ho sospeso la scadenza di Malata Ada").
		Has("tbody tr", "sospesa").Has("tbody tr", "dal 01/11/2026: ricovero").Has("tbody a", "Malata")
	again := o.operator.Get(path).Has("main form button", "Fai ripartire").Has("section[aria-labelledby=sospensioni]", "ricovero")
	again.Submit("main form", url.Values{"to_day": {"25/11/2026"}}).Expect(http.StatusUnprocessableEntity).Has("#f-to_day-errore", "deve ancora venire")
	again.Submit("main form", url.Values{"to_day": {"20/11/2026"}}).Follow().Has("#flash", "è ripartita").Has("tbody tr", "con 20 giorni di sospensione").Has("tbody tr", "fra 10 giorni")
	for _, c := range []string{"/scadenze/2/1/sospensione", "/scadenze/1/99999/sospensione", "/scadenze/x/1/sospensione"} {
		o.operator.Get(c).Expect(http.StatusNotFound)
	}
	o.stranger.Get(path).Expect(http.StatusNotFound)
	o.stranger.Post(path, url.Values{"from_day": {"01/11/2026"}, "reason": {"x"}}).Expect(http.StatusNotFound)
}

func TestAReminderIsDoneWithOneClick(t *testing.T) {
	dbtest.Proves(t, "scadenza 11")
	o := open(t)
	page := o.operator.Get("/scadenze").Has("section[aria-labelledby=promemoria]", "settimana dal 23/11/2026 al 29/11/2026")
	page = page.Submit("form[action='/scadenze/promemoria']", nil).Follow().Has("#flash", "Segnato come fatto").Has("section[aria-labelledby=promemoria]", "fatto il 24/11/2026 da")
	if n := page.Find("form[action='/scadenze/promemoria']").Length(); n != 3 {
		t.Errorf("%d reminders left of 3", n)
	}
	o.operator.Get("/scrivania").Has("#riga-scadenze", "3 promemoria da fare")
	back := page.Find("form[action$='/revoca']").AttrOr("action", "")
	o.stranger.Post(back, nil).Expect(http.StatusNotFound)
	o.province.Post(back, nil).Expect(http.StatusNotFound)
	again := page.Submit("form[action$='/revoca']", nil).Follow().Has("#flash", "Di nuovo da fare").Has("section[aria-labelledby=promemoria]", "segnato il 24/11/2026").Has("section[aria-labelledby=promemoria]", "ripreso il 24/11/2026").Lacks("form[action$='/revoca']")
	if n := again.Find("form[action='/scadenze/promemoria']").Length(); n != 4 {
		t.Errorf("%d reminders to do of 4", n)
	}
	o.operator.Post(back, nil).Expect(http.StatusUnprocessableEntity).Has("main", "qualcuno l'ha già ripreso")
	o.operator.Get("/scrivania").Has("#riga-scadenze", "4 promemoria da fare")
	o.operator.Post("/scadenze/promemoria", url.Values{"regola": {"11"}, "ambito": {o.key()}, "periodo": {"2026-W47"}}).Expect(http.StatusUnprocessableEntity).Has("main", "Il periodo è cambiato")
	o.stranger.Post("/scadenze/promemoria", url.Values{"regola": {"12"}, "ambito": {o.key()}, "periodo": {"2026-W48"}}).Expect(http.StatusNotFound)
	o.operator.Post("/scadenze/promemoria", url.Values{"regola": {"x"}}).Expect(http.StatusNotFound)
}
