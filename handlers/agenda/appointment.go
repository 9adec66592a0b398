package agenda

import (
	"errors"
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/agenda"
	"sportello/views/layout"
	"sportello/views/shared"
)

// Appointment shows one appointment.
func (h *Handlers) Appointment(r *web.Request) error {
	a, err := h.appointment(r)
	if err != nil {
		return err
	}
	return h.show(r, http.StatusOK, a, nil)
}

func (h *Handlers) show(r *web.Request, status int, a agenda.Appointment, refusals rule.Refusals) error {
	one := []agenda.Appointment{a}
	if err := h.withBilanci(r, one); err != nil {
		return err
	}
	p := views.AppointmentPage{A: one[0], Moment: moment(r), Minutes: r.PostForm("minuti"), Refusals: refusals}
	var err error
	if p.SameRoom, err = h.store.InSameRoom(r.Ctx(), r.Actor, a); err != nil {
		return err
	}
	summons, found, err := h.store.ConvocationOf(r.Ctx(), r.Actor, a.ID)
	if err != nil {
		return err
	}
	if found {
		p.Summons = &summons
	}
	if found && summons.Mail != 0 {
		m, err := h.archive.OutboxMail(r.Ctx(), r.Actor, summons.Mail)
		if err == nil {
			p.Mail = &m
		} else if !errors.Is(err, db.ErrNotFound) {
			return err
		}
	}
	if a.State == agenda.Missed {
		if p.Absence, p.Judges, err = h.duties.Missed(r.Ctx(), r.Actor, a.ID); err != nil {
			return err
		}
	}
	r.AuditRead("appuntamento.letto", a.Worker)
	return r.Page(status, views.Show(p))
}

func (h *Handlers) appointment(r *web.Request) (agenda.Appointment, error) {
	id, err := r.ID("id")
	if err != nil {
		return agenda.Appointment{}, err
	}
	return h.store.Appointment(r.Ctx(), r.Actor, id)
}

// Confirm notes that the person said they will come.
func (h *Handlers) Confirm(r *web.Request) error {
	a, err := h.appointment(r)
	if err != nil {
		return err
	}
	if err := h.store.Confirm(r.Ctx(), r.Actor, a.ID); err != nil {
		return err
	}
	r.Done(a.WorkerN + " ha confermato l'appuntamento.")
	return r.SeeOther(path(a.ID))
}

// Outcome says how an appointment went.
func (h *Handlers) Outcome(r *web.Request) error {
	a, err := h.appointment(r)
	if err != nil {
		return err
	}
	f := r.Form()
	action := agenda.Action(f.Text("esito"))
	minutes := f.Int("minuti")
	if f.OK() {
		err = h.store.Outcome(r.Ctx(), r.Actor, a.ID, action, int(minutes))
		if err != nil && !f.Merge(err) {
			return err
		}
	}
	if !f.OK() {
		return h.show(r, http.StatusUnprocessableEntity, a, f.Errors)
	}
	r.Flash(layout.Flash{Level: shared.Done, Text: a.WorkerN + ", " + a.Slot.Words() + ": " + action.Label() + ".",
		Undo: &layout.Undo{Label: "Correggi l'esito", Action: path(a.ID) + "/riapertura"}})
	return r.SeeOther(web.LocalPath(f.Text("torna"), path(a.ID)))
}

// Reopen takes an outcome back.
func (h *Handlers) Reopen(r *web.Request) error {
	a, err := h.appointment(r)
	if err != nil {
		return err
	}
	if err := h.store.Reopen(r.Ctx(), r.Actor, a.ID); err != nil {
		return err
	}
	r.Done("L'esito di " + a.WorkerN + " è stato tolto: scegli quello giusto.")
	return r.SeeOther(path(a.ID))
}

func path(id int64) string { return "/appuntamenti/" + strconv.FormatInt(id, 10) }
