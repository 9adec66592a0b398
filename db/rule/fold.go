package rule

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the key by which a name is searched and put in order: letters
// and digits alone, in lower case and without accents. D'Angelo, Dangelo and
// D’Angelo are one, De Santis is Desantis, Nicolo' is Nicolò, Ł is l and ß is ss.
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	return string(appendFolded(make([]byte, 0, len(s)), s, false))
}

// FoldText returns the words of a text, each folded as Fold does, with one
// blank between them: what a full-text index keeps. Whatever is neither letter
// nor digit divides words, so «l'operatore» is two.
func FoldText(s string) string {
	if isFolded(s) {
		return s
	}
	return strings.TrimSuffix(string(appendFolded(make([]byte, 0, len(s)), s, true)), " ")
}

// FoldWords returns the words of FoldText.
func FoldWords(s string) []string { return strings.Fields(FoldText(s)) }

// isFolded spares the copy of the many codes and words that are folded already.
func isFolded(s string) bool {
	for i := range len(s) {
		if c := s[i]; !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
			return false
		}
	}
	return true
}

// appendFolded appends the folded letters and digits of s, with one blank for
// what stands between when words is set; a combining accent divides nothing.
// Only what is not ASCII is taken apart by Unicode's tables: a base letter and
// its accent may part there, since the accent is dropped anyway.
func appendFolded(key []byte, s string, words bool) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			key = append(key, c)
		case c >= 'A' && c <= 'Z':
			key = append(key, c+('a'-'A'))
		case c < utf8.RuneSelf:
			key = appendGap(key, words)
		default:
			end := i + 1
			for end < len(s) && s[end] >= utf8.RuneSelf {
				end++
			}
			key = appendFoldedRunes(key, norm.NFKD.String(s[i:end]), words)
			i = end
			continue
		}
		i++
	}
	return key
}

func appendFoldedRunes(key []byte, decomposed string, words bool) []byte {
	for _, r := range decomposed {
		plain, known := undecomposed[r]
		switch {
		case known:
			key = append(key, plain...)
		case unicode.Is(unicode.M, r):
		case unicode.Is(unicode.Lm, r): // ʼ and its like: apostrophes that Unicode calls letters
			key = appendGap(key, words)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			key = utf8.AppendRune(key, unicode.ToLower(r))
		default:
			key = appendGap(key, words)
		}
	}
	return key
}

func appendGap(key []byte, words bool) []byte {
	if words && len(key) > 0 && key[len(key)-1] != ' ' {
		return append(key, ' ')
	}
	return key
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
