// Package helpdesk handles the public pages: the door of the service, and what
// whoever uses it may want to know about it.
package helpdesk

import (
	"net/http"

	"sportello/db/access"
	"sportello/handlers/web"
	accessviews "sportello/views/access"
	views "sportello/views/helpdesk"
)

// Handlers are the public pages and those of the desks that answer.
type Handlers struct{ store *access.Store }

// New returns the handlers over the kit's stores.
func New(app *web.App) *Handlers { return &Handlers{store: app.Access} }

// Home shows the public page, with the form of sign-in or, for who is signed
// in already, the way to their work.
func (h *Handlers) Home(r *web.Request) error {
	p := views.HomePage{SignIn: accessviews.SignInForm{Demo: r.DemoAccounts()}}
	entries, err := h.store.PublishedFAQ(r.Ctx())
	if err != nil {
		return err
	}
	versions, err := h.store.IterVersions(r.Ctx())
	if err != nil {
		return err
	}
	if len(entries) > 0 {
		p.Question = &entries[0]
	}
	if len(versions) > 0 {
		p.Document = &versions[0]
	}
	if r.SignedIn() {
		p.Name, p.Desk = r.User.FullName(), web.Home(r.Actor)
	}
	return r.Page(http.StatusOK, views.Home(p))
}

// Catalogues shows the page «Lavoro», from which the source reaches the public
// page: Lavoro, Accesso Cataloghi, Welfare to Work.
func (h *Handlers) Catalogues(r *web.Request) error {
	return r.Page(http.StatusOK, views.Catalogues())
}

// Area leads to the area of work of who is signed in, through sign-in for the
// others: the direct link of the source.
func (h *Handlers) Area(r *web.Request) error {
	if !r.SignedIn() {
		return r.SeeOther("/accesso")
	}
	return r.SeeOther(web.Home(r.Actor))
}

// Shortcuts shows the keys that work on the pages of who asks.
func (h *Handlers) Shortcuts(r *web.Request) error {
	return r.Page(http.StatusOK, views.Shortcuts())
}

// Privacy shows what is kept and who sees it.
func (h *Handlers) Privacy(r *web.Request) error { return r.Page(http.StatusOK, views.Privacy()) }

// Legal shows the terms of the product and of what it contains.
func (h *Handlers) Legal(r *web.Request) error { return r.Page(http.StatusOK, views.Legal()) }

// Accessibility shows how to tell of a barrier.
func (h *Handlers) Accessibility(r *web.Request) error {
	return r.Page(http.StatusOK, views.Accessibility(r.App.Accessibility))
}
