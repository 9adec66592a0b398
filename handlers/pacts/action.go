package pacts

import (
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/pacts"
	"sportello/handlers/web"
	views "sportello/views/pacts"
)

// NewActionPage shows the form of a new action.
func (h *Handlers) NewActionPage(r *web.Request) error {
	p, err := h.writable(r)
	if err != nil {
		return err
	}
	if p.ClosedTo() != "" {
		return r.SeeOther(views.Path(p.ID))
	}
	return r.Page(http.StatusOK, views.EditAction(views.ActionForm{Pact: p.Pact, Measures: p.Measures, Version: p.Version, Values: map[string]string{"kind": pacts.ByOffice}}))
}

// ActionPage shows the form of an action.
func (h *Handlers) ActionPage(r *web.Request) error {
	p, a, err := h.action(r)
	if err != nil {
		return err
	}
	if p.ClosedTo() != "" {
		return r.SeeOther(views.Path(p.ID))
	}
	return r.Page(http.StatusOK, views.EditAction(views.ActionForm{Pact: p.Pact, ID: a.ID, Measures: p.Measures, Version: p.Version, Values: views.ActionValues(a)}))
}

// action returns the patto and the action of the path.
func (h *Handlers) action(r *web.Request) (pacts.Full, pacts.Action, error) {
	p, err := h.writable(r)
	if err != nil {
		return p, pacts.Action{}, err
	}
	id, err := r.ID("azione")
	if err != nil {
		return p, pacts.Action{}, err
	}
	for _, a := range p.Actions {
		if a.ID == id {
			return p, a, nil
		}
	}
	return p, pacts.Action{}, db.ErrNotFound
}

// typedAction reads an action; what is no date is told by the form.
func typedAction(f *web.Form) pacts.Action {
	return pacts.Action{Kind: f.Text("kind"), Measure: f.Text("measure"), Description: f.Text("description"), ServiceCode: f.Text("service_code"), Body: f.Text("network_body"),
		StartsOn: f.Date("starts_on"), DueOn: f.Date("due_on"), Periodicity: f.Text("periodicity"), Evidence: f.Text("evidence")}
}

// AddAction adds an action to a patto.
func (h *Handlers) AddAction(r *web.Request) error {
	p, err := h.writable(r)
	if err != nil {
		return err
	}
	return h.saveAction(r, p, 0, func(f *web.Form, a pacts.Action) error {
		_, err := h.store.AddAction(r.Ctx(), r.Actor, p.ID, a)
		return err
	})
}

// SaveAction writes an action.
func (h *Handlers) SaveAction(r *web.Request) error {
	p, was, err := h.action(r)
	if err != nil {
		return err
	}
	r.Form().KeepStored(views.ActionValues(was))
	return h.saveAction(r, p, was.ID, func(f *web.Form, a pacts.Action) error {
		a.ID = was.ID
		return h.store.SaveAction(r.Ctx(), r.Actor, p.ID, f.Version(), a)
	})
}

func (h *Handlers) saveAction(r *web.Request, p pacts.Full, id int64, save func(*web.Form, pacts.Action) error) error {
	f := r.Form()
	a := typedAction(f)
	var err error
	if !f.OK() { // what is wrong with the other fields is told too
		more(f, a.Clean().Check(p.Measures))
	} else {
		err = save(f, a)
	}
	if isStale(err) {
		var now map[string]string
		path := views.Path(p.ID, "azioni")
		for _, old := range p.Actions {
			if old.ID == id {
				now, path = views.ActionValues(old), views.Path(p.ID, "azioni", strconv.FormatInt(id, 10))
			}
		}
		return h.conflict(r, p, f.Versions(views.ActionOrder, views.ActionLabels, now), path, "il patto", nil)
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.EditAction(views.ActionForm{Pact: p.Pact, ID: id, Measures: p.Measures, Version: f.Version(), Values: typed(f, views.ActionOrder), Key: f.Key(), Errors: f.Errors}))
	}
	r.Done("Ho salvato l'azione «" + a.Description + "».")
	return r.SeeOther(views.Path(p.ID))
}
