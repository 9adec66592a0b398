package people

import (
	"net/http"

	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/people"
)

// WithdrawPropensionePage asks why a propensione is withdrawn.
func (h *Handlers) WithdrawPropensionePage(r *web.Request) error {
	p, err := h.propensionePage(r, false)
	if err != nil {
		return err
	}
	if p.Propensione.Withdrawn != "" {
		return people.ErrPropensioneWithdrawn
	}
	r.AuditRead("lavoratore.letto", p.Worker.ID)
	return r.Page(http.StatusOK, views.WithdrawPropensione(p, ""))
}

// WithdrawPropensione takes a propensione back.
func (h *Handlers) WithdrawPropensione(r *web.Request) error {
	p, err := h.propensionePage(r, false)
	if err != nil {
		return err
	}
	f := r.Form()
	p.Version = f.Version()
	reason := f.Text("motivo")
	if err := rule.TooLong(reason, 200); err != nil {
		f.Add("motivo", err.Error())
	} else if err := h.people.WithdrawPropensione(r.Ctx(), r.Actor, p.Worker.ID, p.Propensione.ID, p.Version, reason); isStale(err) {
		return r.Page(http.StatusConflict, views.PropensioneChanged(p, reason))
	} else if err != nil && !f.Merge(err) {
		return err
	}
	if p.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.WithdrawPropensione(p, reason))
	}
	r.Done("Ho ritirato la propensione «" + p.Propensione.Title + "»: resta nella storia, con il motivo.")
	return r.SeeOther(views.PropensioniHref(p.Worker.ID))
}
