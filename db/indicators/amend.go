package indicators

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// fact names one of the facts that a figure is made of: for an indicator of
// persons the person alone.
type fact struct {
	who     int64
	subject string
	id      int64
	days    int
	cell    uint8 // of a person that went: the part in which they were kept
}

// change is what has come to the facts of a closed month since, and what has
// gone from them.
type change struct{ added, gone []fact }

// presence says whether a person is counted: today, and in what was kept; and in
// which part, today's for who is.
type presence struct {
	now, kept bool
	cell, day uint8
}

// partChange is what has changed in a part of a figure since.
type partChange struct{ amends, added, gone int }

// present returns whether each of some persons is counted in a month of offices
// together.
func present(i Indicator, of map[officeMonth]*tally, offices []int64, month string, who map[int64]presence) map[int64]presence {
	out := map[int64]presence{}
	for _, cpi := range offices {
		t := of[officeMonth{cpi, month}]
		if t == nil {
			continue
		}
		added := map[int64]bool{}
		for _, f := range t.changes[i.Code].added {
			added[f.who] = true
		}
		for id := range who {
			p, is := t.person(i, id)
			if !is {
				continue
			}
			x := out[id]
			if !x.now || p.day < x.day {
				x.cell, x.day = p.cell, p.day
			}
			x.now, x.kept = true, x.kept || !added[id]
			out[id] = x
		}
		for _, f := range t.changes[i.Code].gone {
			x := out[f.who]
			if x.kept = true; !x.now {
				x.cell = f.cell
			}
			out[f.who] = x
		}
	}
	return out
}

// touched returns the persons to whom anything of a month has happened in one of
// the offices since it was closed, not yet told in which way.
func touched(i Indicator, of map[officeMonth]*tally, offices []int64, month string) map[int64]presence {
	who := map[int64]presence{}
	for _, cpi := range offices {
		if t := of[officeMonth{cpi, month}]; t != nil {
			c := t.changes[i.Code]
			for _, f := range slices.Concat(c.added, c.gone) {
				who[f.who] = presence{}
			}
		}
	}
	return who
}

// changedPersons returns whether each of those whom something of a month has
// touched was counted in it, and is.
func changedPersons(i Indicator, of map[officeMonth]*tally, offices []int64, month string) map[int64]presence {
	return present(i, of, offices, month, touched(i, of, offices, month))
}

// amend adds to the figure of a closed month what has changed since.
func (f *Figure) amend(i Indicator, of map[officeMonth]*tally, offices []int64, month string) {
	now := figure(i, of, offices, month)
	f.Amends, f.NowCases = now.Value-f.Value, now.Cases
	if i.Counts == Persons {
		f.tell(changedPersons(i, of, offices, month))
	} else {
		met := map[fact]int{} // what went from one office to another is neither
		for _, cpi := range offices {
			if t := of[officeMonth{cpi, month}]; t != nil {
				for _, x := range t.changes[i.Code].added {
					met[x]++
				}
				for _, x := range t.changes[i.Code].gone {
					met[x]--
				}
			}
		}
		for _, n := range met {
			f.Added, f.Gone = f.Added+max(n, 0), f.Gone+max(-n, 0)
		}
	}
	f.Amended = f.Amends != 0 || f.Added+f.Gone > 0
	for _, c := range cells {
		x := f.changed[c]
		if x.amends = now.Parts[c] - f.Parts[c]; i.Counts != Persons { // what came and went within a part is not told
			x.added, x.gone = max(x.amends, 0), max(-x.amends, 0)
		}
		f.change(c, x)
	}
}

// change adds what has changed in a part.
func (f *Figure) change(c Cell, x partChange) {
	if x == (partChange{}) {
		return
	}
	if f.changed == nil {
		f.changed = map[Cell]partChange{}
	}
	f.changed[c] = x
}

func (f *Figure) tell(who map[int64]presence) {
	for _, x := range who {
		c := cells[x.cell]
		part := f.changed[c]
		switch {
		case x.now && !x.kept:
			f.Added++
			part.added++
		case x.kept && !x.now:
			f.Gone++
			part.gone++
		}
		part.amends = part.added - part.gone
		f.change(c, part)
	}
}

// Part returns a part of the figure with what has changed in it: of a gender, of
// an age band, nil for all.
func (f Figure) Part(sex, band *string) Figure {
	if sex == nil && band == nil {
		return f
	}
	out := Figure{Closed: f.Closed, Parts: map[Cell]int{}}
	for _, c := range cells {
		if sex != nil && c.Sex != *sex || band != nil && c.Band != *band {
			continue
		}
		out.add(c, f.Parts[c], 0)
		x := f.changed[c]
		out.Amends, out.Added, out.Gone = out.Amends+x.amends, out.Added+x.added, out.Gone+x.gone
	}
	out.Amended = out.Amends != 0 || out.Added+out.Gone > 0
	return out
}

// amendYear adds to the year's figure what has changed in its closed months:
// somebody who came into one, but is counted in another, changes nothing of it.
// elsewhere are the persons whom closed months without a change count.
func (l *Line) amendYear(sheet Sheet, of map[officeMonth]*tally, elsewhere map[int64]bool) {
	y := &l.Year
	y.NowCases = y.Cases
	for _, f := range l.Months {
		if y.Amended = y.Amended || f.Amended; f.Amended && l.Indicator.Counts != Persons {
			y.Amends, y.Added, y.Gone, y.NowCases = y.Amends+f.Amends, y.Added+f.Added, y.Gone+f.Gone, y.NowCases+f.NowCases-f.Cases
			for c, x := range f.changed {
				was := y.changed[c]
				y.change(c, partChange{was.amends + x.amends, was.added + x.added, was.gone + x.gone})
			}
		}
	}
	if !y.Amended || l.Indicator.Counts != Persons {
		return
	}
	who := map[int64]presence{}
	for _, month := range sheet.Months {
		if month.Amends {
			for id := range changedPersons(l.Indicator, of, sheet.Scope.Offices, month.Month) {
				who[id] = presence{now: elsewhere[id], kept: elsewhere[id]}
			}
		}
	}
	for _, month := range sheet.Months {
		for id, x := range present(l.Indicator, of, sheet.Scope.Offices, month.Month, who) {
			if was, asked := who[id]; asked {
				if !month.Amends {
					x.kept = x.now // an open month has nothing that was kept
				}
				if !was.now && !was.kept {
					was.cell = x.cell // of the first month in which they are counted
				}
				was.now, was.kept = was.now || x.now, was.kept || x.kept
				who[id] = was
			}
		}
	}
	y.tell(who)
	y.Amends = y.Added - y.Gone
}

// Change returns by how much the figure would differ if it were closed today: of
// a mean of days, the change of the mean as it is read, to a decimal.
func (f Figure) Change(i Indicator) float64 {
	if i.Counts != Days {
		return float64(f.Amends)
	}
	was, _ := f.Mean()
	now, _ := f.Now().Mean()
	return tenth(tenth(now) - tenth(was))
}

func tenth(v float64) float64 { return math.Round(v*10) / 10 }

// Now returns the figure as a count of today gives it, without its parts.
func (f Figure) Now() Figure {
	if !f.Amended {
		return f
	}
	return Figure{Value: f.Value + f.Amends, Cases: f.NowCases}
}

// ChangeText returns the change with its sign: «+1», «-3,2», «±0». "" where
// nothing has changed.
func (f Figure) ChangeText(i Indicator) string {
	if !f.Amended {
		return ""
	}
	switch c := f.Change(i); {
	case c > 0:
		return "+" + numberText(c)
	case c < 0:
		return numberText(c)
	}
	return "±0"
}

// AmendText returns the change with what it is made of where the number alone
// does not say it: «+1», «±0: 1 aggiunta, 1 tolta», «+3,2: ora 17,7».
func (f Figure) AmendText(i Indicator) string {
	text := f.ChangeText(i)
	var more []string
	if i.Counts == Days && f.Amended {
		more = append(more, "ora nessun caso")
		if mean, ok := f.Now().Mean(); ok {
			more[0] = "ora " + numberText(tenth(mean))
		}
	} else if f.Change(i) == 0 || f.Gone > 0 && f.Added > 0 {
		if f.Added > 0 {
			more = append(more, plural(f.Added, "aggiunta", "aggiunte"))
		}
		if f.Gone > 0 {
			more = append(more, plural(f.Gone, "tolta", "tolte"))
		}
	}
	if len(more) == 0 {
		return text
	}
	return text + ": " + strings.Join(more, ", ")
}

func plural(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + more
}
