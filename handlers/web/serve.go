package web

import (
	"context"
	"net/http"
	"net/url"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/views/layout"
	"sportello/views/shared"

	"github.com/gin-gonic/gin"
	"github.com/gorilla/sessions"
)

// Access is who may reach a route. The zero Access lets nobody in.
type Access struct {
	Public   bool        // everybody
	SignedIn bool        // every account, also one without a role yet
	Roles    []rule.Role // accounts with one of the roles
}

// Public lets everybody in.
var Public = Access{Public: true}

// SignedIn lets every account in.
var SignedIn = Access{SignedIn: true}

// Only lets in the accounts with one of the roles.
func Only(roles ...rule.Role) Access { return Access{Roles: roles} }

// Serve turns a handler into gin's, behind the checks of access, form token
// and size.
func (a *App) Serve(access Access, handler HandlerFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		r, err := a.request(c)
		if err == nil {
			err = r.admit(access)
		}
		if err == nil {
			err = handler(r)
		}
		if err != nil {
			r.fail(err)
		}
	}
}

// request finds out who makes the request.
func (a *App) request(c *gin.Context) (*Request, error) {
	r := &Request{Context: c, App: a}
	session, err := a.sessions.Get(c.Request, sessionName)
	r.session = session
	if err != nil {
		return r, err
	}
	if id, _ := session.Values[valueUser].(int64); id != 0 {
		u, err := a.Access.User(c, id)
		if err != nil {
			return r, err
		}
		if !u.Disabled {
			r.User, r.Actor = u, u.Actor()
			c.Set(userIDKey, u.ID)
		}
	}
	r.CSRF = a.csrfFor(a.visit(c, session))
	return r, nil
}

type signInNeeded struct{}

func (signInNeeded) Error() string { return "accesso necessario" }

var errForeignForm = rule.Refuse("", "Il modulo non è più valido: la pagina è rimasta aperta troppo a lungo oppure non arriva da Sportello. Ricaricala e invia di nuovo.")

// admit lets the request through, or says why not.
func (r *Request) admit(access Access) error {
	unsafe := r.Request.Method != http.MethodGet && r.Request.Method != http.MethodHead
	if unsafe {
		if err := r.parse(); err != nil {
			return err
		}
	}
	if !access.Public && !r.SignedIn() {
		return signInNeeded{}
	}
	if !access.Open(r.Actor) {
		return r.outOfScope()
	}
	if unsafe {
		token := r.Request.PostFormValue(shared.FieldCSRF)
		if token == "" {
			token = r.GetHeader("X-CSRF-Token")
		}
		if !sameToken(token, r.CSRF) {
			return errForeignForm
		}
		if r.key = r.Request.PostFormValue(shared.FieldKey); r.key != "" {
			r.Request = r.Request.WithContext(db.WithKey(r.Request.Context(), r.key))
		}
	}
	return nil
}

// outOfScope notes the attempt and answers as if nothing were there.
func (r *Request) outOfScope() error {
	r.App.Archive.Read(r.Actor, archive.Audit{Action: "accesso.negato", Subject: r.FullPath()})
	return db.ErrNotFound
}

// Begin opens a sign-in for the user in this browser.
func (r *Request) Begin(u access.User) error {
	if err := r.End(); err != nil { // never go on with a session that somebody may have planted
		return err
	}
	session := sessions.NewSession(r.App.sessions, sessionName)
	session.Options = &sessions.Options{Path: "/", HttpOnly: true, Secure: r.App.sessions.secure, SameSite: http.SameSiteLaxMode}
	session.Values[valueUser] = u.ID
	if err := session.Save(r.Request, r.Writer); err != nil {
		return err
	}
	r.session, r.User, r.Actor = session, u, u.Actor()
	r.CSRF = r.App.csrfFor(session.ID)
	return nil
}

// End closes the browser's sign-in, if there is one.
func (r *Request) End() error {
	if r.session == nil || r.session.ID == "" {
		return nil
	}
	r.session.Options.MaxAge = -1
	return r.session.Save(r.Request, r.Writer)
}

// Forget lets the browser forget a sign-in that is no more in the database.
func (r *Request) Forget() {
	http.SetCookie(r.Writer, &http.Cookie{Name: sessionName, Path: "/", HttpOnly: true, Secure: r.App.sessions.secure, SameSite: http.SameSiteLaxMode, MaxAge: -1})
}

// viewContext gives the views what stands on every page.
func (r *Request) viewContext() context.Context {
	shell := layout.Shell{
		Owner: "Regione Puglia · Servizio Politiche per il Lavoro", Home: Home(r.Actor), Flash: r.takeFlash(),
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
		office = "Provincia di " + g.Province
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
