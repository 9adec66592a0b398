package agenda

import (
	"cmp"
	"fmt"
	"slices"

	"sportello/db/rule"
)

// Slot is a stretch of one local day.
type Slot struct {
	Day    rule.Date
	Starts rule.Minutes
	Ends   rule.Minutes
}

// StartsAt returns the instant of the beginning, in UTC.
func (s Slot) StartsAt() rule.Instant { return rule.InstantOf(s.Day.At(s.Starts)) }

// EndsAt returns the instant of the end, in UTC.
func (s Slot) EndsAt() rule.Instant { return rule.InstantOf(s.Day.At(s.Ends)) }

// Length returns the minutes between beginning and end, as the clock on the
// wall counts them.
func (s Slot) Length() rule.Minutes { return s.Ends - s.Starts }

// Words returns the beginning as it is read aloud: «giovedì 26 novembre alle 10:30».
func (s Slot) Words() string {
	t := s.Day.Time()
	return fmt.Sprintf("%s %d %s %s", s.Day.WeekdayName(), t.Day(), rule.MonthName(t.Month()), at(s.Starts))
}

// WordsFrom returns the beginning as it is read aloud on the day today: with
// its year when that is another one.
func (s Slot) WordsFrom(today rule.Date) string {
	if s.Day.Time().Year() == today.Time().Year() {
		return s.Words()
	}
	return s.longWords()
}

// at returns «alle 10:30», «all'1:30».
func at(m rule.Minutes) string {
	if m/60 == 1 {
		return "all'" + m.String()
	}
	return "alle " + m.String()
}

// ShortWords returns the beginning for a button: «gio 26/11, 11:30».
func (s Slot) ShortWords() string {
	return fmt.Sprintf("%s %s, %s", string([]rune(s.Day.WeekdayName())[:3]), s.Day.Short(), s.Starts)
}

// Overlaps reports whether the two slots share time. Slots that touch do not.
// The comparison is of instants: in the night of a change of hour two different
// readings of the clock can be one moment.
func (s Slot) Overlaps(o Slot) bool {
	if s.Day != o.Day {
		return false // a slot ends by midnight
	}
	if !mayChangeHour(s.Day) {
		return s.Starts < o.Ends && o.Starts < s.Ends
	}
	return s.StartsAt() < o.EndsAt() && o.StartsAt() < s.EndsAt()
}

// mayChangeHour reports whether the day may be one of the two on which the
// clock changes: the last Sundays of March and October.
func mayChangeHour(d rule.Date) bool { return len(d) == 10 && (d[5:7] == "03" || d[5:7] == "10") }

// Check returns what is wrong with the slot in itself, one refusal a field.
func (s Slot) Check() error {
	var refusals rule.Refusals
	length := s.Length()
	switch {
	case s.Starts < 0 || s.Starts >= 24*60:
		refusals.Add("ora", "Scrivi l'ora come 9:30.")
	case length < MinLength || length > MaxLength:
		refusals.Add("durata", fmt.Sprintf("La durata va da %d a %d minuti.", MinLength, MaxLength))
	case s.Ends > 24*60:
		refusals.Add("durata", "Un appuntamento finisce entro la mezzanotte dello stesso giorno.")
	case s.Day == "" || s.Day.Time().IsZero():
		refusals.Add("giorno", "Scegli il giorno.")
	case !exists(s.Day, s.Starts) || !exists(s.Day, s.Ends):
		refusals.Add("ora", "In quella notte cambia l'ora: dalle 2:00 si passa alle 3:00. Scegli un altro orario.")
	}
	return refusals.Err()
}

// exists reports whether the clock of the day shows the minute: in spring, from
// two to three, it does not.
func exists(d rule.Date, m rule.Minutes) bool {
	if !mayChangeHour(d) {
		return true
	}
	t := d.At(m).In(rule.Rome)
	want := int(m) % (24 * 60)
	return t.Hour()*60+t.Minute() == want
}

// Window is a stretch of a day during which an office is open.
type Window struct{ Opens, Closes rule.Minutes }

// Hours is one line of an office's week.
type Hours struct {
	Weekday  int // 1 is Monday
	Window   Window
	From, To rule.Date // validity, both included
}

// ClosedDay is a day on which one office stays closed.
type ClosedDay struct {
	Day    rule.Date
	Reason string
}

// Absence is when an operator is not there.
type Absence struct {
	ID           int64
	User         int64
	Name         string
	From, To     rule.Date
	Starts, Ends rule.Minutes // of each of its days
	Reason       string
}

// covers reports whether the absence takes some of the slot.
func (a Absence) covers(s Slot) bool {
	return a.From <= s.Day && s.Day <= a.To && a.Starts < s.Ends && s.Starts < a.Ends
}

// Words returns the absence as it is read: «ferie, fino al 28/11».
func (a Absence) Words() string {
	until := ""
	if a.To > a.From {
		until = ", fino al " + a.To.Short()
	} else if a.Ends < 24*60 {
		until = ", dalle " + a.Starts.String() + " alle " + a.Ends.String()
	} else if a.Starts > 0 {
		until = ", dalle " + a.Starts.String()
	}
	return a.Reason + until
}

// Timetable is when an office is open and its operators are there.
type Timetable struct {
	CPI      int64
	Office   string
	Patron   string // month and day, «12-06», "" when not known
	PatronN  string
	Hours    []Hours
	Closed   []ClosedDay
	Absences []Absence
}

func weekday(d rule.Date) int { return (int(d.Weekday())+6)%7 + 1 }

// Closure returns why the office is closed all day, "" when it opens.
func (t Timetable) Closure(d rule.Date) string {
	if name, ok := rule.Holiday(d, t.Patron); ok {
		if d != "" && string(d[5:]) == t.Patron && t.PatronN != "" && name == "Santo patrono" {
			return t.PatronN + ", santo patrono"
		}
		return name
	}
	for _, c := range t.Closed {
		if c.Day == d {
			return c.Reason
		}
	}
	if len(t.regular(d)) == 0 {
		return d.WeekdayName()
	}
	return ""
}

func (t Timetable) regular(d rule.Date) []Window {
	var windows []Window
	for _, h := range t.Hours {
		if h.Weekday == weekday(d) && h.From <= d && d <= h.To {
			windows = append(windows, h.Window)
		}
	}
	slices.SortFunc(windows, func(a, b Window) int { return cmp.Compare(a.Opens, b.Opens) })
	return merge(windows)
}

// merge joins windows that touch or overlap; they come sorted by opening.
func merge(windows []Window) []Window {
	var out []Window
	for _, w := range windows {
		if n := len(out); n > 0 && w.Opens <= out[n-1].Closes {
			out[n-1].Closes = max(out[n-1].Closes, w.Closes)
			continue
		}
		out = append(out, w)
	}
	return out
}

// Windows returns when the office is open on the day, none when it is closed.
func (t Timetable) Windows(d rule.Date) []Window {
	windows, _ := t.Day(d)
	return windows
}

// Day returns when the office is open on the day, or why it is not.
func (t Timetable) Day(d rule.Date) (windows []Window, closure string) {
	if closure = t.Closure(d); closure != "" {
		return nil, closure
	}
	return t.regular(d), ""
}

// Away returns the operator's absence that takes some of the slot, false for none.
func (t Timetable) Away(operator int64, s Slot) (Absence, bool) {
	for _, a := range t.Absences {
		if a.User == operator && a.covers(s) {
			return a, true
		}
	}
	return Absence{}, false
}

// Refuse returns why the slot does not fit the timetable, nil when it does.
func (t Timetable) Refuse(s Slot, operator int64, operatorName string) error {
	if why := t.Closure(s.Day); why != "" {
		return rule.Refuse("giorno", fmt.Sprintf("%s l'ufficio è chiuso: %s.", sentence(dayWords(s.Day)), why))
	}
	windows := t.Windows(s.Day)
	if !slices.ContainsFunc(windows, func(w Window) bool { return w.Opens <= s.Starts && s.Ends <= w.Closes }) {
		return rule.Refuse("ora", fmt.Sprintf("%s l'ufficio è aperto %s: l'appuntamento, dalle %s alle %s, non ci sta.",
			sentence(dayWords(s.Day)), windowWords(windows), s.Starts, s.Ends))
	}
	if a, away := t.Away(operator, s); away {
		return rule.Refuse("operatore", fmt.Sprintf("%s è assente: %s.", operatorName, a.Words()))
	}
	return nil
}

func dayWords(d rule.Date) string {
	t := d.Time()
	return fmt.Sprintf("%s %d %s", d.WeekdayName(), t.Day(), rule.MonthName(t.Month()))
}

// windowWords returns «dalle 8:30 alle 13:00 e dalle 15:00 alle 17:00».
func windowWords(windows []Window) string {
	out := ""
	for i, w := range windows {
		if i > 0 && i == len(windows)-1 {
			out += " e "
		} else if i > 0 {
			out += ", "
		}
		out += "dalle " + w.Opens.String() + " alle " + w.Closes.String()
	}
	return out
}

func sentence(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	if r[0] >= 'a' && r[0] <= 'z' {
		r[0] -= 'a' - 'A'
	}
	return string(r)
}

// step is the grid on which free slots begin.
const step rule.Minutes = 15

// Busy is the taken time of somebody, by day.
type Busy map[rule.Date][]Slot

// Add takes a slot.
func (b Busy) Add(s Slot) { b[s.Day] = append(b[s.Day], s) }

// clash returns the taken slot that overlaps s, false for none.
func (b Busy) clash(s Slot) (Slot, bool) {
	for _, taken := range b[s.Day] {
		if taken.Overlaps(s) {
			return taken, true
		}
	}
	return Slot{}, false
}

// FreeSlot is a slot in which an operator can meet somebody.
type FreeSlot struct {
	Slot     Slot
	Operator int64
}

// Search is what free slots are looked for.
type Search struct {
	From, To  rule.Date // both included
	NotBefore rule.Instant
	Length    rule.Minutes
	Operators []int64
	Taken     map[int64]Busy // by operator
	Person    Busy           // of the worker, nil when many are to be met
	Most      int            // how many at most, 0 for all
}

// Free returns the free slots of the period, by time and then by the order of
// the operators; the slots of one operator do not overlap.
func (t Timetable) Free(q Search) []FreeSlot {
	if q.Length < MinLength {
		return nil
	}
	var out []FreeSlot
	for d := q.From; d <= q.To; d = d.AddDays(1) {
		var day []FreeSlot
		windows := t.Windows(d)
		for _, op := range q.Operators {
			for _, w := range windows {
				day = append(day, t.freeIn(d, w, op, q)...)
			}
		}
		slices.SortStableFunc(day, func(a, b FreeSlot) int { return cmp.Compare(a.Slot.Starts, b.Slot.Starts) })
		out = append(out, day...)
		if q.Most > 0 && len(out) >= q.Most {
			return out[:q.Most]
		}
	}
	return out
}

func (t Timetable) freeIn(d rule.Date, w Window, op int64, q Search) []FreeSlot {
	var out []FreeSlot
	for at := w.Opens; at+q.Length <= w.Closes; {
		s := Slot{Day: d, Starts: at, Ends: at + q.Length}
		if taken, busy := q.Taken[op].clash(s); busy {
			at = after(at, taken.Ends)
			continue
		}
		if taken, busy := q.Person.clash(s); busy {
			at = after(at, taken.Ends)
			continue
		}
		if a, away := t.Away(op, s); away {
			at = after(at, a.Ends)
			continue
		}
		if q.NotBefore != "" && d <= q.NotBefore.Date() && s.StartsAt() < q.NotBefore || !exists(d, s.Starts) || !exists(d, s.Ends) {
			at += step
			continue
		}
		out = append(out, FreeSlot{Slot: s, Operator: op})
		at += q.Length
	}
	return out
}

// after returns the first minute of the grid that is not before end, and always
// later than at.
func after(at, end rule.Minutes) rule.Minutes {
	return max(at+step, (end+step-1)/step*step)
}
