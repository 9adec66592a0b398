package agenda

import (
	"net/http"

	"sportello/db/agenda"
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
	for i := range c.Grid {
		c.Grid[i].Now = false // paper is read later
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
	if c.View == views.ViewDay {
		if c.Sessions, err = h.store.Standing(r.Ctx(), r.Actor, c.Office.ID, c.Day); err != nil {
			return err
		}
	}
	c.Summary = views.Summarize(all)
	c.Columns = columns(c, t, from, to, all)
	c.Grid = views.Grid(c.Columns, r.Today(), views.Clock(r.Now()))
	return nil
}
