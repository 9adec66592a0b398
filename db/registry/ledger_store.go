package registry

import (
	"context"
	"database/sql"
	"iter"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/rule"
)

// ledgerQuery reads rows of one office, newest first, from its index.
const ledgerQuery = "SELECT " + deliveredColumns + " FROM delivered_service d INDEXED BY delivered_service_office WHERE d.cpi_id=? AND "

// Ledger returns a page of the ledger of one of the actor's offices, newest
// first; db.ErrNotFound for another's.
func (s *Store) Ledger(ctx context.Context, actor rule.Actor, f LedgerFilter, at Cursor) (LedgerPage, error) {
	var page LedgerPage
	if err := s.mine(ctx, actor, f.CPI); err != nil {
		return page, err
	}
	where, args := f.where()
	total := "SELECT count(*) FROM (SELECT 1 FROM delivered_service d INDEXED BY delivered_service_office WHERE d.cpi_id=? AND " + where + " LIMIT ?)"
	if err := s.db.Reader().QueryRowContext(ctx, total, append(append([]any{f.CPI}, args...), CountLimit+1)...).Scan(&page.Total); err != nil {
		return page, err
	}
	rows, err := s.stretch(ctx, f, at, PerPage+1)
	if err != nil {
		return page, err
	}
	more := len(rows) > PerPage
	page.Rows = rows[:min(len(rows), PerPage)]
	page.HasNext, page.HasPrev = more, at.ID != 0
	if at.Back {
		slices.Reverse(page.Rows)
		page.HasNext, page.HasPrev = true, more
	}
	return page, nil
}

// stretch returns up to limit rows from the cursor on, in the direction of the cursor.
func (s *Store) stretch(ctx context.Context, f LedgerFilter, at Cursor, limit int) ([]DeliveredService, error) {
	query, args := stretchQuery(f, at, limit)
	return db.Collect(ctx, s.db.Reader(), scanDelivered, query, args...)
}

func stretchQuery(f LedgerFilter, at Cursor, limit int) (string, []any) {
	where, args := f.where()
	args = append([]any{f.CPI}, args...)
	order := "DESC"
	if at.ID != 0 {
		comparison := " AND (d.delivered_on, d.id) < (?, ?)"
		if at.Back {
			comparison, order = " AND (d.delivered_on, d.id) > (?, ?)", "ASC"
		}
		where += comparison
		args = append(args, at.On, at.ID)
	}
	return ledgerQuery + where + " ORDER BY d.delivered_on " + order + ", d.id " + order + " LIMIT ?", append(args, limit)
}

// mine returns db.ErrNotFound unless the office is one of the actor's.
func (s *Store) mine(ctx context.Context, actor rule.Actor, cpi int64) error {
	offices, err := s.offices(ctx, actor, cpi)
	if err == nil && len(offices) == 0 {
		err = db.ErrNotFound
	}
	return err
}

// offices returns the actor's offices by name, or the one named.
func (s *Store) offices(ctx context.Context, actor rule.Actor, only int64) ([]int64, error) {
	scope, args := actor.OfficeScope("c.id")
	return db.Collect(ctx, s.db.Reader(), scanID, "SELECT c.id FROM cpi c WHERE (?=0 OR c.id=?) AND "+scope+" ORDER BY c.name", append([]any{only, only}, args...)...)
}

// batch is how many rows of a file are read at once.
const batch = 1000

// All returns the rows of a filter for a file: office by office, newest first,
// read as they are asked for.
func (s *Store) All(ctx context.Context, actor rule.Actor, f LedgerFilter) iter.Seq2[[]DeliveredService, error] {
	return func(yield func([]DeliveredService, error) bool) {
		offices, err := s.offices(ctx, actor, f.CPI)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, f.CPI = range offices {
			for at := (Cursor{}); ; {
				rows, err := s.stretch(ctx, f, at, batch)
				if err != nil {
					yield(nil, err)
					return
				}
				if len(rows) > 0 && !yield(rows, nil) {
					return
				}
				if len(rows) < batch {
					break
				}
				at = CursorAt(rows[len(rows)-1])
			}
		}
	}
}

// Beyond returns the standing rows of the actor's offices that went beyond a
// hard rule, newest first: overridden by the head of the office, or recorded
// because the act had happened. before is the last row of the page before.
func (s *Store) Beyond(ctx context.Context, actor rule.Actor, before Cursor, limit int) ([]DeliveredService, error) {
	offices, err := s.offices(ctx, actor, 0)
	if err != nil {
		return nil, err
	}
	if before.ID == 0 {
		before.On, before.ID = Forever, 1<<62
	}
	var out []DeliveredService
	for _, office := range offices {
		rows, err := db.Collect(ctx, s.db.Reader(), scanDelivered, beyondQuery, office, before.On, before.ID, limit)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	slices.SortFunc(out, newestFirst)
	return out[:min(len(out), limit)], nil
}

const beyondQuery = "SELECT " + deliveredColumns + ` FROM delivered_service d INDEXED BY delivered_service_beyond
	WHERE d.cpi_id=? AND d.beyond=1 AND d.annulled_at IS NULL AND (d.delivered_on, d.id) < (?, ?) ORDER BY d.delivered_on DESC, d.id DESC LIMIT ?`

// Openable returns which of a person's rows the actor may open: those of the
// actor's offices.
func (s *Store) Openable(ctx context.Context, actor rule.Actor, workerID int64) (map[int64]bool, error) {
	scope, args := actor.OfficeScope("d.cpi_id")
	ids, err := db.Collect(ctx, s.db.Reader(), scanID, "SELECT d.id FROM delivered_service d WHERE d.worker_id=? AND "+scope, append([]any{workerID}, args...)...)
	out := map[int64]bool{}
	for _, id := range ids {
		out[id] = true
	}
	return out, err
}

func scanID(r *sql.Rows) (id int64, err error) { err = r.Scan(&id); return }

func newestFirst(a, b DeliveredService) int {
	if c := strings.Compare(string(b.On), string(a.On)); c != 0 {
		return c
	}
	return int(b.ID - a.ID)
}

// Trail is who did what to a row, and the rows beside it.
type Trail struct {
	RegisteredBy, AnnulledBy, OverrideBy string
	Consequences                         []DeliveredService // replicas and what follows from it
}

// Trail returns it; the caller has read the row in the actor's scope.
func (s *Store) Trail(ctx context.Context, id int64) (t Trail, err error) {
	err = s.db.Reader().QueryRowContext(ctx, `SELECT coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=d.created_by),''),
		coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=d.annulled_by),''), coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=d.override_by),'')
		FROM delivered_service d WHERE d.id=?`, id).Scan(&t.RegisteredBy, &t.AnnulledBy, &t.OverrideBy)
	if err != nil {
		return t, db.Classify(err)
	}
	t.Consequences, err = db.Collect(ctx, s.db.Reader(), scanDelivered, "SELECT "+deliveredColumns+" FROM delivered_service d WHERE d.parent_id=? ORDER BY d.id", id)
	return t, err
}
