package people

import (
	"net/http"

	"sportello/db/people"
	"sportello/handlers/web"
	views "sportello/views/people"
)

// conditionForm returns the person of the path and what is known of their
// condition, with the page that it stands on.
func (h *Handlers) conditionForm(r *web.Request) (views.ConditionForm, views.EmploymentPage, error) {
	p, err := h.employmentPage(r)
	f := views.ConditionForm{Worker: p.Worker, Now: people.ConditionOn(p.Conditions, p.Facts.Periods, p.DIDs, p.Today), From: r.Today().Italian(), Source: "persona"}
	for _, c := range p.Conditions {
		f.Last = max(f.Last, c.ID)
	}
	return f, p, err
}

// ConditionPage asks in what way an unemployed person is so.
func (h *Handlers) ConditionPage(r *web.Request) error {
	form, _, err := h.conditionForm(r)
	if err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", form.Worker.ID)
	return r.Page(http.StatusOK, views.StateCondition(form))
}

// StateCondition records the condition of an unemployed person.
func (h *Handlers) StateCondition(r *web.Request) error {
	form, p, err := h.conditionForm(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form.Condition, form.From, form.Source, form.Note, form.Last, form.Key = f.Text("condition"), f.Text("from_on"), f.Text("source"), f.Text("note"), int64(f.Version()), f.Key()
	c := people.Condition{Recorded: people.Recorded{WorkerID: form.Worker.ID}, Condition: form.Condition, From: f.Date("from_on"), Source: form.Source, Note: form.Note}
	if !f.OK() {
		unsaid(f, c.Check(r.Today())) // what is wrong with the other fields is told too
	} else if err := h.people.StateCondition(r.Ctx(), r.Actor, c, form.Last); isStale(err) {
		var newest people.Condition
		for _, c := range p.Conditions {
			if c.ID > newest.ID {
				newest = c
			}
		}
		return r.Page(http.StatusConflict, views.FactChanged(views.Changed{Head: views.EmploymentHead(form.Worker, "Qualcuno ha scritto la condizione nel frattempo", true),
			Now: views.ConditionFacts(newest), Typed: views.ConditionFacts(c), Back: views.ConditionHref(form.Worker.ID)}))
	} else if err != nil && !f.Merge(err) {
		return err
	}
	if form.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.StateCondition(form))
	}
	r.Done("Ho registrato la condizione di " + form.Worker.FullName() + " dal " + c.From.Italian() + ".")
	return r.SeeOther(views.EmploymentHref(form.Worker.ID))
}

// CategoryPage asks for a category of d.lgs. 297/2002 that facts do not tell.
func (h *Handlers) CategoryPage(r *web.Request) error {
	w, err := h.writable(r)
	if err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", w.ID)
	return r.Page(http.StatusOK, views.AssignCategory(views.CategoryForm{Worker: w, From: r.Today().Italian()}))
}

// AssignCategory puts a person into a category of d.lgs. 297/2002.
func (h *Handlers) AssignCategory(r *web.Request) error {
	w, err := h.writable(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := views.CategoryForm{Worker: w, Target: f.Text("target"), From: f.Text("from_on"), Note: f.Text("note"), Key: f.Key()}
	m := people.Mark{WorkerID: w.ID, Target: form.Target, From: f.Date("from_on"), Note: form.Note}
	kind, _ := people.MarkNamed(m.Target)
	if !kind.Category {
		f.Add("target", "Scegli una categoria dell'elenco.")
	}
	if !f.OK() {
		m.From = r.Today() // what is wrong with the other fields is told too
		for _, refusal := range m.Check(r.Today()) {
			if refusal.Field != "target" {
				f.Errors = append(f.Errors, refusal)
			}
		}
	} else if err := h.people.SetMark(r.Ctx(), r.Actor, m); err != nil && !f.Merge(err) {
		return err
	}
	if form.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.AssignCategory(form))
	}
	r.Done("Ho assegnato a " + w.FullName() + " la categoria «" + kind.Name + "».")
	return r.SeeOther(views.EmploymentHref(w.ID))
}
