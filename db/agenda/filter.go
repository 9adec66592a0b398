package agenda

import (
	"strings"

	"sportello/db/rule"
)

// The filters of the archive on the state: the stored states, and an open
// appointment told apart by whether it is over.
const (
	FilterToCome = "da_erogare"
	FilterToFill = "da_compilare"
)

// Filter says which appointments of an office the archive shows.
type Filter struct {
	CPI      int64
	Operator int64
	State    string // one of States, FilterToCome, FilterToFill, "" for all
	Kind     Kind
	From, To rule.Date
	Name     string // surname, or surname and name
}

// PageSize is the number of rows of a page of the archive.
const PageSize = 50

// CountLimit is how far the archive counts: beyond, «oltre 10.000».
const CountLimit = 10_000

// Cursor is a row of the archive, after or before which a page lies; the zero
// Cursor is the start.
type Cursor struct {
	Day    rule.Date
	Starts rule.Minutes
	ID     int64
	Back   bool // the page before the row, not after
}

// CursorOf returns the cursor of an appointment.
func CursorOf(a Appointment, back bool) Cursor {
	return Cursor{a.Slot.Day, a.Slot.Starts, a.ID, back}
}

// Page is one page of the archive, newest first.
type Page struct {
	Rows    []Appointment
	Total   int // under the filter, at most CountLimit+1
	HasPrev bool
	HasNext bool
}

// namePrefixes returns the ranges of folded surname and name that a typed name
// may mean: «de santis ma» is the surname Desantis and a name in ma, or the
// surname De and a name in santisma.
func namePrefixes(typed string) [][2]string {
	words := rule.FoldWords(typed)
	if len(words) == 0 {
		return nil
	}
	out := [][2]string{{strings.Join(words, ""), ""}}
	for i := 1; i < len(words) && i < 5; i++ {
		out = append(out, [2]string{strings.Join(words[:i], ""), strings.Join(words[i:], "")})
	}
	return out
}
