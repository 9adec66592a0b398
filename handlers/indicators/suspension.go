package indicators

import (
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/indicators"
	"sportello/handlers/web"
	views "sportello/views/indicators"
)

// term returns the term of the path, with its suspensions.
func (h *Handlers) term(r *web.Request) (p views.SuspensionPage, err error) {
	id, err := r.ID("id")
	if err != nil {
		return p, err
	}
	if r.Param("regola") != strconv.Itoa(indicators.DeadlineInterview) {
		return p, db.ErrNotFound
	}
	p.Today = r.Today()
	p.Term, p.Earlier, err = h.store.Term(r.Ctx(), r.Actor, id)
	return p, err
}

// SuspensionPage asks from when, and why, the office waits for the person; of a
// term that stands still, until when.
func (h *Handlers) SuspensionPage(r *web.Request) error {
	p, err := h.term(r)
	if err != nil {
		return err
	}
	p.From, p.To = r.Today().Italian(), ""
	if p.Stands() {
		p.To = r.Today().Italian()
	}
	r.AuditRead("scadenza.letta", p.Term.WorkerID)
	return r.Page(http.StatusOK, views.Suspension(p))
}

// Suspend records that the office waits for the person.
func (h *Handlers) Suspend(r *web.Request) error {
	p, err := h.term(r)
	if err != nil {
		return err
	}
	f := r.Form()
	p.From, p.To, p.Reason, p.Key = f.Text("from_day"), f.Text("to_day"), f.Text("reason"), f.Key()
	x := indicators.Suspension{From: f.Date("from_day"), To: f.Date("to_day"), Reason: p.Reason}
	if !f.OK() {
		for _, e := range x.Check(p.Term, p.Earlier, r.Today()) {
			if f.Errors.For(e.Field) == "" {
				f.Errors = append(f.Errors, e)
			}
		}
	} else if err := h.store.Suspend(r.Ctx(), r.Actor, p.Term.SubjectID, x); err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		p.Errors = f.Errors
		return r.Page(http.StatusUnprocessableEntity, views.Suspension(p))
	}
	r.Done("Ho sospeso la scadenza di " + p.Term.Worker + ": i giorni di attesa si aggiungono.")
	return r.SeeOther("/scadenze")
}

// Resume records the last day for which the office waited.
func (h *Handlers) Resume(r *web.Request) error {
	p, err := h.term(r)
	if err != nil {
		return err
	}
	f := r.Form()
	p.To, p.Key = f.Text("to_day"), f.Key()
	on := f.Date("to_day")
	if f.OK() {
		if err := h.store.Resume(r.Ctx(), r.Actor, p.Term.SubjectID, on); err != nil && !f.Merge(err) {
			return err
		}
	}
	if !f.OK() {
		p.Errors = f.Errors
		return r.Page(http.StatusUnprocessableEntity, views.Suspension(p))
	}
	r.Done("La scadenza di " + p.Term.Worker + " è ripartita.")
	return r.SeeOther("/scadenze")
}
