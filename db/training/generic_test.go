package training

import (
	"slices"
	"strings"
	"testing"

	"sportello/db/italian"
)

// TestGenericWordsDecideNothing: who writes «gestire e coordinare la saldatura»
// looks for welding, not for management: a generic verb weighs at most half of
// any word of a trade, and the courses that come first are those of the noun.
func TestGenericWordsDecideNothing(t *testing.T) {
	ix := NewIndex(testLexicon(t), testCatalogue(t))
	weight := func(word string) float64 { return ix.weight(italian.Words(word)[0].Root) }
	trades := []string{"saldatura", "magazzino", "contabilità", "giardinaggio", "panificazione", "fotovoltaico"}
	for _, generic := range strings.Fields("gestire gestionale gestione gestore utilizzare lavorare coordinare organizzare garantire supervisionare pianificare verificare sviluppare individuare") {
		for _, trade := range trades {
			if g, s := weight(generic), weight(trade); g > s/2 {
				t.Errorf("«%s» weighs %.2f beside «%s» with %.2f", generic, g, trade, s)
			}
		}
	}
	for _, trade := range trades {
		first := func(gap string) []string {
			var five []string
			for _, p := range ix.Rank(Profile{Gaps: []Gap{{Text: gap}}}, judgedOn)[:5] {
				five = append(five, p.Code)
			}
			return five
		}
		alone := first(trade)
		for _, verbs := range []string{"coordinare e organizzare ", "pianificare e supervisionare ", "gestire e utilizzare "} {
			kept := 0
			for _, code := range first(verbs + trade) {
				if slices.Contains(alone, code) {
					kept++
				}
			}
			if kept < 3 {
				t.Errorf("«%s%s» keeps %d of the first five courses of «%s»", verbs, trade, kept, trade)
			}
		}
	}
}
