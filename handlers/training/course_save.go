package training

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/reference"
	"sportello/db/scheda"
	"sportello/db/training"
	"sportello/handlers/web"
	"sportello/views/shared"
	views "sportello/views/training"
)

// CreateCourse adds a course to the catalogue.
func (h *Handlers) CreateCourse(r *web.Request) error { return h.saveCourse(r, 0) }

// ChangeCourse saves a course.
func (h *Handlers) ChangeCourse(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	return h.saveCourse(r, id)
}

func (h *Handlers) saveCourse(r *web.Request, id int64) error {
	f := r.Form()
	if id != 0 {
		stored, err := h.store.Course(r.Ctx(), r.Actor, id)
		if err != nil {
			return err
		}
		keepChosen(f, h.courseValues(r, stored))
	}
	c, bodies := h.readCourse(r, f)
	c.ID, c.Version = id, int(f.Int(shared.FieldVersion))
	f.Merge(c.Check())
	var err error
	if f.OK() {
		c.ID, err = h.store.SaveCourse(r.Ctx(), r.Actor, c, bodies)
		var stale db.Stale
		if errors.As(err, &stale) {
			return h.staleCourse(r, f, id, stale)
		}
		if err != nil && !f.Merge(err) {
			return err
		}
	}
	if !f.OK() {
		return h.courseForm(r, http.StatusUnprocessableEntity, views.CourseForm{ID: id, Values: f.Values, Version: f.Int(shared.FieldVersion), Refusals: f.Errors, Key: f.Text(shared.FieldKey)})
	}
	r.Done("Percorso «" + c.Title + "» salvato.")
	return r.SeeOther("/percorsi/" + strconv.FormatInt(c.ID, 10))
}

func (h *Handlers) readCourse(r *web.Request, f *web.Form) (training.Course, []int64) {
	c := training.Course{
		Code: strings.ToUpper(f.Text("codice")), Title: f.Text("titolo"), EQFLevel: int(f.Int("livello")), Hours: int(f.Int("ore")),
		Mode: f.Choice("modalita", "Scegli come si svolge il percorso.", training.Modes...), Description: f.Text("descrizione"),
		Requirements: f.Text("requisiti"), ServiceCode: f.Choice("servizio", "Scegli un codice dell'elenco.", append([]string{""}, training.ServiceCodes...)...),
		Active: f.Bool("attivo"),
	}
	for line := range strings.Lines(f.Text("competenze")) {
		if line = strings.TrimSpace(line); line != "" {
			c.Competences = append(c.Competences, line)
		}
	}
	if text := f.Text("figura"); text != "" {
		if entry, ok := h.reference.Resolve(r.Ctx(), reference.TableProfessions, text); ok {
			c.ProfessionCode = scheda.Code(entry)
		} else if entry, err := h.reference.Title(r.Ctx(), reference.TableProfessions, text); err == nil {
			c.ProfessionCode = entry.Code
		} else {
			f.Add("figura", "Scegli una professione dall'elenco che compare mentre scrivi.")
		}
	}
	var bodies []int64
	for _, text := range f.All("organismi") {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil {
			bodies = append(bodies, id)
		}
	}
	return c, bodies
}

// staleCourse shows both versions of a course that somebody saved in between.
func (h *Handlers) staleCourse(r *web.Request, f *web.Form, id int64, stale db.Stale) error {
	stored, err := h.store.Course(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	return h.stale(r, staleForm{title: "Modifica percorso", what: "questo percorso", subject: "course", id: id, action: "/percorsi/" + strconv.FormatInt(id, 10),
		form: f, stored: h.courseValues(r, stored), labels: views.CourseLabels, version: stale.Current, desk: office(r),
		fields: []string{"codice", "titolo", "figura", "livello", "ore", "modalita", "descrizione", "competenze", "requisiti", "servizio", "organismi", "attivo"}})
}
