package agenda

import (
	"slices"
	"strings"
	"testing"

	"sportello/db/rule"

	"pgregory.net/rapid"
)

// week opens Monday to Friday 8:30–13:00, Tuesday and Thursday also 15:00–17:00.
func week() Timetable {
	t := Timetable{CPI: 1, Patron: "12-06", PatronN: "San Nicola"}
	for d := 1; d <= 5; d++ {
		t.Hours = append(t.Hours, Hours{d, Window{510, 780}, "1900-01-01", "9999-12-31"})
	}
	for _, d := range []int{2, 4} {
		t.Hours = append(t.Hours, Hours{d, Window{900, 1020}, "1900-01-01", "9999-12-31"})
	}
	return t
}

func TestClosure(t *testing.T) {
	tt := week()
	tt.Closed = []ClosedDay{{"2026-11-25", "assemblea sindacale"}}
	for day, want := range map[rule.Date]string{
		"2026-11-24": "", "2026-11-25": "assemblea sindacale", "2026-11-28": "sabato", "2026-12-25": "Natale",
		"2027-12-06": "San Nicola, santo patrono", "2026-04-06": "Lunedì dell'Angelo",
	} {
		if got := tt.Closure(day); got != want {
			t.Errorf("%s: %q, want %q", day, got, want)
		}
	}
}

func TestHoursChangeOnTheirDay(t *testing.T) {
	tt := Timetable{Hours: []Hours{{2, Window{510, 780}, "1900-01-01", "2026-11-30"}, {2, Window{480, 840}, "2026-12-01", "9999-12-31"}}}
	if got := tt.Windows("2026-11-24"); !slices.Equal(got, []Window{{510, 780}}) {
		t.Errorf("before: %v", got)
	}
	if got := tt.Windows("2026-12-01"); !slices.Equal(got, []Window{{480, 840}}) {
		t.Errorf("after: %v", got)
	}
}

func TestTheTimetableSaysWhyNot(t *testing.T) {
	tt := week()
	tt.Absences = []Absence{{User: 7, From: "2026-11-26", To: "2026-11-28", Ends: 1440, Reason: "ferie"}, {User: 7, From: "2026-11-24", To: "2026-11-24", Starts: 600, Ends: 660, Reason: "riunione"}}
	for _, c := range []struct {
		slot     Slot
		operator int64
		field    string
		want     string
	}{
		{Slot{"2026-11-24", 510, 570}, 7, "", ""},
		{Slot{"2026-11-24", 540, 600}, 7, "", ""}, // ends when the absence begins
		{Slot{"2026-11-24", 570, 630}, 7, "operatore", "Giulia Semeraro è assente: riunione, dalle 10:00 alle 11:00."},
		{Slot{"2026-11-24", 570, 630}, 8, "", ""},
		{Slot{"2026-11-26", 600, 660}, 7, "operatore", "ferie, fino al 28/11"},
		{Slot{"2026-11-24", 750, 810}, 7, "ora", "Martedì 24 novembre l'ufficio è aperto dalle 8:30 alle 13:00 e dalle 15:00 alle 17:00: l'appuntamento, dalle 12:30 alle 13:30, non ci sta."},
		{Slot{"2026-11-28", 600, 660}, 8, "giorno", "Sabato 28 novembre l'ufficio è chiuso: sabato."},
	} {
		err := tt.Refuse(c.slot, c.operator, "Giulia Semeraro")
		if c.want == "" {
			if err != nil {
				t.Errorf("%v: %v", c.slot, err)
			}
			continue
		}
		if r, ok := err.(rule.Refusal); !ok || r.Field != c.field || !strings.Contains(r.Message, c.want) {
			t.Errorf("%v: %v, want %q on %s", c.slot, err, c.want, c.field)
		}
	}
}

func TestChangesOfHour(t *testing.T) {
	// Sunday 25 October 2026: at 3:00 the clock goes back to 2:00.
	back := Slot{"2026-10-25", 90, 210} // 1:30–3:30, three hours
	if got := back.EndsAt().Time().Sub(back.StartsAt().Time()).Hours(); got != 3 {
		t.Errorf("the longer night lasts %v hours", got)
	}
	if err := back.Check(); err != nil {
		t.Errorf("the longer night: %v", err)
	}
	// Sunday 29 March 2026: at 2:00 the clock goes on to 3:00.
	for _, s := range []Slot{{"2026-03-29", 130, 200}, {"2026-03-29", 90, 150}} {
		if err := s.Check(); err == nil || !strings.Contains(err.Error(), "cambia l'ora") {
			t.Errorf("%v in the hour that is skipped: %v", s, err)
		}
	}
	over := Slot{"2026-03-29", 90, 210} // 1:30–3:30, one hour
	if got := over.EndsAt().Time().Sub(over.StartsAt().Time()).Hours(); got != 1 {
		t.Errorf("the shorter night lasts %v hours", got)
	}
}

func TestMidnight(t *testing.T) {
	last := Slot{"2026-11-24", 1380, 1440}
	if err := last.Check(); err != nil {
		t.Errorf("up to midnight: %v", err)
	}
	if got := last.EndsAt(); got != "2026-11-24T23:00:00.000Z" {
		t.Errorf("midnight of Rome is %s", got)
	}
	if last.Overlaps(Slot{"2026-11-25", 0, 60}) {
		t.Error("a slot that ends at midnight overlaps the next day")
	}
	if err := (Slot{"2026-11-24", 1410, 1470}).Check(); err == nil {
		t.Error("a slot over midnight passed")
	}
}

func drawSlot(t *rapid.T, days []rule.Date) Slot {
	starts := rule.Minutes(rapid.IntRange(0, 1429).Draw(t, "starts"))
	length := rule.Minutes(rapid.IntRange(int(MinLength), 480).Draw(t, "length"))
	return Slot{rapid.SampledFrom(days).Draw(t, "day"), starts, min(starts+length, 1440)}
}

// Days of both changes of hour, a working day with an afternoon, one without.
var drawDays = []rule.Date{"2026-03-29", "2026-10-25", "2026-11-24", "2026-11-25", "2026-11-26"}

func TestOverlapIsSymmetricAndOfOneDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSlot(t, drawDays), drawSlot(t, drawDays)
		if a.Overlaps(b) != b.Overlaps(a) {
			t.Fatalf("%v %v: not symmetric", a, b)
		}
		if a.Day != b.Day && a.Overlaps(b) {
			t.Fatalf("%v %v: two days overlap, so the day does not find the candidates", a, b)
		}
	})
}

func TestFreeSlotsNeverOverlapAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tt := week()
		// An office that is open day and night at the change of hour.
		tt.Hours = append(tt.Hours, Hours{7, Window{0, 1440}, "1900-01-01", "9999-12-31"})
		operators := []int64{1, 2}
		q := Search{From: "2026-10-24", To: "2026-10-29", Length: rule.Minutes(rapid.IntRange(10, 120).Draw(t, "length")), Operators: operators,
			Taken: map[int64]Busy{1: {}, 2: {}}, Person: Busy{}, NotBefore: clock("2026-10-25", rule.Minutes(rapid.IntRange(0, 600).Draw(t, "now")))}
		days := []rule.Date{"2026-10-25", "2026-10-26", "2026-10-27", "2026-10-28"}
		for i := rapid.IntRange(0, 6).Draw(t, "taken"); i > 0; i-- {
			q.Taken[rapid.SampledFrom(operators).Draw(t, "operator")].Add(drawSlot(t, days))
		}
		for i := rapid.IntRange(0, 3).Draw(t, "person"); i > 0; i-- {
			q.Person.Add(drawSlot(t, days))
		}
		tt.Absences = []Absence{{User: 1, From: "2026-10-26", To: "2026-10-27", Starts: 600, Ends: 900, Reason: "corso"}}
		given := map[int64][]Slot{}
		for _, f := range tt.Free(q) {
			if f.Slot.Length() != q.Length || f.Slot.Check() != nil || f.Slot.StartsAt() < q.NotBefore {
				t.Fatalf("%v is no slot of %d minutes after %s", f.Slot, q.Length, q.NotBefore)
			}
			if err := tt.Refuse(f.Slot, f.Operator, "x"); err != nil {
				t.Fatalf("%v would be refused: %v", f.Slot, err)
			}
			others := append(append(slices.Clone(given[f.Operator]), q.Taken[f.Operator][f.Slot.Day]...), q.Person[f.Slot.Day]...)
			for _, o := range others {
				if o.Overlaps(f.Slot) {
					t.Fatalf("%v of %d overlaps %v", f.Slot, f.Operator, o)
				}
			}
			given[f.Operator] = append(given[f.Operator], f.Slot)
		}
	})
}

func TestAssignGivesNobodyATakenHour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tt := week()
		free := tt.Free(Search{From: "2026-11-24", To: "2026-11-26", Length: 60, Operators: []int64{1, 2}})
		var people []Person
		byWorker := map[int64]Busy{}
		n := rapid.IntRange(1, 40).Draw(t, "people")
		for i := range n {
			w := int64(rapid.IntRange(1, 30).Draw(t, "worker"))
			if byWorker[w] == nil {
				byWorker[w] = Busy{}
				if rapid.Bool().Draw(t, "busy") {
					byWorker[w].Add(drawSlot(t, drawDays))
				}
			}
			people = append(people, Person{ListRow: int64(i), Worker: w, Busy: byWorker[w]})
		}
		before := map[int64]Busy{}
		for w, b := range byWorker {
			before[w] = Busy{}
			for d, s := range b {
				before[w][d] = slices.Clone(s)
			}
		}
		given, left := Assign(people, free)
		if len(given)+len(left) != n {
			t.Fatalf("%d given and %d left of %d", len(given), len(left), n)
		}
		for i, g := range given {
			if _, busy := before[g.Person.Worker].clash(g.Slot.Slot); busy {
				t.Fatalf("%v falls on what the worker has", g)
			}
			for _, o := range given[:i] {
				same := o.Slot.Operator == g.Slot.Operator || o.Person.Worker == g.Person.Worker
				if same && o.Slot.Slot.Overlaps(g.Slot.Slot) {
					t.Fatalf("%v overlaps %v", g, o)
				}
			}
		}
	})
}

func TestCheckWeek(t *testing.T) {
	for _, c := range []struct {
		week []Hours
		want string
	}{
		{[]Hours{{Weekday: 1, Window: Window{510, 780}}, {Weekday: 1, Window: Window{900, 1020}}}, ""},
		{[]Hours{{Weekday: 1, Window: Window{780, 510}}}, "Lunedì: la chiusura viene dopo l'apertura (hai scritto dalle 13:00 alle 8:30)."},
		{[]Hours{{Weekday: 2, Window: Window{510, 780}}, {Weekday: 2, Window: Window{770, 900}}}, "Martedì: il pomeriggio comincia prima che finisca il mattino."},
	} {
		err := CheckWeek(c.week)
		if c.want == "" && err != nil || c.want != "" && (err == nil || err.Error() != c.want) {
			t.Errorf("%v: %v, want %q", c.week, err, c.want)
		}
	}
}

func TestNamePrefixes(t *testing.T) {
	got := namePrefixes("De Santis Mà")
	want := [][2]string{{"desantisma", ""}, {"de", "santisma"}, {"desantis", "ma"}}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
