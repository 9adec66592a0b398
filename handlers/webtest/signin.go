package webtest

import (
	"net/http"
	"net/url"
	"strings"

	"sportello/db/rule"
)

// Login makes an account with the role in the scope and returns a browser in
// which it is signed in.
func (s *Server) Login(role rule.Role, scope string) *Client {
	s.t.Helper()
	name := string(role) + " " + strings.NewReplacer(":", " ", "_", " ").Replace(scope)
	s.User(name, role, scope)
	return s.As(name)
}

// As returns a browser in which the account with the name is signed in.
func (s *Server) As(name string) *Client {
	s.t.Helper()
	return s.SignedIn(Address(name), Password)
}

// SignedIn returns a browser in which an account is signed in.
func (s *Server) SignedIn(address, password string) *Client {
	s.t.Helper()
	c := s.Anonymous()
	page := c.Get("/accesso")
	if got := page.Submit("form[action='/accesso']", url.Values{"email": {address}, "password": {password}}); got.Status != http.StatusSeeOther {
		s.t.Fatalf("sign-in of %s: status %d\n%s", address, got.Status, got.Body)
	}
	return c
}
