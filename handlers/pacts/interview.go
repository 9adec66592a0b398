package pacts

import (
	"net/http"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/pacts"
	"sportello/handlers/web"
	views "sportello/views/pacts"
)

// interview returns the interview of the address, and notes that it was read.
func (h *Handlers) interview(r *web.Request) (pacts.Interview, error) {
	id, err := r.ID("id")
	if err != nil {
		return pacts.Interview{}, err
	}
	i, err := h.store.Interview(r.Ctx(), r.Actor, id)
	if err == nil {
		h.archive.Read(r.Actor, archive.Audit{Action: "colloquio.letto", Subject: "interview", SubjectID: i.ID, WorkerID: i.WorkerID})
	}
	return i, err
}

// ownInterview returns the interview of the address if the actor keeps it.
func (h *Handlers) ownInterview(r *web.Request) (pacts.Interview, error) {
	i, err := h.interview(r)
	if err == nil && !i.WritableBy(r.Actor) {
		err = db.ErrNotFound
	}
	return i, err
}

func interviewFrame(r *web.Request, i pacts.Interview, phase, panel string) views.InterviewFrame {
	return views.InterviewFrame{I: i, Today: r.Today(), Phase: phase, Panel: panel, Writes: i.WritableBy(r.Actor)}
}

// Interview shows an interview at a glance.
func (h *Handlers) Interview(r *web.Request) error {
	i, err := h.interview(r)
	if err != nil {
		return err
	}
	return h.glance(r, http.StatusOK, views.InterviewPage{InterviewFrame: interviewFrame(r, i, i.Phase(), "")})
}

func (h *Handlers) glance(r *web.Request, status int, p views.InterviewPage) error {
	var err error
	if p.Facts, err = h.store.InterviewFacts(r.Ctx(), r.Actor, p.I); err != nil {
		return err
	}
	all, err := h.store.OfWorker(r.Ctx(), r.Actor, p.I.WorkerID)
	if err != nil {
		return err
	}
	for n := range all {
		if !all[n].State.Over() {
			p.Pact = &all[n]
		}
	}
	p.OpenBilancio, p.OpenAppointment, p.OpenPact = r.Reaches("/bilanci/:id"), r.Reaches("/appuntamenti/:id"), r.Reaches("/patti/:id")
	return r.Page(status, views.ShowInterview(p))
}
