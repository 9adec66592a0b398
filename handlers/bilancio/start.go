package bilancio

import (
	"strconv"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
)

// Start opens a bilancio from an appointment.
func (h *Handlers) Start(r *web.Request) error {
	f := r.Form()
	appointment, err := strconv.ParseInt(f.Text("appuntamento"), 10, 64)
	if err != nil {
		return db.ErrNotFound
	}
	a, err := h.agenda.Appointment(r.Ctx(), r.Actor, appointment)
	if err != nil {
		return err
	}
	// What a slip would write cannot be taken back: far from the hour it is asked again.
	if a.Early(r.Now()) && !f.Bool("conferma") && a.StartBilancio(agenda.Moment{Now: r.Now(), Today: r.Today(), Actor: r.Actor}) == nil {
		return r.SeeOther("/appuntamenti/" + strconv.FormatInt(appointment, 10) + "/bilancio")
	}
	id, err := h.store.Start(r.Ctx(), r.Actor, appointment, f.Text("programma"))
	if err != nil {
		return err
	}
	r.Done("Ho avviato il bilancio e segnato l'appuntamento come presente. Si comincia dall'accoglienza.")
	return r.SeeOther(views.Path(id, "pannelli", "PRE01"))
}
