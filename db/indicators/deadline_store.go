package indicators

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
)

// TermFilter says which terms are asked for; zero values ask for all.
type TermFilter struct {
	CPI      int64
	Operator int64 // who recorded the fact
	State    TermState
}

// TermAfter is the last row of the page before.
type TermAfter struct {
	From rule.Date
	ID   int64
}

// waiting are the DIDs in force whose interview (B1) has not been held since the
// one before ended, each with the day it runs from: that of the DID, and later
// by the days for which the office waited. ?1 is today.
const waiting = inForce + unheld

const inForce = ` FROM (SELECT x.id, x.worker_id, x.cpi_id, x.created_by, x.declared_on,
		CAST(coalesce((SELECT sum(julianday(coalesce(z.to_day,?1))-julianday(z.from_day)+1) FROM deadline_suspension z WHERE z.deadline=1 AND z.subject='did' AND z.subject_id=x.id AND z.from_day<=?1),0) AS INTEGER) AS days,
		EXISTS (SELECT 1 FROM deadline_suspension z WHERE z.deadline=1 AND z.subject='did' AND z.subject_id=x.id AND z.from_day<=?1 AND (z.to_day IS NULL OR z.to_day>=?1)) AS stands
	FROM did x WHERE x.ended_on IS NULL AND x.annulled_at IS NULL AND x.declared_on<=?1`

const unheld = `
		AND NOT EXISTS (SELECT 1 FROM delivered_service e WHERE e.worker_id=x.worker_id AND e.prestazione='B1' AND e.annulled_at IS NULL
			AND e.delivered_on>coalesce((SELECT max(p.ended_on) FROM did p WHERE p.worker_id=x.worker_id AND p.id<>x.id AND p.annulled_at IS NULL AND p.declared_on<x.declared_on),''))`

// inState is the condition of a state on what waiting tells; within is how many
// days ahead a term falls due soon.
func inState(state TermState, today rule.Date, within int) (string, []any) {
	interview, _ := DeadlineNumbered(DeadlineInterview)
	late, soon := interview.LastDueBefore(today), interview.LastDueBefore(today.AddDays(within+1))
	const from = "date(t.declared_on,'+'||t.days||' days')"
	switch state {
	case TermLate:
		return " AND t.stands=0 AND t.declared_on<=? AND " + from + "<=?", []any{late, late}
	case TermSoon:
		return " AND t.stands=0 AND t.declared_on<=? AND " + from + ">? AND " + from + "<=?", []any{soon, late, soon}
	case TermSuspended:
		return " AND t.stands=1", nil
	case TermRunning:
		return " AND t.stands=0 AND " + from + ">?", []any{soon}
	}
	return "", nil
}

// where returns the condition of a filter in the actor's offices, with the
// arguments of waiting before its own.
func (f TermFilter) where(actor rule.Actor, today rule.Date) (string, []any) {
	args := []any{today}
	scope, more := actor.OfficeScope("x.cpi_id")
	cond := " AND " + scope
	args = append(args, more...)
	if f.CPI != 0 {
		cond, args = cond+" AND x.cpi_id=?", append(args, f.CPI)
	}
	if f.Operator != 0 {
		cond, args = cond+" AND x.created_by=?", append(args, f.Operator)
	}
	state, more := inState(f.State, today, SoonDays)
	return waiting + cond + ") t WHERE 1=1" + state, append(args, more...)
}

const termColumns = `SELECT t.id, t.worker_id, t.cpi_id, t.declared_on, t.days, (SELECT trim(surname||' '||name) FROM worker WHERE id=t.worker_id), (SELECT name FROM cpi WHERE id=t.cpi_id),
	coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=t.created_by),''),
	coalesce((SELECT z.from_day||' '||z.reason FROM deadline_suspension z WHERE z.deadline=1 AND z.subject='did' AND z.subject_id=t.id AND t.stands ORDER BY z.from_day DESC LIMIT 1),''),
	coalesce((SELECT min(a.day) FROM appointment a WHERE a.worker_id=t.worker_id AND a.state='fissato' AND a.kind='orientamento' AND a.day>=?1),'')`

func scanTerm(r *sql.Rows) (t Term, err error) {
	t.Deadline = DeadlineInterview
	var since string
	err = r.Scan(&t.SubjectID, &t.WorkerID, &t.CPI, &t.From, &t.Suspended, &t.Worker, &t.Office, &t.Operator, &since, &t.Booked)
	day, reason, _ := strings.Cut(since, " ")
	t.Since, t.Reason = rule.Date(day), reason
	return t, err
}

// Terms returns the terms that run in the actor's offices, the oldest fact first,
// at most limit from a row on; 0 is no limit.
func (s *Store) Terms(ctx context.Context, actor rule.Actor, f TermFilter, after TermAfter, limit int) ([]Term, error) {
	where, args := f.where(actor, s.db.Today())
	if after.From != "" {
		where, args = where+" AND (t.declared_on,t.id)>(?,?)", append(args, after.From, after.ID)
	}
	where += " ORDER BY t.declared_on, t.id"
	if limit > 0 {
		where += " LIMIT " + strconv.Itoa(limit)
	}
	return db.Collect(ctx, s.db.Reader(), scanTerm, termColumns+where, args...)
}

// TermLimit is how far terms are counted.
const TermLimit = 1000

// TermCounts returns how many terms are in each state under a filter whose own
// state is left aside, none above TermLimit+1.
func (s *Store) TermCounts(ctx context.Context, actor rule.Actor, f TermFilter, states ...TermState) (map[TermState]int, error) {
	out := map[TermState]int{}
	for _, f.State = range states {
		where, args := f.where(actor, s.db.Today())
		var n int
		if err := s.db.Reader().QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1"+where+" LIMIT "+strconv.Itoa(TermLimit+1)+")", args...).Scan(&n); err != nil {
			return nil, err
		}
		out[f.State] = n
	}
	return out, nil
}

// TermsOf returns the term that runs for each of the persons, by person: in the
// offices of the actor's provinces, where the person's record is read too.
func (s *Store) TermsOf(ctx context.Context, actor rule.Actor, workers []int64) (map[int64]Term, error) {
	out := map[int64]Term{}
	if len(workers) == 0 {
		return out, nil
	}
	marks, ids := db.In(workers)
	scope, more := actor.ProvinceScope("c.province")
	args := append(append([]any{s.db.Today()}, ids...), more...)
	found, err := db.Collect(ctx, s.db.Reader(), scanTerm, termColumns+waiting+" AND x.worker_id IN "+marks+" AND EXISTS (SELECT 1 FROM cpi c WHERE c.id=x.cpi_id AND "+scope+")) t", args...)
	for _, t := range found {
		out[t.WorkerID] = t
	}
	return out, err
}

// TermOperators returns who recorded the facts of the terms that run in the
// actor's offices, by name.
func (s *Store) TermOperators(ctx context.Context, actor rule.Actor, cpi int64) ([]people.Choice, error) {
	scope, args := actor.OfficeScope("x.cpi_id")
	if cpi != 0 {
		scope, args = scope+" AND x.cpi_id=?", append(args, cpi)
	}
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (c people.Choice, err error) { return c, r.Scan(&c.Value, &c.Label) },
		`SELECT CAST(u.id AS TEXT), trim(u.name||' '||u.surname) FROM user u WHERE u.id IN (SELECT x.created_by FROM did x WHERE x.ended_on IS NULL AND x.annulled_at IS NULL AND `+scope+`) ORDER BY u.surname, u.name, u.id`, args...)
}

// Suspension is a time for which the office waited for the person.
type Suspension struct {
	ID     int64
	From   rule.Date
	To     rule.Date // "" while it lasts
	Reason string
	By     string
}

// Term returns the term of a DID of the actor's offices, with its suspensions,
// newest first; db.ErrNotFound when none runs.
func (s *Store) Term(ctx context.Context, actor rule.Actor, did int64) (Term, []Suspension, error) {
	return termOf(ctx, s.db.Reader(), actor, s.db.Today(), did)
}

func termOf(ctx context.Context, q db.Querier, actor rule.Actor, today rule.Date, did int64) (Term, []Suspension, error) {
	where, args := TermFilter{}.where(actor, today)
	found, err := db.Collect(ctx, q, scanTerm, termColumns+where+" AND t.id=?", append(args, did)...)
	if err != nil || len(found) == 0 {
		return Term{}, nil, firstError(err, db.ErrNotFound)
	}
	all, err := db.Collect(ctx, q, func(r *sql.Rows) (x Suspension, err error) { return x, r.Scan(&x.ID, &x.From, &x.To, &x.Reason, &x.By) },
		`SELECT z.id, z.from_day, coalesce(z.to_day,''), z.reason, coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=z.created_by),'')
		FROM deadline_suspension z WHERE z.deadline=1 AND z.subject='did' AND z.subject_id=? ORDER BY z.from_day DESC, z.id DESC`, did)
	return found[0], all, err
}

func firstError(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// Suspend records that the office waits, or waited, for the person from a day to
// another, both included; "" while it lasts. The refusals name from_day, to_day,
// reason.
func (s *Store) Suspend(ctx context.Context, actor rule.Actor, did int64, x Suspension) error {
	x.Reason = strings.TrimSpace(x.Reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		t, earlier, err := termOf(ctx, tx, actor, tx.Today, did)
		if err != nil {
			return err
		}
		if err := x.Check(t, earlier, tx.Today).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO deadline_suspension(deadline,subject,subject_id,worker_id,from_day,to_day,reason,created_at,created_by) VALUES(?,'did',?,?,?,?,?,?,?)",
			DeadlineInterview, did, t.WorkerID, x.From, db.Null(x.To), x.Reason, tx.Now, actor.UserID); err != nil {
			return err
		}
		if err := registry.TouchInterviewsTx(ctx, tx, t.WorkerID); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "scadenza.sospesa", Subject: "did", SubjectID: did, WorkerID: t.WorkerID, Reason: x.Reason})
	})
}

// Resume records the last day of the suspension that lasts. The refusals name
// to_day; there is nothing to resume when none lasts.
func (s *Store) Resume(ctx context.Context, actor rule.Actor, did int64, on rule.Date) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		t, all, err := termOf(ctx, tx, actor, tx.Today, did)
		if err != nil {
			return err
		}
		if len(all) == 0 || all[0].To != "" {
			return rule.Refuse("", "La scadenza non è sospesa: forse qualcuno l'ha già fatta ripartire.")
		}
		if err := all[0].CheckEnd(on, tx.Today).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE deadline_suspension SET to_day=? WHERE id=?", on, all[0].ID); err != nil {
			return err
		}
		if err := registry.TouchInterviewsTx(ctx, tx, t.WorkerID); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "scadenza.ripresa", Subject: "did", SubjectID: did, WorkerID: t.WorkerID})
	})
}
