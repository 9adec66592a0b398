package pacts

import (
	"net/http"

	"sportello/db/pacts"
	"sportello/handlers/web"
	views "sportello/views/pacts"
	"sportello/views/shared"
)

// TakeAction takes an action of the person's bilancio into the patto.
func (h *Handlers) TakeAction(r *web.Request) error {
	p, err := h.writable(r)
	if err != nil {
		return err
	}
	f := r.Form()
	o, err := h.store.TakeAction(r.Ctx(), r.Actor, p.ID, f.Version(), f.Text("azione"))
	if isStale(err) {
		return r.Page(http.StatusConflict, views.Changed(p, []shared.Pair{{Term: "Azione da riportare", Value: o.Description}}))
	}
	if err != nil {
		return err
	}
	said := "Ho riportato nel patto l'azione «" + o.Description + "»."
	if p.State == pacts.Signed {
		said += " L'aggiornamento chiede una nuova firma."
	}
	r.Done(said)
	return r.SeeOther(views.Path(p.ID))
}
