package rule

import (
	"slices"
	"strings"
	"unicode"
)

// PlaceName returns the name of a place as Italian writes it, for a screen:
// lists that come all in capitals say «ANZANO DI PUGLIA», a person reads
// «Anzano di Puglia». A name that already has a small letter is left alone, and
// what is stored stays as it came.
func PlaceName(name string) string {
	if !allCapitals(name) {
		return name
	}
	words := strings.Fields(strings.NewReplacer("’", "'", "`", "'").Replace(name))
	for i, w := range words {
		if strings.HasPrefix(w, "(") { // a sigla: «(FG)»
			continue
		}
		parts := strings.Split(strings.ToLower(w), "-")
		for j, p := range parts {
			parts[j] = placeWord(p, i == 0 && j == 0)
		}
		words[i] = strings.Join(parts, "-")
	}
	return strings.Join(words, " ")
}

func allCapitals(s string) bool {
	return strings.ContainsFunc(s, unicode.IsUpper) && !strings.ContainsFunc(s, unicode.IsLower)
}

// particles are the words that stay small inside the name of a place.
var particles = []string{
	"di", "del", "dello", "della", "dei", "degli", "delle", "da", "dal", "dalla", "in", "nel", "nello", "nella", "nei", "nelle",
	"su", "sul", "sullo", "sulla", "sui", "sulle", "a", "al", "allo", "alla", "ai", "agli", "alle", "con", "e", "ed", "o", "tra", "fra", "presso", "sotto", "de'", "ne'",
}

// elided are those that lose their vowel before another: «Rocca d'Evandro».
var elided = []string{"d", "dell", "nell", "sull", "all", "dall"}

func placeWord(w string, first bool) string {
	if slices.Contains(particles, w) && !first {
		return w
	}
	head, tail, apostrophe := strings.Cut(w, "'")
	switch {
	case !apostrophe:
		return upperFirst(w)
	case tail == "":
		return upperFirst(accented(head))
	case slices.Contains(elided, head) && !first:
		return head + "'" + upperFirst(tail)
	}
	return upperFirst(head) + "'" + upperFirst(tail)
}

// accented returns a word whose last accent was typed as an apostrophe, as
// typewriters and old registers have it: «forli'» is Forlì. Short words are
// true elisions: «Ca' Tron», «Castelnuovo ne' Monti».
func accented(head string) string {
	if len(head) > 2 {
		for plain, accent := range map[string]string{"a": "à", "e": "è", "i": "ì", "o": "ò", "u": "ù"} {
			if rest, ok := strings.CutSuffix(head, plain); ok {
				return rest + accent
			}
		}
	}
	return head + "'"
}

func upperFirst(s string) string {
	for i, r := range s {
		if unicode.IsLetter(r) {
			return s[:i] + strings.ToUpper(string(r)) + s[i+len(string(r)):]
		}
	}
	return s
}
