package exchange

import (
	"slices"

	"sportello/db/rule"
)

// Header says where the titles of a file's columns stand, and which column is
// proposed for which field.
type Header struct {
	Row     int      // number in the file; 0 when it has no titles
	Titles  []string // of every column, "" for one that has none
	Mapping Mapping
}

// headerSearch is how many lines of a file may stand above its header.
const headerSearch = 30

// leastColumns is how many columns a list has at least: those that it needs.
const leastColumns = 3

// FindHeader looks for the titles among a file's first rows: the row of which
// most words are titles of the fields, or else the first one with several cells,
// for a person to say what its columns are. A person's row is no title: such a
// file has none. It is refused when no row has as many cells as a list needs.
func FindHeader(fields []Field, first []Row) (Header, error) {
	search := first[:min(len(first), headerSearch)]
	best, known := 0, leastColumns-1
	for i, row := range search {
		if n := len(byWords(fields, row.Cells)); n > known {
			known, best = n, i
		}
	}
	if known >= leastColumns {
		return headerOf(fields, first, search[best].Number), nil
	}
	i := slices.IndexFunc(search, func(r Row) bool { return filled(r) >= leastColumns })
	if i < 0 {
		return Header{}, rule.Refuse("file", "Non trovo la riga con i titoli delle colonne: servono almeno codice fiscale, cognome e nome, ciascuno nella sua colonna.")
	}
	row := search[i].Number
	if slices.ContainsFunc(search[i].Cells, looksLikeCF) {
		row = 0
	}
	return headerOf(fields, first, row), nil
}

// HeaderAt returns the header of a file of which a person says in which row its
// titles stand, 0 for a file without; a row that is not among the first ones is
// refused.
func HeaderAt(fields []Field, first []Row, number int) (Header, error) {
	at := func(r Row) bool { return r.Number == number }
	if number != 0 && !slices.ContainsFunc(first[:min(len(first), headerSearch)], at) {
		return Header{}, rule.Refuse("riga", "Scegli la riga dei titoli tra quelle elencate.")
	}
	return headerOf(fields, first, number), nil
}

// headerOf reads the header in the row, and proposes a mapping from its words
// and from the cells of the rows below.
func headerOf(fields []Field, first []Row, number int) Header {
	h := Header{Row: number}
	var below []Row
	width := 0
	for _, r := range first {
		switch {
		case r.Number == number:
			h.Titles = slices.Clone(r.Cells)
		case r.Number > number:
			below = append(below, r)
			width = max(width, lastFilled(r))
		}
	}
	h.Mapping = byWords(fields, h.Titles)
	for len(h.Titles) < width && len(h.Mapping) < leastColumns { // columns of which nobody wrote the title
		h.Titles = append(h.Titles, "")
	}
	byContents(fields, h.Titles, below, h.Mapping)
	return h
}

func filled(r Row) (n int) {
	for _, c := range r.Cells {
		if c != "" {
			n++
		}
	}
	return n
}

// lastFilled returns how many cells the row has up to the last with a text.
func lastFilled(r Row) int {
	for i := len(r.Cells); i > 0; i-- {
		if r.Cells[i-1] != "" {
			return i
		}
	}
	return 0
}
