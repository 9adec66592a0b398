package people

import (
	"context"
	"database/sql"
	"strings"

	"sportello/db"
	"sportello/db/rule"
)

// Indices returns the values of the quantitative index of profiling of a person,
// the one computed last first, those annulled included. The caller has checked
// that the reader may see the record.
func (s *Store) Indices(ctx context.Context, workerID int64) ([]Index, error) {
	return indicesOf(ctx, s.db.Reader(), workerID)
}

func indicesOf(ctx context.Context, q db.Querier, workerID int64) ([]Index, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (x Index, err error) {
		err = r.Scan(append(x.targets(), &x.Value, &x.On, &x.Source, &x.Note)...)
		return x, err
	}, "SELECT "+recordedColumns+", t.value, t.computed_on, t.source, t.note FROM profile_index t WHERE t.worker_id=? ORDER BY t.computed_on DESC, t.id DESC", workerID)
}

// SetIndex records an index of a person in the actor's scope; last is the id of the
// newest one that the actor read, 0 for none: db.Stale when somebody recorded
// another. The refusals name value, computed_on, source, note.
func (s *Store) SetIndex(ctx context.Context, actor rule.Actor, x Index, last int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := ownedTx(ctx, tx, actor, x.WorkerID); err != nil {
			return err
		}
		if err := unchangedTx(ctx, tx, "profile_index", x.WorkerID, last); err != nil {
			return err
		}
		if err := SetIndexTx(ctx, tx, actor, x); err != nil {
			return err
		}
		return revisedTodayTx(ctx, tx, actor, x.WorkerID)
	})
}

// SetIndexTx records an index in the transaction of the act; the record's is the
// one computed last.
func SetIndexTx(ctx context.Context, tx *db.Tx, actor rule.Actor, x Index) error {
	x.Note = strings.TrimSpace(x.Note)
	if err := x.Check(tx.Today).Err(); err != nil {
		return err
	}
	res, err := tx.ExecContext(ctx, "INSERT INTO profile_index(worker_id,cpi_id,value,computed_on,source,note,created_at,created_by) VALUES(?,?,?,?,?,?,?,?)",
		x.WorkerID, db.Null(actor.CPI()), x.Value, x.On, x.Source, x.Note, tx.Now, actor.UserID)
	if err != nil {
		return err
	}
	id, _ := res.LastInsertId()
	if err := indexedTx(ctx, tx, actor, x.WorkerID); err != nil {
		return err
	}
	return recordedTx(ctx, tx, actor, "profile_index", x.WorkerID, id)
}

// indexedTx writes the index that holds into the record.
func indexedTx(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID int64) error {
	all, err := indicesOf(ctx, tx, workerID)
	if err != nil {
		return err
	}
	text := ""
	if x, there := IndexOf(all); there {
		text = x.Text()
	}
	return UpdateWorkerTx(ctx, tx, actor, workerID, map[string]string{"profiling_index": text}, SourceOperator, "")
}

// AnnulIndex takes back an index recorded by mistake, as it was read.
func (s *Store) AnnulIndex(ctx context.Context, actor rule.Actor, x Recorded, reason string) error {
	return s.annul(ctx, actor, "profile_index", x, reason, func(tx *db.Tx) error { return indexedTx(ctx, tx, actor, x.WorkerID) })
}
