package rule

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"unicode/utf8"
)

// The kinds of fault of a codice fiscale, for errors.Is: an import reports
// them in these words, a form shows the whole sentence.
var (
	ErrCFMissing = errors.New("codice fiscale mancante")
	ErrCFLength  = errors.New("codice fiscale, lunghezza errata")
	ErrCFFormat  = errors.New("codice fiscale, formato errato")
	ErrCFControl = errors.New("codice fiscale, carattere di controllo errato")
)

// cfError is a fault of a codice fiscale: the sentence for the field and its kind.
type cfError struct {
	kind    error
	message string
}

func (e cfError) Error() string { return e.message }
func (e cfError) Unwrap() error { return e.kind }

// CodiceFiscale is a valid tax code, in capitals: the 16 characters of a
// person (d.m. 12 March 1974), or the 11 digits that stand in provisionally
// for a foreigner and for good for a company. "" is none.
type CodiceFiscale string

// LogValue hides the code from logs, which hold no personal data.
func (c CodiceFiscale) LogValue() slog.Value { return slog.StringValue("(codice fiscale)") }

// cfPattern says what stands at each place: letter, number, month, day tens.
const (
	cfPattern     = "LLLLLLNNMNNLNNNL"
	cfMonths      = "ABCDEHLMPRST"
	cfOmocodia    = "LMNPQRSTUV" // stands for 0 to 9 where two people share a code
	cfDigitPlaces = 11           // length of the provisional code
)

// ParseCodiceFiscale reads a tax code as typed: blanks around and inside do
// not count, nor does the case. The error is an Italian sentence for the field
// and wraps one of the ErrCF kinds. Only format and control character are
// errors; what contradicts the person is told by Mismatches.
func ParseCodiceFiscale(s string) (CodiceFiscale, error) {
	s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
	switch {
	case s == "":
		return "", cfError{ErrCFMissing, "Scrivi il codice fiscale."}
	case len(s) == cfDigitPlaces && allDigits(s):
		if want := luhnDigit(s[:10]); s[10] != want {
			return "", cfError{ErrCFControl, fmt.Sprintf(
				"L'ultima cifra del codice fiscale dovrebbe essere «%c», non «%c». Controlla il documento.", want, s[10])}
		}
		return CodiceFiscale(s), nil
	case utf8.RuneCountInString(s) != len(cfPattern):
		return "", cfError{ErrCFLength, fmt.Sprintf(
			"Il codice fiscale ha 16 caratteri (11 cifre se è provvisorio): qui %s.", countCharacters(utf8.RuneCountInString(s)))}
	}
	if err := cfFormat(s); err != nil {
		return "", err
	}
	if want := ControlCharacter([]byte(s[:15])); s[15] != want {
		return "", cfError{ErrCFControl, fmt.Sprintf(
			"L'ultimo carattere del codice fiscale dovrebbe essere «%c», non «%c». Controlla il tesserino.", want, s[15])}
	}
	return CodiceFiscale(s), nil
}

// cfFormat checks that 16 characters may stand where they stand, and that they
// name a day that exists.
func cfFormat(s string) error {
	place := 0
	for _, r := range s {
		ok, wanted := false, "una lettera"
		switch cfPattern[place] {
		case 'L':
			ok = r >= 'A' && r <= 'Z'
		case 'M':
			ok, wanted = r < utf8.RuneSelf && strings.ContainsRune(cfMonths, r), "la lettera di un mese (A, B, C, D, E, H, L, M, P, R, S o T)"
		case 'N':
			ok, wanted = r >= '0' && r <= '9' || strings.ContainsRune(cfOmocodia, r), "una cifra"
		}
		if !ok {
			return cfError{ErrCFFormat, fmt.Sprintf(
				"Il %dº carattere del codice fiscale dovrebbe essere %s, non «%c». Controlla il tesserino.", place+1, wanted, r)}
		}
		place++
	}
	d := decodeCF(s)
	day, month := d.day()%40, d.month()
	if day < 1 || day > 31 || d.day() > 71 {
		return cfError{ErrCFFormat, fmt.Sprintf(
			"Il giorno di nascita nel codice fiscale («%02d») non esiste. Controlla il tesserino.", d.day())}
	}
	// 2000 is a leap year, so 29 February passes for every year that may have it.
	if _, exists := NewDate(2000+d.year(), month, day); !exists {
		return cfError{ErrCFFormat, fmt.Sprintf(
			"Dal codice fiscale la nascita sarebbe il %d %s, un giorno che non esiste. Controlla il tesserino.", day, monthNames[month-1])}
	}
	return nil
}

func countCharacters(n int) string {
	if n == 1 {
		return "ce n'è 1"
	}
	return fmt.Sprintf("ce ne sono %d", n)
}

// decodedCF is a 16-character code with the letters of omocodia turned back
// into the digits they stand for.
type decodedCF [16]byte

func decodeCF(s string) decodedCF {
	var d decodedCF
	copy(d[:], s)
	for i := range d {
		if cfPattern[i] != 'N' {
			continue
		}
		if n := strings.IndexByte(cfOmocodia, d[i]); n >= 0 {
			d[i] = byte('0' + n)
		}
	}
	return d
}

func (d decodedCF) pair(i int) int { return int(d[i]-'0')*10 + int(d[i+1]-'0') }
func (d decodedCF) year() int      { return d.pair(6) }
func (d decodedCF) month() int     { return strings.IndexByte(cfMonths, d[8]) + 1 }
func (d decodedCF) day() int       { return d.pair(9) } // 41 to 71 for women

// Provisional reports whether this is an 11-digit code, given to a foreigner
// until the definitive one is attributed. It says nothing about the person.
func (c CodiceFiscale) Provisional() bool { return len(c) == cfDigitPlaces }

// BirthDate returns the day of birth. The code has two digits for the year:
// the century is the one that makes the person 14 to 99 years old on the
// reference day. False when none does, or the code is provisional.
func (c CodiceFiscale) BirthDate(reference Date) (Date, bool) {
	if len(c) != 16 || len(reference) != 10 {
		return "", false
	}
	d := decodeCF(string(c))
	year := reference.Time().Year()
	for century := 1800; century <= 2100; century += 100 {
		if years := year - century - d.year(); years < 14 || years > 100 {
			continue // told apart quickly: a list asks for each of its lines
		}
		birth, ok := NewDate(century+d.year(), d.month(), d.day()%40)
		if !ok || birth > reference {
			continue
		}
		if age := birth.AgeOn(reference); age >= 14 && age <= 99 {
			return birth, true
		}
	}
	return "", false
}

// Sex returns «M» or «F», "" for a provisional code.
func (c CodiceFiscale) Sex() string {
	switch {
	case len(c) != 16:
		return ""
	case decodeCF(string(c)).day() > 40:
		return "F"
	}
	return "M"
}

// BirthPlaceCode returns the cadastral code of the municipality or, from Z,
// of the foreign state of birth (H501, Z100); "" for a provisional code.
func (c CodiceFiscale) BirthPlaceCode() string {
	if len(c) != 16 {
		return ""
	}
	d := decodeCF(string(c))
	return string(d[11:15])
}

// Mismatches returns one Italian sentence for each given fact that the code
// contradicts; facts left empty are not compared. They are doubts to show, not
// errors: the code may be right and the document wrong. Two birth dates a
// century apart are the same to the code.
func (c CodiceFiscale) Mismatches(surname, name, sex string, birth Date, placeCode string, reference Date) []string {
	if len(c) != 16 {
		return nil
	}
	var doubts []string
	d := decodeCF(string(c))
	if want := surnameCode(surname); Fold(surname) != "" && want != string(d[0:3]) {
		doubts = append(doubts, fmt.Sprintf("Il cognome «%s» nel codice fiscale si scrive «%s», ma qui c'è «%s».", surname, want, d[0:3]))
	}
	if want := nameCode(name); Fold(name) != "" && want != string(d[3:6]) {
		doubts = append(doubts, fmt.Sprintf("Il nome «%s» nel codice fiscale si scrive «%s», ma qui c'è «%s».", name, want, d[3:6]))
	}
	if len(birth) == 10 && string(birth[2:]) != fmt.Sprintf("%02d-%02d-%02d", d.year(), d.month(), d.day()%40) {
		written := fmt.Sprintf("%02d/%02d/…%02d", d.day()%40, d.month(), d.year())
		if date, ok := c.BirthDate(reference); ok {
			written = date.Italian()
		}
		doubts = append(doubts, fmt.Sprintf("Dal codice fiscale la data di nascita sarebbe il %s, non il %s.", written, birth.Italian()))
	}
	if sex != "" && sex != c.Sex() {
		doubts = append(doubts, fmt.Sprintf("Dal codice fiscale il sesso sarebbe %s.", map[string]string{"F": "femminile", "M": "maschile"}[c.Sex()]))
	}
	if placeCode != "" && placeCode != c.BirthPlaceCode() {
		doubts = append(doubts, fmt.Sprintf("Dal codice fiscale il luogo di nascita avrebbe il codice catastale %s, non %s.", c.BirthPlaceCode(), placeCode))
	}
	return doubts
}

// ComputeCodiceFiscale returns the code that the rules give to a person, who
// may in reality have another one (omocodia). Sex is «M» or «F», the place a
// cadastral code. The error names the fact that is missing or impossible.
func ComputeCodiceFiscale(surname, name, sex string, birth Date, placeCode string) (CodiceFiscale, error) {
	t := birth.Time()
	switch {
	case Fold(surname) == "" || Fold(name) == "":
		return "", errors.New("rule: codice fiscale without surname or name")
	case t.IsZero():
		return "", fmt.Errorf("rule: codice fiscale with birth date %q", birth)
	case sex != "M" && sex != "F":
		return "", fmt.Errorf("rule: codice fiscale with sex %q", sex)
	}
	day := t.Day()
	if sex == "F" {
		day += 40
	}
	s := fmt.Sprintf("%s%s%02d%c%02d%s", surnameCode(surname), nameCode(name),
		t.Year()%100, cfMonths[t.Month()-1], day, strings.ToUpper(placeCode))
	if len(s) != 15 {
		return "", fmt.Errorf("rule: codice fiscale with place %q", placeCode)
	}
	return ParseCodiceFiscale(s + string(ControlCharacter([]byte(s))))
}

// surnameCode returns the three letters of a surname: consonants, then vowels, then X.
func surnameCode(surname string) string {
	consonants, vowels := splitLetters(surname)
	return (consonants + vowels + "XXX")[:3]
}

// nameCode returns the three letters of a name: of four or more consonants the
// first, third and fourth, else as for a surname.
func nameCode(name string) string {
	consonants, vowels := splitLetters(name)
	if len(consonants) >= 4 {
		return consonants[:1] + consonants[2:4]
	}
	return (consonants + vowels + "XXX")[:3]
}

func splitLetters(s string) (consonants, vowels string) {
	var c, v strings.Builder
	for _, r := range strings.ToUpper(Fold(s)) {
		switch {
		case r < 'A' || r > 'Z':
		case strings.ContainsRune("AEIOU", r):
			v.WriteRune(r)
		default:
			c.WriteRune(r)
		}
	}
	return c.String(), v.String()
}

// cfOdd are the values of A to Z, and of 0 to 9 as A to J, in the odd places
// of a code (first, third, …), from the d.m. of 1974.
var cfOdd = [26]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}

// ControlCharacter returns the letter that the algorithm of the codice fiscale
// gives to a string of capitals and digits of any length, as written (omocodia
// not decoded); 0 when another character is in it. The identifiers of active
// policies in the SAP use the same letter.
func ControlCharacter(b []byte) byte {
	sum := 0
	for i, c := range b {
		var n int
		switch {
		case c >= '0' && c <= '9':
			n = int(c - '0')
		case c >= 'A' && c <= 'Z':
			n = int(c - 'A')
		default:
			return 0
		}
		if i%2 == 0 {
			n = cfOdd[n]
		}
		sum += n
	}
	return byte('A' + sum%26)
}

// ValidPartitaIVA reports whether s is 11 digits with the right last one
// (Luhn, d.m. 23 December 1976): a VAT number or a company's tax code.
func ValidPartitaIVA(s string) bool {
	return len(s) == cfDigitPlaces && allDigits(s) && s != "00000000000" && s[10] == luhnDigit(s[:10])
}

// ParsePartitaIVA returns the 11 digits of a VAT number or of a company's tax
// code, typed with or without «IT» and blanks. The error is an Italian sentence.
func ParsePartitaIVA(s string) (string, error) {
	s = strings.TrimPrefix(strings.ToUpper(strings.Join(strings.Fields(s), "")), "IT")
	switch {
	case len(s) != cfDigitPlaces || !allDigits(s):
		return "", errors.New("La partita IVA ha 11 cifre, per esempio 01234567897.")
	case s == "00000000000":
		return "", errors.New("La partita IVA non può essere di soli zeri.")
	case s[10] != luhnDigit(s[:10]):
		return "", fmt.Errorf("L'ultima cifra della partita IVA dovrebbe essere «%c», non «%c». Controlla la visura.", luhnDigit(s[:10]), s[10])
	}
	return s, nil
}

// luhnDigit returns the digit that closes a string of digits after Luhn.
func luhnDigit(digits string) byte {
	sum := 0
	for i := range len(digits) {
		n := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return byte('0' + (10-sum%10)%10)
}

func allDigits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}
