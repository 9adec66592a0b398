package command

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sportello/db/seed"
	"sportello/handlers"
	"sportello/handlers/webtest"
)

var digits = regexp.MustCompile(`[0-9]+`)

// mayBeEmpty are the pages on which a demonstration that nobody has used yet
// rightly shows nothing.
var mayBeEmpty = []string{
	"/copie",              // no backup was made
	"/convocazioni/nuova", // nobody was ticked
	"/lavoratori",         // nobody was searched for
	"/codici/sezione-0",   // in October no mapping was confirmed for what was done
	"/servizi/deroghe",    // nobody went beyond a rule
	"/sessioni",           // one office holds laboratories
	"/ente/edizioni/0",    // not every edition has somebody enrolled
}

// noScreenIsEmpty opens every page without a number in its address as every
// account of the demonstration that may, and the first of what each of them
// leads to.
func noScreenIsEmpty(t *testing.T, s *webtest.Server) {
	for _, a := range seed.Accounts {
		c := s.Anonymous()
		if got := c.Get("/accesso").Submit("form[action='/accesso']", url.Values{"email": {a.Email}, "password": {seed.Password}}); got.Status != http.StatusSeeOther {
			t.Fatalf("sign-in of %s: %d", a.Email, got.Status)
		}
		seen := map[string]bool{}
		var links []string
		look := func(path string) {
			page := c.Get(path)
			seen[path] = true
			if page.Status == http.StatusSeeOther {
				return
			}
			if page.Status != http.StatusOK {
				t.Errorf("%s: %s: %d", a.Email, path, page.Status)
				return
			}
			place := digits.ReplaceAllString(strings.SplitN(path, "?", 2)[0], "0")
			if empty := page.Find(".sp-empty"); empty.Length() > 0 && !slices.Contains(mayBeEmpty, place) {
				t.Errorf("%s: %s is empty: %s", a.Email, path, strings.Join(strings.Fields(empty.Text()), " "))
			}
			kinds := map[string]int{}
			for _, link := range page.Find("main a[href^='/']").EachIter() {
				href, _ := link.Attr("href")
				kind := digits.ReplaceAllString(strings.SplitN(href, "?", 2)[0], "0")
				if kinds[kind]++; kinds[kind] <= 2 && strings.ContainsAny(kind, "0") {
					links = append(links, href)
				}
			}
		}
		for _, r := range handlers.Routes(s.App) {
			if r.Method == http.MethodGet && !strings.Contains(r.Path, ":") && !r.Access.Public && (r.Access.SignedIn || slices.Contains(r.Access.Roles, a.Role)) {
				look(r.Path)
			}
		}
		for i := 0; i < len(links) && i < 60; i++ {
			if !seen[links[i]] {
				look(links[i])
			}
		}
	}
}
