package registry

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"sportello/db"
	"sportello/db/registry"
	"sportello/handlers/web"
	views "sportello/views/registry"
)

func correctionValues(d registry.DeliveredService) url.Values {
	return url.Values{"minutes": {strconv.Itoa(d.Minutes)}, "minutes_reason": {d.MinutesReason}, "mode": {d.Mode}, "prestazione": {d.Prestazione}, "outcome": {d.Outcome},
		"note": {d.Note}, "operator": {strconv.FormatInt(d.Operator, 10)}}
}

// Correct changes a row, from the version that the form was drawn from.
func (h *Handlers) Correct(r *web.Request) error {
	p, err := h.servicePage(r)
	if err != nil {
		return err
	}
	if !p.Changing {
		return db.ErrNotFound
	}
	f := r.Form()
	stored := map[string]string{}
	for name, v := range p.Values {
		stored[name] = v[0]
	}
	f.KeepStored(stored)
	c := registry.Correction{Minutes: int(f.Int("minutes")), MinutesReason: f.Bounded("minutes_reason", 500), Mode: f.Text("mode"), Prestazione: f.Text("prestazione"),
		Outcome: f.Bounded("outcome", 200), Note: f.Bounded("note", 2000), Operator: f.Int("operator")}
	if f.OK() {
		err = h.store.Correct(r.Ctx(), r.Actor, p.Served.ID, f.Version(), c)
	}
	var stale db.Stale
	if errors.As(err, &stale) {
		return h.conflict(r, p, f, stored)
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		return h.service(r, http.StatusUnprocessableEntity, f)
	}
	r.Done("Registrazione corretta. Quello che c'era prima resta nella storia.")
	return r.SeeOther(views.ServicePath(p.Served.ID))
}

// conflict answers 409 with what was typed beside what is stored by now.
func (h *Handlers) conflict(r *web.Request, p views.ServicePage, f *web.Form, stored map[string]string) error {
	v := f.Versions(correctable, views.RegisterLabels, stored)
	for i := range v.Rows {
		v.Rows[i].Mine, v.Rows[i].Stored = p.Said(v.Rows[i].Field, v.Rows[i].Mine), p.Said(v.Rows[i].Field, v.Rows[i].Stored)
	}
	v.Who, v.When = "Qualcun altro", r.Now().Clock()
	if n := len(p.Changes); n > 0 {
		v.Who, v.When = p.Changes[n-1].By, p.Changes[n-1].At.Clock()
	}
	v.What, v.Me, v.Since = "questa registrazione", r.User.FullName(), r.Now().Clock()
	v.Action, v.Version, v.Back = views.ServicePath(p.Served.ID)+"/correzione", int64(p.Served.Version), views.ServicePath(p.Served.ID)
	return r.Page(http.StatusConflict, views.ServiceConflict(p, v))
}
