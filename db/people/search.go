package people

import (
	"strings"

	"sportello/db/rule"
)

// Query is a text typed to find a person by name, or the reason why it finds
// nobody.
type Query struct {
	Text  string             // as typed, trimmed
	CF    rule.CodiceFiscale // a whole and valid codice fiscale, "" otherwise
	Words []string           // folded words of a name
	Error string             // an Italian sentence when the text is neither
}

// maxWords is the number of words beyond which a name is no longer searched by.
const maxWords = 6

// ParseQuery reads what was typed into a search of persons. A codice fiscale
// is told from a name by its digits, which no name has.
func ParseQuery(s string) Query {
	q := Query{Text: strings.Join(strings.Fields(s), " ")}
	if q.Text == "" {
		return q
	}
	if strings.ContainsAny(q.Text, "0123456789") {
		cf, err := rule.ParseCodiceFiscale(q.Text)
		if err != nil {
			q.Error = err.Error()
		}
		q.CF = cf
		return q
	}
	q.Words = rule.FoldWords(q.Text)
	switch {
	case len(q.Words) == 0:
		q.Error = "Scrivi almeno una lettera del cognome o del nome, oppure il codice fiscale."
	case len(q.Words) > maxWords || len([]rune(q.Text)) > rule.MaxName:
		q.Words = nil
		q.Error = "Il nome è troppo lungo: scrivi cognome e nome, senza altro."
	}
	return q
}

// Empty reports whether nothing was typed.
func (q Query) Empty() bool { return q.Text == "" }

// prefix returns the folded text as one word and the end of its range: what is
// not less than the one and less than the other begins with it.
func (q Query) prefix() (from, to string) {
	from = strings.Join(q.Words, "")
	return from, from + "\U0010ffff"
}

// match returns the full-text expression of the words, "" when they are too
// short to be worth it. Neighbouring words also stand joined, since De Santis
// and Desantis are one surname.
func (q Query) match() string {
	if len(q.Words) == 0 || len(q.Words) == 1 && len([]rune(q.Words[0])) < 2 {
		return ""
	}
	var ways []string
	for joins := range 1 << (len(q.Words) - 1) {
		word := q.Words[0]
		var all []string
		for i, next := range q.Words[1:] {
			if joins>>i&1 == 1 {
				word += next
				continue
			}
			all = append(all, word)
			word = next
		}
		all = append(all, word)
		ways = append(ways, `("`+strings.Join(all, `"* AND "`)+`"*)`)
	}
	return strings.Join(ways, " OR ")
}

// ftsWords returns the text under which a name is found: its words, and
// surname and name each as one.
func ftsWords(surname, name string) string {
	words := append(rule.FoldWords(surname), rule.FoldWords(name)...)
	if w := rule.Fold(surname); len(words) > 0 && w != words[0] {
		words = append(words, w)
	}
	words = append(words, rule.Fold(name))
	return strings.Join(words, " ")
}
