package agenda

import (
	"net/http"

	"sportello/db/agenda"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/agenda"
)

// Calendar shows the agenda of an office: a day by operator, the week of an
// operator, or a month.
func (h *Handlers) Calendar(r *web.Request) error {
	c, t, err := h.calendar(r, r.Query("vista"))
	if err != nil {
		return err
	}
	if err := h.side(r, &c, t); err != nil {
		return err
	}
	if c.View == views.ViewMonth {
		return r.Page(http.StatusOK, views.Month(c))
	}
	return r.Page(http.StatusOK, views.Day(c))
}

// Print shows the plan of a day for the printer.
func (h *Handlers) Print(r *web.Request) error {
	c, _, err := h.calendar(r, views.ViewDay)
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Print(c))
}

// calendar reads what a view shows.
func (h *Handlers) calendar(r *web.Request, view string) (views.Calendar, agenda.Timetable, error) {
	c := views.Calendar{View: view, Day: day(r, "giorno"), Operator: number(r, "operatore"), Moment: moment(r)}
	if view != views.ViewWeek && view != views.ViewMonth {
		c.View, c.Operator = views.ViewDay, 0
	}
	var err error
	if c.Office, c.Offices, err = h.office(r); err != nil {
		return c, agenda.Timetable{}, err
	}
	if c.Operators, err = h.store.Operators(r.Ctx(), r.Actor, c.Office.ID); err != nil {
		return c, agenda.Timetable{}, err
	}
	if c.Operator != 0 && !has(c.Operators, c.Operator) {
		c.Operator = 0
	}
	if c.View == views.ViewWeek && c.Operator == 0 && len(c.Operators) > 0 {
		c.Operator = c.Operators[0].ID
	}
	from, to := views.MonthBounds(c.Day)
	from, to = min(from, views.Monday(c.Day), r.Today()), max(to, views.Monday(c.Day).AddDays(6), r.Today().AddDays(7))
	t, err := h.store.Timetable(r.Ctx(), r.Actor, c.Office.ID, from, to)
	if err != nil {
		return c, t, err
	}
	return c, t, h.fill(r, &c, t)
}

// fill reads the appointments of the view.
func (h *Handlers) fill(r *web.Request, c *views.Calendar, t agenda.Timetable) error {
	if c.View == views.ViewMonth {
		from, to := views.MonthBounds(c.Day)
		entries, err := h.store.Month(r.Ctx(), r.Actor, c.Office.ID, from, to, c.Operator)
		c.Entries = entries
		h.auditList(r, "agenda.letta", c.Office.ID, len(entries))
		return err
	}
	from, to := c.Day, c.Day
	if c.View == views.ViewWeek {
		from, to = views.Monday(c.Day), views.Monday(c.Day).AddDays(6)
	}
	all, err := h.store.Between(r.Ctx(), r.Actor, c.Office.ID, from, to, c.Operator)
	if err != nil {
		return err
	}
	h.auditList(r, "agenda.letta", c.Office.ID, len(all))
	if err := h.withBilanci(r, all); err != nil {
		return err
	}
	c.Summary = views.Summarize(all)
	c.Columns = columns(c, t, from, to, all)
	c.Grid = views.Grid(c.Columns, r.Today(), views.Clock(r.Now()))
	return nil
}

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

// side reads what stands beside a calendar: the month, outcomes to fill, free
// places.
func (h *Handlers) side(r *web.Request, c *views.Calendar, t agenda.Timetable) error {
	from, to := views.MonthBounds(c.Day)
	load := views.LoadOf(c.Entries)
	if c.View != views.ViewMonth {
		var err error
		if load, err = h.store.Load(r.Ctx(), r.Actor, c.Office.ID, from, to, c.Operator); err != nil {
			return err
		}
	}
	operators := len(c.Operators)
	if c.Operator != 0 {
		operators = 1
	}
	c.Month = views.NewMonth(c.Day, t, operators, load)
	if c.View == views.ViewMonth {
		c.Month.Share(c.Entries)
		total := 0
		for d, l := range load {
			if d.Month() == c.Day.Month() {
				total += l.Appointments
			}
		}
		c.Summary = views.CountAppointments(total)
		return nil
	}
	if !c.Office.Writes {
		return nil
	}
	return h.work(r, c, t)
}

// work reads what is left to do: outcomes, and places still free this week.
func (h *Handlers) work(r *web.Request, c *views.Calendar, t agenda.Timetable) error {
	const shown = 200
	late, total, err := h.store.ToFill(r.Ctx(), r.Actor, c.Office.ID, c.Operator, shown)
	if err != nil {
		return err
	}
	for _, a := range late {
		if a.Slot.Day == r.Today() {
			c.ToFill.Today = append(c.ToFill.Today, a.ID)
		}
	}
	c.ToFill.Earlier = total - len(c.ToFill.Today)
	var ids []int64
	for _, o := range c.Operators {
		if c.Operator == 0 || c.Operator == o.ID {
			ids = append(ids, o.ID)
		}
	}
	sunday := views.Monday(r.Today()).AddDays(6)
	free, err := h.store.FreeBetween(r.Ctx(), r.Actor, c.Office.ID, ids, r.Today(), max(sunday, r.Today().AddDays(1)), agenda.DefaultLength)
	if err != nil {
		return err
	}
	c.Free = views.CountFree(free, r.Today(), sunday)
	return nil
}
