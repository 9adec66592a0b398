package people

import (
	"errors"
	"net/http"

	"sportello/db"
	"sportello/db/people"
	"sportello/handlers/web"
	views "sportello/views/people"
	"sportello/views/shared"
)

// employmentPage returns the person of the path and their employment.
func (h *Handlers) employmentPage(r *web.Request) (p views.EmploymentPage, err error) {
	if p.Worker, err = h.writable(r); err != nil {
		return p, err
	}
	p.Today, p.CanWrite = r.Today(), r.Actor.Has(Desk...)
	id := p.Worker.ID
	rows, err := h.people.Rows(r.Ctx(), r.Actor, id)
	if err != nil {
		return p, err
	}
	if p.Facts, err = h.people.GroupFacts(r.Ctx(), id, rows); err != nil {
		return p, err
	}
	p.Categories = people.Categories(p.Worker, p.Facts, p.Today)
	if p.Conditions, err = h.people.Conditions(r.Ctx(), id); err != nil {
		return p, err
	}
	lists, err := h.people.SpecialLists(r.Ctx(), id)
	if err != nil {
		return p, err
	}
	p.Lists = people.ListsOf(lists, rows)
	if p.Indices, err = h.people.Indices(r.Ctx(), id); err != nil {
		return p, err
	}
	if p.DIDs, err = h.people.DIDs(r.Ctx(), id); err != nil {
		return p, err
	}
	p.Statements, err = h.people.Statements(r.Ctx(), p.Worker.ID)
	return p, err
}

// EmploymentPage shows the employment of a person and how it came to be.
func (h *Handlers) EmploymentPage(r *web.Request) error {
	p, err := h.employmentPage(r)
	if err != nil {
		return err
	}
	p.From = r.Today().Italian()
	r.AuditRead("lavoratore.letto", p.Worker.ID)
	return r.Page(http.StatusOK, views.Employment(p))
}

// StateEmployment records an employment status that no other fact tells.
func (h *Handlers) StateEmployment(r *web.Request) error {
	p, err := h.employmentPage(r)
	if err != nil {
		return err
	}
	f := r.Form()
	p.Status, p.From, p.Note, p.Key = f.Text("status"), f.Text("from_on"), f.Text("note"), f.Key()
	t := people.Statement{WorkerID: p.Worker.ID, Status: p.Status, From: f.Date("from_on"), Note: p.Note}
	if !f.OK() {
		t.From = r.Today() // what is wrong with the other fields is told too
		f.Errors = append(f.Errors, t.Check(r.Today())...)
	} else if err := h.people.StateEmployment(r.Ctx(), r.Actor, t); err != nil && !f.Merge(err) {
		return err
	}
	if p.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.Employment(p))
	}
	r.Done("Ho registrato lo stato di " + p.Worker.FullName() + ": " + people.EmploymentLabel(t.Status) + " dal " + t.From.Italian() + ".")
	return r.SeeOther(views.EmploymentHref(p.Worker.ID))
}

// statement returns the person and the statement of the path.
func (h *Handlers) statement(r *web.Request) (people.Worker, people.Statement, error) {
	w, err := h.writable(r)
	if err != nil {
		return w, people.Statement{}, err
	}
	id, err := r.ID("n")
	if err != nil {
		return w, people.Statement{}, err
	}
	all, err := h.people.Statements(r.Ctx(), w.ID)
	for _, t := range all {
		if t.ID == id {
			return w, t, err
		}
	}
	return w, people.Statement{}, errors.Join(err, db.ErrNotFound)
}

// RevokeStatementPage asks why a status was recorded by mistake.
func (h *Handlers) RevokeStatementPage(r *web.Request) error {
	w, t, err := h.statement(r)
	if err != nil {
		return err
	}
	if t.Revoked != "" {
		return people.ErrRevoked
	}
	r.AuditRead("lavoratore.letto", w.ID)
	return r.Page(http.StatusOK, views.RevokeStatement(views.RevokeForm{Worker: w, Statement: t, Version: t.Version}))
}

// RevokeStatement takes back a status recorded by mistake.
func (h *Handlers) RevokeStatement(r *web.Request) error {
	w, t, err := h.statement(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := views.RevokeForm{Worker: w, Statement: t, Version: f.Version(), Reason: f.Text("reason")}
	if err := h.people.RevokeStatement(r.Ctx(), r.Actor, w.ID, t.ID, form.Version, form.Reason); isStale(err) {
		return r.Page(http.StatusConflict, views.StatementChanged(w, t, []shared.Pair{{Term: "Motivo", Value: form.Reason}}))
	} else if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		form.Errors = f.Errors
		return r.Page(http.StatusUnprocessableEntity, views.RevokeStatement(form))
	}
	r.Done("Ho annullato lo stato di " + w.FullName() + ": resta nella storia, con il motivo.")
	return r.SeeOther(views.EmploymentHref(w.ID))
}
