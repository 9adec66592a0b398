// Package reference looks things up in the code tables that come with every
// database: places, states, activities, professions, competences, titles, and
// the repertorio, which an office replaces with its own.
package reference

import (
	"strings"

	"sportello/db/scheda"
)

// Entry is one row of a code table, as a search field proposes it.
type Entry struct {
	Code   string
	Name   string // a municipality with its province: «San Severo (FG)»
	Detail string // where it comes from, when a table mixes sources
}

// Value returns what a search field holds once the row is chosen:
// «San Severo (FG) [I158]».
func (e Entry) Value() string { return scheda.Coded(e.Name, e.Code) }

// smallWords are the words that tell nothing in a search.
var smallWords = map[string]bool{}

func init() {
	for word := range strings.FieldsSeq(`a ad agli ai al all alla alle allo anche col con d da dagli dai dal dall dalla
		dalle dallo degli dei del dell della delle dello di e ed gli i il in l la le lo nei negli nel nell nella nelle
		nello o od per su sugli sui sul sull sulla sulle sullo tra fra un una uno addetta addette addetti addetto`) {
		smallWords[word] = true
	}
}

// match returns the FTS5 query for a text as typed: every word by its first
// part, so that «saldatore» meets «saldatori» and «saldat…» what is still being
// typed. joiner is AND or OR. "" when there is no word.
func match(text, joiner string) string {
	return begun(sought(text), joiner)
}

// prefix returns the part of an Italian word that its gender and number leave
// alone: saldatore, saldatori, saldatrice are «saldat».
func prefix(word string) string {
	for _, ending := range [...]string{"trice", "trici", "tore", "tori"} {
		if stem, ok := strings.CutSuffix(word, ending); ok && len(stem) >= 3 {
			return stem + "t"
		}
	}
	for _, ending := range [...]string{"essa", "esse"} {
		if stem, ok := strings.CutSuffix(word, ending); ok && len(stem) >= 4 {
			return stem
		}
	}
	if len(word) <= 3 {
		return word
	}
	if stem := strings.TrimRight(word, "aeio"); len(stem) >= 3 {
		return stem
	}
	return word
}

// isCode reports whether a text as typed looks like the beginning of a code:
// digits, and dots after the first.
func isCode(text string) bool {
	return text != "" && text[0] != '.' && strings.Trim(text, "0123456789.") == ""
}

// dotted returns a code of CP2021 as the classification writes it, a digit
// between dots: «5523» and «5.5.2.3» are both «5.5.2.3».
func dotted(code string) string {
	var digits []string
	for _, r := range code {
		if r >= '0' && r <= '9' {
			digits = append(digits, string(r))
		}
	}
	return strings.Join(digits, ".")
}

// until returns the end of the range of keys that begin with key.
func until(key string) string { return key + "\U0010FFFF" }
