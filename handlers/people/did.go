package people

import (
	"errors"
	"net/http"

	"sportello/db"
	"sportello/db/indicators"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	"sportello/views/layout"
	views "sportello/views/people"
	"sportello/views/shared"
)

func didPath(worker int64) string { return cardPath(worker) + "?sezione=" + views.SectionDID }

// DIDPage shows the form of a new declaration of availability.
func (h *Handlers) DIDPage(r *web.Request) error {
	w, err := h.writable(r)
	if err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", w.ID)
	on := r.Today()
	if asked, err := rule.ParseDate(r.Query("declared_on")); err == nil {
		on = asked
	}
	form := views.DIDForm{Worker: w, On: on.Italian(), Channel: "cpi"}
	if form.Closed, err = h.closedMonth(r, on, "la DID"); err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.DeclareDID(form), web.Fragment{ID: views.ClosedMonthID, Component: views.ClosedMonth(form.Closed)})
}

// DeclareDID records a declaration of availability.
func (h *Handlers) DeclareDID(r *web.Request) error {
	w, err := h.writable(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := views.DIDForm{Worker: w, On: f.Text("declared_on"), Number: f.Text("number"), Channel: f.Text("channel"), Condition: f.Text("condition"), Note: f.Text("note"), Key: f.Key(),
		EndedOn: f.Text("ended_on"), EndReason: f.Text("end_reason"), AgeConfirmed: f.Bool("age_confirmed")}
	d := people.DID{WorkerID: w.ID, On: f.Date("declared_on"), Number: form.Number, Channel: form.Channel, Condition: form.Condition, Note: form.Note,
		EndedOn: f.Date("ended_on"), EndReason: form.EndReason, AgeConfirmed: form.AgeConfirmed}
	if unread := !f.OK(); unread {
		d.On = r.Today() // what is wrong with the other fields is told too
		f.Errors = append(f.Errors, d.Check(r.Today())...)
	} else if _, err = h.people.DeclareDID(r.Ctx(), r.Actor, d); err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		form.Errors = f.Errors
		if form.Closed, err = h.closedMonth(r, d.On, "la DID"); err != nil {
			return err
		}
		return r.Page(http.StatusUnprocessableEntity, views.DeclareDID(form))
	}
	return h.didDone(r, w, "Ho registrato la DID di "+w.FullName()+" del "+d.On.Italian()+".", d.On, "la DID")
}

// didDone says what was done of a declaration, and that the month of its day is
// closed.
func (h *Handlers) didDone(r *web.Request, w people.Worker, done string, on rule.Date, what string) error {
	closed, err := h.closedMonth(r, on, what)
	if err != nil {
		return err
	}
	if closed == "" {
		r.Done(done)
	} else {
		r.Flash(layout.Flash{Level: shared.Warn, Text: done + " " + closed})
	}
	return r.SeeOther(didPath(w.ID))
}

// closedMonth says that the office of who asks has closed the month of a day,
// and what that means for an act of it; "" when it is open.
func (h *Handlers) closedMonth(r *web.Request, on rule.Date, what string) (string, error) {
	closed, err := h.figures.ClosedFor(r.Ctx(), r.Actor.CPI(), on)
	if err != nil || !closed {
		return "", err
	}
	return shared.ClosedMonth(indicators.MonthName(on.Month()), what), nil
}

// did returns the person and the declaration of the path.
func (h *Handlers) did(r *web.Request) (people.Worker, people.DID, error) {
	w, err := h.writable(r)
	if err != nil {
		return w, people.DID{}, err
	}
	id, err := r.ID("did")
	if err != nil {
		return w, people.DID{}, err
	}
	all, err := h.people.DIDs(r.Ctx(), w.ID)
	for _, d := range all {
		if d.ID == id {
			return w, d, err
		}
	}
	return w, people.DID{}, errors.Join(err, db.ErrNotFound)
}

func isStale(err error) bool {
	var stale db.Stale
	return errors.As(err, &stale)
}
