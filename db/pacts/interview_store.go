package pacts

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/scheda"
)

const interviewColumns = `i.id, i.worker_id, i.cpi_id, i.kind, i.planned_minutes, i.scheda_version, i.started_on, coalesce(i.closed_on,''),
	coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=i.closed_by),''), coalesce(i.stopped_on,''), i.stop_reason, i.version, i.saved_at,
	coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=i.saved_by),''), w.surname, w.name, w.codice_fiscale, w.birth_date,
	coalesce((SELECT name FROM cpi WHERE id=i.cpi_id),''), coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=i.operator_id),'')`

func scanInterview(r *sql.Rows) (i Interview, err error) {
	err = r.Scan(&i.ID, &i.WorkerID, &i.CPI, &i.Kind, &i.Planned, &i.Form, &i.StartedOn, &i.ClosedOn, &i.ClosedBy, &i.StoppedOn, &i.StopReason, &i.Version, &i.SavedAt,
		&i.SavedBy, &i.Surname, &i.Name, &i.CF, &i.BirthDate, &i.Office, &i.Operator)
	return i, err
}

// interviews returns the interviews of the actor's offices that the condition
// finds, newest first, each with all that belongs to it.
func interviews(ctx context.Context, q db.Querier, actor rule.Actor, where string, args ...any) ([]Interview, error) {
	scope, more := actor.OfficeScope("i.cpi_id")
	all, err := db.Collect(ctx, q, scanInterview, "SELECT "+interviewColumns+" FROM interview i JOIN worker w ON w.id=i.worker_id WHERE "+where+" AND "+scope+" ORDER BY i.id DESC", append(args, more...)...)
	for n := range all {
		i := &all[n]
		var errs [5]error
		i.Definition, errs[0] = archive.Scheda(ctx, q, InterviewScheda, i.Form)
		i.Phases, errs[1] = phasesOf(ctx, q, i.ID)
		i.Panels, errs[2] = panelsOf(ctx, q, i.ID)
		i.Meetings, errs[3] = meetingsOf(ctx, q, i.ID)
		i.Referrals, errs[4] = referralsOf(ctx, q, *i)
		err = errors.Join(err, errors.Join(errs[:]...))
	}
	return all, err
}

func interview(ctx context.Context, q db.Querier, actor rule.Actor, id int64) (Interview, error) {
	all, err := interviews(ctx, q, actor, "i.id=?", id)
	if err == nil && len(all) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return Interview{}, err
	}
	return all[0], nil
}

func phasesOf(ctx context.Context, q db.Querier, id int64) (map[string]PhaseClosing, error) {
	out := map[string]PhaseClosing{}
	_, err := db.Collect(ctx, q, func(r *sql.Rows) (phase string, err error) {
		var c PhaseClosing
		err = r.Scan(&phase, &c.On, &c.By)
		out[phase] = c
		return phase, err
	}, "SELECT p.phase, p.closed_on, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=p.closed_by),'') FROM interview_phase p WHERE p.interview_id=?", id)
	return out, err
}

func panelsOf(ctx context.Context, q db.Querier, id int64) (map[string]PanelState, error) {
	out := map[string]PanelState{}
	_, err := db.Collect(ctx, q, func(r *sql.Rows) (code string, err error) {
		var p PanelState
		var answers, prefill string
		if err = r.Scan(&code, &p.Status, &answers, &prefill, &p.Version, &p.SavedAt, &p.savedBy, &p.SavedBy); err != nil {
			return code, err
		}
		p.Answers, err = scheda.ParseAnswers(answers)
		out[code] = p
		if err == nil {
			err = json.Unmarshal([]byte(prefill), &p.Prefill)
			out[code] = p
		}
		return code, err
	}, `SELECT p.panel, p.state, p.answers, p.prefill, p.version, p.saved_at, p.saved_by, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=p.saved_by),'')
		FROM interview_panel p WHERE p.interview_id=?`, id)
	return out, err
}

// Interview returns an interview of the actor's offices; db.ErrNotFound out of scope.
func (s *Store) Interview(ctx context.Context, actor rule.Actor, id int64) (Interview, error) {
	return interview(ctx, s.db.Reader(), actor, id)
}

// Interviews returns the interviews of a person in the actor's offices, newest first.
func (s *Store) Interviews(ctx context.Context, actor rule.Actor, workerID int64) ([]Interview, error) {
	return interviews(ctx, s.db.Reader(), actor, "i.worker_id=?", workerID)
}

// InterviewFacts returns what the closing of a phase needs to know of the person
// of an interview that the actor has read.
func (s *Store) InterviewFacts(ctx context.Context, actor rule.Actor, i Interview) (f InterviewFacts, err error) {
	return s.factsOf(ctx, s.db.Reader(), i, s.db.Today())
}

func (s *Store) factsOf(ctx context.Context, q db.Querier, i Interview, today rule.Date) (f InterviewFacts, err error) {
	f.Today = today
	all, err := people.PropensioniOf(ctx, q, i.WorkerID)
	if err != nil {
		return f, err
	}
	f.Leanings = people.Holding(all)
	cvs, err := people.CVsOf(ctx, q, i.WorkerID)
	if cv, there := people.CurrentCV(cvs, today); there {
		f.CV = &cv
	}
	if err == nil {
		f.Profile, err = people.ProfileOn(ctx, q, i.WorkerID, today)
	}
	return f, err
}

// interviewForWriting returns an interview that the actor keeps, in the
// transaction of an act.
func interviewForWriting(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64) (Interview, error) {
	i, err := interview(ctx, tx, actor, id)
	if err == nil && !i.WritableBy(actor) {
		err = db.ErrNotFound
	}
	return i, err
}

// openForWriting returns an interview that the actor keeps and that is not over.
func openForWriting(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64) (Interview, error) {
	i, err := interviewForWriting(ctx, tx, actor, id)
	if err == nil && i.State() != InterviewOpen {
		err = rule.Refuse("", i.ClosedTo(PhaseInformation))
	}
	return i, err
}

// interviewSavedTx counts a change of an interview and notes who made it.
func interviewSavedTx(ctx context.Context, tx *db.Tx, actor rule.Actor, i Interview, action, reason string, fields ...string) error {
	if _, err := tx.ExecContext(ctx, "UPDATE interview SET version=version+1, saved_at=?, saved_by=? WHERE id=?", tx.Now, actor.UserID, i.ID); err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: action, Subject: "interview", SubjectID: i.ID, WorkerID: i.WorkerID, Fields: fields, Reason: reason})
}

// NewInterview is an interview that is begun, from the card or from an
// appointment of base orientation.
type NewInterview struct {
	WorkerID    int64
	Kind        string
	Planned     int   // minutes
	Appointment int64 // 0 for none
}

// StartInterview begins an interview of a person in the actor's office and
// returns its id; one that is under way there is refused. An appointment becomes
// its first meeting: the person is there. The refusals name kind, planned,
// appointment.
func (s *Store) StartInterview(ctx context.Context, actor rule.Actor, n NewInterview) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := people.WorkerTx(ctx, tx, actor, n.WorkerID)
		if err != nil {
			return err
		}
		if w.Partial {
			return rule.Refuse("", "La scheda di questa persona è di un'altra provincia: il colloquio si tiene nel suo Centro per l'Impiego.")
		}
		office, err := officeOf(ctx, tx, actor, n)
		if err != nil {
			return err
		}
		refusals := CheckPlanned(n.Planned)
		if !known(InterviewKinds, n.Kind) {
			refusals.Add("kind", "Scegli il tipo di colloquio.")
		}
		if err := refusals.Err(); err != nil {
			return err
		}
		definition, err := archive.Scheda(ctx, tx, InterviewScheda, 0)
		if err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `INSERT INTO interview(worker_id,cpi_id,operator_id,kind,planned_minutes,scheda_version,started_on,created_at,created_by,saved_at,saved_by) VALUES(?,?,?,?,?,?,?,?,?,?,?)`,
			n.WorkerID, office, actor.UserID, n.Kind, n.Planned, definition.Version, tx.Today, tx.Now, actor.UserID, tx.Now, actor.UserID)
		if db.IsUnique(err) {
			return rule.Refuse("", "C'è già un colloquio in corso con questa persona: va avanti quello.")
		}
		if err != nil {
			return err
		}
		id, _ = res.LastInsertId()
		i := Interview{ID: id, WorkerID: n.WorkerID, CPI: office, StartedOn: tx.Today}
		if n.Appointment != 0 {
			if err := meetTx(ctx, tx, actor, i, NewMeeting{Appointment: n.Appointment}); err != nil {
				return err
			}
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "colloquio.avviato", Subject: "interview", SubjectID: id, WorkerID: n.WorkerID})
	})
	return id, err
}

// officeOf returns the office that an interview is of: its appointment's, else
// the actor's own.
func officeOf(ctx context.Context, tx *db.Tx, actor rule.Actor, n NewInterview) (int64, error) {
	office := actor.CPI()
	if n.Appointment != 0 {
		a, err := agenda.AppointmentTx(ctx, tx, actor, n.Appointment)
		if err != nil {
			return 0, err
		}
		office = a.CPI
	}
	if !(Interview{CPI: office}).WritableBy(actor) {
		return 0, db.ErrNotFound
	}
	return office, nil
}

// Plan changes how long an interview is planned in all; the refusals name planned.
func (s *Store) Plan(ctx context.Context, actor rule.Actor, id int64, version, minutes int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := openForWriting(ctx, tx, actor, id)
		switch {
		case err != nil:
			return err
		case i.Planned == minutes:
			return nil
		case i.Version != version:
			return db.Stale{Current: i.Version}
		}
		if err := CheckPlanned(minutes).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE interview SET planned_minutes=? WHERE id=?", minutes, id); err != nil {
			return err
		}
		return interviewSavedTx(ctx, tx, actor, i, "colloquio.durata", "")
	})
}
