package bilancio

import (
	"net/http"

	"sportello/db"
	"sportello/db/bilancio"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
)

// InterruptionPage asks for the reason of an interruption.
func (h *Handlers) InterruptionPage(r *web.Request) error {
	return h.interruption(r, http.StatusOK, nil)
}

func (h *Handlers) interruption(r *web.Request, status int, errs rule.Refusals) error {
	b, err := h.load(r)
	if err != nil {
		return err
	}
	if !b.WritableBy(r.Actor) || b.State != bilancio.InProgress {
		return db.ErrNotFound
	}
	reason := r.Form().Text("motivo")
	if reason == "" {
		reason = b.Panels["PRE05"].Answers.Text("motivo_non_idoneita")
	}
	return r.Page(status, views.Interruption(views.ReasonPage{Frame: frame(r, b, b.Phase, ""), Reason: reason, Errors: errs}))
}

// Interrupt stops a bilancio.
func (h *Handlers) Interrupt(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	err = h.store.Interrupt(r.Ctx(), r.Actor, id, r.Form().Text("motivo"))
	if refusals, refused := web.Refused(err); refused {
		return h.interruption(r, http.StatusUnprocessableEntity, refusals)
	}
	if err != nil {
		return err
	}
	r.Done("Il bilancio è interrotto. Quello che è stato scritto resta e si può leggere.")
	return r.SeeOther(views.Path(id))
}
