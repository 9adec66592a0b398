// Package helpdesk handles the public pages: the door of the service, and what
// whoever uses it may want to know about it.
package helpdesk

import (
	"net/http"

	"sportello/handlers/web"
	"sportello/views/access"
	views "sportello/views/helpdesk"
)

// Handlers are the public pages.
type Handlers struct{}

// New returns the handlers.
func New() *Handlers { return &Handlers{} }

// Home shows the public page, with the form of sign-in or, for who is signed
// in already, the way to their work.
func (h *Handlers) Home(r *web.Request) error {
	p := views.HomePage{SignIn: access.SignInForm{Demo: r.DemoAccounts()}}
	if r.SignedIn() {
		p.Name, p.Desk = r.User.FullName(), web.Home(r.Actor)
	}
	return r.Page(http.StatusOK, views.Home(p))
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
