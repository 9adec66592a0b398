package agenda

import (
	"context"
	"fmt"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
)

// Outcome says how an appointment went: ActAttend, ActExcuse or ActMiss.
// minutes are the effective ones of an attended meeting, 0 for those planned.
func (s *Store) Outcome(ctx context.Context, actor rule.Actor, id int64, action Action, minutes int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := forWriting(ctx, tx, actor, id, 0)
		if err != nil {
			return err
		}
		return outcomeTx(ctx, tx, actor, a, action, minutes, a.Operator)
	})
}

// Outcomes says the same of several appointments in one act and returns how
// many it was said of. All must be the actor's to write; one that already has an
// outcome is left as it is.
func (s *Store) Outcomes(ctx context.Context, actor rule.Actor, ids []int64, action Action) (n int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n = 0
		for _, id := range ids {
			a, err := forWriting(ctx, tx, actor, id, 0)
			if err != nil {
				return err
			}
			if !a.Open() {
				continue
			}
			if err := outcomeTx(ctx, tx, actor, a, action, 0, a.Operator); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// outcomeTx moves the appointment and records the service that was given.
// operator is who gave it.
func outcomeTx(ctx context.Context, tx *db.Tx, actor rule.Actor, a Appointment, action Action, minutes int, operator int64) error {
	if action != ActAttend && action != ActExcuse && action != ActMiss {
		return rule.Refuse("esito", "Scegli l'esito: presente, assente giustificato o assente.")
	}
	to, err := a.Next(action, Moment{tx.Now, tx.Today, actor})
	if err != nil {
		return err
	}
	if minutes < 0 || minutes > int(MaxLength) {
		return rule.Refuse("minuti", fmt.Sprintf("La durata effettiva va da 0 a %d minuti.", MaxLength))
	}
	if minutes == 0 {
		minutes = int(a.Slot.Length())
	}
	if err := setState(ctx, tx, actor, a, to); err != nil {
		return err
	}
	if to == Attended {
		if _, err := tx.ExecContext(ctx, "UPDATE appointment SET minutes=? WHERE id=?", minutes, a.ID); err != nil {
			return err
		}
		if err := deliver(ctx, tx, actor, a, minutes, operator); err != nil {
			return err
		}
	}
	if err := archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "appuntamento." + string(to), Subject: "appointment", SubjectID: a.ID, WorkerID: a.Worker}); err != nil {
		return err
	}
	return summarizeTx(ctx, tx, a.ListRow)
}

// deliver writes the ledger row of an attended meeting, if its kind has one.
func deliver(ctx context.Context, tx *db.Tx, actor rule.Actor, a Appointment, minutes int, operator int64) error {
	code := a.ServiceCode()
	if code == "" {
		return nil
	}
	reference, referenceID := "appuntamento", a.ID
	if a.Bilancio != 0 {
		reference, referenceID = "bilancio", a.Bilancio
	}
	_, err := people.DeliverTx(ctx, tx, actor, registry.DeliveredService{
		WorkerID: a.Worker, CPI: a.CPI, Planned: a.Operator, Operator: operator, Code: code, On: a.Slot.Day,
		MinutesPlan: int(a.Slot.Length()), Minutes: minutes, Mode: a.Mode,
		Reference: reference, ReferenceID: referenceID, AppointmentID: a.ID, Origin: registry.OriginAutomatic,
	})
	return err
}

// AttendTx marks the appointment as attended in the meeting of a bilancio,
// links the two, and records the service once. minutes are the effective ones,
// 0 for those planned. One that was already marked present is only linked.
func AttendTx(ctx context.Context, tx *db.Tx, actor rule.Actor, appointmentID, bilancioID int64, minutes int) error {
	a, err := forWriting(ctx, tx, actor, appointmentID, 0)
	if err != nil {
		return err
	}
	if a.Bilancio == 0 {
		if err := a.StartBilancio(Moment{tx.Now, tx.Today, actor}); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE appointment SET bilancio_id=?, begins_bilancio=1, version=version+1 WHERE id=?", bilancioID, a.ID); err != nil {
			return err
		}
		a.Bilancio = bilancioID
		a.Version++
	}
	if a.Bilancio != bilancioID {
		return rule.Refuse("", "Da questo appuntamento è già partito un altro bilancio.")
	}
	operator := actor.UserID
	if actor.System {
		operator = a.Operator
	}
	if a.State != Attended {
		return outcomeTx(ctx, tx, actor, a, ActAttend, minutes, operator)
	}
	if minutes == 0 {
		minutes = a.Minutes
	}
	// A meeting already marked present as a colloquio becomes one of the bilancio:
	// its own row gives way, so that the meeting is counted once.
	recorded, err := recordedTx(ctx, tx, a)
	if err != nil {
		return err
	}
	for _, r := range recorded {
		if r.reference == "bilancio" {
			return nil
		}
		if err := registry.AnnulTx(ctx, tx, actor, r.id, "Sostituito dall'incontro di bilancio."); err != nil {
			return err
		}
	}
	return deliver(ctx, tx, actor, a, minutes, operator)
}

type ledgerRow struct {
	id        int64
	reference string
}

// recordedTx returns the ledger rows of the appointment that stand.
func recordedTx(ctx context.Context, tx *db.Tx, a Appointment) ([]ledgerRow, error) {
	rows, err := tx.QueryContext(ctx, "SELECT id, reference FROM delivered_service WHERE worker_id=? AND appointment_id=? AND annulled_at IS NULL", a.Worker, a.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []ledgerRow
	for rows.Next() {
		var r ledgerRow
		if err := rows.Scan(&r.id, &r.reference); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// Reopen takes back an outcome marked by mistake: the appointment waits for one
// again and the service recorded with it is annulled.
func (s *Store) Reopen(ctx context.Context, actor rule.Actor, id int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := forWriting(ctx, tx, actor, id, 0)
		if err != nil {
			return err
		}
		if _, err := a.Next(ActReopen, Moment{tx.Now, tx.Today, actor}); err != nil {
			return err
		}
		var begins bool
		if err := tx.QueryRowContext(ctx, "SELECT begins_bilancio FROM appointment WHERE id=?", a.ID).Scan(&begins); err != nil {
			return err
		}
		if begins {
			return rule.Refuse("", "Da questo appuntamento è partito un bilancio: la presenza non si può più togliere.")
		}
		// Somebody may have been met in the hour that the absent person left free.
		b := Booking{CPI: a.CPI, Operator: a.Operator, Worker: a.Worker, Slot: a.Slot}
		if !a.State.Occupies() {
			for _, worker := range []bool{true, false} {
				if err := conflict(ctx, tx, b, worker); err != nil {
					return err
				}
			}
		}
		recorded, err := recordedTx(ctx, tx, a)
		if err != nil {
			return err
		}
		for _, r := range recorded {
			if err := registry.AnnulTx(ctx, tx, actor, r.id, "Esito dell'appuntamento corretto."); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, "UPDATE appointment SET state='fissato', minutes=NULL, outcome_at=NULL, outcome_by=NULL, version=version+1 WHERE id=?", a.ID)
		if db.IsUnique(err) {
			return rule.Refuse("", "La persona è stata convocata di nuovo nel frattempo: l'esito resta com'è.")
		}
		if err != nil {
			return err
		}
		if err := archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "appuntamento.esito_tolto", Subject: "appointment", SubjectID: a.ID, WorkerID: a.Worker}); err != nil {
			return err
		}
		return summarizeTx(ctx, tx, a.ListRow)
	})
}

// Confirm notes that the person said they will come, today.
func (s *Store) Confirm(ctx context.Context, actor rule.Actor, id int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := forWriting(ctx, tx, actor, id, 0)
		if err != nil {
			return err
		}
		if _, err := a.Next(ActConfirm, Moment{tx.Now, tx.Today, actor}); err != nil {
			return err
		}
		if a.Confirmed != "" {
			return rule.Refuse("", fmt.Sprintf("L'appuntamento è già confermato dal %s.", a.Confirmed.Italian()))
		}
		if _, err := tx.ExecContext(ctx, "UPDATE appointment SET confirmed_on=?, version=version+1 WHERE id=?", tx.Today, a.ID); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "appuntamento.confermato", Subject: "appointment", SubjectID: a.ID, WorkerID: a.Worker})
	})
}

// ToFill returns the appointments of an office that are over and have no
// outcome, newest first, at most limit, and how many there are; of one operator
// when not 0.
func (s *Store) ToFill(ctx context.Context, actor rule.Actor, cpi, operator int64, limit int) ([]Appointment, int, error) {
	now := rule.InstantOf(s.db.Now())
	scope, args := actor.OfficeScope("a.cpi_id")
	where := "WHERE a.cpi_id=? AND a.state='fissato' AND a.starts_at<? AND a.ends_at<=? AND " + scope
	args = append([]any{cpi, now, now}, args...)
	if operator != 0 {
		where += " AND a.operator_id=?"
		args = append(args, operator)
	}
	var n int
	if err := s.db.Reader().QueryRowContext(ctx, "SELECT count(*) FROM appointment a "+where, args...).Scan(&n); err != nil {
		return nil, 0, err
	}
	list, err := appointments(ctx, s.db.Reader(), where+" ORDER BY a.starts_at DESC, a.id DESC LIMIT ?", append(args, limit)...)
	return list, n, err
}
