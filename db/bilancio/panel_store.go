package bilancio

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// PanelView is a panel of a bilancio, ready to be shown.
type PanelView struct {
	Panel    scheda.Panel
	State    PanelState // Version 0 when nothing was saved: Answers are those proposed
	Facts    panels.Facts
	Prefill  panels.Prefilled
	Warnings rule.Refusals
	ReadOnly string // why it cannot be changed, "" when it can
}

// Panel returns a panel of a bilancio. One that was never saved shows what is
// proposed for it. db.ErrNotFound for a panel that there is not.
func (s *Store) Panel(ctx context.Context, actor rule.Actor, id int64, code string) (Bilancio, PanelView, error) {
	var v PanelView
	b, err := s.Bilancio(ctx, actor, id)
	if err != nil {
		return b, v, err
	}
	panel, ok := b.Definition.Panel(code)
	if !ok {
		return b, v, db.ErrNotFound
	}
	v.Panel, v.State, v.ReadOnly = panel, b.Panels[code], b.Editable(panel.Phase)
	if v.ReadOnly == "" && !b.WritableBy(actor) {
		v.ReadOnly = "Questo bilancio lo compila chi lavora nel suo Centro per l'Impiego: qui si può solo leggere."
	}
	if v.Facts, err = s.facts(ctx, actor, b, code, v.State.Answers); err != nil {
		return b, v, err
	}
	v.Prefill = v.State.Prefill
	if v.State.Version == 0 && v.ReadOnly == "" {
		if v.Prefill, err = s.propose(ctx, b, code, v.Facts); err != nil {
			return b, v, err
		}
		v.State.Status, v.State.Code = scheda.StatusEmpty, code
		v.State.Answers = v.Prefill.Answers()
	}
	if v.ReadOnly == "" {
		v.State.Answers = panels.Derive(code, v.State.Answers, v.Facts)
	}
	if last, ok := b.Last(panel.Phase); ok && last.Document != "" && (code == "INV16" || code == "RIP08") {
		v.State.Answers = v.State.Answers.Clone()
		v.State.Answers["documento"] = scheda.T(last.Document)
	}
	if v.State.Status.Done() {
		_, v.Warnings = panels.Validate(panel, v.State.Answers, v.Facts)
	}
	return b, v, nil
}

// propose returns the values proposed for a panel.
func (s *Store) propose(ctx context.Context, b Bilancio, code string, f panels.Facts) (panels.Prefilled, error) {
	var card panels.Card
	if panels.NeedsCard(code) {
		var err error
		if card, err = s.card(ctx, b); err != nil {
			return nil, err
		}
	}
	out := panels.Prefill(code, card, f)
	if code == "RIP03" {
		return out, s.proposeGaps(ctx, b, f, out)
	}
	return out, nil
}

// SaveInput is a panel as a form brings it.
type SaveInput struct {
	Version  int // of the panel that the form was drawn from, 0 for one never saved
	Answers  scheda.Answers
	Complete bool // false keeps a draft, whatever it says
}

// Saved is what became of a panel.
type Saved struct {
	Version int
	Status  scheda.Status
	At      rule.Instant
}

// Conflict is a save over a panel that somebody else saved in between. Nothing
// was written.
type Conflict struct {
	Panel  scheda.Panel
	Mine   scheda.Answers
	Base   scheda.Answers // what both began from; nil when it was not kept
	Stored PanelState
	Facts  panels.Facts
}

func (c Conflict) Error() string { return "il pannello è stato salvato nel frattempo" }

// Unwrap lets a conflict be taken for any other stale save.
func (c Conflict) Unwrap() error { return db.Stale{Current: c.Stored.Version} }

// Save keeps a panel as a draft, or completes it: then every rule must hold and
// the refusals name the fields. A save over a version that somebody else has
// changed is a Conflict.
func (s *Store) Save(ctx context.Context, actor rule.Actor, id int64, code string, in SaveInput) (Saved, error) {
	b, v, err := s.Panel(ctx, actor, id, code)
	if err != nil {
		return Saved{}, err
	}
	return s.SaveOver(ctx, actor, b, v, in)
}

// SaveOver is Save for who has just read the panel: reading it is most of what a
// save costs. What may have changed since is read again where it is written.
func (s *Store) SaveOver(ctx context.Context, actor rule.Actor, b Bilancio, v PanelView, in SaveInput) (Saved, error) {
	id, code := b.ID, v.Panel.Code
	if !b.WritableBy(actor) {
		return Saved{}, db.ErrNotFound
	}
	answers := scheda.Keep(v.Panel, in.Answers, b.Panels[code].Answers)
	answers = scheda.Settle(v.Panel, answers, meaning(v.Facts.Resolve))
	facts, err := s.facts(ctx, actor, b, code, answers)
	if err != nil {
		return Saved{}, err
	}
	answers = panels.Derive(code, answers, facts).Compact()
	var warnings rule.Refusals
	if in.Complete {
		var errs rule.Refusals
		if errs, warnings = panels.Validate(v.Panel, answers, facts); len(errs) > 0 {
			return Saved{}, errs
		}
	}
	saved := Saved{Status: scheda.StatusOf(answers, in.Complete, len(warnings))}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		now, err := forWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if why := now.Editable(v.Panel.Phase); why != "" {
			return rule.Refuse("", why)
		}
		old := now.Panels[code]
		if !in.Complete && old.Status.Done() && old.Answers.Equal(answers) {
			saved = Saved{Version: old.Version, Status: old.Status, At: old.SavedAt}
			return nil // a draft that changes nothing leaves the panel complete
		}
		if old.Version != in.Version {
			if old.Answers.Equal(answers) && old.Status == saved.Status {
				saved.Version, saved.At = old.Version, old.SavedAt
				return nil // the same save again
			}
			base, err := versionOf(ctx, tx, now, code, in.Version, v.Prefill)
			if err != nil {
				return err
			}
			return Conflict{Panel: v.Panel, Mine: answers, Base: base, Stored: old, Facts: facts}
		}
		saved.Version, saved.At = old.Version+1, tx.Now
		if err := writePanel(ctx, tx, actor, now, old, code, saved, answers, v.Prefill, len(warnings)); err != nil {
			return err
		}
		return consequences(ctx, tx, actor, now, code, in.Complete, answers)
	})
	return saved, err
}

// versionOf returns the answers of an older version of a panel, nil when it was
// not kept; before the first save it is what was proposed.
func versionOf(ctx context.Context, tx *db.Tx, b Bilancio, code string, version int, proposed panels.Prefilled) (scheda.Answers, error) {
	if version == 0 {
		return proposed.Answers(), nil
	}
	var kept string
	err := db.Classify(tx.QueryRowContext(ctx, "SELECT answers FROM bilancio_panel_history WHERE bilancio_id=? AND panel=? AND version=?", b.ID, code, version).Scan(&kept))
	if err == db.ErrNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return scheda.ParseAnswers(kept)
}

// escoCode begins the codes of ESCO's competences, which are made of their
// names: the name alone is kept, for people to read.
const escoCode = "esco:"

// plain returns a lookup's entry without a code that says nothing.
func plain(entry string) string {
	if strings.HasPrefix(scheda.Code(entry), escoCode) {
		return scheda.Name(entry)
	}
	return entry
}

// meaning returns what a text typed in a lookup is kept as.
func meaning(resolve func(source, text string) (string, bool)) func(source, text string) (string, bool) {
	return func(source, text string) (string, bool) {
		if scheda.Code(text) != "" {
			return plain(text), true
		}
		entry, ok := resolve(source, text)
		return plain(entry), ok
	}
}

// writePanel stores a panel with its history: what another person had written,
// and every completed version, is kept.
func writePanel(ctx context.Context, tx *db.Tx, actor rule.Actor, b Bilancio, old PanelState, code string, saved Saved, answers scheda.Answers, prefill panels.Prefilled, warnings int) error {
	if old.Version > 0 && (old.SavedBy != actor.UserID || old.Status.Done()) && !old.Answers.Equal(answers) {
		if _, err := tx.ExecContext(ctx, "INSERT INTO bilancio_panel_history(bilancio_id,panel,version,answers,saved_at,saved_by) VALUES(?,?,?,?,?,?)",
			b.ID, code, old.Version, string(old.Answers.Canonical()), old.SavedAt, old.SavedBy); err != nil {
			return err
		}
	}
	sources, err := json.Marshal(prefill)
	if err != nil {
		return err
	}
	if prefill == nil {
		sources = []byte("{}")
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO bilancio_panel(bilancio_id,panel,state,answers,prefill,warnings,saved_at,saved_by,version) VALUES(?,?,?,?,?,?,?,?,?)
		ON CONFLICT(bilancio_id,panel) DO UPDATE SET state=excluded.state, answers=excluded.answers, prefill=excluded.prefill, warnings=excluded.warnings,
		saved_at=excluded.saved_at, saved_by=excluded.saved_by, version=excluded.version`,
		b.ID, code, saved.Status, string(answers.Canonical()), string(sources), warnings, tx.Now, actor.UserID, saved.Version)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE bilancio SET saved_at=?, saved_by=?, version=version+1 WHERE id=?", tx.Now, actor.UserID, b.ID); err != nil {
		return err
	}
	action := "bilancio.bozza"
	if saved.Status.Done() {
		action = "bilancio.pannello"
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: action, Subject: "bilancio", SubjectID: b.ID, WorkerID: b.WorkerID, Fields: []string{code}})
}

// consequences writes what a completed panel says beyond the bilancio: the
// counsellor, and the consents on the person's card, where they can be revoked.
func consequences(ctx context.Context, tx *db.Tx, actor rule.Actor, b Bilancio, code string, complete bool, a scheda.Answers) error {
	if !complete {
		return nil
	}
	switch code {
	case "PRE01":
		_, err := tx.ExecContext(ctx, "UPDATE bilancio SET counsellor_id=? WHERE id=?", a.Text("consulente"), b.ID)
		return err
	case "PRE02":
		changes := map[string]string{"email_consent_on": "", "ido_consent_on": ""}
		if a.Is("consenso_email") {
			changes["email_consent_on"] = a.Text("data_presa_visione")
			changes["email"] = a.Text("email_documenti")
		}
		if a.Is("consenso_ido") {
			changes["ido_consent_on"] = a.Text("data_presa_visione")
		}
		return people.UpdateWorkerTx(ctx, tx, actor, b.WorkerID, changes, people.SourceOperator, "Consensi raccolti nel bilancio "+b.Code())
	}
	return nil
}

// IsConflict returns the conflict inside an error, false when there is none.
func IsConflict(err error) (Conflict, bool) {
	var c Conflict
	ok := errors.As(err, &c)
	return c, ok
}
