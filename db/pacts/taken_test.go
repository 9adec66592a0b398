package pacts_test

import (
	"errors"
	"testing"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/bilancio"
	"sportello/db/pacts"
)

// planned begins a bilancio of the person whose plan (RIP05) has the answers.
func (o *office) planned(answers string) int64 {
	o.Helper()
	meeting, err := agenda.NewStore(o.db).Book(o.Context(), o.operator, agenda.Booking{CPI: o.operator.CPI(), Operator: o.operator.UserID, Worker: o.worker, Kind: agenda.KindBilancio, Slot: agenda.Slot{Day: "2026-11-24", Starts: 11 * 60, Ends: 12 * 60}})
	o.ok(err)
	id, err := bilancio.NewStore(o.db).Start(o.Context(), o.operator, meeting, "")
	o.ok(err)
	o.plan(id, "completo", answers)
	return id
}

func (o *office) plan(id int64, state, answers string) {
	o.Helper()
	o.write(func(tx *db.Tx) error {
		_, err := tx.Exec("INSERT OR REPLACE INTO bilancio_panel(bilancio_id,panel,state,answers,saved_at,saved_by) VALUES(?,'RIP05',?,?,?,1)", id, state, answers, tx.Now)
		return err
	})
}

const operativePlan = `{"aggiorna_patto":"si","azioni":[
	{"_id":"r1","descrizione":"Iscriversi al corso","responsabile":"persona","scadenza":"2026-12-14","verifica":"Ricevuta","stato":"da_fare"},
	{"_id":"r2","descrizione":"Aggiornare il curriculum","responsabile":"cpi","scadenza":"2026-12-20","verifica":"Curriculum","stato":"in_corso"},
	{"_id":"r3","descrizione":"Visitare tre officine","responsabile":"rete","soggetto_rete":"Associazione artigiani","scadenza":"2027-01-20","verifica":"Nomi","stato":"da_fare"},
	{"_id":"r4","descrizione":"Già fatta","responsabile":"persona","scadenza":"2026-12-14","verifica":"x","stato":"fatta"}]}`

// TestTheActionsOfABilancioGoIntoThePatto: those of a completed plan that says so
// are offered, each is taken once, and a patto that is signed asks for a signature.
func TestTheActionsOfABilancioGoIntoThePatto(t *testing.T) {
	o := open(t)
	ctx := t.Context()
	o.did("2026-11-02")
	id := o.signed("2026-11-20")
	offered := func() []pacts.Offered {
		t.Helper()
		all, err := o.store.BilancioActions(ctx, o.operator, o.pact(id))
		o.ok(err)
		return all
	}
	review := o.planned(operativePlan)
	all := offered()
	if len(all) != 3 || all[0].Kind != pacts.ByPerson || all[1].Kind != pacts.ByOffice || all[2].Kind != pacts.ByNetwork || all[2].Body != "Associazione artigiani" || all[2].DueOn != "2027-01-20" || all[0].Evidence != "Ricevuta" {
		t.Fatalf("%+v", all)
	}
	if all, err := o.store.BilancioActions(ctx, o.elsewhere, o.pact(id)); err != nil || len(all) != 0 {
		t.Errorf("elsewhere: %+v %v", all, err)
	}
	for _, c := range []struct{ state, answers string }{{"bozza", operativePlan}, {"completo", `{"aggiorna_patto":"no","azioni":[{"_id":"r1","descrizione":"x","responsabile":"persona","scadenza":"2026-12-14","verifica":"x","stato":"da_fare"}]}`}} {
		o.plan(review, c.state, c.answers)
		if got := offered(); len(got) != 0 {
			t.Errorf("%s: %+v", c.state, got)
		}
	}
	o.plan(review, "con_avvisi", operativePlan)
	_, err := o.store.TakeAction(ctx, o.operator, id, o.at(id), "999/r1")
	o.refused(err, "")
	_, err = o.store.TakeAction(ctx, o.elsewhere, id, o.at(id), all[0].Key)
	if !errors.Is(err, db.ErrNotFound) {
		t.Errorf("elsewhere: %v", err)
	}
	version := o.at(id)
	_, err = o.store.TakeAction(ctx, o.operator, id, version, all[2].Key)
	o.ok(err)
	var stale db.Stale
	if _, err := o.store.TakeAction(ctx, o.operator, id, version, all[0].Key); !errors.As(err, &stale) {
		t.Errorf("stale: %v", err)
	}
	f := o.pact(id)
	a := f.Actions[len(f.Actions)-1]
	if len(f.Actions) != 4 || a.Source != pacts.SourceBilancio || a.Description != "Visitare tre officine" || a.Kind != pacts.ByNetwork || a.Body != "Associazione artigiani" || a.DueOn != "2027-01-20" || a.Evidence != "Nomi" {
		t.Errorf("%+v", a)
	}
	if f.Current().N != 2 || !f.NeedsSignature() || len(f.Effective().Contents.Actions) != 3 || f.State != pacts.Signed {
		t.Errorf("an update to be signed, and what is signed stays: %+v", f.Current())
	}
	// Once: it is offered no more, and cannot be taken again.
	if got := offered(); len(got) != 2 {
		t.Errorf("%+v", got)
	}
	_, err = o.store.TakeAction(ctx, o.operator, id, o.at(id), all[2].Key)
	o.refused(err, "")
	_, err = o.store.TakeAction(ctx, o.operator, id, o.at(id), all[0].Key)
	o.ok(err)
	if f := o.pact(id); f.Current().N != 2 || len(f.Versions) != 2 {
		t.Errorf("the second goes into the same update: %+v", f.Versions)
	}
	// What the patto says already is not offered, nothing in it is overwritten.
	o.ok(o.store.Drop(ctx, o.operator, id, o.at(id)))
	if got := offered(); len(got) != 3 || len(o.pact(id).Actions) != 3 {
		t.Errorf("what was given up is offered again: %+v", got)
	}
	o.plan(review, "completo", `{"aggiorna_patto":"si","azioni":[{"_id":"r9","descrizione":"Candidarsi ad almeno quattro offerte","responsabile":"persona","scadenza":"2027-01-15","verifica":"x","stato":"da_fare"}]}`)
	if got := offered(); len(got) != 0 {
		t.Errorf("the same action by hand: %+v", got)
	}
}
