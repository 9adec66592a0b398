package indicators

import (
	"sportello/db/agenda"
	"sportello/db/rule"
)

// Load is what an operator has on hand in a week of an office, in minutes.
type Load struct {
	Operator  int64
	Name      string
	Capacity  int // the office's opening hours, less closed days and the operator's absences
	Booked    int // of appointments and sessions that stand or were held
	Delivered int // of services, each session once
}

// Share returns minutes as a share of the capacity, false when there is none.
func (l Load) Share(minutes int) (float64, bool) {
	if l.Capacity == 0 {
		return 0, false
	}
	return float64(minutes) / float64(l.Capacity), true
}

// CodeLoad compares the minutes that a service took with those of its code.
type CodeLoad struct {
	Code     string
	Title    string
	Times    int
	Minutes  int // in all, as delivered
	Standard int // the mean of the code for one, 0 where the source has none
	Min, Max int
}

// Mean returns the minutes that one took, rounded.
func (c CodeLoad) Mean() int {
	if c.Times == 0 {
		return 0
	}
	return (c.Minutes + c.Times/2) / c.Times
}

// Verdict says how the mean stands to the code's range; "" where it has none.
func (c CodeLoad) Verdict() string {
	switch {
	case c.Min == 0 || c.Max == 0:
		return ""
	case c.Mean() < c.Min:
		return "sotto il minimo"
	case c.Mean() > c.Max:
		return "oltre il massimo"
	}
	return "nei limiti"
}

// Week returns the Monday and the Sunday around a day.
func Week(day rule.Date) (monday, sunday rule.Date) {
	monday = day.AddDays(-((int(day.Weekday()) + 6) % 7))
	return monday, monday.AddDays(6)
}

// Capacity returns the minutes for which an operator is there while the office
// is open, from a day to another, both included.
func Capacity(t agenda.Timetable, operator int64, from, to rule.Date) int {
	total := 0
	for d := from; d <= to; d = d.AddDays(1) {
		for _, w := range t.Windows(d) {
			total += here(t, operator, d, w)
		}
	}
	return total
}

// here returns the minutes of a window that no absence takes: absences may
// overlap, so each minute is asked for once.
func here(t agenda.Timetable, operator int64, d rule.Date, w agenda.Window) int {
	at, total := w.Opens, 0
	for at < w.Closes {
		away, ok := t.Away(operator, agenda.Slot{Day: d, Starts: at, Ends: at + 1})
		if ok {
			at = max(at+1, away.Ends)
			continue
		}
		at++
		total++
	}
	return total
}
