package training

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"sportello/db"
	"sportello/db/training"
	"sportello/handlers/web"
	"sportello/views/shared"
	views "sportello/views/training"
)

// Bodies shows the training bodies.
func (h *Handlers) Bodies(r *web.Request) error {
	bodies, err := h.store.Bodies(r.Ctx(), r.Actor)
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.BodiesPage(bodies))
}

// NewBody shows an empty form of a training body.
func (h *Handlers) NewBody(r *web.Request) error {
	return r.Page(http.StatusOK, views.BodyFormPage(views.BodyForm{Values: url.Values{}}))
}

// EditBody shows the form of a training body as it is stored.
func (h *Handlers) EditBody(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	b, err := h.store.Body(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.BodyFormPage(views.BodyForm{ID: id, Values: bodyValues(b), Version: int64(b.Version)}))
}

func bodyValues(b training.Body) url.Values {
	return url.Values{"nome": {b.Name}, "codice_fiscale": {b.CodiceFiscale}, "indirizzo": {b.Address}, "telefono": {b.Phone}, "email": {b.Email}}
}

// CreateBody adds a training body.
func (h *Handlers) CreateBody(r *web.Request) error { return h.saveBody(r, 0) }

// ChangeBody saves a training body.
func (h *Handlers) ChangeBody(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	return h.saveBody(r, id)
}

func (h *Handlers) saveBody(r *web.Request, id int64) error {
	f := r.Form()
	if id != 0 {
		stored, err := h.store.Body(r.Ctx(), r.Actor, id)
		if err != nil {
			return err
		}
		keepChosen(f, bodyValues(stored))
	}
	b := training.Body{ID: id, Name: f.Text("nome"), CodiceFiscale: f.Text("codice_fiscale"), Address: f.Text("indirizzo"), Phone: f.Text("telefono"),
		Email: f.Text("email"), Version: int(f.Int(shared.FieldVersion))}
	_, err := h.store.SaveBody(r.Ctx(), r.Actor, b)
	var stale db.Stale
	if errors.As(err, &stale) {
		stored, err := h.store.Body(r.Ctx(), r.Actor, id)
		if err != nil {
			return err
		}
		return h.stale(r, staleForm{title: "Modifica organismo", what: "questo organismo", subject: "training_body", id: id, action: "/organismi/" + strconv.FormatInt(id, 10),
			form: f, stored: bodyValues(stored), labels: views.BodyLabels, version: stale.Current, desk: office(r),
			fields: []string{"nome", "codice_fiscale", "indirizzo", "telefono", "email"}})
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.BodyFormPage(views.BodyForm{ID: id, Values: f.Values, Version: f.Int(shared.FieldVersion),
			Refusals: f.Errors, Key: f.Text(shared.FieldKey)}))
	}
	r.Done("Organismo «" + b.Name + "» salvato.")
	return r.SeeOther("/organismi")
}
