package e2e

import (
	"context"
	_ "embed"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

//go:embed vendor/axe.min.js
var axe string

// walker is one browser window of a test, with its own cookies.
type walker struct {
	ctx  context.Context
	t    testing.TB
	base string
}

// open returns a window with its own cookies on the server; with scripts off
// nothing of the product's JavaScript runs.
func open(t testing.TB, base string, scripts bool) *walker {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithTargetID(window(t)))
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, 10*time.Minute)
	t.Cleanup(stop)
	p := &walker{ctx: ctx, t: t, base: base}
	p.run(network.Enable())
	if !scripts {
		p.run(emulation.SetScriptExecutionDisabled(true))
	}
	return p
}

// window opens an empty window that shares no cookie with any other. Chromium
// wants a new window for the first page of a context, which chromedp's own
// option does not ask for.
func window(t testing.TB) target.ID {
	t.Helper()
	if startOnce.Do(start); startErr != nil {
		t.Fatalf("no browser: %v", startErr)
	}
	executor := cdp.WithExecutor(browser, chromedp.FromContext(browser).Browser)
	cookies, err := target.CreateBrowserContext().WithDisposeOnDetach(true).Do(executor)
	if err != nil {
		t.Fatal(err)
	}
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(cookies).WithNewWindow(true).Do(executor)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (p *walker) run(actions ...chromedp.Action) {
	p.t.Helper()
	if err := chromedp.Run(p.ctx, actions...); err != nil {
		p.t.Fatal(err)
	}
}

// size makes the window as wide and high as a screen.
func (p *walker) size(width, height int64) { p.run(chromedp.EmulateViewport(width, height)) }

// visit opens a path and waits for the page.
func (p *walker) visit(path string) {
	p.t.Helper()
	p.run(chromedp.Navigate(p.base+path), chromedp.WaitReady("main", chromedp.ByQuery))
}

// js runs an expression in the page and decodes what it returns.
func (p *walker) js(expression string, into any) {
	p.t.Helper()
	p.run(chromedp.Evaluate(expression, into))
}

// text returns what the selector's first element says.
func (p *walker) text(selector string) string {
	p.t.Helper()
	var s string
	p.run(chromedp.Text(selector, &s, chromedp.ByQuery))
	return strings.Join(strings.Fields(s), " ")
}

// violation is what axe found wrong.
type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML string `json:"html"`
	} `json:"nodes"`
}

// checkAccessibility runs axe (WCAG 2.1 A and AA) on the page as it stands.
func (p *walker) checkAccessibility(what string) {
	p.t.Helper()
	var result string
	script := axe + `;axe.run(document,{runOnly:["wcag2a","wcag2aa","wcag21a","wcag21aa"],resultTypes:["violations"]}).then(r=>JSON.stringify(r.violations.map(v=>({id:v.id,help:v.help,nodes:v.nodes.map(n=>({html:n.html.slice(0,200)}))}))))`
	p.run(chromedp.Evaluate(script, &result, awaitPromise))
	var found []violation
	if err := json.Unmarshal([]byte(result), &found); err != nil {
		p.t.Fatal(err)
	}
	for _, v := range found {
		p.t.Errorf("%s: %s (%s) %d times, first: %s", what, v.ID, v.Help, len(v.Nodes), v.Nodes[0].HTML)
	}
}
