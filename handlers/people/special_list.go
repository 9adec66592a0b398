package people

import (
	"net/http"

	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/people"
	"sportello/views/shared"
)

// EnrolPage asks for an enrolment in a special list.
func (h *Handlers) EnrolPage(r *web.Request) error {
	w, err := h.writable(r)
	if err != nil {
		return err
	}
	form := views.EnrolForm{Worker: w}
	if provinces := r.Actor.Provinces(); len(provinces) > 0 {
		form.Province = provinces[0]
	}
	r.AuditRead("lavoratore.letto", w.ID)
	return r.Page(http.StatusOK, views.Enrol(form))
}

func enrolForm(w people.Worker, f *web.Form) views.EnrolForm {
	return views.EnrolForm{Worker: w, List: f.Text("list"), On: f.Text("enrolled_on"), Ends: f.Text("ends_on"), Deferral: f.Text("deferral_on"), Province: f.Text("province"), Note: f.Text("note"), Key: f.Key()}
}

// optional reads a day that may be left out.
func optional(f *web.Form, name string) rule.Date {
	if f.Text(name) == "" {
		return ""
	}
	return f.Date(name)
}

// unsaid adds to the errors of a form those refusals whose field has none yet:
// everything that is wrong is told at once.
func unsaid(f *web.Form, refusals rule.Refusals) {
	for _, refusal := range refusals {
		if f.Errors.For(refusal.Field) == "" {
			f.Errors = append(f.Errors, refusal)
		}
	}
}

// Enrol records an enrolment in a special list.
func (h *Handlers) Enrol(r *web.Request) error {
	w, err := h.writable(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := enrolForm(w, f)
	l := people.SpecialList{Recorded: people.Recorded{WorkerID: w.ID}, List: form.List, EnrolledOn: optional(f, "enrolled_on"), EndsOn: optional(f, "ends_on"), DeferralOn: optional(f, "deferral_on"),
		Province: form.Province, Note: form.Note}
	if !f.OK() {
		unsaid(f, l.Check(r.Today()))
	} else if err := h.people.Enrol(r.Ctx(), r.Actor, l); err != nil && !f.Merge(err) {
		return err
	}
	if form.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.Enrol(form))
	}
	r.Done("Ho registrato l'iscrizione di " + w.FullName() + ": " + l.Name() + ".")
	return r.SeeOther(views.EmploymentHref(w.ID))
}

// enrolment returns the person and the enrolment of the path.
func (h *Handlers) enrolment(r *web.Request) (people.Worker, people.SpecialList, error) {
	w, err := h.writable(r)
	if err != nil {
		return w, people.SpecialList{}, err
	}
	id, err := r.ID("n")
	if err != nil {
		return w, people.SpecialList{}, err
	}
	l, err := h.people.SpecialList(r.Ctx(), w.ID, id)
	return w, l, err
}

// EnrolmentPage shows an enrolment, its history and the form of its end.
func (h *Handlers) EnrolmentPage(r *web.Request) error {
	w, l, err := h.enrolment(r)
	if err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", w.ID)
	return r.Page(http.StatusOK, views.Enrolment(views.EnrolForm{Worker: w, Enrolment: l, Version: l.Version, Ends: l.EndsOn.Italian(), Deferral: l.DeferralOn.Italian(), CanWrite: r.Actor.Has(Desk...)}))
}

// EndEnrolment records when an enrolment ends, and to when that may be put off.
func (h *Handlers) EndEnrolment(r *web.Request) error {
	w, l, err := h.enrolment(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := enrolForm(w, f)
	form.Enrolment, form.Version, form.CanWrite = l, f.Version(), true
	to := people.SpecialList{Recorded: people.Recorded{ID: l.ID, WorkerID: w.ID, Version: form.Version}, EnrolledOn: l.EnrolledOn, EndsOn: optional(f, "ends_on"), DeferralOn: optional(f, "deferral_on")}
	if !f.OK() {
		unsaid(f, to.CheckEnds())
	} else if err := h.people.EndEnrolment(r.Ctx(), r.Actor, to, form.Note); isStale(err) {
		return r.Page(http.StatusConflict, views.FactChanged(views.Changed{Head: views.EmploymentHead(w, "Qualcuno ha cambiato questa iscrizione nel frattempo", true), Now: views.EnrolmentFacts(l),
			Typed: []shared.Pair{{Term: "Termine", Value: form.Ends}, {Term: "Massimo differimento", Value: form.Deferral}, {Term: "Perché cambia", Value: form.Note}}, Back: views.EnrolmentHref(w.ID, l.ID)}))
	} else if err != nil && !f.Merge(err) {
		return err
	}
	if form.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.Enrolment(form))
	}
	r.Done("Ho salvato il termine dell'iscrizione di " + w.FullName() + ".")
	return r.SeeOther(views.EnrolmentHref(w.ID, l.ID))
}
