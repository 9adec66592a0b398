package bilancio

import (
	"context"
	"fmt"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// Review is what stands before the closing of a phase.
type Review struct {
	Obstacles rule.Refusals            // none when the phase can be closed; the field is a panel
	Warnings  map[string]rule.Refusals // by panel: they do not stop
	State     State                    // what the bilancio becomes
	Opens     string                   // the phase that opens, "" for none
	facts     map[string]panels.Facts
}

// Review looks at every panel of a phase once more, together with the others,
// and says whether the phase can be closed.
func (s *Store) Review(ctx context.Context, actor rule.Actor, id int64, phase string) (Bilancio, Review, error) {
	b, err := s.Bilancio(ctx, actor, id)
	if err != nil {
		return b, Review{}, err
	}
	if _, ok := b.Definition.Phase(phase); !ok {
		return b, Review{}, db.ErrNotFound
	}
	r, err := s.review(ctx, b, phase)
	return b, r, err
}

func (s *Store) review(ctx context.Context, b Bilancio, phase string) (Review, error) {
	r := Review{Warnings: map[string]rule.Refusals{}, facts: map[string]panels.Facts{}}
	facts := s.facts(b)
	broken := map[string]string{}
	ph, _ := b.Definition.Phase(phase)
	for _, p := range ph.Panels {
		answers := b.Panels[p.Code].Answers
		f, err := facts.of(ctx, p.Code, answers)
		if err != nil {
			return r, err
		}
		r.facts[p.Code] = f
		if !b.Status(p.Code).Done() {
			continue
		}
		errs, warnings := panels.Validate(p, panels.Derive(p.Code, answers, f), f)
		if len(errs) > 0 {
			broken[p.Code] = errs[0].Message
		}
		if len(warnings) > 0 {
			r.Warnings[p.Code] = warnings
		}
	}
	r.Obstacles = b.Obstacles(phase, broken)
	r.State, r.Opens = b.Ends(phase)
	return r, nil
}

// Closed is what the closing of a phase did.
type Closed struct {
	State    State
	Opens    string // the phase that opened, "" for none
	Document int64  // issued, 0 for none: its file is still to be made
	MailTo   string // address that the document goes to, "" for none
	NoMail   string // why it does not go, when that was asked for
}

// Close closes a phase: its panels become read-only, the next one opens, and the
// document of the phase is issued with all that was entered.
func (s *Store) Close(ctx context.Context, actor rule.Actor, id int64, phase string) (Closed, error) {
	b, r, err := s.Review(ctx, actor, id, phase)
	if err != nil {
		return Closed{}, err
	}
	if !b.WritableBy(actor) {
		return Closed{}, db.ErrNotFound
	}
	if phase == panels.Iscrizione {
		return Closed{}, rule.Refuse("", "La fase Iscrizione si chiude confermando l'iscrizione.")
	}
	if len(r.Obstacles) > 0 {
		return Closed{}, r.Obstacles
	}
	var out Closed
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		now, err := forWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if now.Version != b.Version {
			return db.Stale{Current: now.Version}
		}
		out, err = closeTx(ctx, tx, actor, now, phase, r.facts)
		return err
	})
	return out, err
}

func closeTx(ctx context.Context, tx *db.Tx, actor rule.Actor, b Bilancio, phase string, facts map[string]panels.Facts) (Closed, error) {
	out := Closed{}
	out.State, out.Opens = b.Ends(phase)
	if err := recode(ctx, tx, actor, b.ID, b.Programme); err != nil { // meetings attended since, booked without a code
		return out, err
	}
	if phase == panels.Riposizionamento {
		if err := noteService(ctx, tx, actor, &b); err != nil {
			return out, err
		}
	}
	if err := issuePhase(ctx, tx, actor, b, phase, facts, &out); err != nil {
		return out, err
	}
	if err := markClosed(ctx, tx, actor, b, phase, out.Document); err != nil {
		return out, err
	}
	return out, settle(ctx, tx, actor, b, phase, out)
}

func markClosed(ctx context.Context, tx *db.Tx, actor rule.Actor, b Bilancio, phase string, document int64) error {
	p, ok := b.Last(phase)
	if !ok {
		return db.ErrNotFound
	}
	if _, err := tx.ExecContext(ctx, "UPDATE bilancio_phase SET closed_at=?, closed_by=?, document_id=? WHERE bilancio_id=? AND phase=? AND version=?",
		tx.Now, actor.UserID, db.Null(document), b.ID, phase, p.Version); err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "bilancio.fase_chiusa", Subject: "bilancio", SubjectID: b.ID, WorkerID: b.WorkerID, Fields: []string{phase}})
}

// settle moves the bilancio to where the closing leads.
func settle(ctx context.Context, tx *db.Tx, actor rule.Actor, b Bilancio, phase string, out Closed) error {
	if out.Opens != "" {
		if p, ok := b.Last(out.Opens); !ok || p.ClosedAt != "" {
			if err := openPhase(ctx, tx, b.ID, out.Opens, p.Version+1, ""); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, "UPDATE bilancio SET phase=?, saved_at=?, saved_by=?, version=version+1 WHERE id=?", out.Opens, tx.Now, actor.UserID, b.ID)
		return err
	}
	outcome, reason := b.Panels["RIP08"].Answers.Text("esito"), ""
	if out.State == Interrupted {
		reason = b.Panels["RIP08"].Answers.Text("sintesi")
	}
	return end(ctx, tx, actor, b, out.State, outcome, reason)
}

// end writes how the bilancio ended, on the bilancio, on its last meeting and
// on the person's record.
func end(ctx context.Context, tx *db.Tx, actor rule.Actor, b Bilancio, state State, outcome, reason string) error {
	if _, err := tx.ExecContext(ctx, "UPDATE bilancio SET state=?, ended_at=?, end_reason=?, outcome=?, saved_at=?, saved_by=?, version=version+1 WHERE id=?",
		state, tx.Now, reason, outcome, tx.Now, actor.UserID, b.ID); err != nil {
		return err
	}
	if err := registry.SetOutcomeTx(ctx, tx, actor, "bilancio", b.ID, outcome); err != nil {
		return err
	}
	if err := people.SetBilancioTx(ctx, tx, b.WorkerID, string(state)); err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "bilancio." + string(state), Subject: "bilancio", SubjectID: b.ID, WorkerID: b.WorkerID, Reason: reason})
}

// noteService writes into RIP08 the service that the meetings were recorded as,
// and the outcome on the last of them.
func noteService(ctx context.Context, tx *db.Tx, actor rule.Actor, b *Bilancio) error {
	var n, minutes int
	if err := tx.QueryRowContext(ctx, "SELECT count(*), coalesce(sum(minutes),0) FROM delivered_service WHERE reference='bilancio' AND reference_id=? AND code=? AND annulled_at IS NULL",
		b.ID, b.Programme.ServiceCode).Scan(&n, &minutes); err != nil {
		return err
	}
	p := b.Panels["RIP08"]
	p.Answers = p.Answers.Clone()
	p.Answers["servizio_registrato"] = scheda.T(fmt.Sprintf("%s, %s, %s", b.Programme.ServiceCode, rule.Plural(n, "incontro", "incontri"), rule.Minutes(minutes).Duration()))
	p.Answers["ore_totali"] = scheda.T(panels.Decimal(hours(b.Minutes())))
	b.Panels["RIP08"] = p
	if _, err := tx.ExecContext(ctx, "UPDATE bilancio_panel SET answers=? WHERE bilancio_id=? AND panel='RIP08'", string(p.Answers.Canonical()), b.ID); err != nil {
		return err
	}
	return registry.SetOutcomeTx(ctx, tx, actor, "bilancio", b.ID, p.Answers.Text("esito"))
}

// issuePhase issues the document of a phase that has one, and puts it into the
// outbox when the person asked for it and consents.
func issuePhase(ctx context.Context, tx *db.Tx, actor rule.Actor, b Bilancio, phase string, facts map[string]panels.Facts, out *Closed) error {
	kind, title, panel := "", "", ""
	switch phase {
	case panels.Investigativa:
		kind, title, panel = KindInvestigative, investigativeTitle, "INV16"
	case panels.Riposizionamento:
		kind, title, panel = KindRepositioning, projectTitle, "RIP08"
	default:
		return nil
	}
	issued, err := archive.IssueTx(ctx, tx, actor, archive.IssueInput{
		Kind: kind, Title: title, Subject: "bilancio", SubjectID: b.ID, WorkerID: b.WorkerID, CPI: b.CPI, FormVersion: fmt.Sprint(b.FormVersion),
		Data: b.phaseDocument(phase, facts, tx.Today), Fingerprint: scheda.Fingerprint(b.PhaseAnswers(phase)),
		Protocol: &archive.Entry{Direction: archive.Outgoing, Counterpart: b.Worker(), Subject: title + ", n. " + b.Code(), Class: "Bilancio delle competenze"},
	})
	if err != nil {
		return err
	}
	out.Document = issued.ID
	if b.Panels[panel].Answers.Is(panels.MailTick) {
		out.MailTo, out.NoMail, err = mailTx(ctx, tx, actor, b, issued.ID, title)
	}
	return err
}

// mailTx puts a document into the outbox for the person, if consent and address
// allow; otherwise it says why not.
func mailTx(ctx context.Context, tx *db.Tx, actor rule.Actor, b Bilancio, document int64, title string) (to, why string, err error) {
	to, why = b.Consent()
	if why != "" {
		return "", "Non ho inviato il documento: " + why, nil
	}
	subject, body := mailText(b.Worker(), title, b.Office)
	_, err = archive.MailTx(ctx, tx, actor, archive.Mail{Kind: "documento_bilancio", To: to, Subject: subject, Body: body, WorkerID: b.WorkerID, CPI: b.CPI, DocumentID: document})
	return to, "", err
}

// Reopen opens a closed phase again, with a reason: the responsabile's act. Its
// document stays; the next closing issues a new version.
func (s *Store) Reopen(ctx context.Context, actor rule.Actor, id int64, phase, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := forWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if err := reopenable(ctx, tx, actor, b, phase, reason); err != nil {
			return err
		}
		p, _ := b.Last(phase)
		if err := openPhase(ctx, tx, b.ID, phase, p.Version+1, reason); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE bilancio SET phase=?, state='in_lavorazione', ended_at=NULL, end_reason='', outcome='', saved_at=?, saved_by=?, version=version+1 WHERE id=?",
			phase, tx.Now, actor.UserID, b.ID); err != nil {
			return err
		}
		if b.State != InProgress {
			if err := people.SetBilancioTx(ctx, tx, b.WorkerID, string(InProgress)); err != nil {
				return err
			}
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "bilancio.fase_riaperta", Subject: "bilancio", SubjectID: b.ID, WorkerID: b.WorkerID, Fields: []string{phase}, Reason: reason})
	})
}

func reopenable(ctx context.Context, tx *db.Tx, actor rule.Actor, b Bilancio, phase, reason string) error {
	switch {
	case !b.HeadedBy(actor):
		return rule.Refuse("", "Una fase la riapre solo il responsabile del Centro per l'Impiego.")
	case !b.Closed(phase):
		return rule.Refuse("", fmt.Sprintf("La %s non è chiusa.", panels.PhaseWords(phase)))
	case reason == "":
		return rule.Refuse("motivo", "Scrivi il motivo della riapertura.")
	case len([]rune(reason)) > 1000:
		return rule.Refuse("motivo", "Il motivo è troppo lungo: al massimo 1.000 caratteri.")
	}
	var active, other int
	err := tx.QueryRowContext(ctx, standsInTheWayQuery, b.ID, b.WorkerID).Scan(&active, &other)
	switch {
	case err != nil:
		return err
	case active > 0:
		return rule.Refuse("", "Da questo bilancio è nata un'iscrizione ancora attiva: prima va registrata la rinuncia.")
	case other > 0:
		return rule.Refuse("", "La persona ha già un altro bilancio in lavorazione.")
	}
	return nil
}

const standsInTheWayQuery = `SELECT (SELECT count(*) FROM enrolment WHERE bilancio_id=?1 AND state IN ('confermata','in_attesa')),
	(SELECT count(*) FROM bilancio WHERE worker_id=?2 AND id<>?1 AND state='in_lavorazione')`

// Interrupt stops a bilancio with a reason. It cannot be taken up again: the
// person may start another.
func (s *Store) Interrupt(ctx context.Context, actor rule.Actor, id int64, reason string) error {
	reason = strings.TrimSpace(reason)
	switch {
	case reason == "":
		return rule.Refuse("motivo", "Scrivi il motivo dell'interruzione.")
	case len([]rune(reason)) > 1000:
		return rule.Refuse("motivo", "Il motivo è troppo lungo: al massimo 1.000 caratteri.")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := forWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if b.State != InProgress {
			return rule.Refuse("", "Il bilancio è "+b.State.Label()+": non si può interrompere.")
		}
		return end(ctx, tx, actor, b, Interrupted, "interrotto", reason)
	})
}

// SendDocument puts a document of the bilancio into the outbox for the person
// and returns the address; a refusal says why it cannot go.
func (s *Store) SendDocument(ctx context.Context, actor rule.Actor, id, document int64) (to string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := forWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		var title string
		if err := db.Classify(tx.QueryRowContext(ctx, "SELECT title FROM document WHERE id=? AND subject='bilancio' AND subject_id=?", document, id).Scan(&title)); err != nil {
			return err
		}
		var why string
		if to, why, err = mailTx(ctx, tx, actor, b, document, title); why != "" {
			return rule.Refuse("", why)
		}
		return err
	})
	return to, err
}
