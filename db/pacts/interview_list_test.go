package pacts_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sportello/db/agenda"
	"sportello/db/pacts"
	"sportello/db/rule"
)

func (o *office) listed(actor rule.Actor, f pacts.InterviewFilter) pacts.InterviewList {
	o.Helper()
	p, err := o.store.InterviewList(o.Context(), actor, f)
	o.ok(err)
	return p
}

// A row says what the interview itself says: phase, minutes of the meetings that
// took place, and what the agenda has fixed next.
func TestARowOfTheListSaysWhatTheInterviewSays(t *testing.T) {
	o := open(t)
	ctx := t.Context()
	row := func() pacts.InterviewRow {
		t.Helper()
		p := o.listed(o.operator, pacts.InterviewFilter{})
		if len(p.Rows) != 1 {
			t.Fatalf("%d rows", len(p.Rows))
		}
		r, i := p.Rows[0], o.interview(p.Rows[0].ID)
		if r.Met != i.Minutes() || r.Phase() != i.Phase() || r.State() != i.State() || r.Worker() != i.Worker() || r.Operator != i.Operator || r.Office != i.Office || r.SavedAt != i.SavedAt || r.Planned != i.Planned {
			t.Errorf("the row says %+v, the interview %+v", r, i)
		}
		return r
	}
	id := o.begin(pacts.ForPact)
	if r := row(); r.NextOn != "" || r.Met != 0 || r.Phase() != pacts.PhaseInformation {
		t.Errorf("%+v", r)
	}
	o.ok(o.complete(id, "informativa", nil))
	o.ok(o.close(id, pacts.PhaseInformation))
	if r := row(); r.Phase() != pacts.PhaseAnalysis {
		t.Errorf("in phase %s", r.Phase())
	}
	for f, n := range map[pacts.InterviewFilter]int{{Phase: pacts.PhaseAnalysis}: 1, {Phase: pacts.PhaseInformation}: 0, {Phase: pacts.PhaseDefinition}: 0, {State: pacts.InterviewClosed}: 0, {Name: "bia roc"}: 1, {Name: "verdi"}: 0,
		{Operator: o.operator.UserID}: 1, {Operator: 999}: 0, {Office: o.operator.CPI()}: 1, {Office: o.elsewhere.CPI()}: 0} {
		if got := len(o.listed(o.operator, f).Rows); got != n {
			t.Errorf("%+v finds %d", f, got)
		}
	}
	// A session of another service, and an appointment of another kind, are no meeting of it.
	diary := agenda.NewStore(o.db)
	fix := func(kind agenda.Kind, day rule.Date, starts rule.Minutes) int64 {
		t.Helper()
		id, err := diary.Book(ctx, o.operator, agenda.Booking{Worker: o.worker, Kind: kind, Slot: agenda.Slot{Day: day, Starts: starts, Ends: starts + 30}})
		o.ok(err)
		return id
	}
	fix(agenda.KindOther, "2026-11-25", 540)
	if r := row(); r.NextOn != "" {
		t.Errorf("the next meeting is on %s", r.NextOn)
	}
	later := fix(agenda.KindOrientation, "2026-11-27", 600)
	if r := row(); r.NextOn != "2026-11-27" || r.NextFrom != 600 {
		t.Errorf("the next meeting is on %s at %s", r.NextOn, r.NextFrom)
	}
	session, err := diary.OpenSession(ctx, o.operator, agenda.Session{CPI: o.operator.CPI(), Operator: o.operator.UserID, Code: "C.1", Title: "Orientamento di gruppo", Slot: agenda.Slot{Day: "2026-11-26", Starts: 570, Ends: 630}, Capacity: 10, Mode: "presenza"})
	o.ok(err)
	o.ok(diary.Invite(ctx, o.operator, session, o.worker))
	if r := row(); r.NextOn != "2026-11-26" || r.NextFrom != 570 {
		t.Errorf("the next meeting is on %s at %s", r.NextOn, r.NextFrom)
	}
	o.ok(diary.CancelSession(ctx, o.operator, session, "Manca la corrente"))
	o.ok(diary.Cancel(ctx, o.operator, later, 0, "impedimento", ""))
	today := fix(agenda.KindOrientation, "2026-11-24", 660)
	if r := row(); r.NextOn != "2026-11-24" {
		t.Errorf("the next meeting is on %s", r.NextOn)
	}
	o.ok(o.store.AddMeeting(ctx, o.operator, id, pacts.NewMeeting{Appointment: today}))
	o.ok(o.store.AddMeeting(ctx, o.operator, id, pacts.NewMeeting{On: "2026-11-23", Minutes: 40, Mode: "telefono"}))
	if r := row(); r.NextOn != "" || r.Met != 70 {
		t.Errorf("%d minutes, next on %q", r.Met, r.NextOn)
	}
	o.ok(diary.Reopen(ctx, o.operator, today)) // it did not take place, and is fixed again
	if r := row(); r.NextOn != "2026-11-24" || r.Met != 40 {
		t.Errorf("%d minutes, next on %q", r.Met, r.NextOn)
	}
	o.ok(o.store.StopInterview(ctx, o.operator, id, "Ha trovato lavoro"))
	if p := o.listed(o.operator, pacts.InterviewFilter{State: pacts.InterviewStopped}); len(p.Rows) != 1 || p.Rows[0].StoppedOn != "2026-11-24" || p.Counts[pacts.InterviewStopped] != 1 || p.Counts[pacts.InterviewOpen] != 0 {
		t.Errorf("%+v", p)
	}
	if p := o.listed(o.elsewhere, pacts.InterviewFilter{}); len(p.Rows)+len(p.Counts) != 0 {
		t.Errorf("elsewhere: %+v", p)
	}
	if p := o.listed(o.province, pacts.InterviewFilter{}); len(p.Rows) != 1 {
		t.Errorf("the province: %+v", p)
	}
}

// Pages follow one another, forth and back, also among those saved at once.
func TestTheListOfInterviewsGoesPageByPage(t *testing.T) {
	o := open(t)
	const all = pacts.PageSize*2 + 3
	var workers []int64
	for n := range all {
		workers = append(workers, o.person(rule.CodiceFiscale(fmt.Sprintf("%011d", n)), "Prova", "Ada"))
	}
	for n, worker := range workers {
		if n%7 != 0 {
			o.clock.Add(time.Minute) // some are saved in the same moment
		}
		_, err := o.store.StartInterview(t.Context(), o.operator, pacts.NewInterview{WorkerID: worker, Kind: pacts.Informative, Planned: 30})
		o.ok(err)
	}
	open := pacts.InterviewFilter{State: pacts.InterviewOpen}
	first := o.listed(o.operator, open)
	if len(first.Rows) != pacts.PageSize || !first.More || first.Less || first.Counts[pacts.InterviewOpen] != all || first.Rows[0].WorkerID != workers[all-1] {
		t.Fatalf("%d rows, %v, %+v", len(first.Rows), first.Counts, first.Rows[0])
	}
	seen := map[int64]bool{}
	page, pages := first, 0
	for {
		for _, r := range page.Rows {
			seen[r.ID] = true
		}
		if pages++; !page.More {
			break
		}
		next := open
		next.At.Below = page.Rows[len(page.Rows)-1].Place()
		page = o.listed(o.operator, next)
	}
	if len(seen) != all || pages != 3 || len(page.Rows) != 3 || !page.Less {
		t.Errorf("%d of %d in %d pages", len(seen), all, pages)
	}
	back := open
	back.At.Above = page.Rows[0].Place()
	second := o.listed(o.operator, back)
	back.At.Above = second.Rows[0].Place()
	again := o.listed(o.operator, back)
	if !second.More || !second.Less || again.Less || len(again.Rows) != pacts.PageSize || again.Rows[0].ID != first.Rows[0].ID {
		t.Errorf("back: %d rows from %d", len(again.Rows), again.Rows[0].ID)
	}
	// Rows and counts are found by the index of the office.
	for _, query := range []string{"SELECT i.state, count(*) FROM interview i JOIN worker w ON w.id=i.worker_id WHERE i.cpi_id IN (1) GROUP BY i.state",
		"SELECT i.id FROM interview i JOIN worker w ON w.id=i.worker_id WHERE i.cpi_id IN (1) AND i.state='in_corso' AND (i.saved_at,i.id)<('2026',9) ORDER BY i.saved_at DESC, i.id DESC LIMIT 51"} {
		plan := o.steps(query)
		if !strings.Contains(plan, "USING INDEX interview_office") || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s\n%s", query, plan)
		}
	}
}

func (o *office) steps(query string) string {
	o.Helper()
	rows, err := o.db.Reader().QueryContext(o.Context(), "EXPLAIN QUERY PLAN "+query)
	o.ok(err)
	defer rows.Close()
	var all []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		o.ok(rows.Scan(&id, &parent, &unused, &detail))
		all = append(all, detail)
	}
	return strings.Join(all, "\n")
}
