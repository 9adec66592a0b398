package conditionality

import (
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/conditionality"
	"sportello/handlers/web"
	views "sportello/views/conditionality"
	"sportello/views/layout"
	"sportello/views/shared"
)

// fact returns the absence of the address, which the actor may judge, and notes that
// it was read.
func (h *Handlers) fact(r *web.Request) (conditionality.Fact, error) {
	k, ok := conditionality.ParseKey(r.Param("fatto"))
	if !ok {
		return conditionality.Fact{}, db.ErrNotFound
	}
	f, err := h.store.Fact(r.Ctx(), r.Actor, k)
	if err == nil && !works(r.Actor, f.CPI) {
		err = db.ErrNotFound
	}
	if err == nil {
		h.archive.Read(r.Actor, archive.Audit{Action: "condizionalita.assenza", Subject: "worker", SubjectID: f.WorkerID, WorkerID: f.WorkerID})
	}
	return f, err
}

// JudgePage shows an absence with the form of a notice; one that was judged leads to
// what was thought of it.
func (h *Handlers) JudgePage(r *web.Request) error {
	f, err := h.fact(r)
	if err != nil {
		return err
	}
	if f.NoticeID != 0 {
		return r.SeeOther(views.Path(f.NoticeID))
	}
	return h.judge(r, http.StatusOK, views.FactPage{F: f, Values: map[string]string{
		"breach": string(f.Breach()), "reasons_by": r.Today().AddDays(conditionality.DaysToAnswer).Italian()}})
}

func (h *Handlers) judge(r *web.Request, status int, p views.FactPage) (err error) {
	if p.Before, err = h.store.Before(r.Ctx(), p.F.DIDID); err != nil {
		return err
	}
	return r.Page(status, views.Judge(p))
}

// Draft prepares a notice and its draft.
func (h *Handlers) Draft(r *web.Request) error {
	fact, err := h.fact(r)
	if err != nil {
		return err
	}
	f := r.Form()
	d := conditionality.Draft{Breach: conditionality.Breach(f.Text("breach")), ReasonsBy: f.Date("reasons_by"), Note: f.Text("note")}
	var id, document int64
	if !f.OK() {
		f.Merge(d.Check(r.Today()).Err())
	} else if id, document, err = h.store.Draft(r.Ctx(), r.Actor, fact.Key, d); err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		return h.judge(r, http.StatusUnprocessableEntity, views.FactPage{F: fact, Key: f.Key(), Errors: f.Errors,
			Values: map[string]string{"breach": f.Text("breach"), "reasons_by": f.Text("reasons_by"), "note": f.Text("note")}})
	}
	h.finish(r, document)
	r.Flash(layout.Flash{Level: shared.Done, Text: "La bozza è pronta: decide il responsabile dell'ufficio.", Links: []layout.Link{{Label: "Scaricala", Href: "/documenti/" + strconv.FormatInt(document, 10)}}})
	return r.SeeOther(views.Path(id))
}

func (h *Handlers) aside(f conditionality.Fact, reason, text string, readers []string) views.Act {
	return views.Act{Title: "Non si procede", Person: f.Worker(), Path: views.FactPath(f.Key, "accantonamento"), Back: views.FactPath(f.Key), Button: "Non si procede",
		Lead: []string{"Per questa assenza non si prepara nessun avviso. Tutti vedono solo se il motivo era giustificato."}, Fields: views.ClosingFields(reason, text, readers),
		Facts: []shared.Pair{{Term: "Che cosa", Value: f.What()}, {Term: "Quando", Value: f.When()}, {Term: "Come è stata convocata", Value: f.Called()}}}
}

// AsidePage asks why the office does not proceed on an absence.
func (h *Handlers) AsidePage(r *web.Request) error {
	f, err := h.fact(r)
	if err != nil {
		return err
	}
	if f.NoticeID != 0 {
		return r.SeeOther(views.Path(f.NoticeID))
	}
	readers, err := h.people.SpecialReaders(r.Ctx(), f.CPI)
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Do(h.aside(f, "", "", readers)))
}

// SetAside records it.
func (h *Handlers) SetAside(r *web.Request) error {
	fact, err := h.fact(r)
	if err != nil {
		return err
	}
	f := r.Form()
	c := closing(f)
	if _, err := h.store.SetAside(r.Ctx(), r.Actor, fact.Key, c); err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		readers, err := h.people.SpecialReaders(r.Ctx(), fact.CPI)
		if err != nil {
			return err
		}
		act := h.aside(fact, c.Reason, c.Text, readers)
		act.Errors, act.Key = f.Errors, f.Key()
		return r.Page(http.StatusUnprocessableEntity, views.Do(act))
	}
	r.Done("Per l'assenza di " + fact.Worker() + " non si procede.")
	return r.SeeOther(views.ListPath)
}

func closing(f *web.Form) conditionality.Closing {
	return conditionality.Closing{Reason: f.Text("reason"), Text: f.Text("reason_text")}
}
