package indicators_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/indicators"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"

	"pgregory.net/rapid"
)

func TestTheTermOfEachDeadline(t *testing.T) {
	dbtest.Proves(t, "scadenza 1")
	for _, c := range []struct {
		number    int
		from, due rule.Date
	}{
		{1, "2026-09-24", "2026-11-24"},
		{1, "2026-10-08", "2026-12-09"}, // 8 December is a holiday
		{1, "2026-12-31", "2027-03-01"}, // 28 February is a Sunday
		{2, "2026-07-31", "2026-11-30"},
		{3, "2026-05-24", "2026-11-24"},
		{4, "2026-11-24", "2026-12-01"},
		{4, "2026-12-03", "2026-12-11"}, // over Immacolata
		{5, "2026-11-24", "2026-12-03"},
		{6, "2026-11-24", "2026-12-04"},
		{7, "2026-11-25", "2026-12-10"},
		{8, "2026-11-24", "2026-11-30"}, // 29 November is a Sunday
	} {
		d, ok := indicators.DeadlineNumbered(c.number)
		if got := d.Due(c.from); !ok || d.Kind != indicators.KindTerm || got != c.due {
			t.Errorf("rule %d from %s is due on %s, want %s", c.number, c.from, got, c.due)
		}
	}
}

func TestWhatIsMadeOfEachTimeRule(t *testing.T) {
	kinds := map[indicators.DeadlineKind][]int{}
	for i, d := range indicators.Deadlines {
		kinds[d.Kind] = append(kinds[d.Kind], d.Number)
		switch {
		case d.Number != i+1 || d.Rule == "" || d.Source == "":
			t.Errorf("%+v", d)
		case d.Kind == indicators.KindTerm && (d.Amount == 0 || (d.Facts == "") == (d.Awaits == "")):
			t.Errorf("rule %d runs, or says what it waits for: %+v", d.Number, d)
		case d.Kind == indicators.KindText && d.Awaits == "":
			t.Errorf("rule %d does not say why there is nothing to count", d.Number)
		}
	}
	for kind, want := range map[indicators.DeadlineKind][]int{indicators.KindTerm: {1, 2, 3, 4, 5, 6, 7, 8}, indicators.KindReminder: {11, 12, 13, 16, 17}, indicators.KindGroup: {26, 27, 28}} {
		if !slices.Equal(kinds[kind], want) {
			t.Errorf("%s: %v", kind, kinds[kind])
		}
	}
}

// TestLastDueBefore: the day on which a search of terms turns is that of the rule.
func TestLastDueBefore(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d, _ := indicators.DeadlineNumbered(rapid.IntRange(1, 8).Draw(r, "rule"))
		day := rule.Date("2026-01-01").AddDays(rapid.IntRange(0, 1500).Draw(r, "day"))
		last := d.LastDueBefore(day)
		if d.Due(last) >= day || d.Due(last.AddDays(1)) < day {
			r.Fatalf("rule %d before %s: %s is due on %s, the day after on %s", d.Number, day, last, d.Due(last), d.Due(last.AddDays(1)))
		}
	})
}

func (o *office) did(worker int64) (id int64) {
	o.t.Helper()
	o.ok(o.db.Reader().QueryRow("SELECT max(id) FROM did WHERE worker_id=?", worker).Scan(&id))
	return id
}

func (o *office) terms(actor rule.Actor, f indicators.TermFilter) (workers []int64) {
	o.t.Helper()
	found, err := o.store.Terms(context.Background(), actor, f, indicators.TermAfter{}, 0)
	o.ok(err)
	for _, x := range found {
		workers = append(workers, x.WorkerID)
	}
	return workers
}

func TestTheInterviewWithinTwoMonthsOfTheDID(t *testing.T) {
	dbtest.Proves(t, "scadenza 1")
	o := open(t)
	due, late, soon, running := o.person("F", "1980-01-01"), o.person("M", "1990-01-01"), o.person("F", "1991-01-01"), o.person("M", "1992-01-01")
	o.declared(due, o.here, "2026-09-24", "")
	o.declared(late, o.here, "2026-09-23", "")
	o.declared(soon, o.here, "2026-10-07", "")
	o.declared(running, o.here, "2026-10-08", "")
	// Who had the interview, after the DID or before it, who found a job, and who is another office's.
	held, before, ended, other := o.person("F", "1981-01-01"), o.person("F", "1982-01-01"), o.person("F", "1983-01-01"), o.person("F", "1984-01-01")
	o.declared(held, o.here, "2026-09-01", "")
	interview := o.served(held, o.near, "C.1", "", "2026-10-01")
	o.served(before, o.here, "C.1", "", "2026-08-01")
	o.declared(before, o.here, "2026-09-01", "")
	o.declared(ended, o.here, "2026-08-01", "2026-09-01")
	o.declared(other, o.near, "2026-08-01", "")
	// An interview of a DID that is over does not count for the next.
	again := o.person("F", "1985-01-01")
	o.declared(again, o.here, "2026-03-01", "2026-06-30")
	o.served(again, o.here, "C.1", "", "2026-04-01")
	o.declared(again, o.here, "2026-09-02", "")

	for state, want := range map[indicators.TermState][]int64{"": {again, late, due, soon, running}, indicators.TermLate: {again, late}, indicators.TermSoon: {due, soon}, indicators.TermRunning: {running}} {
		if got := o.terms(o.operator, indicators.TermFilter{State: state}); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", state, got, want)
		}
	}
	counts, err := o.store.TermCounts(t.Context(), o.operator, indicators.TermFilter{}, indicators.TermLate, indicators.TermSoon, indicators.TermSuspended)
	if o.ok(err); counts[indicators.TermLate] != 2 || counts[indicators.TermSoon] != 2 || counts[indicators.TermSuspended] != 0 {
		t.Errorf("%v", counts)
	}
	if got := o.terms(o.province, indicators.TermFilter{}); len(got) != 6 || got[0] != other {
		t.Errorf("the province: %v", got)
	}
	if got := o.terms(o.province, indicators.TermFilter{CPI: o.near}); !slices.Equal(got, []int64{other}) {
		t.Errorf("one office of the province: %v", got)
	}
	if got := o.terms(o.region, indicators.TermFilter{}); len(got) != 0 {
		t.Errorf("the region sees %v", got)
	}
	if got := o.terms(o.operator, indicators.TermFilter{Operator: 12}); len(got) != 0 {
		t.Errorf("another operator's: %v", got)
	}
	page, err := o.store.Terms(t.Context(), o.operator, indicators.TermFilter{}, indicators.TermAfter{From: "2026-09-23", ID: o.did(late)}, 2)
	if o.ok(err); len(page) != 2 || page[0].WorkerID != due || page[0].Words("2026-11-24") != "scade oggi" || page[0].State("2026-11-24") != indicators.TermSoon || page[1].Words("2026-11-24") != "fra 13 giorni" || page[0].Due() != "2026-11-24" {
		t.Errorf("the second page: %+v", page)
	}
	of, err := o.store.TermsOf(t.Context(), o.operator, []int64{late, held, running})
	if o.ok(err); len(of) != 2 || of[late].Words("2026-11-24") != "in ritardo di 1 giorno" || of[running].Left("2026-11-24") != 15 {
		t.Errorf("%+v", of)
	}
	lecce := rule.Actor{UserID: 20, Grants: []rule.Grant{{Role: rule.RoleOperator, Scope: rule.ScopeCPI, CPI: 1, Province: "LE"}}}
	if of, err := o.store.TermsOf(t.Context(), lecce, []int64{late}); err != nil || len(of) != 0 {
		t.Errorf("another province sees %v %v", of, err)
	}
	o.write(func(tx *db.Tx) error { return registry.AnnulTx(t.Context(), tx, o.operator, interview, "errore") })
	if got := o.terms(o.operator, indicators.TermFilter{State: indicators.TermLate}); !slices.Equal(got, []int64{held, again, late}) {
		t.Errorf("an interview that was annulled was none: %v", got)
	}
}

func TestATermStandsStillWhileTheOfficeWaits(t *testing.T) {
	dbtest.Proves(t, "scadenza 1")
	o := open(t)
	p := o.person("F", "1980-01-01")
	o.declared(p, o.here, "2026-09-10", "") // due on 10 November
	id := o.did(p)
	for _, c := range []struct {
		x     indicators.Suspension
		field string
	}{
		{indicators.Suspension{Reason: "malattia"}, "from_day"},
		{indicators.Suspension{From: "2026-09-09", Reason: "malattia"}, "from_day"},
		{indicators.Suspension{From: "2026-11-25", Reason: "malattia"}, "from_day"},
		{indicators.Suspension{From: "2026-10-01", To: "2026-09-30", Reason: "malattia"}, "to_day"},
		{indicators.Suspension{From: "2026-10-01", To: "2028-09-30", Reason: "malattia"}, "to_day"},
		{indicators.Suspension{From: "2026-10-01", Reason: " "}, "reason"},
	} {
		var all rule.Refusals
		if err := o.store.Suspend(t.Context(), o.operator, id, c.x); !errors.As(err, &all) || all.For(c.field) == "" {
			t.Errorf("%+v: %v", c.x, err)
		}
	}
	o.ok(o.store.Suspend(t.Context(), o.operator, id, indicators.Suspension{From: "2026-10-01", To: "2026-10-10", Reason: "malattia"}))
	term, _, err := o.store.Term(t.Context(), o.operator, id)
	if o.ok(err); term.Suspended != 10 || term.Due() != "2026-11-20" || term.State("2026-11-24") != indicators.TermLate {
		t.Errorf("%+v due on %s", term, term.Due())
	}
	if err := o.store.Suspend(t.Context(), o.operator, id, indicators.Suspension{From: "2026-10-10", Reason: "ancora"}); err == nil {
		t.Error("the same day twice")
	}
	o.ok(o.store.Suspend(t.Context(), o.operator, id, indicators.Suspension{From: "2026-11-15", Reason: "ricovero"}))
	term, all, err := o.store.Term(t.Context(), o.operator, id)
	if o.ok(err); term.Since != "2026-11-15" || term.Reason != "ricovero" || term.Suspended != 20 || term.Words("2026-11-24") != "sospesa" || len(all) != 2 {
		t.Errorf("%+v %+v", term, all)
	}
	for state, n := range map[indicators.TermState]int{indicators.TermSuspended: 1, indicators.TermLate: 0, indicators.TermSoon: 0} {
		if got := o.terms(o.operator, indicators.TermFilter{State: state}); len(got) != n {
			t.Errorf("%s: %v", state, got)
		}
	}
	if err := o.store.Suspend(t.Context(), o.operator, id, indicators.Suspension{From: "2026-11-24", Reason: "due volte"}); err == nil {
		t.Error("suspended twice")
	}
	if err := o.store.Resume(t.Context(), o.operator, id, "2026-11-14"); err == nil {
		t.Error("it went on before it stopped")
	}
	stranger := rule.Actor{UserID: 19, Grants: []rule.Grant{{Role: rule.RoleOperator, Scope: rule.ScopeCPI, CPI: o.near, Province: "FG"}}}
	for _, err := range []error{o.store.Resume(t.Context(), stranger, id, "2026-11-20"), o.store.Suspend(t.Context(), stranger, id, indicators.Suspension{From: "2026-11-24", Reason: "no"})} {
		if !errors.Is(err, db.ErrNotFound) {
			t.Errorf("another office: %v", err)
		}
	}
	o.ok(o.store.Resume(t.Context(), o.operator, id, "2026-11-20"))
	if term, _, err = o.store.Term(t.Context(), o.operator, id); err != nil || term.Suspended != 16 || term.Due() != "2026-11-26" || term.State("2026-11-24") != indicators.TermSoon {
		t.Errorf("%+v due on %s %v", term, term.Due(), err)
	}
	if err := o.store.Resume(t.Context(), o.operator, id, "2026-11-20"); err == nil {
		t.Error("it was not standing")
	}
}

// TestASearchOfTermsSaysWhatEachTermSays: the condition in the database and the
// rule agree, whatever the days.
func TestASearchOfTermsSaysWhatEachTermSays(t *testing.T) {
	dbtest.Proves(t, "scadenza 1")
	o := open(t)
	today := o.db.Today()
	for i := range 150 {
		p := o.person("F", "1980-01-01")
		from := today.AddDays(-i)
		o.declared(p, o.here, from, "")
		if i%3 == 1 {
			o.ok(o.store.Suspend(t.Context(), o.operator, o.did(p), indicators.Suspension{From: from, To: min(today, from.AddDays(i%17)), Reason: "attesa"}))
		}
		if i%11 == 5 && i%3 != 1 {
			o.ok(o.store.Suspend(t.Context(), o.operator, o.did(p), indicators.Suspension{From: max(from, today.AddDays(-i%20)), Reason: "ricovero"}))
		}
	}
	n := 0
	for _, state := range []indicators.TermState{indicators.TermLate, indicators.TermSoon, indicators.TermSuspended, indicators.TermRunning} {
		found, err := o.store.Terms(t.Context(), o.operator, indicators.TermFilter{State: state}, indicators.TermAfter{}, 0)
		o.ok(err)
		n += len(found)
		for _, x := range found {
			if x.State(today) != state {
				t.Errorf("a DID of %s with %d days of suspension is due on %s: found as %s", x.From, x.Suspended, x.Due(), state)
			}
		}
	}
	if n != 150 {
		t.Errorf("%d of 150 are in a state", n)
	}
}

// TestAListIsFilteredByTheDeadline: the condition in the list and the rule agree,
// whatever the days, and the list finds the persons by indexes.
func TestAListIsFilteredByTheDeadline(t *testing.T) {
	o := open(t)
	today := o.db.Today()
	lists := people.NewStore(o.db)
	var listed []int64
	for i := range 120 {
		p := o.person("F", "1980-01-01")
		listed = append(listed, p)
		switch from := today.AddDays(-i); {
		case i%5 == 4: // no DID
		case i%7 == 3: // the interview was held
			o.declared(p, o.here, from, "")
			o.served(p, o.here, "C.1", "", from)
		case i%11 == 2: // of another province, whose deadlines nobody sees here
			o.declared(p, 1, from, "")
		default:
			o.declared(p, []int64{o.here, o.near}[i%2], from, "")
			if i%13 == 1 && i%2 == 0 {
				o.ok(o.store.Suspend(t.Context(), o.operator, o.did(p), indicators.Suspension{From: from, Reason: "ricovero"}))
			}
		}
	}
	o.write(func(tx *db.Tx) error {
		for _, p := range listed {
			if _, err := people.PutListRowTx(t.Context(), tx, rule.System, people.ListRow{ListID: 1, WorkerID: p, Province: "FG", CPI: o.here, ReferenceDate: "2026-11-02"}); err != nil {
				return err
			}
		}
		return nil
	})
	terms, err := o.store.TermsOf(t.Context(), o.operator, listed)
	o.ok(err)
	for _, f := range []indicators.Falling{"", indicators.FallingLate, indicators.FallingSoon, indicators.FallingNone} {
		among := o.store.Among(o.operator, f)
		filter := people.Filter{ListID: 1, Province: "FG", Sort: people.SortName, Today: today, Among: among}
		found := map[int64]bool{}
		for r, err := range lists.All(t.Context(), o.operator, filter) {
			o.ok(err)
			found[r.WorkerID] = true
		}
		some := 0
		for _, p := range listed {
			term, runs := terms[p]
			if want := f.Holds(term, runs, today); found[p] != want {
				t.Errorf("%q: a DID of %s due on %s is listed %t, want %t", f, term.From, term.Due(), found[p], want)
			} else if want {
				some++
			}
		}
		counts, err := lists.Counts(t.Context(), o.operator, filter)
		if o.ok(err); some == 0 || counts.All != some {
			t.Errorf("%q: %d are listed, the tab says %d", f, some, counts.All)
		}
		if among == nil {
			continue
		}
		for _, query := range []string{
			"SELECT 1 FROM (SELECT t.worker_id" + among.From + ") a CROSS JOIN list_row r INDEXED BY sqlite_autoindex_list_row_1 ON r.worker_id=a.worker_id WHERE r.list_id=1 AND r.province='FG'",
			"SELECT 1 FROM list_row r INDEXED BY list_row_name WHERE r.list_id=1 AND r.province='FG' AND EXISTS (SELECT 1" + among.From + " AND t.worker_id=r.worker_id)",
		} {
			plan, err := db.Collect(t.Context(), o.db.Reader(), func(r *sql.Rows) (detail string, err error) {
				var id, parent, unused int
				return detail, r.Scan(&id, &parent, &unused, &detail)
			}, "EXPLAIN QUERY PLAN "+query, among.Args...)
			o.ok(err)
			for _, step := range plan {
				if strings.HasPrefix(step, "SCAN") && !strings.Contains(step, "(subquery") || strings.Contains(step, "TEMP B-TREE") {
					t.Errorf("%q: %s in %s", f, step, query)
				}
			}
		}
	}
}

func TestWhatComesBack(t *testing.T) {
	dbtest.Proves(t, "scadenza 11", "scadenza 12", "scadenza 13", "scadenza 16", "scadenza 17")
	o := open(t)
	due := func(actor rule.Actor, cpi int64) (out []string) {
		t.Helper()
		all, err := o.store.Reminders(t.Context(), actor, cpi)
		o.ok(err)
		for _, m := range all {
			out = append(out, fmt.Sprintf("%d %s %v %v", m.Deadline.Number, m.Period, m.DoneAt != "", m.Writes))
		}
		return out
	}
	if got, want := due(o.operator, o.here), []string{"11 2026-W48 false true", "12 2026-W48 false true", "13 2026-W48 false true", "16 2026-11 false true"}; !slices.Equal(got, want) {
		t.Errorf("the office: %v", got)
	}
	if got := due(o.operator, o.near); len(got) != 0 {
		t.Errorf("another office: %v", got)
	}
	if got, want := due(o.province, 0), []string{"17 2026-T4 false true"}; !slices.Equal(got, want) {
		t.Errorf("the province: %v", got)
	}
	key, province := o.scope.Key(), o.ofProvince.Key()
	for _, c := range []struct {
		actor       rule.Actor
		n           int
		key, period string
		fine        bool
	}{
		{o.operator, 11, key, "2026-W48", true}, {o.operator, 11, key, "2026-W48", true}, // twice is once
		{o.operator, 12, key, "2026-W47", false}, {o.operator, 17, province, "2026-T4", false}, {o.operator, 17, key, "2026-T4", false}, {o.operator, 1, key, "2026-11", false},
		{o.province, 11, key, "2026-W48", false}, {o.province, 17, province, "2026-T4", true}, {o.region, 17, province, "2026-T4", false}, {o.operator, 11, "cpi:x", "2026-W48", false},
	} {
		if err := o.store.MarkDone(t.Context(), c.actor, c.n, c.key, c.period); (err == nil) != c.fine {
			t.Errorf("%d of %s in %s: %v", c.n, c.key, c.period, err)
		}
	}
	if got := due(o.operator, o.here); got[0] != "11 2026-W48 true true" || got[1] != "12 2026-W48 false true" {
		t.Errorf("done: %v", got)
	}
	if got := due(o.province, o.here); len(got) != 5 || got[0] != "11 2026-W48 true false" || got[4] != "17 2026-T4 true true" {
		t.Errorf("the province reads: %v", got)
	}
	o.takenBack(due)
	for _, c := range []struct {
		n           int
		day         rule.Date
		key, period string
	}{
		{11, "2027-01-03", "2026-W53", "settimana dal 28/12/2026 al 03/01/2027"}, {11, "2027-01-04", "2027-W01", "settimana dal 04/01/2027 al 10/01/2027"},
		{16, "2027-01-04", "2027-01", "gennaio 2027"}, {17, "2027-03-31", "2027-T1", "1° trimestre 2027"},
	} {
		d, _ := indicators.DeadlineNumbered(c.n)
		if got, words := d.Period(c.day); got != c.key || words != c.period {
			t.Errorf("%s of %d: %s, %s", c.day, c.n, got, words)
		}
	}
}

// takenBack takes back what was marked as done: it is to be done again, and who
// marked it and who took it back is still told.
func (o *office) takenBack(due func(rule.Actor, int64) []string) {
	o.t.Helper()
	first := func() indicators.Reminder {
		all, err := o.store.Reminders(o.t.Context(), o.operator, o.here)
		o.ok(err)
		return all[0]
	}
	id := first().DoneID
	for _, stranger := range []rule.Actor{o.province, o.region, {UserID: 19, Grants: []rule.Grant{{Role: rule.RoleOperator, Scope: rule.ScopeCPI, CPI: o.near, Province: "FG"}}}} {
		if _, err := o.store.TakeBack(o.t.Context(), stranger, id); !errors.Is(err, db.ErrNotFound) {
			o.t.Errorf("user %d takes another's mark back: %v", stranger.UserID, err)
		}
	}
	d, err := o.store.TakeBack(o.t.Context(), o.head, id)
	if o.ok(err); d.Number != 11 {
		o.t.Errorf("rule %d was taken back", d.Number)
	}
	if _, err := o.store.TakeBack(o.t.Context(), o.operator, id); err == nil {
		o.t.Error("taken back twice")
	}
	if got := due(o.operator, o.here); got[0] != "11 2026-W48 false true" {
		o.t.Errorf("taken back: %v", got)
	}
	o.ok(o.store.MarkDone(o.t.Context(), o.operator, 11, o.scope.Key(), "2026-W48"))
	if m := first(); m.DoneID == 0 || m.DoneID == id || len(m.Undone) != 1 || m.Undone[0].DoneAt == "" || m.Undone[0].UndoneAt == "" {
		o.t.Errorf("the history is %+v", m)
	}
	var audited int
	o.ok(o.db.Reader().QueryRow("SELECT count(*) FROM audit WHERE action='promemoria.ripreso' AND subject_id=? AND user_id=12", id).Scan(&audited))
	if audited != 1 {
		o.t.Errorf("%d entries of the register", audited)
	}
}
