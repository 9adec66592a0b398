package desk

import (
	"sportello/db/indicators"
	"sportello/handlers/web"
	views "sportello/views/desk"
)

// interviews counts the interviews under way of the office, and those of the reader.
func (h *Handlers) interviews(r *web.Request, p *views.Page) (err error) {
	if p.Interviews = r.Reaches("/colloqui"); p.Interviews {
		p.Underway, p.Mine, err = h.pacts.OpenInterviews(r.Ctx(), r.Actor, p.Office.ID)
	}
	return err
}

// deadlines counts what falls due and what is late, and what comes back.
func (h *Handlers) deadlines(r *web.Request, p *views.Page) (err error) {
	if p.Terms, err = h.figures.TermCounts(r.Ctx(), r.Actor, indicators.TermFilter{CPI: p.Office.ID}, indicators.TermLate, indicators.TermSoon); err != nil {
		return err
	}
	if p.Conditionality, err = h.duties.On(r.Ctx()); err != nil {
		return err
	}
	if p.Conditionality {
		if p.Absences, err = h.duties.Counts(r.Ctx(), r.Actor, p.Office.ID); err != nil {
			return err
		}
	}
	reminders, err := h.figures.Reminders(r.Ctx(), r.Actor, p.Office.ID)
	for _, m := range reminders {
		if m.Writes && m.DoneAt == "" {
			p.Reminders++
		}
	}
	return err
}
