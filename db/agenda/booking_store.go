package agenda

import (
	"context"
	"errors"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/rule"
)

// Book fixes an appointment and returns its id. It is refused with a Conflict
// when operator or worker are taken, with a Convened when the worker has an
// open convocation from the same list, and with plain refusals of the fields
// giorno, ora, durata, operatore, lavoratore, tipo, modalita, stanza, oggetto.
func (s *Store) Book(ctx context.Context, actor rule.Actor, b Booking) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		id, err = BookTx(ctx, tx, actor, b)
		return err
	})
	return id, err
}

// BookTx is Book inside another area's transaction. Every path to a new
// appointment leads through here, so that no rule can be walked around; a
// booking of kind convocazione convenes the worker.
func BookTx(ctx context.Context, tx *db.Tx, actor rule.Actor, b Booking) (int64, error) {
	b = b.clean()
	if b.CPI == 0 {
		b.CPI = actor.CPI()
	}
	if b.Operator == 0 {
		b.Operator = actor.UserID
	}
	if !worksIn(actor, b.CPI) {
		return 0, db.ErrNotFound
	}
	if err := b.Check(); err != nil {
		return 0, err
	}
	if err := checkPeople(ctx, tx, actor, b); err != nil {
		return 0, err
	}
	if err := checkTime(ctx, tx, actor, b); err != nil {
		return 0, err
	}
	id, err := insertAppointment(ctx, tx, actor, b)
	if err != nil {
		return 0, err
	}
	if err := archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "appuntamento.fissato", Subject: "appointment", SubjectID: id, WorkerID: b.Worker}); err != nil {
		return 0, err
	}
	if b.Kind == KindConvocation {
		if err := conveneTx(ctx, tx, actor, id, b.batch); err != nil {
			return 0, err
		}
	}
	return id, summarizeTx(ctx, tx, b.ListRow)
}

// checkPeople checks who meets whom: the worker is visible and not blocked by a
// riscontro, the row is the worker's, the operator works in the office.
func checkPeople(ctx context.Context, tx *db.Tx, actor rule.Actor, b Booking) error {
	if _, err := people.WorkerTx(ctx, tx, actor, b.Worker); err != nil {
		return err
	}
	value, since, by, err := ActiveRiscontroTx(ctx, tx, b.Worker)
	if err != nil {
		return err
	}
	if value != "" {
		return Blocked(value, since, by)
	}
	if b.ListRow != 0 {
		row, err := people.RowTx(ctx, tx, actor, b.ListRow)
		if err != nil {
			return err
		}
		if row.WorkerID != b.Worker {
			return db.ErrNotFound
		}
	}
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM role_grant g JOIN user u ON u.id=g.user_id
		WHERE g.user_id=? AND g.cpi_id=? AND g.revoked_at IS NULL AND u.disabled_at IS NULL
		AND g.role IN ('operatore','responsabile_cpi','consulente_orientamento')`, b.Operator, b.CPI).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		return rule.Refuse("operatore", "Scegli un operatore del tuo Centro per l'Impiego.")
	}
	return nil
}

// checkTime checks when: the hour has not gone by, the office is open, the operator
// is there, and both are free. It runs inside the immediate transaction that
// also books: of two who press at once, one sees the other's appointment.
func checkTime(ctx context.Context, tx *db.Tx, actor rule.Actor, b Booking) error {
	// The installation itself may write the past: it loads what has happened.
	if !actor.System {
		if err := b.CheckWhen(tx.Now, tx.Today); err != nil {
			return err
		}
	}
	if b.Kind == KindConvocation {
		open, err := scanAppointment(tx.QueryRowContext(ctx, "SELECT "+appointmentColumns+appointmentTables+
			" WHERE a.list_row_id=? AND a.kind='convocazione' AND a.state='fissato'", b.ListRow))
		if err == nil {
			return Convened{With: open}
		}
		if !errors.Is(err, db.ErrNotFound) {
			return err
		}
	}
	t, err := timetable(ctx, tx, b.CPI, b.Slot.Day, b.Slot.Day)
	if err != nil {
		return err
	}
	var name string
	if err := tx.QueryRowContext(ctx, "SELECT trim(name||' '||surname) FROM user WHERE id=?", b.Operator).Scan(&name); err != nil {
		return err
	}
	if err := t.Refuse(b.Slot, b.Operator, name); err != nil {
		return err
	}
	if err := conflict(ctx, tx, b, true); err != nil {
		return err
	}
	if err := conflict(ctx, tx, b, false); err != nil {
		return err
	}
	if err := attends(ctx, tx, b.Worker, "la persona", b.Slot, 0); err != nil {
		return err
	}
	return holds(ctx, tx, b.Operator, name, b.Slot, 0)
}

// conflict returns a Conflict when the worker, or the operator, is taken during
// the booking's slot. A slot stays within one local day, so the day finds the
// candidates; instants decide.
func conflict(ctx context.Context, q db.Querier, b Booking, worker bool) error {
	who, column := b.Operator, "a.operator_id"
	if worker {
		who, column = b.Worker, "a.worker_id"
	}
	a, err := scanAppointment(q.QueryRowContext(ctx, "SELECT "+appointmentColumns+appointmentTables+
		" WHERE "+column+"=? AND a.day=? AND a.state IN ('fissato','presente') AND a.starts_at<? AND a.ends_at>? ORDER BY a.starts LIMIT 1",
		who, b.Slot.Day, b.Slot.EndsAt(), b.Slot.StartsAt()))
	if errors.Is(err, db.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return Conflict{With: a, Worker: worker, Elsewhere: a.CPI != b.CPI}
}

func insertAppointment(ctx context.Context, tx *db.Tx, actor rule.Actor, b Booking) (int64, error) {
	res, err := tx.ExecContext(ctx, `INSERT INTO appointment(cpi_id,operator_id,worker_id,list_row_id,bilancio_id,service_code,kind,day,starts,ends,starts_at,ends_at,
		room,subject,mode,created_by,created_at) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		b.CPI, b.Operator, b.Worker, db.Null(b.ListRow), db.Null(b.Bilancio), b.Code, b.Kind, b.Slot.Day, b.Slot.Starts, b.Slot.Ends,
		b.Slot.StartsAt(), b.Slot.EndsAt(), b.Room, b.Subject, b.Mode, actor.UserID, tx.Now)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// Move puts an appointment at another time, or with another operator of the
// same office, and returns the id of the new one. The old one stays, as
// Spostato, linked to it. version is the one that the form was drawn from, 0
// for none.
func (s *Store) Move(ctx context.Context, actor rule.Actor, id int64, version int, to Slot, operator int64, room string) (newID int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := forWriting(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		if _, err := a.Next(ActMove, Moment{tx.Now, tx.Today, actor}); err != nil {
			return err
		}
		if operator == 0 {
			operator = a.Operator
		}
		if to == a.Slot && operator == a.Operator {
			return rule.Refuse("ora", "L'appuntamento è già in questo giorno e a quest'ora, con lo stesso operatore.")
		}
		// First out of the way: one may move by half an hour.
		if err := setState(ctx, tx, actor, a, Moved); err != nil {
			return err
		}
		newID, err = BookTx(ctx, tx, actor, Booking{CPI: a.CPI, Operator: operator, Worker: a.Worker, ListRow: a.ListRow, Bilancio: a.Bilancio,
			Code: a.Code, Kind: a.Kind, Slot: to, Room: room, Subject: a.Subject, Mode: a.Mode, movedFrom: a.ID})
		if err != nil {
			return err
		}
		if _, err = tx.ExecContext(ctx, "UPDATE appointment SET moved_to=? WHERE id=?", newID, a.ID); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "appuntamento.spostato", Subject: "appointment", SubjectID: a.ID, WorkerID: a.Worker})
	})
	return newID, err
}

// forWriting returns the appointment if the actor works in its office;
// db.Stale when version, if not 0, is no longer the stored one.
func forWriting(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64, version int) (Appointment, error) {
	a, err := appointment(ctx, tx, actor, id)
	if err != nil {
		return a, err
	}
	if !worksIn(actor, a.CPI) {
		return a, db.ErrNotFound
	}
	if version != 0 && version != a.Version {
		return a, db.Stale{Current: a.Version}
	}
	return a, nil
}

// setState writes a state that a rule has allowed.
func setState(ctx context.Context, tx *db.Tx, actor rule.Actor, a Appointment, to State) error {
	res, err := tx.ExecContext(ctx, "UPDATE appointment SET state=?, outcome_at=?, outcome_by=?, version=version+1 WHERE id=? AND version=?",
		to, tx.Now, actor.UserID, a.ID, a.Version)
	if err != nil {
		return err
	}
	if n, _ := res.RowsAffected(); n != 1 {
		return db.Stale{Current: a.Version}
	}
	return nil
}
