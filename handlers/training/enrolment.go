package training

import (
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/rule"
	"sportello/db/training"
	"sportello/handlers/web"
	views "sportello/views/training"
)

// Enrolment shows an enrolment to the office that made it.
func (h *Handlers) Enrolment(r *web.Request) error {
	return h.enrolment(r, http.StatusOK, views.EnrolmentCard{})
}

func (h *Handlers) enrolment(r *web.Request, status int, v views.EnrolmentCard) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if v.Enrolment, v.Receipt, err = h.store.Enrolment(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	if v.Course, err = h.store.Course(r.Ctx(), r.Actor, v.Enrolment.CourseID); err != nil {
		return err
	}
	if v.Enrolment.State == training.Moved {
		if v.MovedTo, v.MovedToNumber, err = h.store.MovedTo(r.Ctx(), id); err != nil {
			return err
		}
	}
	v.Today = r.Today()
	r.AuditRead("iscrizione.letta", v.Enrolment.WorkerID)
	return r.Page(status, views.EnrolmentPage(v))
}

func enrolmentPath(id int64) string { return "/iscrizioni/" + strconv.FormatInt(id, 10) }

// Withdraw notes that the person gives the place up.
func (h *Handlers) Withdraw(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	f := r.Form()
	reason := f.Bounded("motivo", 500)
	if f.OK() {
		err = h.store.Withdraw(r.Ctx(), r.Actor, id, reason)
		if err != nil && !f.Merge(err) {
			return err
		}
	}
	if !f.OK() {
		return h.enrolment(r, http.StatusUnprocessableEntity, views.EnrolmentCard{Reason: reason, Refusals: f.Errors})
	}
	r.Done("Rinuncia registrata: il posto è di nuovo libero.")
	return r.SeeOther(enrolmentPath(id))
}

// Confirm gives a waiting person the place that has become free.
func (h *Handlers) Confirm(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	e, err := h.bilanci.ConfirmEnrolment(r.Ctx(), r.Actor, id, 0)
	if refusals, refused := web.Refused(err); refused {
		return h.enrolment(r, http.StatusUnprocessableEntity, views.EnrolmentCard{Refusals: refusals})
	}
	if err != nil {
		return err
	}
	h.finish(r, e.DocumentID)
	r.Done("Posto confermato: c'è una nuova ricevuta.")
	return r.SeeOther(enrolmentPath(id))
}

// Move enrols the person in another edition of the same course.
func (h *Handlers) Move(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	f := r.Form()
	chosen := f.Int("edizione")
	if chosen == 0 {
		f.Errors = rule.Refusals{{Field: "edizione", Message: "Scegli l'edizione in cui spostare l'iscrizione."}}
	}
	var moved training.Enrolment
	if f.OK() {
		edition, c, err := h.store.Edition(r.Ctx(), r.Actor, chosen)
		if err != nil {
			return err
		}
		current, _, err := h.store.Enrolment(r.Ctx(), r.Actor, id)
		if err != nil {
			return err
		}
		if c.Course.ID != current.CourseID {
			return db.ErrNotFound // the page offers none of another course
		}
		moved, err = h.bilanci.MoveEnrolment(r.Ctx(), r.Actor, id, training.NewEnrolment{CourseID: c.Course.ID, BodyID: edition.BodyID, EditionID: edition.ID})
		if err != nil && !f.Merge(err) {
			return err
		}
	}
	if !f.OK() {
		return h.enrolment(r, http.StatusUnprocessableEntity, views.EnrolmentCard{Choice: f.Text("edizione"), Refusals: f.Errors})
	}
	h.finish(r, moved.DocumentID)
	r.Done("Iscrizione spostata: la nuova è la n. " + strconv.FormatInt(moved.Number, 10) + ", con la sua ricevuta.")
	return r.SeeOther(enrolmentPath(moved.ID))
}

// finish makes the file of a receipt that was just issued. If that fails the
// receipt stands all the same: a job makes its file later.
func (h *Handlers) finish(r *web.Request, document int64) {
	if document == 0 {
		return
	}
	if _, err := r.App.Archive.Finish(r.Ctx(), document); err != nil {
		r.App.Log.Error("document", "id", document, "error", err)
	}
}
