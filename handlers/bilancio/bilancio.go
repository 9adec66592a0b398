// Package bilancio handles the pages of the bilancio delle competenze.
package bilancio

import (
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/pacts"
	"sportello/db/training"
	"sportello/handlers/web"
	reports "sportello/reports/bilancio"
	views "sportello/views/bilancio"
)

// Handlers are the pages of the bilancio.
type Handlers struct {
	store   *bilancio.Store
	courses *training.Store
	archive *archive.Store
	agenda  *agenda.Store
}

// New returns the handlers over the kit's stores, and tells the archive how the
// documents of a bilancio are printed.
func New(app *web.App, catalogue *training.Store) *Handlers {
	for kind, render := range reports.Renderers {
		app.Archive.RegisterRenderer(kind, render)
	}
	return &Handlers{store: bilancio.NewStoreOver(app.DB, catalogue).WithInterviews(pacts.NewStore(app.DB).ToldBilancio), courses: catalogue, archive: app.Archive, agenda: agenda.NewStore(app.DB)}
}

// frame returns what every page of a bilancio stands in.
func frame(r *web.Request, b bilancio.Bilancio, phase, panel string) views.Frame {
	return views.Frame{B: b, Today: r.Today(), Phase: phase, Panel: panel, Writes: b.WritableBy(r.Actor), Head: b.HeadedBy(r.Actor), Demo: r.App.Demo}
}

// load returns the bilancio of the address, and notes that it was read.
func (h *Handlers) load(r *web.Request) (bilancio.Bilancio, error) {
	id, err := r.ID("id")
	if err != nil {
		return bilancio.Bilancio{}, err
	}
	b, err := h.store.Bilancio(r.Ctx(), r.Actor, id)
	if err == nil {
		h.read(r, b, "bilancio.letto")
	}
	return b, err
}

func (h *Handlers) read(r *web.Request, b bilancio.Bilancio, action string, fields ...string) {
	h.archive.Read(r.Actor, archive.Audit{Action: action, Subject: "bilancio", SubjectID: b.ID, WorkerID: b.WorkerID, Fields: fields})
}

// finish makes the file of a document that was just issued. If that fails the
// document is there all the same: a job makes its file later.
func (h *Handlers) finish(r *web.Request, document int64) {
	if document == 0 {
		return
	}
	if _, err := h.archive.Finish(r.Ctx(), document); err != nil {
		r.App.Log.Error("document", "id", document, "error", err)
	}
}
