package registry

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"sportello/db"
	"sportello/db/registry"
	"sportello/handlers/web"
	"sportello/views/layout"
	views "sportello/views/registry"
	"sportello/views/shared"
)

// Service shows one row of the ledger with its history.
func (h *Handlers) Service(r *web.Request) error { return h.service(r, http.StatusOK, &web.Form{}) }

func (h *Handlers) service(r *web.Request, status int, f *web.Form) error {
	p, err := h.servicePage(r)
	if err != nil {
		return err
	}
	p.Errors, p.Key = f.Errors, ""
	if f.Values != nil {
		p.Values, p.Sent, p.Reason = f.Values, true, f.Text("reason")
	}
	return r.Page(status, views.Service(p))
}

// servicePage reads a row in the reader's offices.
func (h *Handlers) servicePage(r *web.Request) (views.ServicePage, error) {
	id, err := r.ID("id")
	if err != nil {
		return views.ServicePage{}, err
	}
	d, err := h.store.Delivered(r.Ctx(), r.Actor, id)
	if err != nil {
		return views.ServicePage{}, err
	}
	named, err := h.people.Named(r.Ctx(), []registry.DeliveredService{d})
	if err != nil {
		return views.ServicePage{}, err
	}
	p := views.ServicePage{Served: named[0], Values: correctionValues(d), Changing: r.Actor.Has(Desk...) && slices.Contains(r.Actor.CPIs(Desk...), d.CPI),
		Person: r.Reaches("/lavoratori/:id"), Codes: r.Reaches("/codici/servizi/:codice")}
	if p.Words, err = h.store.Words(r.Ctx(), r.Today()); err != nil {
		return p, err
	}
	if p.Trail, err = h.store.Trail(r.Ctx(), id); err != nil {
		return p, err
	}
	if p.Changes, err = h.store.Changes(r.Ctx(), id); err != nil {
		return p, err
	}
	if p.Definition, err = h.store.ServiceOn(r.Ctx(), d.Code, d.On); err != nil && !errors.Is(err, db.ErrNotFound) {
		return p, err
	}
	if p.Closed, err = h.closedMonth(r, d.CPI, d.On, "l'annullamento"); err != nil {
		return p, err
	}
	if d.WorkerID != 0 {
		r.AuditRead("servizio.letto", d.WorkerID)
	}
	all, err := h.agenda.Operators(r.Ctx(), r.Actor, d.CPI)
	p.Operators = operators(all)
	return p, err
}

// correctable are the fields of a correction, in the order of the form.
var correctable = []string{"minutes", "minutes_reason", "mode", "prestazione", "outcome", "operator", "note"}

// Annul annuls a row with its reason; what follows from it falls with it.
func (h *Handlers) Annul(r *web.Request) error {
	p, err := h.servicePage(r)
	if err != nil {
		return err
	}
	if !p.Changing {
		return db.ErrNotFound
	}
	f := r.Form()
	reason := f.Bounded("reason", 500)
	if f.OK() {
		err = h.store.Annul(r.Ctx(), r.Actor, p.Served.ID, reason)
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		f.Values = url.Values{"reason": {reason}}
		for name, v := range p.Values {
			f.Values[name] = v
		}
		return h.service(r, http.StatusUnprocessableEntity, f)
	}
	text := "Registrazione annullata: resta nella storia con il suo motivo."
	if len(p.Trail.Consequences) > 0 {
		text += " Con lei è annullato ciò che ne era nato."
	}
	flash := layout.Flash{Level: shared.Done, Text: text}
	if p.Closed != "" {
		flash.Level, flash.Text = shared.Warn, text+" "+p.Closed
	}
	r.Flash(flash)
	return r.SeeOther(views.ServicePath(p.Served.ID))
}
