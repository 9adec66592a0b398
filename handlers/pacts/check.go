package pacts

import (
	"net/http"
	"strconv"

	"sportello/db/pacts"
	"sportello/handlers/web"
	views "sportello/views/pacts"
	"sportello/views/shared"
)

// CheckPage shows the form of a check.
func (h *Handlers) CheckPage(r *web.Request) error {
	p, err := h.writable(r)
	if err != nil {
		return err
	}
	if err := p.CanCheck(); err != nil {
		return err
	}
	form := views.CheckForm{F: p, Today: r.Today(), Version: p.Version, Values: map[string]string{"checked_on": r.Today().Italian(), "next_contact_on": pacts.NextContact(r.Today(), p.Frequency).Italian()}}
	for _, a := range p.ToCheck() {
		form.Values["outcome."+strconv.FormatInt(a.ID, 10)] = string(a.State)
	}
	return r.Page(http.StatusOK, views.AddCheck(form))
}

// AddCheck records a check of a patto.
func (h *Handlers) AddCheck(r *web.Request) error {
	p, err := h.writable(r)
	if err != nil {
		return err
	}
	f := r.Form()
	c := pacts.Check{On: f.Date("checked_on"), NextContact: f.Date("next_contact_on"), Note: f.Text("note")}
	order := []string{"checked_on", "next_contact_on", "note"}
	for _, a := range p.ToCheck() {
		key := strconv.FormatInt(a.ID, 10)
		order = append(order, "outcome."+key, "corrective."+key)
		c.Outcomes = append(c.Outcomes, pacts.Outcome{ActionID: a.ID, State: pacts.ActionState(f.Text("outcome." + key)), Corrective: f.Text("corrective." + key)})
	}
	if !f.OK() {
		more(f, c.Wrong(p, r.Today()))
	} else if err = h.store.AddCheck(r.Ctx(), r.Actor, p.ID, f.Version(), c); isStale(err) {
		return r.Page(http.StatusConflict, views.Changed(p, []shared.Pair{{Term: "Verifica del", Value: f.Text("checked_on")}, {Term: "Note", Value: c.Note}}))
	} else if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.AddCheck(views.CheckForm{F: p, Today: r.Today(), Version: f.Version(), Values: typed(f, order), Errors: f.Errors}))
	}
	r.Done("Ho registrato la verifica del patto di " + p.Worker() + ".")
	return r.SeeOther(views.Path(p.ID))
}
