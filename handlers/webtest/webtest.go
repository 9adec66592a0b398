// Package webtest runs the whole product, router and all, on a temporary
// database, and asks questions of its pages by CSS selectors.
package webtest

import (
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/handlers"
	"sportello/handlers/web"
)

// Settle does what waits behind the pages, at once: jobs, documents to render,
// readings to write.
func (s *Server) Settle() {
	s.t.Helper()
	for {
		did, err := s.App.Jobs.RunOne(s.t.Context())
		if err != nil {
			s.t.Fatal(err)
		}
		if !did {
			break
		}
	}
	if _, err := s.App.Archive.FinishPending(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	if err := s.App.Archive.FlushReads(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// Password is the password of every account that a test makes.
const Password = "una password di prova"

// Server is the product on a temporary database with a clock that stands still.
type Server struct {
	*httptest.Server
	DB    *db.DB
	App   *web.App
	Clock *dbtest.Clock
	t     testing.TB
}

// New starts the product.
func New(t testing.TB) *Server {
	t.Helper()
	d, clock := dbtest.Open(t)
	return Serve(t, d, clock, web.Config{})
}

// At returns a product that runs elsewhere, for its pages alone.
func At(t testing.TB, url string) *Server {
	return &Server{Server: &httptest.Server{URL: url}, t: t}
}

// Serve starts the product on an open database.
func Serve(t testing.TB, d *db.DB, clock *dbtest.Clock, config web.Config) *Server {
	t.Helper()
	app, err := web.NewApp(t.Context(), d, config)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := handlers.New(app)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return &Server{Server: server, DB: d, App: app, Clock: clock, t: t}
}

// hash spares each test the cost of hashing the same password.
var hash = sync.OnceValue(func() string {
	h, err := access.HashPassword(Password)
	if err != nil {
		panic(err)
	}
	return h
})

// User makes an account with the role in the scope («cpi:San Severo»,
// «provincia:FG», …) and returns its id. The address is made from the name.
func (s *Server) User(name string, role rule.Role, scope string) int64 {
	s.t.Helper()
	var grants []rule.Grant
	if role != "" {
		g, err := s.App.Access.ParseScope(s.t.Context(), role, scope)
		if err != nil {
			s.t.Fatal(err)
		}
		grants = []rule.Grant{g}
	}
	var id int64
	err := s.DB.Write(s.t.Context(), func(tx *db.Tx) (err error) {
		id, err = access.CreateUserTx(s.t.Context(), tx, rule.System,
			access.NewUser{Name: name, Surname: "Prova", Grants: grants, Confirmed: true}, Address(name), hash())
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// Address returns the address of the account with the name.
func Address(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@prova.example"
}

// Actor returns the account as the one who acts, for calling stores.
func (s *Server) Actor(id int64) rule.Actor {
	s.t.Helper()
	u, err := s.App.Access.User(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return u.Actor()
}

// Anonymous returns a browser in which nobody is signed in.
func (s *Server) Anonymous() *Client {
	jar, _ := cookiejar.New(nil)
	return &Client{http: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, s: s, t: s.t}
}
