package people

import (
	"net/http"

	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/people"
)

// FromCode answers to the codice fiscale alone: the form with what follows from
// it filled in, and the persons who may be the same. Nothing is written.
func (h *Handlers) FromCode(r *web.Request) error {
	f := r.Form()
	return h.filledIn(r, f, newForm(f))
}

func (h *Handlers) filledIn(r *web.Request, f *web.Form, form views.WorkerForm) error {
	code, err := rule.ParseCodiceFiscale(form.Values["codice_fiscale"])
	if err != nil {
		f.Add("codice_fiscale", err.Error())
	} else if err := h.people.KnownElsewhere(r.Ctx(), r.Actor, code); err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		form.Errors = f.Errors
		return r.Page(http.StatusUnprocessableEntity, views.NewWorker(form))
	}
	h.fromCode(r, form.Values)
	if place, err := h.reference.BirthPlace(r.Ctx(), form.Values["birth_place_code"], rule.Date(form.Values["birth_date"])); err == nil && place.Code != "" {
		form.Values["birth_place"] = place.Entry().Value()
	}
	if form.Twins, err = h.twins(r, form.Values); err != nil {
		return err
	}
	form.Filled = true
	return r.Page(http.StatusOK, views.NewWorker(form))
}

// newForm returns the form of a new person as it was sent.
func newForm(f *web.Form) views.WorkerForm {
	return views.WorkerForm{Values: typedValues(f), Key: f.Text("_key"), Declares: f.Bool("did"),
		Declared: views.DIDForm{On: f.Text("declared_on"), Number: f.Text("number"), Channel: f.Text("channel"), Condition: f.Text("condition"), AgeConfirmed: f.Bool("age_confirmed")}}
}

// declaration returns the DID that comes with a new person, nil for none. What
// cannot be a day or a number is refused also where the box is not ticked: it was
// typed for something.
func declaration(r *web.Request, f *web.Form, form views.WorkerForm) *people.DID {
	d := &people.DID{On: r.Today(), Number: form.Declared.Number, Channel: form.Declared.Channel, Condition: form.Declared.Condition, AgeConfirmed: form.Declared.AgeConfirmed}
	if form.Declares || form.Declared.On != "" {
		d.On = f.Date("declared_on")
	}
	check := *d
	if f.Errors.For("declared_on") != "" {
		check.On = r.Today() // its date is refused already
	}
	for _, refusal := range check.CheckReceived(r.Today()) {
		if form.Declares || refusal.Field != "channel" && refusal.Field != "condition" {
			f.Errors = append(f.Errors, refusal)
		}
	}
	if !form.Declares {
		return nil
	}
	return d
}
