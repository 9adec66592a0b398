package agenda

import (
	"context"
	"slices"

	"sportello/db"
	"sportello/db/rule"
)

// Store keeps the agenda of one installation.
type Store struct{ db *db.DB }

// NewStore returns the agenda of the database.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

const appointmentColumns = `a.id, a.cpi_id, c.name, a.operator_id, trim(u.name||' '||u.surname), a.worker_id, w.surname||' '||w.name, w.codice_fiscale,
	coalesce(a.list_row_id,0), coalesce(l.name,''), coalesce(a.bilancio_id,0), a.kind, a.service_code, a.day, a.starts, a.ends, a.room, a.subject, a.mode,
	a.state, a.cancelled_by, a.reason_code, a.reason, coalesce(a.minutes,0), coalesce(a.moved_to,0), coalesce(n.day,''), coalesce(n.starts,0),
	coalesce((SELECT f.id FROM appointment f WHERE f.moved_to=a.id),0), a.confirmed_on, a.created_by, a.created_at, coalesce(a.outcome_at,''), a.version`

const appointmentTables = ` FROM appointment a JOIN cpi c ON c.id=a.cpi_id JOIN user u ON u.id=a.operator_id JOIN worker w ON w.id=a.worker_id
	LEFT JOIN list_row r ON r.id=a.list_row_id LEFT JOIN worker_list l ON l.id=r.list_id LEFT JOIN appointment n ON n.id=a.moved_to`

func scanAppointment(row interface{ Scan(...any) error }) (Appointment, error) {
	var a Appointment
	err := row.Scan(&a.ID, &a.CPI, &a.Office, &a.Operator, &a.OperatorN, &a.Worker, &a.WorkerN, &a.CF,
		&a.ListRow, &a.List, &a.Bilancio, &a.Kind, &a.Code, &a.Slot.Day, &a.Slot.Starts, &a.Slot.Ends, &a.Room, &a.Subject, &a.Mode,
		&a.State, &a.By, &a.ReasonCode, &a.Reason, &a.Minutes, &a.MovedTo, &a.MovedWhen.Day, &a.MovedWhen.Starts, &a.MovedFrom, &a.Confirmed, &a.CreatedBy, &a.CreatedAt, &a.OutcomeAt, &a.Version)
	return a, db.Classify(err)
}

// appointments runs a query that ends with the given conditions.
func appointments(ctx context.Context, q db.Querier, tail string, args ...any) ([]Appointment, error) {
	rows, err := q.QueryContext(ctx, "SELECT "+appointmentColumns+appointmentTables+" "+tail, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Appointment
	for rows.Next() {
		a, err := scanAppointment(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, rows.Err()
}

// Appointment returns one appointment of the actor's offices, db.ErrNotFound
// otherwise.
func (s *Store) Appointment(ctx context.Context, actor rule.Actor, id int64) (Appointment, error) {
	return appointment(ctx, s.db.Reader(), actor, id)
}

// AppointmentTx is Appointment inside another area's transaction.
func AppointmentTx(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64) (Appointment, error) {
	return appointment(ctx, tx, actor, id)
}

func appointment(ctx context.Context, q db.Querier, actor rule.Actor, id int64) (Appointment, error) {
	scope, args := actor.OfficeScope("a.cpi_id")
	return scanAppointment(q.QueryRowContext(ctx, "SELECT "+appointmentColumns+appointmentTables+" WHERE a.id=? AND "+scope, append([]any{id}, args...)...))
}

// Between returns the appointments of an office from one day to another, both
// included, by time; of one operator when operator is not 0. An office out of
// scope has none.
func (s *Store) Between(ctx context.Context, actor rule.Actor, cpi int64, from, to rule.Date, operator int64) ([]Appointment, error) {
	scope, args := actor.OfficeScope("a.cpi_id")
	tail := "WHERE a.cpi_id=? AND a.day BETWEEN ? AND ? AND " + scope
	args = append([]any{cpi, from, to}, args...)
	if operator != 0 {
		tail += " AND a.operator_id=?"
		args = append(args, operator)
	}
	return appointments(ctx, s.db.Reader(), tail+" ORDER BY a.day, a.starts, a.id", args...)
}

// Mine returns the actor's own appointments from one day to another, by time.
func (s *Store) Mine(ctx context.Context, actor rule.Actor, from, to rule.Date) ([]Appointment, error) {
	scope, args := actor.OfficeScope("a.cpi_id")
	return appointments(ctx, s.db.Reader(), "WHERE a.operator_id=? AND a.day BETWEEN ? AND ? AND "+scope+" ORDER BY a.day, a.starts, a.id",
		append([]any{actor.UserID, from, to}, args...)...)
}

// OfWorker returns the appointments of a worker in the actor's offices, newest
// first.
func (s *Store) OfWorker(ctx context.Context, actor rule.Actor, worker int64) ([]Appointment, error) {
	scope, args := actor.OfficeScope("a.cpi_id")
	return appointments(ctx, s.db.Reader(), "WHERE a.worker_id=? AND "+scope+" ORDER BY a.day DESC, a.starts DESC, a.id DESC", append([]any{worker}, args...)...)
}

// MonthEntry is an appointment as a month shows it.
type MonthEntry struct {
	ID     int64
	Slot   Slot
	Worker string
	State  State
}

// Month returns the appointments of an office in the days of a month's page
// that are not moved or cancelled, by time; of one operator when not 0.
func (s *Store) Month(ctx context.Context, actor rule.Actor, cpi int64, from, to rule.Date, operator int64) ([]MonthEntry, error) {
	scope, args := actor.OfficeScope("a.cpi_id")
	args = append([]any{cpi, from, to}, args...)
	of := ""
	if operator != 0 {
		of = " AND a.operator_id=?"
		args = append(args, operator)
	}
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT a.id, a.day, a.starts, a.ends, w.surname||' '||w.name, a.state
		FROM appointment a JOIN worker w ON w.id=a.worker_id
		WHERE a.cpi_id=? AND a.day BETWEEN ? AND ? AND `+scope+of+` AND a.state NOT IN ('spostato','annullato') ORDER BY a.day, a.starts, a.id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []MonthEntry
	for rows.Next() {
		var e MonthEntry
		if err := rows.Scan(&e.ID, &e.Slot.Day, &e.Slot.Starts, &e.Slot.Ends, &e.Worker, &e.State); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// DayLoad is how much of a day is taken.
type DayLoad struct {
	Appointments int
	Minutes      rule.Minutes
}

// Load returns, for each day of the period that has any, how many appointments
// an office has and their minutes; of one operator when not 0.
func (s *Store) Load(ctx context.Context, actor rule.Actor, cpi int64, from, to rule.Date, operator int64) (map[rule.Date]DayLoad, error) {
	scope, args := actor.OfficeScope("cpi_id")
	args = append([]any{cpi, from, to}, args...)
	of := ""
	if operator != 0 {
		of = " AND operator_id=?"
		args = append(args, operator)
	}
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT day, count(*), sum(ends-starts) FROM appointment
		WHERE cpi_id=? AND day BETWEEN ? AND ? AND `+scope+of+` AND state IN ('fissato','presente','assente','assente_giustificato') GROUP BY day`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[rule.Date]DayLoad{}
	for rows.Next() {
		var d rule.Date
		var l DayLoad
		if err := rows.Scan(&d, &l.Appointments, &l.Minutes); err != nil {
			return nil, err
		}
		out[d] = l
	}
	return out, rows.Err()
}

// worksIn reports whether the actor works in the agenda of the office.
func worksIn(actor rule.Actor, cpi int64) bool {
	return actor.System || slices.Contains(actor.CPIs(deskRoles...), cpi)
}

// Office is an office whose agenda the actor may open.
type Office struct {
	ID       int64
	Name     string
	Province string
	Address  string
	Phone    string
	Email    string
	Patron   string
	PatronN  string
	Writes   bool // the actor works there; otherwise the agenda is only read
}

// Offices returns the offices whose agenda the actor may open, by name.
func (s *Store) Offices(ctx context.Context, actor rule.Actor) ([]Office, error) {
	scope, args := actor.OfficeScope("id")
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT id, name, province, address, phone, email, patron_day, patron_name FROM cpi
		WHERE `+scope+` AND valid_to='9999-12-31' ORDER BY name_fold, id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Office
	for rows.Next() {
		var o Office
		if err := rows.Scan(&o.ID, &o.Name, &o.Province, &o.Address, &o.Phone, &o.Email, &o.Patron, &o.PatronN); err != nil {
			return nil, err
		}
		o.Writes = worksIn(actor, o.ID)
		out = append(out, o)
	}
	return out, rows.Err()
}
