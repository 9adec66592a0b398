package webtest

import (
	"net/http"
	"net/url"
	"os/exec"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// Page is one answer.
type Page struct {
	*goquery.Document
	Status int
	Header http.Header
	Body   string
	Path   string
	client *Client
}

// Follow opens the page that a 303 leads to.
func (p *Page) Follow() *Page {
	p.client.t.Helper()
	if p.Status != http.StatusSeeOther {
		p.client.t.Fatalf("%s: status %d, want 303\n%s", p.Path, p.Status, p.Text("main"))
	}
	return p.client.Get(p.Header.Get("Location"))
}

// Submit sends the form that the selector finds, as a browser does: its fields
// as they stand, changed by the values given (an empty slice leaves one out).
func (p *Page) Submit(selector string, values url.Values) *Page {
	p.client.t.Helper()
	form := p.Find(selector).First()
	if form.Length() == 0 {
		p.client.t.Fatalf("%s: no form %q\n%s", p.Path, selector, p.Text("main"))
	}
	sent := FormValues(form)
	for k, vs := range values {
		sent[k] = vs
	}
	action, _ := form.Attr("action")
	if method, _ := form.Attr("method"); !strings.EqualFold(method, "post") {
		return p.client.Get(action + "?" + sent.Encode())
	}
	return p.client.Post(action, sent)
}

// FormValues returns what a browser would send of the form as it stands.
func FormValues(form *goquery.Selection) url.Values {
	values := url.Values{}
	form.Find("input[name], textarea[name], select[name]").Each(func(_ int, field *goquery.Selection) {
		name, _ := field.Attr("name")
		if _, disabled := field.Attr("disabled"); disabled {
			return
		}
		switch goquery.NodeName(field) {
		case "textarea":
			values.Add(name, field.Text())
		case "select":
			chosen := field.Find("option[selected]")
			if _, multiple := field.Attr("multiple"); !multiple && chosen.Length() == 0 {
				chosen = field.Find("option").First()
			}
			chosen.Each(func(_ int, o *goquery.Selection) { values.Add(name, o.AttrOr("value", o.Text())) })
		default:
			kind := field.AttrOr("type", "text")
			_, checked := field.Attr("checked")
			if kind == "submit" || kind == "file" || (kind == "checkbox" || kind == "radio") && !checked {
				return
			}
			fallback := ""
			if kind == "checkbox" {
				fallback = "on"
			}
			values.Add(name, field.AttrOr("value", fallback))
		}
	})
	return values
}

// Text returns the text that the selector finds, with single blanks.
func (p *Page) Text(selector string) string {
	return strings.Join(strings.Fields(p.Find(selector).Text()), " ")
}

// PDF returns what pdftotext reads in the answer, with single blanks.
func (p *Page) PDF() string {
	p.client.t.Helper()
	cmd := exec.Command("pdftotext", "-enc", "UTF-8", "-", "-")
	cmd.Stdin = strings.NewReader(p.Body)
	text, err := cmd.Output()
	if err != nil {
		p.client.t.Fatalf("%s: pdftotext (Debian: poppler-utils): %v", p.Path, err)
	}
	return strings.Join(strings.Fields(string(text)), " ")
}

// Expect fails the test unless the answer has the status.
func (p *Page) Expect(status int) *Page {
	p.client.t.Helper()
	if p.Status != status {
		p.client.t.Fatalf("%s: status %d, want %d\n%s", p.Path, p.Status, status, p.Text("body"))
	}
	return p
}

// Has fails the test unless the selector finds something that holds the text.
func (p *Page) Has(selector, text string) *Page {
	p.client.t.Helper()
	if got := p.Text(selector); p.Find(selector).Length() == 0 || !strings.Contains(got, text) {
		p.client.t.Errorf("%s: %q has %q, want %q", p.Path, selector, got, text)
	}
	return p
}

// Lacks fails the test if the selector finds anything.
func (p *Page) Lacks(selector string) *Page {
	p.client.t.Helper()
	if n := p.Find(selector).Length(); n > 0 {
		p.client.t.Errorf("%s: %q is there %d times", p.Path, selector, n)
	}
	return p
}
