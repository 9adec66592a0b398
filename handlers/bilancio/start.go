package bilancio

import (
	"strconv"

	"sportello/db"
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
	id, err := h.store.Start(r.Ctx(), r.Actor, appointment, f.Text("programma"))
	if err != nil {
		return err
	}
	r.Done("Ho avviato il bilancio e segnato l'appuntamento come presente. Si comincia dall'accoglienza.")
	return r.SeeOther(views.Path(id, "pannelli", "PRE01"))
}
