// Package demo handles the pages that only a demonstration has.
package demo

import (
	"net/http"

	"sportello/db"
	"sportello/handlers/web"
	views "sportello/views/demo"
)

// Handlers are the pages of a demonstration; elsewhere they do not exist.
type Handlers struct{}

// New returns the handlers.
func New() *Handlers { return &Handlers{} }

// ResetPage asks before everything is made anew.
func (h *Handlers) ResetPage(r *web.Request) error {
	if !r.App.Demo || r.App.Reset == nil {
		return db.ErrNotFound
	}
	return r.Page(http.StatusOK, views.Reset(web.Home(r.Actor)))
}

// Reset makes the content of the demonstration anew. Every sign-in ends with
// what it belonged to, so it leads to the sign-in page.
func (h *Handlers) Reset(r *web.Request) error {
	if !r.App.Demo || r.App.Reset == nil {
		return db.ErrNotFound
	}
	if err := r.App.Reset(r.Ctx()); err != nil {
		return err
	}
	r.Forget()
	r.Done("I dati della dimostrazione sono di nuovo quelli iniziali. Accedi con uno dei conti di prova.")
	return r.SeeOther("/accesso")
}
