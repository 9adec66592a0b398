package rule

import (
	"strings"
	"testing"
)

func TestParseEmail(t *testing.T) {
	for in, want := range map[string]string{
		" Anna.Rossi+cpi@Posta.Example.IT ": "anna.rossi+cpi@posta.example.it",
		"operatore@demo.example":            "operatore@demo.example",
		"o'neil@xn--caff-8oa.it":            "o'neil@xn--caff-8oa.it",
	} {
		if got, err := ParseEmail(in); got != want || err != nil {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{
		"":                                     "Scrivi l'indirizzo e-mail.",
		"anna.rossi":                           "Nell'indirizzo e-mail manca la chiocciola (@), per esempio nome@posta.it.",
		"anna@":                                "L'indirizzo e-mail è incompleto: scrivilo come nome@posta.it.",
		"anna@posta":                           "L'indirizzo e-mail è incompleto: scrivilo come nome@posta.it.",
		"@posta.it":                            "L'indirizzo e-mail è incompleto: scrivilo come nome@posta.it.",
		"an na@posta.it":                       "L'indirizzo e-mail non può contenere spazi.",
		"anna@posta..it":                       "L'indirizzo e-mail non è valido: scrivilo come nome@posta.it.",
		"anna@posta.it\r\nBcc: a@b.it":         "L'indirizzo e-mail non può contenere spazi.",
		"anna@b@posta.it":                      "L'indirizzo e-mail non è valido: scrivilo come nome@posta.it.",
		"Anna <anna@posta.it>":                 "L'indirizzo e-mail non può contenere spazi.",
		".anna@posta.it":                       "L'indirizzo e-mail non è valido: scrivilo come nome@posta.it.",
		"anna\n@posta.it":                      "L'indirizzo e-mail non è valido: scrivilo come nome@posta.it.",
		strings.Repeat("a", 65) + "@posta.it":  "L'indirizzo e-mail non è valido: scrivilo come nome@posta.it.",
		strings.Repeat("a", 300) + "@posta.it": "Il testo è troppo lungo: 309 caratteri, il massimo è 254.",
	} {
		if got, err := ParseEmail(in); err == nil || err.Error() != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestParsePhone(t *testing.T) {
	for in, want := range map[string]string{
		"0882 12.34-56": "0882123456", "+39 333 1234567": "3331234567", "0039 (0882) 123456": "0882123456",
		"(+39) 333/1234567": "3331234567", "+40 721 234 567": "+40721234567", "0040721234567": "+40721234567",
	} {
		if got, err := ParsePhone(in); got != want || err != nil {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{
		"":                  "Scrivi il numero di telefono.",
		"333 12345 casa":    "Nel numero di telefono c'è «c»: usa solo cifre, con + davanti al prefisso dell'estero.",
		"333+1234567":       "Nel numero di telefono c'è «+»: usa solo cifre, con + davanti al prefisso dell'estero.",
		"12345":             "Il numero di telefono ha da 6 a 11 cifre, per esempio 0882 123456 o 333 1234567.",
		"333123456789":      "Il numero di telefono ha da 6 a 11 cifre, per esempio 0882 123456 o 333 1234567.",
		"+40":               "Il numero di telefono estero ha da 7 a 15 cifre dopo il +, per esempio +40 721 234 567.",
		"+1234567890123456": "Il numero di telefono estero ha da 7 a 15 cifre dopo il +, per esempio +40 721 234 567.",
	} {
		if got, err := ParsePhone(in); err == nil || err.Error() != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestParseCAP(t *testing.T) {
	if got, err := ParseCAP(" 71016 "); got != "71016" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	for _, in := range []string{"", "7101", "710166", "7101A", "00000", "٧١٠١٦"} {
		if got, err := ParseCAP(in); err == nil || got != "" {
			t.Errorf("%q passed", in)
		}
	}
}

func TestTooLong(t *testing.T) {
	if err := TooLong(strings.Repeat("à", MaxName), MaxName); err != nil {
		t.Error(err)
	}
	if err := TooLong(strings.Repeat("a", 3000), MaxName); err == nil ||
		err.Error() != "Il testo è troppo lungo: 3.000 caratteri, il massimo è 100." {
		t.Error(err)
	}
}
