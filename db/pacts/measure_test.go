package pacts_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/dbtest"
	"sportello/db/pacts"
)

// offers offers a measure to the person on 20 November, accepted that day.
func (o *office) offers(x pacts.Offer) (int64, error) {
	x.WorkerID, x.OfferedOn = o.worker, "2026-11-20"
	return o.store.OfferMeasure(o.Context(), o.operator, x, pacts.OfferAnswer{Answer: pacts.OfferTaken, On: "2026-11-20"})
}

func (o *office) offered(x pacts.Offer) int64 {
	o.Helper()
	id, err := o.offers(x)
	o.ok(err)
	return id
}

func (o *office) offer(id int64) pacts.Offer {
	o.Helper()
	x, err := o.store.Offer(o.Context(), o.operator, id)
	o.ok(err)
	return x
}

// sent are the valid rows of the ledger that refer to measures, with the national
// code that each is sent as.
func (o *office) sent() []string {
	o.Helper()
	out, err := db.Collect(o.Context(), o.db.Reader(), scanText, `SELECT d.code||' '||n.national||' '||d.delivered_on||' '||d.minutes||' '||d.mode FROM delivered_service d JOIN national_mapping n ON n.code=d.code
		WHERE d.reference='misura' AND d.annulled_at IS NULL AND d.origin<>'replica' ORDER BY d.id`)
	o.ok(err)
	return out
}

// session fixes a group session of the office, today at ten.
func (o *office) session(code string) int64 {
	o.Helper()
	id, err := agenda.NewStore(o.db).OpenSession(o.Context(), o.operator, agenda.Session{Code: code, Title: "Gruppo " + code, Slot: agenda.Slot{Day: "2026-11-24", Starts: 10 * 60, Ends: 11 * 60}, Mode: "presenza", Capacity: 5})
	o.ok(err)
	return id
}

func (o *office) attends(session int64, state agenda.AttendeeState) {
	o.Helper()
	_, err := agenda.NewStore(o.db).Attend(o.Context(), o.operator, session, []int64{o.worker}, state)
	o.ok(err)
}

// TestEachMeasureRegistersItsService offers each measure of the charter, takes the
// person into it, and looks at what the ledger says: a code of the source's, or
// none where the source has none.
func TestEachMeasureRegistersItsService(t *testing.T) {
	dbtest.Proves(t, "misura b", "misura c", "misura d", "misura e", "misura f", "misura g", "misura h")
	ofTheSource := map[string]string{"a": "A06", "b": "C06 B04", "d": "B03", "e": "C07", "f": "B01"}
	for _, c := range []struct {
		measure, service, not string
		sent                  string // the national code, "" where the source has none
	}{
		{"a", "F1.5", "H.3", "A06"}, {"b", "F2.1", "F1.5", "C06"}, {"b", "F2.4", "H.3", "B04"}, {"c", "F1.2", "", "B03"}, {"d", "F1.2", "F1.5", "B03"},
		{"e", "H.3", "F2.1", "C07"}, {"f", "I.1", "F1.5", "B01"}, {"g", "E.1", "", "A06"}, {"h", "O.1", "", ""},
	} {
		t.Run(c.measure+" "+c.service, func(t *testing.T) {
			o := open(t)
			ctx := t.Context()
			all, err := o.store.Measures(ctx)
			o.ok(err)
			m, there := pacts.MeasureOf(all, c.measure)
			if !there {
				t.Fatal("no such measure")
			}
			if got := strings.Join(m.Codes, " "); got != ofTheSource[c.measure] {
				t.Errorf("its codes are %q, those of the source %q", got, ofTheSource[c.measure])
			}
			services, err := o.store.MeasureServices(ctx, m)
			o.ok(err)
			var codes []string
			for _, s := range services {
				codes = append(codes, s.Code)
			}
			if len(m.Codes) == 0 && len(codes) > 0 || (len(m.Codes) > 0) != slices.Contains(codes, c.service) || c.not != "" && slices.Contains(codes, c.not) {
				t.Errorf("%v has the services %v", m.Codes, codes)
			}
			if c.not != "" { // a code that is not the measure's is not invented
				_, err := o.offers(pacts.Offer{Measure: c.measure, Description: "Prova", ServiceCode: c.not})
				o.refused(err, "service_code")
			}
			_, err = o.offers(pacts.Offer{Measure: c.measure, Description: "Prova", ServiceCode: "Z.9"})
			o.refused(err, "service_code")

			none := o.offered(pacts.Offer{Measure: c.measure, Description: "Senza servizio"})
			o.ok(o.store.AttendOffer(ctx, o.operator, none, 1, pacts.OfferAttendance{On: "2026-11-23"}))
			o.want(o.sent())
			id := o.offered(pacts.Offer{Measure: c.measure, Description: "Con il servizio", ServiceCode: c.service})
			o.want(o.sent()) // an offer is no service yet
			o.refused(o.store.AttendOffer(ctx, o.operator, id, 1, pacts.OfferAttendance{On: "2026-11-23"}), "mode")
			o.ok(o.store.AttendOffer(ctx, o.operator, id, 1, pacts.OfferAttendance{On: "2026-11-23", Mode: "videochiamata", Minutes: 45}))
			if c.sent != "" {
				o.want(o.sent(), c.service+" "+c.sent+" 2026-11-23 45 videochiamata")
			}
			o.want(codesOf(o.services("misura")), c.service)
			if x := o.offer(id); x.State != pacts.OfferBegun || x.AttendedOn != "2026-11-23" {
				t.Errorf("%+v", x)
			}
			if n := o.figure("D.2.1", "2026-11"); n != 1 {
				t.Errorf("offered to %d persons", n)
			}
			if n := o.figure("D.2.2", "2026-11"); n != 1 {
				t.Errorf("attended by %d persons", n)
			}
		})
	}
}

func codesOf(services []string) []string {
	var out []string
	for _, s := range services {
		code, _, _ := strings.Cut(s, " ")
		if !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return slices.DeleteFunc(out, func(c string) bool { return c == "O.2" }) // the replica of rule 16
}

// TestALaboratoryIsAttendedInTheAgenda: of a group session the presence that the
// agenda marks is the first attendance, and its service is the only one.
func TestALaboratoryIsAttendedInTheAgenda(t *testing.T) {
	dbtest.Proves(t, "misura a")
	o := open(t)
	ctx := t.Context()
	session := o.session("F1.5")
	_, err := o.offers(pacts.Offer{Measure: "f", SessionID: session})
	o.refused(err, "session")
	_, err = o.offers(pacts.Offer{Measure: "a", SessionID: session, ServiceCode: "F1.5"})
	o.refused(err, "service_code")
	_, err = o.offers(pacts.Offer{Measure: "a", SessionID: 999})
	o.refused(err, "session")
	_, err = o.store.OfferMeasure(ctx, o.operator, pacts.Offer{WorkerID: o.worker, Measure: "a", SessionID: session, OfferedOn: "2026-11-25"}, pacts.OfferAnswer{})
	o.refused(err, "offered_on")

	id := o.offered(pacts.Offer{Measure: "a", SessionID: session})
	people, err := agenda.NewStore(o.db).Attendees(ctx, session)
	o.ok(err)
	if len(people) != 1 || people[0].Worker != o.worker {
		t.Fatalf("who accepts is on the list: %+v", people)
	}
	_, err = o.offers(pacts.Offer{Measure: "a", SessionID: session})
	o.refused(err, "session")
	o.refused(o.store.AttendOffer(ctx, o.operator, id, o.offer(id).Version, pacts.OfferAttendance{On: "2026-11-24"}), "")
	if x := o.offer(id); x.State != pacts.OfferTaken || x.AttendedOn != "" {
		t.Errorf("%+v", x)
	}
	if n := o.figure("D.2.2", "2026-11"); n != 0 {
		t.Errorf("attended by %d before the session", n)
	}
	o.attends(session, agenda.WasPresent)
	if x := o.offer(id); x.State != pacts.OfferBegun || x.AttendedOn != "2026-11-24" {
		t.Errorf("%+v", x)
	}
	if n := o.figure("D.2.2", "2026-11"); n != 1 {
		t.Errorf("attended by %d", n)
	}
	o.want(o.services("misura"))
	if got := codesOf(o.services("sessione")); !slices.Equal(got, []string{"F1.5"}) {
		t.Errorf("the session registers %v", got)
	}
	o.attends(session, agenda.WasAbsent)
	if x := o.offer(id); x.State != pacts.OfferTaken || x.AttendedOn != "" {
		t.Errorf("taken back: %+v", x)
	}
	o.attends(session, agenda.WasPresent)
	o.ok(agenda.NewStore(o.db).CancelSession(ctx, o.operator, session, "Manca la corrente"))
	if x := o.offer(id); x.AttendedOn != "" {
		t.Errorf("a session that was not held: %+v", x)
	}

	other := o.session("F1.6") // who has refused one may be offered it again
	_, err = o.store.OfferMeasure(ctx, o.operator, pacts.Offer{WorkerID: o.worker, Measure: "a", SessionID: other, OfferedOn: "2026-11-20"}, pacts.OfferAnswer{Answer: pacts.OfferRefused, On: "2026-11-20", Reason: "Quel giorno lavora"})
	o.ok(err)
	o.offered(pacts.Offer{Measure: "a", SessionID: other})
}

func TestAnOfferIsAnsweredAndEnds(t *testing.T) {
	o := open(t)
	ctx := t.Context()
	id, err := o.store.OfferMeasure(ctx, o.operator, pacts.Offer{WorkerID: o.worker, Measure: "b", Body: "Officina Rossi", ServiceCode: "F2.1", OfferedOn: "2026-11-10"}, pacts.OfferAnswer{})
	o.ok(err)
	state := func(want pacts.OfferState) int {
		t.Helper()
		x := o.offer(id)
		if x.State != want {
			t.Errorf("%s, want %s", x.State, want)
		}
		return x.Version
	}
	v := state(pacts.OfferWaits)
	for field, a := range map[string]pacts.OfferAnswer{"answer": {On: "2026-11-12"}, "answered_on": {Answer: pacts.OfferTaken, On: "2026-11-09"}, "reason": {Answer: pacts.OfferRefused, On: "2026-11-12"}} {
		o.refused(o.store.AnswerOffer(ctx, o.operator, id, v, a), field)
	}
	o.refused(o.store.EndOffer(ctx, o.operator, id, v, pacts.OfferOutcome{Outcome: pacts.OfferDone, On: "2026-11-12"}), "")
	o.ok(o.store.AnswerOffer(ctx, o.operator, id, v, pacts.OfferAnswer{Answer: pacts.OfferTaken, On: "2026-11-12"}))
	var stale db.Stale
	if err := o.store.AnswerOffer(ctx, o.operator, id, v, pacts.OfferAnswer{Answer: pacts.OfferTaken, On: "2026-11-12"}); !errors.As(err, &stale) {
		t.Errorf("stale: %v", err)
	}
	v = state(pacts.OfferTaken)
	o.refused(o.store.AnswerOffer(ctx, o.operator, id, v, pacts.OfferAnswer{Answer: pacts.OfferRefused, On: "2026-11-12", Reason: "no"}), "")
	o.refused(o.store.EndOffer(ctx, o.operator, id, v, pacts.OfferOutcome{Outcome: pacts.OfferDone, On: "2026-11-12"}), "outcome")
	o.refused(o.store.AttendOffer(ctx, o.operator, id, v, pacts.OfferAttendance{On: "2026-11-11", Mode: "presenza"}), "attended_on")
	o.ok(o.store.AttendOffer(ctx, o.operator, id, v, pacts.OfferAttendance{On: "2026-11-13", Mode: "presenza"}))
	v = state(pacts.OfferBegun)
	o.refused(o.store.EndOffer(ctx, o.operator, id, v, pacts.OfferOutcome{Outcome: pacts.OfferMissed, On: "2026-11-20"}), "outcome")
	o.refused(o.store.EndOffer(ctx, o.operator, id, v, pacts.OfferOutcome{Outcome: pacts.OfferDone, On: "2026-11-12"}), "outcome_on")
	o.ok(o.store.EndOffer(ctx, o.operator, id, v, pacts.OfferOutcome{Outcome: pacts.OfferBroken, On: "2026-11-20", Note: "trasloco"}))
	v = state(pacts.OfferBroken)
	o.refused(o.store.AnnulOffer(ctx, o.operator, id, v, " "), "reason")
	o.ok(o.store.AnnulOffer(ctx, o.operator, id, v, "era di un altro"))
	v = state(pacts.OfferAnnulled)
	o.refused(o.store.AnnulOffer(ctx, o.operator, id, v, "ancora"), "")
	o.want(o.services("misura"))
	for _, code := range []string{"D.2.1", "D.2.2"} {
		if n := o.figure(code, "2026-11"); n != 0 {
			t.Errorf("%s: %d of an annulled offer", code, n)
		}
	}

	// Elsewhere it does not exist; the province reads.
	for _, err := range []error{o.store.AnnulOffer(ctx, o.elsewhere, id, v, "x"), second(o.store.Offer(ctx, o.elsewhere, id)),
		second(o.store.OfferMeasure(ctx, o.elsewhere, pacts.Offer{WorkerID: o.worker, Measure: "a", Description: "x", OfferedOn: "2026-11-20"}, pacts.OfferAnswer{})),
		o.store.AnnulOffer(ctx, o.province, id, v, "x")} {
		if !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%v", err)
		}
	}
	if x, err := o.store.Offer(ctx, o.province, id); err != nil || x.ID != id {
		t.Error(err)
	}
}

func TestOffersOfTheActionsOfAPatto(t *testing.T) {
	o := open(t)
	ctx := t.Context()
	o.did("2026-11-02")
	pact := o.signed("2026-11-20")
	actions := o.pact(pact).Actions
	id := o.offered(pacts.Offer{Measure: "a", Description: "Laboratorio", ActionID: actions[0].ID})
	if _, err := o.offers(pacts.Offer{Measure: "a", Description: "x", ActionID: actions[2].ID}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("offered from what the person does alone: %v", err)
	}
	other := o.person("RSSMRA80A01H501U", "Rossi", "Mario")
	if _, err := o.store.OfferMeasure(ctx, o.operator, pacts.Offer{WorkerID: other, Measure: "a", Description: "x", OfferedOn: "2026-11-20", ActionID: actions[0].ID}, pacts.OfferAnswer{}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("offered from another's patto: %v", err)
	}
	of, err := o.store.OffersOfPact(ctx, pact)
	o.ok(err)
	if len(of) != 1 || len(of[actions[0].ID]) != 1 || of[actions[0].ID][0].ID != id || of[actions[0].ID][0].PactID != pact {
		t.Errorf("%+v", of)
	}
	_, err = o.store.OfferMeasure(ctx, o.operator, pacts.Offer{WorkerID: other, Measure: "f", Description: "EURES", OfferedOn: "2026-11-21"}, pacts.OfferAnswer{})
	o.ok(err)
	page, err := o.store.Offers(ctx, o.operator, pacts.OfferFilter{})
	o.ok(err)
	if len(page.Rows) != 2 || page.Rows[0].WorkerID != other || page.Counts[pacts.OfferTaken] != 1 || page.Counts[pacts.OfferWaits] != 1 {
		t.Errorf("%+v", page)
	}
	for want, f := range map[int]pacts.OfferFilter{1: {State: pacts.OfferWaits}, 0: {Measure: "a", State: pacts.OfferWaits}, -1: {Measure: "a", Name: "bianchi"}} {
		p, err := o.store.Offers(ctx, o.operator, f)
		o.ok(err)
		if len(p.Rows) != max(want, -want) {
			t.Errorf("%+v gives %d", f, len(p.Rows))
		}
	}
	next, err := o.store.Offers(ctx, o.operator, pacts.OfferFilter{At: db.Window{Below: page.Rows[0].Place()}})
	o.ok(err)
	if len(next.Rows) != 1 || next.Rows[0].ID != id || !next.Less {
		t.Errorf("%+v", next)
	}
	back, err := o.store.Offers(ctx, o.operator, pacts.OfferFilter{At: db.Window{Above: db.Place{By: "2026-11-20", ID: id}}})
	o.ok(err)
	if len(back.Rows) != 1 || back.Rows[0].WorkerID != other || !back.More {
		t.Errorf("%+v", back)
	}
	if p, err := o.store.Offers(ctx, o.elsewhere, pacts.OfferFilter{}); err != nil || len(p.Rows) != 0 {
		t.Errorf("%+v %v", p, err)
	}
	if all, err := o.store.OffersOf(ctx, o.operator, o.worker); err != nil || len(all) != 1 {
		t.Errorf("%+v %v", all, err)
	}
}

// TestOneOpenOfferForAnAction: another measure is offered for an action when the
// first is refused, over or annulled.
func TestOneOpenOfferForAnAction(t *testing.T) {
	o := open(t)
	o.did("2026-11-02")
	action := o.pact(o.signed("2026-11-20")).Actions[0].ID
	id := o.offered(pacts.Offer{Measure: "a", Description: "Laboratorio", ActionID: action})
	_, err := o.offers(pacts.Offer{Measure: "c", Description: "Accompagnamento", ActionID: action})
	o.refused(err, "")
	one, err := o.store.Offer(t.Context(), o.operator, id)
	o.ok(err)
	o.ok(o.store.EndOffer(t.Context(), o.operator, id, one.Version, pacts.OfferOutcome{Outcome: pacts.OfferMissed, On: "2026-11-24"}))
	_, err = o.offers(pacts.Offer{Measure: "c", Description: "Accompagnamento", ActionID: action})
	o.ok(err)
}
