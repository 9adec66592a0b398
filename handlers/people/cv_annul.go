package people

import (
	"net/http"

	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/people"
	"sportello/views/shared"
)

// AnnulCVPage says what «Cancella CV» does and does not, and asks why.
func (h *Handlers) AnnulCVPage(r *web.Request) error {
	p, err := h.oneCV(r)
	if err != nil {
		return err
	}
	if p.CV.Annulled != "" {
		return people.ErrCVAnnulled
	}
	r.AuditRead("lavoratore.letto", p.Worker.ID)
	return r.Page(http.StatusOK, views.AnnulCV(p))
}

// AnnulCV cancels a CV.
func (h *Handlers) AnnulCV(r *web.Request) error {
	p, err := h.oneCV(r)
	if err != nil {
		return err
	}
	f := r.Form()
	p.Reason, p.Mistaken, p.CV.Version = f.Text("motivo"), f.Text("errore") != "", f.Version()
	if err := rule.TooLong(p.Reason, 200); err != nil {
		f.Add("motivo", err.Error())
	} else if err := h.people.AnnulCV(r.Ctx(), r.Actor, p.Worker.ID, p.CV.ID, p.CV.Version, p.Mistaken, p.Reason); isStale(err) {
		return r.Page(http.StatusConflict, views.CVChanged(p, []shared.Pair{{Term: "Motivo", Value: p.Reason}}))
	} else if err != nil && !f.Merge(err) {
		return err
	}
	if p.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.AnnulCV(p))
	}
	r.Done("Ho cancellato il curriculum di " + p.Worker.FullName() + ": resta nella storia, con il motivo.")
	return r.SeeOther(views.CVsHref(p.Worker.ID))
}
