package training

import (
	"cmp"
	"slices"
	"strings"

	"sportello/db/italian"
	"sportello/db/rule"
)

// CatalogueFilter chooses courses of the catalogue. Zero values do not filter.
type CatalogueFilter struct {
	Text      string // words: matched as the ranking does, the closest first
	Province  string // of an edition
	Body      int64
	Timetable string // of an edition
	State     CatalogueState
	Page      int // 0 is the first
}

// CatalogueState is a tab of the catalogue.
type CatalogueState string

// The tabs of the catalogue.
const (
	AllCourses      CatalogueState = ""
	OpenCourses     CatalogueState = "posti"      // an edition to come has free seats
	WaitingCourses  CatalogueState = "attesa"     // a body, but no free seat
	LonelyCourses   CatalogueState = "senza-ente" // no candidate body: never proposed
	InactiveCourses CatalogueState = "non-attivi"
)

// CatalogueStates are the tabs in their order, with their label.
var CatalogueStates = []struct {
	State CatalogueState
	Label string
}{{AllCourses, "Tutti"}, {OpenCourses, "con posti liberi"}, {WaitingCourses, "senza posti"}, {LonelyCourses, "senza organismo"}, {InactiveCourses, "non attivi"}}

// PageSize is how many rows a list shows at once.
const PageSize = 50

// CataloguePage is one page of the courses that a filter lets through.
type CataloguePage struct {
	Courses []Candidate
	First   int // number of the first course shown, from 1; 0 when there is none
	Total   int
	More    bool
	Counts  map[CatalogueState]int // by tab, under the other filters
}

// stateOf returns the tab that the course stands in besides «all».
func (c *Candidate) stateOf(today rule.Date) CatalogueState {
	switch {
	case !c.Course.Active:
		return InactiveCourses
	case len(c.Bodies) == 0:
		return LonelyCourses
	case slices.ContainsFunc(c.Editions, func(e Edition) bool { return e.Open(today) }):
		return OpenCourses
	}
	return WaitingCourses
}

// searchFrom is the likeness from which a course answers a search by words.
const searchFrom = 0.30

// search returns the page of courses that the filter lets through, of those
// that visible admits.
func (c *catalogue) search(f CatalogueFilter, enrolled map[int64]int, today rule.Date, visible func(*Candidate) bool) CataloguePage {
	ix := c.index
	close := make([]float64, len(ix.candidates))
	words := len(italian.Words(f.Text)) > 0
	if words {
		close = ix.match(f.Text, &[3]float64{1, 0.8, 0.7}).best
	}
	code := strings.TrimSpace(f.Text)
	type hit struct {
		candidate Candidate
		close     float64
	}
	var hits []hit
	page := CataloguePage{Counts: map[CatalogueState]int{}}
	for i := range ix.candidates {
		candidate := ix.candidates[i]
		if !visible(&candidate) || !f.admits(&candidate) {
			continue
		}
		likeness := close[i]
		if code != "" && strings.EqualFold(candidate.Course.Code, code) {
			likeness = 2
		}
		if f.Text != "" && likeness < searchFrom && !strings.Contains(rule.Fold(candidate.Course.Title), rule.Fold(f.Text)) {
			continue
		}
		candidate.Editions = withSeats(candidate.Editions, enrolled)
		state := candidate.stateOf(today)
		page.Counts[AllCourses]++
		page.Counts[state]++
		if f.State != AllCourses && state != f.State {
			continue
		}
		hits = append(hits, hit{candidate, likeness})
	}
	if f.Text != "" {
		slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.close, a.close) })
	}
	page.Total = len(hits)
	from := min(f.Page*PageSize, len(hits))
	to := min(from+PageSize, len(hits))
	for _, h := range hits[from:to] {
		page.Courses = append(page.Courses, h.candidate)
	}
	if to > from {
		page.First = from + 1
	}
	page.More = to < len(hits)
	return page
}

func (f CatalogueFilter) admits(c *Candidate) bool {
	if f.Body != 0 && !slices.ContainsFunc(c.Bodies, func(b Body) bool { return b.ID == f.Body }) {
		return false
	}
	if f.Province == "" && f.Timetable == "" {
		return true
	}
	return slices.ContainsFunc(c.Editions, func(e Edition) bool {
		return (f.Province == "" || e.Place.Province == f.Province) && (f.Timetable == "" || e.Timetable == f.Timetable) && (f.Body == 0 || e.BodyID == f.Body)
	})
}

// withSeats returns a copy of the editions with the seats as they are now.
func withSeats(editions []Edition, enrolled map[int64]int) []Edition {
	out := slices.Clone(editions)
	for i := range out {
		out[i].Enrolled = enrolled[out[i].ID]
	}
	return out
}
