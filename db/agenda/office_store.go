package agenda

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/archive"
	"sportello/db/rule"
)

// Timetable returns when an office of the actor's scope is open, with its
// closed days and absences of the period; db.ErrNotFound for another office.
func (s *Store) Timetable(ctx context.Context, actor rule.Actor, cpi int64, from, to rule.Date) (Timetable, error) {
	q := s.db.Reader()
	scope, args := actor.OfficeScope("id")
	var n int
	if err := q.QueryRowContext(ctx, "SELECT count(*) FROM cpi WHERE id=? AND "+scope, append([]any{cpi}, args...)...).Scan(&n); err != nil {
		return Timetable{}, err
	}
	if n == 0 {
		return Timetable{}, db.ErrNotFound
	}
	return timetable(ctx, q, cpi, from, to)
}

func timetable(ctx context.Context, q db.Querier, cpi int64, from, to rule.Date) (Timetable, error) {
	t := Timetable{CPI: cpi}
	if err := q.QueryRowContext(ctx, "SELECT name, patron_day, patron_name FROM cpi WHERE id=?", cpi).Scan(&t.Office, &t.Patron, &t.PatronN); err != nil {
		return t, db.Classify(err)
	}
	err := each(ctx, q, func(scan func(...any) error) error {
		var h Hours
		err := scan(&h.Weekday, &h.Window.Opens, &h.Window.Closes, &h.From, &h.To)
		t.Hours = append(t.Hours, h)
		return err
	}, "SELECT weekday, opens, closes, valid_from, valid_to FROM opening_hours WHERE cpi_id=? AND valid_to>=? AND valid_from<=? ORDER BY weekday, opens", cpi, from, to)
	if err != nil {
		return t, err
	}
	err = each(ctx, q, func(scan func(...any) error) error {
		var c ClosedDay
		err := scan(&c.Day, &c.Reason)
		t.Closed = append(t.Closed, c)
		return err
	}, "SELECT day, reason FROM closed_day WHERE cpi_id=? AND day BETWEEN ? AND ? ORDER BY day", cpi, from, to)
	if err != nil {
		return t, err
	}
	// An absence is of the person: it holds in every office of theirs.
	return t, each(ctx, q, func(scan func(...any) error) error {
		var a Absence
		err := scan(&a.ID, &a.User, &a.Name, &a.From, &a.To, &a.Starts, &a.Ends, &a.Reason)
		t.Absences = append(t.Absences, a)
		return err
	}, `SELECT a.id, a.user_id, trim(u.name||' '||u.surname), a.from_day, a.to_day, a.starts, a.ends, a.reason
		FROM absence a JOIN user u ON u.id=a.user_id
		WHERE a.user_id IN (SELECT user_id FROM role_grant WHERE cpi_id=? AND revoked_at IS NULL) AND a.from_day<=? AND a.to_day>=?
		ORDER BY a.from_day, a.id`, cpi, to, from)
}

func each(ctx context.Context, q db.Querier, row func(scan func(...any) error) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Operators returns who works in the agenda of an office of the actor's scope,
// by surname; the actor first, if among them.
func (s *Store) Operators(ctx context.Context, actor rule.Actor, cpi int64) ([]Operator, error) {
	scope, args := actor.OfficeScope("g.cpi_id")
	var out []Operator
	err := each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var o Operator
		err := scan(&o.ID, &o.Name, &o.Short)
		out = append(out, o)
		return err
	}, `SELECT DISTINCT u.id, trim(u.name||' '||u.surname), coalesce(nullif(u.surname,''),u.name) FROM role_grant g JOIN user u ON u.id=g.user_id
		WHERE g.cpi_id=? AND g.revoked_at IS NULL AND u.disabled_at IS NULL AND g.role IN ('operatore','responsabile_cpi','consulente_orientamento')
		AND `+scope+` ORDER BY u.surname, u.name, u.id`, append([]any{cpi}, args...)...)
	slices.SortStableFunc(out, func(a, b Operator) int {
		switch {
		case a.ID == actor.UserID && b.ID != actor.UserID:
			return -1
		case b.ID == actor.UserID && a.ID != actor.UserID:
			return 1
		}
		return 0
	})
	return out, err
}

// heads reports whether the actor is the responsabile of the office.
func heads(actor rule.Actor, cpi int64) bool {
	return actor.System || slices.Contains(actor.CPIs(rule.RoleOfficeHead), cpi)
}

// SetHours sets the opening hours of an office from a day on; those before keep
// telling the past. The refusals concern the fields orari and dal.
func (s *Store) SetHours(ctx context.Context, actor rule.Actor, cpi int64, from rule.Date, week []Hours) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if !heads(actor, cpi) {
			return db.ErrNotFound
		}
		if from == "" || from < tx.Today {
			return rule.Refuse("dal", "Gli orari nuovi valgono da oggi o da un giorno a venire: quelli di prima restano nella storia.")
		}
		if err := CheckWeek(week); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM opening_hours WHERE cpi_id=? AND valid_from>=?", cpi, from); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE opening_hours SET valid_to=? WHERE cpi_id=? AND valid_to>=?", from.AddDays(-1), cpi, from); err != nil {
			return err
		}
		for _, h := range week {
			if _, err := tx.ExecContext(ctx, "INSERT INTO opening_hours(cpi_id,weekday,opens,closes,valid_from) VALUES(?,?,?,?,?)",
				cpi, h.Weekday, h.Window.Opens, h.Window.Closes, from); err != nil {
				return err
			}
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "orari.cambiati", Subject: "cpi", SubjectID: cpi})
	})
}

// SetCard changes what an office says of itself: address, telephone, e-mail and
// patron saint. The refusals concern the fields of access.SetOfficeCardTx.
func (s *Store) SetCard(ctx context.Context, actor rule.Actor, cpi int64, c access.OfficeCard) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if !heads(actor, cpi) {
			return db.ErrNotFound
		}
		return access.SetOfficeCardTx(ctx, tx, actor, cpi, c)
	})
}

// CloseDay closes an office on a day. Appointments of that day are cancelled
// with the reason when cancel is set; otherwise they keep it from closing.
// It returns how many were cancelled. The refusals concern giorno and motivo.
func (s *Store) CloseDay(ctx context.Context, actor rule.Actor, cpi int64, day rule.Date, reason string, cancel bool) (cancelled int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if !heads(actor, cpi) {
			return db.ErrNotFound
		}
		reason = strings.TrimSpace(reason)
		var refusals rule.Refusals
		if day == "" || day < tx.Today {
			refusals.Add("giorno", "Scegli un giorno da oggi in poi.")
		}
		if reason == "" {
			refusals.Add("motivo", "Scrivi il motivo della chiusura: si legge nell'agenda.")
		} else if err := rule.TooLong(reason, maxSubject); err != nil {
			refusals.Add("motivo", err.Error())
		}
		if err := refusals.Err(); err != nil {
			return err
		}
		open, err := appointments(ctx, tx, "WHERE a.cpi_id=? AND a.day=? AND a.state='fissato' AND a.starts_at>? ORDER BY a.starts", cpi, day, tx.Now)
		if err != nil {
			return err
		}
		if len(open) > 0 && !cancel {
			return rule.Refuse("giorno", fmt.Sprintf("Il %s ci sono già %s. Spostali, oppure spunta che vanno disdetti.", day.Italian(), countWord(len(open), "appuntamento", "appuntamenti")))
		}
		for _, a := range open {
			if err := cancelTx(ctx, tx, actor, a, ByClosure, "", "Ufficio chiuso: "+reason); err != nil {
				return err
			}
		}
		cancelled = len(open)
		_, err = tx.ExecContext(ctx, "INSERT INTO closed_day(cpi_id,day,reason) VALUES(?,?,?)", cpi, day, reason)
		if db.IsUnique(err) {
			return rule.Refuse("giorno", fmt.Sprintf("Il %s risulta già chiuso.", day.Italian()))
		}
		if err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "giorno.chiuso", Subject: "cpi", SubjectID: cpi, Reason: string(day)})
	})
	return cancelled, err
}

// OpenDay takes back the closing of a day.
func (s *Store) OpenDay(ctx context.Context, actor rule.Actor, cpi int64, day rule.Date) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if !heads(actor, cpi) {
			return db.ErrNotFound
		}
		res, err := tx.ExecContext(ctx, "DELETE FROM closed_day WHERE cpi_id=? AND day=?", cpi, day)
		if err != nil {
			return err
		}
		if n, _ := res.RowsAffected(); n == 0 {
			return db.ErrNotFound
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "giorno.riaperto", Subject: "cpi", SubjectID: cpi, Reason: string(day)})
	})
}

// AddAbsence notes when an operator of the office is not there and returns the
// appointments that fall into it: they stay, to be moved by hand. An operator
// notes their own, the responsabile everybody's. The refusals concern
// operatore, dal, al, ora_dal, ora_al and motivo.
func (s *Store) AddAbsence(ctx context.Context, actor rule.Actor, cpi int64, a Absence) (inTheWay []Appointment, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if !heads(actor, cpi) && !(worksIn(actor, cpi) && a.User == actor.UserID) {
			return db.ErrNotFound
		}
		a.Reason = strings.TrimSpace(a.Reason)
		if err := a.check(); err != nil {
			return err
		}
		var n int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM role_grant WHERE user_id=? AND cpi_id=? AND revoked_at IS NULL", a.User, cpi).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			return rule.Refuse("operatore", "Scegli un operatore del tuo Centro per l'Impiego.")
		}
		res, err := tx.ExecContext(ctx, "INSERT INTO absence(user_id,cpi_id,from_day,to_day,starts,ends,reason,created_by,created_at) VALUES(?,?,?,?,?,?,?,?,?)",
			a.User, cpi, a.From, a.To, a.Starts, a.Ends, a.Reason, actor.UserID, tx.Now)
		if err != nil {
			return err
		}
		id, _ := res.LastInsertId()
		inTheWay, err = appointments(ctx, tx, `WHERE a.operator_id=? AND a.day BETWEEN ? AND ? AND a.starts<? AND a.ends>? AND a.state='fissato' AND a.starts_at>?
			ORDER BY a.day, a.starts`, a.User, a.From, a.To, a.Ends, a.Starts, tx.Now)
		if err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "assenza.registrata", Subject: "absence", SubjectID: id})
	})
	return inTheWay, err
}

// RemoveAbsence takes an absence back.
func (s *Store) RemoveAbsence(ctx context.Context, actor rule.Actor, id int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var cpi, user int64
		if err := tx.QueryRowContext(ctx, "SELECT cpi_id, user_id FROM absence WHERE id=?", id).Scan(&cpi, &user); err != nil {
			return err
		}
		if !heads(actor, cpi) && !(worksIn(actor, cpi) && user == actor.UserID) {
			return db.ErrNotFound
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM absence WHERE id=?", id); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "assenza.tolta", Subject: "absence", SubjectID: id})
	})
}
