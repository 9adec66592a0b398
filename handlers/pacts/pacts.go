// Package pacts handles the pages of the patto di servizio.
package pacts

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/handlers/web"
	reports "sportello/reports/pacts"
	views "sportello/views/pacts"
	"sportello/views/shared"
)

// Handlers are the pages of the patto.
type Handlers struct {
	store   *pacts.Store
	people  *people.Store
	archive *archive.Store
	agenda  *agenda.Store
}

// New returns the handlers over the kit's stores, and tells the archive how a
// patto is printed.
func New(app *web.App) *Handlers {
	for kind, render := range reports.Renderers {
		app.Archive.RegisterRenderer(kind, render)
	}
	return &Handlers{store: pacts.NewStore(app.DB), people: people.NewStore(app.DB), archive: app.Archive, agenda: agenda.NewStore(app.DB)}
}

// load returns the patto of the address, and notes that it was read.
func (h *Handlers) load(r *web.Request) (pacts.Full, error) {
	id, err := r.ID("id")
	if err != nil {
		return pacts.Full{}, err
	}
	f, err := h.store.Pact(r.Ctx(), r.Actor, id)
	if err == nil {
		h.archive.Read(r.Actor, archive.Audit{Action: "patto.letto", Subject: "pact", SubjectID: f.ID, WorkerID: f.WorkerID})
	}
	return f, err
}

// writable returns the patto of the address if the actor keeps it.
func (h *Handlers) writable(r *web.Request) (pacts.Full, error) {
	f, err := h.load(r)
	if err == nil && !f.WritableBy(r.Actor) {
		err = db.ErrNotFound
	}
	return f, err
}

// Show shows a patto.
func (h *Handlers) Show(r *web.Request) error {
	f, err := h.load(r)
	if err != nil {
		return err
	}
	offers, err := h.store.OffersOfPact(r.Ctx(), f.ID)
	if err != nil {
		return err
	}
	taken, err := h.store.BilancioActions(r.Ctx(), r.Actor, f)
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Show(views.Page{F: f, Offers: offers, Taken: taken, Today: r.Today(), Writes: f.WritableBy(r.Actor), OpenDocument: r.Reaches("/documenti/:id")}))
}

// List shows the patti of the office, by state.
func (h *Handlers) List(r *web.Request) error {
	p := views.ListPage{Filter: filter(r), Today: r.Today(), Offices: len(r.Actor.CPIs()) != 1}
	var err error
	if p.Page, err = h.store.List(r.Ctx(), r.Actor, p.Filter); err != nil {
		return err
	}
	for _, cpi := range r.Actor.CPIs() {
		some, err := h.operators(r, cpi)
		if err != nil {
			return err
		}
		p.Operators = append(p.Operators, some...)
	}
	h.archive.Read(r.Actor, archive.Audit{Action: "patti.elenco", Subject: "pact", Fields: []string{string(p.Filter.State)}, Count: len(p.Page.Rows)})
	return r.Page(http.StatusOK, views.List(p), web.Fragment{ID: views.ListID, Component: views.Rows(p)})
}

func filter(r *web.Request) pacts.Filter {
	f := pacts.Filter{State: pacts.Signed, Name: strings.TrimSpace(r.Query("nome"))}
	if s := r.Query("stato"); people.ChoiceLabel(pacts.States, s) != s {
		f.State = pacts.State(s)
	}
	if k := r.Query("tipo"); people.ChoiceLabel(pacts.Kinds, k) != k {
		f.Kind = k
	}
	if w := r.Query("attesa"); people.ChoiceLabel(views.Waits, w) != w {
		f.Wait = w
	}
	f.Operator, _ = strconv.ParseInt(r.Query("responsabile"), 10, 64)
	f.Office, _ = strconv.ParseInt(r.Query("ufficio"), 10, 64)
	f.At = r.Window()
	return f
}

// operators returns who works in an office, to choose from.
func (h *Handlers) operators(r *web.Request, cpi int64) ([]shared.Option, error) {
	colleagues, err := r.App.Access.Colleagues(r.Ctx(), r.Actor, cpi)
	var out []shared.Option
	for _, c := range colleagues {
		out = append(out, shared.Option{Value: strconv.FormatInt(c.ID, 10), Label: c.Name})
	}
	return out, err
}

// finish makes the file of a document that was just issued. If that fails the
// document is there all the same: a job makes its file later.
func (h *Handlers) finish(r *web.Request, document int64) {
	if _, err := h.archive.Finish(r.Ctx(), document); err != nil {
		r.App.Log.Error("document", "id", document, "error", err)
	}
}

func isStale(err error) bool {
	var stale db.Stale
	return errors.As(err, &stale)
}
