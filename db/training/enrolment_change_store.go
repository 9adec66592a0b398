package training

import (
	"context"
	"encoding/json"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// enrolmentScope keeps the enrolments of the actor's offices, and for a
// training body its own.
func enrolmentScope(actor rule.Actor) (string, []any) {
	office, a := actor.OfficeScope("e.cpi_id")
	body, b := actor.BodyScope("b.codice_fiscale")
	return "(" + office + " OR " + body + ")", append(a, b...)
}

// Withdraw notes that the person gives the place up, with the reason. Only the
// office that enrolled may.
func (s *Store) Withdraw(ctx context.Context, actor rule.Actor, id int64, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return rule.Refuse("motivo", "Scrivi il motivo della rinuncia.")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		e, err := officeEnrolment(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		return endTx(ctx, tx, actor, e, Withdrawn, reason)
	})
}

// Conclude notes that the person has attended to the end. The office may, and
// the training body, from the last day of the edition on.
func (s *Store) Conclude(ctx context.Context, actor rule.Actor, id int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		e, err := enrolmentByID(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if e.State == Confirmed && e.Edition.EndsOn > tx.Today {
			return rule.Refuse("", "L'edizione finisce il "+e.Edition.EndsOn.Italian()+": l'iscrizione si conclude da quel giorno.")
		}
		return endTx(ctx, tx, actor, e, Concluded, "")
	})
}

// ConfirmTx gives a waiting person a place in an edition of the course awaited,
// in the transaction of the act, and returns the enrolment with its new receipt;
// editionID 0 is the edition already named.
func ConfirmTx(ctx context.Context, tx *db.Tx, actor rule.Actor, id, editionID int64) (Enrolment, Receipt, error) {
	e, receipt, err := ofOffice(ctx, tx, actor, id)
	if err != nil {
		return e, receipt, err
	}
	if !e.State.CanBecome(Confirmed) {
		return e, receipt, rule.Refuse("", "L'iscrizione n. "+itoa(e.Number)+" è "+e.State.Label()+": non attende un posto.")
	}
	if editionID == 0 {
		editionID = e.Edition.ID
	}
	if err := checkEdition(ctx, tx, NewEnrolment{CourseID: e.CourseID, BodyID: e.BodyID, EditionID: editionID}, &e); err != nil {
		return e, receipt, err
	}
	receipt.placed(e)
	receipt.Operator = actor.Name
	frozen, err := json.Marshal(receipt)
	if err != nil {
		return e, receipt, err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE enrolment SET state=?, edition_id=?, receipt=?, version=version+1 WHERE id=?", Confirmed, editionID, string(frozen), id); err != nil {
		return e, receipt, err
	}
	return e, receipt, archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "iscrizione.confermata", Subject: "enrolment", SubjectID: id, WorkerID: e.WorkerID})
}

// MoveTx ends an enrolment as moved and enrols the person elsewhere in its
// place, under a new number, in the transaction of the act; it returns the new
// enrolment with its receipt. What the person declared, and how they can be
// reached, goes along.
func MoveTx(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64, to NewEnrolment) (Enrolment, Receipt, error) {
	e, old, err := ofOffice(ctx, tx, actor, id)
	if err != nil {
		return e, old, err
	}
	if err := endTx(ctx, tx, actor, e, Moved, ""); err != nil {
		return e, old, err
	}
	to.WorkerID, to.BilancioID, to.CPI = e.WorkerID, e.BilancioID, e.CPI
	if to.Contact == "" {
		to.Contact, to.Needs = e.Contact, e.Needs
	}
	to.Declarations, to.Waiver = old.Declarations, old.Waiver
	return enrol(ctx, tx, actor, to, id)
}

// ofOffice returns an enrolment of the actor's offices with its receipt.
func ofOffice(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64) (Enrolment, Receipt, error) {
	e, err := officeEnrolment(ctx, tx, actor, id)
	if err != nil {
		return e, Receipt{}, err
	}
	r, err := receiptOf(ctx, tx, id)
	return e, r, err
}

// officeEnrolment returns an enrolment of the actor's offices.
func officeEnrolment(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64) (Enrolment, error) {
	scope, args := actor.OfficeScope("e.cpi_id")
	return scanEnrolment(tx.QueryRowContext(ctx, enrolmentQuery+" WHERE e.id=? AND "+scope, append([]any{id}, args...)...))
}

// endTx takes an enrolment out of the active ones.
func endTx(ctx context.Context, tx *db.Tx, actor rule.Actor, e Enrolment, to EnrolmentState, reason string) error {
	if !e.State.CanBecome(to) {
		return rule.Refuse("", "L'iscrizione n. "+itoa(e.Number)+" è già "+e.State.Label()+".")
	}
	_, err := tx.ExecContext(ctx, "UPDATE enrolment SET state=?, ended_at=?, ended_by=?, end_reason=?, version=version+1 WHERE id=?",
		to, tx.Now, actor.UserID, strings.TrimSpace(reason), e.ID)
	if err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "iscrizione." + string(to), Subject: "enrolment", SubjectID: e.ID, WorkerID: e.WorkerID})
}
