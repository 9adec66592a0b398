package conditionality_test

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/agenda"
	"sportello/db/conditionality"
	"sportello/db/dbtest"
	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/db/rule"
)

// office is a desk whose person has a DID and a patto, on Tuesday 24 November 2026.
type office struct {
	*testing.T
	db                               *db.DB
	clock                            *dbtest.Clock
	store                            *conditionality.Store
	agenda                           *agenda.Store
	operator, head, elsewhere, admin rule.Actor
	worker                           int64
}

func open(t *testing.T) *office {
	t.Helper()
	d, clock := dbtest.Open(t)
	o := &office{T: t, db: d, clock: clock, store: conditionality.NewStore(d), agenda: agenda.NewStore(d)}
	o.operator, o.head = o.user("Giulia", rule.RoleOperator, "cpi:San Severo"), o.user("Teresa", rule.RoleOfficeHead, "cpi:San Severo")
	o.elsewhere, o.admin = o.user("Luca", rule.RoleOfficeHead, "cpi:Lecce"), o.user("Ada", rule.RoleAdmin, "installazione")
	o.worker = o.person("BNCRCC74C15D643H", "Bianchi")
	o.declare(o.worker, "2026-11-02")
	o.agree(o.worker)
	_, err := access.NewStore(d).SetModule(t.Context(), o.admin, access.Conditionality, true)
	o.ok(err)
	return o
}

func (o *office) user(name string, role rule.Role, scope string) rule.Actor {
	o.Helper()
	users := access.NewStore(o.db)
	g, err := users.ParseScope(o.Context(), role, scope)
	o.ok(err)
	var id int64
	o.ok(o.db.Write(o.Context(), func(tx *db.Tx) (err error) {
		id, err = access.CreateUserTx(o.Context(), tx, rule.System, access.NewUser{Name: name, Surname: "Prova", Grants: []rule.Grant{g}, Confirmed: true}, name+"@prova.example", "x")
		return err
	}))
	u, err := users.User(o.Context(), id)
	o.ok(err)
	return u.Actor()
}

func (o *office) ok(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) person(cf rule.CodiceFiscale, surname string) (id int64) {
	o.Helper()
	o.ok(o.db.Write(o.Context(), func(tx *db.Tx) (err error) {
		id, err = people.CreateWorkerTx(o.Context(), tx, o.operator, people.Worker{CodiceFiscale: cf, Surname: surname, Name: "Rocco", HomeProvince: "FG"}, people.SourceOperator)
		return err
	}))
	return id
}

func (o *office) declare(worker int64, on rule.Date) int64 {
	o.Helper()
	id, err := people.NewStore(o.db).DeclareDID(o.Context(), o.operator, people.DID{WorkerID: worker, On: on, Number: "FG-17", Channel: "cpi"})
	o.ok(err)
	return id
}

// agree signs a patto with a person, today.
func (o *office) agree(worker int64) {
	o.Helper()
	store := pacts.NewStore(o.db)
	id, err := store.Create(o.Context(), o.operator, pacts.New{WorkerID: worker, Kind: pacts.KindPSP, Text: pacts.Text{Objective: "Un impiego da saldatore", Acts: []string{"Mandare il curriculum a quattro aziende"}, Timing: "ogni settimana",
		Frequency: "mensile", Proof: "diario", Availability: []string{"laboratori", "formazione", "offerte"}},
		Actions: []pacts.Action{{Kind: pacts.ByPerson, Description: "Candidarsi ad almeno quattro offerte", DueOn: "2027-06-15"}}})
	o.ok(err)
	version := func() int {
		f, err := store.Pact(o.Context(), o.operator, id)
		o.ok(err)
		return f.Version
	}
	_, err = store.Propose(o.Context(), o.operator, id, version(), pacts.Proposal{On: o.db.Today()})
	o.ok(err)
	o.ok(store.Sign(o.Context(), o.operator, id, version(), pacts.Signing{On: o.db.Today(), Signature: pacts.InPresence, Place: "San Severo"}))
}

// miss books a person for the next working day at ten and marks how it went, two
// hours later.
func (o *office) miss(worker int64, kind agenda.Kind, how agenda.Action) conditionality.Key {
	o.Helper()
	day := o.db.Today().AddDays(1)
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDays(1)
	}
	id, err := o.agenda.Book(o.Context(), o.operator, agenda.Booking{Worker: worker, Kind: kind, Subject: "Colloquio", Slot: agenda.Slot{Day: day, Starts: 10 * 60, Ends: 11 * 60}})
	o.ok(err)
	o.clock.Set(day.At(12 * 60))
	o.ok(o.agenda.Outcome(o.Context(), o.operator, id, how, 0))
	return conditionality.Key{Appointment: id}
}

func (o *office) keys() []string {
	o.Helper()
	p, err := o.store.Facts(o.Context(), o.operator, conditionality.FactFilter{})
	o.ok(err)
	var out []string
	for _, f := range p.Rows {
		out = append(out, f.Key.String())
	}
	if len(out) != p.N {
		o.Errorf("%d absences are counted, %d listed", p.N, len(out))
	}
	return out
}

func (o *office) want(got []string, want ...string) {
	o.Helper()
	if strings.Join(got, " ") != strings.Join(want, " ") {
		o.Errorf("%q, want %q", got, want)
	}
}

func (o *office) notice(id int64) conditionality.Notice {
	o.Helper()
	n, err := o.store.Notice(o.Context(), o.head, id)
	o.ok(err)
	return n
}

func (o *office) draft(k conditionality.Key, b conditionality.Breach) int64 {
	o.Helper()
	id, _, err := o.store.Draft(o.Context(), o.operator, k, conditionality.Draft{Breach: b, ReasonsBy: o.db.Today().AddDays(10)})
	o.ok(err)
	return id
}

func (o *office) confirm(id int64) {
	o.Helper()
	_, err := o.store.Confirm(o.Context(), o.head, id, o.notice(id).Version, o.db.Today().AddDays(10))
	o.ok(err)
}

// TestOnlyWhatTheLawIsAboutIsJudged books a person who comes, is excused, is absent:
// with DID and patto, without one of them, and in a group.
func TestOnlyWhatTheLawIsAboutIsJudged(t *testing.T) {
	dbtest.Proves(t, "condizionalità 1", "condizionalità 2")
	o := open(t)
	first := o.miss(o.worker, agenda.KindOther, agenda.ActMiss)
	o.miss(o.worker, agenda.KindOther, agenda.ActExcuse)
	o.miss(o.worker, agenda.KindOther, agenda.ActAttend)
	withoutDID := o.person("RSSMRA80A01D643Z", "Rossi")
	o.miss(withoutDID, agenda.KindOrientation, agenda.ActMiss)
	withoutPact := o.person("VRDGPP80A01D643L", "Verdi")
	o.declare(withoutPact, o.db.Today())
	o.miss(withoutPact, agenda.KindOther, agenda.ActMiss)
	called := o.miss(withoutPact, agenda.KindOrientation, agenda.ActMiss)

	session, err := o.agenda.OpenSession(t.Context(), o.operator, agenda.Session{Code: "F1.6", Title: "Il curriculum", Slot: agenda.Slot{Day: o.db.Today(), Starts: 12*60 + 10, Ends: 13 * 60}, Mode: "presenza", Capacity: 5})
	o.ok(err)
	for _, w := range []int64{o.worker, withoutPact} {
		o.ok(o.agenda.Invite(t.Context(), o.operator, session, w))
	}
	o.clock.Set(o.db.Today().At(17 * 60))
	_, err = o.agenda.Attend(t.Context(), o.operator, session, nil, agenda.WasAbsent)
	o.ok(err)
	lab := conditionality.Key{Session: session, Worker: o.worker}
	o.want(o.keys(), lab.String(), called.String(), first.String())
	f, err := o.store.Fact(t.Context(), o.operator, lab)
	o.ok(err)
	if f.Breach() != conditionality.MissedSupport || f.What() != "Sessione «Il curriculum» (F1.6)" || !strings.HasPrefix(f.Called(), "invito alla sessione del ") || f.DID() != "FG-17 del 02/11/2026" || f.PactID == 0 {
		t.Errorf("%+v: %s, %s", f, f.What(), f.Called())
	}
	if f, err = o.store.Fact(t.Context(), o.operator, called); err != nil || f.PactID != 0 || !strings.Contains(f.Pact(), "serviva a stipularlo") {
		t.Errorf("%+v, %v", f, err)
	}
	if p, err := o.store.Facts(t.Context(), o.elsewhere, conditionality.FactFilter{}); err != nil || len(p.Rows) != 0 {
		t.Errorf("another office sees %v, %v", p.Rows, err)
	}
	if _, err := o.store.Fact(t.Context(), o.elsewhere, first); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another office: %v", err)
	}
	// Set aside it is gone; annulled it is back; corrected in the agenda it is no absence.
	id, err := o.store.SetAside(t.Context(), o.operator, first, conditionality.Closing{Reason: "malattia"})
	o.ok(err)
	o.want(o.keys(), lab.String(), called.String())
	o.ok(o.store.Annul(t.Context(), o.operator, id, 1, conditionality.Closing{Reason: "altro", Text: "Era di un'altra persona"}))
	o.want(o.keys(), lab.String(), called.String(), first.String())
	o.ok(o.agenda.Reopen(t.Context(), o.head, called.Appointment))
	_, err = o.agenda.Attend(t.Context(), o.operator, session, []int64{o.worker}, agenda.WasPresent)
	o.ok(err)
	o.want(o.keys(), first.String())
	o.clock.Set(o.db.Today().AddDays(conditionality.DaysBack + 5).At(9 * 60))
	o.want(o.keys())
}

// TestTheListIsPagedWithoutGaps walks forward and back over more than a page.
func TestTheListIsPagedWithoutGaps(t *testing.T) {
	o := open(t)
	o.ok(o.db.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.ExecContext(t.Context(), `INSERT INTO appointment(cpi_id,operator_id,worker_id,kind,day,starts,ends,starts_at,ends_at,state,created_by,created_at)
			WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM n WHERE i<119) SELECT ?, ?, ?, 'altro', date('2026-11-24','+'||(i/6)||' days'), 540+10*(i%3), 600+10*(i%3), '', '', 'assente', 1, '2026-11-24T08:00:00.000Z' FROM n`,
			o.operator.CPI(), o.operator.UserID, o.worker)
		return err
	}))
	o.clock.Set(rule.Date("2026-12-20").At(9 * 60))
	var forward []string
	var pages []conditionality.FactPage
	var f conditionality.FactFilter
	for {
		p, err := o.store.Facts(t.Context(), o.operator, f)
		o.ok(err)
		pages = append(pages, p)
		for _, x := range p.Rows {
			forward = append(forward, x.Key.String())
		}
		if !p.More {
			break
		}
		f.Before = p.Rows[len(p.Rows)-1].At()
	}
	if sorted := slices.Compact(slices.Sorted(slices.Values(forward))); len(forward) != 120 || len(sorted) != 120 || len(pages) != 3 || pages[0].Less || !pages[1].Less {
		t.Fatalf("%d rows, %d different, on %d pages", len(forward), len(sorted), len(pages))
	}
	back, err := o.store.Facts(t.Context(), o.operator, conditionality.FactFilter{After: pages[2].Rows[0].At()})
	o.ok(err)
	if len(back.Rows) != conditionality.PageSize || back.Rows[0].Key != pages[1].Rows[0].Key || back.Rows[49].Key != pages[1].Rows[49].Key || !back.More || !back.Less {
		t.Errorf("back from the third page: %d rows, %v", len(back.Rows), back.Rows[0].Key)
	}
}

// TestADecisionIsOfWhoHeadsTheOffice drafts, confirms, counts, archives and annuls,
// as whoever may and as whoever may not.
func TestADecisionIsOfWhoHeadsTheOffice(t *testing.T) {
	dbtest.Proves(t, "condizionalità 5", "condizionalità 6")
	o := open(t)
	first := o.miss(o.worker, agenda.KindOther, agenda.ActMiss)
	one := o.draft(first, conditionality.MissedCall)
	if n := o.notice(one); n.State != conditionality.Drafted || n.DraftID == 0 || n.Document != 0 || n.Protocol != "" || !n.Stands {
		t.Errorf("%+v", n)
	}
	if _, _, err := o.store.Draft(t.Context(), o.operator, first, conditionality.Draft{Breach: conditionality.MissedCall, ReasonsBy: "2027-01-01"}); err == nil {
		t.Error("an absence is judged twice")
	}
	for name, a := range map[string]rule.Actor{"operator": o.operator, "head of another office": o.elsewhere} {
		if _, err := o.store.Confirm(t.Context(), a, one, 1, "2026-12-20"); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s confirms: %v", name, err)
		}
		if err := o.store.File(t.Context(), a, one, 1, conditionality.Closing{Reason: "malattia"}); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s files: %v", name, err)
		}
	}
	if _, err := o.store.Confirm(t.Context(), o.head, one, 7, "2026-12-20"); !errors.As(err, new(db.Stale)) {
		t.Errorf("an old version: %v", err)
	}
	if _, err := o.store.Confirm(t.Context(), o.head, one, 1, o.db.Today()); err == nil {
		t.Error("confirmed with no time to answer")
	}
	o.confirm(one)
	n := o.notice(one)
	if n.State != conditionality.Confirmed || n.Ordinal != 1 || n.Protocol == "" || n.Document == n.DraftID || n.ConfirmedBy != "Teresa Prova" {
		t.Errorf("%+v", n)
	}
	// b) counts with a), c) does not; the second names the first.
	two := o.draft(o.miss(o.worker, agenda.KindOther, agenda.ActMiss), conditionality.MissedSupport)
	if order, why := o.notice(two).Order(); order != 2 || why != "seconda: la prima è quella del 25/11/2026, confermata il 25/11/2026" {
		t.Errorf("%d, %s", order, why)
	}
	o.confirm(two)
	three := o.draft(o.miss(o.worker, agenda.KindOther, agenda.ActMiss), conditionality.MissedMeasure)
	if order, _ := o.notice(three).Order(); order != 1 {
		t.Errorf("letter c) is the %d.", order)
	}
	// An annulled one counts no more: what was said of the second does not hold.
	o.ok(o.store.Annul(t.Context(), o.head, one, o.notice(one).Version, conditionality.Closing{Reason: "malattia", Text: "Certificato arrivato dopo"}))
	if n := o.notice(two); !n.Shifted() || n.Ordinal != 2 {
		t.Errorf("%+v", n)
	}
	if err := o.store.Annul(t.Context(), o.operator, two, o.notice(two).Version, conditionality.Closing{Reason: "malattia"}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("an operator takes a decision back: %v", err)
	}
	// The absence is corrected: it can be filed and not confirmed.
	o.ok(o.agenda.Reopen(t.Context(), o.head, o.notice(three).Key.Appointment))
	if _, err := o.store.Confirm(t.Context(), o.head, three, 1, "2027-01-10"); err == nil || o.notice(three).Stands {
		t.Error("what is no absence is confirmed")
	}
	o.ok(o.store.File(t.Context(), o.head, three, 1, conditionality.Closing{Reason: "altro", Text: "Era presente, esito sbagliato"}))
	if n := o.notice(three); n.State != conditionality.Filed {
		t.Errorf("%+v", n)
	}
}

// TestANewDIDCountsAnew: the count is of one declaration.
func TestANewDIDCountsAnew(t *testing.T) {
	dbtest.Proves(t, "condizionalità 5")
	o := open(t)
	o.confirm(o.draft(o.miss(o.worker, agenda.KindOther, agenda.ActMiss), conditionality.MissedCall))
	store := people.NewStore(o.db)
	dids, err := store.DIDs(t.Context(), o.worker)
	o.ok(err)
	o.ok(store.EndDID(t.Context(), o.operator, dids[0].ID, dids[0].Version, o.db.Today(), "lavoro"))
	o.clock.Set(o.db.Today().AddDays(1).At(9 * 60))
	o.declare(o.worker, o.db.Today())
	id := o.draft(o.miss(o.worker, agenda.KindOrientation, agenda.ActMiss), conditionality.MissedCall)
	if order, why := o.notice(id).Order(); order != 1 {
		t.Errorf("%d, %s", order, why)
	}
}

// TestNothingElseIsEverWritten does each act of the module and looks at every table:
// DID, patto, standing and status are as they were.
func TestNothingElseIsEverWritten(t *testing.T) {
	dbtest.Proves(t, "condizionalità 8")
	o := open(t)
	var keys []conditionality.Key
	for range 3 {
		keys = append(keys, o.miss(o.worker, agenda.KindOther, agenda.ActMiss))
	}
	mine := []string{"conditionality_notice", "conditionality_reason", "document", "protocol_entry", "audit"} // the notice, its papers, and who did it
	state := func() map[string]string {
		tables, err := db.Collect(t.Context(), o.db.Reader(), text, "SELECT name FROM sqlite_schema WHERE type='table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE '%\\_fts%' ESCAPE '\\'")
		o.ok(err)
		out := map[string]string{}
		for _, table := range tables {
			columns, err := db.Collect(t.Context(), o.db.Reader(), text, "SELECT name FROM pragma_table_info(?)", table)
			o.ok(err)
			rows, err := db.Collect(t.Context(), o.db.Reader(), text, "SELECT coalesce(group_concat(line,char(10)),'') FROM (SELECT json_array(hex("+strings.Join(columns, "),hex(")+")) AS line FROM "+table+")")
			o.ok(err)
			out[table] = rows[0]
		}
		return out
	}
	before := state()
	one := o.draft(keys[0], conditionality.MissedCall)
	o.confirm(one)
	o.confirm(o.draft(keys[1], conditionality.MissedMeasure))
	o.ok(o.store.Annul(t.Context(), o.head, one, o.notice(one).Version, conditionality.Closing{Reason: "famiglia"}))
	two := o.draft(keys[2], conditionality.MissedSupport)
	o.ok(o.store.File(t.Context(), o.head, two, 1, conditionality.Closing{Reason: "maternita"}))
	_, err := o.store.SetAside(t.Context(), o.operator, keys[0], conditionality.Closing{Reason: "mobilita"})
	o.ok(err)
	after := state()
	for table, was := range before {
		if changed := after[table] != was; changed != slices.Contains(mine, table) {
			t.Errorf("%s changed: %t", table, changed)
		}
	}
	if !slices.Contains(slices.Collect(keysOf(before)), "standing") {
		t.Error("the sweep does not see the standings")
	}
}

func keysOf(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func text(r *sql.Rows) (s string, err error) { err = r.Scan(&s); return }

// TestWhileItIsOffThereIsNothing: what was written shows no more, and nothing is
// added.
func TestWhileItIsOffThereIsNothing(t *testing.T) {
	dbtest.Proves(t, "condizionalità 10")
	o := open(t)
	k := o.miss(o.worker, agenda.KindOther, agenda.ActMiss)
	id := o.draft(k, conditionality.MissedCall)
	if all, err := o.store.OfWorker(t.Context(), o.operator, o.worker); err != nil || len(all) != 1 {
		t.Errorf("%v, %v", all, err)
	}
	users := access.NewStore(o.db)
	if _, err := users.SetModule(t.Context(), o.head, access.Conditionality, false); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("who is no administrator switches it: %v", err)
	}
	for _, want := range []bool{true, false} { // the second time nothing changes
		if changed, err := users.SetModule(t.Context(), o.admin, access.Conditionality, false); err != nil || changed != want {
			t.Errorf("%t, %v", changed, err)
		}
	}
	if all, err := o.store.OfWorker(t.Context(), o.operator, o.worker); err != nil || len(all) != 0 {
		t.Errorf("the card shows %v, %v", all, err)
	}
	if _, there, err := o.store.Missed(t.Context(), o.operator, k.Appointment); there || err != nil {
		t.Errorf("the appointment leads to it: %v", err)
	}
	_, err := o.store.Confirm(t.Context(), o.head, id, 1, "2027-01-10")
	for what, err := range map[string]error{"confirm": err, "file": o.store.File(t.Context(), o.head, id, 1, conditionality.Closing{Reason: "malattia"}), "annul": o.store.Annul(t.Context(), o.head, id, 1, conditionality.Closing{Reason: "malattia"})} {
		if !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	var actions string
	o.ok(o.db.Reader().QueryRowContext(t.Context(), "SELECT group_concat(action||' '||fields) FROM audit WHERE action LIKE 'modulo.%'").Scan(&actions))
	if actions != fmt.Sprintf("modulo.acceso %[1]s,modulo.spento %[1]s", access.Conditionality) {
		t.Errorf("the register says %q", actions)
	}
}
