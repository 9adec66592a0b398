package people

import (
	"net/http"

	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/people"
	"sportello/views/shared"
)

// EndDIDPage asks when and why a declaration ended.
func (h *Handlers) EndDIDPage(r *web.Request) error {
	w, d, err := h.did(r)
	if err != nil {
		return err
	}
	if err := d.CanEnd(); err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", w.ID)
	return r.Page(http.StatusOK, views.EndDID(views.DIDEndForm{Worker: w, DID: d, Version: d.Version, On: r.Today().Italian()}))
}

// EndDID records that a declaration ended.
func (h *Handlers) EndDID(r *web.Request) error {
	w, d, err := h.did(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := views.DIDEndForm{Worker: w, DID: d, Version: f.Version(), On: f.Text("ended_on"), Reason: f.Text("end_reason")}
	on := f.Date("ended_on")
	if !f.OK() {
		f.Errors = append(f.Errors, d.CheckEnd(r.Today(), d.On, form.Reason)...)
	} else if err = h.people.EndDID(r.Ctx(), r.Actor, d.ID, form.Version, on, form.Reason); isStale(err) {
		return r.Page(http.StatusConflict, views.DIDChanged(w, d, []shared.Pair{{Term: "Finita il", Value: form.On}, {Term: "Perché", Value: people.ChoiceLabel(people.DIDEnds, form.Reason)}}))
	} else if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		form.Errors = f.Errors
		return r.Page(http.StatusUnprocessableEntity, views.EndDID(form))
	}
	r.Done("Ho registrato che la DID di " + w.FullName() + " è finita il " + on.Italian() + ".")
	return r.SeeOther(didPath(w.ID))
}

// AnnulDIDPage asks why a declaration was recorded by mistake.
func (h *Handlers) AnnulDIDPage(r *web.Request) error {
	w, d, err := h.did(r)
	if err != nil {
		return err
	}
	if err := d.CanAnnul(r.Actor.CPI()); err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", w.ID)
	form := views.DIDEndForm{Worker: w, DID: d, Version: d.Version}
	if form.Closed, err = h.closedMonth(r, d.On, "l'annullamento"); err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.AnnulDID(form))
}

// AnnulDID takes back a declaration recorded by mistake.
func (h *Handlers) AnnulDID(r *web.Request) error {
	w, d, err := h.did(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := views.DIDEndForm{Worker: w, DID: d, Version: f.Version(), Reason: f.Text("reason")}
	if err := rule.TooLong(form.Reason, 200); err != nil {
		f.Add("reason", err.Error())
	} else if err := h.people.AnnulDID(r.Ctx(), r.Actor, d.ID, form.Version, form.Reason); isStale(err) {
		return r.Page(http.StatusConflict, views.DIDChanged(w, d, []shared.Pair{{Term: "Motivo", Value: form.Reason}}))
	} else if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		form.Errors = f.Errors
		return r.Page(http.StatusUnprocessableEntity, views.AnnulDID(form))
	}
	return h.didDone(r, w, "Ho annullato la DID di "+w.FullName()+": resta nella storia, con il motivo.", d.On, "l'annullamento")
}
