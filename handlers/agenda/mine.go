package agenda

import (
	"net/http"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/indicators"
	"sportello/handlers/web"
	views "sportello/views/agenda"
)

// How far «I miei appuntamenti» looks, in days.
const (
	mineBack  = 31
	mineAhead = 62
)

// Mine lists the reader's own appointments, all or those of persons whose
// deadline stands as the filter asks.
func (h *Handlers) Mine(r *web.Request) error {
	office, _, err := h.office(r)
	if err != nil {
		return err
	}
	if !office.Writes {
		return db.ErrNotFound
	}
	p := views.MinePage{Moment: moment(r), Office: office.Name, Falling: indicators.FallingOf(r.Query("scadenza"))}
	all, err := h.store.Mine(r.Ctx(), r.Actor, r.Today().AddDays(-mineBack), r.Today().AddDays(mineAhead))
	if err != nil {
		return err
	}
	if err := h.withBilanci(r, all); err != nil {
		return err
	}
	if p.Terms, err = h.termsOf(r, all); err != nil {
		return err
	}
	for _, a := range all {
		t, runs := p.Terms[a.Worker]
		if !p.Falling.Holds(t, runs, r.Today()) {
			continue
		}
		switch {
		case a.State == agenda.Moved || a.State == agenda.Cancelled:
			p.Gone = append([]agenda.Appointment{a}, p.Gone...)
		case a.Slot.Day == r.Today():
			p.Today = append(p.Today, a)
		case a.Slot.Day > r.Today():
			p.Ahead = append(p.Ahead, a)
		default:
			p.Past = append([]agenda.Appointment{a}, p.Past...)
		}
	}
	h.auditList(r, "appuntamenti.letti", office.ID, len(all))
	return r.Page(http.StatusOK, views.Mine(p), web.Fragment{ID: views.MineID, Component: views.MineList(p)})
}

// termsOf returns the deadlines that run for the persons of appointments.
func (h *Handlers) termsOf(r *web.Request, all []agenda.Appointment) (map[int64]indicators.Term, error) {
	workers := make([]int64, len(all))
	for i, a := range all {
		workers[i] = a.Worker
	}
	return h.figures.TermsOf(r.Ctx(), r.Actor, workers)
}
