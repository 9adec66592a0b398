// Package agenda handles the pages of an office's agenda.
package agenda

import (
	"slices"
	"strconv"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/conditionality"
	"sportello/db/indicators"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/handlers/web"
	reports "sportello/reports/agenda"
)

// Handlers are the pages of the agenda.
type Handlers struct {
	store    *agenda.Store
	people   *people.Store
	archive  *archive.Store
	bilanci  *bilancio.Store
	registry *registry.Store
	figures  *indicators.Store
	duties   *conditionality.Store
}

// New returns the handlers over the kit's stores, and tells the archive how
// letters are printed and the runner how those of a batch are.
func New(app *web.App) *Handlers {
	h := &Handlers{store: agenda.NewStore(app.DB), people: people.NewStore(app.DB), archive: app.Archive, bilanci: bilancio.NewStore(app.DB), registry: registry.NewStore(app.DB), figures: indicators.NewStore(app.DB), duties: conditionality.NewStore(app.DB)}
	app.Archive.RegisterRenderer(agenda.KindLetter, reports.Letter)
	app.Archive.RegisterRenderer(agenda.KindLetters, reports.Letters)
	app.Jobs.Register(agenda.JobLetters, h.renderLetters)
	return h
}

// Desk are the roles that work in an agenda, Readers those that may open it.
var (
	Desk    = agenda.DeskRoles
	Readers = append(slices.Clone(agenda.DeskRoles), rule.RoleProvince)
)

// moment returns when and by whom the request is made.
func moment(r *web.Request) agenda.Moment {
	return agenda.Moment{Now: r.Now(), Today: r.Today(), Actor: r.Actor}
}

// office returns the office whose agenda is asked for, and all those that the
// actor may open: the one named by ufficio, else the actor's home.
func (h *Handlers) office(r *web.Request) (agenda.Office, []agenda.Office, error) {
	all, err := h.store.Offices(r.Ctx(), r.Actor)
	if err != nil {
		return agenda.Office{}, nil, err
	}
	if len(all) == 0 {
		return agenda.Office{}, nil, db.ErrNotFound
	}
	asked := r.Query("ufficio")
	if asked == "" {
		asked = r.PostForm("ufficio")
	}
	if asked == "" {
		return agenda.HomeOffice(all, r.Actor), all, nil
	}
	for _, o := range all {
		if strconv.FormatInt(o.ID, 10) == asked {
			return o, all, nil
		}
	}
	return agenda.Office{}, nil, db.ErrNotFound
}

// day returns the day in the address, today when there is none or it does not
// exist.
func day(r *web.Request, name string) rule.Date {
	if d, err := rule.ParseDate(r.Query(name)); err == nil {
		return d
	}
	return r.Today()
}

// number returns a whole number of the address, 0 when it is none.
func number(r *web.Request, name string) int64 {
	n, _ := strconv.ParseInt(r.Query(name), 10, 64)
	return n
}

// auditList notes that a list with people's names was read.
func (h *Handlers) auditList(r *web.Request, action string, cpi int64, count int) {
	h.archive.Read(r.Actor, archive.Audit{Action: action, Subject: "cpi", SubjectID: cpi, Fields: []string{strconv.Itoa(count)}})
}

func has(operators []agenda.Operator, id int64) bool {
	for _, o := range operators {
		if o.ID == id {
			return true
		}
	}
	return false
}

// withBilanci notes on each appointment the bilancio that its worker has under
// way: there is nothing to start then, but something to go on with.
func (h *Handlers) withBilanci(r *web.Request, lists ...[]agenda.Appointment) error {
	var workers []int64
	for _, list := range lists {
		for _, a := range list {
			if !slices.Contains(workers, a.Worker) {
				workers = append(workers, a.Worker)
			}
		}
	}
	open, err := h.bilanci.OpenOf(r.Ctx(), r.Actor, workers)
	if err != nil {
		return err
	}
	for _, list := range lists {
		for i := range list {
			list[i].Ongoing = open[list[i].Worker]
		}
	}
	return nil
}
