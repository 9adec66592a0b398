package agenda

import (
	"context"
	"errors"
	"fmt"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
)

// Attendees returns who is expected at a session, by surname. The caller has
// read the session in the actor's scope.
func (s *Store) Attendees(ctx context.Context, id int64) ([]Attendee, error) {
	return attendees(ctx, s.db.Reader(), id)
}

func attendees(ctx context.Context, q db.Querier, id int64) ([]Attendee, error) {
	var out []Attendee
	err := each(ctx, q, func(scan func(...any) error) error {
		var a Attendee
		err := scan(&a.Worker, &a.WorkerN, &a.CF, &a.State, &a.Service)
		out = append(out, a)
		return err
	}, `SELECT a.worker_id, trim(w.surname||' '||w.name), w.codice_fiscale, a.state, coalesce(a.service_id,0) FROM session_attendee a JOIN worker w ON w.id=a.worker_id
		WHERE a.session_id=? ORDER BY w.surname_fold, w.name_fold, w.id`, id)
	return out, err
}

// Invite adds a worker of the actor's scope to a session. It is refused when the
// person is there already, has a riscontro, or is taken at that time; and, until
// the day before, when the places are taken: on the day and later, who came is
// written down, also beyond the places that were planned.
func (s *Store) Invite(ctx context.Context, actor rule.Actor, id, worker int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return InviteTx(ctx, tx, actor, id, worker) })
}

// InviteTx adds a worker to a session in the transaction of the act, as Invite does.
func InviteTx(ctx context.Context, tx *db.Tx, actor rule.Actor, id, worker int64) error {
	x, err := sessionForWriting(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	w, err := people.WorkerTx(ctx, tx, actor, worker)
	if err != nil {
		return err
	}
	if w.Partial {
		return rule.Refuse("lavoratore", "La scheda di questa persona è di un'altra provincia.")
	}
	value, since, by, err := ActiveRiscontroTx(ctx, tx, worker)
	if err != nil {
		return err
	}
	if value != "" {
		return Blocked(value, since, by)
	}
	var there bool
	if err := tx.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM session_attendee WHERE session_id=? AND worker_id=?)", id, worker).Scan(&there); err != nil {
		return err
	}
	if there {
		return rule.Refuse("lavoratore", w.FullName()+" è già nell'elenco.")
	}
	if x.Free() == 0 && !x.Begun(tx.Today) {
		return rule.Refuse("lavoratore", fmt.Sprintf("I posti sono %d e sono tutti presi.", x.Capacity))
	}
	if x.Slot.StartsAt() > tx.Now { // later, whoever was there was there
		err := errors.Join(conflict(ctx, tx, Booking{CPI: x.CPI, Worker: worker, Slot: x.Slot}, true), attends(ctx, tx, worker, w.FullName(), x.Slot, x.ID))
		if err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO session_attendee(session_id,worker_id,added_at,added_by) VALUES(?,?,?,?)", id, worker, tx.Now, actor.UserID)
	if err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "sessione.invito", Subject: "group_session", SubjectID: id, WorkerID: worker})
}

// Uninvite takes off the list a worker who was not marked as present.
func (s *Store) Uninvite(ctx context.Context, actor rule.Actor, id, worker int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := sessionForWriting(ctx, tx, actor, id); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, "DELETE FROM session_attendee WHERE session_id=? AND worker_id=? AND state<>'presente'", id, worker)
		if err != nil {
			return err
		}
		if n, _ := res.RowsAffected(); n == 0 {
			return rule.Refuse("lavoratore", "Chi è segnato presente resta nell'elenco: prima si toglie la presenza.")
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "sessione.tolto", Subject: "group_session", SubjectID: id, WorkerID: worker})
	})
}

// Attend marks attendees as present, absent, or neither, in one act, and returns
// how many changed; no ids are all who have no mark yet. Presence writes the
// service in the ledger, with the minutes of the session; taking it back annuls
// it.
func (s *Store) Attend(ctx context.Context, actor rule.Actor, id int64, workers []int64, state AttendeeState) (n int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n = 0
		x, err := sessionForWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if !x.Begun(tx.Today) {
			return rule.Refuse("", "Le presenze si segnano dal giorno della sessione.")
		}
		if state != Invited && state != WasPresent && state != WasAbsent {
			return rule.Refuse("", "Scegli presente o assente.")
		}
		all, err := attendees(ctx, tx, id)
		if err != nil {
			return err
		}
		asked := map[int64]bool{}
		for _, w := range workers {
			asked[w] = true
		}
		for _, a := range all {
			if a.State == state || len(workers) == 0 && a.State != Invited || len(workers) > 0 && !asked[a.Worker] {
				continue
			}
			if err := attendTx(ctx, tx, actor, x, a, state); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

func attendTx(ctx context.Context, tx *db.Tx, actor rule.Actor, x Session, a Attendee, state AttendeeState) error {
	var service int64
	var err error
	if a.Service != 0 {
		if err := registry.AnnulTx(ctx, tx, actor, a.Service, "Presenza alla sessione corretta."); err != nil {
			return err
		}
	}
	if state == WasPresent {
		service, err = people.DeliverTx(ctx, tx, actor, registry.DeliveredService{
			WorkerID: a.Worker, CPI: x.CPI, Planned: x.Operator, Operator: x.Operator, Code: x.Code, Programme: x.Programme, On: x.Slot.Day,
			MinutesPlan: int(x.Slot.Length()), Minutes: int(x.Slot.Length()), Mode: x.Mode, SessionID: x.ID, Reference: registry.ReferenceSession, ReferenceID: x.ID, Origin: registry.OriginAutomatic,
		})
		if err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "UPDATE session_attendee SET state=?, service_id=?, marked_at=?, marked_by=? WHERE session_id=? AND worker_id=?",
		state, db.Null(service), tx.Now, actor.UserID, x.ID, a.Worker); err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "sessione." + string(state), Subject: "group_session", SubjectID: x.ID, WorkerID: a.Worker})
}
