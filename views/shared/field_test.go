package shared_test

import (
	"bytes"
	"strings"
	"testing"

	"sportello/views/shared"
)

// TestADateIsOfOneKind: typed as 24/11/2026 wherever it comes from, and what is
// no date stays as it was typed.
func TestADateIsOfOneKind(t *testing.T) {
	for value, want := range map[string]string{"": `value=""`, "2026-11-24": `value="24/11/2026"`, "24/11/2026": `value="24/11/2026"`, "31/02/2026": `value="31/02/2026"`, "2026-02-31": `value="2026-02-31"`} {
		var page bytes.Buffer
		if err := shared.Date(shared.Field{Name: "giorno", Label: "Giorno", Value: value}).Render(t.Context(), &page); err != nil {
			t.Fatal(err)
		}
		if html := page.String(); !strings.Contains(html, want) || !strings.Contains(html, `type="text"`) || !strings.Contains(html, `placeholder="gg/mm/aaaa"`) {
			t.Errorf("%q is drawn as %s", value, html)
		}
	}
}
