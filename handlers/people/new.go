package people

import (
	"net/http"
	"strconv"

	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	"sportello/views/layout"
	views "sportello/views/people"
	"sportello/views/shared"
)

func cardPath(id int64) string { return "/lavoratori/" + strconv.FormatInt(id, 10) }

// NewPage shows the form that adds a person.
func (h *Handlers) NewPage(r *web.Request) error {
	return r.Page(http.StatusOK, views.NewWorker(views.WorkerForm{Values: map[string]string{}, Declared: views.DIDForm{On: r.Today().Italian(), Channel: "cpi"}}))
}

// Create adds a person. Somebody who may be the same is shown first.
func (h *Handlers) Create(r *web.Request) error {
	f := r.Form()
	form := newForm(f)
	if f.Text(views.ByEnter) != "" && form.CodeAlone() { // Enter in the codice fiscale, without a script
		return h.filledIn(r, f, form)
	}
	did := declaration(r, f, form)
	values, refusals := h.columns(r.Ctx(), nil, form.Values, r.Today())
	f.Errors = append(f.Errors, refusals...)
	h.fromCode(r, values)
	for _, column := range []string{"codice_fiscale", "surname", "name"} {
		if values[column] == "" {
			values[column] = "" // named, so that it is refused
		}
	}
	if _, err := people.Normalize(values, r.Today()); err != nil {
		f.Merge(err)
	}
	id, err := int64(0), error(nil)
	if f.OK() {
		if id, err = h.people.Receive(r.Ctx(), r.Actor, values, f.Bool("comunque"), did); err != nil && !f.Merge(err) {
			return err
		}
	}
	if !f.OK() {
		form.Errors = f.Errors
		if form.Twins, err = h.twins(r, form.Values); err != nil {
			return err
		}
		return r.Page(http.StatusUnprocessableEntity, views.NewWorker(form))
	}
	done := "Ho aggiunto la persona."
	if did != nil {
		done = "Ho aggiunto la persona e registrato la sua DID del " + did.On.Italian() + "."
	}
	var w people.Worker
	for column, value := range values {
		w.Set(column, value)
	}
	if w.PermitExpired(r.Today()) {
		r.Flash(layout.Flash{Level: shared.Warn, Text: done + " Il titolo di soggiorno è scaduto il " + w.PermitExpiresOn.Italian() + ": controlla il rinnovo."})
	} else {
		r.Done(done)
	}
	return r.SeeOther(cardPath(id))
}

// fromCode fills in what was left empty and the codice fiscale says.
func (h *Handlers) fromCode(r *web.Request, values map[string]string) {
	cf, err := rule.ParseCodiceFiscale(values["codice_fiscale"])
	if err != nil || cf.Provisional() {
		return
	}
	fill := func(column, value string) {
		if values[column] == "" && value != "" {
			values[column] = value
		}
	}
	birth, _ := cf.BirthDate(r.Today())
	fill("sex", cf.Sex())
	fill("birth_date", string(birth))
	if values["birth_place"] == "" {
		if place, err := h.reference.BirthPlace(r.Ctx(), cf.BirthPlaceCode(), birth); err == nil {
			values["birth_place"], values["birth_place_code"] = place.Name, place.Code
		}
	}
}

// twins returns the persons who may be the one typed. Their records are read,
// and the register says so.
func (h *Handlers) twins(r *web.Request, typed map[string]string) ([]people.Twin, error) {
	w := people.Worker{Surname: typed["surname"], Name: typed["name"]}
	w.CodiceFiscale, _ = rule.ParseCodiceFiscale(typed["codice_fiscale"])
	if d, err := rule.ParseDate(typed["birth_date"]); err == nil {
		w.BirthDate = d
	} else if birth, ok := w.CodiceFiscale.BirthDate(r.Today()); ok {
		w.BirthDate = birth
	}
	found, err := h.people.Twins(r.Ctx(), r.Actor, w)
	for _, t := range found {
		r.AuditRead("lavoratore.letto", t.Worker.ID)
	}
	return found, err
}

// Twins names, while one types, the persons who may be there already.
func (h *Handlers) Twins(r *web.Request) error {
	twins, err := h.twins(r, typedValues(r.Form()))
	if err != nil {
		return err
	}
	named := views.Twins(twins, false)
	return r.Page(http.StatusOK, named, web.Fragment{ID: views.TwinsID, Component: named})
}
