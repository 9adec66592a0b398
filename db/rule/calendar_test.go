package rule

import (
	"testing"

	"pgregory.net/rapid"
)

func TestHoliday(t *testing.T) {
	for _, c := range []struct {
		day    Date
		patron string
		name   string
	}{
		{"2026-01-01", "", "Capodanno"}, {"2026-01-06", "", "Epifania"},
		{"2026-04-05", "", "Pasqua"}, {"2026-04-06", "", "Lunedì dell'Angelo"},
		{"2027-03-29", "", "Lunedì dell'Angelo"}, {"2038-04-26", "", "Lunedì dell'Angelo"},
		{"2011-04-25", "", "Lunedì dell'Angelo"}, // and 25 April: one day, one name
		{"2026-04-25", "", "Festa della Liberazione"}, {"2026-05-01", "", "Festa del lavoro"},
		{"2026-06-02", "", "Festa della Repubblica"}, {"1999-06-02", "", ""}, {"2026-08-15", "", "Assunzione di Maria"},
		{"2025-10-04", "", ""}, {"2026-10-04", "", "San Francesco d'Assisi"}, {"2027-10-04", "", "San Francesco d'Assisi"},
		{"2026-11-01", "", "Ognissanti"}, {"2026-12-08", "", "Immacolata Concezione"},
		{"2026-12-25", "", "Natale"}, {"2026-12-26", "", "Santo Stefano"},
		{"2011-03-17", "", "Anniversario dell'Unità d'Italia"}, {"2012-03-17", "", ""},
		{"2026-12-06", "12-06", "Santo patrono"}, {"2026-12-06", "", ""}, {"2026-11-24", "12-06", ""},
		{"2026-12-25", "12-25", "Natale"}, {"", "12-06", ""}, {"no date", "", ""},
	} {
		if name, ok := Holiday(c.day, c.patron); name != c.name || ok != (c.name != "") {
			t.Errorf("%s: %q, %v; want %q", c.day, name, ok, c.name)
		}
	}
}

func TestWorkingDays(t *testing.T) {
	for _, c := range []struct {
		from Date
		n    int
		want Date
	}{
		{"2026-11-24", 0, "2026-11-24"}, {"2026-11-24", 1, "2026-11-25"}, {"2026-11-27", 1, "2026-11-30"},
		{"2026-12-04", 2, "2026-12-09"},  // over the Immacolata
		{"2026-12-23", 3, "2026-12-29"},  // over Christmas
		{"2026-11-30", -1, "2026-11-27"}, // back over a weekend
		{"2026-11-28", 1, "2026-11-30"},  // from a Saturday
	} {
		if got := AddWorkingDays(c.from, c.n, ""); got != c.want {
			t.Errorf("%s %+d: %s, want %s", c.from, c.n, got, c.want)
		}
	}
	if got := AddWorkingDays("2026-12-04", 1, "12-07"); got != "2026-12-09" {
		t.Errorf("over the patron saint: %s", got)
	}
	if got := WorkingDaysBetween("2026-11-24", "2026-12-24", ""); got != 21 {
		t.Errorf("a month: %d", got)
	}
	for day, want := range map[Date]Date{"2026-11-24": "2026-11-24", "2026-12-25": "2026-12-28", "2026-10-03": "2026-10-05"} {
		if got := NextWorkingDay(day, ""); got != want {
			t.Errorf("term on %s: %s, want %s", day, got, want)
		}
	}
	if WorkingDay("", "") {
		t.Error("no date is no working day")
	}
}

func TestWorkingDaysAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := Date("2015-01-01").AddDays(rapid.IntRange(0, 6000).Draw(t, "day"))
		n := rapid.IntRange(-60, 60).Draw(t, "n")
		to := AddWorkingDays(from, n, "12-06")
		if n != 0 && !WorkingDay(to, "12-06") {
			t.Fatalf("%s %+d: %s is no working day", from, n, to)
		}
		if got := WorkingDaysBetween(from, to, "12-06"); got != n {
			t.Fatalf("%s %+d = %s, but %d between", from, n, to, got)
		}
	})
}

func TestAMomentIsReadAsAnOfficeSaysIt(t *testing.T) {
	for _, c := range []struct {
		at           Instant
		clock, reads string
	}{
		{"2026-11-24T08:30:00.000Z", "9:30", "24/11/2026 alle 9:30"},
		{"2026-07-01T22:05:00.000Z", "0:05", "02/07/2026 alle 0:05"}, // summer time, the next day
		{"2026-11-24T14:00:00.000Z", "15:00", "24/11/2026 alle 15:00"},
	} {
		if got := c.at.Clock(); got != c.clock {
			t.Errorf("%s is %q by the clock, want %q", c.at, got, c.clock)
		}
		if got := c.at.Italian(); got != c.reads {
			t.Errorf("%s reads %q, want %q", c.at, got, c.reads)
		}
	}
}
