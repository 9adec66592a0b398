// Package e2e walks the product in a real browser.
package e2e

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// policy is the Content-Security-Policy under which the product's pages stand.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// One browser serves all tests of the package; each gets a tab of its own.
var (
	browser     context.Context
	stopBrowser = func() {}
	startOnce   sync.Once
	startErr    error
)

func TestMain(m *testing.M) {
	code := m.Run()
	stopBrowser()
	os.Exit(code)
}

func start() {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("lang", "it"))
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stopContext := chromedp.NewContext(allocator)
	browser, stopBrowser = ctx, func() { stopContext(); stopAllocator() }
	startErr = chromedp.Run(ctx)
}

// tab opens a tab. When the test ends it is closed, and whatever the page wrote
// to the console as an error (a refused script, a missing file) fails the test
// unless it holds one of the words expected.
func tab(t *testing.T, expected ...string) context.Context {
	t.Helper()
	startOnce.Do(start)
	if startErr != nil {
		t.Fatalf("no browser: %v", startErr)
	}
	ctx, closeTab := chromedp.NewContext(browser)
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	var mu sync.Mutex
	var complaints []string
	complain := func(text string) {
		for _, word := range expected {
			if strings.Contains(text, word) {
				return
			}
		}
		mu.Lock()
		defer mu.Unlock()
		complaints = append(complaints, text)
	}
	chromedp.ListenTarget(ctx, func(event any) {
		switch e := event.(type) {
		case *log.EventEntryAdded:
			if e.Entry.Level == log.LevelError {
				complain(e.Entry.Text + " " + e.Entry.URL)
			}
		case *runtime.EventExceptionThrown:
			complain(e.ExceptionDetails.Error())
		}
	})
	t.Cleanup(func() {
		cancel()
		closeTab()
		mu.Lock()
		defer mu.Unlock()
		for _, c := range complaints {
			t.Errorf("the console says: %s", c)
		}
	})
	return ctx
}

// run does the actions one after the other.
func run(t *testing.T, ctx context.Context, actions ...chromedp.Action) {
	t.Helper()
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// eval returns what a JavaScript expression gives; promises are awaited.
func eval[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	var out T
	run(t, ctx, chromedp.Evaluate(expression, &out, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	return out
}

// waitFor waits until a JavaScript condition holds, also across pages.
func waitFor(t *testing.T, ctx context.Context, condition string) {
	t.Helper()
	var err error
	for range 750 {
		var ok bool
		if err = chromedp.Run(ctx, chromedp.Evaluate("Boolean("+condition+")", &ok)); err == nil && ok {
			return
		}
		if ctx.Err() != nil { // between two pages there is none to ask: only the end is final
			break
		}
		if err := chromedp.Run(ctx, chromedp.Sleep(20*time.Millisecond)); err != nil {
			break
		}
	}
	var page string
	_ = chromedp.Run(ctx, chromedp.Evaluate(`location.href + " «" + document.title + "» " + document.querySelector("main").innerText.slice(0, 600)`, &page))
	t.Fatalf("waited in vain for %s (%v)\n%s", condition, err, page)
}

var axeSource = sync.OnceValues(func() (string, error) {
	b, err := os.ReadFile("vendor/axe.min.js")
	return string(b), err
})

// violations returns what axe finds against WCAG 2.1 A and AA on the open page.
func violations(t *testing.T, ctx context.Context) []string {
	t.Helper()
	source, err := axeSource()
	if err != nil {
		t.Fatal(err)
	}
	run(t, ctx, chromedp.Evaluate(source, nil))
	text := eval[string](t, ctx, `axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}).then(r => JSON.stringify(
		r.violations.map(v => v.id + ": " + v.help + " " + v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(" | "))))`)
	var out []string
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// sideways returns what makes the page scroll sideways, "" when nothing does.
func sideways(t *testing.T, ctx context.Context) string {
	t.Helper()
	return eval[string](t, ctx, `(() => {
		const width = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= width) return "";
		return document.documentElement.scrollWidth + " of " + width + ": " + [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > width + 1)
			.slice(0, 4).map(e => e.tagName + "." + e.className).join(", ");
	})()`)
}

func at(url string, width int64) chromedp.Tasks {
	return chromedp.Tasks{chromedp.EmulateViewport(width, 900), chromedp.Navigate(url)}
}

// key presses a printable key as a keyboard does: the letter comes only if the
// page does not take the key for itself.
func key(k string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		if err := input.DispatchKeyEvent(input.KeyDown).WithKey(k).WithText(k).Do(ctx); err != nil {
			return err
		}
		return input.DispatchKeyEvent(input.KeyUp).WithKey(k).Do(ctx)
	})
}
