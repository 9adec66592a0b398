package indicators

import (
	"context"
	"database/sql"

	"sportello/db"
)

// Kept returns how the interview of the DIDs of some months was kept, as counted
// today: the day of the first interview is the one of B.1.2, the last day the one
// of the deadline. Offices and months in which nothing of it has changed since
// they were counted, today, are not counted again.
func (s *Store) Kept(ctx context.Context, scope Scope, months []string) (k Kept, err error) {
	// Read before the facts: what changes meanwhile is counted again the next time.
	stamps, err := s.shareStamps(ctx, scope, months)
	if err != nil {
		return k, err
	}
	missing := map[string][]int64{}
	for _, month := range months {
		for _, cpi := range scope.Offices {
			at, some := stamps[officeMonth{cpi, month}]
			if !some {
				continue // no DID
			}
			if one, ok := s.shares.get(officeMonth{cpi, month}, at); ok {
				k.merge(one)
			} else {
				missing[month] = append(missing[month], cpi)
			}
		}
	}
	for month, offices := range missing {
		counted, err := s.countKept(ctx, offices, month)
		if err != nil {
			return k, err
		}
		for _, cpi := range offices {
			of := officeMonth{cpi, month}
			s.shares.put(of, stamps[of], counted[of])
			k.merge(counted[of])
		}
	}
	return k, nil
}

// shareStamps returns of which facts the shares of today would be.
func (s *Store) shareStamps(ctx context.Context, scope Scope, months []string) (map[officeMonth]shareStamp, error) {
	out, today := map[officeMonth]shareStamp{}, s.db.Today()
	_, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (of officeMonth, err error) {
		at := shareStamp{today: today}
		err = r.Scan(&of.cpi, &of.month, &at.interviews)
		out[of] = at
		return of, err
	}, "SELECT cpi_id, month, interviews FROM figure_change WHERE cpi_id IN (SELECT value FROM json_each(?)) AND month IN (SELECT value FROM json_each(?))", jsonOf(scope.Offices), jsonOf(months))
	return out, err
}

// shareColumns are what is asked of a DID x besides its day; ?3 is today.
const shareColumns = `coalesce(x.ended_on,'') AS ended,
			CAST(coalesce((SELECT sum(julianday(coalesce(z.to_day,?3))-julianday(z.from_day)+1) FROM deadline_suspension z WHERE z.deadline=1 AND z.subject='did' AND z.subject_id=x.id AND z.from_day<=?3),0) AS INTEGER) AS days,
			EXISTS (SELECT 1 FROM deadline_suspension z WHERE z.deadline=1 AND z.subject='did' AND z.subject_id=x.id AND z.from_day<=?3 AND (z.to_day IS NULL OR z.to_day>=?3)) AS stands,
			(SELECT min(e.delivered_on) FROM delivered_service e WHERE e.worker_id=x.worker_id AND e.prestazione='B1' AND e.annulled_at IS NULL
				AND e.delivered_on>coalesce((SELECT max(p.ended_on) FROM did p WHERE p.worker_id=x.worker_id AND p.id<>x.id AND p.annulled_at IS NULL AND p.declared_on<x.declared_on),'')) AS held`

// countKept counts how the DIDs of a month were kept in each of the offices.
func (s *Store) countKept(ctx context.Context, offices []int64, month string) (map[officeMonth]Kept, error) {
	today := s.db.Today()
	all, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (x share, err error) {
		var held sql.NullString
		x.of.month = month
		err = r.Scan(&x.of.cpi, &x.from, &x.suspended, &x.stands, &held, &x.ended, &x.n)
		x.hold(held.String)
		return x, err
	}, `SELECT t.cpi_id, t.declared_on, t.days, t.stands, t.held, t.ended, count(*) FROM (SELECT x.cpi_id, x.declared_on, `+shareColumns+`
		FROM did x WHERE x.cpi_id IN (SELECT value FROM json_each(?1)) AND x.month=?2 AND x.annulled_at IS NULL AND x.declared_on<=?3) t
		GROUP BY t.cpi_id, t.declared_on, t.days, t.stands, t.held, t.ended`, jsonOf(offices), month, today)
	out := map[officeMonth]Kept{}
	for _, x := range all {
		k := out[x.of]
		k.add(x, today)
		out[x.of] = k
	}
	return out, err
}

// MonthsOf returns the months of a year.
func MonthsOf(year int) (out []string) {
	for m := range 12 {
		out = append(out, MonthOf(year, m+1))
	}
	return out
}

// share judges a share of the DIDs of the year: of those whose two months are
// over, how many have had the interview, and for B.1.2 in time.
func (j *judge) share(ctx context.Context, s *Store, l Line, t Target) (Verdict, error) {
	if j.kept == nil {
		k, err := s.Kept(ctx, j.sheet.Scope, MonthsOf(j.sheet.Year))
		if err != nil {
			return Verdict{}, err
		}
		j.kept = &k
	}
	return JudgeShare(t, ShareOf(l.Indicator, *j.kept), *j.kept), nil
}
