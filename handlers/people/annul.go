package people

import (
	"context"
	"net/http"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	"sportello/views/layout"
	views "sportello/views/people"
	"sportello/views/shared"
)

// recorded is a fact of a person that may be taken back as a mistake.
type recorded struct {
	worker people.Worker
	fact   people.Recorded
	what   string // «la condizione»
	facts  []shared.Pair
	at     string // the address whose facts these are
	back   string
	head   func(people.Worker, string, bool) layout.Head
	annul  func(context.Context, rule.Actor, people.Recorded, string) error
}

// The facts that are taken back alike.
type finder func(*Handlers, *web.Request, int64) (recorded, error)

func annulCondition(h *Handlers, r *web.Request, id int64) (recorded, error) {
	p, err := h.employmentPage(r)
	for _, c := range p.Conditions {
		if c.ID == id {
			return recorded{p.Worker, c.Recorded, "la condizione", views.ConditionFacts(c), views.ConditionHref(p.Worker.ID), views.EmploymentHref(p.Worker.ID), views.EmploymentHead, h.people.AnnulCondition}, err
		}
	}
	return recorded{}, missing(err)
}

func annulEnrolment(h *Handlers, r *web.Request, _ int64) (recorded, error) {
	w, l, err := h.enrolment(r)
	return recorded{w, l.Recorded, "l'iscrizione", views.EnrolmentFacts(l), views.SpecialListsHref(w.ID), views.EmploymentHref(w.ID), views.EmploymentHead, h.people.AnnulEnrolment}, err
}

func annulIndex(h *Handlers, r *web.Request, id int64) (recorded, error) {
	w, all, err := h.indices(r)
	for _, x := range all {
		if x.ID == id {
			return recorded{w, x.Recorded, "l'indice", views.IndexFacts(x), views.IndexHref(w.ID), views.ProfilesHref(w.ID), views.ProfileHead, h.people.AnnulIndex}, err
		}
	}
	return recorded{}, missing(err)
}

func missing(err error) error {
	if err == nil {
		err = db.ErrNotFound
	}
	return err
}

func (f recorded) form(version int, reason string, errors rule.Refusals) views.AnnulForm {
	return views.AnnulForm{Head: f.head(f.worker, "Annulla "+f.what, len(errors) > 0), What: f.what, Facts: f.facts, Action: views.AnnulHref(f.at, f.fact.ID), Back: f.back, Version: version, Reason: reason, Errors: errors}
}

// annulPage asks why a fact was recorded by mistake.
func (h *Handlers) annulPage(r *web.Request, find finder) error {
	f, err := h.recorded(r, find)
	if err != nil {
		return err
	}
	if f.fact.Annulled != "" {
		return people.ErrAnnulled
	}
	r.AuditRead("lavoratore.letto", f.worker.ID)
	return r.Page(http.StatusOK, views.Annul(f.form(f.fact.Version, "", nil)))
}

func (h *Handlers) recorded(r *web.Request, find finder) (recorded, error) {
	id, err := r.ID("n")
	if err != nil {
		return recorded{}, err
	}
	return find(h, r, id)
}

// annul takes back a fact recorded by mistake.
func (h *Handlers) annul(r *web.Request, find finder) error {
	found, err := h.recorded(r, find)
	if err != nil {
		return err
	}
	f := r.Form()
	version, reason := f.Version(), f.Text("reason")
	as := found.fact
	as.Version = version
	if err := found.annul(r.Ctx(), r.Actor, as, reason); isStale(err) {
		return r.Page(http.StatusConflict, views.FactChanged(views.Changed{Head: found.head(found.worker, "Qualcuno ha cambiato "+found.what+" nel frattempo", true),
			Now: found.facts, Typed: []shared.Pair{{Term: "Motivo", Value: reason}}, Back: found.back}))
	} else if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.Annul(found.form(version, reason, f.Errors)))
	}
	r.Done("Ho annullato " + found.what + " di " + found.worker.FullName() + ": resta nella storia, con il motivo.")
	return r.SeeOther(found.back)
}

// AnnulConditionPage asks why a condition was recorded by mistake.
func (h *Handlers) AnnulConditionPage(r *web.Request) error { return h.annulPage(r, annulCondition) }

// AnnulCondition takes back a condition recorded by mistake.
func (h *Handlers) AnnulCondition(r *web.Request) error { return h.annul(r, annulCondition) }

// AnnulEnrolmentPage asks why an enrolment was recorded by mistake.
func (h *Handlers) AnnulEnrolmentPage(r *web.Request) error { return h.annulPage(r, annulEnrolment) }

// AnnulEnrolment takes back an enrolment recorded by mistake.
func (h *Handlers) AnnulEnrolment(r *web.Request) error { return h.annul(r, annulEnrolment) }

// AnnulIndexPage asks why an index was recorded by mistake.
func (h *Handlers) AnnulIndexPage(r *web.Request) error { return h.annulPage(r, annulIndex) }

// AnnulIndex takes back an index recorded by mistake.
func (h *Handlers) AnnulIndex(r *web.Request) error { return h.annul(r, annulIndex) }
