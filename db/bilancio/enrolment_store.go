package bilancio

import (
	"context"
	"fmt"
	"strconv"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/db/training"
)

// Confirmation is what ISC04 says when the enrolment is confirmed.
type Confirmation struct {
	State  string // the state chosen, "" for the one that follows from ISC01
	ByMail bool   // send the receipt to the person
}

// Enrol confirms the enrolment that ISC01 to ISC03 prepared: place, number,
// receipt and the service of the LEP H, in one act. The bilancio is complete.
func (s *Store) Enrol(ctx context.Context, actor rule.Actor, id int64, said Confirmation) (Closed, error) {
	b, r, err := s.Review(ctx, actor, id, panels.Iscrizione)
	if err != nil {
		return Closed{}, err
	}
	if !b.WritableBy(actor) {
		return Closed{}, db.ErrNotFound
	}
	if len(r.Obstacles) > 0 {
		return Closed{}, r.Obstacles
	}
	if why := panels.RefusesState(said.State, b.Panels["ISC01"].Answers); why != "" {
		return Closed{}, rule.Refuse("stato", why)
	}
	out := Closed{State: Complete}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := forWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if why := b.Editable(panels.Iscrizione); why != "" {
			return rule.Refuse("", why)
		}
		e, receipt, err := training.EnrolTx(ctx, tx, actor, b.enrolment())
		if err != nil {
			return err
		}
		if err := issueReceipt(ctx, tx, actor, b, e, receipt, said.ByMail, &out); err != nil {
			return err
		}
		if err := deliverTraining(ctx, tx, actor, b, e); err != nil {
			return err
		}
		if err := s.noteEnrolment(ctx, tx, actor, b, e, said.ByMail); err != nil {
			return err
		}
		if err := markClosed(ctx, tx, actor, b, panels.Iscrizione, out.Document); err != nil {
			return err
		}
		return end(ctx, tx, actor, b, Complete, "iscrizione_formazione", "")
	})
	return out, err
}

// enrolment returns what ISC01 to ISC03 ask for.
func (b Bilancio) enrolment() training.NewEnrolment {
	choice, check, said := b.Panels["ISC01"].Answers, b.Panels["ISC02"].Answers, b.Panels["ISC03"].Answers
	number := func(name string) int64 { n, _ := strconv.ParseInt(choice.Text(name), 10, 64); return n }
	in := training.NewEnrolment{
		WorkerID: b.WorkerID, BilancioID: b.ID, CPI: b.CPI, CourseID: number("percorso"), BodyID: number("organismo"), EditionID: number("edizione"),
		Wait: choice.Text("edizione") == "", Contact: said.Text("recapito_ente"), Needs: said.Text("esigenze"), Waiver: check.Text("deroga"),
	}
	panel, _ := b.Definition.Panel("ISC03")
	for _, f := range panel.Fields {
		if f.MustBeTrue != "" && said.Is(f.Name) {
			in.Declarations = append(in.Declarations, f.Label)
		}
	}
	return in
}

func issueReceipt(ctx context.Context, tx *db.Tx, actor rule.Actor, b Bilancio, e training.Enrolment, receipt training.Receipt, byMail bool, out *Closed) error {
	d := b.freeze(tx.Today)
	d.Receipt = &receipt
	issued, err := archive.IssueTx(ctx, tx, actor, archive.IssueInput{
		Kind: KindReceipt, Title: receiptTitle, Subject: "bilancio", SubjectID: b.ID, WorkerID: b.WorkerID, CPI: b.CPI, FormVersion: fmt.Sprint(b.FormVersion),
		Data: d, Fingerprint: scheda.Fingerprint(b.PhaseAnswers(panels.Iscrizione)),
		Protocol: &archive.Entry{Direction: archive.Outgoing, Counterpart: b.Worker(), Subject: fmt.Sprintf("%s n. %d, «%s»", receiptTitle, e.Number, e.Course), Class: "Iscrizioni a percorsi formativi"},
	})
	if err != nil {
		return err
	}
	out.Document = issued.ID
	if err := training.SetReceiptTx(ctx, tx, e.ID, issued.ID); err != nil || !byMail {
		return err
	}
	out.MailTo, out.NoMail, err = mailTx(ctx, tx, actor, b, issued.ID, receiptTitle)
	return err
}

// deliverTraining records the referral to training (LEP H) with the mean
// minutes of the code. A course whose catalogue tells no code counts as
// training for a qualification (H.6), at a distance as H.7.
func deliverTraining(ctx context.Context, tx *db.Tx, actor rule.Actor, b Bilancio, e training.Enrolment) error {
	var code string
	var minutes int
	if err := tx.QueryRowContext(ctx, `SELECT CASE WHEN service_code<>'' THEN service_code WHEN mode='distanza' THEN 'H.7' ELSE 'H.6' END FROM course WHERE id=?`, e.CourseID).Scan(&code); err != nil {
		return err
	}
	if err := tx.QueryRowContext(ctx, "SELECT coalesce((SELECT minutes_mean FROM service_code WHERE code=? AND valid_from<=? AND valid_to>=? LIMIT 1),0)",
		code, tx.Today, tx.Today).Scan(&minutes); err != nil {
		return err
	}
	_, err := people.DeliverTx(ctx, tx, actor, registry.DeliveredService{
		WorkerID: b.WorkerID, CPI: b.CPI, Operator: actor.UserID, Code: code, Programme: b.Programme.Code, On: tx.Today, MinutesPlan: minutes, Minutes: minutes,
		Mode: "presenza", Reference: "iscrizione", ReferenceID: e.ID, Outcome: string(e.State), Origin: registry.OriginAutomatic,
	})
	return err
}

// noteEnrolment writes into ISC04 what was confirmed.
func (s *Store) noteEnrolment(ctx context.Context, tx *db.Tx, actor rule.Actor, b Bilancio, e training.Enrolment, byMail bool) error {
	old := b.Panels["ISC04"]
	answers := scheda.Answers{
		"numero_iscrizione": scheda.T(strconv.FormatInt(e.Number, 10)), "data_iscrizione": scheda.T(tx.Now.Italian()), "stato": scheda.T(string(e.State)),
		"ricevuta": scheda.T(receiptTitle + " n. " + strconv.FormatInt(e.Number, 10)),
	}
	if byMail {
		answers[panels.MailTick] = scheda.T("si")
	}
	panel, _ := b.Definition.Panel("ISC04")
	stored, err := keptPanel(ctx, tx, b.ID, "ISC04")
	if err != nil {
		return err
	}
	return writePanel(ctx, tx, actor, Sheet{Standing: b.Standing, Panel: panel, State: old}, stored, Saved{Version: old.Version + 1, Status: scheda.StatusComplete, At: tx.Now}, string(answers.Canonical()), 0)
}
