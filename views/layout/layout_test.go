package layout

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"sportello/db/rule"
	"sportello/views/shared"
)

func draw(t *testing.T, s Shell, h Head) *goquery.Document {
	t.Helper()
	var b bytes.Buffer
	ctx := WithShell(shared.WithTokens(t.Context(), "gettone", func() string { return "chiave" }), s)
	body := templ.WithChildren(ctx, templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "<p id='dentro'>dentro</p>")
		return err
	}))
	if err := Page(h).Render(body, &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestTitleSaysThePageAndItsErrors(t *testing.T) {
	doc := draw(t, Shell{}, Head{Title: "Prima accoglienza", Refused: true})
	if got := doc.Find("title").First().Text(); got != "Errore: Prima accoglienza - Sportello" {
		t.Errorf("title %q", got)
	}
	if got := doc.Find("h1").Text(); got != "Prima accoglienza" || doc.Find("main #dentro").Length() != 1 {
		t.Errorf("h1 %q, body in main: %d", got, doc.Find("main #dentro").Length())
	}
}

func TestShellShowsWhoIsSignedIn(t *testing.T) {
	s := Shell{User: &User{Name: "Giulia Semeraro", Role: "Operatrice", Office: "CPI Foggia"}, SignIn: "/accesso", SignOut: "/uscita", Profile: "/profilo",
		Menu: []MenuItem{{Key: "a", Label: "Agenda", Href: "/agenda"}, {Key: "b", Label: "Bilanci", Href: "/bilanci"}}}
	doc := draw(t, s, Head{Title: "x", Active: "b", Crumbs: []Crumb{{"Agenda", "/agenda"}, {"Oggi", ""}}})
	if got := doc.Find("form[action='/uscita'][method=post] button").Text(); got != "Esci" {
		t.Errorf("sign-out is %q", got)
	}
	if doc.Find("a[href='/accesso']").Length() != 0 {
		t.Error("signed in, and still asked to sign in")
	}
	if got := doc.Find(".sp-menu [aria-current=page]").Text(); got != "Bilanci" {
		t.Errorf("active is %q", got)
	}
	if doc.Find(".sp-crumbs a").Length() != 1 || doc.Find(".sp-crumbs [aria-current=page]").Text() != "Oggi" {
		t.Error("the breadcrumb does not end here")
	}
	public := draw(t, Shell{SignIn: "/accesso"}, Head{Title: "x"})
	if public.Find("a[href='/accesso']").Length() != 1 || public.Find(".sp-me").Length() != 0 {
		t.Error("a visitor sees the menu of a person")
	}
}

// A declaration of accessibility is published by the body that runs the
// installation; until then there is none to link.
func TestAccessibilityDeclarationIsNeverInvented(t *testing.T) {
	if n := draw(t, Shell{}, Head{Title: "x"}).Find("footer a:contains('Dichiarazione')").Length(); n != 0 {
		t.Error("a declaration without an address")
	}
	doc := draw(t, Shell{Accessibility: "https://form.agid.gov.it/view/1"}, Head{Title: "x"})
	if got := doc.Find("footer a:contains('Dichiarazione')").AttrOr("href", ""); got != "https://form.agid.gov.it/view/1" {
		t.Errorf("it leads to %q", got)
	}
}

func TestShortcutsCanBeSwitchedOff(t *testing.T) {
	u := &User{Name: "x"}
	on := draw(t, Shell{User: u, SearchHref: "/cerca"}, Head{Title: "x", Shortcuts: []shared.Shortcut{{Keys: "n", Word: "nuovo"}}})
	if on.Find("body").AttrOr("data-shortcuts", "") != "on" || !strings.Contains(on.Find("footer").Text(), "nuovo") {
		t.Error("on, and not printed")
	}
	off := draw(t, Shell{User: u, NoKeys: true}, Head{Title: "x", Shortcuts: []shared.Shortcut{{Keys: "n", Word: "nuovo"}}})
	if off.Find("body").AttrOr("data-shortcuts", "") != "off" || strings.Contains(off.Find("footer").Text(), "nuovo") {
		t.Error("off, and still printed")
	}
}

func TestHTMXKeepsNothingAndEvaluatesNothing(t *testing.T) {
	doc := draw(t, Shell{}, Head{Title: "x"})
	var config map[string]any
	if err := json.Unmarshal([]byte(doc.Find("meta[name=htmx-config]").AttrOr("content", "")), &config); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{"historyCacheSize": 0.0, "allowEval": false, "allowScriptTags": false, "selfRequestsOnly": true, "includeIndicatorStyles": false} {
		if config[key] != want {
			t.Errorf("%s = %v", key, config[key])
		}
	}
	var headers map[string]string
	if err := json.Unmarshal([]byte(doc.Find("body").AttrOr("hx-headers", "")), &headers); err != nil || headers["X-CSRF-Token"] != "gettone" {
		t.Errorf("hx-headers %v, %v", headers, err)
	}
}

func labels(menu []MenuItem) []string {
	var out []string
	for _, m := range menu {
		out = append(out, m.Label)
	}
	return out
}

func TestMenuIsTheRolesOwn(t *testing.T) {
	all := func(string) bool { return true }
	list := List{Label: "Mobilità 2011/2012", Href: "/elenchi/1"}
	for role, first := range map[rule.Role]string{
		rule.RoleOperator: "La mia scrivania", rule.RoleOfficeHead: "La mia scrivania", rule.RoleCounsellor: "La mia scrivania",
		rule.RoleTargetedPlacement: "La mia scrivania", rule.RoleProvince: "La mia scrivania", rule.RoleRegion: "Liste",
		rule.RoleServiceCentre: "Accreditamenti", rule.RoleTrainingBody: "I miei percorsi", rule.RoleAdmin: "Account",
	} {
		menu := Menu(rule.Actor{Grants: []rule.Grant{{Role: role}}}, list, all)
		if len(menu) == 0 || menu[0].Label != first {
			t.Errorf("%s: %v", role, labels(menu))
		}
	}
	two := Menu(rule.Actor{Grants: []rule.Grant{{Role: rule.RoleOfficeHead}, {Role: rule.RoleOperator}}}, list, all)
	names := labels(two)
	if !slices.Contains(names, "Ufficio") || len(slices.Compact(slices.Sorted(slices.Values(names)))) != len(names) {
		t.Errorf("two roles: %v", names)
	}
}

func TestMenuLeavesOutWhatCannotBeOpened(t *testing.T) {
	operator := rule.Actor{Grants: []rule.Grant{{Role: rule.RoleOperator}}}
	got := labels(Menu(operator, List{}, func(p string) bool { return p == "/agenda" || p == "" }))
	if !slices.Equal(got, []string{"Agenda"}) {
		t.Errorf("menu %v", got)
	}
	if got := Menu(rule.Actor{}, List{}, func(string) bool { return true }); len(got) != 0 {
		t.Errorf("a person without a role sees %v", labels(got))
	}
}

func TestRoleAndTerritoryAreSaidOnce(t *testing.T) {
	for want, u := range map[string]User{
		"Operatore, CPI Foggia": {Role: "Operatore", Office: "CPI Foggia"}, "Provincia di FG": {Role: "Provincia", Office: "Provincia di FG"},
		"Regione Puglia": {Role: "Regione", Office: "Regione Puglia"}, "Amministratore": {Role: "Amministratore"},
	} {
		if got := u.place(); got != want {
			t.Errorf("%+v is %q, want %q", u, got, want)
		}
	}
}
