package indicators

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"

	"sportello/db"
	"sportello/db/rule"
)

// The proposals of active policy (PAI): within four months of the start of
// unemployment for adolescents and the young, within six for whoever else may stay
// without work for long. The words after «donne in» are lost in the source: who is
// not young has the longer term.
const (
	DeadlinePlanYoung = 2
	DeadlinePlan      = 3
)

// unplanned are the DIDs in force since which no PAI was proposed; unemployment
// begins with them. ?1 is today.
const unplanned = ` FROM (SELECT x.id, x.worker_id, x.cpi_id, x.created_by, x.declared_on,
		CASE WHEN w.birth_date<>'' AND substr(x.declared_on,1,4)-substr(w.birth_date,1,4)-(substr(x.declared_on,6)<substr(w.birth_date,6))<` + youngText + ` THEN 2 ELSE 3 END AS deadline
	FROM did x JOIN worker w ON w.id=x.worker_id WHERE x.ended_on IS NULL AND x.annulled_at IS NULL AND x.declared_on<=?1
		AND NOT EXISTS (SELECT 1 FROM plan l JOIN pact p ON p.id=l.pact_id WHERE p.worker_id=x.worker_id AND p.state<>'annullato' AND l.proposed_on>=x.declared_on)`

// youngText is the age from which one is no longer young: 15 to 29, as in Garanzia
// Giovani.
const youngText = "30"

// planDeadlines are the two terms, each for its own persons.
var planDeadlines = []int{DeadlinePlanYoung, DeadlinePlan}

// planState is the condition of a state on the terms of a deadline that unplanned
// tells.
func planState(d Deadline, state TermState, today rule.Date) (string, []any) {
	late, soon := d.LastDueBefore(today), d.LastDueBefore(today.AddDays(SoonDays+1))
	switch state {
	case TermLate:
		return " AND t.declared_on<=?", []any{late}
	case TermSoon:
		return " AND t.declared_on>? AND t.declared_on<=?", []any{late, soon}
	case TermRunning:
		return " AND t.declared_on>?", []any{soon}
	}
	return "", nil
}

// planWhere returns the terms of a deadline that run in the actor's offices.
func planWhere(actor rule.Actor, today rule.Date, cpi int64, number int, state TermState) (string, []any) {
	scope, more := actor.OfficeScope("x.cpi_id")
	args := append([]any{today}, more...)
	if cpi != 0 {
		scope, args = scope+" AND x.cpi_id=?", append(args, cpi)
	}
	d, _ := DeadlineNumbered(number)
	which, more := planState(d, state, today)
	return unplanned + " AND " + scope + ") t WHERE t.deadline=?" + which, append(append(args, number), more...)
}

// PlanAfter is the last row of the page before: the rule and the DID of its term.
type PlanAfter struct {
	Deadline int
	From     rule.Date
	ID       int64
}

// among is the condition on the terms of a deadline that come after the row: those
// that are due later, and of those due on the same day the later DIDs. Whose DID is
// later is never due earlier, so that the days of the DIDs say it.
func (a PlanAfter) among(d Deadline) (string, []any) {
	last, known := DeadlineNumbered(a.Deadline)
	if !known || a.From == "" {
		return "", nil
	}
	due := last.Due(a.From)
	return " AND t.declared_on>? AND (t.declared_on>? OR (t.declared_on,t.id)>(?,?))", []any{d.LastDueBefore(due), d.LastDueBefore(due.AddDays(1)), a.From, a.ID}
}

// PlanTerms returns the terms for the proposal of a PAI that run in the actor's
// offices, the first due first, at most limit from a row on.
func (s *Store) PlanTerms(ctx context.Context, actor rule.Actor, cpi int64, state TermState, after PlanAfter, limit int) ([]Term, error) {
	var all []Term
	for _, number := range planDeadlines { // each by an index, then put together
		where, args := planWhere(actor, s.db.Today(), cpi, number, state)
		d, _ := DeadlineNumbered(number)
		rest, more := after.among(d)
		some, err := db.Collect(ctx, s.db.Reader(), scanPlanTerm, planColumns+where+rest+" ORDER BY t.declared_on, t.id LIMIT "+strconv.Itoa(limit), append(args, more...)...)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortFunc(all, func(a, b Term) int {
		return cmp.Or(cmp.Compare(a.Due(), b.Due()), cmp.Compare(a.From, b.From), cmp.Compare(a.SubjectID, b.SubjectID))
	})
	return all[:min(len(all), limit)], nil
}

const planColumns = `SELECT t.id, t.worker_id, t.cpi_id, t.declared_on, t.deadline, (SELECT trim(surname||' '||name) FROM worker WHERE id=t.worker_id), (SELECT name FROM cpi WHERE id=t.cpi_id),
	coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=t.created_by),'')`

func scanPlanTerm(r *sql.Rows) (t Term, err error) {
	err = r.Scan(&t.SubjectID, &t.WorkerID, &t.CPI, &t.From, &t.Deadline, &t.Worker, &t.Office, &t.Operator)
	return
}

// PlanTermCounts returns how many of them are in each state, none above
// TermLimit+1.
func (s *Store) PlanTermCounts(ctx context.Context, actor rule.Actor, cpi int64, states ...TermState) (map[TermState]int, error) {
	out := map[TermState]int{}
	for _, state := range states {
		for _, number := range planDeadlines {
			where, args := planWhere(actor, s.db.Today(), cpi, number, state)
			var n int
			if err := s.db.Reader().QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1"+where+" LIMIT "+strconv.Itoa(TermLimit+1)+")", args...).Scan(&n); err != nil {
				return nil, err
			}
			out[state] = min(out[state]+n, TermLimit+1)
		}
	}
	return out, nil
}

// PlanTermOf returns the term that runs for a person, nil for none; the caller has
// found the person in the actor's scope.
func (s *Store) PlanTermOf(ctx context.Context, workerID int64) (*Term, error) {
	found, err := db.Collect(ctx, s.db.Reader(), scanPlanTerm, planColumns+unplanned+" AND x.worker_id=?) t LIMIT 1", s.db.Today(), workerID)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}
