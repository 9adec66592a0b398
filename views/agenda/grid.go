// Package agenda draws the calendar of an office and what is done in it.
package agenda

import (
	"cmp"
	"slices"
	"strings"

	"sportello/db/agenda"
	"sportello/db/rule"
)

// Column is one column of a calendar: an operator on a day.
type Column struct {
	Head     string // of the table
	Label    string // of the cell, when the table has become a list
	Day      rule.Date
	Operator int64
	Current  bool // the reader's own, or today
	Windows  []agenda.Window
	Closure  string // why the office is closed all day
	Absences []agenda.Absence
	Events   []agenda.Appointment
}

// CellKind is what a cell of a calendar holds.
type CellKind int

// The kinds of cell.
const (
	FreeCell CellKind = iota
	BusyCell
	ShutCell
)

// Cell is one cell of a calendar.
type Cell struct {
	Kind   CellKind
	Column int
	Rows   int // rowspan
	Wide   int // colspan
	Events []agenda.Appointment
	Why    string       // of a shut cell, said once
	Book   bool         // a free cell, or one whose appointments are all gone, that can still be booked
	Gap    rule.Minutes // how long the operator stays free from the row on
}

// gone reports whether the appointment has left its time to others.
func gone(a agenda.Appointment) bool {
	return a.State == agenda.Moved || a.State == agenda.Cancelled
}

// small reports whether the appointment is drawn as one line: its time has been
// given to another one of the cell.
func (c Cell) small(a agenda.Appointment) bool {
	return gone(a) && slices.ContainsFunc(c.Events, func(e agenda.Appointment) bool { return !gone(e) })
}

// Row is one stretch of the day.
type Row struct {
	Starts rule.Minutes
	Label  string
	Now    bool
	Void   bool // nothing to meet begins here: left out where the table is a list
	Cells  []Cell
}

// gridStep is the height of an ordinary row.
const gridStep rule.Minutes = 30

// Grid lays appointments out in rows and columns; no two cells cover the same
// place. today and now tell what is past.
func Grid(columns []Column, today rule.Date, now rule.Minutes) []Row {
	edges := edgesOf(columns)
	if len(edges) < 2 {
		return nil
	}
	busy := make([]map[int]Cell, len(columns))
	covered := make([][]bool, len(columns))
	for c, col := range columns {
		busy[c], covered[c] = placeEvents(c, col.Events, edges)
	}
	var rows []Row
	for i := 0; i+1 < len(edges); i++ {
		row := Row{Starts: edges[i], Label: edges[i].String(), Void: true}
		end := edges[i+1]
		if why, all := allShut(columns, covered, i, edges[i], end); all {
			for i+2 < len(edges) {
				if _, still := allShut(columns, covered, i+1, edges[i+1], edges[i+2]); !still {
					break
				}
				i++
			}
			end = edges[i+1]
			row.Cells = []Cell{{Kind: ShutCell, Rows: 1, Wide: len(columns), Why: why}}
		} else {
			for c := range columns {
				if cell, begins := busy[c][i]; begins {
					if !slices.ContainsFunc(cell.Events, func(e agenda.Appointment) bool { return !gone(e) }) {
						again := emptyCell(c, columns[c], edges[i], end, today, now)
						cell.Book, cell.Gap = again.Book, again.Gap
					}
					row.Cells = append(row.Cells, cell)
					row.Void = false
				} else if !covered[c][i] {
					row.Cells = append(row.Cells, emptyCell(c, columns[c], edges[i], end, today, now))
				}
			}
		}
		row.Now = slices.ContainsFunc(columns, func(c Column) bool { return c.Day == today }) && row.Starts <= now && now < end
		rows = append(rows, row)
	}
	joinShut(rows, len(columns))
	return rows
}

// edgesOf returns where rows begin and end: every half hour of the opening and
// every time at which something begins or ends.
func edgesOf(columns []Column) []rule.Minutes {
	first, last := rule.Minutes(24*60), rule.Minutes(0)
	set := map[rule.Minutes]bool{}
	note := func(from, to rule.Minutes) {
		first, last = min(first, from), max(last, to)
		set[from], set[to] = true, true
	}
	for _, c := range columns {
		for _, w := range c.Windows {
			note(w.Opens, w.Closes)
		}
		for _, e := range c.Events {
			note(e.Slot.Starts, e.Slot.Ends)
		}
	}
	for _, c := range columns {
		for _, a := range c.Absences {
			for _, m := range []rule.Minutes{a.Starts, a.Ends} {
				if first < m && m < last {
					set[m] = true
				}
			}
		}
	}
	for m := (first + gridStep - 1) / gridStep * gridStep; m < last; m += gridStep {
		set[m] = true
	}
	var edges []rule.Minutes
	for m := range set {
		edges = append(edges, m)
	}
	slices.Sort(edges)
	return edges
}

// placeEvents puts the events of a column in cells by the row they begin in.
// Events that share time share a cell: one that is gone stands in the cell of
// the one that has taken its time, and never makes it longer.
func placeEvents(c int, events []agenda.Appointment, edges []rule.Minutes) (cells map[int]Cell, covered []bool) {
	cells, covered = map[int]Cell{}, make([]bool, len(edges))
	var live, left []agenda.Appointment
	for _, e := range events {
		if gone(e) {
			left = append(left, e)
		} else {
			live = append(live, e)
		}
	}
	groups := together(live)
	var alone []agenda.Appointment
	for _, e := range left {
		i := slices.IndexFunc(groups, func(g group) bool { return e.Slot.Starts < g.to && g.from < e.Slot.Ends })
		if i < 0 {
			alone = append(alone, e)
			continue
		}
		groups[i].events = append(groups[i].events, e)
	}
	for _, g := range append(groups, together(alone)...) {
		first, _ := slices.BinarySearch(edges, g.from)
		last, _ := slices.BinarySearch(edges, g.to)
		cells[first] = Cell{Kind: BusyCell, Column: c, Wide: 1, Rows: last - first, Events: g.events}
		for r := first; r < last; r++ {
			covered[r] = true
		}
	}
	return cells, covered
}

// group is the events of one cell, with the time that they take together.
type group struct {
	events   []agenda.Appointment
	from, to rule.Minutes
}

// together groups the events that share time, by beginning.
func together(events []agenda.Appointment) []group {
	events = slices.Clone(events)
	slices.SortStableFunc(events, func(a, b agenda.Appointment) int { return cmp.Compare(a.Slot.Starts, b.Slot.Starts) })
	var out []group
	for _, e := range events {
		if n := len(out); n > 0 && e.Slot.Starts < out[n-1].to {
			out[n-1].events = append(out[n-1].events, e)
			out[n-1].to = max(out[n-1].to, e.Slot.Ends)
			continue
		}
		out = append(out, group{events: []agenda.Appointment{e}, from: e.Slot.Starts, to: e.Slot.Ends})
	}
	return out
}

// allShut reports whether no column is open in the row, with a reason: that of
// a column that opens again later, if there is one.
func allShut(columns []Column, covered [][]bool, row int, from, to rule.Minutes) (string, bool) {
	why := ""
	for c, col := range columns {
		if covered[c][row] {
			return "", false
		}
		w, shut := col.shut(from, to)
		if !shut {
			return "", false
		}
		if why == "" || strings.HasPrefix(w, pause) {
			why = w
		}
	}
	return why, len(columns) > 0
}

const pause = "Pausa"

// shut returns why the column is closed between two minutes.
func (c Column) shut(from, to rule.Minutes) (string, bool) {
	if c.Closure != "" {
		return "Chiuso: " + c.Closure, true
	}
	if !slices.ContainsFunc(c.Windows, func(w agenda.Window) bool { return w.Opens <= from && to <= w.Closes }) {
		for _, w := range c.Windows {
			if w.Opens >= to && c.Windows[0].Opens < from {
				return pause + ", fino alle " + w.Opens.String(), true
			}
			if w.Opens >= to {
				return "Si apre alle " + w.Opens.String(), true
			}
		}
		return "Chiuso", true
	}
	for _, a := range c.Absences {
		if a.From <= c.Day && c.Day <= a.To && a.Starts < to && from < a.Ends {
			return "assente: " + a.Words(), true
		}
	}
	return "", false
}

func emptyCell(c int, col Column, from, to rule.Minutes, today rule.Date, now rule.Minutes) Cell {
	if why, shut := col.shut(from, to); shut {
		return Cell{Kind: ShutCell, Column: c, Rows: 1, Wide: 1, Why: why}
	}
	ahead := col.Day > today || col.Day == today && to > now
	gap := col.gap(from)
	return Cell{Kind: FreeCell, Column: c, Rows: 1, Wide: 1, Book: ahead && gap >= agenda.MinLength, Gap: gap}
}

// gap returns the minutes from one minute on in which nothing is in the way: no
// closing, no absence, no appointment that keeps its operator.
func (c Column) gap(from rule.Minutes) rule.Minutes {
	end := from
	for _, w := range c.Windows {
		if w.Opens <= from && from < w.Closes {
			end = w.Closes
		}
	}
	for _, a := range c.Absences {
		if a.From <= c.Day && c.Day <= a.To && a.Ends > from {
			end = min(end, max(a.Starts, from))
		}
	}
	for _, e := range c.Events {
		if e.State.Occupies() && e.Slot.Ends > from {
			end = min(end, max(e.Slot.Starts, from))
		}
	}
	return end - from
}

// joinShut joins the shut cells of a column that follow one another for the
// same reason, so that it is said once.
func joinShut(rows []Row, columns int) {
	type place struct{ row, cell int }
	for c := range columns {
		var open *place
		for r := range rows {
			i := slices.IndexFunc(rows[r].Cells, func(x Cell) bool { return x.Column == c && x.Wide == 1 })
			if i < 0 || rows[r].Cells[i].Kind != ShutCell {
				open = nil
				continue
			}
			if open != nil && rows[open.row].Cells[open.cell].Why == rows[r].Cells[i].Why {
				rows[open.row].Cells[open.cell].Rows++
				rows[r].Cells = slices.Delete(rows[r].Cells, i, i+1)
				continue
			}
			open = &place{r, i}
		}
	}
}

// eventClass returns the class of an appointment's block.
func eventClass(a agenda.Appointment, now rule.Instant, clash int64) string {
	parts := []string{"sp-ev"}
	switch {
	case gone(a):
		parts = append(parts, "gone")
	case a.ToFill(now):
		parts = append(parts, "late")
	case a.State != agenda.Fixed:
		parts = append(parts, "past")
	}
	if a.ID == clash && clash != 0 {
		parts = append(parts, "clash")
	}
	return strings.Join(parts, " ")
}
