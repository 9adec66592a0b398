package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/views/layout"

	"github.com/gin-gonic/gin"
	"github.com/gorilla/sessions"
)

// Request is one request with who makes it.
type Request struct {
	*gin.Context
	App   *App
	User  access.User // the zero User when nobody is signed in
	Actor rule.Actor
	CSRF  string

	session *sessions.Session
	key     string // of the form, with what it carries: see once
	said    *layout.Flash
}

// SignedIn reports whether somebody is signed in.
func (r *Request) SignedIn() bool { return r.User.ID != 0 }

// VisitToken names the browser's sign-in to the access store.
func (r *Request) VisitToken() string { return r.session.ID }

// Ctx returns the request's context: with the idempotency key of its form,
// ended when the client leaves.
func (r *Request) Ctx() context.Context { return r.Request.Context() }

// ID returns the whole number in the path under the name, db.ErrNotFound if it
// is none.
func (r *Request) ID(name string) (int64, error) {
	id, err := strconv.ParseInt(r.Param(name), 10, 64)
	if err != nil || id <= 0 {
		return 0, db.ErrNotFound
	}
	return id, nil
}

// Today returns the local day.
func (r *Request) Today() rule.Date { return r.App.DB.Today() }

// Now returns the present instant.
func (r *Request) Now() rule.Instant { return rule.InstantOf(r.App.DB.Now()) }

// AuditRead queues a line that a person's record was read.
func (r *Request) AuditRead(action string, workerID int64) {
	r.App.Archive.Read(r.Actor, archive.Audit{Action: action, WorkerID: workerID, Subject: "worker", SubjectID: workerID})
}

// SeeOther answers 303 to a path of the product. A repetition of the same form
// is led to the same place.
func (r *Request) SeeOther(path string) error {
	if r.key != "" {
		r.App.done.put(r.key, answer{path, r.said})
	}
	r.Context.Redirect(http.StatusSeeOther, path)
	return nil
}

// csrfFor derives the token of forms from the visit's own secret.
func (a *App) csrfFor(visit string) string {
	mac := hmac.New(sha256.New, derive(a.secret, "csrf"))
	mac.Write([]byte(visit))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}

const visitCookie = "sportello_visita"

// visit returns what the form token is bound to: the sign-in, or a cookie of
// the visit to the public pages.
func (a *App) visit(c *gin.Context, session *sessions.Session) string {
	if session.ID != "" {
		return session.ID
	}
	if cookie, err := c.Request.Cookie(visitCookie); err == nil && len(cookie.Value) >= 20 {
		return cookie.Value
	}
	token := access.NewToken()
	http.SetCookie(c.Writer, &http.Cookie{Name: visitCookie, Value: token, Path: "/", HttpOnly: true, Secure: a.sessions.secure, SameSite: http.SameSiteLaxMode})
	return token
}

func sameToken(a, b string) bool { return a != "" && hmac.Equal([]byte(a), []byte(b)) }

// localPath returns the path if it is one of this product's pages, otherwise
// the fallback: a redirect never leaves the site.
func localPath(path, fallback string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n") {
		return fallback
	}
	return path
}
