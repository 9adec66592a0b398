package indicators

import (
	"context"
	"database/sql"

	"sportello/db"
	"sportello/db/rule"
)

// Kept returns how the interview of the DIDs of a year was kept, as counted
// today: the day of the first interview is the one of B.1.2, the last day the one
// of the deadline.
func (s *Store) Kept(ctx context.Context, scope Scope, year int) (k Kept, err error) {
	today := s.db.Today()
	all, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (x share, err error) {
		var held sql.NullString
		err = r.Scan(&x.from, &x.suspended, &x.stands, &held, &x.ended, &x.n)
		if on := rule.Date(held.String); x.ended == "" || on <= x.ended {
			x.held = on // one held after the DID had ended is of another
		}
		return x, err
	}, `SELECT t.declared_on, t.days, t.stands, t.held, t.ended, count(*) FROM (SELECT x.declared_on, coalesce(x.ended_on,'') AS ended,
			CAST(coalesce((SELECT sum(julianday(coalesce(z.to_day,?3))-julianday(z.from_day)+1) FROM deadline_suspension z WHERE z.deadline=1 AND z.subject='did' AND z.subject_id=x.id AND z.from_day<=?3),0) AS INTEGER) AS days,
			EXISTS (SELECT 1 FROM deadline_suspension z WHERE z.deadline=1 AND z.subject='did' AND z.subject_id=x.id AND z.from_day<=?3 AND (z.to_day IS NULL OR z.to_day>=?3)) AS stands,
			(SELECT min(e.delivered_on) FROM delivered_service e WHERE e.worker_id=x.worker_id AND e.prestazione='B1' AND e.annulled_at IS NULL
				AND e.delivered_on>coalesce((SELECT max(p.ended_on) FROM did p WHERE p.worker_id=x.worker_id AND p.id<>x.id AND p.annulled_at IS NULL AND p.declared_on<x.declared_on),'')) AS held
		FROM did x WHERE x.cpi_id IN (SELECT value FROM json_each(?1)) AND x.month IN (SELECT value FROM json_each(?2)) AND x.annulled_at IS NULL AND x.declared_on<=?3) t
		GROUP BY t.declared_on, t.days, t.stands, t.held, t.ended`, jsonOf(scope.Offices), jsonOf(monthsOf(year)), today)
	for _, x := range all {
		k.add(x, today)
	}
	return k, err
}

// monthsOf returns the months of a year.
func monthsOf(year int) (out []string) {
	for m := range 12 {
		out = append(out, MonthOf(year, m+1))
	}
	return out
}

// share judges a share of the DIDs of the year: of those whose two months are
// over, how many have had the interview, and for B.1.2 in time.
func (j *judge) share(ctx context.Context, s *Store, l Line, t Target) (Verdict, error) {
	if j.kept == nil {
		k, err := s.Kept(ctx, j.sheet.Scope, j.sheet.Year)
		if err != nil {
			return Verdict{}, err
		}
		j.kept = &k
	}
	if l.Indicator.Counts == Days {
		return JudgeShare(t, j.kept.InTime, *j.kept), nil
	}
	return JudgeShare(t, j.kept.Held, *j.kept), nil
}
