package pacts_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/archive"
	"sportello/db/dbtest"
	"sportello/db/indicators"
	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
)

// office is a desk with a person to make a patto with, on Tuesday 24 November 2026.
type office struct {
	*testing.T
	db                            *db.DB
	clock                         *dbtest.Clock
	store                         *pacts.Store
	people                        *people.Store
	operator, elsewhere, province rule.Actor
	worker                        int64
	figures                       *indicators.Store
}

func open(t *testing.T) *office {
	t.Helper()
	d, clock := dbtest.Open(t)
	o := &office{T: t, db: d, clock: clock, store: pacts.NewStore(d), people: people.NewStore(d), figures: indicators.NewStore(d)}
	o.operator = o.user("Giulia", rule.RoleOperator, "cpi:San Severo")
	o.elsewhere = o.user("Luca", rule.RoleOperator, "cpi:Lecce")
	o.province = o.user("Piera", rule.RoleProvince, "provincia:FG")
	o.worker = o.person("BNCRCC74C15D643H", "Bianchi", "Rocco")
	return o
}

func (o *office) user(name string, role rule.Role, scope string) rule.Actor {
	o.Helper()
	users := access.NewStore(o.db)
	g, err := users.ParseScope(o.Context(), role, scope)
	o.ok(err)
	var id int64
	o.write(func(tx *db.Tx) (err error) {
		id, err = access.CreateUserTx(o.Context(), tx, rule.System, access.NewUser{Name: name, Surname: "Prova", Grants: []rule.Grant{g}, Confirmed: true}, name+"@prova.example", "x")
		return err
	})
	u, err := users.User(o.Context(), id)
	o.ok(err)
	return u.Actor()
}

func (o *office) person(cf rule.CodiceFiscale, surname, name string) (id int64) {
	o.Helper()
	o.write(func(tx *db.Tx) (err error) {
		id, err = people.CreateWorkerTx(o.Context(), tx, o.operator, people.Worker{CodiceFiscale: cf, Surname: surname, Name: name, HomeProvince: "FG"}, people.SourceOperator)
		return err
	})
	return id
}

func (o *office) write(act func(*db.Tx) error) {
	o.Helper()
	o.ok(o.db.Write(o.Context(), act))
}

func (o *office) ok(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// refused fails unless the error refuses the field.
func (o *office) refused(err error, field string) {
	o.Helper()
	var all rule.Refusals
	var one rule.Refusal
	if errors.As(err, &one) {
		all = rule.Refusals{one}
	} else {
		errors.As(err, &all)
	}
	if all.For(field) == "" {
		o.Errorf("%v, want a refusal of %q", err, field)
	}
}

func (o *office) did(on rule.Date) {
	o.Helper()
	_, err := o.people.DeclareDID(o.Context(), o.operator, people.DID{WorkerID: o.worker, On: on, Channel: "cpi"})
	o.ok(err)
}

func text() pacts.Text {
	return pacts.Text{Objective: "Un impiego da saldatore", Acts: []string{"Mandare il curriculum a quattro aziende", "Guardare le offerte del portale"}, Timing: "ogni settimana", Frequency: "mensile",
		Proof: "diario delle candidature", Availability: []string{"laboratori", "formazione", "offerte"}}
}

var three = []pacts.Action{
	{Kind: pacts.ByOffice, Measure: "a", Description: "Laboratorio sul curriculum", StartsOn: "2026-11-25", DueOn: "2026-12-10", Evidence: "foglio firma"},
	{Kind: pacts.ByNetwork, Body: "Camera di commercio di Foggia", Description: "Colloquio sulle imprese in crescita", DueOn: "2026-12-18"},
	{Kind: pacts.ByPerson, Description: "Candidarsi ad almeno quattro offerte", DueOn: "2027-01-15", Periodicity: "settimanale", Evidence: "diario"},
}

// drafted begins a patto with three actions.
func (o *office) drafted(kind string) int64 {
	o.Helper()
	id, err := o.store.Create(o.Context(), o.operator, pacts.New{WorkerID: o.worker, Kind: kind, Confirmed: true, Text: text()})
	o.ok(err)
	for _, a := range three {
		_, err := o.store.AddAction(o.Context(), o.operator, id, a)
		o.ok(err)
	}
	return id
}

func (o *office) proposed(kind string, on rule.Date) int64 {
	o.Helper()
	id := o.drafted(kind)
	_, err := o.store.Propose(o.Context(), o.operator, id, o.at(id), pacts.Proposal{On: on})
	o.ok(err)
	return id
}

func (o *office) signed(on rule.Date) int64 {
	o.Helper()
	id := o.proposed(pacts.KindPSP, on)
	o.ok(o.store.Sign(o.Context(), o.operator, id, o.at(id), pacts.Signing{On: on, Signature: pacts.InPresence, Place: "San Severo"}))
	return id
}

func (o *office) pact(id int64) pacts.Full {
	o.Helper()
	f, err := o.store.Pact(o.Context(), o.operator, id)
	o.ok(err)
	return f
}

func (o *office) at(id int64) int { return o.pact(id).Version }

// services are the valid rows of the ledger with a reference.
func (o *office) services(reference string) []string {
	o.Helper()
	out, err := db.Collect(o.Context(), o.db.Reader(), scanText, "SELECT code||' '||prestazione||' '||delivered_on||' '||programme||' '||missed FROM delivered_service WHERE reference=? AND annulled_at IS NULL ORDER BY id", reference)
	o.ok(err)
	return out
}

func (o *office) want(got []string, want ...string) {
	o.Helper()
	if strings.Join(got, "; ") != strings.Join(want, "; ") {
		o.Errorf("%q, want %q", got, want)
	}
}

// figure is the number of an indicator in the office's November.
func (o *office) figure(code, month string) int {
	o.Helper()
	i, _ := indicators.ByCode(code)
	scopes, err := o.figures.Scopes(o.Context(), o.operator)
	o.ok(err)
	n, err := o.figures.CountRows(o.Context(), scopes[0], indicators.Which{Indicator: i, Months: []string{month}})
	o.ok(err)
	return n
}

// counted fails unless so many patti were proposed, signed and refused in a month.
func (o *office) counted(month string, proposed, signed, refused int) {
	o.Helper()
	for code, want := range map[string]int{"B.2": proposed, "B.2b": signed, "B.2c": refused} {
		if n := o.figure(code, month); n != want {
			o.Errorf("%s in %s: %d, want %d", code, month, n, want)
		}
	}
}

func TestAPattoIsProposedAndSigned(t *testing.T) {
	dbtest.Proves(t, "evento patto", "indicatore B.2", "indicatore B.2b", "orientamento 9", "orientamento 53", "orientamento 54", "orientamento 55", "orientamento 56", "orientamento 62")
	o := open(t)
	ctx := t.Context()
	o.did("2026-11-02")
	id, err := o.store.Create(ctx, o.operator, pacts.New{WorkerID: o.worker, Kind: pacts.KindPSP})
	o.ok(err)
	// Nothing is proposed that says too little (art. 20 c. 2 and 3).
	_, err = o.store.Propose(ctx, o.operator, id, 1, pacts.Proposal{On: "2026-11-20"})
	for _, field := range []string{"objective", "acts", "timing", "frequency", "proof", "availability", "actions"} {
		o.refused(err, field)
	}
	o.ok(o.store.Save(ctx, o.operator, id, 1, pacts.Heading{Kind: pacts.KindPSP, Operator: o.operator.UserID}, text()))
	var stale db.Stale
	if err := o.store.Save(ctx, o.operator, id, 1, pacts.Heading{Kind: pacts.KindPSP, Operator: o.operator.UserID}, text()); !errors.As(err, &stale) {
		t.Errorf("stale: %v", err)
	}
	for _, a := range three {
		_, err := o.store.AddAction(ctx, o.operator, id, a)
		o.ok(err)
	}
	for field, wrong := range map[string]pacts.Action{
		"network_body": {Kind: pacts.ByNetwork, Description: "Colloquio", DueOn: "2026-12-18"}, "kind": {Kind: "altri", Description: "Colloquio", DueOn: "2026-12-18"},
		"measure": {Kind: pacts.ByPerson, Measure: "a", Description: "Colloquio", DueOn: "2026-12-18"}, "service_code": {Kind: pacts.ByPerson, ServiceCode: "F1.5", Description: "Colloquio", DueOn: "2026-12-18"},
	} {
		_, err := o.store.AddAction(ctx, o.operator, id, wrong)
		o.refused(err, field)
	}
	o.refused(o.store.Sign(ctx, o.operator, id, o.at(id), pacts.Signing{On: "2026-11-20", Signature: pacts.InPresence}), "")
	// Neither in the future nor before the DID that it follows.
	for _, on := range []rule.Date{"2026-11-25", "2026-11-01", "2020-01-01", ""} {
		_, err = o.store.Propose(ctx, o.operator, id, o.at(id), pacts.Proposal{On: on})
		o.refused(err, "proposed_on")
	}
	// Nobody agrees on what is past already, nor on what is ten years off.
	for _, due := range []rule.Date{"2026-11-19", "2036-11-20"} {
		action, err := o.store.AddAction(ctx, o.operator, id, pacts.Action{Kind: pacts.ByPerson, Description: "Diario", DueOn: due})
		o.ok(err)
		_, err = o.store.Propose(ctx, o.operator, id, o.at(id), pacts.Proposal{On: "2026-11-20"})
		o.refused(err, "actions")
		o.ok(o.store.RemoveAction(ctx, o.operator, id, o.at(id), action))
	}
	document, err := o.store.Propose(ctx, o.operator, id, o.at(id), pacts.Proposal{On: "2026-11-20"})
	o.ok(err)
	if f := o.pact(id); f.State != pacts.Proposed || f.ProposedOn != "2026-11-20" || !f.Frozen() || f.Current().DocumentID != document {
		t.Errorf("%+v", f)
	}
	// What changed after it is not what was proposed.
	changed := text()
	changed.Objective = "Un impiego da carpentiere"
	o.ok(o.store.Save(ctx, o.operator, id, o.at(id), pacts.Heading{Kind: pacts.KindPSP, Operator: o.operator.UserID}, changed))
	o.refused(o.store.Sign(ctx, o.operator, id, o.at(id), pacts.Signing{On: "2026-11-23", Signature: pacts.InPresence}), "")
	_, err = o.store.Propose(ctx, o.operator, id, o.at(id), pacts.Proposal{On: "2026-11-21"})
	o.ok(err)
	if f := o.pact(id); f.ProposedOn != "2026-11-21" || f.Current().ProposedOn != "2026-11-21" {
		t.Errorf("proposed on %s, %s", f.ProposedOn, f.Current().ProposedOn)
	}
	for field, g := range map[string]pacts.Signing{"signed_on": {On: "2026-11-19", Signature: pacts.InPresence}, "signature": {On: "2026-11-23"}, "scansione": {On: "2026-11-23", Signature: pacts.OnPaper},
		"next_contact_on": {On: "2026-11-23", Signature: pacts.InPresence, NextContact: "2026-11-23"}} {
		o.refused(o.store.Sign(ctx, o.operator, id, o.at(id), g), field)
	}
	o.want(o.services("patto"))
	o.counted("2026-11", 1, 0, 0)
	o.ok(o.store.Sign(ctx, o.operator, id, o.at(id), pacts.Signing{On: "2026-11-23", Signature: pacts.InPresence, Place: "San Severo"}))
	f := o.pact(id)
	if f.State != pacts.Signed || f.SignedOn != "2026-11-23" || f.NextCheckOn != "2026-12-23" || f.Effective().Contents.Objective != "Un impiego da carpentiere" || len(f.Effective().Contents.Actions) != 3 {
		t.Errorf("%+v", f)
	}
	o.want(o.services("patto"), "D.1 B2 2026-11-23  ")
	o.counted("2026-11", 1, 1, 0)
	// One at a time; and nobody else's.
	_, err = o.store.Create(ctx, o.operator, pacts.New{WorkerID: o.worker, Kind: pacts.KindPSP})
	o.refused(err, "")
	if _, err := o.store.Pact(ctx, o.elsewhere, id); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("of another office: %v", err)
	}
	if _, err := o.store.Pact(ctx, o.province, id); err != nil {
		t.Error(err)
	}
	for office, reader := range map[string]rule.Actor{"": o.operator, "San Severo": o.elsewhere} {
		if got, err := o.store.OpenElsewhere(ctx, reader, o.worker); err != nil || got != office {
			t.Errorf("open elsewhere %q %v, want %q", got, err, office)
		}
	}
	if err := o.store.End(ctx, o.province, id, f.Version, pacts.Ending{On: "2026-11-24", State: pacts.Concluded, Reason: "lavoro"}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("the province ends it: %v", err)
	}
}

func scanText(r *sql.Rows) (s string, err error) { err = r.Scan(&s); return }

func TestThePattoOpensWhatAsksForOne(t *testing.T) {
	dbtest.Proves(t, "regola 7", "regola 12")
	o := open(t)
	o.did("2026-11-02")
	training := registry.DeliveredService{WorkerID: o.worker, CPI: o.operator.CPI(), Code: "H.3", On: "2026-11-24", Minutes: 30, Mode: "presenza"}
	update := training
	update.Code = "D.2"
	tried := func(when string, wantSoft int, wantStop bool) {
		t.Helper()
		foreseen, err := o.people.ForeseeService(t.Context(), training)
		o.ok(err)
		soft := 0
		for _, b := range foreseen.Broken {
			if b.Number == 12 {
				soft++
			}
		}
		_, _, err = o.people.RegisterService(t.Context(), o.operator, update)
		var stop registry.Stop
		if soft != wantSoft || errors.As(err, &stop) != wantStop {
			t.Errorf("%s: rule 12 broken %d times, D.2 %v", when, soft, err)
		}
	}
	tried("without a patto", 1, true)
	id := o.signed("2026-11-23")
	tried("in force", 0, false)
	o.ok(o.store.End(t.Context(), o.operator, id, o.at(id), pacts.Ending{On: "2026-11-23", State: pacts.Lapsed, Reason: "rinuncia"}))
	tried("after its end", 1, true)
}

func TestASignatureHappenedWhateverTheRulesSay(t *testing.T) {
	dbtest.Proves(t, "regola 7")
	o := open(t)
	o.signed("2026-11-23") // without a DID
	o.want(o.services("patto"), "D.1 B2 2026-11-23  2:prima 7:posizione")
}

func TestKindsBringTheirProgramme(t *testing.T) {
	dbtest.Proves(t, "evento patto", "regola 15")
	for kind, want := range map[string]string{pacts.KindPSP: "D.1 B2 2026-11-23  ", pacts.KindPDS: "D.1 B2 2026-11-23  ", pacts.KindPSPGG: "D.1 B2 2026-11-23 GG ", pacts.KindPpL: "D.1 B2 2026-11-23 RdC "} {
		o := open(t)
		if kind == pacts.KindPSPGG {
			o.worker = o.born("2004-05-10")
		}
		o.did("2026-11-02")
		id := o.proposed(kind, "2026-11-23")
		o.ok(o.store.Sign(t.Context(), o.operator, id, o.at(id), pacts.Signing{On: "2026-11-23", Signature: pacts.InPresence}))
		o.want(o.services("patto"), want)
	}
	// Of whoever is registered under L. 68/1999 the codes are its own.
	o := open(t)
	o.did("2026-11-02")
	o.write(func(tx *db.Tx) error {
		return registry.StandTx(t.Context(), tx, registry.Standing{WorkerID: o.worker, Kind: registry.StandingL68, ReferenceID: 1, From: "2026-11-01"})
	})
	id := o.signed("2026-11-23")
	o.ok(o.store.Reopen(t.Context(), o.operator, id, o.at(id), "un laboratorio in più", true))
	_, err := o.store.Propose(t.Context(), o.operator, id, o.at(id), pacts.Proposal{On: "2026-11-24"})
	o.ok(err)
	o.ok(o.store.Sign(t.Context(), o.operator, id, o.at(id), pacts.Signing{On: "2026-11-24", Signature: pacts.InPresence}))
	got := o.services("patto")
	if len(got) != 2 || !strings.HasPrefix(got[0], "M3.1 B2 2026-11-23 L68") || !strings.HasPrefix(got[1], "M3.2 B2 2026-11-24 L68") {
		t.Errorf("%q", got)
	}
}

func TestARefusedPattoIsADatedFact(t *testing.T) {
	dbtest.Proves(t, "indicatore B.2", "indicatore B.2c")
	o := open(t)
	id := o.proposed(pacts.KindPSP, "2026-10-30")
	o.refused(o.store.Refuse(t.Context(), o.operator, id, o.at(id), "2026-10-29", "non vuole"), "refused_on")
	o.refused(o.store.Refuse(t.Context(), o.operator, id, o.at(id), "2026-11-03", " "), "reason")
	o.ok(o.store.Refuse(t.Context(), o.operator, id, o.at(id), "2026-11-03", "Preferisce cercare da solo"))
	if f := o.pact(id); f.State != pacts.Refused || f.RefusedWhy != "Preferisce cercare da solo" || f.CanSign() == nil {
		t.Errorf("%+v", f)
	}
	o.want(o.services("patto"))
	o.counted("2026-10", 1, 0, 0) // each on its own day
	o.counted("2026-11", 0, 0, 1)
	// Another one may be made, and one recorded by mistake counts nowhere.
	other := o.signed("2026-11-23")
	o.counted("2026-11", 1, 1, 1)
	o.refused(o.store.Annul(t.Context(), o.operator, other, o.at(other), ""), "reason")
	o.ok(o.store.Annul(t.Context(), o.operator, other, o.at(other), "era di un'altra persona"))
	o.counted("2026-11", 0, 0, 1)
	o.want(o.services("patto"))
}

func TestACorrectionKeepsTheSignatureAndASubstantiveChangeDoesNot(t *testing.T) {
	dbtest.Proves(t, "evento patto", "orientamento 62")
	o := open(t)
	ctx := t.Context()
	o.did("2026-11-02")
	id := o.signed("2026-11-10")
	o.refused(o.store.Save(ctx, o.operator, id, o.at(id), pacts.Heading{Kind: pacts.KindPSP, Operator: o.operator.UserID}, text()), "")
	o.refused(o.store.Reopen(ctx, o.operator, id, o.at(id), " ", false), "reason")
	o.ok(o.store.Reopen(ctx, o.operator, id, o.at(id), "Errore di scrittura", false))
	_, err := o.store.Propose(ctx, o.operator, id, o.at(id), pacts.Proposal{On: "2026-11-12"})
	o.refused(err, "") // nothing has changed
	wording := text()
	wording.Objective, wording.Note = "Un impiego da saldatore a filo", "patente B"
	o.ok(o.store.Save(ctx, o.operator, id, o.at(id), pacts.Heading{Kind: pacts.KindPDS, Operator: o.operator.UserID}, wording)) // the kind stays
	if f := o.pact(id); f.NeedsSignature() || f.Kind != pacts.KindPSP {
		t.Errorf("a correction asks for a signature: %+v", f.Changes())
	}
	// The words of the objective: the operator says that it is a correction.
	_, err = o.store.Propose(ctx, o.operator, id, o.at(id), pacts.Proposal{On: "2026-11-12"})
	o.ok(err)
	if f := o.pact(id); !f.OnlyWords() || f.Effective().N != 1 || f.CanSign() != nil {
		t.Errorf("other words are in force: %+v", f.Effective())
	}
	_, err = o.store.Propose(ctx, o.operator, id, o.at(id), pacts.Proposal{On: "2026-11-12", Correction: true})
	o.ok(err)
	f := o.pact(id)
	if f.Current().N != 0 || f.Effective().N != 2 || f.Effective().Substantive || f.Effective().EffectiveOn != "2026-11-12" || f.SignedOn != "2026-11-10" {
		t.Errorf("%+v", f.Effective())
	}
	o.want(o.services("patto"), "D.1 B2 2026-11-10  ")

	// A day that moves binds the person to something else.
	o.ok(o.store.Reopen(ctx, o.operator, id, o.at(id), "Il laboratorio è rinviato", false))
	moved := o.pact(id).Actions[0]
	moved.DueOn = "2026-12-15"
	o.ok(o.store.SaveAction(ctx, o.operator, id, o.at(id), moved))
	if f := o.pact(id); !f.NeedsSignature() {
		t.Errorf("%+v", f.Changes())
	}
	_, err = o.store.Propose(ctx, o.operator, id, o.at(id), pacts.Proposal{On: "2026-11-16", Correction: true}) // it is none
	o.ok(err)
	if f := o.pact(id); f.Effective().N != 2 || f.State != pacts.Signed {
		t.Error("it is in force without a signature")
	}
	// Refused, it leaves the patto as it was.
	o.ok(o.store.Refuse(ctx, o.operator, id, o.at(id), "2026-11-17", "Non può quel giorno"))
	if f := o.pact(id); f.State != pacts.Signed || f.Actions[0].DueOn != "2026-12-10" || f.Objective != "Un impiego da saldatore a filo" {
		t.Errorf("%+v", f.Actions)
	}
	// Given up, too: what was added goes, what was taken off comes back.
	o.ok(o.store.Reopen(ctx, o.operator, id, o.at(id), "Altro", false))
	o.ok(o.store.RemoveAction(ctx, o.operator, id, o.at(id), moved.ID))
	_, err = o.store.AddAction(ctx, o.operator, id, pacts.Action{Kind: pacts.ByPerson, Description: "Un'altra", DueOn: "2026-12-31"})
	o.ok(err)
	if got := o.pact(id).Changes(); len(got) != 2 {
		t.Errorf("%+v", got)
	}
	o.ok(o.store.Drop(ctx, o.operator, id, o.at(id)))
	if f := o.pact(id); len(f.Actions) != 3 || f.Actions[0].ID != moved.ID || f.Current().N != 0 {
		t.Errorf("%+v", f.Actions)
	}
	// Signed, it is in force, and registered.
	o.ok(o.store.Reopen(ctx, o.operator, id, o.at(id), "Di nuovo", true))
	_, err = o.store.Propose(ctx, o.operator, id, o.at(id), pacts.Proposal{On: "2026-11-23"})
	o.ok(err)
	o.ok(o.store.Sign(ctx, o.operator, id, o.at(id), pacts.Signing{On: "2026-11-24", Signature: pacts.InPresence}))
	o.want(o.services("patto"), "D.1 B2 2026-11-10  ", "D.2 B2 2026-11-24  ")
	o.counted("2026-11", 1, 1, 0) // an update is no new patto
}

func TestThePAICompletesThePatto(t *testing.T) {
	dbtest.Proves(t, "evento PAI", "indicatore D.1", "indicatore B.2inv")
	o := open(t)
	ctx := t.Context()
	o.did("2026-10-02")
	id := o.proposed(pacts.KindPSP, "2026-10-20")
	_, err := o.store.ProposePlan(ctx, o.operator, id, o.at(id), "2026-10-19", "")
	o.refused(err, "proposed_on")
	o.refused(err, "plan_objective")
	_, err = o.store.ProposePlan(ctx, o.operator, id, o.at(id), "2026-10-20", "Rientrare in fabbrica entro la primavera")
	o.ok(err)
	_, err = o.store.ProposePlan(ctx, o.operator, id, o.at(id), "2026-10-20", "Un altro")
	o.refused(err, "")
	o.refused(o.store.SignPlan(ctx, o.operator, id, o.at(id), pacts.Signing{On: "2026-10-21", Signature: pacts.InPresence}), "")
	o.ok(o.store.RefusePlan(ctx, o.operator, id, o.at(id), "2026-10-21", "Lo rivede a casa"))
	o.ok(o.store.Sign(ctx, o.operator, id, o.at(id), pacts.Signing{On: "2026-10-22", Signature: pacts.InPresence}))
	if n := o.figure("D.1", "2026-10"); n != 1 {
		t.Errorf("D.1 counts %d persons: a proposal counts, signed or not", n)
	}
	if n := o.figure("B.2inv", "2026-11"); n != 0 {
		t.Errorf("B.2inv %d", n)
	}
	_, err = o.store.ProposePlan(ctx, o.operator, id, o.at(id), "2026-11-05", "Rientrare in fabbrica")
	o.ok(err)
	// The commitments change: what was proposed is not what is signed.
	o.ok(o.store.Reopen(ctx, o.operator, id, o.at(id), "Rinvio", false))
	moved := o.pact(id).Actions[0]
	moved.DueOn = "2026-12-15"
	o.ok(o.store.SaveAction(ctx, o.operator, id, o.at(id), moved))
	if o.pact(id).Outdated() {
		t.Error("what nobody has signed makes the PAI old")
	}
	_, err = o.store.Propose(ctx, o.operator, id, o.at(id), pacts.Proposal{On: "2026-11-05"})
	o.ok(err)
	o.ok(o.store.Sign(ctx, o.operator, id, o.at(id), pacts.Signing{On: "2026-11-05", Signature: pacts.InPresence}))
	o.refused(o.store.SignPlan(ctx, o.operator, id, o.at(id), pacts.Signing{On: "2026-11-06", Signature: pacts.InPresence}), "")
	_, err = o.store.ProposePlan(ctx, o.operator, id, o.at(id), "2026-11-05", "Rientrare in fabbrica")
	o.ok(err)
	if f := o.pact(id); f.Outdated() || len(f.Plans) != 2 || !slices.ContainsFunc(f.Plans[0].Contents.Actions, func(a pacts.Action) bool { return a.DueOn == "2026-12-15" }) {
		t.Errorf("%+v", f.Plans)
	}
	o.refused(o.store.SignPlan(ctx, o.operator, id, o.at(id), pacts.Signing{On: "2026-11-04", Signature: pacts.InPresence}), "signed_on")
	o.ok(o.store.SignPlan(ctx, o.operator, id, o.at(id), pacts.Signing{On: "2026-11-06", Signature: pacts.InPresence}))
	o.want(o.services("piano"), "D.2 D1 2026-11-06  ")
	if f := o.pact(id); len(f.Plans) != 2 || f.Plans[0].Word() != "sottoscritto" || f.Plans[1].RefusedWhy != "Lo rivede a casa" || len(f.Plans[0].Contents.Actions) != 3 {
		t.Errorf("%+v", f.Plans)
	}
	if n := o.figure("D.1", "2026-11"); n != 1 {
		t.Errorf("D.1 %d", n)
	}
	if n := o.figure("B.2inv", "2026-11"); n != 1 {
		t.Errorf("B.2inv %d: the PAI is the first service of another area after the patto", n)
	}
	o.ok(o.store.Annul(ctx, o.operator, id, o.at(id), "era di un'altra persona"))
	o.want(o.services("piano"))
	if n := o.figure("D.1", "2026-11"); n != 0 {
		t.Errorf("D.1 %d after the annulment", n)
	}
}

func TestAChecksTellsHowTheActionsGo(t *testing.T) {
	o := open(t)
	ctx := t.Context()
	o.did("2026-09-02")
	id := o.signed("2026-09-10")
	f := o.pact(id)
	if f.Late != 0 || f.OpenActions != 3 || f.NextCheckOn != "2026-10-12" || !f.CheckDue("2026-11-24") {
		t.Errorf("%d late, next %s", f.Late, f.NextCheckOn)
	}
	desk, err := o.store.Desk(ctx, o.operator, o.operator.CPI(), 5)
	if err != nil || desk.N != 1 || desk.Rows[0].ID != id {
		t.Errorf("%+v %v", desk, err)
	}
	err = o.store.AddCheck(ctx, o.operator, id, f.Version, pacts.Check{On: "2026-09-09", NextContact: "2026-09-01"})
	o.refused(err, "checked_on")
	o.refused(err, "next_contact_on")
	o.refused(err, fmt.Sprint("outcome.", f.Actions[0].ID))
	outcomes := func(states ...pacts.ActionState) (out []pacts.Outcome) {
		for i, s := range states {
			out = append(out, pacts.Outcome{ActionID: f.Actions[i].ID, State: s})
		}
		return out
	}
	check := pacts.Check{On: "2026-11-24", Outcomes: outcomes(pacts.Finished, pacts.NotDone, pacts.Running)}
	err = o.store.AddCheck(ctx, o.operator, id, f.Version, check)
	o.refused(err, "next_contact_on")
	o.refused(err, fmt.Sprint("corrective.", f.Actions[1].ID))
	check.NextContact, check.Outcomes[1].Corrective, check.Note = "2026-12-21", "Nuovo appuntamento in Camera di commercio", "Si è presentato puntuale"
	o.ok(o.store.AddCheck(ctx, o.operator, id, f.Version, check))
	f = o.pact(id)
	if f.NextCheckOn != "2026-12-21" || f.OpenActions != 1 || f.Actions[1].State != pacts.NotDone || f.Actions[1].Corrective == "" || len(f.Checks) != 1 || len(f.Checks[0].Outcomes) != 3 || len(f.ToCheck()) != 1 {
		t.Errorf("%+v", f)
	}
	if desk, _ := o.store.Desk(ctx, o.operator, o.operator.CPI(), 5); desk.N != 0 {
		t.Errorf("still on the desk: %+v", desk)
	}
	// Its day past, the last one is late, on the desk and under its filter.
	o.clock.Set(rule.Date("2027-01-18").At(9 * 60))
	if f := o.pact(id); f.Late != 1 || !f.Actions[2].Late("2027-01-18") || f.Actions[0].Late("2027-01-18") {
		t.Errorf("%d late", f.Late)
	}
	for wait, want := range map[string]int{"": 1, pacts.WaitLate: 1, pacts.WaitCheck: 1, pacts.WaitFollowUp: 1} {
		page, err := o.store.List(ctx, o.operator, pacts.Filter{State: pacts.Signed, Wait: wait, Name: "bian"})
		if err != nil || len(page.Rows) != want || page.Counts[pacts.Signed] != want {
			t.Errorf("%s: %+v %v", wait, page, err)
		}
	}
	if page, _ := o.store.List(ctx, o.elsewhere, pacts.Filter{State: pacts.Signed}); len(page.Rows) != 0 {
		t.Error("another office sees it")
	}
	// An ended one waits for nothing.
	o.refused(o.store.End(ctx, o.operator, id, o.at(id), pacts.Ending{On: "2027-01-18", State: pacts.Concluded, Reason: "rinuncia"}), "end_reason")
	o.refused(o.store.End(ctx, o.operator, id, o.at(id), pacts.Ending{On: "2026-09-09", State: pacts.Lapsed, Reason: "altra_decadenza"}), "end_note")
	o.ok(o.store.End(ctx, o.operator, id, o.at(id), pacts.Ending{On: "2027-01-18", State: pacts.Concluded, Reason: "lavoro", Note: "in una officina"}))
	if desk, _ := o.store.Desk(ctx, o.operator, o.operator.CPI(), 5); desk.N != 0 {
		t.Errorf("%+v", desk)
	}
	if page, _ := o.store.List(ctx, o.operator, pacts.Filter{State: pacts.Concluded}); len(page.Rows) != 1 || page.Rows[0].Late != 0 {
		t.Errorf("%+v", page)
	}
}

func TestTheSignedCopyIsKeptWithItsProtocolNumber(t *testing.T) {
	o := open(t)
	o.did("2026-11-02")
	id := o.proposed(pacts.KindPSP, "2026-11-20")
	content, err := os.Open("../../handlers/bilancio/testdata/contratto-firmato.pdf")
	o.ok(err)
	defer content.Close()
	scan, err := archive.NewStore(o.db).Receive(t.Context(), archive.Scan("scansione"), archive.Upload{Name: "patto.pdf", Content: content})
	o.ok(err)
	defer scan.Close()
	o.ok(o.store.Sign(t.Context(), o.operator, id, o.at(id), pacts.Signing{On: "2026-11-23", Signature: pacts.OnPaper, Scan: scan}))
	v := o.pact(id).Effective()
	if v.ScanID == 0 || v.Signature != pacts.OnPaper {
		t.Errorf("%+v", v)
	}
	subjects, err := db.Collect(t.Context(), o.db.Reader(), scanText, "SELECT direction||' '||subject FROM protocol_entry ORDER BY id")
	o.ok(err)
	o.want(subjects, "uscita Patto di servizio personalizzato n. 1", "entrata Patto di servizio personalizzato n. 1, firmato")
}

func TestMeasuresAreThoseOfTheSource(t *testing.T) {
	o := open(t)
	all, err := o.store.Measures(t.Context())
	o.ok(err)
	codes := map[string]string{"a": "A06", "b": "C06,B04", "c": "", "d": "B03", "e": "C07", "f": "B01", "g": "", "h": ""}
	if len(all) != len(codes) {
		t.Fatalf("%d measures", len(all))
	}
	for _, m := range all {
		if strings.Join(m.Codes, ",") != codes[m.Letter] || m.Title == "" {
			t.Errorf("%+v", m)
		}
	}
	id := o.drafted(pacts.KindPSP)
	for field, a := range map[string]pacts.Action{
		"measure": {Kind: pacts.ByOffice, Measure: "z", Description: "x", DueOn: "2026-12-01"}, "kind": {Description: "x", DueOn: "2026-12-01"}, "description": {Kind: pacts.ByOffice, DueOn: "2026-12-01"},
		"network_body": {Kind: pacts.ByNetwork, Description: "x", DueOn: "2026-12-01"}, "due_on": {Kind: pacts.ByPerson, Description: "x", StartsOn: "2026-12-02", DueOn: "2026-12-01"},
		"periodicity": {Kind: pacts.ByPerson, Description: "x", DueOn: "2026-12-01", Periodicity: "mai"}, "service_code": {Kind: pacts.ByOffice, Description: "x", DueOn: "2026-12-01", ServiceCode: "Z9"},
	} {
		_, err := o.store.AddAction(t.Context(), o.operator, id, a)
		o.refused(err, field)
	}
}

func TestAPAIIsProposedInTime(t *testing.T) {
	dbtest.Proves(t, "scadenza 2", "scadenza 3")
	o := open(t)
	ctx := t.Context()
	o.did("2026-05-22") // born in 1974: six months, that end on Sunday the 22nd
	older := o.worker
	o.write(func(tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE worker SET birth_date='1974-03-15' WHERE id=?", older)
		return err
	})
	o.worker = o.person("RSSMRA05A41D643S", "Rossi", "Maria")
	o.write(func(tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE worker SET birth_date='2005-01-01' WHERE id=?", o.worker)
		return err
	})
	o.did("2026-08-03")
	due := func(worker int64) string {
		t.Helper()
		term, err := o.figures.PlanTermOf(ctx, worker)
		o.ok(err)
		if term == nil {
			return ""
		}
		return fmt.Sprint(term.Deadline, " ", term.Due())
	}
	if got := due(older); got != "3 2026-11-23" {
		t.Errorf("over thirty: %s", got)
	}
	if got := due(o.worker); got != "2 2026-12-03" {
		t.Errorf("under thirty: %s", got)
	}
	in := func(state indicators.TermState) (out []int64) {
		t.Helper()
		terms, err := o.figures.PlanTerms(ctx, o.operator, o.operator.CPI(), state, indicators.PlanAfter{}, 10)
		o.ok(err)
		counts, err := o.figures.PlanTermCounts(ctx, o.operator, o.operator.CPI(), state)
		o.ok(err)
		if counts[state] != len(terms) {
			t.Errorf("%s: %d rows, %d counted", state, len(terms), counts[state])
		}
		for _, x := range terms {
			if state != "" && x.State(o.db.Today()) != state {
				t.Errorf("%+v is not %s", x, state)
			}
			out = append(out, x.WorkerID)
		}
		return out
	}
	if late, soon, running := in(indicators.TermLate), in(indicators.TermSoon), in(indicators.TermRunning); len(late) != 1 || late[0] != older || len(soon) != 1 || len(running) != 0 {
		t.Errorf("%v %v %v", late, soon, running)
	}
	if terms, _ := o.figures.PlanTerms(ctx, o.elsewhere, 0, "", indicators.PlanAfter{}, 10); len(terms) != 0 {
		t.Error("another office sees them")
	}
	id := o.proposed(pacts.KindPSP, "2026-11-20")
	_, err := o.store.ProposePlan(ctx, o.operator, id, o.at(id), "2026-11-24", "Rientrare")
	o.ok(err)
	if got := due(o.worker); got != "" {
		t.Errorf("proposed, and still due: %s", got)
	}
}

// An action that a check cancels is no commitment: it says why, the next update says
// so to who signs it, with what became of the others.
func TestWhatAnUpdateSaysToWhoSignsIt(t *testing.T) {
	dbtest.Proves(t, "orientamento 62")
	o := open(t)
	ctx := t.Context()
	o.did("2026-09-02")
	id := o.signed("2026-09-10")
	f := o.pact(id)
	check := pacts.Check{On: "2026-11-20", NextContact: "2026-12-21", Outcomes: []pacts.Outcome{{ActionID: f.Actions[0].ID, State: pacts.Cancelled}, {ActionID: f.Actions[1].ID, State: pacts.NotDone, Corrective: "Nuovo incontro"}, {ActionID: f.Actions[2].ID, State: pacts.Running}}}
	o.refused(o.store.AddCheck(ctx, o.operator, id, f.Version, check), fmt.Sprint("corrective.", f.Actions[0].ID))
	check.Outcomes[0].Corrective = "L'impresa ha chiuso"
	o.ok(o.store.AddCheck(ctx, o.operator, id, f.Version, check))
	o.ok(o.store.Reopen(ctx, o.operator, id, o.at(id), "Un corso", false))
	if f = o.pact(id); !f.NeedsSignature() || len(f.Changes()) != 1 || f.Changes()[0].Label != "Azione tolta" {
		t.Errorf("%+v", f.Changes())
	}
	_, err := o.store.AddAction(ctx, o.operator, id, pacts.Action{Kind: pacts.ByPerson, Description: "Corso di saldatura", DueOn: "2027-02-01"})
	o.ok(err)
	document, err := o.store.Propose(ctx, o.operator, id, o.at(id), pacts.Proposal{On: "2026-11-24"})
	o.ok(err)
	var data string
	o.ok(o.db.Reader().QueryRow("SELECT data FROM document WHERE id=?", document).Scan(&data))
	var d pacts.Document
	o.ok(json.Unmarshal([]byte(data), &d))
	var actions, changes []string
	for n, a := range d.Actions {
		actions = append(actions, a.Description+"|"+d.Outcomes[n])
	}
	for _, c := range d.Changes {
		changes = append(changes, c.Label+"|"+c.Before+"|"+c.After)
	}
	o.want(actions, f.Actions[1].Description+"|non svolta alla verifica del 20/11/2026: Nuovo incontro", f.Actions[2].Description+"|", "Corso di saldatura|")
	o.want(changes, "Azione tolta|"+f.Actions[0].Description+"|", "Azione aggiunta||Corso di saldatura, entro il 01/02/2027")
	if d.Replaces != "patto del 10/09/2026" {
		t.Errorf("it replaces %q", d.Replaces)
	}
}

// Without a DID, nobody agrees on looking for work before the age of work.
func TestAPattoIsNotOlderThanThePersonsAge(t *testing.T) {
	o := open(t)
	id := o.drafted(pacts.KindPSP)
	propose := func(on rule.Date) error {
		_, err := o.store.Propose(t.Context(), o.operator, id, o.at(id), pacts.Proposal{On: on})
		return err
	}
	o.write(func(tx *db.Tx) error {
		_, err := tx.ExecContext(t.Context(), "UPDATE worker SET birth_date='2008-11-25' WHERE id=?", o.worker)
		return err
	})
	o.refused(propose("2023-11-24"), "proposed_on")
	o.ok(propose("2023-11-25"))
	if f := o.pact(id); !f.Minor("2026-11-24") || f.Minor("2026-11-25") {
		t.Error("of age on the eighteenth birthday")
	}
	_, err := o.store.OfferMeasure(t.Context(), o.operator, pacts.Offer{WorkerID: o.worker, Measure: "a", OfferedOn: "2023-11-24", Description: "Laboratorio"}, pacts.OfferAnswer{})
	o.refused(err, "offered_on")
}
