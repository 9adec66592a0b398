package agenda

import (
	"errors"
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/handlers/web"
	views "sportello/views/agenda"
	"sportello/views/shared"
)

// MoveForm shows the form that puts an appointment at another time.
func (h *Handlers) MoveForm(r *web.Request) error {
	a, err := h.appointment(r)
	if err != nil {
		return err
	}
	if _, err := a.Next(agenda.ActMove, moment(r)); err != nil {
		return err
	}
	f := views.BookingForm{Moving: &a, Operator: a.Operator, Day: string(max(a.Slot.Day, r.Today())), Time: a.Slot.Starts.Field(),
		Length: strconv.Itoa(int(a.Slot.Length())), Room: a.Room, OneLetter: a.Kind == agenda.KindConvocation}
	if r.Query("giorno") != "" { // a free cell of the day beside was pressed
		f.Day, f.Time, f.Operator = string(max(day(r, "giorno"), r.Today())), r.Query("ora"), number(r, "operatore")
		if r.Query("durata") != "" {
			f.Length = strconv.Itoa(usableLength(r.Query("durata")))
		}
	}
	if err := h.person(r, &f, a.Worker); err != nil {
		return err
	}
	return h.showBooking(r, http.StatusOK, f)
}

// Move puts an appointment at another time.
func (h *Handlers) Move(r *web.Request) error {
	a, err := h.appointment(r)
	if err != nil {
		return err
	}
	form := r.Form()
	f := views.BookingForm{Moving: &a, Operator: form.Int("operatore"), Day: form.Text("giorno"), Time: form.Text("ora"), Length: form.Text("durata"),
		Room: form.Text("stanza"), Key: form.Text(shared.FieldKey), OneLetter: a.Kind == agenda.KindConvocation}
	if err := h.person(r, &f, a.Worker); err != nil {
		return err
	}
	to := slot(form, &f)
	if looksOnly(form, &f) {
		return h.showBooking(r, http.StatusOK, f)
	}
	if form.OK() {
		id, err := h.store.Move(r.Ctx(), r.Actor, a.ID, int(form.Int(shared.FieldVersion)), to, f.Operator, f.Room)
		if err == nil {
			return h.booked(r, id)
		}
		var stale db.Stale
		if errors.As(err, &stale) {
			return h.stale(r, a, []shared.Pair{{Term: "Quando", Value: shared.Sentence(to.Words())}, {Term: "Durata", Value: to.Length().Duration()}, {Term: "Stanza", Value: f.Room}})
		}
		if err := refuse(form, &f, err); err != nil {
			return err
		}
	}
	f.Refusals = form.Errors
	return h.showBooking(r, http.StatusUnprocessableEntity, f)
}

// stale shows the appointment as somebody else has left it in the meantime,
// beside what was typed.
func (h *Handlers) stale(r *web.Request, a agenda.Appointment, typed []shared.Pair) error {
	now, err := h.store.Appointment(r.Ctx(), r.Actor, a.ID)
	if err != nil {
		return err
	}
	return r.Page(http.StatusConflict, views.Changed(now, moment(r), typed))
}

// CancelForm asks for the reason of a cancellation.
func (h *Handlers) CancelForm(r *web.Request) error {
	a, err := h.appointment(r)
	if err != nil {
		return err
	}
	if _, err := a.Next(agenda.ActCancel, moment(r)); err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Cancellation(views.CancelForm{A: a}))
}

// Cancel cancels an appointment.
func (h *Handlers) Cancel(r *web.Request) error {
	a, err := h.appointment(r)
	if err != nil {
		return err
	}
	form := r.Form()
	f := views.CancelForm{A: a, Reason: form.Text("motivo"), Note: form.Text("nota")}
	err = h.store.Cancel(r.Ctx(), r.Actor, a.ID, int(form.Int(shared.FieldVersion)), f.Reason, f.Note)
	var stale db.Stale
	switch {
	case err == nil:
		r.Done("L'appuntamento di " + a.WorkerN + " è disdetto: l'orario è di nuovo libero.")
		return r.SeeOther(path(a.ID))
	case errors.As(err, &stale):
		return h.stale(r, a, []shared.Pair{{Term: "Motivo", Value: agenda.ReasonLabel(f.Reason)}, {Term: "Note", Value: f.Note}})
	case !form.Merge(err):
		return err
	}
	f.Refusals = form.Errors
	return r.Page(http.StatusUnprocessableEntity, views.Cancellation(f))
}
