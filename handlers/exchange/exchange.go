// Package exchange handles the loading of worker lists.
package exchange

import (
	"net/http"
	"os"
	"path/filepath"

	"sportello/db/access"
	"sportello/db/archive"
	"sportello/db/exchange"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/exchange"
	"sportello/views/shared"
)

// Handlers are the pages of loads.
type Handlers struct {
	loads  *exchange.Store
	people *people.Store
	app    *web.App
}

// New returns the handlers, and tells the runner how a file is read and how a
// load is applied.
func New(app *web.App) *Handlers {
	h := &Handlers{loads: exchange.NewStore(app.DB), people: people.NewStore(app.DB), app: app}
	app.Jobs.Register(jobRead, h.read)
	app.Jobs.Register(jobApply, h.apply)
	return h
}

// UploadPage shows where a file is chosen, and the loads of before.
func (h *Handlers) UploadPage(r *web.Request) error {
	return h.uploadPage(r, http.StatusOK, views.UploadPage{Date: r.Today().Italian()})
}

func (h *Handlers) uploadPage(r *web.Request, status int, p views.UploadPage) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if p.List, err = h.people.List(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	if p.Loads, err = h.loads.LoadsOf(r.Ctx(), r.Actor, id, 50); err != nil {
		return err
	}
	provinces, err := h.provinces(r)
	if err != nil {
		return err
	}
	p.Provinces = provinces
	return r.Page(status, views.Upload(p))
}

// Model answers with an example of a list.
func (h *Handlers) Model(r *web.Request) error {
	return r.SendModel("modello-elenco.csv", exchange.ListColumns())
}

// provinceName returns the name of a province, its sigla when it is not known.
func (h *Handlers) provinceName(r *web.Request, sigla string) (string, error) {
	all, err := h.app.Access.Provinces(r.Ctx())
	for _, p := range all {
		if p.Sigla == sigla {
			return p.Name, err
		}
	}
	return sigla, err
}

func (h *Handlers) provinces(r *web.Request) ([]shared.Option, error) {
	all, err := h.app.Access.Provinces(r.Ctx())
	if err != nil {
		return nil, err
	}
	var options []shared.Option
	for _, p := range all {
		if r.Actor.Regional() || contains(r.Actor.Provinces(), p.Sigla) {
			options = append(options, shared.Option{Value: p.Sigla, Label: p.Name})
		}
	}
	return options, nil
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}

// Upload takes in a file and goes on to its columns.
func (h *Handlers) Upload(r *web.Request) error {
	list, err := r.ID("id")
	if err != nil {
		return err
	}
	f := r.Form()
	in := exchange.NewLoad{ListID: list, Province: f.Text("provincia"), Sender: f.Bounded("mittente", 100), Reference: f.Date("data")}
	if own := r.Actor.Provinces(); in.Province == "" && !r.Actor.Regional() && len(own) == 1 {
		in.Province = own[0]
	}
	if f.OK() {
		in.FileName, in.Path, err = h.receive(r)
		if err != nil && !f.Merge(err) {
			return err
		}
	}
	if f.OK() {
		l, err := h.loads.Receive(r.Ctx(), r.Actor, in)
		if err == nil {
			return r.SeeOther(path(l.ID))
		}
		os.Remove(in.Path)
		if !f.Merge(err) {
			return err
		}
	}
	return h.uploadPage(r, http.StatusUnprocessableEntity, views.UploadPage{Province: in.Province, Date: f.Text("data"), Sender: f.Text("mittente"), Errors: f.Errors})
}

// receive puts the file that was sent where loads wait, and returns its name
// and its place.
func (h *Handlers) receive(r *web.Request) (name, place string, err error) {
	file, header, err := r.File("file")
	if err != nil {
		return "", "", err
	}
	if file == nil {
		return "", "", rule.Refuse("file", "Scegli il file da caricare.")
	}
	defer file.Close()
	received, err := h.app.Archive.Receive(r.Ctx(), archive.Table("file"), archive.Upload{Name: header.Filename, Content: file})
	if err != nil {
		return "", "", err
	}
	defer received.Close()
	dir := filepath.Join(h.app.DB.Dir(), exchange.ImportsDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", "", err
	}
	place = filepath.Join(dir, access.NewToken())
	return received.Name, place, os.Rename(received.Path(), place)
}
