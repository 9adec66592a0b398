package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sportello/handlers/webtest"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// hand is somebody at a keyboard: a browser, or a client that only speaks HTTP.
// The same walk is made by each of them.
type hand interface {
	open(path string)
	// press fills fields of the form and presses its button («» for the one that
	// stands out, or the only one), and arrives at the page that it leads to.
	press(form, button string, values url.Values)
	// send does the same with a file in the field.
	send(form, field, file string, values url.Values)
	status() int
	path() string
	text(selector string) string
	count(selector string) int
	attr(selector, name string) string
	// file fetches what a link downloads.
	file(path string) []byte
}

// has fails unless the selector finds something that holds the text.
func has(t testing.TB, h hand, selector, want string) {
	t.Helper()
	if got := h.text(selector); !strings.Contains(got, want) {
		t.Fatalf("%s: %q has %q, want %q", h.path(), selector, got, want)
	}
}

// lacks fails if the selector finds anything.
func lacks(t testing.TB, h hand, selector string) {
	t.Helper()
	if n := h.count(selector); n != 0 {
		t.Fatalf("%s: %q is there %d times", h.path(), selector, n)
	}
}

// answered fails unless the last page came with the status.
func answered(t testing.TB, h hand, want int) {
	t.Helper()
	if got := h.status(); got != want {
		t.Fatalf("%s: status %d, want %d: %s", h.path(), got, want, h.text("main"))
	}
}

// plain is a client that speaks HTTP and runs no script.
type plain struct {
	t      testing.TB
	client *webtest.Client
	page   *webtest.Page
}

func (h *plain) arrive(p *webtest.Page) {
	h.t.Helper()
	for p.Status == http.StatusSeeOther {
		p = p.Follow()
	}
	h.page = p
}

func (h *plain) open(path string) { h.t.Helper(); h.arrive(h.client.Get(path)) }

func (h *plain) press(form, button string, values url.Values) {
	h.t.Helper()
	sent := url.Values{}
	for k, v := range values {
		sent[k] = v
	}
	var pressed *goquery.Selection
	for _, selector := range buttons(button) {
		if pressed = h.page.Find(form).First().Find(selector).First(); pressed.Length() > 0 {
			break
		}
	}
	if pressed.Length() == 0 {
		h.t.Fatalf("%s: no button %q in %q: %s", h.path(), button, form, h.text("main"))
	}
	if name := pressed.AttrOr("name", ""); name != "" {
		sent.Set(name, pressed.AttrOr("value", ""))
	}
	h.arrive(h.page.Submit(form, sent))
}

func (h *plain) send(form, field, file string, values url.Values) {
	h.t.Helper()
	found := h.page.Find(form).First()
	if found.Length() == 0 {
		h.t.Fatalf("%s: no form %q", h.path(), form)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		h.t.Fatal(err)
	}
	sent := webtest.FormValues(found)
	for k, v := range values {
		sent[k] = v
	}
	h.arrive(h.client.Upload(found.AttrOr("action", ""), sent, field, filepath.Base(file), content))
}

func (h *plain) status() int                 { return h.page.Status }
func (h *plain) path() string                { return h.page.Path }
func (h *plain) text(selector string) string { return h.page.Text(selector) }
func (h *plain) count(selector string) int   { return h.page.Find(selector).Length() }

func (h *plain) attr(selector, name string) string {
	return h.page.Find(selector).First().AttrOr(name, "")
}

func (h *plain) file(path string) []byte {
	h.t.Helper()
	return []byte(h.client.Get(path).Expect(http.StatusOK).Body)
}

// buttons returns where a button is looked for, in order.
func buttons(button string) []string {
	if button == "" {
		return []string{"button[type=submit].btn-primary", "button[type=submit]"}
	}
	return []string{button}
}

// seated is somebody in front of a browser.
type seated struct {
	*walker
	last int64
}

func (h *seated) arrive(action chromedp.Action) {
	h.t.Helper()
	res, err := chromedp.RunResponse(h.ctx, action)
	if err != nil {
		h.t.Fatalf("after %s: %v", h.path(), err)
	}
	h.last = res.Status
}

func (h *seated) open(path string) { h.t.Helper(); h.arrive(chromedp.Navigate(h.base + path)) }

// fill sets the fields of a form as a person would, and presses.
const fill = `(function(form, button, values) {
	const f = document.querySelector(form);
	if (!f) return "no form " + form;
	for (const [name, wanted] of Object.entries(values)) {
		const fields = [...f.elements].filter(e => e.name === name && e.type !== "submit");
		if (!fields.length) return "no field " + name + " in " + form;
		let next = 0;
		for (const e of fields) {
			if (e.type === "checkbox" || e.type === "radio") e.checked = wanted.includes(e.value);
			else if (e.tagName === "SELECT" && e.multiple) for (const o of e.options) o.selected = wanted.includes(o.value);
			else {
				e.value = wanted[next++] ?? "";
				if (e.tagName === "SELECT" && e.value !== (wanted[next - 1] ?? "")) return "no choice " + wanted[next - 1] + " in " + name;
				e.dispatchEvent(new Event("input", {bubbles: true}));
			}
			e.dispatchEvent(new Event("change", {bubbles: true}));
		}
	}
	const b = button.map(s => f.querySelector(s)).find(e => e);
	if (!b) return "no button " + button + " in " + form;
	b.click();
	return "";
})(%s, %s, %s)`

func (h *seated) press(form, button string, values url.Values) {
	h.t.Helper()
	if values == nil {
		values = url.Values{}
	}
	arguments := []any{form, buttons(button), values}
	quoted := make([]any, len(arguments))
	for i, a := range arguments {
		text, err := json.Marshal(a)
		if err != nil {
			h.t.Fatal(err)
		}
		quoted[i] = string(text)
	}
	var wrong string
	h.arrive(chromedp.ActionFunc(func(ctx context.Context) error {
		if err := chromedp.Evaluate(fmt.Sprintf(fill, quoted...), &wrong).Do(ctx); err != nil {
			return err
		}
		if wrong != "" {
			return fmt.Errorf("%s", wrong)
		}
		return nil
	}))
}

func (h *seated) send(form, field, file string, values url.Values) {
	h.t.Helper()
	full, err := filepath.Abs(file)
	if err != nil {
		h.t.Fatal(err)
	}
	h.run(chromedp.SetUploadFiles(form+" input[name='"+field+"']", []string{full}, chromedp.ByQuery))
	h.press(form, "", values)
}

func (h *seated) status() int { return int(h.last) }

func (h *seated) path() string {
	var at string
	h.run(chromedp.Location(&at))
	return strings.TrimPrefix(at, h.base)
}

func (h *seated) text(selector string) string {
	h.t.Helper()
	var s string
	h.js(fmt.Sprintf(`[...document.querySelectorAll(%q)].map(e=>e.textContent).join("")`, selector), &s)
	return strings.Join(strings.Fields(s), " ")
}

func (h *seated) count(selector string) (n int) {
	h.t.Helper()
	h.js(fmt.Sprintf(`document.querySelectorAll(%q).length`, selector), &n)
	return n
}

func (h *seated) attr(selector, name string) (s string) {
	h.t.Helper()
	h.js(fmt.Sprintf(`document.querySelector(%q)?.getAttribute(%q) ?? ""`, selector, name), &s)
	return s
}

func (h *seated) file(path string) []byte {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.ctx, http.MethodGet, h.base+path, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	h.run(chromedp.ActionFunc(func(ctx context.Context) error {
		cookies, err := network.GetCookies().WithURLs([]string{h.base}).Do(ctx)
		for _, c := range cookies {
			req.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
		}
		return err
	}))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		h.t.Fatalf("%s: status %d, %v", path, res.StatusCode, err)
	}
	return content
}
