package registry

import (
	"errors"
	"net/http"

	"sportello/db"
	"sportello/db/registry"
	"sportello/handlers/web"
	views "sportello/views/registry"
)

// EditPrestazione shows the form of a prestazione.
func (h *Handlers) EditPrestazione(r *web.Request) error {
	p, values, err := h.prestazioneValues(r)
	if err != nil {
		return err
	}
	values["from"] = string(r.Today().AddDays(1))
	return r.Page(http.StatusOK, views.EditPrestazione(views.PrestazioneForm{Prestazione: p, Values: values, Version: p.Version}))
}

// prestazioneValues returns the prestazione of the path as its last change left
// it, and its form.
func (h *Handlers) prestazioneValues(r *web.Request) (registry.Prestazione, map[string]string, error) {
	p, err := h.store.Prestazione(r.Ctx(), r.Param("codice"), registry.Forever)
	if err != nil {
		return p, nil, err
	}
	minutes, err := h.minutesOf(r, p.Code, registry.Forever)
	values := map[string]string{"name": p.Name, "recipients": p.Recipients, "purpose": p.Purpose, "structure": p.Structure, "competence": p.Competence, "process": p.Process, "notes": p.Notes,
		"from": string(p.From)}
	for _, t := range registry.Targets {
		values["minutes_"+t.Code] = minutesText(minutes[t.Code].Minutes)
	}
	return p, values, err
}

// ChangePrestazione changes a prestazione from a day on.
func (h *Handlers) ChangePrestazione(r *web.Request) error {
	p, stored, err := h.prestazioneValues(r)
	if err != nil {
		return err
	}
	f := r.Form()
	f.KeepStored(stored)
	change := registry.PrestazioneChange{From: f.Date("from"), Name: f.Text("name"), Recipients: f.Text("recipients"), Purpose: f.Text("purpose"), Structure: f.Text("structure"),
		Competence: f.Text("competence"), Process: f.Text("process"), Notes: f.Text("notes"), Minutes: map[string]int{}}
	for _, t := range registry.Targets {
		change.Minutes[t.Code] = int(f.Int("minutes_" + t.Code))
	}
	if f.OK() {
		err = h.store.ChangePrestazione(r.Ctx(), r.Actor, p.Code, f.Version(), change)
	} else {
		err = change.Check(p.From).Err()
	}
	var stale db.Stale
	if errors.As(err, &stale) {
		return h.staleCode(r, f, late{title: "Modifica " + p.Code, labels: views.PrestazioneLabels(), order: views.PrestazioneOrder(), stored: stored, version: stale.Current, path: views.PrestazionePath(p.Code)})
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.EditPrestazione(views.PrestazioneForm{Prestazione: p, Values: flat(f), Version: f.Version(), Errors: f.Errors, Key: f.Key()}))
	}
	r.Done(p.Code + " vale così dal " + change.From.Italian() + "; fino al giorno prima resta com'era.")
	return r.SeeOther(views.PrestazionePath(p.Code))
}
