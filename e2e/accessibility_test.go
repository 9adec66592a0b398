package e2e

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/db/seed"
	"sportello/handlers"
	"sportello/handlers/web"
	"sportello/handlers/webtest"
	views "sportello/views/access"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// demoPassword is the password of every account of the demonstration.
const demoPassword = "demo-sportello"

// demonstration starts the product on the demonstration, as «sportello demo» does.
func demonstration(t *testing.T) *webtest.Server {
	t.Helper()
	dir := t.TempDir()
	if err := seed.Ensure(t.Context(), dir, seed.Options{Now: dbtest.Start}); err != nil {
		t.Fatal(err)
	}
	d, clock := dbtest.Reopen(t, dir)
	config := web.Config{Demo: true}
	for _, a := range seed.Accounts {
		config.DemoAccounts = append(config.DemoAccounts, views.DemoAccount{Email: a.Email, Role: a.Says})
	}
	s := webtest.Serve(t, d, clock, config)
	s.Settle()
	return s
}

// pattern turns a route of the table into what its paths look like.
func pattern(route string) *regexp.Regexp {
	return regexp.MustCompile("^" + regexp.MustCompile(`:[a-z]+`).ReplaceAllString(regexp.QuoteMeta(route), `[^/]+`) + "$")
}

// pages finds, by following links and filter forms from the start, one address
// of every route that answers with a page. A route is known by its pattern.
func pages(c *webtest.Client, table []handlers.Route) (found map[string]string, answered map[string]bool) {
	type shape struct {
		route string
		match *regexp.Regexp
	}
	var shapes []shape
	found, answered = map[string]string{}, map[string]bool{}
	for _, r := range table {
		if r.Method != http.MethodGet {
			continue
		}
		shapes = append(shapes, shape{r.Path, pattern(r.Path)})
	}
	routeOf := func(path string) string {
		for _, s := range shapes { // a route without a parameter is more exact
			if s.route == path {
				return s.route
			}
		}
		for _, s := range shapes {
			if s.match.MatchString(path) {
				return s.route
			}
		}
		return ""
	}
	tried := map[string]int{}
	queue := []string{"/", "/accesso", "/scorciatoie"}
	for _, s := range shapes {
		if !strings.Contains(s.route, ":") {
			queue = append(queue, s.route)
		}
	}
	for len(queue) > 0 {
		address := queue[0]
		queue = queue[1:]
		u, err := url.Parse(address)
		if err != nil || u.Host != "" {
			continue
		}
		route := routeOf(u.Path)
		if route == "" || tried[route] >= 3 {
			continue
		}
		tried[route]++
		got := c.Get(address)
		answered[route] = answered[route] || got.Status == http.StatusOK || got.Status == http.StatusSeeOther
		if got.Status == http.StatusSeeOther {
			queue = append(queue, got.Header.Get("Location"))
			continue
		}
		if got.Status != http.StatusOK || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") {
			continue
		}
		if found[route] == "" {
			found[route] = address
		}
		got.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
			if href := a.AttrOr("href", ""); strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "/static/") {
				queue = append(queue, href)
			}
		})
	}
	return found, answered
}

// unlinked are the routes that no link leads to: they are reached from an
// e-mail, or answer with a part of a page or with a file.
var unlinked = []string{
	"/conferma/:token", "/password/:token", "/installazione/:token", "/cerca/:tabella", "/cerca",
}

// deep are the routes that only some records lead to, which the first addresses
// tried of a route do not reach; their own areas' tests open them.
var deep = []string{
	"/bilanci/:id/fasi/:fase/chiusura", "/bilanci/:id/file/:file", "/copie/:nome", "/iter-procedurale/versioni/:id",
	"/operatori-comunicati/caricamenti/:id/scarti", "/lavoratori/:id/codice-fiscale", "/iscrizioni/:id",
	"/convocazioni/:lotto", "/convocazioni/:lotto/lettere",
}

// TestAccessibility opens every page of every role, on the demonstration and on
// an empty installation, and holds it against WCAG 2.1 A and AA.
func TestAccessibility(t *testing.T) {
	t.Run("demonstration", func(t *testing.T) {
		s := demonstration(t)
		clients := map[string]*webtest.Client{"": s.Anonymous()}
		for _, a := range seed.Accounts {
			clients[a.Email] = s.SignedIn(a.Email, demoPassword)
		}
		seen := sweep(t, s, clients)
		for _, r := range handlers.Routes(s.App) {
			isFile := strings.Contains(r.Path, ".") || slices.ContainsFunc([]string{"pdf", "excel", "documento", "file", "calendario"}, func(w string) bool { return strings.HasSuffix(r.Path, w) })
			if r.Method == http.MethodGet && !seen[r.Path] && !isFile && !slices.Contains(unlinked, r.Path) && !slices.Contains(deep, r.Path) {
				t.Errorf("no page leads to %s, for any role", r.Path)
			}
		}
	})
	t.Run("empty", func(t *testing.T) {
		s := webtest.New(t)
		clients := map[string]*webtest.Client{
			"operatore": s.Login(rule.RoleOperator, "cpi:San Severo"), "responsabile": s.Login(rule.RoleOfficeHead, "cpi:San Severo"),
			"provincia": s.Login(rule.RoleProvince, "provincia:FG"), "regione": s.Login(rule.RoleRegion, "regione"),
			"centro": s.Login(rule.RoleServiceCentre, "installazione"), "ente": s.Login(rule.RoleTrainingBody, "ente:02345670711"),
			"admin": s.Login(rule.RoleAdmin, "installazione"),
		}
		s.User("senza ruolo", "", "")
		clients["senza ruolo"] = s.As("senza ruolo")
		sweep(t, s, clients)
	})
}

// sweep checks every page that each client can reach and returns the routes
// seen. A page that two roles see is checked for both: menus and acts differ.
func sweep(t *testing.T, s *webtest.Server, clients map[string]*webtest.Client) map[string]bool {
	t.Helper()
	seen := map[string]bool{}
	table := handlers.Routes(s.App)
	for who, c := range clients {
		w := open(t, s.URL, true)
		w.adopt(c)
		found, answered := pages(c, table)
		for route := range answered {
			seen[route] = true
		}
		for _, address := range found {
			w.visit(address)
			w.checkAccessibility(who + " " + address)
		}
	}
	return seen
}

// adopt makes the window go on with another browser's visit.
func (p *walker) adopt(c *webtest.Client) {
	p.t.Helper()
	for _, cookie := range c.Cookies() {
		p.run(chromedp.ActionFunc(func(ctx context.Context) error {
			return network.SetCookie(cookie.Name, cookie.Value).WithURL(p.base).WithHTTPOnly(true).Do(ctx)
		}))
	}
}
