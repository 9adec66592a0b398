package styleguide

import (
	"bytes"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"sportello/static"
	"sportello/views/layout"
	"sportello/views/shared"
)

func draw(t *testing.T, c templ.Component) *goquery.Document {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(Context(t.Context()), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func pages() map[string]templ.Component {
	return map[string]templ.Component{
		"guide": Page(), "not found": layout.NotFound(), "fault": layout.Fault("r-12"),
		"refused": layout.Refused("Non si può", "Perché no.", "/", "Torna"), "too many": layout.TooMany("Riprova fra 10 minuti."),
	}
}

func each(s *goquery.Selection, f func(*goquery.Selection)) {
	s.Each(func(_ int, e *goquery.Selection) { f(e) })
}

func html(e *goquery.Selection) string {
	h, _ := goquery.OuterHtml(e)
	return h[:min(len(h), 160)]
}

// What a strict policy refuses would look right here and fail in the browser.
func TestNoInlineScriptOrStyle(t *testing.T) {
	for name, page := range pages() {
		doc := draw(t, page)
		each(doc.Find("[style], style, [onclick], [onchange], [hx-on], script:not([src])"), func(e *goquery.Selection) {
			t.Errorf("%s: %s", name, html(e))
		})
		each(doc.Find("*"), func(e *goquery.Selection) {
			for _, a := range e.Get(0).Attr {
				if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") {
					t.Errorf("%s: %s", name, html(e))
				}
			}
		})
	}
}

func TestEveryIDIsUniqueAndEveryReferenceIsThere(t *testing.T) {
	for name, page := range pages() {
		doc := draw(t, page)
		ids := map[string]bool{}
		each(doc.Find("[id]"), func(e *goquery.Selection) {
			id := e.AttrOr("id", "")
			if ids[id] {
				t.Errorf("%s: id %q twice", name, id)
			}
			ids[id] = true
		})
		for _, attr := range []string{"for", "aria-describedby", "aria-labelledby", "aria-controls", "list"} {
			each(doc.Find("["+attr+"]"), func(e *goquery.Selection) {
				for id := range strings.FieldsSeq(e.AttrOr(attr, "")) {
					if !ids[id] {
						t.Errorf("%s: %s=%q leads nowhere: %s", name, attr, id, html(e))
					}
				}
			})
		}
		each(doc.Find("[data-summary] a[href^='#']"), func(e *goquery.Selection) {
			if !ids[strings.TrimPrefix(e.AttrOr("href", ""), "#")] {
				t.Errorf("%s: the summary leads to %q, which is not there", name, e.AttrOr("href", ""))
			}
		})
	}
}

func TestEveryControlHasAName(t *testing.T) {
	for name, page := range pages() {
		doc := draw(t, page)
		each(doc.Find("input:not([type=hidden]), select, textarea"), func(e *goquery.Selection) {
			if e.AttrOr("aria-label", "") != "" || e.Closest("label").Length() > 0 {
				return
			}
			if doc.Find("label[for='"+e.AttrOr("id", "-")+"']").Length() != 1 {
				t.Errorf("%s: no label: %s", name, html(e))
			}
		})
		each(doc.Find("fieldset"), func(e *goquery.Selection) {
			if strings.TrimSpace(e.ChildrenFiltered("legend").Text()) == "" {
				t.Errorf("%s: a group without a legend: %s", name, html(e))
			}
		})
		each(doc.Find("a, button"), func(e *goquery.Selection) {
			if strings.TrimSpace(e.Text()) == "" && e.AttrOr("aria-label", "") == "" {
				t.Errorf("%s: no words: %s", name, html(e))
			}
		})
		each(doc.Find("table"), func(e *goquery.Selection) {
			if e.Find("caption").Length() != 1 || e.Find("thead th:not([scope])").Length() > 0 {
				t.Errorf("%s: a table without caption or scopes: %s", name, html(e))
			}
		})
	}
}

// Every form that changes something carries the token; no token leaves in a
// form that asks, since it would stand in the address.
func TestFormsCarryTheToken(t *testing.T) {
	for name, page := range pages() {
		each(draw(t, page).Find("form"), func(e *goquery.Selection) {
			post := strings.EqualFold(e.AttrOr("method", "get"), "post")
			has := e.Find("input[name="+shared.FieldCSRF+"]").AttrOr("value", "") == "gettone-di-prova"
			if post != has {
				t.Errorf("%s: method %q, token %v: %s", name, e.AttrOr("method", ""), has, html(e))
			}
		})
	}
}

// htmx makes a link or a form quicker, never possible: the address is the same.
func TestHTMXAddressesAreThoseOfLinkAndForm(t *testing.T) {
	doc := draw(t, Page())
	if doc.Find("[hx-get], [hx-post]").Length() == 0 {
		t.Fatal("the guide shows no htmx")
	}
	each(doc.Find("form[hx-get], form[hx-post]"), func(e *goquery.Selection) {
		if got := e.AttrOr("hx-get", e.AttrOr("hx-post", "")); got != e.AttrOr("action", "") {
			t.Errorf("%s: %s", got, html(e))
		}
	})
}

func TestPageLinksTheServedFiles(t *testing.T) {
	doc := draw(t, Page())
	for _, want := range []string{"app.css", "vendor/bootstrap-italia/bootstrap-italia.min.css"} {
		if doc.Find("link[href='"+static.URL(want)+"']").Length() != 1 {
			t.Errorf("no link to %s", want)
		}
	}
	each(doc.Find("use"), func(e *goquery.Selection) {
		if !strings.HasPrefix(e.AttrOr("href", ""), static.URL("vendor/bootstrap-italia/sprites.svg")+"#it-") {
			t.Errorf("icon %s", html(e))
		}
	})
}

func TestErrorsAreToldAtTheirPlace(t *testing.T) {
	doc := draw(t, Page())
	if got := strings.TrimSpace(doc.Find("#riepilogo-titolo").Text()); got != "Non ho salvato: ci sono 4 campi da correggere" {
		t.Errorf("title %q", got)
	}
	cf := doc.Find("#f-codice_fiscale")
	if cf.AttrOr("aria-invalid", "") != "true" || cf.AttrOr("value", "") != "BNCRCC74C15D643T" {
		t.Errorf("the refused field is %s", html(cf))
	}
	first, _, _ := strings.Cut(cf.AttrOr("aria-describedby", ""), " ")
	if got := doc.Find("#" + first).Text(); !strings.Contains(got, "dovrebbe essere «H»") {
		t.Errorf("the field is described by %q", got)
	}
}
