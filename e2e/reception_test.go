package e2e

import (
	"fmt"
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
	w.run(chromedp.KeyEvent("Rossi"), chromedp.SendKeys("#f-phone", "340\r", chromedp.ByQuery))
	wait("#f-name-errore") // Enter after the codice fiscale adds the person, and says what is missing
	focus("#riepilogo")
	w.run(chromedp.SendKeys("#f-name", "Maria", chromedp.ByQuery), chromedp.SendKeys("#f-phone", "1187725", chromedp.ByQuery), chromedp.Click("#f-did", chromedp.ByQuery),
		chromedp.SetValue("#f-condition", "senza_lavoro", chromedp.ByQuery))
	w.checkAccessibility("a new person, filled in")
	w.run(chromedp.Click("main form .btn-primary", chromedp.ByQuery))
	wait("section[aria-labelledby=gruppi], .sp-tabs")

	var path string
	w.js("location.pathname", &path)
	w.visit(path + "/carta/istruzione")
	w.run(chromedp.Focus("button[name=_add]", chromedp.ByQuery), chromedp.KeyEvent(kb.Enter))
	wait("#f-titoli fieldset")
	focus("#f-titoli-0-livello")

	// A row that is asked for is typed into at once; one that goes leaves the
	// keyboard in the next one, the last one at the button that adds.
	w.visit(path + "/carta/esperienze")
	add := func(n, typed string) {
		t.Helper()
		w.run(chromedp.Focus("button[name=_add]", chromedp.ByQuery), chromedp.KeyEvent(kb.Enter))
		wait("[name='esperienze." + n + "._id']")
		focus("#f-esperienze-" + n + "-datore")
		w.run(chromedp.KeyEvent(typed))
	}
	add("0", "Vetreria")
	add("1", "Cantina")
	typed := func(n string) (v string) {
		w.js("document.querySelector('#f-esperienze-"+n+"-datore').value", &v)
		return v
	}
	if got := typed("0") + " " + typed("1"); got != "Vetreria Cantina" {
		t.Errorf("typed: %s", got)
	}
	remove := func(rows int) {
		t.Helper()
		w.run(chromedp.Focus("button[name=_del]", chromedp.ByQuery), chromedp.KeyEvent(kb.Enter))
		waitFor(t, w.ctx, fmt.Sprintf("document.readyState === 'complete' && document.querySelectorAll('#f-esperienze fieldset.sp-item').length === %d && document.activeElement !== document.body", rows))
	}
	add("2", "")
	remove(1)
	focus("#f-esperienze-0-datore")
	if got := typed("0"); got != "Cantina" {
		t.Errorf("what stands first is %q", got)
	}
	remove(0)
	focus("button[name=_add]")
}
