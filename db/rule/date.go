package rule

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // offices run where no zone database is installed
)

// Rome is the zone of every local date of the product.
var Rome = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		panic(err) // embedded above: cannot fail
	}
	return zone
}()

// Date is a local day, written 2006-01-02; "" is no date. Dates compare as text.
type Date string

// DateOf returns the local day of an instant.
func DateOf(t time.Time) Date { return Date(t.In(Rome).Format(time.DateOnly)) }

// NewDate returns the date of a year, month and day, and false if it does not exist.
func NewDate(year, month, day int) (Date, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || int(t.Month()) != month || t.Day() != day || year < 1000 || year > 9999 {
		return "", false
	}
	return Date(t.Format(time.DateOnly)), true
}

// ParseDate reads 2006-01-02, 02/01/2006, 2-1-2006 or 2.1.2006. The error is
// an Italian sentence fit for the field.
func ParseDate(s string) (Date, error) {
	s = strings.TrimSpace(s)
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if len(parts) != 3 {
		return "", fmt.Errorf("Scrivi la data come giorno/mese/anno, per esempio 24/11/2026.")
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil {
			return "", fmt.Errorf("Scrivi la data come giorno/mese/anno, per esempio 24/11/2026.")
		}
		n[i] = v
	}
	if len(parts[0]) == 4 {
		n[0], n[2] = n[2], n[0]
	}
	d, ok := NewDate(n[2], n[1], n[0])
	if !ok {
		if n[1] >= 1 && n[1] <= 12 && n[0] >= 1 && n[0] <= 31 && n[2] >= 1000 {
			return "", fmt.Errorf("Il %d %s %d non esiste.", n[0], monthNames[n[1]-1], n[2])
		}
		return "", fmt.Errorf("La data «%s» non esiste.", s)
	}
	return d, nil
}

// Time returns midnight UTC of the day, for arithmetic; the zero time for no date.
func (d Date) Time() time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

// At returns the instant of a local minute of the day. In the hour that the
// change of time skips it is the same minute counted from the hour before; in
// the hour that comes twice it is the first.
func (d Date) At(m Minutes) time.Time {
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), int(m)/60, int(m)%60, 0, 0, Rome).UTC()
}

// AddDays returns the day n days later.
func (d Date) AddDays(n int) Date { return Date(d.Time().AddDate(0, 0, n).Format(time.DateOnly)) }

// AddMonths returns the same day n months later, or the last day of that month
// when it is shorter.
func (d Date) AddMonths(n int) Date {
	t := d.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date(first.AddDate(0, 0, min(t.Day(), last)-1).Format(time.DateOnly))
}

// DaysUntil returns the number of days from d to other.
func (d Date) DaysUntil(other Date) int {
	return int(other.Time().Sub(d.Time()).Hours() / 24)
}

// Italian returns the day as 24/11/2026, "" for no date.
func (d Date) Italian() string {
	if len(d) != 10 {
		return string(d)
	}
	return string(d[8:10] + "/" + d[5:7] + "/" + d[0:4])
}

// Short returns the day as 24/11, for where the year is plain from the context.
func (d Date) Short() string {
	if len(d) != 10 {
		return string(d)
	}
	return string(d[8:10] + "/" + d[5:7])
}

// Long returns the day as «martedì 24 novembre 2026».
func (d Date) Long() string {
	t := d.Time()
	return fmt.Sprintf("%s %d %s %d", weekdayNames[t.Weekday()], t.Day(), monthNames[t.Month()-1], t.Year())
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// WeekdayName returns «lunedì» … «domenica».
func (d Date) WeekdayName() string { return weekdayNames[d.Weekday()] }

// Month returns the month as 2006-01.
func (d Date) Month() string { return string(d[:7]) }

// MonthName returns «novembre».
func MonthName(m time.Month) string { return monthNames[m-1] }

// AgeOn returns the full years from birth d to the given day.
func (d Date) AgeOn(day Date) int {
	if d == "" || day == "" {
		return 0
	}
	b, t := d.Time(), day.Time()
	age := t.Year() - b.Year()
	if t.Month() < b.Month() || t.Month() == b.Month() && t.Day() < b.Day() {
		age--
	}
	return age
}

var monthNames = [...]string{
	"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio",
	"agosto", "settembre", "ottobre", "novembre", "dicembre",
}

var weekdayNames = [...]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}

// Minutes is a local time of day, in minutes from midnight.
type Minutes int

// ParseMinutes reads 9:30, 09:30 or 9.30.
func ParseMinutes(s string) (Minutes, error) {
	h, m, ok := strings.Cut(strings.ReplaceAll(strings.TrimSpace(s), ".", ":"), ":")
	hh, err1 := strconv.Atoi(h)
	mm, err2 := strconv.Atoi(m)
	if !ok || err1 != nil || err2 != nil || hh < 0 || hh > 24 || mm < 0 || mm > 59 || hh*60+mm > 24*60 {
		return 0, fmt.Errorf("Scrivi l'ora come 9:30.")
	}
	return Minutes(hh*60 + mm), nil
}

// String returns the time as 9:30.
func (m Minutes) String() string { return fmt.Sprintf("%d:%02d", int(m)/60, int(m)%60) }

// Field returns the time as 09:30, the form of an HTML time field.
func (m Minutes) Field() string { return fmt.Sprintf("%02d:%02d", int(m)/60, int(m)%60) }

// Duration returns a length of time in words: «5 ore e 30».
func (m Minutes) Duration() string {
	h, rest := int(m)/60, int(m)%60
	switch {
	case h == 0:
		return Plural(rest, "minuto", "minuti")
	case h == 1 && rest == 0:
		return "1 ora"
	case rest == 0:
		return fmt.Sprintf("%d ore", h)
	case h == 1:
		return fmt.Sprintf("1 ora e %02d", rest)
	}
	return fmt.Sprintf("%d ore e %02d", h, rest)
}

// Instant is a moment in UTC with milliseconds, as the database stores it;
// "" is none. Instants compare as text.
type Instant string

const instantLayout = "2006-01-02T15:04:05.000Z"

// InstantOf returns the stored form of a moment.
func InstantOf(t time.Time) Instant { return Instant(t.UTC().Format(instantLayout)) }

// Time returns the moment, the zero time for none.
func (i Instant) Time() time.Time {
	t, _ := time.Parse(instantLayout, string(i))
	return t
}

// Date returns the local day of the moment, "" for none.
func (i Instant) Date() Date {
	if i == "" {
		return ""
	}
	return DateOf(i.Time())
}

// Clock returns the local time of the moment, as 9:30.
func (i Instant) Clock() string {
	t := i.Time().In(Rome)
	return fmt.Sprintf("%d:%02d", t.Hour(), t.Minute())
}

// Italian returns the moment as «24/11/2026 alle 9:30», "" for none.
func (i Instant) Italian() string {
	if i == "" {
		return ""
	}
	t := i.Time().In(Rome)
	return fmt.Sprintf("%s alle %d:%02d", DateOf(t).Italian(), t.Hour(), t.Minute())
}
