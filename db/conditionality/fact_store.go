package conditionality

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/rule"
)

// Store keeps the notices of one installation.
type Store struct{ db *db.DB }

// NewStore returns the notices of the database.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// On reports whether the module is switched on.
func (s *Store) On(ctx context.Context) (bool, error) {
	return access.ModuleOn(ctx, s.db.Reader(), access.Conditionality)
}

// didThen and pactThen are the DID and the patto of a person in force on a day.
func didThen(worker, day string) string {
	return "(SELECT d.id FROM did d WHERE d.worker_id=" + worker + " AND d.annulled_at IS NULL AND d.declared_on<=" + day + " AND coalesce(d.ended_on,'9999-12-31')>=" + day + " ORDER BY d.declared_on DESC, d.id DESC LIMIT 1)"
}

func pactThen(worker, day string) string {
	return "(SELECT p.id FROM pact p WHERE p.worker_id=" + worker + " AND p.annulled_at IS NULL AND p.signed_on<=" + day + " AND coalesce(p.ended_on,'9999-12-31')>=" + day + " ORDER BY p.signed_on DESC, p.id DESC LIMIT 1)"
}

// missed are the two ways of being absent without an excuse, with the columns by
// which both are put in order.
var missed = []struct{ rows, day, starts, key, office string }{
	{`SELECT 'a'||a.id AS key, a.id AS appointment_id, 0 AS session_id, a.worker_id, a.cpi_id, a.day, a.starts, a.ends, a.kind, a.subject AS title, a.mode, a.room, a.operator_id, a.created_at AS fixed_at, a.confirmed_on,
		` + didThen("a.worker_id", "a.day") + ` AS did_id, ` + pactThen("a.worker_id", "a.day") + ` AS pact_id, (SELECT n.id FROM conditionality_notice n WHERE n.appointment_id=a.id AND n.annulled_at IS NULL) AS notice_id
		FROM appointment a WHERE a.state='assente'`, "a.day", "a.starts", "'a'||a.id", "a.cpi_id"},
	{`SELECT 's'||g.id||'-'||t.worker_id AS key, 0 AS appointment_id, g.id AS session_id, t.worker_id, g.cpi_id, g.day, g.starts, g.ends, g.code AS kind, g.title, g.mode, g.room, g.operator_id, t.added_at AS fixed_at, '' AS confirmed_on,
		` + didThen("t.worker_id", "g.day") + ` AS did_id, ` + pactThen("t.worker_id", "g.day") + ` AS pact_id, (SELECT n.id FROM conditionality_notice n WHERE n.session_id=g.id AND n.worker_id=t.worker_id AND n.annulled_at IS NULL) AS notice_id
		FROM group_session g CROSS JOIN session_attendee t ON t.session_id=g.id WHERE t.state='assente' AND g.cancelled_at IS NULL`, "g.day", "g.starts", "'s'||g.id||'-'||t.worker_id", "g.cpi_id"},
}

// counted says which absences the law is about: under a DID and a patto; without a
// patto in force, where the person was called to make one (art. 20, c. 1).
const counted = " WHERE did_id IS NOT NULL AND (pact_id IS NOT NULL OR kind='convocazione' OR kind='orientamento')"

const factColumns = `f.appointment_id, f.session_id, f.worker_id, f.cpi_id, f.day, f.starts, f.ends, f.kind, f.title, f.mode, f.room, f.fixed_at, f.confirmed_on, f.did_id, coalesce(f.pact_id,0), coalesce(f.notice_id,0),
	w.surname, w.name, w.codice_fiscale, (SELECT name FROM cpi WHERE id=f.cpi_id), coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=f.operator_id),''), d.declared_on, d.number, coalesce((SELECT signed_on FROM pact WHERE id=f.pact_id),''),
	coalesce(c.convened_at,''), coalesce(printf('%d/%07d',e.year,e.number),''), coalesce((SELECT m.state FROM mail m WHERE m.id=c.mail_id),'')`

const factTables = ` f JOIN worker w ON w.id=f.worker_id JOIN did d ON d.id=f.did_id LEFT JOIN convocation c ON c.appointment_id=f.appointment_id
	LEFT JOIN document x ON x.id=c.document_id LEFT JOIN protocol_entry e ON e.id=x.protocol_id`

func scanFact(r *sql.Rows) (f Fact, err error) {
	var fixed, convened rule.Instant
	err = r.Scan(&f.Key.Appointment, &f.Key.Session, &f.WorkerID, &f.CPI, &f.Slot.Day, &f.Slot.Starts, &f.Slot.Ends, &f.Kind, &f.Title, &f.Mode, &f.Room, &fixed, &f.AnsweredOn, &f.DIDID, &f.PactID, &f.NoticeID,
		&f.Surname, &f.Name, &f.CF, &f.Office, &f.Operator, &f.DIDOn, &f.DIDNumber, &f.PactOn, &convened, &f.Protocol, &f.Mail)
	f.FixedOn = fixed.Date()
	if convened != "" {
		f.Convened = convened.Date()
	}
	if f.Key.Session != 0 {
		f.Key.Worker = f.WorkerID
	}
	return f, err
}

// fact returns an absence in the actor's offices that the law is about, also one
// that was judged; db.ErrNotFound for any other.
func fact(ctx context.Context, q db.Querier, actor rule.Actor, k Key) (Fact, error) {
	from, where, args := missed[0], " AND a.id=?", []any{k.Appointment}
	if k.Session != 0 {
		from, where, args = missed[1], " AND g.id=? AND t.worker_id=?", []any{k.Session, k.Worker}
	}
	scope, more := actor.OfficeScope(from.office)
	found, err := db.Collect(ctx, q, scanFact, "SELECT "+factColumns+" FROM (SELECT * FROM ("+from.rows+where+" AND "+scope+")"+counted+")"+factTables, append(args, more...)...)
	if err == nil && len(found) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return Fact{}, err
	}
	return found[0], nil
}

// Fact returns an absence in the actor's offices that the law is about, also one that
// was judged already; db.ErrNotFound for any other.
func (s *Store) Fact(ctx context.Context, actor rule.Actor, k Key) (Fact, error) {
	return fact(ctx, s.db.Reader(), actor, k)
}

// Missed returns the absence at an appointment if the actor may judge it, or see what
// was thought of it; false also while the module is off.
func (s *Store) Missed(ctx context.Context, actor rule.Actor, appointment int64) (f Fact, there bool, err error) {
	if on, err := s.On(ctx); err != nil || !on {
		return f, false, err
	}
	f, err = s.Fact(ctx, actor, Key{Appointment: appointment})
	if errors.Is(err, db.ErrNotFound) || err == nil && f.NoticeID == 0 && !worksIn(actor, f.CPI) {
		return f, false, nil
	}
	return f, err == nil, err
}

// FactAt is where a page of absences begins.
type FactAt struct {
	Day    rule.Date
	Starts rule.Minutes
	Key    string
}

// At is where the absence stands in the list.
func (f Fact) At() FactAt { return FactAt{f.Slot.Day, f.Slot.Starts, f.Key.String()} }

// FactFilter chooses absences that nobody has judged. Zero values do not filter.
type FactFilter struct {
	Office int64
	Before FactAt // the last row seen, for the next page
	After  FactAt // the first row seen, for the page before
}

// FactPage is one page of absences, the last first.
type FactPage struct {
	Rows       []Fact
	More, Less bool
	N          int // up to CountLimit + 1
}

// How many rows a page has, up to how many are counted, and how far back the list of
// absences goes: an older one is judged from its appointment.
const (
	PageSize   = 50
	CountLimit = 200
	DaysBack   = 365
)

// toJudge returns the query of the absences that nobody has judged, of one page.
func (f FactFilter) toJudge(actor rule.Actor, today rule.Date, columns string, limit int) (string, []any) {
	order, than, at := " DESC", "<", f.Before
	if f.After.Day != "" {
		order, than, at = "", ">", f.After
	}
	var query string
	var args []any
	for i, m := range missed {
		scope, more := actor.OfficeScope(m.office)
		if i > 0 {
			query += " UNION ALL "
		}
		query += "SELECT * FROM (SELECT * FROM (" + m.rows + " AND " + m.day + ">=? AND " + scope
		args = append(append(args, today.AddDays(-DaysBack)), more...)
		if f.Office != 0 {
			query, args = query+" AND "+m.office+"=?", append(args, f.Office)
		}
		if at.Day != "" { // the plus leaves the index of the state to be used, and not the one of the day
			query, args = query+" AND (+"+m.day+","+m.starts+","+m.key+")"+than+"(?,?,?)", append(args, at.Day, at.Starts, at.Key)
		}
		query += ")" + counted + " AND notice_id IS NULL ORDER BY day" + order + ", starts" + order + ", key" + order + " LIMIT ?)"
		args = append(args, limit)
	}
	return "SELECT " + columns + " FROM (SELECT * FROM (" + query + ") ORDER BY day" + order + ", starts" + order + ", key" + order + " LIMIT ?)", append(args, limit)
}

// Facts returns a page of the absences in the actor's offices that nobody has judged.
func (s *Store) Facts(ctx context.Context, actor rule.Actor, f FactFilter) (p FactPage, err error) {
	if p.N, err = s.countFacts(ctx, actor, f.Office); err != nil {
		return p, err
	}
	query, args := f.toJudge(actor, s.db.Today(), factColumns, PageSize+1)
	order := " ORDER BY f.day DESC, f.starts DESC, f.key DESC"
	if p.Rows, err = db.Collect(ctx, s.db.Reader(), scanFact, query+factTables+order, args...); err != nil {
		return p, err
	}
	more := len(p.Rows) > PageSize
	p.More, p.Less = more, f.Before.Day != ""
	if f.After.Day != "" {
		p.More, p.Less = true, more
		p.Rows = p.Rows[max(0, len(p.Rows)-PageSize):]
	}
	p.Rows = slices.Clip(p.Rows[:min(len(p.Rows), PageSize)])
	return p, nil
}

func (s *Store) countFacts(ctx context.Context, actor rule.Actor, office int64) (n int, err error) {
	query, args := FactFilter{Office: office}.toJudge(actor, s.db.Today(), "count(*)", CountLimit+1)
	err = s.db.Reader().QueryRowContext(ctx, query, args...).Scan(&n)
	return n, err
}
