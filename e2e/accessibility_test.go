package e2e

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/db/seed"
	"sportello/handlers"
	"sportello/handlers/command"
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
	if err := seed.Ensure(t.Context(), dir, command.SeedOptions(dbtest.Start)); err != nil {
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

// screen is one page that a role can open, as the crawl found it.
type screen struct {
	who, address string
	parts        map[string]bool
	danglers     []string
}

// pages opens, by following links and filter forms from the start and from the
// further addresses given, some of every route that answers with a page: three
// addresses of a route that links lead to, all those given.
func pages(c *webtest.Client, table []handlers.Route, further []string) (found []screen, answered map[string]bool) {
	type form struct {
		route string
		match *regexp.Regexp
	}
	var forms []form
	answered = map[string]bool{}
	for _, r := range table {
		if r.Method == http.MethodGet {
			forms = append(forms, form{r.Path, pattern(r.Path)})
		}
	}
	routeOf := func(path string) string {
		for _, f := range forms { // a route without a parameter is more exact
			if f.route == path {
				return f.route
			}
		}
		for _, f := range forms {
			if f.match.MatchString(path) {
				return f.route
			}
		}
		return ""
	}
	tried := map[string]int{}
	queue := slices.Concat(further, []string{"/", "/accesso", "/scorciatoie"})
	for _, f := range forms {
		if !strings.Contains(f.route, ":") {
			queue = append(queue, f.route)
		}
	}
	for n := 0; n < len(queue); n++ {
		u, err := url.Parse(queue[n])
		if err != nil || u.Host != "" {
			continue
		}
		route := routeOf(u.Path)
		if route == "" || n >= len(further) && tried[route] >= 3 {
			continue
		}
		tried[route]++
		got := c.Get(queue[n])
		if got.Status == http.StatusOK || got.Status == http.StatusSeeOther {
			answered[route] = true
		}
		if got.Status == http.StatusSeeOther {
			queue = append(queue, got.Header.Get("Location"))
			continue
		}
		if got.Status != http.StatusOK || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") {
			continue
		}
		found = append(found, screen{address: queue[n], parts: parts(got.Nodes[0]), danglers: danglers(got.Nodes[0])})
		got.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
			if href := a.AttrOr("href", ""); strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "/static/") {
				queue = append(queue, href)
			}
		})
	}
	return found, answered
}

// furtherAddresses returns the addresses that only some records lead to, or only
// an e-mail: of a phase to close, of a batch of letters, of a confirmation.
func furtherAddresses(t *testing.T, s *webtest.Server) []string {
	t.Helper()
	admin, centre, anyone := s.SignedIn("admin@demo.example", demoPassword), s.SignedIn("centroservizi@demo.example", demoPassword), s.Anonymous()
	admin.Get("/copie").Submit("form[action='/copie']", nil)
	centre.Upload("/operatori-comunicati/caricamenti", nil, "file", "comunicati.csv", []byte("CPI;Cognome;Nome;Codice fiscale;Data comunicazione\nAtlantide;Bianchi;Ada;;2026-11-20\n"))
	anyone.Get("/registrazione").Submit("form[action='/registrazione']", url.Values{
		"surname": {"Verdi"}, "name": {"Ada"}, "email": {"ada.verdi@prova.example"}, "password": {webtest.Password},
	})
	anyone.Get("/password/richiesta").Submit("form[action='/password/richiesta']", url.Values{"email": {"operatore@demo.example"}})
	s.Settle()
	out := []string{"/cerca/comuni?q=san", "/lavoratori/1/codice-fiscale", "/indicatori/A.2/excel"}
	for _, query := range []string{
		"SELECT '/convocazioni/' || id FROM convocation_batch",
		"SELECT '/convocazioni/' || id || '/lettere' FROM convocation_batch",
		"SELECT '/bilanci/' || bilancio_id || '/fasi/' || phase || '/chiusura' FROM bilancio_phase WHERE closed_at IS NULL",
		"SELECT '/bilanci/' || bilancio_id || '/file/' || file_id FROM bilancio_scan",
		"SELECT '/appuntamenti/' || id || '/bilancio' FROM appointment WHERE state='fissato' AND day='" + string(s.DB.Today()) + "'", // far from its hour it is asked again
		"SELECT '/condizionalita/' || id FROM conditionality_notice",
		"SELECT '/condizionalita/' || notice_id || '/motivo' FROM conditionality_reason GROUP BY act",
		"SELECT '/condizionalita/' || id || '/conferma' FROM conditionality_notice WHERE confirmed_at IS NULL AND filed_at IS NULL AND set_aside_at IS NULL",
		"SELECT '/condizionalita/' || id || '/archiviazione' FROM conditionality_notice WHERE confirmed_at IS NULL AND filed_at IS NULL AND set_aside_at IS NULL",
		"SELECT '/condizionalita/' || id || '/annullamento' FROM conditionality_notice GROUP BY cpi_id, confirmed_at IS NULL",
		"SELECT '/iscrizioni/' || min(id) FROM enrolment GROUP BY state",
		"SELECT '/lavoratori/' || min(worker_id) || '/codice-fiscale' FROM appointment GROUP BY cpi_id",
		"SELECT '/servizi/' || min(id) FROM delivered_service GROUP BY cpi_id, origin",
		"SELECT '/lavoratori/' || min(worker_id) || '/servizi/nuovo?codice=B.1' FROM appointment GROUP BY cpi_id",
		"SELECT '/lavoratori/' || worker_id || '/did/' || max(id) || '/fine' FROM did WHERE ended_on IS NULL GROUP BY cpi_id",
		"SELECT '/lavoratori/' || worker_id || '/did/' || max(id) || '/annullamento' FROM did GROUP BY cpi_id",
		"SELECT '/scadenze/1/' || id || '/sospensione' FROM did WHERE ended_on IS NULL GROUP BY cpi_id",
		"SELECT '/lavoratori/' || min(id) || '/did/nuova' FROM worker WHERE did_on='' GROUP BY home_province",
		"SELECT '/lavoratori/' || min(worker_id) || '/carta/' || section FROM card_entry GROUP BY section",
		"SELECT '/lavoratori/' || worker_id || '/stato/' || min(id) || '/annullamento' FROM employment_statement WHERE revoked_at IS NULL GROUP BY cpi_id",
		"SELECT '/lavoratori/' || min(worker_id) || '/stato/condizione' FROM worker_condition",
		"SELECT '/lavoratori/' || worker_id || '/stato/condizione/' || min(id) || '/annullamento' FROM worker_condition WHERE annulled_at IS NULL",
		"SELECT '/lavoratori/' || min(worker_id) || '/stato/categoria' FROM worker_condition",
		"SELECT '/lavoratori/' || min(worker_id) || '/stato/liste' FROM special_list",
		"SELECT '/lavoratori/' || worker_id || '/stato/liste/' || min(id) FROM special_list",
		"SELECT '/lavoratori/' || worker_id || '/stato/liste/' || min(id) || '/annullamento' FROM special_list WHERE annulled_at IS NULL",
		"SELECT '/lavoratori/' || min(worker_id) || '/profilo/indice' FROM profile_index",
		"SELECT '/lavoratori/' || worker_id || '/profilo/indice/' || min(id) || '/annullamento' FROM profile_index WHERE annulled_at IS NULL",
		"SELECT '/lavoratori/' || worker_id || '/gruppi/' || min(id) || '/fine' FROM worker_target WHERE to_on IS NULL GROUP BY cpi_id",
		"SELECT '/lavoratori/' || min(worker_id) || '/propensioni' FROM propensione",
		"SELECT '/lavoratori/' || min(worker_id) || '/propensioni/nuova' FROM appointment GROUP BY cpi_id",
		"SELECT '/lavoratori/' || worker_id || '/propensioni/' || min(id) FROM propensione GROUP BY withdrawn_at IS NULL",
		"SELECT '/lavoratori/' || worker_id || '/propensioni/' || min(id) || '/ritiro' FROM propensione WHERE withdrawn_at IS NULL",
		"SELECT '/lavoratori/' || worker_id || '/profilo/' || id FROM profile",
		"SELECT '/lavoratori/' || worker_id || '/profilo/' || id || '/aree-riservate' FROM profile WHERE in_depth_on IS NOT NULL",
		"SELECT '/lavoratori/' || worker_id || '/segnalazione' FROM social_referral UNION SELECT '/lavoratori/' || worker_id || '/segnalazione' FROM profile WHERE proposes_referral=1",
		"SELECT '/lavoratori/' || worker_id || '/segnalazione/' || id || '/esito' FROM social_referral",
		"SELECT '/lavoratori/' || worker_id || '/profilo/' || id || '/approfondimento' FROM profile WHERE completed_on IS NOT NULL",
		"SELECT '/lavoratori/' || worker_id || '/cv' FROM cv",
		"SELECT '/lavoratori/' || min(worker_id) || '/cv' FROM appointment GROUP BY cpi_id",
		"SELECT '/lavoratori/' || worker_id || '/cv/' || id || '/trasferimento' FROM cv WHERE annulled_at IS NULL",
		"SELECT '/lavoratori/' || worker_id || '/cv/' || id || '/annullamento' FROM cv WHERE annulled_at IS NULL",
		"SELECT '/lavoratori/' || worker_id || '/cv/' || cv_id || '/trasferimento/' || id || '/esito' FROM cv_transfer WHERE outcome IS NULL",
		"SELECT '/lavoratori/' || worker_id || '/cv/' || cv_id || '/trasferimento/' || id || '/file' FROM cv_transfer",
		"SELECT '/lavoratori/' || min(worker_id) || '/attestazione' FROM delivered_service GROUP BY cpi_id",
		"SELECT '/lavoratori/' || min(w.id) || '/colloqui/nuovo' FROM worker w WHERE NOT EXISTS (SELECT 1 FROM interview i WHERE i.worker_id=w.id) GROUP BY w.home_province",
		"SELECT '/colloqui/' || id FROM interview",
		"SELECT '/colloqui/' || p.interview_id || '/pannelli/' || p.panel FROM interview_panel p",
		"SELECT '/colloqui/' || id || '/pannelli/studi' FROM interview WHERE kind='patto' AND closed_on IS NULL AND stopped_on IS NULL",
		"SELECT '/colloqui/' || id || '/fasi/informativa/chiusura' FROM interview WHERE closed_on IS NULL AND stopped_on IS NULL",
		"SELECT '/colloqui/' || id || '/fasi/analisi/chiusura' FROM interview WHERE kind='patto' AND closed_on IS NULL AND stopped_on IS NULL",
		"SELECT '/colloqui/' || id || '/incontri' FROM interview WHERE closed_on IS NULL AND stopped_on IS NULL",
		"SELECT '/colloqui/' || id || '/rinvii' FROM interview WHERE stopped_on IS NULL",
		"SELECT '/colloqui/' || id || '/interruzione' FROM interview WHERE closed_on IS NULL AND stopped_on IS NULL",
		"SELECT '/colloqui/' || m.interview_id || '/incontri/' || m.id || '/annullamento' FROM interview_meeting m JOIN interview i ON i.id=m.interview_id WHERE i.closed_on IS NULL AND i.stopped_on IS NULL AND m.annulled_at IS NULL",
		"SELECT '/misure/' || min(id) FROM measure_offer GROUP BY cpi_id, answer, outcome, annulled_at IS NULL",
		"SELECT '/misure/' || min(id) || '/risposta' FROM measure_offer WHERE answer='' AND outcome='' AND annulled_at IS NULL AND attended_on IS NULL AND session_id IS NULL GROUP BY cpi_id",
		"SELECT '/misure/' || min(id) || '/partecipazione' FROM measure_offer WHERE outcome='' AND answer<>'rifiutata' AND annulled_at IS NULL AND attended_on IS NULL AND session_id IS NULL GROUP BY cpi_id, service_code=''",
		"SELECT '/misure/' || min(id) || '/esito' FROM measure_offer WHERE outcome='' AND answer='accettata' AND annulled_at IS NULL GROUP BY cpi_id",
		"SELECT '/misure/' || min(id) || '/annullamento' FROM measure_offer WHERE annulled_at IS NULL GROUP BY cpi_id",
		"SELECT '/lavoratori/' || min(worker_id) || '/misure' FROM measure_offer GROUP BY cpi_id",
		"SELECT '/lavoratori/' || min(worker_id) || '/misure/nuova' FROM measure_offer GROUP BY cpi_id",
		"SELECT '/lavoratori/' || min(worker_id) || '/misure/nuova?misura=' || measure FROM measure_offer GROUP BY cpi_id, measure",
		"SELECT '/lavoratori/' || min(o.worker_id) || '/misure/nuova?sessione=' || g.id FROM measure_offer o, group_session g WHERE g.cpi_id=o.cpi_id AND g.cancelled_at IS NULL GROUP BY o.cpi_id",
		"SELECT '/lavoratori/' || p.worker_id || '/misure/nuova?azione=' || min(a.id) FROM pact_action a JOIN pact p ON p.id=a.pact_id WHERE a.kind<>'autonoma' AND a.removed_at IS NULL GROUP BY p.cpi_id",
		"SELECT '/patti/' || min(id) || '' FROM pact WHERE 1=1 GROUP BY cpi_id, state",
		"SELECT '/patti/' || min(id) || '/contenuto' FROM pact WHERE state='bozza' GROUP BY cpi_id, state",
		"SELECT '/patti/' || min(id) || '/azioni/nuova' FROM pact WHERE state='bozza' GROUP BY cpi_id, state",
		"SELECT '/patti/' || min(id) || '/proposta' FROM pact WHERE state='bozza' GROUP BY cpi_id, state",
		"SELECT '/patti/' || min(id) || '/firma' FROM pact WHERE state='proposto' GROUP BY cpi_id, state",
		"SELECT '/patti/' || min(id) || '/rifiuto' FROM pact WHERE state='proposto' GROUP BY cpi_id, state",
		"SELECT '/patti/' || min(id) || '/verifiche' FROM pact WHERE state='sottoscritto' GROUP BY cpi_id, state",
		"SELECT '/patti/' || min(id) || '/aggiornamento' FROM pact WHERE state='sottoscritto' GROUP BY cpi_id, state",
		"SELECT '/patti/' || min(id) || '/piano' FROM pact WHERE state='sottoscritto' GROUP BY cpi_id, state",
		"SELECT '/patti/' || min(id) || '/fine' FROM pact WHERE state='sottoscritto' GROUP BY cpi_id, state",
		"SELECT '/patti/' || min(id) || '/annullamento' FROM pact WHERE 1=1 GROUP BY cpi_id, state",
		"SELECT '/patti/' || p.id || '/azioni/' || min(a.id) FROM pact_action a JOIN pact p ON p.id=a.pact_id WHERE p.state='bozza' GROUP BY p.id",
		"SELECT '/patti/' || p.id || '/azioni/' || min(a.id) || '/rimozione' FROM pact_action a JOIN pact p ON p.id=a.pact_id WHERE p.state='bozza' GROUP BY p.id",
		"SELECT '/patti/' || pact_id || '/aggiornamento/abbandono' FROM pact_version WHERE n>1 AND effective_on IS NULL AND refused_on IS NULL AND dropped_at IS NULL",
		"SELECT '/patti/' || pact_id || '/versioni/' || n || '/scansione' FROM pact_version WHERE scan_file_id IS NOT NULL",
		"SELECT '/patti/' || pact_id || '/piano/firma' FROM plan WHERE signed_on IS NULL AND refused_on IS NULL",
		"SELECT '/patti/' || pact_id || '/piano/rifiuto' FROM plan WHERE signed_on IS NULL AND refused_on IS NULL",
		"SELECT '/patti/' || pact_id || '/piano/' || id || '/scansione' FROM plan WHERE scan_file_id IS NOT NULL",
		"SELECT '/lavoratori/' || min(w.id) || '/patti/nuovo' FROM worker w WHERE NOT EXISTS (SELECT 1 FROM pact p WHERE p.worker_id=w.id) GROUP BY w.home_province",
		"SELECT '/iter-procedurale/versioni/' || id FROM iter_procedurale",
		"SELECT '/caricamenti/' || id || '/respinte.csv' FROM import_load",
		"SELECT '/operatori-comunicati/caricamenti/' || id || '/scarti' FROM communicated_load",
		"SELECT '/bilanci/' || min(b.id) || '/pannelli/' || p.panel FROM bilancio_panel p JOIN bilancio b ON b.id=p.bilancio_id GROUP BY b.cpi_id, p.panel",
	} {
		out = append(out, texts(t, s, query)...)
	}
	for _, body := range texts(t, s, "SELECT body FROM mail WHERE private = 1") {
		out = append(out, regexp.MustCompile(`/(?:conferma|password)/[\w-]+`).FindAllString(body, -1)...)
	}
	admin.Get("/copie").Find("a[href^='/copie/']").Each(func(_ int, a *goquery.Selection) { out = append(out, a.AttrOr("href", "")) })
	return out
}

// texts returns the one column that a query of the database gives.
func texts(t *testing.T, s *webtest.Server, query string) []string {
	t.Helper()
	rows, err := s.DB.Reader().QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAccessibility opens every route of the table as every role that has it, on
// the demonstration and on an empty installation, and holds what they show
// against WCAG 2.1 A and AA.
func TestAccessibility(t *testing.T) {
	seen, shown := map[string]bool{}, map[string]bool{}
	t.Run("demonstration", func(t *testing.T) {
		s := demonstration(t)
		clients := map[string]*webtest.Client{"nobody": s.Anonymous()}
		for _, a := range seed.Accounts {
			clients[a.Email] = s.SignedIn(a.Email, demoPassword)
		}
		sweep(t, s, clients, furtherAddresses(t, s), seen, shown)
	})
	t.Run("empty", func(t *testing.T) {
		s := webtest.New(t)
		setup, err := s.App.Access.SetupLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		sweep(t, s, map[string]*webtest.Client{"nobody": s.Anonymous()}, []string{setup}, seen, shown)
		clients := map[string]*webtest.Client{
			"operatore": s.Login(rule.RoleOperator, "cpi:San Severo"), "responsabile": s.Login(rule.RoleOfficeHead, "cpi:San Severo"),
			"provincia": s.Login(rule.RoleProvince, "provincia:FG"), "regione": s.Login(rule.RoleRegion, "regione"),
			"centro": s.Login(rule.RoleServiceCentre, "installazione"), "ente": s.Login(rule.RoleTrainingBody, "ente:02345670711"),
			"admin": s.Login(rule.RoleAdmin, "installazione"),
		}
		s.User("senza ruolo", "", "")
		clients["senza ruolo"] = s.As("senza ruolo")
		sweep(t, s, clients, nil, seen, shown)
	})
	for _, r := range handlers.Routes(webtest.New(t).App) {
		if r.Method == http.MethodGet && !seen[r.Path] {
			t.Errorf("no page leads to %s, for any role", r.Path)
		}
	}
}

// sweep opens what each client can reach and notes the routes seen. axe takes
// half a second a page: it is shown those that together have every part of all,
// and that it has not been shown before.
func sweep(t *testing.T, s *webtest.Server, clients map[string]*webtest.Client, further []string, seen, shown map[string]bool) {
	t.Helper()
	table := handlers.Routes(s.App)
	var mu sync.Mutex
	var all []screen
	t.Run("opened", func(t *testing.T) {
		for who, c := range clients {
			t.Run(who, func(t *testing.T) {
				t.Parallel()
				found, answered := pages(c, table, further)
				for i, p := range found {
					found[i].who = who
					for _, what := range p.danglers {
						t.Errorf("%s: %s", p.address, what)
					}
				}
				mu.Lock()
				defer mu.Unlock()
				maps.Copy(seen, answered)
				all = append(all, found...)
			})
		}
	})
	slices.SortFunc(all, func(a, b screen) int {
		return cmp.Or(strings.Compare(a.who, b.who), strings.Compare(a.address, b.address))
	})
	chosen := cover(all, shown)
	t.Logf("%d pages, %d shown to axe", len(all), len(chosen))
	t.Run("axe", func(t *testing.T) {
		for some := range slices.Chunk(chosen, 40) {
			t.Run(some[0].who, func(t *testing.T) {
				t.Parallel()
				w := open(t, s.URL, true)
				for i, p := range some {
					if i == 0 || p.who != some[i-1].who {
						w.adopt(clients[p.who])
					}
					w.visit(p.address)
					w.js(thin, nil)
					w.checkAccessibility(p.who + " " + p.address)
				}
			})
		}
	})
}

// thin leaves of like neighbours in a list the first, as the shape of a page does:
// half of axe's time went into the rows of long lists.
const thin = `(() => {
	const telling = /^(class|role|type|lang|scope|autocomplete|tabindex|hidden|aria-.*)$/;
	const shape = n => {
		if (n.nodeType === Node.TEXT_NODE) return n.data.trim() ? "t" : "";
		if (n.nodeType !== Node.ELEMENT_NODE) return "";
		return "<" + n.tagName + [...n.attributes].map(a => " " + a.name + (telling.test(a.name) && !/labelledby|describedby|controls|label/.test(a.name) ? "=" + a.value : a.value ? "" : "=")).join("") + ">" + [...n.childNodes].map(shape).join("") + "/";
	};
	for (const list of document.querySelectorAll("main :is(tbody, ul, ol, select, datalist)")) {
		let before = "";
		for (const row of [...list.children]) {
			const s = shape(row);
			if (s === before) row.remove(); else before = s;
		}
	}
})()`

// adopt makes the window go on with another browser's visit.
func (p *walker) adopt(c *webtest.Client) {
	p.t.Helper()
	p.run(network.ClearBrowserCookies())
	for _, cookie := range c.Cookies() {
		p.run(chromedp.ActionFunc(func(ctx context.Context) error {
			return network.SetCookie(cookie.Name, cookie.Value).WithURL(p.base).WithHTTPOnly(true).Do(ctx)
		}))
	}
}
