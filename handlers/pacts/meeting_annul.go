package pacts

import (
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/pacts"
	"sportello/handlers/web"
	views "sportello/views/pacts"
)

func annulForm(i pacts.Interview, m pacts.Meeting) views.InterviewForm {
	why := control("testo", "reason", "")
	why.Width, why.MaxLength = 12, 500
	lead := "L'appuntamento o la sessione restano in agenda come sono: qui si toglie solo il legame con il colloquio."
	if m.Service != 0 {
		lead = "Si annulla anche l'orientamento di base (C.1) che l'incontro aveva registrato."
	}
	return views.InterviewForm{I: i, Title: "Annullamento dell'incontro del " + m.On.Italian(), Path: views.InterviewPath(i.ID, "incontri", strconv.FormatInt(m.ID, 10), "annullamento"), Back: views.InterviewPath(i.ID),
		Button: "Annulla l'incontro", Danger: true, Lead: []string{lead}, Fields: []views.Control{why}}
}

// annulled returns the interview and the meeting of the address.
func (h *Handlers) annulled(r *web.Request) (pacts.Interview, pacts.Meeting, error) {
	i, err := h.openInterview(r)
	if err != nil {
		return i, pacts.Meeting{}, err
	}
	id, err := r.ID("incontro")
	if err != nil {
		return i, pacts.Meeting{}, err
	}
	m, there := i.Meeting(id)
	if !there {
		err = db.ErrNotFound
	}
	return i, m, err
}

// AnnulMeetingPage asks why a meeting was recorded by mistake.
func (h *Handlers) AnnulMeetingPage(r *web.Request) error {
	i, m, err := h.annulled(r)
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.DoInterview(annulForm(i, m)))
}

// AnnulMeeting takes back a meeting recorded by mistake.
func (h *Handlers) AnnulMeeting(r *web.Request) error {
	i, m, err := h.annulled(r)
	if err != nil {
		return err
	}
	f := r.Form()
	if err := h.store.AnnulMeeting(r.Ctx(), r.Actor, i.ID, m.ID, f.Text("reason")); err != nil && !f.Merge(err) {
		return err
	}
	return h.recorded(r, f, annulForm(i, m), "Ho annullato l'incontro del "+m.On.Italian()+".")
}
