package rule_test

import (
	"testing"

	"sportello/db/rule"
)

func TestPlural(t *testing.T) {
	for n, want := range map[int]string{0: "0 righe", 1: "1 riga", 2: "2 righe", 21: "21 righe"} {
		if got := rule.Plural(n, "riga", "righe"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestDurationAgreesWithItsNumber(t *testing.T) {
	for m, want := range map[rule.Minutes]string{1: "1 minuto", 45: "45 minuti", 60: "1 ora", 61: "1 ora e 01", 300: "5 ore"} {
		if got := m.Duration(); got != want {
			t.Errorf("%d: %q, want %q", m, got, want)
		}
	}
}
