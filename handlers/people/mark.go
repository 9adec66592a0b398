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

// groupsPage returns the person of the path and their target groups.
func (h *Handlers) groupsPage(r *web.Request) (p views.GroupsPage, err error) {
	if p.Worker, err = h.writable(r); err != nil {
		return p, err
	}
	rows, err := h.people.Rows(r.Ctx(), r.Actor, p.Worker.ID)
	if err != nil {
		return p, err
	}
	facts, err := h.people.GroupFacts(r.Ctx(), p.Worker.ID, rows)
	p.Groups, p.CanWrite = people.Groups(p.Worker, facts, r.Today()), r.Actor.Has(Desk...)
	for _, m := range facts.Marks {
		if kind, _ := people.MarkNamed(m.Target); !kind.Category {
			p.Marks = append(p.Marks, m)
		}
	}
	return p, err
}

// GroupsPage shows the target groups of a person, each with its reason.
func (h *Handlers) GroupsPage(r *web.Request) error {
	p, err := h.groupsPage(r)
	if err != nil {
		return err
	}
	p.From = r.Today().Italian()
	r.AuditRead("lavoratore.letto", p.Worker.ID)
	return r.Page(http.StatusOK, views.TargetGroups(p))
}

// SetMark puts a person into a group that no fact tells.
func (h *Handlers) SetMark(r *web.Request) error {
	p, err := h.groupsPage(r)
	if err != nil {
		return err
	}
	f := r.Form()
	p.Target, p.From, p.Note, p.Key = f.Text("target"), f.Text("from_on"), f.Text("note"), f.Key()
	m := people.Mark{WorkerID: p.Worker.ID, Target: p.Target, From: f.Date("from_on"), Note: p.Note}
	if !f.OK() {
		m.From = r.Today() // what is wrong with the other fields is told too
		for _, refusal := range m.Check(r.Today()) {
			if refusal.Field != "from_on" {
				f.Errors = append(f.Errors, refusal)
			}
		}
	} else if err := h.people.SetMark(r.Ctx(), r.Actor, m); err != nil && !f.Merge(err) {
		return err
	}
	if p.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.TargetGroups(p))
	}
	kind, _ := people.MarkNamed(m.Target)
	r.Done("Ho assegnato a " + p.Worker.FullName() + " il gruppo «" + kind.Name + "».")
	return r.SeeOther(views.GroupsHref(p.Worker.ID))
}

// mark returns the person and the group of the path.
func (h *Handlers) mark(r *web.Request) (people.Worker, people.Mark, error) {
	w, err := h.writable(r)
	if err != nil {
		return w, people.Mark{}, err
	}
	id, err := r.ID("n")
	if err != nil {
		return w, people.Mark{}, err
	}
	all, err := h.people.Marks(r.Ctx(), w.ID)
	for _, m := range all {
		if m.ID == id {
			return w, m, err
		}
	}
	return w, people.Mark{}, errors.Join(err, db.ErrNotFound)
}

// EndMarkPage asks until when a group holds.
func (h *Handlers) EndMarkPage(r *web.Request) error {
	w, m, err := h.mark(r)
	if err != nil {
		return err
	}
	if err := m.CanEnd(); err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", w.ID)
	return r.Page(http.StatusOK, views.EndMark(views.EndMarkForm{Worker: w, Mark: m, Version: m.Version, On: r.Today().Italian()}))
}

// EndMark records until when a group holds.
func (h *Handlers) EndMark(r *web.Request) error {
	w, m, err := h.mark(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := views.EndMarkForm{Worker: w, Mark: m, Version: f.Version(), On: f.Text("to_on")}
	on := f.Date("to_on")
	if f.OK() {
		if err := h.people.EndMark(r.Ctx(), r.Actor, w.ID, m.ID, form.Version, on); isStale(err) {
			return r.Page(http.StatusConflict, views.MarkChanged(w, m, []shared.Pair{{Term: "Fino a quando", Value: form.On}}))
		} else if err != nil && !f.Merge(err) {
			return err
		}
	}
	if !f.OK() {
		form.Errors = f.Errors
		return r.Page(http.StatusUnprocessableEntity, views.EndMark(form))
	}
	if kind, _ := people.MarkNamed(m.Target); kind.Category {
		r.Done("Ho registrato la fine della categoria di " + w.FullName() + ".")
		return r.SeeOther(views.EmploymentHref(w.ID))
	}
	r.Done("Ho registrato la fine del gruppo di " + w.FullName() + ".")
	return r.SeeOther(views.GroupsHref(w.ID))
}
