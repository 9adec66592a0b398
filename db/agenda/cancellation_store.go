package agenda

import (
	"context"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// Cancel cancels an appointment with a coded reason, which also says by whom,
// and a note that may be empty. version is the one that the form was drawn
// from, 0 for none.
func (s *Store) Cancel(ctx context.Context, actor rule.Actor, id int64, version int, code, note string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := forWriting(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		note = strings.TrimSpace(note)
		reason, ok := reasonOf(code)
		if !ok {
			return rule.Refuse("motivo", "Scegli il motivo: dice anche chi disdice.")
		}
		if err := rule.TooLong(note, maxReason); err != nil {
			return rule.Refuse("nota", err.Error())
		}
		if _, err := a.Next(ActCancel, Moment{tx.Now, tx.Today, actor}); err != nil {
			return err
		}
		return cancelTx(ctx, tx, actor, a, reason.By, code, note)
	})
}

func cancelTx(ctx context.Context, tx *db.Tx, actor rule.Actor, a Appointment, by By, code, note string) error {
	if err := setState(ctx, tx, actor, a, Cancelled); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE appointment SET cancelled_by=?, reason_code=?, reason=? WHERE id=?", by, code, note, a.ID); err != nil {
		return err
	}
	if err := archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "appuntamento.annullato", Subject: "appointment", SubjectID: a.ID, WorkerID: a.Worker, Reason: code}); err != nil {
		return err
	}
	return summarizeTx(ctx, tx, a.ListRow)
}

// CancelFutureTx cancels the worker's appointments that have not begun, in
// every office, and returns how many. by is "riscontro" or "chiusura"; the
// reason stays with each of them. The caller has decided that the actor may.
func CancelFutureTx(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID int64, by, reason string) (int, error) {
	open, err := appointments(ctx, tx, "WHERE a.worker_id=? AND a.state='fissato' AND a.starts_at>? ORDER BY a.day, a.starts", workerID, tx.Now)
	if err != nil {
		return 0, err
	}
	for _, a := range open {
		if err := cancelTx(ctx, tx, actor, a, By(by), "", reason); err != nil {
			return 0, err
		}
	}
	return len(open), nil
}
