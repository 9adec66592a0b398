package agenda

import (
	"fmt"
	"strings"
	"testing"

	"sportello/db/agenda"
	"sportello/db/rule"

	"pgregory.net/rapid"
)

const day = rule.Date("2026-11-24")

func ev(id int64, starts, ends rule.Minutes, s agenda.State) agenda.Appointment {
	return agenda.Appointment{ID: id, Slot: agenda.Slot{Day: day, Starts: starts, Ends: ends}, State: s}
}

func draw(rows []Row) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%s", r.Label)
		if r.Now {
			b.WriteString("*")
		}
		for _, c := range r.Cells {
			switch c.Kind {
			case FreeCell:
				fmt.Fprintf(&b, " free%d", c.Column)
				if !c.Book {
					b.WriteString("-")
				}
			case ShutCell:
				fmt.Fprintf(&b, " shut%d/%dx%d(%s)", c.Column, c.Rows, c.Wide, c.Why)
			case BusyCell:
				fmt.Fprintf(&b, " busy%d/%d", c.Column, c.Rows)
				for _, e := range c.Events {
					fmt.Fprintf(&b, "#%d", e.ID)
				}
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestGrid(t *testing.T) {
	windows := []agenda.Window{{Opens: 540, Closes: 660}, {Opens: 900, Closes: 960}}
	columns := []Column{
		{Day: day, Operator: 1, Windows: windows, Events: []agenda.Appointment{ev(1, 540, 600, agenda.Fixed), ev(2, 560, 580, agenda.Cancelled)}},
		{Day: day, Operator: 2, Windows: windows, Events: []agenda.Appointment{ev(3, 615, 645, agenda.Fixed)},
			Absences: []agenda.Absence{{From: day, To: day, Starts: 900, Ends: 1440, Reason: "ferie"}}},
	}
	want := `9:00 busy0/4#1#2 free1-
9:20 free1-
9:30* free1
9:40 free1
10:00 free0 free1
10:15 free0 busy1/2#3
10:30 free0
10:45 free0 free1
11:00 shut0/1x2(Pausa, fino alle 15:00)
15:00 free0 shut1/2x1(assente: ferie, dalle 15:00)
15:30 free0
`
	if got := draw(Grid(columns, day, 575)); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestAClosedDaySaysWhyOnce(t *testing.T) {
	columns := []Column{{Day: day, Windows: []agenda.Window{{Opens: 540, Closes: 660}}}, {Day: "2026-12-25", Closure: "Natale"}}
	want := `9:00 free0 shut1/4x1(Chiuso: Natale)
9:30 free0
10:00 free0
10:30 free0
`
	if got := draw(Grid(columns, "2026-11-01", 0)); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := Grid([]Column{{Day: "2026-12-25", Closure: "Natale"}}, day, 0); got != nil {
		t.Errorf("a day without hours has rows: %s", draw(got))
	}
}

// TestGridCoversEveryPlaceOnce checks what a table needs: each row and column
// is covered by exactly one cell, and each appointment stands in one.
func TestGridCoversEveryPlaceOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(t, "columns")
		columns := make([]Column, n)
		id := int64(0)
		for c := range columns {
			columns[c] = Column{Day: day, Operator: int64(c), Windows: []agenda.Window{{Opens: 510, Closes: 780}}}
			if rapid.Bool().Draw(t, "afternoon") {
				columns[c].Windows = append(columns[c].Windows, agenda.Window{Opens: 900, Closes: 1020})
			}
			if rapid.IntRange(0, 4).Draw(t, "closed") == 0 {
				columns[c].Windows, columns[c].Closure = nil, "prova"
			}
			if rapid.Bool().Draw(t, "away") {
				columns[c].Absences = []agenda.Absence{{From: day, To: day, Starts: 600, Ends: rule.Minutes(rapid.IntRange(601, 1440).Draw(t, "until")), Reason: "corso"}}
			}
			for range rapid.IntRange(0, 5).Draw(t, "events") {
				id++
				starts := rapid.IntRange(480, 1100).Draw(t, "starts")
				columns[c].Events = append(columns[c].Events, ev(id, rule.Minutes(starts), rule.Minutes(starts+rapid.IntRange(10, 200).Draw(t, "length")), agenda.Fixed))
			}
		}
		rows := Grid(columns, day, 600)
		covered := make([][]int, len(rows))
		seen := map[int64]int{}
		for r := range rows {
			covered[r] = make([]int, n)
		}
		for r, row := range rows {
			for _, cell := range row.Cells {
				for dr := range cell.Rows {
					for dc := range cell.Wide {
						if r+dr >= len(rows) || cell.Column+dc >= n {
							t.Fatalf("row %d: a cell of %dx%d sticks out\n%s", r, cell.Rows, cell.Wide, draw(rows))
						}
						covered[r+dr][cell.Column+dc]++
					}
				}
				for _, e := range cell.Events {
					seen[e.ID]++
				}
			}
		}
		for r := range covered {
			for c, times := range covered[r] {
				if times != 1 {
					t.Fatalf("row %s, column %d is covered %d times\n%s", rows[r].Label, c, times, draw(rows))
				}
			}
		}
		for e := range id {
			if seen[e+1] != 1 {
				t.Fatalf("appointment %d stands in %d cells", e+1, seen[e+1])
			}
		}
	})
}

func TestGoneEventsNeverPushTheNextOnes(t *testing.T) {
	columns := []Column{{Day: day, Operator: 1, Windows: []agenda.Window{{Opens: 540, Closes: 660}},
		Events: []agenda.Appointment{ev(1, 540, 630, agenda.Moved), ev(2, 540, 600, agenda.Fixed), ev(3, 600, 660, agenda.Fixed), ev(4, 600, 660, agenda.Cancelled)}}}
	want := `9:00 busy0/2#2#1
10:00 busy0/2#3#4
`
	rows := Grid(columns, "2026-11-01", 0)
	var got []Row
	for _, r := range rows {
		if len(r.Cells) > 0 {
			got = append(got, r)
		}
	}
	if draw(got) != want {
		t.Errorf("got\n%swant\n%s", draw(got), want)
	}
}
