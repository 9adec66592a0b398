package agenda

import (
	"sportello/db/agenda"
	"sportello/db/rule"
	views "sportello/views/agenda"
)

// columns divides the appointments by operator, or by day. An operator who has
// left keeps the column of their appointments; Saturday and Sunday show only
// when something is on them.
func columns(c *views.Calendar, t agenda.Timetable, from, to rule.Date, all []agenda.Appointment) []views.Column {
	var out []views.Column
	if c.View == views.ViewWeek {
		for d := from; d <= to; d = d.AddDays(1) {
			col := column(t, d, c.Operator, all)
			if views.Monday(d).DaysUntil(d) > 4 && len(col.Windows) == 0 && len(col.Events) == 0 {
				continue
			}
			col.Head, col.Label, col.Current = views.DayHead(d, c.Moment.Today), d.WeekdayName()+" "+d.Short(), d == c.Moment.Today
			out = append(out, col)
		}
		return out
	}
	operators := c.Operators
	for _, a := range all {
		if !has(operators, a.Operator) {
			operators = append(operators, agenda.Operator{ID: a.Operator, Name: a.OperatorN})
		}
	}
	for _, o := range operators {
		col := column(t, from, o.ID, all)
		col.Head, col.Label, col.Current = o.Name, o.Name, c.Me(o.ID)
		if col.Current {
			col.Head += " (io)"
		}
		out = append(out, col)
	}
	return out
}

func column(t agenda.Timetable, d rule.Date, operator int64, all []agenda.Appointment) views.Column {
	col := views.Column{Day: d, Operator: operator}
	col.Windows, col.Closure = t.Day(d)
	for _, a := range t.Absences {
		if a.User == operator && a.From <= d && d <= a.To {
			col.Absences = append(col.Absences, a)
		}
	}
	for _, a := range all {
		if a.Operator == operator && a.Slot.Day == d {
			col.Events = append(col.Events, a)
		}
	}
	return col
}
