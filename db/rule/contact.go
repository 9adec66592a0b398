package rule

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// The longest texts that a field of a contact keeps, in characters.
const (
	MaxEmail   = 254 // RFC 5321
	MaxPhone   = 20
	MaxName    = 100 // surname or name
	MaxAddress = 200
	MaxNote    = 4000
)

var emailForm = regexp.MustCompile(
	"^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@" +
		`(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$`)

// ParseEmail returns an address in lower case, as people type it: no display
// name, no quotes, a domain with a dot. The error is an Italian sentence.
func ParseEmail(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if err := TooLong(s, MaxEmail); err != nil {
		return "", err
	}
	local, domain, found := strings.Cut(s, "@")
	switch {
	case s == "":
		return "", errors.New("Scrivi l'indirizzo e-mail.")
	case !found:
		return "", errors.New("Nell'indirizzo e-mail manca la chiocciola (@), per esempio nome@posta.it.")
	case local == "" || domain == "" || !strings.Contains(domain, "."):
		return "", errors.New("L'indirizzo e-mail è incompleto: scrivilo come nome@posta.it.")
	case strings.ContainsAny(s, " \t"):
		return "", errors.New("L'indirizzo e-mail non può contenere spazi.")
	case len(local) > 64 || !emailForm.MatchString(s):
		return "", errors.New("L'indirizzo e-mail non è valido: scrivilo come nome@posta.it.")
	}
	return s, nil
}

// ParsePhone returns the digits of an Italian number without the country's
// prefix (0882123456, 3331234567), or a foreign one from + (+40721234567).
// Blanks, dots, hyphens, slashes and brackets do not count. The error is an
// Italian sentence.
func ParsePhone(s string) (string, error) {
	var digits strings.Builder
	for _, r := range strings.TrimSpace(s) {
		switch {
		case r >= '0' && r <= '9' || r == '+' && digits.Len() == 0:
			digits.WriteRune(r)
		case strings.ContainsRune(" \u00a0.-–/()", r):
		default:
			return "", fmt.Errorf("Nel numero di telefono c'è «%c»: usa solo cifre, con + davanti al prefisso dell'estero.", r)
		}
	}
	number := digits.String()
	if rest, ok := strings.CutPrefix(number, "00"); ok {
		number = "+" + rest
	}
	if rest, ok := strings.CutPrefix(number, "+39"); ok {
		number = rest
	}
	switch foreign := strings.HasPrefix(number, "+"); {
	case number == "":
		return "", errors.New("Scrivi il numero di telefono.")
	case foreign && (len(number) < 8 || len(number) > 16 || number[1] == '0'): // E.164: up to 15 digits
		return "", errors.New("Il numero di telefono estero ha da 7 a 15 cifre dopo il +, per esempio +40 721 234 567.")
	case !foreign && (len(number) < 6 || len(number) > 11):
		return "", errors.New("Il numero di telefono ha da 6 a 11 cifre, per esempio 0882 123456 o 333 1234567.")
	}
	return number, nil
}

// ParseCAP returns a postal code of five digits. The error is an Italian sentence.
func ParseCAP(s string) (string, error) {
	s = strings.TrimSpace(s)
	if len(s) != 5 || !allDigits(s) || s == "00000" {
		return "", errors.New("Il CAP ha 5 cifre, per esempio 71016.")
	}
	return s, nil
}

// TooLong returns an Italian sentence when s has more than max characters, nil
// otherwise.
func TooLong(s string, max int) error {
	if n := utf8.RuneCountInString(s); n > max {
		return fmt.Errorf("Il testo è troppo lungo: %s caratteri, il massimo è %s.", thousands(n), thousands(max))
	}
	return nil
}

// thousands writes a number as 1.234.567.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}
