package e2e

import (
	"testing"

	"sportello/db/rule"
	"sportello/handlers/webtest"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Who types the codice fiscale and presses Enter is told what was found, and the
// next key leads on to the surname; a row that is added or taken away leaves the
// focus in its list.
func TestAPersonIsReceivedByKeyboard(t *testing.T) {
	s := webtest.New(t)
	w := open(t, s.URL, true)
	w.adopt(s.Login(rule.RoleOperator, "cpi:San Severo"))
	focus := func(want string) {
		t.Helper()
		var is bool
		if w.js("document.activeElement.matches(`"+want+"`)", &is); !is {
			var html string
			w.js("document.activeElement.outerHTML.slice(0, 200)", &html)
			t.Errorf("the focus is not at %s but at %s", want, html)
		}
	}
	wait := func(selector string) { t.Helper(); w.run(chromedp.WaitReady(selector, chromedp.ByQuery)) }

	w.visit("/lavoratori/nuovo")
	w.run(chromedp.SendKeys("#f-codice_fiscale", "RSSMRA85A41E885B\r", chromedp.ByQuery))
	wait("main [role=status][data-flash]")
	focus("[data-flash]")
	w.run(chromedp.KeyEvent(kb.Tab))
	focus("#f-surname")
	w.run(chromedp.KeyEvent("Rossi"), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent("Maria"), chromedp.Click("#f-did", chromedp.ByQuery),
		chromedp.SetValue("#f-condition", "senza_lavoro", chromedp.ByQuery))
	w.checkAccessibility("a new person, filled in")
	w.run(chromedp.Click("main form .btn-primary", chromedp.ByQuery))
	wait("section[aria-labelledby=gruppi], .sp-tabs")

	var path string
	w.js("location.pathname", &path)
	w.visit(path + "/carta/istruzione")
	w.run(chromedp.Focus("button[name=_add]", chromedp.ByQuery), chromedp.KeyEvent(kb.Enter))
	wait("#f-titoli fieldset")
	focus("#f-titoli")
}
