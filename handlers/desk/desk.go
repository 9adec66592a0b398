// Package desk handles «La mia scrivania», the home of who works in an office:
// it is composed of what other areas keep.
package desk

import (
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/conditionality"
	"sportello/db/indicators"
	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	agendaviews "sportello/views/agenda"
	views "sportello/views/desk"
)

// Handlers are the pages of the desk.
type Handlers struct {
	agenda  *agenda.Store
	bilanci *bilancio.Store
	people  *people.Store
	archive *archive.Store
	figures *indicators.Store
	pacts   *pacts.Store
	duties  *conditionality.Store
}

// New returns the handlers over the kit's stores.
func New(app *web.App) *Handlers {
	return &Handlers{agenda: agenda.NewStore(app.DB), bilanci: bilancio.NewStore(app.DB), people: people.NewStore(app.DB), archive: app.Archive, figures: indicators.NewStore(app.DB), pacts: pacts.NewStore(app.DB), duties: conditionality.NewStore(app.DB)}
}

// rows is how many rows of each kind are read: the page names the first few.
const rows = 20

// Show shows the desk.
func (h *Handlers) Show(r *web.Request) error {
	p := views.Page{Moment: agenda.Moment{Now: r.Now(), Today: r.Today(), Actor: r.Actor}}
	var err error
	if p.Offices, err = h.agenda.Offices(r.Ctx(), r.Actor); err != nil {
		return err
	}
	if p.Office, err = office(r, p.Offices); err != nil {
		return err
	}
	if err := h.appointments(r, &p); err != nil {
		return err
	}
	if err := h.skills(r, &p); err != nil {
		return err
	}
	if p.Pacts, err = h.pacts.Desk(r.Ctx(), r.Actor, p.Office.ID, rows); err != nil {
		return err
	}
	if err := h.interviews(r, &p); err != nil {
		return err
	}
	if err := h.lists(r, &p); err != nil {
		return err
	}
	if err := h.deadlines(r, &p); err != nil {
		return err
	}
	if err := h.referrals(r, &p); err != nil {
		return err
	}
	h.archive.Read(r.Actor, archive.Audit{Action: "scrivania.letta", Subject: "cpi", SubjectID: p.Office.ID, Fields: []string{strconv.Itoa(len(p.Today))}})
	return r.Page(http.StatusOK, views.Show(p))
}

// office returns the office asked for, else the actor's home.
func office(r *web.Request, all []agenda.Office) (agenda.Office, error) {
	asked := r.Query("ufficio")
	if asked == "" && len(all) > 0 {
		return agenda.HomeOffice(all, r.Actor), nil
	}
	for _, o := range all {
		if strconv.FormatInt(o.ID, 10) == asked {
			return o, nil
		}
	}
	return agenda.Office{}, db.ErrNotFound
}

// appointments reads RIQUADRO A and what the morning asks of the agenda.
func (h *Handlers) appointments(r *web.Request, p *views.Page) error {
	var err error
	cpi, today := p.Office.ID, r.Today()
	if p.Archive, err = h.agenda.Count(r.Ctx(), r.Actor, cpi); err != nil {
		return err
	}
	if p.Today, err = h.agenda.Between(r.Ctx(), r.Actor, cpi, today, today, 0); err != nil {
		return err
	}
	if p.ToFill, p.ToFillN, err = h.agenda.ToFill(r.Ctx(), r.Actor, cpi, 0, rows); err != nil {
		return err
	}
	operators, err := h.agenda.Operators(r.Ctx(), r.Actor, cpi)
	if err != nil {
		return err
	}
	from, to := agendaviews.MonthBounds(today)
	t, err := h.agenda.Timetable(r.Ctx(), r.Actor, cpi, from, to)
	if err != nil {
		return err
	}
	load, err := h.agenda.Load(r.Ctx(), r.Actor, cpi, from, to, 0)
	if err != nil {
		return err
	}
	p.Month = agendaviews.NewMonth(today, t, len(operators), load)
	return nil
}

// skills reads RIQUADRO B and what the morning asks of the bilanci.
func (h *Handlers) skills(r *web.Request, p *views.Page) error {
	var err error
	if p.Bilanci, err = h.bilanci.Desk(r.Ctx(), r.Actor, p.Office.ID, rows); err != nil {
		return err
	}
	var done []int64
	for _, b := range p.Bilanci.Complete {
		done = append(done, b.ID)
	}
	if p.Receipts, err = h.bilanci.ReceiptOf(r.Ctx(), done); err != nil {
		return err
	}
	var workers []int64
	for _, a := range p.Today {
		workers = append(workers, a.Worker)
	}
	open, err := h.bilanci.OpenOf(r.Ctx(), r.Actor, workers)
	for i := range p.Today {
		p.Today[i].Ongoing = open[p.Today[i].Worker]
	}
	return err
}

// Readers are the roles whose home is the desk.
var Readers = append(append([]rule.Role{}, agenda.DeskRoles...), rule.RoleProvince)
