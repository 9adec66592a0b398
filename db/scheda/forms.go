package scheda

import (
	"strings"
	"unicode"

	"sportello/db/rule"
)

// form checks the shapes that a text may have to take: returns an Italian
// sentence, "" when it fits.
func form(f Field, text string) string {
	if f.Pattern == "cap" {
		if _, err := rule.ParseCAP(text); err != nil {
			return err.Error()
		}
	}
	if f.Infinitive && !startsWithInfinitive(text) {
		return "Comincia con un verbo all'infinito, per esempio «saldare giunti di telai»."
	}
	return ""
}

// startsWithInfinitive reports whether one of the first three words reads as an
// Italian infinitive, also with a pronoun attached («prendersi», «portarle»).
func startsWithInfinitive(text string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	for _, w := range words[:min(len(words), 3)] {
		for _, pronoun := range []string{"", "si", "ci", "mi", "ti", "lo", "la", "li", "le", "gli", "ne"} {
			stem, ok := strings.CutSuffix(w, pronoun)
			if !ok {
				continue
			}
			if pronoun != "" {
				stem += "e" // portar-le, condur-lo
			}
			for _, ending := range []string{"are", "ere", "ire", "urre", "orre", "arre", "ure"} {
				if ending == "ure" && pronoun == "" {
					continue // «misure»; only condur-lo loses an r
				}
				if len(stem) > len(ending) && strings.HasSuffix(stem, ending) {
					return true
				}
			}
		}
	}
	return false
}
