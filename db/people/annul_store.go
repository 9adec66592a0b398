package people

import (
	"context"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// recordedColumns are what a fact of the table named t says of itself.
const recordedColumns = `t.id, t.worker_id, coalesce(t.cpi_id,0), t.version, t.created_at, coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=t.created_by),''),
	coalesce(t.annulled_at,''), t.annulled_reason`

// targets returns where recordedColumns are scanned to.
func (r *Recorded) targets() []any {
	return []any{&r.ID, &r.WorkerID, &r.CPI, &r.Version, &r.At, &r.By, &r.Annulled, &r.Reason}
}

// annul takes back a fact of a table that was recorded by mistake, which the actor
// read at a version; it stays with the reason. after does what follows from it.
func (s *Store) annul(ctx context.Context, actor rule.Actor, table string, fact Recorded, reason string, after func(*db.Tx) error) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := ownedTx(ctx, tx, actor, fact.WorkerID); err != nil {
			return err
		}
		var is Recorded
		err := tx.QueryRowContext(ctx, "SELECT "+recordedColumns+" FROM "+table+" t WHERE t.id=? AND t.worker_id=?", fact.ID, fact.WorkerID).Scan(is.targets()...)
		switch {
		case err != nil:
			return db.Classify(err)
		case is.Version != fact.Version:
			return db.Stale{Current: is.Version}
		case is.Annulled != "":
			return ErrAnnulled
		case reason == "":
			return rule.Refuse("reason", "Scrivi perché si annulla: resta nella storia.")
		case rule.TooLong(reason, 200) != nil:
			return rule.Refuse("reason", rule.TooLong(reason, 200).Error())
		}
		if _, err := tx.ExecContext(ctx, "UPDATE "+table+" SET annulled_at=?, annulled_by=?, annulled_reason=?, version=version+1 WHERE id=?", tx.Now, actor.UserID, reason, fact.ID); err != nil {
			return err
		}
		if err := after(tx); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: auditNames[table] + ".annullato", Subject: table, SubjectID: fact.ID, WorkerID: fact.WorkerID})
	})
}

// auditNames are how the register calls the facts of a table.
var auditNames = map[string]string{"worker_condition": "condizione", "profile_index": "indice", "special_list": "lista_speciale"}

// recordedTx says in the register that a fact of a table was recorded.
func recordedTx(ctx context.Context, tx *db.Tx, actor rule.Actor, table string, workerID, id int64) error {
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: auditNames[table] + ".registrato", Subject: table, SubjectID: id, WorkerID: workerID})
}

// unchangedTx returns db.Stale when somebody recorded a fact of a person in a table
// after the one that the actor read as the last, 0 for none.
func unchangedTx(ctx context.Context, tx *db.Tx, table string, workerID, last int64) error {
	var is int64
	err := tx.QueryRowContext(ctx, "SELECT coalesce(max(id),0) FROM "+table+" WHERE worker_id=?", workerID).Scan(&is)
	if err == nil && is != last {
		err = db.Stale{Current: int(is)}
	}
	return err
}

func nothing(*db.Tx) error { return nil }
