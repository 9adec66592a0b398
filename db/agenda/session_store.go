package agenda

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/registry"
	"sportello/db/rule"
)

const sessionColumns = `SELECT s.id, s.cpi_id, c.name, s.operator_id, trim(u.name||' '||u.surname), s.code,
	coalesce((SELECT title FROM service_code k WHERE k.code=s.code AND k.valid_from<=s.day AND k.valid_to>=s.day),''), s.programme, s.title, s.day, s.starts, s.ends, s.room, s.mode,
	s.capacity, s.note, coalesce(s.cancelled_at,''), s.cancelled_reason, (SELECT count(*) FROM session_attendee a WHERE a.session_id=s.id),
	(SELECT count(*) FROM session_attendee a WHERE a.session_id=s.id AND a.state='presente'), (SELECT count(*) FROM session_attendee a WHERE a.session_id=s.id AND a.state='assente'), s.version
	FROM group_session s JOIN cpi c ON c.id=s.cpi_id JOIN user u ON u.id=s.operator_id `

func scanSession(scan func(...any) error) (s Session, err error) {
	err = scan(&s.ID, &s.CPI, &s.Office, &s.Operator, &s.OperatorN, &s.Code, &s.Service, &s.Programme, &s.Title, &s.Slot.Day, &s.Slot.Starts, &s.Slot.Ends, &s.Room, &s.Mode,
		&s.Capacity, &s.Note, &s.Cancelled, &s.Reason, &s.Invited, &s.Present, &s.Absent, &s.Version)
	return s, db.Classify(err)
}

// Sessions returns the sessions of an office of the actor's between two days,
// both included, in their order; cancelled ones too.
func (s *Store) Sessions(ctx context.Context, actor rule.Actor, cpi int64, from, to rule.Date) ([]Session, error) {
	scope, args := actor.OfficeScope("s.cpi_id")
	var out []Session
	err := each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		x, err := scanSession(scan)
		out = append(out, x)
		return err
	}, sessionColumns+"WHERE s.cpi_id=? AND s.day BETWEEN ? AND ? AND "+scope+" ORDER BY s.day, s.starts, s.id", append([]any{cpi, from, to}, args...)...)
	return out, err
}

// Standing returns the sessions of an office of the actor's on a day that were
// not cancelled.
func (s *Store) Standing(ctx context.Context, actor rule.Actor, cpi int64, day rule.Date) ([]Session, error) {
	all, err := s.Sessions(ctx, actor, cpi, day, day)
	return slices.DeleteFunc(all, func(x Session) bool { return x.Cancelled != "" }), err
}

// Session returns a session of the actor's offices, db.ErrNotFound otherwise.
func (s *Store) Session(ctx context.Context, actor rule.Actor, id int64) (Session, error) {
	return session(ctx, s.db.Reader(), actor, id)
}

func session(ctx context.Context, q db.Querier, actor rule.Actor, id int64) (Session, error) {
	scope, args := actor.OfficeScope("s.cpi_id")
	return scanSession(q.QueryRowContext(ctx, sessionColumns+"WHERE s.id=? AND "+scope, append([]any{id}, args...)...).Scan)
}

// sessionForWriting returns a session in which the actor works; a cancelled one
// is refused.
func sessionForWriting(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64) (Session, error) {
	s, err := session(ctx, tx, actor, id)
	switch {
	case err != nil:
		return s, err
	case !worksIn(actor, s.CPI):
		return s, db.ErrNotFound
	case s.Cancelled != "":
		return s, rule.Refuse("", "La sessione è annullata: resta com'è.")
	}
	return s, nil
}

// OpenSession fixes a session and returns its id. The refusals are those of
// its fields, of the timetable, and of an operator who is taken.
func (s *Store) OpenSession(ctx context.Context, actor rule.Actor, x Session) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if x.CPI == 0 {
			x.CPI = actor.CPI()
		}
		if x.Operator == 0 {
			x.Operator = actor.UserID
		}
		if !worksIn(actor, x.CPI) {
			return db.ErrNotFound
		}
		x.Title, x.Room, x.Note = strings.TrimSpace(x.Title), strings.TrimSpace(x.Room), strings.TrimSpace(x.Note)
		if err := checkSession(ctx, tx, actor, x); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `INSERT INTO group_session(cpi_id,operator_id,code,programme,title,day,starts,ends,starts_at,ends_at,room,mode,capacity,note,created_by,created_at)
			VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`, x.CPI, x.Operator, x.Code, x.Programme, x.Title, x.Slot.Day, x.Slot.Starts, x.Slot.Ends, x.Slot.StartsAt(), x.Slot.EndsAt(),
			x.Room, x.Mode, x.Capacity, x.Note, actor.UserID, tx.Now)
		if err != nil {
			return err
		}
		id, _ = res.LastInsertId()
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "sessione.fissata", Subject: "group_session", SubjectID: id})
	})
	return id, err
}

// checkSession checks what, when and who: a service that a group may have, in
// the office's hours, of an operator who is free.
func checkSession(ctx context.Context, tx *db.Tx, actor rule.Actor, x Session) error {
	refusals := x.check()
	if x.Code != "" && x.Slot.Day != "" {
		service, err := registry.ServiceOn(ctx, tx, x.Code, x.Slot.Day)
		switch {
		case errors.Is(err, db.ErrNotFound) || err == nil && (!service.Registrable || service.Company):
			refusals.Add("code", "Scegli il servizio dall'elenco: questo codice non è di un servizio alle persone in vigore quel giorno.")
		case err != nil:
			return err
		default:
			if why := notOfAGroup(x.Code, x.Programme); why != "" {
				refusals.Add("code", why)
			}
		}
	}
	if err := refusals.Err(); err != nil {
		return err
	}
	if x.Slot.Day < tx.Today.AddDays(-30) && !actor.System {
		return rule.Refuse("giorno", "Una sessione si può scrivere fino a trenta giorni dopo.")
	}
	var name string
	var works bool
	if err := tx.QueryRowContext(ctx, `SELECT trim(name||' '||surname), EXISTS(SELECT 1 FROM role_grant g WHERE g.user_id=user.id AND g.cpi_id=? AND g.revoked_at IS NULL
		AND g.role IN ('operatore','responsabile_cpi','consulente_orientamento')) FROM user WHERE id=? AND disabled_at IS NULL`, x.CPI, x.Operator).Scan(&name, &works); err != nil || !works {
		return rule.Refuse("operatore", "Scegli un operatore del tuo Centro per l'Impiego.")
	}
	t, err := timetable(ctx, tx, x.CPI, x.Slot.Day, x.Slot.Day)
	if err != nil {
		return err
	}
	if err := t.Refuse(x.Slot, x.Operator, name); err != nil {
		return err
	}
	// What has begun is written down although the operator was expected elsewhere:
	// the page of the session tells it.
	if x.Slot.StartsAt() > tx.Now {
		if err := conflict(ctx, tx, Booking{CPI: x.CPI, Operator: x.Operator, Slot: x.Slot}, false); err != nil {
			return err
		}
	}
	return holds(ctx, tx, x.Operator, name, x.Slot, x.ID)
}

// holds refuses a slot in which the operator holds a session but the given one.
func holds(ctx context.Context, q db.Querier, operator int64, name string, slot Slot, but int64) error {
	var title string
	var starts rule.Minutes
	err := db.Classify(q.QueryRowContext(ctx, "SELECT title, starts FROM group_session WHERE operator_id=? AND id<>? AND day=? AND cancelled_at IS NULL AND starts_at<? AND ends_at>? LIMIT 1",
		operator, but, slot.Day, slot.EndsAt(), slot.StartsAt()).Scan(&title, &starts))
	if errors.Is(err, db.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return rule.Refuse("ora", fmt.Sprintf("In quell'ora %s tiene la sessione «%s», %s.", name, title, at(starts)))
}

// attends refuses a slot in which the worker is expected at a session.
func attends(ctx context.Context, q db.Querier, worker int64, name string, slot Slot, but int64) error {
	var title string
	var starts rule.Minutes
	err := db.Classify(q.QueryRowContext(ctx, `SELECT s.title, s.starts FROM session_attendee a JOIN group_session s ON s.id=a.session_id
		WHERE a.worker_id=? AND s.id<>? AND a.state<>'assente' AND s.day=? AND s.cancelled_at IS NULL AND s.starts_at<? AND s.ends_at>? LIMIT 1`,
		worker, but, slot.Day, slot.EndsAt(), slot.StartsAt()).Scan(&title, &starts))
	if errors.Is(err, db.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return rule.Refuse("ora", fmt.Sprintf("In quell'ora %s è attesa alla sessione «%s», %s.", name, title, at(starts)))
}

// CancelSession cancels a session with a reason; who was marked as present is
// so no longer: it did not take place.
func (s *Store) CancelSession(ctx context.Context, actor rule.Actor, id int64, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := sessionForWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		switch {
		case reason == "":
			return rule.Refuse("motivo", "Scrivi perché la sessione si annulla: resta nella storia.")
		case len([]rune(reason)) > 500:
			return rule.Refuse("motivo", "Il motivo è più lungo di 500 caratteri.")
		}
		if err := registry.AnnulOfTx(ctx, tx, actor, registry.ReferenceSession, id, "La sessione è annullata: "+reason); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE session_attendee SET state='invitato', service_id=NULL WHERE session_id=?", id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE group_session SET cancelled_at=?, cancelled_by=?, cancelled_reason=? WHERE id=?", tx.Now, actor.UserID, reason, x.ID); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "sessione.annullata", Subject: "group_session", SubjectID: id, Reason: reason})
	})
}
