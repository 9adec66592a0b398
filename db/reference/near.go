package reference

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sportello/db/rule"
)

// enoughLetters is how long a word must be for one of its letters to be taken for
// wrong: in a shorter one every other letter makes another word.
const enoughLetters = 5

// sought returns the words of a text that tell something in a search, or all of
// them when none does.
func sought(text string) []string {
	all := rule.FoldWords(text)
	words := slices.DeleteFunc(slices.Clone(all), func(word string) bool { return smallWords[word] })
	if len(words) == 0 {
		return all
	}
	return words
}

// whole returns the FTS5 query for words as they stand.
func whole(words []string) string {
	return `"` + strings.Join(words, `" AND "`) + `"`
}

// begun returns the FTS5 query for words by their first part, joined by AND or OR.
func begun(words []string, joiner string) string {
	terms := make([]string, len(words))
	for i, word := range words {
		terms[i] = `"` + prefix(word) + `"*`
	}
	return strings.Join(terms, " "+joiner+" ")
}

// told returns the FTS5 query for words in a text that tells of something: a short
// one must stand there as it is, for «oss» also begins «osservano».
func told(words []string) string {
	terms := make([]string, len(words))
	for i, word := range words {
		if terms[i] = `"` + word + `"`; len(word) >= enoughLetters {
			terms[i] = `"` + prefix(word) + `"*`
		}
	}
	return strings.Join(terms, " AND ")
}

// nearest returns the words with each that begins no known word in the place of
// the known ones that it may have meant, as an FTS5 query; "" when there is no
// such word, or nothing like it.
func nearest(words, known []string) string {
	corrected := false
	terms := make([]string, len(words))
	for i, word := range words {
		stem := prefix(word)
		terms[i] = `"` + stem + `"*`
		if utf8.RuneCountInString(word) < enoughLetters || slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, stem) }) {
			continue
		}
		var meant []string
		for _, k := range known {
			if begins(k, stem) {
				meant = append(meant, `"`+k+`"`)
			}
		}
		if meant == nil {
			continue
		}
		slices.Sort(meant)
		terms[i] = "(" + strings.Join(slices.Compact(meant), " OR ") + ")"
		corrected = true
	}
	if !corrected {
		return ""
	}
	return strings.Join(terms, " AND ")
}

// begins reports whether a word begins with a stem but for one letter: missing, too
// many, another, or two that changed places.
func begins(word, stem string) bool {
	n := 0
	for n < len(stem) && n < len(word) && stem[n] == word[n] {
		n++
	}
	if n == len(stem) {
		return true
	}
	rest, left := word[n:], stem[n:]
	switch {
	case strings.HasPrefix(rest, left[1:]): // one too many was typed
		return true
	case rest == "":
		return false
	case strings.HasPrefix(rest[1:], left), strings.HasPrefix(rest[1:], left[1:]): // one is missing, one is another
		return true
	}
	return len(left) > 1 && len(rest) > 1 && left[0] == rest[1] && left[1] == rest[0] && strings.HasPrefix(rest[2:], left[2:])
}
