package conditionality

import (
	"net/http"

	"sportello/db/access"
	"sportello/handlers/web"
	views "sportello/views/conditionality"
)

// ModulesPage shows the optional modules.
func (h *Handlers) ModulesPage(r *web.Request) error {
	on, err := h.store.On(r.Ctx())
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Modules(views.ModulesPage{On: on, Demo: r.App.Demo}))
}

// SetModule switches the module on or off.
func (h *Handlers) SetModule(r *web.Request) error {
	on := r.Form().Text("acceso") == "si"
	changed, err := r.App.Access.SetModule(r.Ctx(), r.Actor, access.Conditionality, on)
	if err != nil {
		return err
	}
	switch {
	case !changed:
		r.Done("Il modulo Condizionalità era già così.")
	case on:
		r.Done("Il modulo Condizionalità è acceso.")
	default:
		r.Done("Il modulo Condizionalità è spento: le sue pagine non ci sono più.")
	}
	return r.SeeOther(views.ModulesPath)
}
