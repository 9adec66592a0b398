package training

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"sportello/db"
	"sportello/db/training"
	"sportello/handlers/web"
	"sportello/views/shared"
	views "sportello/views/training"
)

const weightsPath = "/tabelle/pesi"

// WeightsPage shows how many points each criterion of the ranking of courses gives.
func (h *Handlers) WeightsPage(r *web.Request) error {
	w, version, err := h.store.WeightsVersion(r.Ctx())
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.WeightsPage(views.WeightsForm{Values: weightValues(w), Version: int64(version)}))
}

func weightValues(w training.Weights) url.Values {
	v := url.Values{}
	for _, c := range w.Scale(true).Criteria {
		v.Set(c.Code, strconv.FormatFloat(w.Points(c.Code), 'f', -1, 64))
	}
	return v
}

// SaveWeights changes the points, or puts back those of the programme.
func (h *Handlers) SaveWeights(r *web.Request) error {
	f := r.Form()
	stored, _, err := h.store.WeightsVersion(r.Ctx())
	if err != nil {
		return err
	}
	keepChosen(f, weightValues(stored))
	w := training.DefaultWeights
	if !f.Bool("ripristina") {
		for _, c := range w.Scale(true).Criteria {
			w = w.With(c.Code, points(f.Text(c.Code)))
		}
	}
	err = h.store.SetWeights(r.Ctx(), r.Actor, w, int(f.Int(shared.FieldVersion)))
	var stale db.Stale
	if errors.As(err, &stale) {
		return h.stale(r, staleForm{title: views.WeightsTitle, what: "questi pesi", subject: training.WeightsSubject, id: 1, action: weightsPath, form: f,
			stored: weightValues(stored), labels: views.WeightLabels(), fields: views.WeightNames(), version: stale.Current, desk: views.Desk{Edit: true}})
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.WeightsPage(views.WeightsForm{Values: f.Values, Version: f.Int(shared.FieldVersion), Refusals: f.Errors}))
	}
	r.Done("Pesi salvati: valgono da adesso per i percorsi che si propongono.")
	return r.SeeOther(weightsPath)
}

// points reads a number of points; what is none is refused as out of range.
func points(text string) float64 {
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return float64(n)
}
