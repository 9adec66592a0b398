package training

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// EnrolTx enrols a person in the transaction of the act: it checks course,
// body and edition, counts the seats, gives the number and freezes the receipt.
// The caller has checked that the actor may act for the person.
//
// Refusals concern the fields percorso, organismo and edizione. A full or begun
// edition is refused unless the person waits; so is a person who already holds
// or awaits a place.
func EnrolTx(ctx context.Context, tx *db.Tx, actor rule.Actor, in NewEnrolment) (Enrolment, Receipt, error) {
	return enrol(ctx, tx, actor, in, 0)
}

func enrol(ctx context.Context, tx *db.Tx, actor rule.Actor, in NewEnrolment, movedFrom int64) (Enrolment, Receipt, error) {
	e := Enrolment{WorkerID: in.WorkerID, BilancioID: in.BilancioID, CPI: in.CPI, CourseID: in.CourseID, BodyID: in.BodyID,
		State: Confirmed, Contact: in.Contact, Needs: in.Needs, EnrolledAt: tx.Now, MovedFrom: movedFrom, Version: 1}
	if in.Contact != "" && !slices.Contains(Contacts, in.Contact) {
		return e, Receipt{}, rule.Refuse("recapito_ente", "Scegli quale recapito comunicare all'organismo.")
	}
	receipt, err := checkCourse(ctx, tx, in)
	if err != nil {
		return e, Receipt{}, err
	}
	if err := checkEdition(ctx, tx, in, &e); err != nil {
		return e, Receipt{}, err
	}
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(number),0)+1 FROM enrolment").Scan(&e.Number); err != nil {
		return e, Receipt{}, err
	}
	if err := fillReceipt(ctx, tx, actor, in, e, &receipt); err != nil {
		return e, Receipt{}, err
	}
	frozen, err := json.Marshal(receipt)
	if err != nil {
		return e, Receipt{}, err
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO enrolment(number,worker_id,bilancio_id,cpi_id,course_id,body_id,edition_id,state,moved_from,contact,needs,waiver,
		enrolled_at,enrolled_by,receipt) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`, e.Number, e.WorkerID, db.Null(e.BilancioID), e.CPI, e.CourseID, e.BodyID,
		db.Null(e.Edition.ID), e.State, db.Null(movedFrom), e.Contact, e.Needs, in.Waiver, tx.Now, actor.UserID, string(frozen))
	if db.IsUnique(err) {
		return e, Receipt{}, alreadyEnrolled(ctx, tx, in.WorkerID)
	}
	if err != nil {
		return e, Receipt{}, err
	}
	if e.ID, err = res.LastInsertId(); err != nil {
		return e, Receipt{}, err
	}
	e.Course, e.CourseCode, e.Body = receipt.Course, receipt.CourseCode, receipt.Body
	return e, receipt, archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "iscrizione." + string(e.State), Subject: "enrolment", SubjectID: e.ID, WorkerID: e.WorkerID})
}

// checkCourse returns the receipt's part about course and body.
func checkCourse(ctx context.Context, tx *db.Tx, in NewEnrolment) (Receipt, error) {
	var r Receipt
	var active bool
	err := tx.QueryRowContext(ctx, "SELECT code, title, coalesce(hours,0), mode, active FROM course WHERE id=?", in.CourseID).
		Scan(&r.CourseCode, &r.Course, &r.Hours, &r.Mode, &active)
	if errors.Is(err, sql.ErrNoRows) {
		return r, rule.Refuse("percorso", "Scegli un percorso del catalogo.")
	}
	if err != nil {
		return r, err
	}
	if !active {
		return r, rule.Refuse("percorso", "Il percorso «"+r.Course+"» non è più attivo a catalogo. Scegline un altro.")
	}
	err = tx.QueryRowContext(ctx, `SELECT b.name, b.codice_fiscale, b.address, b.phone, b.email FROM course_body cb JOIN training_body b ON b.id=cb.body_id
		WHERE cb.course_id=? AND cb.body_id=?`, in.CourseID, in.BodyID).Scan(&r.Body, &r.BodyCode, &r.BodyAddress, &r.BodyPhone, &r.BodyEmail)
	if errors.Is(err, sql.ErrNoRows) {
		return r, rule.Refuse("organismo", "Scegli un organismo candidato a tenere «"+r.Course+"».")
	}
	return r, err
}

// checkEdition puts the edition into the enrolment if it has a place, or the
// enrolment on the waiting list if that was asked for.
func checkEdition(ctx context.Context, tx *db.Tx, in NewEnrolment, e *Enrolment) error {
	if in.EditionID == 0 {
		if !in.Wait {
			return rule.Refuse("edizione", "Scegli un'edizione, oppure metti la persona in lista d'attesa.")
		}
		e.State = Waiting
		return nil
	}
	err := tx.QueryRowContext(ctx, "SELECT "+editionColumns+" FROM edition e JOIN training_body b ON b.id=e.body_id WHERE e.id=? AND e.course_id=? AND e.body_id=?",
		in.EditionID, in.CourseID, in.BodyID).Scan(e.Edition.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return rule.Refuse("edizione", "Scegli un'edizione di questo percorso e di questo organismo.")
	}
	if err != nil {
		return err
	}
	return takeSeat(ctx, tx, e, in.Wait)
}

// takeSeat counts the seats inside the transaction, where nobody else can take
// one, and refuses a begun edition, or a full one unless the person waits.
func takeSeat(ctx context.Context, tx *db.Tx, e *Enrolment, wait bool) error {
	if e.Edition.Past(tx.Today) {
		return rule.Refuse("edizione", "L'edizione è iniziata il "+e.Edition.StartsOn.Italian()+": le iscrizioni sono chiuse. Scegline un'altra.")
	}
	taken, err := seatsHere(ctx, tx, e.Edition.ID)
	if err != nil {
		return err
	}
	e.Edition.Enrolled = taken[e.Edition.ID]
	e.State = Confirmed
	if e.Edition.Free() > 0 {
		e.Edition.Enrolled++
		return nil
	}
	if wait {
		e.State = Waiting
		return nil
	}
	next, err := openEditions(ctx, tx, e.Edition)
	if err != nil {
		return err
	}
	return rule.Refuse("edizione", fullSentence(e.Edition, next))
}

// openEditions returns the other editions of the same course that have free
// seats, soonest first.
func openEditions(ctx context.Context, tx *db.Tx, full Edition) ([]Edition, error) {
	taken, err := seatsHere(ctx, tx, 0)
	if err != nil {
		return nil, err
	}
	var out []Edition
	err = collect(ctx, tx, "SELECT "+editionColumns+" FROM edition e JOIN training_body b ON b.id=e.body_id WHERE e.course_id=? AND e.id<>? ORDER BY e.starts_on='', e.starts_on, e.id",
		[]any{full.CourseID, full.ID}, func(rows *sql.Rows) error {
			var e Edition
			err := rows.Scan(e.targets()...)
			e.Enrolled = taken[e.ID]
			if e.Open(tx.Today) {
				out = append(out, e)
			}
			return err
		})
	return out, err
}

func alreadyEnrolled(ctx context.Context, tx *db.Tx, workerID int64) error {
	var number int64
	var title string
	var state EnrolmentState
	err := tx.QueryRowContext(ctx, `SELECT e.number, c.title, e.state FROM enrolment e JOIN course c ON c.id=e.course_id
		WHERE e.worker_id=? AND e.state IN ('confermata','in_attesa')`, workerID).Scan(&number, &title, &state)
	if err != nil {
		return err
	}
	return rule.Refuse("percorso", "La persona ha già un'iscrizione attiva: n. "+itoa(number)+", «"+title+"» ("+state.Label()+"). Prima registra la rinuncia o lo spostamento.")
}

// fillReceipt adds person, office and edition to the receipt.
func fillReceipt(ctx context.Context, tx *db.Tx, actor rule.Actor, in NewEnrolment, e Enrolment, r *Receipt) error {
	err := tx.QueryRowContext(ctx, "SELECT surname, name, codice_fiscale FROM worker WHERE id=?", in.WorkerID).Scan(&r.Surname, &r.Name, &r.CodiceFiscale)
	if err != nil {
		return err
	}
	if err := tx.QueryRowContext(ctx, "SELECT name FROM cpi WHERE id=?", in.CPI).Scan(&r.Office); err != nil {
		return err
	}
	r.Number, r.At, r.Operator = e.Number, tx.Now, actor.Name
	r.placed(e)
	r.Contact, r.Needs, r.Waiver, r.Declarations = in.Contact, in.Needs, in.Waiver, in.Declarations
	return nil
}

// SetReceiptTx notes the document that the receipt of an enrolment was issued as.
func SetReceiptTx(ctx context.Context, tx *db.Tx, enrolmentID, documentID int64) error {
	_, err := tx.ExecContext(ctx, "UPDATE enrolment SET document_id=? WHERE id=?", documentID, enrolmentID)
	return err
}
