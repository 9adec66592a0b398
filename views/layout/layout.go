// Package layout is the page around every page: skip links, the owning body
// and the person, the menu, the flash, the footer.
//
// What belongs to the request (who is signed in, the menu, the flash) is put
// into the context once, by WithShell. What belongs to the page (title,
// breadcrumb, actions) the page says itself, in a Head:
//
//	templ Show(p Appointment) {
//		@layout.Page(layout.Head{
//			Title:  "Appuntamento di " + p.Worker,
//			Facts:  p.Date.Long(),
//			Active: layout.KeyAgenda,
//			Crumbs: []layout.Crumb{{Label: "Agenda", Href: "/agenda"}, {Label: p.Worker}},
//		}) {
//			…
//		}
//	}
//
// So a page is a function of its own data, and a fragment of it is called by
// the page and by its handler alike. Tokens of forms come from the context
// too: see shared.WithTokens.
package layout

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/a-h/templ"

	"sportello/static"
	"sportello/views/shared"
)

// Head is what a page says of itself.
type Head struct {
	Title    string          // the thing, not the action: h1, and first in <title>
	Part     string          // which of several pages under this title: first in <title>
	Facts    string          // one grey line: identity, dates, counts
	FactsRow templ.Component // the same, when it holds a code or a link
	Actions  templ.Component // at the right of the title, the primary last
	Crumbs   []Crumb         // the way here; the last is this page
	Active   string          // key of the menu item, see menu.go
	Refused  bool            // the page shows a refused form: <title> says so

	// Shortcuts are the page's own, printed in the footer.
	Shortcuts []shared.Shortcut

	// Bare leaves out breadcrumb and title: the page draws its own h1.
	Bare bool
	// Class is set on main: "sp-public" for the public pages.
	Class string
}

// Crumb is one step of the way to a page. The last one has no link.
type Crumb struct{ Label, Href string }

// User is who is signed in.
type User struct {
	Name   string
	Role   string // «Operatrice»
	Office string // «CPI Foggia»
}

// Flash is what was done before this page was reached.
type Flash struct {
	Level shared.Level
	Text  string
	Links []Link // the next acts
	Undo  *Undo
}

// Link is a link with its words.
type Link struct{ Label, Href string }

// Undo is a form that takes the act back.
type Undo struct{ Label, Action string }

// Shell is what belongs to the request.
type Shell struct {
	Owner string // owning body: «Regione Puglia · Servizio Politiche per il Lavoro»
	Home  string // where the brand leads: the desk, or the public page
	Tag   string // small line under the brand, on the public pages
	Menu  []MenuItem
	User  *User // nil on public pages
	Flash *Flash

	Demo       bool   // a strip says that the data are invented
	ResetHref  string // page that confirms «Ripristina dati demo»; "" for who may not
	SearchHref string // where the search of persons and companies is posted; "" leaves it out
	NoKeys     bool   // single-letter shortcuts are off in the profile

	// Waiting is where who has an account without a role asks for one; "" for
	// everybody else.
	Waiting string

	// Accessibility is the address of the declaration on AgID's form; "" until
	// the body that runs the installation has published one.
	Accessibility string

	// Support is the page of Supporto Tecnico; Profile and SignOut those of
	// the person. Each may be empty.
	Support, Profile, SignIn, SignOut string
}

type shellKey struct{}

// WithShell returns a context whose pages are drawn inside the shell.
func WithShell(ctx context.Context, s Shell) context.Context {
	return context.WithValue(ctx, shellKey{}, &s)
}

func shell(ctx context.Context) *Shell {
	if s, ok := ctx.Value(shellKey{}).(*Shell); ok {
		return s
	}
	return &Shell{}
}

// Paths of the pages that the shell leads to.
const (
	PathShortcuts = "/scorciatoie"
	PathPrivacy   = "/privacy"
	PathLegal     = "/note-legali"
	PathFeedback  = "/accessibilita"
	PathSources   = "/fonti"
)

// htmxConfig is read by htmx from a meta element, so that no script stands in
// the page. No page is kept in the browser's storage (it holds personal data),
// nothing is evaluated, and a refused form (422) or a stale one (409) replaces
// the one that was sent.
var htmxConfig = func() string {
	b, err := json.Marshal(map[string]any{
		"historyCacheSize":          0,
		"refreshOnHistoryMiss":      true,
		"historyRestoreAsHxRequest": false,
		"allowEval":                 false,
		"allowScriptTags":           false,
		"selfRequestsOnly":          true,
		"includeIndicatorStyles":    false,
		"scrollIntoViewOnBoost":     false,
		"timeout":                   30000,
		"responseHandling": []map[string]any{
			{"code": "204", "swap": false},
			{"code": "[23]..", "swap": true},
			{"code": "(409|422)", "swap": true},
			{"code": "[45]..", "swap": false, "error": true},
		},
	})
	if err != nil {
		panic(err) // constant above: cannot fail
	}
	return string(b)
}()

var (
	kitCSS  = static.URL("vendor/bootstrap-italia/bootstrap-italia.min.css")
	appCSS  = static.URL("app.css")
	appJS   = static.URL("app.js")
	htmxJS  = static.URL("vendor/htmx/htmx.min.js")
	iconSVG = static.URL("icon.svg")
)

func (h Head) title() string {
	t := h.Title + " - Sportello"
	if h.Part != "" {
		t = h.Part + " - " + t
	}
	if h.Refused {
		return "Errore: " + t
	}
	return t
}

// tokenHeader returns the header that htmx adds to every request of the page.
func tokenHeader(ctx context.Context) string {
	b, err := json.Marshal(map[string]string{"X-CSRF-Token": shared.CSRF(ctx)})
	if err != nil {
		return "{}"
	}
	return string(b)
}

func (s *Shell) shortcutsState() string {
	if s.NoKeys {
		return "off"
	}
	return "on"
}

// place returns role and territory in words; «Provincia, Provincia di FG» says
// it once.
func (u *User) place() string {
	if u.Role != "" && strings.HasPrefix(u.Office, u.Role) {
		return u.Office
	}
	return strings.Join(nonEmpty(u.Role, u.Office), ", ")
}

func nonEmpty(words ...string) []string {
	var out []string
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}

func (h Head) keys() []shared.Shortcut {
	return append(append([]shared.Shortcut{}, h.Shortcuts...), shared.Shortcut{Keys: "?", Word: "tutte"})
}

// Owner returns the owning body of the installation, as the slim bar names it.
func Owner(ctx context.Context) string { return shell(ctx).Owner }

// MenuKeys returns the shortcuts of the menu that this request has.
func MenuKeys(ctx context.Context) []shared.Shortcut {
	var keys []shared.Shortcut
	for _, m := range shell(ctx).Menu {
		if m.Keys != "" {
			keys = append(keys, shared.Shortcut{Keys: m.Keys, Word: m.Label})
		}
	}
	return keys
}

// ProfileHref returns the address of the profile, "" for a visitor.
func ProfileHref(ctx context.Context) string { return shell(ctx).Profile }
