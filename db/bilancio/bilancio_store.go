package bilancio

import (
	"context"
	"database/sql"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/bilancio/panels"
	"sportello/db/reference"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/db/training"
)

// Store keeps the bilanci of one installation.
type Store struct {
	db        *db.DB
	reference *reference.Store
	training  *training.Store
	interview InterviewReader
}

// InterviewReader reads what the last interview of base orientation with a person
// says, of those in the actor's scope. Interviews lead to the patto, which stands
// on the bilancio: who puts both together gives it.
type InterviewReader func(ctx context.Context, actor rule.Actor, workerID int64) (panels.Interview, error)

// WithInterviews returns the store proposing also what interviews say.
func (s *Store) WithInterviews(read InterviewReader) *Store {
	with := *s
	with.interview = read
	return &with
}

// NewStore returns the bilanci of the database.
func NewStore(d *db.DB) *Store { return NewStoreOver(d, training.NewStore(d)) }

// NewStoreOver returns the bilanci of the database over a catalogue that other
// pages use too: its index is in memory once.
func NewStoreOver(d *db.DB, catalogue *training.Store) *Store {
	return &Store{db: d, reference: reference.NewStore(d), training: catalogue}
}

// Bilancio returns a bilancio of the actor's offices with all that is stored of
// it, db.ErrNotFound otherwise.
func (s *Store) Bilancio(ctx context.Context, actor rule.Actor, id int64) (Bilancio, error) {
	return load(ctx, s.db.Reader(), actor, id)
}

// standing returns where a bilancio in the actor's scope stands.
func standing(ctx context.Context, q db.Querier, actor rule.Actor, id int64) (Standing, error) {
	scope, args := actor.OfficeScope("cpi_id")
	s := Standing{ID: id}
	err := q.QueryRowContext(ctx, "SELECT year, number, cpi_id, worker_id, form_version, state, phase FROM bilancio WHERE id=? AND "+scope, append([]any{id}, args...)...).
		Scan(&s.Year, &s.Number, &s.CPI, &s.WorkerID, &s.FormVersion, &s.State, &s.Phase)
	return s, db.Classify(err)
}

// open returns the refusal of a change to the phase, nil when it may be changed.
func (s Standing) open(ctx context.Context, q db.Querier, phase string) error {
	var closed bool
	if err := q.QueryRowContext(ctx, "SELECT coalesce((SELECT closed_at IS NOT NULL FROM bilancio_phase WHERE bilancio_id=? AND phase=? ORDER BY version DESC LIMIT 1),0)",
		s.ID, phase).Scan(&closed); err != nil {
		return err
	}
	if why := s.editable(phase, closed); why != "" {
		return rule.Refuse("", why)
	}
	return nil
}

const bilancioColumns = `b.id, b.year, b.number, b.cpi_id, c.name, c.province, b.worker_id, w.surname, w.name, w.codice_fiscale, w.birth_date,
	coalesce(b.list_row_id,0), b.appointment_id, b.counsellor_id, trim(u.name||' '||u.surname),
	p.code, p.title, p.hours_min, p.hours_max, p.service_code, b.form_version, b.state, b.phase, b.started_at, b.started_on,
	coalesce(b.ended_at,''), b.end_reason, b.contract_on, b.outcome, b.saved_at, coalesce((SELECT trim(x.name||' '||x.surname) FROM user x WHERE x.id=b.saved_by),''),
	b.version, w.email_consent_on<>'', w.email, coalesce((SELECT r.value FROM riscontro r WHERE r.worker_id=b.worker_id AND r.revoked_at IS NULL),'')`

const bilancioTables = ` FROM bilancio b JOIN cpi c ON c.id=b.cpi_id JOIN worker w ON w.id=b.worker_id
	JOIN user u ON u.id=b.counsellor_id JOIN programme p ON p.code=b.programme`

func scanBilancio(row interface{ Scan(...any) error }, more ...any) (Bilancio, error) {
	var b Bilancio
	err := row.Scan(append([]any{&b.ID, &b.Year, &b.Number, &b.CPI, &b.Office, &b.Province, &b.WorkerID, &b.Surname, &b.Name, &b.CF, &b.BirthDate,
		&b.ListRowID, &b.AppointmentID, &b.CounsellorID, &b.Counsellor,
		&b.Programme.Code, &b.Programme.Title, &b.Programme.HoursMin, &b.Programme.HoursMax, &b.Programme.ServiceCode,
		&b.FormVersion, &b.State, &b.Phase, &b.StartedAt, &b.StartedOn, &b.EndedAt, &b.EndReason, &b.ContractOn, &b.Outcome, &b.SavedAt, &b.SavedBy,
		&b.Version, &b.CardConsent, &b.CardEmail, &b.Riscontro}, more...)...)
	return b, db.Classify(err)
}

// load returns a bilancio in the actor's scope with phases, panels and meetings.
func load(ctx context.Context, q db.Querier, actor rule.Actor, id int64) (Bilancio, error) {
	scope, args := actor.OfficeScope("b.cpi_id")
	b, err := scanBilancio(q.QueryRowContext(ctx, "SELECT "+bilancioColumns+bilancioTables+" WHERE b.id=? AND "+scope, append([]any{id}, args...)...))
	if err != nil {
		return b, err
	}
	if b.Definition, err = archive.Scheda(ctx, q, panels.Base, b.FormVersion); err != nil {
		return b, err
	}
	if b.Phases, err = phasesOf(ctx, q, id); err != nil {
		return b, err
	}
	if b.Panels, err = panelsOf(ctx, q, id); err != nil {
		return b, err
	}
	if b.Meetings, err = meetingsOf(ctx, q, id); err != nil {
		return b, err
	}
	err = q.QueryRowContext(ctx, "SELECT coalesce((SELECT file_id FROM bilancio_scan WHERE bilancio_id=? ORDER BY id DESC LIMIT 1),0)", id).Scan(&b.ScanFileID)
	return b, err
}

// forWriting returns the bilancio if the actor works in its office.
func forWriting(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64) (Bilancio, error) {
	b, err := load(ctx, tx, actor, id)
	if err == nil && !b.WritableBy(actor) {
		return b, db.ErrNotFound
	}
	return b, err
}

func phasesOf(ctx context.Context, q db.Querier, id int64) ([]PhaseState, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (p PhaseState, err error) {
		err = r.Scan(&p.Phase, &p.Version, &p.OpenedAt, &p.ClosedAt, &p.ClosedBy, &p.Reason, &p.DocumentID, &p.Document)
		return
	}, `SELECT f.phase, f.version, f.opened_at, coalesce(f.closed_at,''), coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=f.closed_by),''),
		f.reopened_reason, coalesce(f.document_id,0), coalesce(d.title||', protocollo '||printf('%d/%07d', e.year, e.number),'')
		FROM bilancio_phase f LEFT JOIN document d ON d.id=f.document_id LEFT JOIN protocol_entry e ON e.id=d.protocol_id WHERE f.bilancio_id=? ORDER BY f.opened_at, instr('preliminare investigativa riposizionamento iscrizione', f.phase), f.version`, id)
}

func panelsOf(ctx context.Context, q db.Querier, id int64) (map[string]PanelState, error) {
	all, err := db.Collect(ctx, q, func(r *sql.Rows) (p PanelState, err error) {
		var answers, prefill string
		if err = r.Scan(&p.Code, &p.Status, &answers, &prefill, &p.Warnings, &p.SavedAt, &p.SavedBy, &p.SavedAs, &p.Version); err != nil {
			return
		}
		if p.Answers, err = scheda.ParseAnswers(answers); err == nil {
			p.Prefill, err = parsePrefill(prefill)
		}
		return
	}, `SELECT p.panel, p.state, p.answers, p.prefill, p.warnings, p.saved_at, p.saved_by,
		coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=p.saved_by),''), p.version FROM bilancio_panel p WHERE p.bilancio_id=?`, id)
	out := make(map[string]PanelState, len(all))
	for _, p := range all {
		out[p.Code] = p
	}
	return out, err
}

// meetingsOf returns the appointments of the bilancio that were not moved or
// cancelled, by time.
func meetingsOf(ctx context.Context, q db.Querier, id int64) ([]panels.Meeting, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (m panels.Meeting, err error) {
		err = r.Scan(&m.ID, &m.Day, &m.From, &m.Until, &m.State, &m.Minutes, &m.Mode, &m.Operator)
		return
	}, meetingsQuery, id)
}

const meetingsQuery = `SELECT a.id, a.day, a.starts, a.ends, a.state, coalesce(a.minutes,0), a.mode, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=a.operator_id),'')
	FROM appointment a WHERE a.bilancio_id=? AND a.state NOT IN ('spostato','annullato') ORDER BY a.day, a.starts, a.id`

// Programmes returns the programmes in force on a day, in order.
func (s *Store) Programmes(ctx context.Context, on rule.Date) ([]Programme, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (p Programme, err error) {
		err = r.Scan(&p.Code, &p.Title, &p.HoursMin, &p.HoursMax, &p.ServiceCode)
		return
	}, "SELECT code, title, hours_min, hours_max, service_code FROM programme WHERE valid_from<=? AND valid_to>=? ORDER BY position", on, on)
}
