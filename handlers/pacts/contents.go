package pacts

import (
	"net/http"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/handlers/web"
	views "sportello/views/pacts"
	"sportello/views/shared"

	"github.com/a-h/templ"
)

// worker returns the person of the path, if the record is the office's own.
func (h *Handlers) worker(r *web.Request) (people.Worker, error) {
	id, err := r.ID("id")
	if err != nil {
		return people.Worker{}, err
	}
	w, err := h.people.Worker(r.Ctx(), r.Actor, id)
	if err == nil && w.Partial {
		err = db.ErrNotFound
	}
	return w, err
}

func ofWorker(w people.Worker, cpi int64) pacts.Pact {
	return pacts.Pact{WorkerID: w.ID, CPI: cpi, Surname: w.Surname, Name: w.Name, CF: w.CodiceFiscale}
}

func (h *Handlers) contents(r *web.Request, status int, form views.ContentsForm, draw func(views.ContentsForm) templ.Component) error {
	var err error
	if form.Operators, err = h.operators(r, form.Pact.CPI); err != nil {
		return err
	}
	return r.Page(status, draw(form))
}

// typed returns what a form says in its fields, as it was typed.
func typed(f *web.Form, order []string) map[string]string {
	out := map[string]string{}
	for _, name := range order {
		out[name] = f.Text(name)
	}
	return out
}

func typedText(f *web.Form) pacts.Text {
	t := pacts.Text{Objective: f.Text("objective"), Acts: strings.Split(f.Text("acts"), "\n"), Timing: f.Text("timing"), Frequency: f.Text("frequency"), Proof: f.Text("proof"), Note: f.Text("note")}
	for _, a := range pacts.Availabilities {
		if f.Bool(a.Value) {
			t.Availability = append(t.Availability, a.Value)
		}
	}
	return t
}

// ContentsPage shows the form of what a patto says.
func (h *Handlers) ContentsPage(r *web.Request) error {
	p, err := h.writable(r)
	if err != nil {
		return err
	}
	if p.ClosedTo() != "" {
		return r.SeeOther(views.Path(p.ID))
	}
	form := views.ContentsForm{Pact: p.Pact, First: p.Current().N == 1, Version: p.Version, Values: stored(p)}
	return h.contents(r, http.StatusOK, form, views.EditContents)
}

func stored(p pacts.Full) map[string]string {
	return views.ContentsValues(p.Kind, strconv.FormatInt(p.OperatorID, 10), p.Text)
}

// SaveContents writes what a patto says.
func (h *Handlers) SaveContents(r *web.Request) error {
	p, err := h.writable(r)
	if err != nil {
		return err
	}
	f := r.Form()
	f.KeepStored(stored(p))
	err = h.store.Save(r.Ctx(), r.Actor, p.ID, f.Version(), pacts.Heading{Kind: f.Text("kind"), Confirmed: f.Bool("kind_confirmed"), Operator: f.Int("operator")}, typedText(f))
	if isStale(err) {
		names := map[string]string{}
		if all, err := h.operators(r, p.CPI); err == nil {
			for _, o := range all {
				names[o.Value] = o.Label
			}
		}
		return h.conflict(r, p, f.Versions(views.ContentsOrder, views.Labels, stored(p)), views.Path(p.ID, "contenuto"), "il contenuto", names)
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		form := views.ContentsForm{Pact: p.Pact, First: p.Current().N == 1, Version: f.Version(), Values: typed(f, views.ContentsFields), Key: f.Key(), Errors: f.Errors}
		return h.contents(r, http.StatusUnprocessableEntity, form, views.EditContents)
	}
	r.Done("Ho salvato il contenuto del patto.")
	return r.SeeOther(views.Path(p.ID))
}

// conflict shows what was typed beside what somebody else has saved meanwhile.
func (h *Handlers) conflict(r *web.Request, p pacts.Full, v shared.Versions, action, what string, names map[string]string) error {
	v.Who, v.When, v.What, v.Me, v.Since = p.SavedBy, p.SavedAt.Clock(), what, r.User.FullName(), "prima"
	v.Action, v.Version, v.Back = action, int64(p.Version), views.Path(p.ID)
	for i, row := range v.Rows {
		if row.Field == "operator" {
			v.Rows[i].Mine, v.Rows[i].Stored = names[row.Mine], names[row.Stored]
			continue
		}
		v.Rows[i].Mine, v.Rows[i].Stored = views.Said(row.Field, row.Mine), views.Said(row.Field, row.Stored)
	}
	return r.Page(http.StatusConflict, views.TwoVersions(p.Pact, v))
}
