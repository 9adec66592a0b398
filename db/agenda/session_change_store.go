package agenda

import (
	"context"
	"errors"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// SessionChanges returns what was changed of a session, oldest first. The caller
// has read the session in the actor's scope.
func (s *Store) SessionChanges(ctx context.Context, id int64) ([]SessionChange, error) {
	var out []SessionChange
	err := each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var c SessionChange
		err := scan(&c.Field, &c.Was, &c.Became, &c.At, &c.By)
		out = append(out, c)
		return err
	}, `SELECT h.field, h.was, h.became, h.changed_at, trim(u.name||' '||u.surname) FROM session_change h JOIN user u ON u.id=h.changed_by WHERE h.session_id=? ORDER BY h.id`, id)
	return out, err
}

// ChangeSession changes title, operator, day and hour, room and places of a
// session, and returns what became different. version is the one that the form
// was drawn from. The refusals are those of a new session and of an appointment:
// the people of the list must be free too.
func (s *Store) ChangeSession(ctx context.Context, actor rule.Actor, id int64, version int, to Session) (changed []SessionChange, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := sessionForWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if err := was.Changeable(tx.Now); err != nil {
			return err
		}
		if version != 0 && version != was.Version {
			return db.Stale{Current: was.Version}
		}
		x := was
		x.Title, x.Room, x.Operator, x.Slot, x.Capacity = strings.TrimSpace(to.Title), strings.TrimSpace(to.Room), to.Operator, to.Slot, to.Capacity
		if err := append(x.check(), was.checkChange(x, tx.Now)...).Err(); err != nil {
			return err
		}
		if err := changeable(ctx, tx, actor, was, x); err != nil {
			return err
		}
		changed, err = changeTx(ctx, tx, actor, was, x)
		return err
	})
	return changed, err
}

// changeable checks the new time: of the office, of the operator, of the people.
func changeable(ctx context.Context, tx *db.Tx, actor rule.Actor, was, x Session) error {
	if x.Slot == was.Slot && x.Operator == was.Operator {
		return nil // a room may be changed whatever the timetable has become
	}
	if err := checkSession(ctx, tx, actor, x); err != nil || x.Slot == was.Slot {
		return err
	}
	people, err := attendees(ctx, tx, x.ID)
	if err != nil {
		return err
	}
	for _, a := range people {
		if err := errors.Join(conflict(ctx, tx, Booking{CPI: x.CPI, Worker: a.Worker, Slot: x.Slot}, true), attends(ctx, tx, a.Worker, a.WorkerN, x.Slot, x.ID)); err != nil {
			return err
		}
	}
	return nil
}

// changeTx writes the change, its history and the act.
func changeTx(ctx context.Context, tx *db.Tx, actor rule.Actor, was, x Session) ([]SessionChange, error) {
	var name string
	if err := tx.QueryRowContext(ctx, "SELECT trim(name||' '||surname) FROM user WHERE id=?", x.Operator).Scan(&name); err != nil {
		return nil, err
	}
	changed := was.changesTo(x, name)
	if len(changed) == 0 {
		return nil, nil
	}
	if _, err := tx.ExecContext(ctx, `UPDATE group_session SET title=?, operator_id=?, day=?, starts=?, ends=?, starts_at=?, ends_at=?, room=?, capacity=?, version=version+1 WHERE id=?`,
		x.Title, x.Operator, x.Slot.Day, x.Slot.Starts, x.Slot.Ends, x.Slot.StartsAt(), x.Slot.EndsAt(), x.Room, x.Capacity, x.ID); err != nil {
		return nil, err
	}
	var fields []string
	for _, c := range changed {
		fields = append(fields, c.Field)
		if _, err := tx.ExecContext(ctx, "INSERT INTO session_change(session_id,field,was,became,changed_at,changed_by) VALUES(?,?,?,?,?,?)", x.ID, c.Field, c.Was, c.Became, tx.Now, actor.UserID); err != nil {
			return nil, err
		}
	}
	return changed, archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "sessione.cambiata", Subject: "group_session", SubjectID: x.ID, Fields: fields})
}

// FreeForSession returns the first free slots of a session's operator from its day
// on, in which everybody on its list is free too. At most n.
func (s *Store) FreeForSession(ctx context.Context, actor rule.Actor, x Session, n int) ([]FreeSlot, error) {
	q := Search{From: max(x.Slot.Day, s.db.Today()), Length: x.Slot.Length(), Operators: []int64{x.Operator}, NotBefore: rule.InstantOf(s.db.Now()), Most: n, Person: Busy{}}
	q.To = q.From.AddDays(searchDays)
	t, err := s.Timetable(ctx, actor, x.CPI, q.From, q.To)
	if err != nil {
		return nil, err
	}
	expected, err := s.Attendees(ctx, x.ID)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, a := range expected {
		ids = append(ids, a.Worker)
	}
	busy, err := takenOf(ctx, s.db.Reader(), ids, q.From, q.To)
	if err != nil {
		return nil, err
	}
	for _, b := range busy {
		for _, slots := range b {
			for _, taken := range slots {
				q.Person.Add(taken)
			}
		}
	}
	return free(ctx, s.db.Reader(), t, q)
}

// MetMeanwhile returns the appointments that the operator of a session already
// begun has during it: they are told, since what has happened is written down
// all the same.
func (s *Store) MetMeanwhile(ctx context.Context, actor rule.Actor, x Session) ([]Appointment, error) {
	if x.Cancelled != "" || x.Slot.StartsAt() > rule.InstantOf(s.db.Now()) {
		return nil, nil
	}
	scope, args := actor.OfficeScope("a.cpi_id")
	return appointments(ctx, s.db.Reader(), "WHERE a.operator_id=? AND a.day=? AND a.state IN ('fissato','presente') AND a.starts_at<? AND a.ends_at>? AND "+scope+" ORDER BY a.starts, a.id",
		append([]any{x.Operator, x.Slot.Day, x.Slot.EndsAt(), x.Slot.StartsAt()}, args...)...)
}
