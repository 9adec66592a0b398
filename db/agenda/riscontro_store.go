package agenda

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/rule"
)

// ActiveRiscontroTx returns the value of the worker's active riscontro, when it
// was recorded and by whom; "" when there is none.
func ActiveRiscontroTx(ctx context.Context, q db.Querier, workerID int64) (value string, since rule.Instant, by string, err error) {
	err = q.QueryRowContext(ctx, `SELECT r.value, r.recorded_at, coalesce(trim(u.name||' '||u.surname),'') FROM riscontro r
		LEFT JOIN user u ON u.id=r.recorded_by WHERE r.worker_id=? AND r.revoked_at IS NULL`, workerID).Scan(&value, &since, &by)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", "", nil
	}
	return value, since, by, err
}

// ActiveRiscontro returns the same outside a transaction.
func (s *Store) ActiveRiscontro(ctx context.Context, workerID int64) (value string, since rule.Instant, by string, err error) {
	return ActiveRiscontroTx(ctx, s.db.Reader(), workerID)
}

// RecordRiscontro records what a check of the worker found and cancels the
// future appointments, in every office; it returns how many. From now on none
// can be fixed. The refusals concern the fields riscontro and note.
func (s *Store) RecordRiscontro(ctx context.Context, actor rule.Actor, workerID int64, value, note string) (cancelled int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if len(actor.CPIs(deskRoles...)) == 0 {
			return db.ErrNotFound
		}
		if _, err := people.WorkerTx(ctx, tx, actor, workerID); err != nil {
			return err
		}
		var refusals rule.Refusals
		if value != Renounced && value != Excluded {
			refusals.Add("riscontro", "Scegli l'esito della verifica: rinunciatario oppure escluso.")
		}
		note = strings.TrimSpace(note)
		if err := rule.TooLong(note, rule.MaxNote); err != nil {
			refusals.Add("note", err.Error())
		}
		if err := refusals.Err(); err != nil {
			return err
		}
		if old, since, by, err := ActiveRiscontroTx(ctx, tx, workerID); err != nil {
			return err
		} else if old != "" {
			return rule.Refuse("riscontro", fmt.Sprintf("Il lavoratore risulta già %s dal %s (%s).", old, since.Date().Italian(), by))
		}
		res, err := tx.ExecContext(ctx, "INSERT INTO riscontro(worker_id,value,note,cpi_id,recorded_at,recorded_by) VALUES(?,?,?,?,?,?)",
			workerID, value, note, actor.CPIs(deskRoles...)[0], tx.Now, actor.UserID)
		if err != nil {
			return err
		}
		id, _ := res.LastInsertId()
		if cancelled, err = CancelFutureTx(ctx, tx, actor, workerID, string(ByRiscontro), "Il lavoratore risulta "+RiscontroLabel(value)+"."); err != nil {
			return err
		}
		if err := people.SetRiscontroTx(ctx, tx, workerID, value); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "riscontro.registrato", Subject: "riscontro", SubjectID: id, WorkerID: workerID, Fields: []string{"riscontro", "note"}})
	})
	return cancelled, err
}

// RevokeRiscontro ends the worker's active riscontro, with a reason. Only the
// responsabile of an office that sees the worker may.
func (s *Store) RevokeRiscontro(ctx context.Context, actor rule.Actor, workerID int64, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if len(actor.CPIs(rule.RoleOfficeHead)) == 0 {
			return db.ErrNotFound
		}
		if _, err := people.WorkerTx(ctx, tx, actor, workerID); err != nil {
			return err
		}
		reason = strings.TrimSpace(reason)
		if reason == "" {
			return rule.Refuse("motivo", "Scrivi il motivo della revoca: resta nella storia del lavoratore.")
		}
		if err := rule.TooLong(reason, maxReason); err != nil {
			return rule.Refuse("motivo", err.Error())
		}
		var id int64
		err := tx.QueryRowContext(ctx, "SELECT id FROM riscontro WHERE worker_id=? AND revoked_at IS NULL", workerID).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return rule.Refuse("", "Non c'è un riscontro da revocare.")
		}
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE riscontro SET revoked_at=?, revoked_by=?, revoked_reason=? WHERE id=?", tx.Now, actor.UserID, reason, id); err != nil {
			return err
		}
		if err := people.SetRiscontroTx(ctx, tx, workerID, ""); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "riscontro.revocato", Subject: "riscontro", SubjectID: id, WorkerID: workerID, Reason: reason})
	})
}

// Riscontri returns the worker's riscontri, newest first: db.ErrNotFound when
// the actor may not see the worker.
func (s *Store) Riscontri(ctx context.Context, actor rule.Actor, workerID int64) ([]Riscontro, error) {
	if _, err := people.NewStore(s.db).Worker(ctx, actor, workerID); err != nil {
		return nil, err
	}
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT r.id, r.worker_id, r.value, r.note, c.name, r.recorded_at, coalesce(trim(a.name||' '||a.surname),''),
		coalesce(r.revoked_at,''), coalesce(trim(b.name||' '||b.surname),''), coalesce(r.revoked_reason,'')
		FROM riscontro r JOIN cpi c ON c.id=r.cpi_id LEFT JOIN user a ON a.id=r.recorded_by LEFT JOIN user b ON b.id=r.revoked_by
		WHERE r.worker_id=? ORDER BY r.id DESC`, workerID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Riscontro
	for rows.Next() {
		var r Riscontro
		if err := rows.Scan(&r.ID, &r.Worker, &r.Value, &r.Note, &r.Office, &r.RecordedAt, &r.RecordedBy, &r.RevokedAt, &r.RevokedBy, &r.RevokedReason); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
