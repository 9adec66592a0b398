package people

import (
	"net/http"

	"sportello/db/people"
	"sportello/handlers/web"
	views "sportello/views/people"
	"sportello/views/shared"
)

// IndexPage asks for the quantitative index that the national system computed.
func (h *Handlers) IndexPage(r *web.Request) error {
	w, all, err := h.indices(r)
	if err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", w.ID)
	return r.Page(http.StatusOK, views.SetIndex(views.IndexForm{Worker: w, Last: newestIndex(all).ID, Source: "portale"}))
}

func (h *Handlers) indices(r *web.Request) (people.Worker, []people.Index, error) {
	w, err := h.writable(r)
	if err != nil {
		return w, nil, err
	}
	all, err := h.people.Indices(r.Ctx(), w.ID)
	return w, all, err
}

func newestIndex(all []people.Index) (newest people.Index) {
	for _, x := range all {
		if x.ID > newest.ID {
			newest = x
		}
	}
	return newest
}

// SetIndex records the quantitative index with its day and source.
func (h *Handlers) SetIndex(r *web.Request) error {
	w, all, err := h.indices(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := views.IndexForm{Worker: w, Last: int64(f.Version()), Value: f.Text("value"), On: f.Text("computed_on"), Source: f.Text("source"), Note: f.Text("note"), Key: f.Key()}
	x := people.Index{Recorded: people.Recorded{WorkerID: w.ID}, On: f.Date("computed_on"), Source: f.Choice("source", "Scegli da dove viene l'indice.", views.IndexSources()...), Note: form.Note}
	if x.Value, err = people.ParseIndex(form.Value); err != nil {
		f.Merge(err)
	}
	if !f.OK() {
		unsaid(f, x.Check(r.Today()))
	} else if err := h.people.SetIndex(r.Ctx(), r.Actor, x, form.Last); isStale(err) {
		return r.Page(http.StatusConflict, views.FactChanged(views.Changed{Head: views.ProfileHead(w, "Qualcuno ha registrato un indice nel frattempo", true),
			Now: views.IndexFacts(newestIndex(all)), Typed: []shared.Pair{{Term: "Indice", Value: form.Value}, {Term: "Calcolato il", Value: form.On}}, Back: views.ProfilesHref(w.ID)}))
	} else if err != nil && !f.Merge(err) {
		return err
	}
	if form.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.SetIndex(form))
	}
	r.Done("Ho registrato l'indice di profiling di " + w.FullName() + ".")
	return r.SeeOther(views.ProfilesHref(w.ID))
}
