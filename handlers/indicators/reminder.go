package indicators

import (
	"sportello/db"
	"sportello/db/indicators"
	"sportello/handlers/web"
)

// Remind records that what comes back was done in this period.
func (h *Handlers) Remind(r *web.Request) error {
	f := r.Form()
	n := int(f.Int("regola"))
	if !f.OK() {
		return db.ErrNotFound
	}
	if err := h.store.MarkDone(r.Ctx(), r.Actor, n, f.Text("ambito"), f.Text("periodo")); err != nil {
		return err
	}
	d, _ := indicators.DeadlineNumbered(n)
	_, words := d.Period(r.Today())
	r.Done("Segnato come fatto: " + d.Rule + ", " + d.AppliesTo + ", " + words + ".")
	return r.SeeOther(web.LocalPath(f.Text("torna"), "/scadenze"))
}

// TakeBack takes back that a reminder was done.
func (h *Handlers) TakeBack(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	d, err := h.store.TakeBack(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	r.Done("Di nuovo da fare: " + d.Rule + ", " + d.AppliesTo + ".")
	return r.SeeOther(web.LocalPath(r.Form().Text("torna"), "/scadenze"))
}
