package agenda

import (
	"net/http"
	"slices"
	"strconv"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/agenda"
)

// sessionDays is how many days of sessions a page lists.
const sessionDays = 56

// Sessions lists the group sessions of an office.
func (h *Handlers) Sessions(r *web.Request) error {
	office, _, err := h.office(r)
	if err != nil {
		return err
	}
	p := views.SessionsPage{Office: office, Today: r.Today(), From: r.Today().AddDays(-28)}
	if from, err := rule.ParseDate(r.Query("dal")); err == nil {
		p.From = from
	}
	p.To = p.From.AddDays(sessionDays - 1)
	if p.List, err = h.store.Sessions(r.Ctx(), r.Actor, office.ID, p.From, p.To); err != nil {
		return err
	}
	h.auditList(r, "sessioni.lette", office.ID, len(p.List))
	return r.Page(http.StatusOK, views.Sessions(p))
}

// Session shows one session.
func (h *Handlers) Session(r *web.Request) error {
	p, err := h.session(r)
	if err != nil {
		return err
	}
	if id := number(r, "lavoratore"); id != 0 { // whoever comes from a person's card
		w, err := h.people.Worker(r.Ctx(), r.Actor, id)
		if err != nil {
			return err
		}
		p.Found, p.Searched = []people.Worker{w}, true
	}
	h.auditList(r, "sessione.letta", p.Session.CPI, len(p.Attendees))
	return r.Page(http.StatusOK, views.ShowSession(p), web.Fragment{ID: views.AttendanceID, Component: views.Attendance(p)})
}

func (h *Handlers) session(r *web.Request) (p views.SessionPage, err error) {
	id, err := r.ID("id")
	if err != nil {
		return p, err
	}
	if p.Session, err = h.store.Session(r.Ctx(), r.Actor, id); err != nil {
		return p, err
	}
	p.Today, p.Writes = r.Today(), slices.Contains(r.Actor.CPIs(Desk...), p.Session.CPI)
	if p.Changes, err = h.store.SessionChanges(r.Ctx(), id); err != nil {
		return p, err
	}
	if p.Meanwhile, err = h.store.MetMeanwhile(r.Ctx(), r.Actor, p.Session); err != nil {
		return p, err
	}
	if p.Absences, err = h.duties.MissedAt(r.Ctx(), r.Actor, id); err != nil {
		return p, err
	}
	p.Changeable = p.Writes && p.Session.Changeable(r.Now()) == nil
	p.Attendees, err = h.store.Attendees(r.Ctx(), id)
	return p, err
}

// SessionCancellationPage asks why a session is cancelled.
func (h *Handlers) SessionCancellationPage(r *web.Request) error {
	p, err := h.session(r)
	if err != nil {
		return err
	}
	if !p.Writes {
		return db.ErrNotFound
	}
	return r.Page(http.StatusOK, views.SessionCancellation(p.Session, "", nil))
}

// CancelSession cancels a session.
func (h *Handlers) CancelSession(r *web.Request) error {
	p, err := h.session(r)
	if err != nil {
		return err
	}
	f := r.Form()
	err = h.store.CancelSession(r.Ctx(), r.Actor, p.Session.ID, f.Text("motivo"))
	if err == nil {
		r.Done("Sessione annullata.")
		return r.SeeOther(views.SessionsPath + "/" + strconv.FormatInt(p.Session.ID, 10))
	}
	if !f.Merge(err) {
		return err
	}
	return r.Page(http.StatusUnprocessableEntity, views.SessionCancellation(p.Session, f.Text("motivo"), f.Errors))
}
