package registry

import (
	"context"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// Store keeps the registry of one installation.
type Store struct{ db *db.DB }

// NewStore returns the registry of the database.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// DeliverTx appends a service to the ledger and returns its id.
func DeliverTx(ctx context.Context, tx *db.Tx, actor rule.Actor, s DeliveredService) (int64, error) {
	if s.Prestazione == "" {
		if err := tx.QueryRowContext(ctx, `SELECT coalesce((SELECT prestazione FROM service_code
			WHERE code=? AND valid_from<=? AND valid_to>=? LIMIT 1),'')`, s.Code, s.On, s.On).Scan(&s.Prestazione); err != nil {
			return 0, err
		}
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO delivered_service(worker_id,cpi_id,operator_planned,operator_id,code,prestazione,programme,
		delivered_on,minutes_planned,minutes,mode,reference,reference_id,appointment_id,outcome,note,origin,created_at,created_by)
		VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		s.WorkerID, s.CPI, db.Null(s.Planned), s.Operator, s.Code, s.Prestazione, s.Programme, s.On, db.Null(s.MinutesPlan), s.Minutes,
		s.Mode, s.Reference, s.ReferenceID, db.Null(s.AppointmentID), s.Outcome, s.Note, s.Origin, tx.Now, actor.UserID)
	if err != nil {
		return 0, err
	}
	id, _ := res.LastInsertId()
	return id, archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "servizio.registrato", Subject: "delivered_service", SubjectID: id, WorkerID: s.WorkerID, Fields: []string{s.Code}})
}

// SetOutcomeTx writes the outcome on the last service delivered for the reference.
func SetOutcomeTx(ctx context.Context, tx *db.Tx, actor rule.Actor, reference string, referenceID int64, outcome string) error {
	_, err := tx.ExecContext(ctx, `UPDATE delivered_service SET outcome=? WHERE id=(SELECT id FROM delivered_service
		WHERE reference=? AND reference_id=? AND annulled_at IS NULL ORDER BY delivered_on DESC, id DESC LIMIT 1)`, outcome, reference, referenceID)
	return err
}

// AnnulTx annuls a service with a reason; the row stays.
func AnnulTx(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64, reason string) error {
	_, err := tx.ExecContext(ctx, `UPDATE delivered_service SET annulled_at=?, annulled_by=?, annulled_reason=?
		WHERE (id=? OR parent_id=?) AND annulled_at IS NULL`, tx.Now, actor.UserID, reason, id, id)
	if err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "servizio.annullato", Subject: "delivered_service", SubjectID: id, Reason: reason})
}

// OfWorker returns the services delivered to a person, newest first. Whoever
// may see the person sees them: the caller has checked it.
func (s *Store) OfWorker(ctx context.Context, workerID int64) ([]DeliveredService, error) {
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT d.id, d.worker_id, d.cpi_id, coalesce(d.operator_planned,0), d.operator_id, d.code, d.prestazione, d.programme,
		d.delivered_on, coalesce(d.minutes_planned,0), d.minutes, d.mode, d.reference, d.reference_id, coalesce(d.appointment_id,0), d.outcome, d.note, d.origin,
		coalesce(d.annulled_at,''), coalesce((SELECT title FROM service_code c WHERE c.code=d.code AND c.valid_from<=d.delivered_on AND c.valid_to>=d.delivered_on LIMIT 1),''),
		coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=d.operator_id),''), coalesce((SELECT name FROM cpi WHERE id=d.cpi_id),'')
		FROM delivered_service d WHERE d.worker_id=? ORDER BY d.delivered_on DESC, d.id DESC`, workerID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []DeliveredService
	for rows.Next() {
		var d DeliveredService
		if err := rows.Scan(&d.ID, &d.WorkerID, &d.CPI, &d.Planned, &d.Operator, &d.Code, &d.Prestazione, &d.Programme, &d.On, &d.MinutesPlan, &d.Minutes,
			&d.Mode, &d.Reference, &d.ReferenceID, &d.AppointmentID, &d.Outcome, &d.Note, &d.Origin, &d.Annulled, &d.Title, &d.OperatorName, &d.Office); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, rows.Err()
}
