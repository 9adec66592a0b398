package people

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/db/scheda"
)

func told(periods []Period) string {
	var out []string
	for _, p := range periods {
		out = append(out, fmt.Sprintf("%s %s-%s", p.Status, p.From, p.To))
	}
	return strings.Join(out, "; ")
}

func TestPeriodsFollowFromFacts(t *testing.T) {
	did := func(id int64, from, to rule.Date) employmentFact {
		return employmentFact{status: "disoccupato", from: from, to: to, source: FromDID, reference: id}
	}
	work := func(id int64, from, to rule.Date) employmentFact {
		return employmentFact{status: "occupato", from: from, to: to, source: FromJob, reference: id}
	}
	said := func(id int64, status string, from rule.Date) employmentFact {
		return employmentFact{status: status, from: from, source: FromStatement, reference: id, yields: true}
	}
	for _, c := range []struct {
		name   string
		facts  []employmentFact
		want   string
		months int // of unemployment on 24/11/2026, -1 for none
		since  string
	}{
		{"nothing", nil, "", -1, ""},
		{"a DID", []employmentFact{did(1, "2025-11-24", "")}, "disoccupato 2025-11-24-", 12, "dal 24/11/2025"},
		{"a job after it", []employmentFact{did(1, "2025-11-24", ""), work(1, "2026-02-01", "")}, "disoccupato 2025-11-24-2026-01-31; occupato 2026-02-01-", -1, ""},
		{"a short job suspends", []employmentFact{did(1, "2025-01-24", ""), work(1, "2026-02-01", "2026-04-30")},
			"disoccupato 2025-01-24-2026-01-31; occupato 2026-02-01-2026-04-30; disoccupato 2026-05-01-", 19, "dal 24/01/2025, tolti 89 giorni di lavoro"},
		{"a long one begins anew", []employmentFact{did(1, "2025-01-24", ""), work(1, "2025-03-01", "2025-10-31")},
			"disoccupato 2025-01-24-2025-02-28; occupato 2025-03-01-2025-10-31; disoccupato 2025-11-01-", 12, "dal 01/11/2025"},
		{"a second DID after a job begins anew", []employmentFact{did(1, "2025-01-24", "2026-01-31"), work(1, "2026-02-01", "2026-04-30"), did(2, "2026-05-01", "")},
			"disoccupato 2025-01-24-2026-01-31; occupato 2026-02-01-2026-04-30; disoccupato 2026-05-01-", 6, "dal 01/05/2026"},
		{"a statement yields to the DID and does not come back", []employmentFact{said(1, "studente", "2024-09-01"), did(1, "2025-06-20", "2026-01-10")},
			"studente 2024-09-01-2025-06-19; disoccupato 2025-06-20-2026-01-10", -1, ""},
		{"a job that goes on comes back", []employmentFact{work(1, "2024-09-01", ""), did(1, "2025-06-20", "2026-01-10")},
			"occupato 2024-09-01-2025-06-19; disoccupato 2025-06-20-2026-01-10; occupato 2026-01-11-", -1, ""},
		{"on one day the statement counts", []employmentFact{said(1, "sospeso", "2026-01-01"), work(1, "2026-01-01", "")}, "sospeso 2026-01-01-", -1, ""},
	} {
		got := timeline(c.facts)
		if told(got) != c.want {
			t.Errorf("%s: %s, want %s", c.name, told(got), c.want)
		}
		u, runs := UnemploymentOn(got, "2026-11-24")
		if runs != (c.months >= 0) || runs && (u.Months != c.months || u.Words() != c.since) {
			t.Errorf("%s: unemployed %v, %d months %s", c.name, runs, u.Months, u.Words())
		}
	}
}

// Whatever the facts, periods come in order, do not overlap, and say on each day
// what one of the facts of that day says.
func TestPeriodsNeverOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := func(n int) rule.Date { return rule.Date("2024-01-01").AddDays(n) }
		var facts []employmentFact
		for i := range rapid.IntRange(0, 7).Draw(t, "n") {
			f := employmentFact{reference: int64(i), from: day(rapid.IntRange(0, 40).Draw(t, "from"))}
			f.source = rapid.SampledFrom([]string{FromDID, FromJob, FromStatement}).Draw(t, "source")
			f.status = map[string]string{FromDID: "disoccupato", FromJob: "occupato", FromStatement: "inattivo"}[f.source]
			if f.yields = f.source == FromStatement; !f.yields && rapid.Bool().Draw(t, "ends") {
				f.to = f.from.AddDays(rapid.IntRange(0, 20).Draw(t, "days"))
			}
			facts = append(facts, f)
		}
		periods := timeline(facts)
		for i, p := range periods {
			if p.To != "" && p.To < p.From || i > 0 && (periods[i-1].To == "" || periods[i-1].To >= p.From) {
				t.Fatal(told(periods))
			}
		}
		for n := range 70 {
			var latest rule.Date
			for _, f := range facts {
				if f.from <= day(n) && (f.to == "" || f.to >= day(n)) && f.source != FromStatement {
					latest = max(latest, f.from)
				}
			}
			for _, p := range periods {
				if p.From <= day(n) && (p.To == "" || p.To >= day(n)) {
					if p.Source != FromStatement && facts[p.Reference].from != latest {
						t.Fatalf("on %s %s of %s, the last began on %s", day(n), p.Status, facts[p.Reference].from, latest)
					}
					latest = ""
				}
			}
			if latest != "" {
				t.Fatalf("nothing on %s: %s", day(n), told(periods))
			}
		}
	})
}

func TestFullMonths(t *testing.T) {
	for _, c := range []struct {
		from, to rule.Date
		want     int
	}{{"2025-11-24", "2026-11-24", 12}, {"2025-11-25", "2026-11-24", 11}, {"2026-11-24", "2026-11-24", 0}, {"2026-12-01", "2026-11-24", 0}, {"2026-01-31", "2026-02-28", 1}} {
		if got := FullMonths(c.from, c.to); got != c.want {
			t.Errorf("from %s to %s %d months, want %d", c.from, c.to, got, c.want)
		}
	}
}

// A job for which a DID ended breaks the unemployment, though the next DID
// follows at once; giving one up for another reason does not.
func TestTheDIDLeftForAJobBreaksTheCount(t *testing.T) {
	for reason, want := range map[string]string{"lavoro": "dal 21/06/2025", "rinuncia": "dal 20/01/2025"} {
		k := newCounter(t)
		ctx := t.Context()
		first, err := k.people.DeclareDID(ctx, k.operator, DID{WorkerID: k.worker, On: "2025-01-20", Channel: "portale"})
		if err == nil {
			err = k.people.EndDID(ctx, k.operator, first, 1, "2025-06-20", reason)
		}
		if err == nil {
			_, err = k.people.DeclareDID(ctx, k.operator, DID{WorkerID: k.worker, On: "2025-06-21", Channel: "portale"})
		}
		if err != nil {
			t.Fatal(err)
		}
		periods, err := k.people.Periods(ctx, k.worker)
		if err != nil {
			t.Fatal(err)
		}
		if u, runs := UnemploymentOn(periods, "2026-11-24"); !runs || u.Words() != want {
			t.Errorf("%s: %v %s, want %s", reason, runs, u.Words(), want)
		}
	}
}

// The facts of the offices write the status: nobody types it.
func TestTheStatusFollowsTheFacts(t *testing.T) {
	d, clock := dbtest.Open(t)
	k := counterOn(t, d)
	status := func(want, periods string) {
		t.Helper()
		if got := k.one("SELECT employment_status FROM worker WHERE id=?", k.worker); got != want {
			t.Errorf("status %q, want %q", got, want)
		}
		all, err := k.people.Periods(t.Context(), k.worker)
		if err != nil || told(all) != periods {
			t.Errorf("%s, want %s (%v)", told(all), periods, err)
		}
	}
	if err := k.people.Update(t.Context(), k.operator, k.worker, k.version(), map[string]string{"employment_status": "occupato"}, ""); err == nil {
		t.Error("the form of the record writes the status")
	}
	state := Statement{WorkerID: k.worker, Status: "studente", From: "2026-01-01", Note: "detto allo sportello"}
	if err := k.people.StateEmployment(t.Context(), k.operator, state); err != nil {
		t.Fatal(err)
	}
	status("studente", "studente 2026-01-01-")
	id, err := k.people.DeclareDID(t.Context(), k.operator, DID{WorkerID: k.worker, On: "2026-07-01", Channel: "portale"})
	if err != nil {
		t.Fatal(err)
	}
	status("disoccupato", "studente 2026-01-01-2026-06-30; disoccupato 2026-07-01-")
	job := scheda.Answers{"esperienze": scheda.Rows(scheda.Answers{scheda.RowID: scheda.T("a"), "datore": scheda.T("Bar"), "qualifica": scheda.T("Cameriera"), "contratto": scheda.T("stagionale"), "dal": scheda.T("2026-11-01")})}
	k.saveSection(SectionJobs, 0, job)
	status("occupato", "studente 2026-01-01-2026-06-30; disoccupato 2026-07-01-2026-10-31; occupato 2026-11-01-")
	job["esperienze"].Rows[0]["al"] = scheda.T("2026-11-20")
	k.saveSection(SectionJobs, 1, job)
	status("disoccupato", "studente 2026-01-01-2026-06-30; disoccupato 2026-07-01-2026-10-31; occupato 2026-11-01-2026-11-20; disoccupato 2026-11-21-")
	if err := k.people.EndDID(t.Context(), k.operator, id, 1, "2026-11-22", "lavoro"); err != nil {
		t.Fatal(err)
	}
	status("occupato", "studente 2026-01-01-2026-06-30; disoccupato 2026-07-01-2026-10-31; occupato 2026-11-01-2026-11-20; disoccupato 2026-11-21-2026-11-22; occupato 2026-11-23-")
	if err := k.people.AnnulDID(t.Context(), k.operator, id, 2, "di un'altra persona"); err != nil {
		t.Fatal(err)
	}
	status("", "studente 2026-01-01-2026-10-31; occupato 2026-11-01-2026-11-20")
	all, err := k.people.Statements(t.Context(), k.worker)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	var stale db.Stale
	if err := k.people.RevokeStatement(t.Context(), k.operator, k.worker, all[0].ID, 4, "sbaglio"); !errors.As(err, &stale) {
		t.Errorf("an old page: %v", err)
	}
	lecce := operatorOf(31, officeNamed(t, k.db, "Lecce"))
	if err := k.people.RevokeStatement(t.Context(), lecce, k.worker, all[0].ID, 1, "sbaglio"); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another province: %v", err)
	}
	if err := k.people.StateEmployment(t.Context(), lecce, state); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another province states: %v", err)
	}
	clock.Add(24 * time.Hour)
	if err := k.people.RevokeStatement(t.Context(), k.operator, k.worker, all[0].ID, 1, "sbaglio"); err != nil {
		t.Fatal(err)
	}
	status("", "occupato 2026-11-01-2026-11-20")
	if differ, err := k.people.Recount(t.Context()); err != nil || len(differ) > 0 {
		t.Errorf("the recount finds %v (%v)", differ, err)
	}
	write(t, d, func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE worker SET employment_status='sospeso' WHERE id=?", k.worker)
		return err
	})
	if differ, err := k.people.Recount(t.Context()); err != nil || len(differ) != 1 {
		t.Errorf("the recount finds %v (%v), want the status that no period says", differ, err)
	}
}

func TestAGroupIsSetByHandWithADateAndANote(t *testing.T) {
	k := newCounter(t)
	set := func(m Mark) error {
		m.WorkerID = k.worker
		return k.people.SetMark(t.Context(), k.operator, m)
	}
	for field, m := range map[string]Mark{
		"target": {Target: "svantaggiato", From: "2026-01-01", Note: "x"}, // follows from facts
		"note":   {Target: "adi", From: "2026-01-01"},
	} {
		var refusals rule.Refusals
		if err := set(m); !errors.As(err, &refusals) || refusals.For(field) == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, m := range []Mark{{Target: "adi", From: "2023-12-31", Note: "x"}, {Target: "rdc", From: "2024-01-01", Note: "x"}, {Target: "sfl", From: "2026-11-25", Note: "x"}} {
		var refusals rule.Refusals
		if err := set(m); !errors.As(err, &refusals) || refusals.For("from_on") == "" {
			t.Errorf("%s from %s: %v", m.Target, m.From, err)
		}
	}
	adi := Mark{Target: "adi", From: "2026-01-01", Note: "domanda accolta"}
	if err := set(adi); err != nil {
		t.Fatal(err)
	}
	if err := set(adi); err == nil {
		t.Error("twice in one group")
	}
	all, err := k.people.Marks(t.Context(), k.worker)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	end := func(actor rule.Actor, version int, on rule.Date) error {
		return k.people.EndMark(t.Context(), actor, k.worker, all[0].ID, version, on)
	}
	var stale db.Stale
	lecce := operatorOf(31, officeNamed(t, k.db, "Lecce"))
	if err := end(k.operator, 3, "2026-06-01"); !errors.As(err, &stale) {
		t.Errorf("an old page: %v", err)
	}
	if err := end(lecce, 1, "2026-06-01"); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another province: %v", err)
	}
	if err := end(k.operator, 1, "2025-06-01"); err == nil {
		t.Error("it ends before it begins")
	}
	if err := end(k.operator, 1, "2026-06-01"); err != nil {
		t.Fatal(err)
	}
	if err := set(Mark{Target: "adi", From: "2026-07-01", Note: "di nuovo"}); err != nil {
		t.Error(err)
	}
}
