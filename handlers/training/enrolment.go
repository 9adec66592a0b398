package training

import (
	"net/http"
	"slices"
	"strconv"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/db/training"
	"sportello/handlers/web"
	views "sportello/views/training"
)

// auditList queues a line that a list of persons was read: one for the list.
func (h *Handlers) auditList(r *web.Request, action string, n int) {
	r.App.Archive.Read(r.Actor, archive.Audit{Action: action, Subject: "enrolment", Fields: []string{"righe=" + strconv.Itoa(n)}})
}

// Enrolled shows a training body the people enrolled with it.
func (h *Handlers) Enrolled(r *web.Request) error {
	v := views.Enrolled{Today: r.Today()}
	if state := training.EnrolmentState(r.Query("stato")); slices.Contains(training.EnrolmentStates, state) {
		v.Filter.State = state
	}
	v.Filter.Before, _ = strconv.ParseInt(r.Query("prima"), 10, 64)
	if id, err := strconv.ParseInt(r.Query("edizione"), 10, 64); err == nil {
		edition, _, err := h.store.Edition(r.Ctx(), own(r), id)
		if err != nil {
			return err
		}
		v.Filter.Edition, v.Edition = id, &edition
	}
	var err error
	if v.Page, err = h.store.Enrolments(r.Ctx(), own(r), v.Filter); err != nil {
		return err
	}
	h.auditList(r, "iscritti.letti", len(v.Page.Rows))
	return r.Page(http.StatusOK, views.EnrolledPage(v))
}

// ConcludeOwn notes that a person has attended a training body's course to the end.
func (h *Handlers) ConcludeOwn(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := h.store.Conclude(r.Ctx(), own(r), id); err != nil {
		return err
	}
	r.Done("Iscrizione conclusa.")
	return r.SeeOther("/ente/iscritti")
}

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
	err = h.store.Confirm(r.Ctx(), r.Actor, id, 0)
	if refusals, refused := web.Refused(err); refused {
		return h.enrolment(r, http.StatusUnprocessableEntity, views.EnrolmentCard{Refusals: refusals})
	}
	if err != nil {
		return err
	}
	r.Done("Posto confermato.")
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
		moved, _, err = h.store.Move(r.Ctx(), r.Actor, id, training.NewEnrolment{CourseID: c.Course.ID, BodyID: edition.BodyID, EditionID: edition.ID})
		if err != nil && !f.Merge(err) {
			return err
		}
	}
	if !f.OK() {
		return h.enrolment(r, http.StatusUnprocessableEntity, views.EnrolmentCard{Choice: f.Text("edizione"), Refusals: f.Errors})
	}
	r.Done("Iscrizione spostata: la nuova è la n. " + strconv.FormatInt(moved.Number, 10) + ".")
	return r.SeeOther(enrolmentPath(moved.ID))
}
