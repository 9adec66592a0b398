package training

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/training"
	"sportello/handlers/web"
	"sportello/views/shared"
	views "sportello/views/training"
)

func (h *Handlers) newEdition(r *web.Request, d views.Desk) error {
	c, err := h.candidate(r, d)
	if err != nil {
		return err
	}
	if len(c.Bodies) == 0 {
		return db.ErrNotFound
	}
	return r.Page(http.StatusOK, views.EditionFormPage(views.EditionForm{Desk: d, Course: c, Values: url.Values{}}))
}

func (h *Handlers) editEdition(r *web.Request, d views.Desk) error {
	e, c, err := h.stored(r, d)
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.EditionFormPage(views.EditionForm{Desk: d, Course: c, ID: e.ID, Values: editionValues(e), Version: int64(e.Version)}))
}

func editionValues(e training.Edition) url.Values {
	return url.Values{"codice": {e.Code}, "sede": {e.Place.Town}, "provincia": {e.Place.Province}, "inizio": {string(e.StartsOn)}, "fine": {string(e.EndsOn)},
		"posti": {strconv.Itoa(e.Seats)}, "occupati": {strconv.Itoa(e.SeatsTaken)}, "orario": {e.Timetable}}
}

func (h *Handlers) createEdition(r *web.Request, d views.Desk) error {
	c, err := h.candidate(r, d)
	if err != nil {
		return err
	}
	f := r.Form()
	e := readEdition(f)
	e.CourseID = c.Course.ID
	switch {
	case len(c.Bodies) == 1:
		e.BodyID = c.Bodies[0].ID
	default:
		e.BodyID = f.Int("organismo")
		if e.BodyID == 0 {
			f.Add("organismo", "Scegli l'organismo che tiene l'edizione.")
		}
	}
	return h.saveEdition(r, d, c, e, f)
}

func (h *Handlers) changeEdition(r *web.Request, d views.Desk) error {
	stored, c, err := h.stored(r, d)
	if err != nil {
		return err
	}
	f := r.Form()
	keepChosen(f, editionValues(stored))
	e := readEdition(f)
	e.ID, e.CourseID, e.BodyID, e.Version = stored.ID, stored.CourseID, stored.BodyID, int(f.Int(shared.FieldVersion))
	return h.saveEdition(r, d, c, e, f)
}

func readEdition(f *web.Form) training.Edition {
	return training.Edition{
		Code: strings.ToUpper(f.Text("codice")), Place: training.Place{Town: f.Text("sede"), Province: f.Text("provincia")},
		StartsOn: f.Date("inizio"), EndsOn: f.Date("fine"), Seats: int(f.Int("posti")), SeatsTaken: int(f.Int("occupati")),
		Timetable: f.Choice("orario", "Scegli quando si tiene.", append([]string{""}, training.Timetables...)...),
	}
}

func (h *Handlers) saveEdition(r *web.Request, d views.Desk, c training.Candidate, e training.Edition, f *web.Form) error {
	if len(f.Errors) == 0 || e.Check() != nil {
		f.Merge(e.Check())
	}
	id := e.ID
	var err error
	if f.OK() {
		id, err = h.store.SaveEdition(r.Ctx(), actorAt(r, d), e)
		var stale db.Stale
		if errors.As(err, &stale) {
			return h.staleEdition(r, d, f, e, stale)
		}
		if err != nil && !f.Merge(err) {
			return err
		}
	}
	if !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.EditionFormPage(views.EditionForm{Desk: d, Course: c, ID: e.ID, Values: f.Values,
			Version: f.Int(shared.FieldVersion), Refusals: f.Errors, Key: f.Text(shared.FieldKey)}))
	}
	r.Done("Edizione " + e.Code + " salvata.")
	return r.SeeOther(editionPath(d, id))
}

func editionPath(d views.Desk, id int64) string {
	path := "/edizioni/"
	if d.Body {
		path = "/ente/edizioni/"
	}
	return path + strconv.FormatInt(id, 10)
}

func (h *Handlers) staleEdition(r *web.Request, d views.Desk, f *web.Form, e training.Edition, stale db.Stale) error {
	stored, _, err := h.store.Edition(r.Ctx(), actorAt(r, d), e.ID)
	if err != nil {
		return err
	}
	return h.stale(r, staleForm{title: "Modifica edizione", what: "questa edizione", subject: "edition", id: e.ID, action: editionPath(d, e.ID),
		form: f, stored: editionValues(stored), labels: views.EditionLabels, version: stale.Current, desk: d,
		fields: []string{"codice", "sede", "provincia", "inizio", "fine", "posti", "occupati", "orario"}})
}
