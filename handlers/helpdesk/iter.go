package helpdesk

import (
	"net/http"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/helpdesk"
)

// Iter shows the current document and its history.
func (h *Handlers) Iter(r *web.Request) error {
	versions, err := h.store.IterVersions(r.Ctx())
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Iter(versions, r.Actor.Has(rule.RoleRegion)))
}

// IterDocument sends the current document.
func (h *Handlers) IterDocument(r *web.Request) error {
	versions, err := h.store.IterVersions(r.Ctx())
	if err != nil {
		return err
	}
	if len(versions) == 0 {
		return db.ErrNotFound
	}
	return h.send(r, versions[0])
}

// IterVersion sends one version of the document.
func (h *Handlers) IterVersion(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	version, err := h.store.IterVersion(r.Ctx(), id)
	if err != nil {
		return err
	}
	return h.send(r, version)
}

func (h *Handlers) send(r *web.Request, v access.IterVersion) error {
	file, stored, err := r.App.Archive.OpenFile(r.Ctx(), v.FileID)
	if err != nil {
		return err
	}
	defer file.Close()
	return r.SendFile(file, v.FileName(), stored.MediaType, stored.Size)
}

// ManageIter shows the form of a new version to the Region.
func (h *Handlers) ManageIter(r *web.Request) error {
	return h.iterForm(r, http.StatusOK, views.IterForm{Version: access.IterVersion{Title: "Welfare to Work AASS – Sistema di Supporto Operatori CPI – Iter Procedurale"}})
}

func (h *Handlers) iterForm(r *web.Request, status int, form views.IterForm) error {
	var err error
	if form.Versions, err = h.store.IterVersions(r.Ctx()); err != nil {
		return err
	}
	return r.Page(status, views.ManageIter(form))
}

// PublishIter publishes a version of the document.
func (h *Handlers) PublishIter(r *web.Request) error {
	f := r.Form()
	version := access.IterVersion{Version: f.Text("version"), Title: f.Text("title"), Changes: f.Text("changes"), PublishedOn: f.Date("published_on")}
	refused := func() error {
		return h.iterForm(r, http.StatusUnprocessableEntity, views.IterForm{Version: version, PublishedOn: f.Text("published_on"), Key: f.Key(), Errors: f.Errors})
	}
	f.Merge(h.store.CheckIter(version))
	file, header, err := r.File("file")
	if err != nil {
		return err
	}
	if file == nil {
		f.Add("file", "Scegli il documento in PDF.")
		return refused()
	}
	defer file.Close()
	received, err := r.App.Archive.Receive(r.Ctx(), archive.OnlyPDF("file"), archive.Upload{Name: header.Filename, Content: file})
	if f.Merge(err) {
		return refused()
	}
	if err != nil {
		return err
	}
	defer received.Close()
	if !f.OK() {
		return refused()
	}
	_, err = h.store.PublishIter(r.Ctx(), r.Actor, version, received)
	if f.Merge(err) {
		return refused()
	}
	if err != nil {
		return err
	}
	r.Done("La versione " + version.Version + " è pubblicata.")
	return r.SeeOther("/iter-procedurale/gestione")
}
