package training

import (
	"cmp"
	"slices"

	"sportello/db/rule"
)

// EditionState is a tab of the editions.
type EditionState string

// The tabs of the editions.
const (
	ComingEditions  EditionState = "" // not begun, the first thing to look at
	RunningEditions EditionState = "in-corso"
	EndedEditions   EditionState = "finite"
)

// EditionStates are the tabs in their order, with their label.
var EditionStates = []struct {
	State EditionState
	Label string
}{{ComingEditions, "in arrivo"}, {RunningEditions, "in corso"}, {EndedEditions, "finite"}}

// State returns the tab that the edition stands in on the day.
func (e Edition) State(today rule.Date) EditionState {
	switch {
	case !e.Past(today):
		return ComingEditions
	case e.EndsOn != "" && e.EndsOn < today:
		return EndedEditions
	}
	return RunningEditions
}

// EditionRow is an edition with its course.
type EditionRow struct {
	Edition Edition
	Course  Course
}

// EditionPage is one page of editions.
type EditionPage struct {
	Rows   []EditionRow
	First  int // number of the first shown, from 1; 0 when there is none
	Total  int
	More   bool
	Counts map[EditionState]int
}

// editionPage returns a page of the editions in a state: those to come from the
// soonest, the others from the latest.
func editionPage(all []EditionRow, state EditionState, page int, today rule.Date) EditionPage {
	out := EditionPage{Counts: map[EditionState]int{}}
	var rows []EditionRow
	for _, r := range all {
		s := r.Edition.State(today)
		out.Counts[s]++
		if s == state {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b EditionRow) int {
		c := cmp.Compare(a.Edition.StartsOn, b.Edition.StartsOn)
		if state != ComingEditions {
			c = -c
		}
		return cmp.Or(c, cmp.Compare(a.Edition.Code, b.Edition.Code))
	})
	out.Total = len(rows)
	from := min(page*PageSize, len(rows))
	to := min(from+PageSize, len(rows))
	out.Rows, out.More = rows[from:to], to < len(rows)
	if to > from {
		out.First = from + 1
	}
	return out
}
