package training

import (
	"context"
	"database/sql"
	"encoding/json"

	"sportello/db"
	"sportello/db/rule"
)

const enrolmentQuery = `SELECT e.id, e.number, e.worker_id, coalesce(e.bilancio_id,0), e.cpi_id, o.name, c.title, c.code, e.course_id, b.name, e.body_id,
	coalesce(d.id,0), coalesce(d.code,''), coalesce(d.place,''), coalesce(d.province,''), coalesce(d.starts_on,''), coalesce(d.ends_on,''),
	coalesce(d.seats,0), coalesce(d.seats_taken,0), coalesce(d.timetable,''), e.state, e.contact, e.needs, e.enrolled_at, coalesce(e.ended_at,''),
	e.end_reason, coalesce(e.moved_from,0), coalesce(e.document_id,0), e.version, w.surname, w.name, w.codice_fiscale, w.phone, w.email
	FROM enrolment e JOIN course c ON c.id=e.course_id JOIN training_body b ON b.id=e.body_id JOIN worker w ON w.id=e.worker_id
	JOIN cpi o ON o.id=e.cpi_id LEFT JOIN edition d ON d.id=e.edition_id`

func scanEnrolment(row interface{ Scan(...any) error }) (Enrolment, error) {
	var e Enrolment
	d := &e.Edition
	err := row.Scan(&e.ID, &e.Number, &e.WorkerID, &e.BilancioID, &e.CPI, &e.Office, &e.Course, &e.CourseCode, &e.CourseID, &e.Body, &e.BodyID,
		&d.ID, &d.Code, &d.Place.Town, &d.Place.Province, &d.StartsOn, &d.EndsOn, &d.Seats, &d.SeatsTaken, &d.Timetable,
		&e.State, &e.Contact, &e.Needs, &e.EnrolledAt, &e.EndedAt, &e.EndReason, &e.MovedFrom, &e.DocumentID, &e.Version,
		&e.Surname, &e.Name, &e.CodiceFiscale, &e.Phone, &e.Email)
	if d.ID != 0 {
		d.CourseID, d.BodyID, d.BodyName = e.CourseID, e.BodyID, e.Body
	}
	return e, db.Classify(err)
}

// asBody leaves a training body what it may see of a person: name, codice
// fiscale and the contacts that were agreed.
func asBody(actor rule.Actor, e Enrolment) Enrolment {
	if actor.System || len(actor.CPIs()) > 0 || actor.Has(rule.RoleProvince) {
		return e
	}
	if e.Contact != "telefono" && e.Contact != "entrambi" {
		e.Phone = ""
	}
	if e.Contact != "email" && e.Contact != "entrambi" {
		e.Email = ""
	}
	e.WorkerID, e.BilancioID, e.EndReason = 0, 0, ""
	return e
}

// Enrolment returns an enrolment with its receipt, db.ErrNotFound if there is
// none for the actor.
func (s *Store) Enrolment(ctx context.Context, actor rule.Actor, id int64) (Enrolment, Receipt, error) {
	e, err := enrolmentByID(ctx, s.db.Reader(), actor, id)
	if err != nil {
		return Enrolment{}, Receipt{}, err
	}
	r, err := receiptOf(ctx, s.db.Reader(), id)
	return e, r, err
}

// MovedTo returns the enrolment that took the place of one that was moved, with
// its number; 0 when there is none.
func (s *Store) MovedTo(ctx context.Context, id int64) (next, number int64, err error) {
	err = s.db.Reader().QueryRowContext(ctx, "SELECT coalesce(max(id),0), coalesce(max(number),0) FROM enrolment WHERE moved_from=?", id).Scan(&next, &number)
	return next, number, err
}

func receiptOf(ctx context.Context, q db.Querier, id int64) (Receipt, error) {
	var r Receipt
	var frozen string
	if err := q.QueryRowContext(ctx, "SELECT receipt FROM enrolment WHERE id=?", id).Scan(&frozen); err != nil {
		return r, db.Classify(err)
	}
	return r, json.Unmarshal([]byte(frozen), &r)
}

func enrolmentByID(ctx context.Context, q db.Querier, actor rule.Actor, id int64) (Enrolment, error) {
	scope, args := enrolmentScope(actor)
	e, err := scanEnrolment(q.QueryRowContext(ctx, enrolmentQuery+" WHERE e.id=? AND "+scope, append([]any{id}, args...)...))
	return asBody(actor, e), err
}

// EnrolmentsOf returns the enrolments of a person, newest first. Whoever may
// see the person sees them: the caller has checked it.
func (s *Store) EnrolmentsOf(ctx context.Context, workerID int64) ([]Enrolment, error) {
	return s.enrolments(ctx, rule.System, enrolmentQuery+" WHERE e.worker_id=? ORDER BY e.id DESC", workerID)
}

// EnrolmentFilter chooses enrolments. Zero values do not filter.
type EnrolmentFilter struct {
	State   EnrolmentState
	Edition int64
	Before  int64 // id of the last row seen, for the next page
}

// EnrolmentPage is one page of enrolments, newest first.
type EnrolmentPage struct {
	Rows   []Enrolment
	More   bool
	Counts map[EnrolmentState]int // by state under the other filters; "" is all
}

// Enrolments returns a page of the enrolments in the actor's scope.
func (s *Store) Enrolments(ctx context.Context, actor rule.Actor, f EnrolmentFilter) (EnrolmentPage, error) {
	scope, scopeArgs := enrolmentScope(actor)
	where, args := " WHERE "+scope, scopeArgs
	if f.Edition != 0 {
		where, args = where+" AND e.edition_id=?", append(args, f.Edition)
	}
	page := EnrolmentPage{Counts: map[EnrolmentState]int{}}
	err := collect(ctx, s.db.Reader(), "SELECT e.state, count(*) FROM enrolment e JOIN training_body b ON b.id=e.body_id"+where+" GROUP BY e.state", args,
		func(rows *sql.Rows) error {
			var state EnrolmentState
			var n int
			err := rows.Scan(&state, &n)
			page.Counts[state] += n
			page.Counts[""] += n
			return err
		})
	if err != nil {
		return page, err
	}
	if f.State != "" {
		where, args = where+" AND e.state=?", append(args, f.State)
	}
	if f.Before != 0 {
		where, args = where+" AND e.id<?", append(args, f.Before)
	}
	page.Rows, err = s.enrolments(ctx, actor, enrolmentQuery+where+" ORDER BY e.id DESC LIMIT ?", append(args, PageSize+1)...)
	if len(page.Rows) > PageSize {
		page.Rows, page.More = page.Rows[:PageSize], true
	}
	return page, err
}

func (s *Store) enrolments(ctx context.Context, actor rule.Actor, query string, args ...any) ([]Enrolment, error) {
	var out []Enrolment
	err := collect(ctx, s.db.Reader(), query, args, func(rows *sql.Rows) error {
		e, err := scanEnrolment(rows)
		out = append(out, asBody(actor, e))
		return err
	})
	return out, err
}
