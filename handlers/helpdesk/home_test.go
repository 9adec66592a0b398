package helpdesk_test

import (
	"strings"
	"testing"

	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/handlers/web"
	"sportello/handlers/webtest"
	"sportello/views/access"
	"sportello/views/layout"
)

func TestThePublicPageOffersTheServicesAndTheDoor(t *testing.T) {
	s := webtest.New(t)
	page := s.Anonymous().Get("/").Expect(200)
	page.Has("h1", "Welfare to Work – AASS")
	for href, words := range map[string]string{
		"/supporto-tecnico": "Supporto Tecnico", "/richiedi-info": "Richiedi Info", "/faq": "FAQ", "/iter-procedurale": "Iter Procedurale",
		"/registrazione": "Registrazione al portale", "/accreditamento": "Accreditamento Operatori",
	} {
		page.Has("main a[href='"+href+"']", words)
	}
	page.Has("form[action='/accesso'] button", "Accedi")
	page.Has("#menu a[href='/accreditamento']", "Accreditamento Operatori")
	page.Lacks("#conti-di-prova")

	signedIn := s.Login(rule.RoleOperator, "cpi:San Severo").Get("/").Expect(200)
	signedIn.Lacks("form[action='/accesso']")
	signedIn.Has("main a[href='/scrivania']", "Vai alla tua pagina")
}

func TestDemoAccountsAreShownInTheDemonstrationOnly(t *testing.T) {
	d, clock := dbtest.Open(t)
	accounts := []access.DemoAccount{{Email: "operatore@demo.example", Role: "Operatore, CPI San Severo"}}
	s := webtest.Serve(t, d, clock, web.Config{Demo: true, DemoAccounts: accounts})
	home := s.Anonymous().Get("/").Expect(200)
	home.Has("section[aria-labelledby='conti-di-prova'] li", "operatore@demo.example")
	home.Has(".sp-demo", "Persone e aziende di questa installazione sono inventate")
	use := home.Find("section[aria-labelledby='conti-di-prova'] li a").AttrOr("href", "")
	if got := s.Anonymous().Get(use).Expect(200).Find("#f-email").AttrOr("value", ""); got != "operatore@demo.example" {
		t.Errorf("«Usa» fills in %q", got)
	}
	// an address that is not of the demonstration is never filled in
	if got := s.Anonymous().Get("/accesso?conto=altro@ufficio.example").Find("#f-email, #f-password").AttrOr("value", ""); got != "" {
		t.Errorf("filled in %q", got)
	}
	real := webtest.Serve(t, d, clock, web.Config{DemoAccounts: accounts})
	page := real.Anonymous().Get("/accesso?conto=operatore@demo.example")
	if got := page.Find("#f-email").AttrOr("value", "") + page.Find("#f-password").AttrOr("value", ""); got != "" {
		t.Errorf("outside the demonstration it fills in %q", got)
	}
	page.Lacks("#conti-di-prova")
	page.Lacks(".sp-demo")
}

func TestLegalLinksOfTheFooterLeadSomewhere(t *testing.T) {
	s := webtest.New(t)
	visitor, operator := s.Anonymous(), s.Login(rule.RoleOperator, "cpi:San Severo")
	links := visitor.Get("/").Find("footer a")
	if links.Length() < 4 {
		t.Fatalf("%d links", links.Length())
	}
	for _, path := range []string{layout.PathShortcuts, layout.PathPrivacy, layout.PathLegal, layout.PathFeedback, layout.PathSources} {
		for _, c := range []*webtest.Client{visitor, operator} {
			if page := c.Get(path).Expect(200); page.Text("h1") == "" {
				t.Errorf("%s has no title", path)
			}
		}
	}
}

// The declaration is the body's own: the page links it when it is published,
// and says nothing of one that does not exist.
func TestAccessibilityPageNeverInventsADeclaration(t *testing.T) {
	d, clock := dbtest.Open(t)
	without := webtest.Serve(t, d, clock, web.Config{}).Anonymous().Get(layout.PathFeedback).Expect(200)
	if strings.Contains(without.Text("main"), "Dichiarazione") {
		t.Error("it speaks of a declaration")
	}
	without.Has("main a[href^='/supporto-tecnico']", "Supporto Tecnico").Has("main", "WCAG 2.1").Has("main", "Che cosa manca ancora").Has("main", "documenti PDF")
	without.Has("footer a[href='"+layout.PathFeedback+"#segnala']", "Segnala un problema di accessibilità").Has("#segnala", "")
	const at = "https://form.agid.gov.it/view/prova"
	with := webtest.Serve(t, d, clock, web.Config{Accessibility: at}).Anonymous().Get(layout.PathFeedback)
	with.Has("main a[href='"+at+"']", "Leggi la dichiarazione")
	with.Has("footer a[href='"+at+"']", "Dichiarazione di accessibilità")
}

func TestShortcutsPageShowsTheMenusOwnKeys(t *testing.T) {
	s := webtest.New(t)
	page := s.Anonymous().Get(layout.PathShortcuts)
	page.Has("main kbd", "/").Has("main kbd", "0 1 2 3 4") // each key works, not only the first
	page.Lacks("main a[href='/profilo']")
	s.Login(rule.RoleOperator, "cpi:San Severo").Get(layout.PathShortcuts).Has("main a[href='/profilo']", "Il mio profilo")
}
