package rule

import (
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/it"
)

// nationalHolidays are the public holidays of l. 260/1949 as they stand since
// 2001, when 2 June came back (l. 336/2000). The library lacks Easter itself,
// 4 October and the one-off of 2011, and gives some names in short.
var nationalHolidays = []struct {
	name        string
	day         *cal.Holiday
	first, last int // years; 0 is no limit
}{
	{name: "Capodanno", day: it.Capodanno},
	{name: "Epifania", day: it.Epifania},
	// 150 years of the unification: a holiday in that year only (d.l. 5/2011).
	{name: "Anniversario dell'Unità d'Italia", day: yearly(time.March, 17), first: 2011, last: 2011},
	{name: "Pasqua", day: aa.Easter},
	{name: "Lunedì dell'Angelo", day: it.Pasquetta},
	{name: "Festa della Liberazione", day: it.FestaDellaLiberazione},
	{name: "Festa del lavoro", day: it.FestaDelLavoro},
	{name: "Festa della Repubblica", day: it.FestaDellaRepubblica, first: 2001},
	{name: "Assunzione di Maria", day: it.Assunzione},
	// Restored from 2026 by l. 151/2025.
	{name: "San Francesco d'Assisi", day: yearly(time.October, 4), first: 2026},
	{name: "Ognissanti", day: it.TuttiISanti},
	{name: "Immacolata Concezione", day: it.Immacolata},
	{name: "Natale", day: it.Natale},
	{name: "Santo Stefano", day: it.SantoStefano},
}

func yearly(month time.Month, day int) *cal.Holiday {
	return &cal.Holiday{Month: month, Day: day, Func: cal.CalcDayOfMonth}
}

// Holiday returns the name of the public holiday that falls on the day, and
// whether there is one. The patron saint is a month and day, «12-06»; "" for
// none. A plain Sunday is no holiday.
func Holiday(d Date, patron string) (name string, ok bool) {
	t := d.Time()
	if t.IsZero() {
		return "", false
	}
	for _, h := range nationalHolidays {
		if h.first != 0 && t.Year() < h.first || h.last != 0 && t.Year() > h.last {
			continue
		}
		if actual, _ := h.day.Calc(t.Year()); actual.Month() == t.Month() && actual.Day() == t.Day() {
			return h.name, true
		}
	}
	if patron != "" && string(d[5:]) == patron {
		return "Santo patrono", true
	}
	return "", false
}

// WorkingDay reports whether offices work on the day: Monday to Friday, no
// public holiday, not the patron saint («12-06», "" for none).
func WorkingDay(d Date, patron string) bool {
	if day := d.Weekday(); d == "" || day == time.Saturday || day == time.Sunday {
		return false
	}
	_, holiday := Holiday(d, patron)
	return !holiday
}

// AddWorkingDays returns the n-th working day after d, or before it when n is
// negative; d itself when n is 0. The day that starts a term is not counted
// (art. 2963 of the civil code).
func AddWorkingDays(d Date, n int, patron string) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.AddDays(step)
		if WorkingDay(d, patron) {
			n--
		}
	}
	return d
}

// WorkingDaysBetween returns how many working days there are after from, up to
// and with to; negative when to comes first.
func WorkingDaysBetween(from, to Date, patron string) int {
	sign := 1
	if to < from {
		from, to, sign = to.AddDays(-1), from.AddDays(-1), -1
	}
	count := 0
	for d := from; d < to; {
		if d = d.AddDays(1); WorkingDay(d, patron) {
			count++
		}
	}
	return sign * count
}

// NextWorkingDay returns d when it is a working day, else the first one after
// it: a term that ends on a holiday moves there (art. 2963 of the civil code).
func NextWorkingDay(d Date, patron string) Date {
	for !WorkingDay(d, patron) {
		d = d.AddDays(1)
	}
	return d
}
