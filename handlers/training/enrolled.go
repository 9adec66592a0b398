package training

import (
	"net/http"
	"slices"
	"strconv"

	"sportello/db/archive"
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
