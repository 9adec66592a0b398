package people

import (
	"context"
	"database/sql"
	"strings"

	"sportello/db"
	"sportello/db/rule"
)

// Conditions returns what was said of the condition of a person, newest first,
// what was annulled included. The caller has checked that the reader may see the
// record.
func (s *Store) Conditions(ctx context.Context, workerID int64) ([]Condition, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (c Condition, err error) {
		err = r.Scan(append(c.targets(), &c.Condition, &c.From, &c.Source, &c.Note)...)
		return c, err
	}, "SELECT "+recordedColumns+", t.condition, t.from_on, t.source, t.note FROM worker_condition t WHERE t.worker_id=? ORDER BY t.from_on DESC, t.id DESC", workerID)
}

// StateCondition records the condition of an unemployed person in the actor's
// scope; last is the id of the newest one that the actor read, 0 for none: db.Stale
// when somebody recorded another. The refusals name condition, from_on, source,
// note.
func (s *Store) StateCondition(ctx context.Context, actor rule.Actor, c Condition, last int64) error {
	c.Note = strings.TrimSpace(c.Note)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := ownedTx(ctx, tx, actor, c.WorkerID); err != nil {
			return err
		}
		if err := unchangedTx(ctx, tx, "worker_condition", c.WorkerID, last); err != nil {
			return err
		}
		if err := c.Check(tx.Today).Err(); err != nil {
			return err
		}
		periods, err := PeriodsOf(ctx, tx, c.WorkerID)
		if err != nil {
			return err
		}
		if err := c.Suits(periods, tx.Today); err != nil {
			return err
		}
		id, err := stateConditionTx(ctx, tx, actor, c)
		if err != nil {
			return err
		}
		if err := recordedTx(ctx, tx, actor, "worker_condition", c.WorkerID, id); err != nil {
			return err
		}
		return revisedTodayTx(ctx, tx, actor, c.WorkerID)
	})
}

func stateConditionTx(ctx context.Context, tx *db.Tx, actor rule.Actor, c Condition) (int64, error) {
	res, err := tx.ExecContext(ctx, "INSERT INTO worker_condition(worker_id,cpi_id,condition,from_on,source,note,created_at,created_by) VALUES(?,?,?,?,?,?,?,?)",
		c.WorkerID, db.Null(actor.CPI()), c.Condition, c.From, c.Source, c.Note, tx.Now, actor.UserID)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// AnnulCondition takes back a condition recorded by mistake, as it was read.
func (s *Store) AnnulCondition(ctx context.Context, actor rule.Actor, c Recorded, reason string) error {
	return s.annul(ctx, actor, "worker_condition", c, reason, nothing)
}
