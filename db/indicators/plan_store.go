package indicators

import (
	"context"
	"database/sql"
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

// planState is the condition of a state on what unplanned tells.
func planState(state TermState, today rule.Date) (string, []any) {
	day := func(before rule.Date) []any {
		young, _ := DeadlineNumbered(DeadlinePlanYoung)
		others, _ := DeadlineNumbered(DeadlinePlan)
		return []any{young.LastDueBefore(before), others.LastDueBefore(before)}
	}
	const by = "t.declared_on<=CASE t.deadline WHEN 2 THEN ? ELSE ? END"
	switch state {
	case TermLate:
		return " AND " + by, day(today)
	case TermSoon:
		return " AND NOT " + by + " AND " + by, append(day(today), day(today.AddDays(SoonDays+1))...)
	case TermRunning:
		return " AND NOT " + by, day(today.AddDays(SoonDays + 1))
	}
	return "", nil
}

func planWhere(actor rule.Actor, today rule.Date, cpi int64, state TermState) (string, []any) {
	scope, more := actor.OfficeScope("x.cpi_id")
	args := append([]any{today}, more...)
	if cpi != 0 {
		scope, args = scope+" AND x.cpi_id=?", append(args, cpi)
	}
	which, more := planState(state, today)
	return unplanned + " AND " + scope + ") t WHERE 1=1" + which, append(args, more...)
}

// PlanTerms returns the terms for the proposal of a PAI that run in the actor's
// offices, the oldest DID first, at most limit from a row on.
func (s *Store) PlanTerms(ctx context.Context, actor rule.Actor, cpi int64, state TermState, after TermAfter, limit int) ([]Term, error) {
	where, args := planWhere(actor, s.db.Today(), cpi, state)
	if after.From != "" {
		where, args = where+" AND (t.declared_on,t.id)>(?,?)", append(args, after.From, after.ID)
	}
	return db.Collect(ctx, s.db.Reader(), scanPlanTerm, planColumns+where+" ORDER BY t.declared_on, t.id LIMIT "+strconv.Itoa(limit), args...)
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
		where, args := planWhere(actor, s.db.Today(), cpi, state)
		var n int
		if err := s.db.Reader().QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1"+where+" LIMIT "+strconv.Itoa(TermLimit+1)+")", args...).Scan(&n); err != nil {
			return nil, err
		}
		out[state] = n
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
