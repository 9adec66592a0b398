package bilancio

import (
	"context"
	"database/sql"
	"time"

	"sportello/db"
	"sportello/db/bilancio/panels"
	"sportello/db/rule"
)

// idleAfter is how long a bilancio lies still before the desk says so.
const idleAfter = 5 * 24 * time.Hour

// What the desk counts apart, as conditions: the list under the same filter
// holds the same rows.
const (
	noScan   = " AND b.state='in_lavorazione' AND b.phase='preliminare' AND b.contract_on<>'' AND NOT EXISTS (SELECT 1 FROM bilancio_scan z WHERE z.bilancio_id=b.id)"
	idleCond = " AND b.state='in_lavorazione' AND b.saved_at<?"
)

// Desk is what an office's bilanci ask of the morning.
type Desk struct {
	InProgress, Complete   []Row // the last saved first
	InProgressN, CompleteN int
	NoScan                 []Row // the contract is printed and its signed scan is missing, oldest first
	NoScanN                int
	Idle                   []Row // under way, nobody has saved for days, oldest first
	IdleN                  int
	PhaseSize              map[string]int // panels of each phase
}

// Desk returns what the bilanci of an office of the actor's scope ask for, at
// most limit rows of each; office 0 is every office of the scope.
func (s *Store) Desk(ctx context.Context, actor rule.Actor, office int64, limit int) (Desk, error) {
	where, args := actor.OfficeScope("b.cpi_id")
	if office != 0 {
		where += " AND b.cpi_id=?"
		args = append(args, office)
	}
	d := Desk{PhaseSize: map[string]int{}}
	for _, ph := range panels.Base.Phases {
		d.PhaseSize[ph.Code] = len(ph.Panels)
	}
	idle := rule.InstantOf(s.db.Now().Add(-idleAfter))
	for _, q := range []struct {
		rows  *[]Row
		n     *int
		cond  string
		args  []any
		order string
	}{
		{&d.InProgress, &d.InProgressN, " AND b.state='in_lavorazione'", nil, "DESC"},
		{&d.Complete, &d.CompleteN, " AND b.state='completo'", nil, "DESC"},
		{&d.NoScan, &d.NoScanN, noScan, nil, "ASC"},
		{&d.Idle, &d.IdleN, idleCond, []any{idle}, "ASC"},
	} {
		all := append(append([]any{}, args...), q.args...)
		if err := s.db.Reader().QueryRowContext(ctx, "SELECT count(*) FROM bilancio b WHERE "+where+q.cond, all...).Scan(q.n); err != nil {
			return d, err
		}
		rows, err := db.Collect(ctx, s.db.Reader(), scanRow, rowQuery+where+q.cond+" ORDER BY b.saved_at "+q.order+", b.id "+q.order+" LIMIT ?", append(all, limit)...)
		if err != nil {
			return d, err
		}
		*q.rows = rows
	}
	return d, nil
}

// OpenOf returns the bilancio under way of each of the workers that has one in
// the actor's offices.
func (s *Store) OpenOf(ctx context.Context, actor rule.Actor, workers []int64) (map[int64]int64, error) {
	out := map[int64]int64{}
	if len(workers) == 0 {
		return out, nil
	}
	marks, args := db.In(workers)
	scope, more := actor.OfficeScope("cpi_id")
	found, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (pair [2]int64, err error) {
		err = r.Scan(&pair[0], &pair[1])
		return
	}, "SELECT worker_id, id FROM bilancio WHERE worker_id IN "+marks+" AND state='in_lavorazione' AND "+scope, append(args, more...)...)
	for _, pair := range found {
		out[pair[0]] = pair[1]
	}
	return out, err
}

// ReceiptOf returns the document of the receipt of enrolment of each bilancio
// that has one. The caller has checked that the actor may see them.
func (s *Store) ReceiptOf(ctx context.Context, bilanci []int64) (map[int64]int64, error) {
	out := map[int64]int64{}
	if len(bilanci) == 0 {
		return out, nil
	}
	marks, args := db.In(bilanci)
	found, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (pair [2]int64, err error) {
		err = r.Scan(&pair[0], &pair[1])
		return
	}, "SELECT subject_id, max(id) FROM document WHERE subject='bilancio' AND kind='"+KindReceipt+"' AND subject_id IN "+marks+" GROUP BY subject_id", args...)
	for _, pair := range found {
		out[pair[0]] = pair[1]
	}
	return out, err
}
