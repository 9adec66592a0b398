package agenda

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sportello/db/agenda"
	"sportello/db/rule"
	"sportello/views/shared"
)

// The views of the calendar.
const (
	ViewDay   = "giorno"
	ViewWeek  = "settimana"
	ViewMonth = "mese"
)

// Calendar is what every page of the calendar knows.
type Calendar struct {
	Office    agenda.Office
	Offices   []agenda.Office // more than one: the reader chooses
	View      string
	Day       rule.Date
	Operator  int64 // 0 for all
	Operators []agenda.Operator
	Moment    agenda.Moment
	Grid      []Row
	Columns   []Column
	Month     MonthCard
	Summary   string // of what is shown: «9 appuntamenti, uno spostato»
	ToFill    ToFill
	Free      []FreePlaces
	Entries   []agenda.MonthEntry // of the month's page
	Sessions  []agenda.Session    // of the day's page, those not cancelled
	// Pick gives the address of a free cell when it does not lead to a new
	// appointment: beside a form, it fills the form in.
	Pick func(day rule.Date, at, gap rule.Minutes, operator int64) string
}

// pickHref returns where a free cell leads: to a form whose length is not more
// than what is free.
func (c Calendar) pickHref(col Column, at, gap rule.Minutes) string {
	if c.Pick != nil {
		return c.Pick(col.Day, at, gap, col.Operator)
	}
	return c.bookHref(col.Day, at, gap, col.Operator)
}

// ToFill counts the appointments without outcome.
type ToFill struct {
	Today   []int64 // their ids
	Earlier int
}

// FreePlaces says how many free places there are when.
type FreePlaces struct {
	When  string
	Count int
}

// Me reports whether the operator is the reader.
func (c Calendar) Me(operator int64) bool { return operator == c.Moment.Actor.UserID }

// href returns the address of a view of the calendar, with what it keeps.
func (c Calendar) href(view string, day rule.Date, operator int64) string {
	q := url.Values{}
	if view != ViewDay {
		q.Set("vista", view)
	}
	if day != c.Moment.Today {
		q.Set("giorno", string(day))
	}
	if operator != 0 {
		q.Set("operatore", strconv.FormatInt(operator, 10))
	}
	return c.withOffice("/agenda", q)
}

func (c Calendar) withOffice(path string, q url.Values) string {
	if len(c.Offices) > 1 {
		q.Set("ufficio", strconv.FormatInt(c.Office.ID, 10))
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func (c Calendar) bookHref(day rule.Date, at, gap rule.Minutes, operator int64) string {
	q := url.Values{"giorno": {string(day)}}
	if gap > 0 && gap < agenda.DefaultLength {
		q.Set("durata", strconv.Itoa(int(gap)))
	}
	if at > 0 {
		q.Set("ora", at.Field())
	}
	if operator != 0 {
		q.Set("operatore", strconv.FormatInt(operator, 10))
	}
	return c.withOffice("/appuntamenti/nuovo", q)
}

func (c Calendar) operatorName() string {
	for _, o := range c.Operators {
		if o.ID == c.Operator {
			return o.Name
		}
	}
	return ""
}

// Title returns the page's heading.
func (c Calendar) Title() string {
	switch c.View {
	case ViewWeek:
		first, last := Monday(c.Day), Monday(c.Day).AddDays(6)
		if len(c.Columns) > 0 {
			first, last = c.Columns[0].Day, c.Columns[len(c.Columns)-1].Day
		}
		return "Settimana " + span(first, last)
	case ViewMonth:
		t := c.Day.Time()
		return fmt.Sprintf("Agenda di %s %d", rule.MonthName(t.Month()), t.Year())
	}
	return "Agenda di " + c.Day.Long()
}

// span returns «dal 23 al 27 novembre 2026», with the month said twice when it
// changes in between.
func span(first, last rule.Date) string {
	a, b := first.Time(), last.Time()
	from := strconv.Itoa(a.Day())
	if a.Month() != b.Month() {
		from += " " + rule.MonthName(a.Month())
	}
	if a.Year() != b.Year() {
		from += " " + strconv.Itoa(a.Year())
	}
	article := func(d int) string {
		if d == 8 || d == 11 || d == 1 {
			return map[int]string{8: "all'", 11: "all'", 1: "al "}[d]
		}
		return "al "
	}
	dal := "dal "
	if a.Day() == 8 || a.Day() == 11 {
		dal = "dall'"
	}
	return fmt.Sprintf("%s%s %s%d %s %d", dal, from, article(b.Day()), b.Day(), rule.MonthName(b.Month()), b.Year())
}

// Monday returns the first day of the day's week.
func Monday(d rule.Date) rule.Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

// facts returns the grey line under the heading.
func (c Calendar) facts() string {
	parts := []string{"Centro per l'Impiego di " + c.Office.Name}
	if name := c.operatorName(); name != "" {
		parts = []string{name, parts[0]}
	}
	if c.Summary != "" {
		parts = append(parts, c.Summary)
	}
	return strings.Join(parts, " · ")
}

// Summarize returns «9 appuntamenti, uno spostato e 2 disdetti».
func Summarize(all []agenda.Appointment) string {
	live, moved, cancelled := agenda.Standing(all), 0, 0
	for _, a := range all {
		switch a.State {
		case agenda.Moved:
			moved++
		case agenda.Cancelled:
			cancelled++
		}
	}
	out := shared.Plural(live, "appuntamento", "appuntamenti")
	if live == 0 {
		out = "nessun appuntamento"
	}
	var more []string
	for _, m := range []struct {
		n         int
		one, many string
	}{{moved, "uno spostato", "spostati"}, {cancelled, "uno disdetto", "disdetti"}} {
		if m.n == 1 {
			more = append(more, m.one)
		} else if m.n > 1 {
			more = append(more, shared.Count(m.n)+" "+m.many)
		}
	}
	if len(more) > 0 {
		out += ", " + strings.Join(more, " e ")
	}
	return out
}

// badge returns the shape and word of an appointment's state.
func badge(a agenda.Appointment, now rule.Instant) (shared.Kind, string) {
	word := a.Word(now)
	switch {
	case a.ToFill(now):
		return shared.Look, word
	case a.State == agenda.Attended:
		return shared.Good, word
	case a.State == agenda.Missed:
		return shared.Stop, word
	}
	return shared.Neutral, word
}

// MonthCard is a month with how full its days are.
type MonthCard struct {
	First rule.Date // of the month
	Weeks [][]MonthDay
}

// anyFull reports whether a day of the month is marked as nearly full.
func (m MonthCard) anyFull() bool {
	for _, week := range m.Weeks {
		if slices.ContainsFunc(week, func(d MonthDay) bool { return d.Full && !d.Other }) {
			return true
		}
	}
	return false
}

// MonthDay is one day of a month.
type MonthDay struct {
	Day     rule.Date
	Other   bool // of the month before or after
	Closed  string
	Count   int
	Full    bool
	Entries []agenda.MonthEntry
}

// nearlyFull is the share of the open minutes from which a day counts as full.
const nearlyFull = 0.85

// NewMonth returns the month of the day, with its days before and after that
// fill the weeks.
func NewMonth(day rule.Date, t agenda.Timetable, operators int, load map[rule.Date]agenda.DayLoad) MonthCard {
	first := rule.Date(day[:8] + "01")
	m := MonthCard{First: first}
	for d := Monday(first); d < first.AddMonths(1); d = d.AddDays(7) {
		week := make([]MonthDay, 7)
		for i := range week {
			day := d.AddDays(i)
			l := load[day]
			var open rule.Minutes
			windows, closed := t.Day(day)
			for _, w := range windows {
				open += w.Closes - w.Opens
			}
			capacity := float64(open) * float64(max(operators, 1))
			week[i] = MonthDay{Day: day, Other: day.Month() != first.Month(), Closed: closed, Count: l.Appointments,
				Full: capacity > 0 && float64(l.Minutes) >= nearlyFull*capacity}
		}
		m.Weeks = append(m.Weeks, week)
	}
	return m
}

// MonthBounds returns the first and last day of the page of the day's month.
func MonthBounds(day rule.Date) (from, to rule.Date) {
	first := rule.Date(day[:8] + "01")
	return Monday(first), Monday(first.AddMonths(1).AddDays(-1)).AddDays(6)
}

func (m MonthCard) name() string {
	t := m.First.Time()
	return shared.Sentence(rule.MonthName(t.Month())) + " " + strconv.Itoa(t.Year())
}

func (d MonthDay) words() string {
	switch {
	case d.Count == 0:
		return ""
	case d.Full:
		return ", " + shared.Plural(d.Count, "appuntamento", "appuntamenti") + ", quasi pieno"
	}
	return ", " + shared.Plural(d.Count, "appuntamento", "appuntamenti")
}

// Share gives each day of the month its entries.
func (m *MonthCard) Share(entries []agenda.MonthEntry) {
	byDay := map[rule.Date][]agenda.MonthEntry{}
	for _, e := range entries {
		byDay[e.Slot.Day] = append(byDay[e.Slot.Day], e)
	}
	for _, week := range m.Weeks {
		for i := range week {
			week[i].Entries = byDay[week[i].Day]
		}
	}
}

// LoadOf counts the entries of each day, with their minutes.
func LoadOf(entries []agenda.MonthEntry) map[rule.Date]agenda.DayLoad {
	out := map[rule.Date]agenda.DayLoad{}
	for _, e := range entries {
		l := out[e.Slot.Day]
		l.Appointments++
		l.Minutes += e.Slot.Length()
		out[e.Slot.Day] = l
	}
	return out
}

// CountAppointments returns «9 appuntamenti», «nessun appuntamento».
func CountAppointments(n int) string {
	if n == 0 {
		return "nessun appuntamento"
	}
	return shared.Plural(n, "appuntamento", "appuntamenti")
}

// CountFree counts the free places of today, tomorrow and the rest of the week.
func CountFree(free []agenda.FreeSlot, today, sunday rule.Date) []FreePlaces {
	var now, tomorrow, week int
	for _, f := range free {
		switch f.Slot.Day {
		case today:
			now++
		case today.AddDays(1):
			tomorrow++
		}
		if f.Slot.Day <= sunday {
			week++
		}
	}
	return []FreePlaces{{"oggi", now}, {"domani", tomorrow}, {"questa settimana", week}}
}

// DayHead returns «mar 24», «mar 24 (oggi)».
func DayHead(d, today rule.Date) string {
	head := string([]rune(d.WeekdayName())[:3]) + " " + strconv.Itoa(d.Time().Day())
	if d == today {
		head += " (oggi)"
	}
	return head
}
