package e2e

import (
	"testing"

	"sportello/db/rule"
	"sportello/handlers/webtest"

	"github.com/chromedp/chromedp"
)

// signIn signs the account with the name in.
func (p *walker) signIn(email, password string) {
	p.t.Helper()
	p.visit("/accesso")
	p.run(
		chromedp.SendKeys("input[name=email]", email, chromedp.ByQuery),
		chromedp.SendKeys("input[name=password]", password, chromedp.ByQuery),
		chromedp.Click("form[action='/accesso'] button[type=submit]", chromedp.ByQuery),
		chromedp.WaitReady("details.sp-me", chromedp.ByQuery),
	)
}

func TestSignInWorksInABrowserWithAndWithoutScripts(t *testing.T) {
	s := webtest.New(t)
	s.User("Anna", rule.RoleAdmin, "installazione")
	for _, scripts := range []bool{true, false} {
		p := open(t, s.URL, scripts)
		p.signIn(webtest.Address("Anna"), webtest.Password)
		if got := p.text("h1"); got != "Account" {
			t.Errorf("scripts %v: the first page is %q", scripts, got)
		}
		if scripts {
			p.checkAccessibility("account")
		}
	}
}
