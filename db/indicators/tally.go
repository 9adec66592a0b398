package indicators

import (
	"cmp"
	"slices"
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
	sums    map[string]Figure    // of what is no person: events, days, visits
	persons map[string][]counted // in the order of persons
	changes map[string]change    // of a month that the office has closed
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

// person returns somebody whom an indicator counts, false where it does not.
func (t *tally) person(i Indicator, id int64) (counted, bool) {
	n, is := slices.BinarySearchFunc(t.persons[i.Code], id, func(p counted, id int64) int { return cmp.Compare(p.who, id) })
	if !is {
		return counted{}, false
	}
	return t.persons[i.Code][n], true
}

// figure returns the figure of a month in offices together: a person once, with
// the part of the first fact.
func figure(i Indicator, of map[officeMonth]*tally, offices []int64, month string) Figure {
	if i.Counts == Persons {
		return figureOf(together(i, of, offices, month))
	}
	f := Figure{Parts: map[Cell]int{}}
	for _, cpi := range offices {
		if t := of[officeMonth{cpi, month}]; t != nil {
			f.merge(t.sums[i.Code])
		}
	}
	return f
}

func figureOf(persons []counted) Figure {
	parts := make([]int, len(cells))
	for _, p := range persons {
		parts[p.cell]++
	}
	f := Figure{Parts: map[Cell]int{}}
	for c, n := range parts {
		f.add(cells[c], n, n)
	}
	return f
}

// together returns the persons whom an indicator counts in a month in offices
// together, by person: of who came to more than one, the first day.
func together(i Indicator, of map[officeMonth]*tally, offices []int64, month string) []counted {
	parts := make([][]counted, 0, len(offices))
	for _, cpi := range offices {
		if t := of[officeMonth{cpi, month}]; t != nil && len(t.persons[i.Code]) > 0 {
			parts = append(parts, t.persons[i.Code])
		}
	}
	return union(parts, func(a, b counted) bool { return b.day < a.day })
}

// union returns the persons of lists that are each in the order of persons, once
// each: of the earlier list, unless the other is to replace it. The lists are
// merged two by two: with a map the sheet of a region took twice as long.
func union(parts [][]counted, replace func(a, b counted) bool) []counted {
	switch len(parts) {
	case 0:
		return nil
	case 1:
		return parts[0]
	}
	a, b := union(parts[:len(parts)/2], replace), union(parts[len(parts)/2:], replace)
	out := make([]counted, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch p, q := a[0], b[0]; {
		case p.who < q.who:
			out, a = append(out, p), a[1:]
		case p.who > q.who:
			out, b = append(out, q), b[1:]
		default:
			if replace(p, q) {
				p = q
			}
			out, a, b = append(out, p), a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// newInYear returns those of the persons of the open months of a scope whom none
// of its closed months of the year has counted, each with the part of the first
// fact. closed is how many months of the year the scope has closed: the first ones.
func newInYear(persons [][]counted, scope Scope, closed int) Figure {
	level := levelOf(scope)
	all := union(persons, func(counted, counted) bool { return false })
	f := figureOf(slices.DeleteFunc(slices.Clone(all), func(p counted) bool { b := int(p.before[level]); return b != 0 && b <= closed }))
	f.Cases = 0 // those of the months
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
