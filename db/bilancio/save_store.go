package bilancio

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/db/reference"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// Sheet returns a panel of a bilancio for keeping it, db.ErrNotFound for one
// that the actor may not fill in. It reads the one panel and where the bilancio
// stands, not the rest: a page saves itself every few seconds.
func (s *Store) Sheet(ctx context.Context, actor rule.Actor, id int64, code string) (Sheet, error) {
	var sheet Sheet
	var err error
	if sheet.Standing, err = standing(ctx, s.db.Reader(), actor, id); err != nil {
		return sheet, err
	}
	definition, err := archive.Scheda(ctx, s.db.Reader(), panels.Base, sheet.FormVersion)
	if err != nil {
		return sheet, err
	}
	var ok bool
	if sheet.Panel, ok = definition.Panel(code); !ok {
		return sheet, db.ErrNotFound
	}
	kept, err := keptPanel(ctx, s.db.Reader(), id, code)
	if err != nil {
		return sheet, err
	}
	if kept.version == 0 { // what is proposed is kept with the first save
		_, v, err := s.Panel(ctx, actor, id, code)
		sheet.State = v.State
		sheet.State.Prefill = v.Prefill
		return sheet, err
	}
	sheet.State = PanelState{Code: code, Status: kept.status, SavedAt: kept.savedAt, SavedBy: kept.savedBy, Version: kept.version}
	sheet.text = kept.answers
	sheet.State.Answers, err = scheda.ParseAnswers(kept.answers)
	return sheet, err
}

// Save keeps a panel as a draft, or completes it: then every rule must hold and
// the refusals name the fields. A save over a version that somebody else has
// changed is a Conflict.
func (s *Store) Save(ctx context.Context, actor rule.Actor, id int64, code string, in SaveInput) (Saved, error) {
	sheet, err := s.Sheet(ctx, actor, id, code)
	if err != nil {
		return Saved{}, err
	}
	return s.SaveSheet(ctx, actor, sheet, in)
}

// SaveSheet is Save for who has just read the sheet. What others may have
// changed since is read again where it is written. A draft keeps what was
// computed before: showing and completing the panel compute it anew.
func (s *Store) SaveSheet(ctx context.Context, actor rule.Actor, sheet Sheet, in SaveInput) (Saved, error) {
	if !sheet.WritableBy(actor) {
		return Saved{}, db.ErrNotFound
	}
	answers := scheda.Settle(sheet.Panel, scheda.Keep(sheet.Panel, in.Answers, sheet.State.Answers), s.meaning(ctx, sheet, in.Complete))
	warnings := 0
	var err error
	if !sheet.HeadedBy(actor) {
		if answers, err = panels.Reserve(sheet.Panel.Code, answers, sheet.State.Answers); err != nil {
			return Saved{}, err
		}
	}
	if in.Complete {
		if answers, warnings, err = s.complete(ctx, actor, sheet, answers); err != nil {
			return Saved{}, err
		}
	}
	saved := Saved{Status: scheda.StatusOf(answers, in.Complete, warnings)}
	text := string(answers.Canonical())
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := sheet.again(ctx, tx, actor)
		if err != nil {
			return err
		}
		same := old.answers == text
		switch {
		case !in.Complete && old.status.Done() && same:
			saved = Saved{Version: old.version, Status: old.status, At: old.savedAt}
			return nil // a draft that changes nothing leaves the panel complete
		case old.version != in.Version && same && old.status == saved.Status:
			saved.Version, saved.At = old.version, old.savedAt
			return nil // the same save again
		case old.version != in.Version:
			return errChangedMeanwhile
		case old.version == sheet.State.Version && old.version > 0 && old.answers != sheet.text:
			return errReadAgain
		}
		saved.Version, saved.At = old.version+1, tx.Now
		if err := writePanel(ctx, tx, actor, sheet, old, saved, text, warnings); err != nil {
			return err
		}
		if !in.Complete {
			return nil
		}
		return consequences(ctx, tx, actor, sheet, answers)
	})
	switch {
	case errors.Is(err, errChangedMeanwhile):
		return Saved{}, s.conflict(ctx, actor, sheet, in.Version, answers)
	case errors.Is(err, errReadAgain):
		return s.Save(ctx, actor, sheet.ID, sheet.Panel.Code, in)
	}
	return saved, err
}

var (
	errChangedMeanwhile = errors.New("bilancio: the panel was saved in between")
	errReadAgain        = errors.New("bilancio: the scan was put into the panel in between")
)

// complete returns the answers with what the panel computes and how many
// warnings there are, or what refuses them.
func (s *Store) complete(ctx context.Context, actor rule.Actor, sheet Sheet, answers scheda.Answers) (scheda.Answers, int, error) {
	b, err := s.Bilancio(ctx, actor, sheet.ID)
	if err != nil {
		return nil, 0, err
	}
	facts, err := s.facts(b).of(ctx, sheet.Panel.Code, answers)
	if err != nil {
		return nil, 0, err
	}
	answers = panels.Derive(sheet.Panel.Code, answers, facts).Compact()
	errs, warnings := panels.Validate(sheet.Panel, answers, facts)
	return answers, len(warnings), errs.Err()
}

// meaning returns what a text typed in a lookup is kept as. A draft looks up
// only what was not there before: what its table does not know stays as it is,
// save after save. Beside a code the name is the table's, whatever was typed.
func (s *Store) meaning(ctx context.Context, sheet Sheet, complete bool) func(source, text string) (string, bool) {
	var before []string
	if !complete && sheet.State.Version > 0 {
		before = sheet.State.Answers.Texts()
	}
	return func(source, text string) (string, bool) {
		if slices.Contains(before, text) {
			return text, true
		}
		entry, ok := s.reference.Resolve(ctx, reference.Table(source), text)
		return plain(entry), ok
	}
}

// conflict returns both versions of a panel that somebody else has saved.
func (s *Store) conflict(ctx context.Context, actor rule.Actor, sheet Sheet, version int, mine scheda.Answers) error {
	b, err := s.Bilancio(ctx, actor, sheet.ID)
	if err != nil {
		return err
	}
	c := Conflict{Panel: sheet.Panel, Mine: mine, Stored: b.Panels[sheet.Panel.Code]}
	if c.Facts, err = s.facts(b).of(ctx, sheet.Panel.Code, mine); err != nil {
		return err
	}
	if version == 0 { // before the first save both had what was proposed
		c.Base = c.Stored.Prefill.Answers()
		return c
	}
	var kept string
	err = db.Classify(s.db.Reader().QueryRowContext(ctx, "SELECT answers FROM bilancio_panel_history WHERE bilancio_id=? AND panel=? AND version=?", b.ID, sheet.Panel.Code, version).Scan(&kept))
	if err == db.ErrNotFound {
		return c
	}
	if err != nil {
		return err
	}
	if c.Base, err = scheda.ParseAnswers(kept); err != nil {
		return err
	}
	return c
}

// kept is a panel as its row holds it; the zero kept for one never saved.
type kept struct {
	status  scheda.Status
	answers string // canonical
	savedAt rule.Instant
	savedBy int64
	version int
}

func keptPanel(ctx context.Context, q db.Querier, id int64, code string) (kept, error) {
	k := kept{answers: "{}"}
	err := db.Classify(q.QueryRowContext(ctx, "SELECT state, answers, saved_at, saved_by, version FROM bilancio_panel WHERE bilancio_id=? AND panel=?", id, code).
		Scan(&k.status, &k.answers, &k.savedAt, &k.savedBy, &k.version))
	if err == db.ErrNotFound {
		err = nil
	}
	return k, err
}

// again reads, where the panel is about to be written, whether it still may be
// and what is stored of it.
func (sheet Sheet) again(ctx context.Context, tx *db.Tx, actor rule.Actor) (kept, error) {
	now, err := standing(ctx, tx, actor, sheet.ID)
	if err != nil {
		return kept{}, err
	}
	if !now.WritableBy(actor) {
		return kept{}, db.ErrNotFound
	}
	if err := now.open(ctx, tx, sheet.Panel.Phase); err != nil {
		return kept{}, err
	}
	return keptPanel(ctx, tx, sheet.ID, sheet.Panel.Code)
}

// writePanel stores a panel with its history: what another person had written,
// and every completed version, is kept.
func writePanel(ctx context.Context, tx *db.Tx, actor rule.Actor, sheet Sheet, old kept, saved Saved, text string, warnings int) error {
	id, code := sheet.ID, sheet.Panel.Code
	if old.version > 0 && (old.savedBy != actor.UserID || old.status.Done()) && old.answers != text {
		if _, err := tx.ExecContext(ctx, "INSERT INTO bilancio_panel_history(bilancio_id,panel,version,answers,saved_at,saved_by) VALUES(?,?,?,?,?,?)",
			id, code, old.version, old.answers, old.savedAt, old.savedBy); err != nil {
			return err
		}
	}
	if err := putPanel(ctx, tx, actor, sheet, old, saved, text, warnings); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE bilancio SET saved_at=?, saved_by=?, version=version+1 WHERE id=?", tx.Now, actor.UserID, id); err != nil {
		return err
	}
	action := "bilancio.bozza"
	if saved.Status.Done() {
		action = "bilancio.pannello"
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: action, Subject: "bilancio", SubjectID: id, WorkerID: sheet.WorkerID, Fields: []string{code}})
}

// putPanel writes the panel's row; the first with what was proposed.
func putPanel(ctx context.Context, tx *db.Tx, actor rule.Actor, sheet Sheet, old kept, saved Saved, text string, warnings int) error {
	if old.version > 0 {
		_, err := tx.ExecContext(ctx, "UPDATE bilancio_panel SET state=?, answers=?, warnings=?, saved_at=?, saved_by=?, version=? WHERE bilancio_id=? AND panel=?",
			saved.Status, text, warnings, tx.Now, actor.UserID, saved.Version, sheet.ID, sheet.Panel.Code)
		return err
	}
	proposed := sheet.State.Prefill
	if proposed == nil {
		proposed = panels.Prefilled{}
	}
	sources, err := json.Marshal(proposed)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO bilancio_panel(bilancio_id,panel,state,answers,prefill,warnings,saved_at,saved_by,version) VALUES(?,?,?,?,?,?,?,?,?)",
		sheet.ID, sheet.Panel.Code, saved.Status, text, string(sources), warnings, tx.Now, actor.UserID, saved.Version)
	return err
}

// consequences writes what a completed panel says beyond the bilancio: the
// counsellor, and the consents on the person's card, where they can be revoked.
func consequences(ctx context.Context, tx *db.Tx, actor rule.Actor, sheet Sheet, a scheda.Answers) error {
	switch sheet.Panel.Code {
	case "PRE01":
		_, err := tx.ExecContext(ctx, "UPDATE bilancio SET counsellor_id=? WHERE id=?", a.Text("consulente"), sheet.ID)
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
		return people.UpdateWorkerTx(ctx, tx, actor, sheet.WorkerID, changes, people.SourceOperator, "Consensi raccolti nel bilancio "+sheet.Code())
	}
	return nil
}
