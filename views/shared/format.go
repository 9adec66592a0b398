package shared

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Count returns a whole number as an office writes it: 1.284.
func Count[N int | int64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return sign + s
}

// CountUpTo returns the number, or «oltre 10.000» when it is above the limit:
// what a tab shows when counting further would cost more than it tells.
func CountUpTo(n, limit int) string {
	if n > limit {
		return "oltre " + Count(limit)
	}
	return Count(n)
}

// Decimal returns a number with the given places and a comma: 1.284,50.
func Decimal(v float64, places int) string {
	s := strconv.FormatFloat(v, 'f', places, 64)
	whole, frac, _ := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil { // too big for a count: as it came
		return strings.Replace(s, ".", ",", 1)
	}
	out := sign + Count(n)
	if frac != "" {
		out += "," + frac
	}
	return out
}

// Percent returns a share of one as «71,4%».
func Percent(share float64) string { return Decimal(share*100, 1) + "%" }

// Euro returns an amount in cents as «3.000,00 €», with a space that does not break.
func Euro(cents int64) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	rest := strconv.FormatInt(cents%100, 10)
	if len(rest) == 1 {
		rest = "0" + rest
	}
	return sign + Count(cents/100) + "," + rest + "\u00a0€"
}

// Plural returns «1 lavoratore», «6 lavoratori», «1.284 lavoratori».
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

// ClosedMonth says that a month is closed, and what becomes of an act in it:
// «questo servizio», «la DID».
func ClosedMonth(month, act string) string {
	return "Il mese di " + month + " è chiuso: nella scheda mensile " + act + " compare come rettifica, accanto alla cifra chiusa."
}

// FileSize returns a number of bytes as «410 KB» or «1,2 MB», in the units in
// which limits of upload are stated (1 MB = 1.000 KB).
func FileSize(bytes int64) string {
	switch {
	case bytes < 1000:
		return Plural(int(bytes), "byte", "byte")
	case bytes < 1_000_000:
		return Count((bytes+500)/1000) + " KB"
	}
	return Decimal(float64(bytes)/1_000_000, 1) + " MB"
}

// Sentence returns the text with its first letter in upper case: for a word of
// state that begins a line.
func Sentence(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return strings.ToUpper(string(r)) + s[size:]
}

// optionalWord returns «facoltativo» in the gender of the label's first word,
// as read aloud: «Telefono (facoltativo)», «E-mail (facoltativa)», «Note
// (facoltative)».
func optionalWord(label string) string {
	first, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(label)), " ")
	first = strings.Trim(first, ",.:;()«»")
	switch first {
	case "note", "date", "competenze", "lingue", "abilitazioni", "patenti", "esperienze", "informazioni", "osservazioni":
		return "facoltative"
	case "giorni", "recapiti", "titoli", "allegati", "documenti", "motivi", "vincoli", "interessi", "orari", "esiti", "anni", "mesi":
		return "facoltativi"
	case "problema", "programma", "tema", "diploma", "schema":
		return "facoltativo"
	case "e-mail", "email", "mail", "pec", "ragione", "sede", "parte", "fonte", "fine", "abilità", "attività", "modalità", "disponibilità", "cittadinanza", "qualità", "priorità", "età", "città", "did", "foto":
		return "facoltativa"
	}
	for _, end := range []string{"a", "zione", "sione", "gione", "tà", "trice"} {
		if strings.HasSuffix(first, end) {
			return "facoltativa"
		}
	}
	return "facoltativo"
}
