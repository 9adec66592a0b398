package web

import (
	"context"
	"net/url"

	"sportello/db/rule"
	"sportello/views/layout"
	"sportello/views/shared"
)

// viewContext gives the views what stands on every page.
func (r *Request) viewContext() context.Context {
	shell := layout.Shell{
		Owner: rule.OwningBody, Home: Home(r.Actor), Flash: r.takeFlash(),
		Demo: r.App.Demo, Accessibility: r.App.Accessibility, Support: "/supporto-tecnico", SignIn: "/accesso",
	}
	if r.SignedIn() {
		role, office := r.title()
		shell.User = &layout.User{Name: r.User.FullName(), Role: role, Office: office}
		shell.NoKeys = !r.User.Shortcuts
		shell.Profile, shell.SignOut = "/profilo", "/uscita"
		if len(r.Actor.Grants) == 0 {
			shell.Waiting = "/accreditamento"
		} else {
			shell.Menu = layout.Menu(r.Actor, r.App.lists(r.Actor), r.reaches)
		}
		shell.SearchHref = r.ifReached("/cerca", "POST /cerca")
		if r.App.Reset != nil {
			shell.ResetHref = r.ifReached("/demo/ripristino", "/demo/ripristino")
		}
	}
	if len(r.Actor.Grants) == 0 {
		shell.Tag, shell.Menu = "Sistema di Supporto Operatori CPI", layout.PublicMenu(r.App.routed)
	}
	ctx := shared.WithTokens(r.Request.Context(), r.CSRF, newKey)
	return layout.WithShell(ctx, shell)
}

// Reaches reports whether the actor may use a route of the table («/agenda»,
// «POST /convocazioni»): a page offers only what is there and open.
func (r *Request) Reaches(route string) bool { return r.reaches(route) }

// reaches reports whether the path is a page that the actor may open.
func (r *Request) reaches(path string) bool {
	access, ok := r.App.routes[path]
	return ok && access.Open(r.Actor)
}

// routed reports whether the path is a page at all: the public menu names also
// what asks for a sign-in first.
func (a *App) routed(path string) bool {
	_, ok := a.routes[path]
	return ok
}

func (r *Request) ifReached(path, route string) string {
	if r.reaches(route) {
		return path
	}
	return ""
}

// title returns the role and the office or territory, as the slim bar shows them.
func (r *Request) title() (role, office string) {
	if len(r.Actor.Grants) == 0 {
		return "In attesa di abilitazione", ""
	}
	g := r.Actor.Grants[0]
	switch g.Scope {
	case rule.ScopeCPI:
		office = "CPI " + g.Office
	case rule.ScopeProvince:
		office = "Provincia di " + g.Office
	case rule.ScopeRegion:
		office = "Regione Puglia"
	}
	return g.Role.Label(), office
}

// back is where a refused or finished request returns to by default.
func (r *Request) back() string {
	if ref, err := url.Parse(r.GetHeader("HX-Current-URL")); err == nil && ref.Path != "" {
		return localPath(ref.RequestURI(), Home(r.Actor))
	}
	return Home(r.Actor)
}
