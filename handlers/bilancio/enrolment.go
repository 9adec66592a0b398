package bilancio

import (
	"net/http"

	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/scheda"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
)

// Enrol confirms the enrolment: number, receipt, end of the bilancio.
func (h *Handlers) Enrol(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	b, v, err := h.store.Panel(r.Ctx(), r.Actor, id, "ISC04")
	if err != nil {
		return err
	}
	typed := scheda.Keep(v.Panel, scheda.Decode(v.Panel, r.Form().Values), v.State.Answers)
	closed, err := h.store.Enrol(r.Ctx(), r.Actor, id, bilancio.Confirmation{State: typed.Text("stato"), ByMail: typed.Is(panels.MailTick)})
	if refusals, refused := web.Refused(err); refused {
		for i := range refusals { // they concern other panels: the summary says them
			if refusals[i].Field != "stato" {
				refusals[i].Field = ""
			}
		}
		return h.panel(r, http.StatusUnprocessableEntity, b, v, typed, refusals, false)
	}
	if err != nil {
		return err
	}
	h.finish(r, closed.Document)
	r.Flash(closedFlash(id, "L'iscrizione è confermata e il bilancio è completo.", closed))
	return r.SeeOther(views.Path(id))
}
