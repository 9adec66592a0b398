package indicators

import (
	"sync"

	"sportello/db/rule"
)

// counted is somebody whom an indicator counts in a month of an office.
type counted struct {
	who  int64
	cell uint8 // the part of their first fact, as its place in cells
	day  uint8 // of that fact
	// The first closed month of the year in which the office, the province and the
	// region counted them already, 0 for none.
	before [3]uint8
}

// The places of counted.before.
const (
	byOffice = iota
	byProvince
	byRegion
)

func levelOf(scope Scope) int {
	switch scope.Kind {
	case rule.ScopeCPI:
		return byOffice
	case rule.ScopeProvince:
		return byProvince
	}
	return byRegion
}

// tally is what the facts of a month of an office come to, by indicator.
type tally struct {
	sums    map[string]Figure // of what is no person: events, days, visits
	persons map[string][]counted
	changes map[string]change // of a month that the office has closed
}

// officeMonth names a tally.
type officeMonth struct {
	cpi   int64
	month string
}

// stamp says which facts a tally is of: those of an office and month after so
// many changes, held against so many closings of the year.
type stamp struct{ changes, closings int64 }

// tallies keeps those that were counted last: an open month is counted again
// only in the offices where something has happened since.
type tallies struct {
	mu    sync.Mutex
	of    map[officeMonth]stamped
	facts int
}

type stamped struct {
	stamp
	*tally
}

// keptFacts bounds the memory of the tallies: 16 bytes each, 32 MB.
const keptFacts = 2_000_000

func (t *tallies) get(k officeMonth, s stamp) (*tally, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	kept, ok := t.of[k]
	return kept.tally, ok && kept.stamp == s
}

func (t *tallies) put(k officeMonth, s stamp, one *tally) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if old, ok := t.of[k]; ok {
		t.facts -= old.size()
	}
	if t.facts += one.size(); t.facts > keptFacts || t.of == nil {
		t.of, t.facts = map[officeMonth]stamped{}, one.size()
	}
	t.of[k] = stamped{s, one}
}

func (t *tally) size() (n int) {
	for _, p := range t.persons {
		n += len(p)
	}
	return n
}

// figure returns the figure of a month in offices together: a person once, with
// the part of the first fact.
func figure(i Indicator, of map[officeMonth]*tally, offices []int64, month string) Figure {
	f := Figure{Parts: map[Cell]int{}}
	if i.Counts != Persons {
		for _, cpi := range offices {
			if t := of[officeMonth{cpi, month}]; t != nil {
				f.merge(t.sums[i.Code])
			}
		}
		return f
	}
	for _, p := range together(i, of, offices, month) {
		f.add(cells[p.cell], 1, 1)
	}
	return f
}

// together returns the persons whom an indicator counts in a month in offices
// together.
func together(i Indicator, of map[officeMonth]*tally, offices []int64, month string) []counted {
	var parts [][]counted
	n := 0
	for _, cpi := range offices {
		if t := of[officeMonth{cpi, month}]; t != nil && len(t.persons[i.Code]) > 0 {
			parts = append(parts, t.persons[i.Code])
			n += len(t.persons[i.Code])
		}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	at := make(map[int64]int, n)
	out := make([]counted, 0, n)
	for _, part := range parts {
		for _, p := range part {
			j, met := at[p.who]
			switch {
			case !met:
				at[p.who] = len(out)
				out = append(out, p)
			case p.day < out[j].day:
				out[j] = p
			}
		}
	}
	return out
}

// newInYear returns the persons of the open months of a scope whom none of its
// closed months of the year has counted, each with the part of the first fact.
// closed is how many months of the year the scope has closed: the first ones.
func newInYear(i Indicator, of map[officeMonth]*tally, scope Scope, open []string, closed int) Figure {
	f := Figure{Parts: map[Cell]int{}}
	level, met := levelOf(scope), map[int64]bool{}
	for _, month := range open {
		for _, p := range together(i, of, scope.Offices, month) {
			if b := int(p.before[level]); met[p.who] || b != 0 && b <= closed {
				continue
			}
			met[p.who] = true
			f.add(cells[p.cell], 1, 0)
		}
	}
	return f
}

// merge adds another figure.
func (f *Figure) merge(g Figure) {
	f.Value, f.Cases = f.Value+g.Value, f.Cases+g.Cases
	if f.Parts == nil && len(g.Parts) > 0 {
		f.Parts = map[Cell]int{}
	}
	for c, v := range g.Parts {
		f.Parts[c] += v
	}
}
