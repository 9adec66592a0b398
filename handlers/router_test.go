package handlers_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/handlers"
	"sportello/handlers/web"
	"sportello/handlers/webtest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// who returns the people that a route lets in, in words.
func who(a web.Access) string {
	switch {
	case a.Public:
		return "tutti"
	case a.SignedIn:
		return "chi ha un account"
	}
	var roles []string
	for _, r := range a.Roles {
		roles = append(roles, string(r))
	}
	return strings.Join(roles, " ")
}

func routes(t *testing.T) []handlers.Route {
	d, _ := dbtest.Open(t)
	app, err := web.NewApp(t.Context(), d, web.Config{Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	return handlers.Routes(app)
}

// TestRouteTable keeps the whole table before the eyes of who changes it.
func TestRouteTable(t *testing.T) {
	var b strings.Builder
	for _, r := range routes(t) {
		if who(r.Access) == "" {
			t.Errorf("%s %s names no role", r.Method, r.Path)
		}
		fmt.Fprintf(&b, "%-4s %-60s %s\n", r.Method, r.Path, who(r.Access))
	}
	const golden = "testdata/routes.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the route table changed; if that is meant, run go test ./handlers -run TestRouteTable -update\n%s", b.String())
	}
}

// TestWhoHasNoRoleForARouteGets404 sweeps every route as every role: what is
// not one's own does not exist.
func TestWhoHasNoRoleForARouteGets404(t *testing.T) {
	s := webtest.New(t)
	scopes := map[rule.ScopeKind]string{
		rule.ScopeCPI: "cpi:San Severo", rule.ScopeProvince: "provincia:FG", rule.ScopeRegion: "regione",
		rule.ScopeBody: "ente:02345670711", rule.ScopeInstallation: "installazione",
	}
	clients := map[rule.Role]*webtest.Client{}
	for _, role := range rule.Roles {
		clients[role] = s.Login(role, scopes[rule.ScopeOf(role)])
	}
	s.User("nessun ruolo", "", "")
	clients[""] = s.As("nessun ruolo")
	for _, r := range routes(t) {
		path := strings.NewReplacer(":id", "999999", ":riga", "999999", ":codice", "PRE01").Replace(r.Path)
		for role, c := range clients {
			grants := []rule.Grant{{Role: role, Scope: rule.ScopeOf(role)}}
			if r.Access.Open(rule.Actor{UserID: 1, Grants: grants}) {
				continue
			}
			var got *webtest.Page
			if r.Method == "GET" {
				got = c.Get(path)
			} else {
				got = c.Post(path, nil)
			}
			if got.Status != 404 {
				t.Errorf("%s %s as %q: status %d, want 404", r.Method, r.Path, role, got.Status)
			}
		}
	}
}

// TestWhatIsOnlySentToLeadsToItsForm: after a refusal the address is that of the
// sending, and pressing Enter there finds the form again.
func TestWhatIsOnlySentToLeadsToItsForm(t *testing.T) {
	pages, sent := map[string]bool{}, map[string]bool{}
	for _, r := range routes(t) {
		if r.Method == "GET" {
			pages[r.Path] = true
		} else {
			sent[r.Path] = true
		}
	}
	formless := []string{"/uscita"} // a button of every page
	for path := range sent {
		if page := handlers.FormOf(path); !pages[path] && !slices.Contains(formless, path) && !pages[page] {
			t.Errorf("%s leads to no page of a form (%q)", path, page)
		}
		if pages[path] && handlers.FormOf(path) != "" {
			t.Errorf("%s is a page of its own", path)
		}
	}
	s := webtest.New(t)
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	for from, to := range map[string]string{"/lavoratori/790/servizi": "/lavoratori/790/servizi/nuovo", "/lavoratori/790/did": "/lavoratori/790/did/nuova", "/sessioni/2/ricerca": "/sessioni/2",
		"/servizi/3/correzione": "/servizi/3", "/lavoratori/ricerca": "/lavoratori", "/scadenze/did/7/ripresa": "/scadenze/did/7/sospensione"} {
		if got := c.Get(from).Expect(303).Header.Get("Location"); got != to {
			t.Errorf("%s leads to %q, want %q", from, got, to)
		}
	}
	c.Get("/tabelle/uffici/1/comuni").Expect(404) // not theirs
}
