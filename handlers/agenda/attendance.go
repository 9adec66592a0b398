package agenda

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"

	"sportello/db/agenda"
	"sportello/handlers/web"
	reports "sportello/reports/agenda"
	views "sportello/views/agenda"
	"sportello/views/layout"
	"sportello/views/shared"
)

// SearchAttendee finds whom to add: posted, because a codice fiscale may be typed.
func (h *Handlers) SearchAttendee(r *web.Request) error {
	p, err := h.session(r)
	if err != nil {
		return err
	}
	p.Query, p.Searched = r.Form().Text("q"), true
	status := http.StatusOK
	p.Found, err = h.people.SearchWorkers(r.Ctx(), r.Actor, p.Query, 20)
	if refusals, refused := web.Refused(err); refused || p.Query == "" {
		status, p.Error = http.StatusUnprocessableEntity, "Scrivi il cognome, oppure il codice fiscale."
		if refused {
			p.Error = refusals.Error()
		}
	} else if err != nil {
		return err
	}
	h.auditList(r, "lavoratori.cercati", 0, len(p.Found))
	return r.Page(status, views.ShowSession(p), web.Fragment{ID: views.PeopleFoundID, Component: views.PeopleFound(p)})
}

// Invite adds a person to the list of a session.
func (h *Handlers) Invite(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	done := "Aggiunto all'elenco."
	if err = h.store.Invite(r.Ctx(), r.Actor, id, r.Form().Int("lavoratore")); err == nil {
		s, err := h.store.Session(r.Ctx(), r.Actor, id)
		if err != nil {
			return err
		}
		if s.Beyond() > 0 {
			done = fmt.Sprintf("Aggiunto all'elenco, oltre i posti previsti: %d su %d.", s.Invited, s.Capacity)
		}
	}
	return h.backToSession(r, id, done, err, "f-q") // the next one is searched at once
}

// Uninvite takes a person off it.
func (h *Handlers) Uninvite(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	return h.backToSession(r, id, "Tolto dall'elenco.", h.store.Uninvite(r.Ctx(), r.Actor, id, r.Form().Int("lavoratore")), "")
}

// Attendance marks one person, or all who have no mark yet.
func (h *Handlers) Attendance(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	f := r.Form()
	var workers []int64
	if f.Text("lavoratore") != "" {
		workers = []int64{f.Int("lavoratore")}
	}
	n, err := h.store.Attend(r.Ctx(), r.Actor, id, workers, agenda.AttendeeState(f.Text("stato")))
	here := ""
	if len(workers) == 1 {
		here = views.AttendeeRow(workers[0]) // from where the next one is near
	}
	return h.backToSession(r, id, marked(n, agenda.AttendeeState(f.Text("stato"))), err, here)
}

// marked says what was marked.
func marked(n int, state agenda.AttendeeState) string {
	switch state {
	case agenda.WasPresent:
		return shared.Plural(n, "presenza segnata.", "presenze segnate.")
	case agenda.WasAbsent:
		return shared.Plural(n, "assenza segnata.", "assenze segnate.")
	}
	return shared.Plural(n, "segno tolto.", "segni tolti.")
}

// backToSession leads back to the session, saying what was done or why not; to
// the element of the page that takes the focus, unless "".
func (h *Handlers) backToSession(r *web.Request, id int64, done string, err error, here string) error {
	if refusals, refused := web.Refused(err); refused {
		r.Flash(layout.Flash{Level: shared.Bad, Text: refusals.Error()})
	} else if err != nil {
		return err
	} else {
		r.Done(done)
	}
	to := views.SessionsPath + "/" + strconv.FormatInt(id, 10)
	if here != "" {
		to += "#" + here
	}
	return r.SeeOther(to)
}

// SignSheet sends the sign-in sheet of a session, to be printed and signed.
func (h *Handlers) SignSheet(r *web.Request) error {
	p, err := h.session(r)
	if err != nil {
		return err
	}
	h.auditList(r, "foglio_firme.stampato", p.Session.CPI, len(p.Attendees))
	pdf, err := reports.Signs(reports.SignSheet{Session: p.Session, Attendees: p.Attendees, At: r.Now()})
	if err != nil {
		return err
	}
	return r.SendFile(bytes.NewReader(pdf), "foglio-firme-"+strconv.FormatInt(p.Session.ID, 10)+".pdf", "application/pdf", int64(len(pdf)))
}
