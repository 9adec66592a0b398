package indicators

import (
	"context"
	"database/sql"

	"sportello/db"
	"sportello/db/rule"
)

// Waits tells how long the interviews of some months were waited for.
type Waits struct {
	Cases int // DIDs with their interview in these months
	Days  int // in all
	Most  int
}

// Mean returns the mean number of days, false when there is no case.
func (w Waits) Mean() (float64, bool) {
	return Figure{Value: w.Days, Cases: w.Cases}.Mean()
}

// Waits returns how long the interviews of the months were waited for, as
// counted today.
func (s *Store) Waits(ctx context.Context, scope Scope, months []string) (w Waits, err error) {
	err = s.db.Reader().QueryRowContext(ctx, "SELECT count(*), coalesce(sum(days),0), coalesce(max(days),0) FROM ("+facts["attese"]+")",
		jsonOf(scope.Offices), jsonOf(months)).Scan(&w.Cases, &w.Days, &w.Most)
	return w, err
}

// OpenDIDs returns the DIDs in force that no interview (B1) has followed yet,
// the oldest first, at most limit, and how many there are in all: today's, of no
// month. A row's Days are those that have passed.
func (s *Store) OpenDIDs(ctx context.Context, scope Scope, limit int) ([]Row, int, error) {
	const open = ` FROM did x WHERE x.cpi_id IN (SELECT value FROM json_each(?1)) AND x.annulled_at IS NULL AND x.ended_on IS NULL AND x.declared_on<=?2
		AND NOT EXISTS (SELECT 1 FROM delivered_service e WHERE e.worker_id=x.worker_id AND e.prestazione='B1' AND e.annulled_at IS NULL
			AND e.delivered_on>coalesce((SELECT max(p.ended_on) FROM did p WHERE p.worker_id=x.worker_id AND p.id<>x.id AND p.annulled_at IS NULL AND p.declared_on<x.declared_on),''))`
	var n int
	today := s.db.Today()
	if err := s.db.Reader().QueryRowContext(ctx, "SELECT count(*)"+open, jsonOf(scope.Offices), today).Scan(&n); err != nil || n == 0 {
		return nil, 0, err
	}
	rows, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (x Row, err error) {
		var born rule.Date
		x.Subject = "did"
		err = r.Scan(&x.SubjectID, &x.On, &x.WorkerID, &x.Worker, &born, &x.Sex, &x.Band, &x.Office, &x.Days)
		if born != "" {
			x.Age = born.AgeOn(x.On)
		}
		return scope.nameless(x), err
	}, `SELECT x.id, x.declared_on, x.worker_id, (SELECT trim(surname||' '||name) FROM worker WHERE id=x.worker_id), (SELECT birth_date FROM worker WHERE id=x.worker_id),
		x.sex, x.age_band, (SELECT name FROM cpi WHERE id=x.cpi_id), CAST(julianday(?2)-julianday(x.declared_on) AS INTEGER)`+open+" ORDER BY x.declared_on, x.id LIMIT "+limitText(limit),
		jsonOf(scope.Offices), today)
	return rows, n, err
}
