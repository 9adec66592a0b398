package handlers_test

import (
	"net/http"
	"strings"

	"sportello/handlers/webtest"

	"github.com/PuerkitoBio/goquery"
)

const script = `<script>alert(1)</script>`

// nonsense is what a field may be given: what a line of a form cannot hold, a
// day that does not exist, and what would be run if it were not text.
func nonsense(field *goquery.Selection) []string {
	long := strings.Repeat("à", 3000)
	switch kind := field.AttrOr("type", ""); {
	case goquery.NodeName(field) == "textarea":
		return []string{script + strings.Repeat("à", 30_000)}
	case kind == "date", kind == "time", kind == "number":
		return []string{"31/02/2026", script}
	case kind == "text" && field.AttrOr("inputmode", "") == "numeric":
		return []string{"31/02/2026", long}
	case kind == "text", kind == "email", kind == "tel", kind == "search":
		return []string{long, script + long}
	}
	return nil
}

// withNonsense sends the form with nonsense in one field after the other: it is
// refused at its place, with what was written still there. The disk is full, so
// that what is not refused does no harm.
func (w *works) withNonsense(a *attempt) {
	w.t.Helper()
	before := w.state()
	a.form.Find("input[name], textarea[name]").Each(func(_ int, field *goquery.Selection) {
		name := field.AttrOr("name", "")
		for _, value := range nonsense(field) {
			values := merged(a.sent)
			values[name] = []string{value}
			w.refused(a, name, value, a.send(a.client, values))
		}
	})
	w.unchanged(before, a.action+" with nonsense")
}

// refused fails the test unless the page refuses the field at its place and
// keeps what was written.
func (w *works) refused(a *attempt, name, value string, page *webtest.Page) {
	w.t.Helper()
	shown := value[:min(len(value), 30)]
	if page.Find("main script").Length() > 0 {
		w.t.Errorf("%s: a script in %s came back alive", a.action, name)
	}
	if strings.HasSuffix(a.action, "/bozza") && page.Status == http.StatusInsufficientStorage {
		return // a draft is kept whatever it says
	}
	if page.Status != http.StatusUnprocessableEntity {
		w.t.Errorf("%s: %s takes %q: status %d", a.action, name, shown, page.Status)
		return
	}
	if strings.HasPrefix(name, "password") || name == "repeat" || name == "current" {
		return
	}
	field := page.Find("main [name='" + name + "']").FilterFunction(func(_ int, f *goquery.Selection) bool {
		return f.AttrOr("value", "") == value || strings.TrimSpace(f.Text()) == value
	}).First()
	if field.Length() == 0 {
		w.t.Errorf("%s: %s has lost %q", a.action, name, shown)
		return
	}
	said := ""
	for _, id := range strings.Fields(field.AttrOr("aria-describedby", "")) {
		if strings.HasSuffix(id, "-errore") {
			said += page.Text("#" + id)
		}
	}
	if field.AttrOr("aria-invalid", "") != "true" || said == "" {
		w.t.Errorf("%s: nothing beside %s says what is wrong with %q: %s", a.action, name, shown, page.Text("main [role=alert], main .sp-msg"))
	}
}
