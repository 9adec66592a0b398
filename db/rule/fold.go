package rule

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the key by which a name is searched and put in order: letters
// and digits alone, in lower case and without accents. D'Angelo, Dangelo and
// D’Angelo are one, De Santis is Desantis, Nicolo' is Nicolò, Ł is l and ß is ss.
func Fold(s string) string {
	if key, ok := foldASCII(s); ok {
		return key
	}
	var key strings.Builder
	fold(s, func(r string) { key.WriteString(r) }, func() {})
	return key.String()
}

// FoldWords returns the words of a text, each folded as Fold does; whatever is
// neither letter nor digit divides words, so «l'operatore» is two.
func FoldWords(s string) []string {
	var words []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	fold(s, func(r string) { word.WriteString(r) }, end)
	end()
	return words
}

// foldASCII is the quick way for the many strings that have no other character.
func foldASCII(s string) (string, bool) {
	same := true
	for i := range len(s) {
		c := s[i]
		if c >= 0x80 {
			return "", false
		}
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
			same = false
		}
	}
	if same {
		return s, true
	}
	key := make([]byte, 0, len(s))
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			key = append(key, c)
		case c >= 'A' && c <= 'Z':
			key = append(key, c+('a'-'A'))
		}
	}
	return string(key), true
}

// fold calls keep for each folded letter or digit and gap for what stands
// between; a combining accent is dropped and divides nothing.
func fold(s string, keep func(string), gap func()) {
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.M, r):
		case unicode.Is(unicode.Lm, r): // ʼ and its like: apostrophes that Unicode calls letters
			gap()
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if plain, ok := undecomposed[r]; ok {
				keep(plain)
			} else {
				keep(string(unicode.ToLower(r)))
			}
		default:
			gap()
		}
	}
}

// undecomposed are the Latin letters whose stroke or shape Unicode does not
// take apart.
var undecomposed = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'Æ': "ae", 'æ': "ae", 'Œ': "oe", 'œ': "oe", 'Ø': "o", 'ø': "o",
	'Ł': "l", 'ł': "l", 'Đ': "d", 'đ': "d", 'Ð': "d", 'ð': "d", 'Þ': "th", 'þ': "th",
	'Ħ': "h", 'ħ': "h", 'Ŧ': "t", 'ŧ': "t", 'Ŋ': "n", 'ŋ': "n", 'ı': "i", 'ĸ': "k", 'Ɓ': "b",
	'ɓ': "b", 'Ɗ': "d", 'ɗ': "d", 'Ƒ': "f", 'ƒ': "f", 'Ɨ': "i", 'ɨ': "i", 'Ə': "e", 'ə': "e",
	'ǝ': "e", 'Ǝ': "e", 'Ɔ': "o", 'ɔ': "o", 'Ɛ': "e", 'ɛ': "e",
}
