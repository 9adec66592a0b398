package shared

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// Address draws an e-mail address that may be long: it breaks after the «at»
// and before a dot rather than in the middle of a word. No template: between
// its parts there must be no blank.
func Address(email string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		b.WriteString(`<span class="sp-break">`)
		var before rune
		for i, r := range email {
			if i > 0 && (before == '@' || r == '.') {
				b.WriteString("<wbr>")
			}
			b.WriteString(templ.EscapeString(string(r)))
			before = r
		}
		b.WriteString("</span>")
		_, err := io.WriteString(w, b.String())
		return err
	})
}
