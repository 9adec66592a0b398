package panels

import (
	"testing"

	"sportello/db/scheda"
)

// The sample's hours are those of the calendar that is there, however long the
// meetings are that the agenda knows of.
func TestTheSampleOfThePlanAddsUp(t *testing.T) {
	p, _ := Base.Panel("PRE06")
	f := testFacts(t)
	meeting := func(minutes string) scheda.Answers {
		return row("data", "2026-11-24", "ora", "09:00", "durata", minutes, "tipo", "individuale")
	}
	for _, c := range []struct {
		first, hours string
		meetings     int
	}{{"30", "9", 4}, {"180", "9", 3}, {"200", "9.5", 3}, {"480", "14", 3}} {
		a := Sample(p, scheda.Answers{"incontri": scheda.Rows(meeting(c.first))}, f.Context)
		if got := a.Text("ore_previste"); got != c.hours || len(a.Rows("incontri")) != c.meetings {
			t.Errorf("first meeting of %s minutes: %q hours in %d meetings, want %q in %d", c.first, got, len(a.Rows("incontri")), c.hours, c.meetings)
		}
		if errs, warnings := Validate(p, a, f); len(errs) > 0 || len(warnings) > 0 && c.hours != "14" {
			t.Errorf("first meeting of %s minutes: %v, %v", c.first, errs, warnings)
		}
	}
	written := Sample(p, scheda.Answers{"ore_previste": scheda.T("8")}, f.Context)
	if got := written.Text("ore_previste"); got != "8" {
		t.Errorf("what was written became %q", got)
	}
}
