package agenda

import (
	"sportello/db/agenda"
	"sportello/handlers/web"
	views "sportello/views/agenda"
)

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
