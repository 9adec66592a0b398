package web

import (
	"net/http"

	"sportello/db"
	"sportello/db/rule"
	"sportello/views/shared"

	"github.com/gin-gonic/gin"
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
		defer r.leave()
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
		return db.ErrNotFound
	}
	if unsafe {
		token := r.Request.PostFormValue(shared.FieldCSRF)
		if token == "" {
			token = r.GetHeader("X-CSRF-Token")
		}
		if !sameToken(token, r.CSRF) {
			if r.fromHere() {
				return formAgain{}
			}
			return errForeignForm
		}
		return r.once()
	}
	return nil
}
