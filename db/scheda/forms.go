package scheda

import (
	"fmt"
	"net/mail"
	"strings"
	"unicode"
)

// form checks the shapes that a text may have to take: returns an Italian
// sentence, "" when it fits.
func form(f Field, text string) string {
	if f.Pattern == "cap" && (len(text) != 5 || strings.Trim(text, "0123456789") != "") {
		return "Il CAP ha 5 cifre."
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

// email returns what is wrong with an address, "" when nothing is.
func email(text string) string {
	local, domain, ok := strings.Cut(text, "@")
	switch {
	case !ok:
		return "Nell'indirizzo manca la chiocciola, per esempio «nome@posta.it»."
	case local == "":
		return "Manca la parte prima della chiocciola."
	case domain == "":
		return "Manca la parte dopo la chiocciola, per esempio «@posta.it»."
	}
	parsed, err := mail.ParseAddress(text)
	dot := strings.LastIndex(domain, ".")
	if err != nil || parsed.Address != text || dot < 1 || dot > len(domain)-3 || len(text) > 254 || strings.ContainsAny(text, "<>\"\\ ") {
		return fmt.Sprintf("«%s» non è un indirizzo e-mail valido.", text)
	}
	return ""
}

// ValidEmail reports whether an address can be written to.
func ValidEmail(text string) bool { return text != "" && email(text) == "" }

// telephone returns what is wrong with a number: 6 to 15 digits, an
// international prefix allowed, as in ITU-T E.164.
func telephone(text string) string {
	digits := 0
	for i, r := range text {
		switch {
		case unicode.IsDigit(r):
			digits++
		case r == '+' && i == 0, strings.ContainsRune(" ./-()", r):
		default:
			return "Il numero di telefono ha solo cifre, con il prefisso se serve."
		}
	}
	if digits < 6 || digits > 15 {
		return fmt.Sprintf("Il numero di telefono ha da 6 a 15 cifre: qui sono %d.", digits)
	}
	return ""
}
