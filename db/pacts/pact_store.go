package pacts

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/rule"
)

// Store keeps the patti of one installation.
type Store struct{ db *db.DB }

// NewStore returns the patti of the database.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

const pactColumns = `p.id, p.worker_id, p.cpi_id, p.kind, p.state, p.operator_id, p.objective, p.acts, p.timing, p.frequency, p.proof, p.availability, p.note, p.programme,
	coalesce(p.proposed_on,''), coalesce(p.signed_on,''), coalesce(p.refused_on,''), p.refused_reason, coalesce(p.next_check_on,''), coalesce(p.ended_on,''), p.end_reason, p.end_note,
	coalesce(p.annulled_at,''), p.annulled_reason, p.version, p.created_at, p.saved_at, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=p.saved_by),''),
	w.surname, w.name, w.codice_fiscale, w.birth_date, coalesce((SELECT name FROM cpi WHERE id=p.cpi_id),''), coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=p.operator_id),''),
	(SELECT count(*) FROM pact_action a WHERE a.pact_id=p.id AND a.removed_at IS NULL AND (a.state='prevista' OR a.state='in_corso')),
	coalesce((SELECT l.proposed_on FROM plan l WHERE l.pact_id=p.id AND l.signed_on IS NULL AND l.refused_on IS NULL),'')`

// lateActions counts the open actions of p whose day is past; it takes the day.
const lateActions = "(SELECT count(*) FROM pact_action a WHERE a.pact_id=p.id AND a.removed_at IS NULL AND (a.state='prevista' OR a.state='in_corso') AND a.due_on<? AND p.state='sottoscritto')"

const pactTables = " FROM pact p JOIN worker w ON w.id=p.worker_id "

func scanPact(r interface{ Scan(...any) error }) (p Pact, err error) {
	var acts, availability string
	err = r.Scan(&p.ID, &p.WorkerID, &p.CPI, &p.Kind, &p.State, &p.OperatorID, &p.Objective, &acts, &p.Timing, &p.Frequency, &p.Proof, &availability, &p.Note, &p.Programme,
		&p.ProposedOn, &p.SignedOn, &p.RefusedOn, &p.RefusedWhy, &p.NextCheckOn, &p.EndedOn, &p.EndReason, &p.EndNote,
		&p.AnnulledAt, &p.AnnulledWhy, &p.Version, &p.CreatedAt, &p.SavedAt, &p.SavedBy,
		&p.Surname, &p.Name, &p.CF, &p.BirthDate, &p.Office, &p.Operator, &p.OpenActions, &p.PlanOn, &p.Late)
	if err == nil {
		err = errors.Join(json.Unmarshal([]byte(acts), &p.Acts), json.Unmarshal([]byte(availability), &p.Availability))
	}
	return p, err
}

// list returns a list as it is kept: never null.
func list(all []string) string {
	if all == nil {
		all = []string{}
	}
	out, _ := json.Marshal(all)
	return string(out)
}

// load returns a patto of the actor's offices, db.ErrNotFound out of scope.
func load(ctx context.Context, q db.Querier, actor rule.Actor, today rule.Date, id int64) (Pact, error) {
	scope, args := actor.OfficeScope("p.cpi_id")
	p, err := scanPact(q.QueryRowContext(ctx, "SELECT "+pactColumns+", "+lateActions+pactTables+"WHERE p.id=? AND "+scope, append([]any{today, id}, args...)...))
	return p, db.Classify(err)
}

// full returns a patto with all that belongs to it.
func full(ctx context.Context, q db.Querier, actor rule.Actor, today rule.Date, id int64) (f Full, err error) {
	if f.Pact, err = load(ctx, q, actor, today, id); err != nil {
		return f, err
	}
	if f.Actions, err = actionsOf(ctx, q, id); err != nil {
		return f, err
	}
	if f.Versions, err = versionsOf(ctx, q, id); err != nil {
		return f, err
	}
	if f.Plans, err = plansOf(ctx, q, id); err != nil {
		return f, err
	}
	if f.Checks, err = checksOf(ctx, q, id); err != nil {
		return f, err
	}
	if f.Measures, err = measuresOn(ctx, q, today); err != nil {
		return f, err
	}
	on := f.SignedOn
	if on == "" || !f.State.Over() {
		on = today
	}
	if f.DID, err = didOn(ctx, q, f.WorkerID, on); err != nil {
		return f, err
	}
	f.Profile, err = profileOf(ctx, q, f.WorkerID, on)
	return f, err
}

// profileOf says what the record knows of the person's occupability on a day (art.
// 20 c. 2 b): the grade of the qualitative profile, and the quantitative index.
func profileOf(ctx context.Context, q db.Querier, workerID int64, on rule.Date) (string, error) {
	var parts []string
	profile, err := people.ProfileOn(ctx, q, workerID, on)
	if err != nil {
		return "", err
	}
	if profile != nil {
		parts = append(parts, "fascia "+strings.TrimRight(profile.GradeWords(), ".")+", completata il "+profile.On.Italian())
	}
	var index float64
	if err := q.QueryRowContext(ctx, "SELECT coalesce(profiling_index,-1) FROM worker WHERE id=?", workerID).Scan(&index); err != nil {
		return "", err
	}
	if index >= 0 {
		parts = append(parts, "indice di profiling "+strings.Replace(strconv.FormatFloat(index, 'f', -1, 64), ".", ",", 1))
	}
	return strings.Join(parts, "; "), nil
}

// didOn returns the DID of a person in force on a day, the zero DID for none.
func didOn(ctx context.Context, q db.Querier, workerID int64, on rule.Date) (d people.DID, err error) {
	err = q.QueryRowContext(ctx, `SELECT id, declared_on, number FROM did WHERE worker_id=? AND annulled_at IS NULL AND declared_on<=? AND coalesce(ended_on,'9999-12-31')>=?
		ORDER BY declared_on DESC, id DESC LIMIT 1`, workerID, on, on).Scan(&d.ID, &d.On, &d.Number)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return d, err
}

// Pact returns a patto of the actor's offices with all that belongs to it;
// db.ErrNotFound out of scope.
func (s *Store) Pact(ctx context.Context, actor rule.Actor, id int64) (Full, error) {
	return full(ctx, s.db.Reader(), actor, s.db.Today(), id)
}

// anyVersion is of an act that takes nothing away from what others wrote.
const anyVersion = -1

// forWriting returns a patto that the actor keeps and read at a version.
func forWriting(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64, version int) (Full, error) {
	f, err := full(ctx, tx, actor, tx.Today, id)
	switch {
	case err != nil:
		return f, err
	case !f.WritableBy(actor):
		return f, db.ErrNotFound
	case version != anyVersion && version != f.Version:
		return f, db.Stale{Current: f.Version}
	}
	return f, nil
}

// OfWorker returns the patti of a person in the actor's offices, newest first.
func (s *Store) OfWorker(ctx context.Context, actor rule.Actor, workerID int64) ([]Pact, error) {
	scope, args := actor.OfficeScope("p.cpi_id")
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (Pact, error) { return scanPact(r) },
		"SELECT "+pactColumns+", "+lateActions+pactTables+"WHERE p.worker_id=? AND "+scope+" ORDER BY p.id DESC LIMIT 100", append([]any{s.db.Today(), workerID}, args...)...)
}

// New is a patto that is begun.
type New struct {
	WorkerID   int64
	CPI        int64 // the actor's own when 0
	Kind       string
	Confirmed  bool  // of a kind whose measure has ended
	OperatorID int64 // responsible; who begins it when 0
	Text
	Actions []Action // taken over from elsewhere
}

// Create begins a patto of a person in the actor's scope and returns its id: its
// first version is open until it is signed or refused. The refusals name operator,
// and those of CheckKind and Text.Check.
func (s *Store) Create(ctx context.Context, actor rule.Actor, n New) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		id, err = CreateTx(ctx, tx, actor, n)
		return err
	})
	return id, err
}

// CreateTx begins a patto in the transaction of the act, as Create does.
func CreateTx(ctx context.Context, tx *db.Tx, actor rule.Actor, n New) (int64, error) {
	w, err := people.WorkerTx(ctx, tx, actor, n.WorkerID)
	if err != nil {
		return 0, err
	}
	if w.Partial {
		return 0, rule.Refuse("", "La scheda di questa persona è di un'altra provincia: il patto si propone nel suo Centro per l'Impiego.")
	}
	if n.CPI == 0 {
		n.CPI = actor.CPI()
	}
	if n.OperatorID == 0 {
		n.OperatorID = actor.UserID
	}
	if !(Pact{CPI: n.CPI}).WritableBy(actor) {
		return 0, db.ErrNotFound
	}
	n.Text = n.Text.Clean()
	refusals := append(CheckKind(n.Kind, n.Confirmed, bornOn(w.BirthDate, w.CodiceFiscale, tx.Today), tx.Today), n.Text.Check()...)
	if err := works(ctx, tx, n.OperatorID, n.CPI, &refusals); err != nil {
		return 0, err
	}
	if err := refusals.Err(); err != nil {
		return 0, err
	}
	if _, err := alone(ctx, tx, n.WorkerID, n.CPI); err != nil {
		return 0, err
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO pact(worker_id,cpi_id,kind,operator_id,objective,acts,timing,frequency,proof,availability,note,programme,created_at,created_by,saved_at,saved_by)
		VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`, n.WorkerID, n.CPI, n.Kind, n.OperatorID, n.Objective, list(n.Acts), n.Timing, n.Frequency, n.Proof, list(n.Availability), n.Note, Programme(n.Kind),
		tx.Now, actor.UserID, tx.Now, actor.UserID)
	if err != nil {
		return 0, err
	}
	id, _ := res.LastInsertId()
	if _, err := tx.ExecContext(ctx, "INSERT INTO pact_version(pact_id,n,opened_at,opened_by) VALUES(?,1,?,?)", id, tx.Now, actor.UserID); err != nil {
		return 0, err
	}
	for _, a := range n.Actions {
		if _, err := insertAction(ctx, tx, actor, id, a); err != nil {
			return 0, err
		}
	}
	return id, archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "patto.preparato", Subject: "pact", SubjectID: id, WorkerID: n.WorkerID})
}

// CanBegin returns why no patto can be begun with a person in an office, and the
// office's own that is open, 0 for one elsewhere. The caller has read the person
// in the actor's scope.
func (s *Store) CanBegin(ctx context.Context, workerID, cpi int64) (id int64, err error) {
	return alone(ctx, s.db.Reader(), workerID, cpi)
}

const isOpen = "(p.state='bozza' OR p.state='proposto' OR p.state='sottoscritto')"

// OpenElsewhere returns the office out of the actor's scope in which a person, whose
// record the actor has read whole, has a patto that is not over; "" for none.
func (s *Store) OpenElsewhere(ctx context.Context, actor rule.Actor, workerID int64) (office string, err error) {
	scope, args := actor.OfficeScope("p.cpi_id")
	err = s.db.Reader().QueryRowContext(ctx, "SELECT coalesce(max(c.name),'') FROM pact p JOIN cpi c ON c.id=p.cpi_id WHERE p.worker_id=? AND "+isOpen+" AND NOT "+scope, append([]any{workerID}, args...)...).Scan(&office)
	return office, err
}

// alone refuses a patto beside one that is not over, and returns the latter if it
// is of the same office.
func alone(ctx context.Context, q db.Querier, workerID, office int64) (id int64, err error) {
	var cpi int64
	var state State
	var name string
	err = q.QueryRowContext(ctx, "SELECT p.id, p.cpi_id, p.state, c.name FROM pact p JOIN cpi c ON c.id=p.cpi_id WHERE p.worker_id=? AND "+isOpen, workerID).Scan(&id, &cpi, &state, &name)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, nil
	case err != nil:
		return 0, err
	case cpi != office:
		return 0, rule.Refuse("", "Questa persona ha già un patto aperto nel Centro per l'Impiego di "+name+": prima va chiuso là. Chiedi a quell'ufficio di registrare la fine, con il motivo «trasferimento».")
	}
	return id, rule.Refuse("", "Questa persona ha già un patto "+state.Word()+": prima va portato a termine quello.")
}

// works adds a refusal unless the operator works in the office.
func works(ctx context.Context, q db.Querier, operator, cpi int64, refusals *rule.Refusals) error {
	var does bool
	err := q.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM role_grant WHERE user_id=? AND cpi_id=? AND revoked_at IS NULL)", operator, cpi).Scan(&does)
	if err == nil && !does {
		refusals.Add("operator", "Scegli un operatore di questo Centro per l'Impiego.")
	}
	return err
}

// Save writes the contents of a patto whose version is open, apart from its
// actions. The kind may change until the first signature. The refusals are those of
// Create.
func (s *Store) Save(ctx context.Context, actor rule.Actor, id int64, version int, h Heading, t Text) error {
	t = t.Clean()
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := forWriting(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		if why := f.ClosedTo(); why != "" {
			return rule.Refuse("", why)
		}
		refusals := t.Check()
		if f.Current().N > 1 {
			h.Kind = f.Kind
		} else {
			refusals = append(CheckKind(h.Kind, h.Confirmed || h.Kind == f.Kind, bornOn(f.BirthDate, f.CF, tx.Today), tx.Today), refusals...)
		}
		if err := works(ctx, tx, h.Operator, f.CPI, &refusals); err != nil {
			return err
		}
		if err := refusals.Err(); err != nil {
			return err
		}
		if err := writeText(ctx, tx, id, h.Kind, h.Operator, t); err != nil {
			return err
		}
		return savedTx(ctx, tx, actor, f.Pact, "patto.modificato", "", "contenuto")
	})
}

func writeText(ctx context.Context, tx *db.Tx, id int64, kind string, operator int64, t Text) error {
	_, err := tx.ExecContext(ctx, "UPDATE pact SET kind=?, operator_id=?, objective=?, acts=?, timing=?, frequency=?, proof=?, availability=?, note=?, programme=? WHERE id=?",
		kind, operator, t.Objective, list(t.Acts), t.Timing, t.Frequency, t.Proof, list(t.Availability), t.Note, Programme(kind), id)
	return err
}

// savedTx counts a change of a patto and notes who made it.
func savedTx(ctx context.Context, tx *db.Tx, actor rule.Actor, p Pact, action, reason string, fields ...string) error {
	if _, err := tx.ExecContext(ctx, "UPDATE pact SET version=version+1, saved_at=?, saved_by=? WHERE id=?", tx.Now, actor.UserID, p.ID); err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: action, Subject: "pact", SubjectID: p.ID, WorkerID: p.WorkerID, Fields: fields, Reason: reason})
}
