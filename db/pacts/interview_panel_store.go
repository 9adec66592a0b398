package pacts

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/people"
	"sportello/db/reference"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// PanelView is a panel of an interview, ready to be shown.
type PanelView struct {
	Panel       scheda.Panel
	State       PanelState // Version 0 when nothing was saved: Answers are those proposed
	Context     scheda.Context
	ReadOnly    string // why it cannot be changed, "" when it can
	Differences []people.SectionDifference
	Measures    []Measure
}

// InterviewPanel returns a panel of an interview of the actor's offices;
// db.ErrNotFound for one that its kind does not have.
func (s *Store) InterviewPanel(ctx context.Context, actor rule.Actor, id int64, code string) (Interview, PanelView, error) {
	var v PanelView
	i, err := s.Interview(ctx, actor, id)
	if err != nil {
		return i, v, err
	}
	var ok bool
	if v.Panel, ok = i.Panel(code); !ok {
		return i, v, db.ErrNotFound
	}
	if v.ReadOnly = i.ClosedTo(v.Panel.Phase); v.ReadOnly == "" && !i.WritableBy(actor) {
		v.ReadOnly = "Questo colloquio lo compila chi lavora nel suo Centro per l'Impiego: qui si può solo leggere."
	}
	if v.Context, err = s.context(ctx, i); err != nil {
		return i, v, err
	}
	v.State = i.Panels[code]
	told, err := s.told(ctx, actor, i)
	if err != nil {
		return i, v, err
	}
	if v.State.Version == 0 && v.ReadOnly == "" {
		v.State.Status, v.State.Prefill = scheda.StatusEmpty, i.Proposed(code, told)
		v.State.Answers = v.State.Prefill.Answers()
	}
	if v.ReadOnly == "" {
		v.Differences = i.Differences(code, told.Sections)
	}
	return i, v, nil
}

// context returns what the rules of the panels need.
func (s *Store) context(ctx context.Context, i Interview) (scheda.Context, error) {
	c := scheda.Context{Today: s.db.Today(), Panels: map[string]scheda.Answers{"persona": {"data_nascita": scheda.T(string(i.BirthDate))}}, Resolve: s.resolve(ctx)}
	measures, err := s.Measures(ctx)
	var options []scheda.Option
	for _, m := range measures {
		options = append(options, scheda.Option{Value: m.Letter, Label: m.Name()})
	}
	c.Choices = map[string][]scheda.Option{"piano.azioni.misura": options}
	return c, err
}

func (s *Store) resolve(ctx context.Context) func(source, text string) (string, bool) {
	tables := reference.NewStore(s.db)
	return func(source, text string) (string, bool) { return tables.Resolve(ctx, reference.Table(source), text) }
}

// told reads what card, bilancio and profile know of the person of an interview.
func (s *Store) told(ctx context.Context, actor rule.Actor, i Interview) (t Told, err error) {
	if t.Sections, err = people.SectionsOf(ctx, s.db.Reader(), i.WorkerID); err != nil {
		return t, err
	}
	all, err := people.PropensioniOf(ctx, s.db.Reader(), i.WorkerID)
	if err != nil {
		return t, err
	}
	t.Leanings = people.Holding(all)
	if t.Profile, err = people.ProfileOn(ctx, s.db.Reader(), i.WorkerID, s.db.Today()); err != nil {
		return t, err
	}
	w, err := people.NewStore(s.db).Worker(ctx, rule.System, i.WorkerID)
	if err != nil {
		return t, err
	}
	t.Study, t.StudyOn = w.StudyTitle, w.UpdatedAt.Date()
	reviews := bilancio.NewStore(s.db)
	rows, err := reviews.OfWorker(ctx, actor, i.WorkerID)
	if err != nil || len(rows) == 0 {
		return t, err
	}
	b, err := reviews.Bilancio(ctx, actor, rows[0].ID)
	t.Bilancio = &b
	return t, err
}

// PanelInput is a panel as a form brings it.
type PanelInput struct {
	Version  int // of the panel that the form was drawn from, 0 for one never saved
	Answers  scheda.Answers
	Complete bool // false keeps a draft, whatever it says
}

// SavePanel keeps a panel as a draft, or completes it: then every rule must hold
// and the refusals name the fields. A save over a version that somebody else has
// changed is a PanelConflict.
func (s *Store) SavePanel(ctx context.Context, actor rule.Actor, id int64, code string, in PanelInput) (saved PanelState, err error) {
	_, v, err := s.InterviewPanel(ctx, actor, id, code)
	if err != nil {
		return saved, err
	}
	answers := scheda.Settle(v.Panel, scheda.Keep(v.Panel, in.Answers, v.State.Answers), v.Context.Resolve).Compact()
	warnings := 0
	if in.Complete {
		errs, warn := scheda.Validate(v.Panel, answers, v.Context)
		if err := errs.Err(); err != nil {
			return saved, err
		}
		warnings = len(warn)
	}
	status := scheda.StatusOf(answers, in.Complete, warnings)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := interviewForWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if why := i.ClosedTo(v.Panel.Phase); why != "" {
			return rule.Refuse("", why)
		}
		old := i.Panels[code]
		same := old.Version > 0 && old.Answers.Equal(answers)
		switch {
		case same && (old.Status == status || old.Status.Done() && !in.Complete):
			saved = old // the same save again; a draft that changes nothing leaves the panel complete
			return nil
		case old.Version != in.Version:
			return s.panelConflict(ctx, tx, i, v.Panel, in.Version, v.State, answers)
		}
		saved = PanelState{Status: status, Answers: answers, Version: old.Version + 1, SavedAt: tx.Now, SavedBy: actor.Name, savedBy: actor.UserID, Prefill: v.State.Prefill}
		return writeInterviewPanel(ctx, tx, actor, i, code, old, saved)
	})
	return saved, err
}

// panelConflict returns both versions of a panel that somebody else has saved.
func (s *Store) panelConflict(ctx context.Context, tx *db.Tx, i Interview, p scheda.Panel, version int, seen PanelState, mine scheda.Answers) error {
	c := PanelConflict{Panel: p, Mine: mine, Stored: i.Panels[p.Code]}
	if version == 0 { // before the first save both had what was proposed
		c.Base = seen.Prefill.Answers()
		return c
	}
	var kept string
	err := tx.QueryRowContext(ctx, "SELECT answers FROM interview_panel_history WHERE interview_id=? AND panel=? AND version=?", i.ID, p.Code, version).Scan(&kept)
	if errors.Is(err, sql.ErrNoRows) {
		return c
	}
	if err == nil {
		c.Base, err = scheda.ParseAnswers(kept)
	}
	if err != nil {
		return err
	}
	return c
}

// writeInterviewPanel stores a panel with its history: what another person had
// written, and every completed version, is kept.
func writeInterviewPanel(ctx context.Context, tx *db.Tx, actor rule.Actor, i Interview, code string, old, saved PanelState) error {
	if old.Version > 0 && (old.savedBy != actor.UserID || old.Status.Done()) {
		if _, err := tx.ExecContext(ctx, "INSERT INTO interview_panel_history(interview_id,panel,version,answers,saved_at,saved_by) VALUES(?,?,?,?,?,?)",
			i.ID, code, old.Version, string(old.Answers.Canonical()), old.SavedAt, old.savedBy); err != nil {
			return err
		}
	}
	prefill, err := json.Marshal(saved.Prefill)
	if err != nil {
		return err
	}
	if saved.Prefill == nil {
		prefill = []byte("{}")
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO interview_panel(interview_id,panel,state,answers,prefill,version,saved_at,saved_by) VALUES(?,?,?,?,?,?,?,?)
		ON CONFLICT(interview_id,panel) DO UPDATE SET state=excluded.state, answers=excluded.answers, version=excluded.version, saved_at=excluded.saved_at, saved_by=excluded.saved_by`,
		i.ID, code, saved.Status, string(saved.Answers.Canonical()), string(prefill), saved.Version, tx.Now, actor.UserID); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE interview SET saved_at=?, saved_by=? WHERE id=?", tx.Now, actor.UserID, i.ID); err != nil {
		return err
	}
	action := "colloquio.bozza"
	if saved.Status.Done() {
		action = "colloquio.pannello"
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: action, Subject: "interview", SubjectID: i.ID, WorkerID: i.WorkerID, Fields: []string{code}})
}

// TellCard writes what a completed panel says otherwise into the sections of the
// person's card, as confirmed by the operator. It returns how many fields changed.
func (s *Store) TellCard(ctx context.Context, actor rule.Actor, id int64, code string) (n int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := interviewForWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if p, ok := i.Panel(code); !ok || i.ClosedTo(p.Phase) != "" {
			return db.ErrNotFound
		}
		all, err := people.SectionsOf(ctx, tx, i.WorkerID)
		if err != nil {
			return err
		}
		n = len(i.Differences(code, all))
		if n == 0 {
			return nil
		}
		for _, section := range sectionsFor(code, all) {
			if err := people.PutSectionTx(ctx, tx, actor, i.WorkerID, section.Panel.Code, people.Told(section, i.Answers(code)), people.SourceInterview); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}
