// Package conditionality handles the pages of the optional module on missed
// appointments. While it is off none of them exists.
package conditionality

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/conditionality"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	reports "sportello/reports/conditionality"
	views "sportello/views/conditionality"
	"sportello/views/shared"
)

// Handlers are the pages of the module.
type Handlers struct {
	store   *conditionality.Store
	archive *archive.Store
	people  *people.Store
}

// New returns the handlers over the kit's stores, and tells the archive how a notice
// is printed.
func New(app *web.App) *Handlers {
	for kind, render := range reports.Renderers {
		app.Archive.RegisterRenderer(kind, render)
	}
	return &Handlers{store: conditionality.NewStore(app.DB), archive: app.Archive, people: people.NewStore(app.DB)}
}

// WhenOn returns a page that exists only while the module is switched on.
func (h *Handlers) WhenOn(page web.HandlerFunc) web.HandlerFunc {
	return func(r *web.Request) error {
		on, err := h.store.On(r.Ctx())
		if err == nil && !on {
			err = db.ErrNotFound
		}
		if err != nil {
			return err
		}
		return page(r)
	}
}

// List shows the absences to judge, or the notices in one state.
func (h *Handlers) List(r *web.Request) error {
	p := views.ListPage{Writes: r.Actor.Has(conditionality.Writers...), Many: len(r.Actor.CPIs()) != 1}
	p.Office, _ = strconv.ParseInt(r.Query("ufficio"), 10, 64)
	if s := r.Query("stato"); people.ChoiceLabel(conditionality.States, s) != s {
		p.State = conditionality.State(s)
	}
	var err error
	if p.Counts, err = h.store.Counts(r.Ctx(), r.Actor, p.Office); err != nil {
		return err
	}
	if p.State == "" {
		p.Facts, err = h.store.Facts(r.Ctx(), r.Actor, conditionality.FactFilter{Office: p.Office, Before: factAt(r.Query(shared.BelowKey)), After: factAt(r.Query(shared.AboveKey))})
	} else {
		p.Page, err = h.store.Notices(r.Ctx(), r.Actor, conditionality.Filter{State: p.State, Office: p.Office, At: r.Window()})
	}
	if err != nil {
		return err
	}
	h.archive.Read(r.Actor, archive.Audit{Action: "condizionalita.elenco", Subject: "conditionality_notice", Fields: []string{string(p.State)}, Count: len(p.Facts.Rows) + len(p.Page.Rows)})
	return r.Page(http.StatusOK, views.List(p), web.Fragment{ID: views.ListID, Component: views.Rows(p)})
}

// factAt reads where a page of absences begins: «day|minutes|key».
func factAt(text string) conditionality.FactAt {
	parts := strings.Split(text, "|")
	if len(parts) != 3 {
		return conditionality.FactAt{}
	}
	starts, err := strconv.Atoi(parts[1])
	day, bad := rule.ParseDate(parts[0])
	if _, ok := conditionality.ParseKey(parts[2]); err != nil || bad != nil || !ok {
		return conditionality.FactAt{}
	}
	return conditionality.FactAt{Day: day, Starts: rule.Minutes(starts), Key: parts[2]}
}

// notice returns the notice of the address, and notes that it was read.
func (h *Handlers) notice(r *web.Request) (conditionality.Notice, error) {
	id, err := r.ID("id")
	if err != nil {
		return conditionality.Notice{}, err
	}
	n, err := h.store.Notice(r.Ctx(), r.Actor, id)
	if err == nil {
		h.archive.Read(r.Actor, archive.Audit{Action: "condizionalita.letta", Subject: "conditionality_notice", SubjectID: n.ID, WorkerID: n.WorkerID})
	}
	return n, err
}

// finish makes the file of a document that was just issued. If that fails the
// document is there all the same: a job makes its file later.
func (h *Handlers) finish(r *web.Request, document int64) {
	if _, err := h.archive.Finish(r.Ctx(), document); err != nil {
		r.App.Log.Error("document", "id", document, "error", err)
	}
}

// works reports whether the actor judges the absences of an office.
func works(a rule.Actor, cpi int64) bool {
	return a.System || slices.Contains(a.CPIs(conditionality.Writers...), cpi)
}
