package training

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sportello/db/reference"
	"sportello/db/training"
	"sportello/handlers/web"
	views "sportello/views/training"
)

// NewCourse shows an empty form of a course.
func (h *Handlers) NewCourse(r *web.Request) error {
	return h.courseForm(r, http.StatusOK, views.CourseForm{Values: url.Values{"attivo": {"1"}, "modalita": {"presenza"}}})
}

// EditCourse shows the form of a course as it is stored.
func (h *Handlers) EditCourse(r *web.Request) error {
	c, err := h.candidate(r, office(r))
	if err != nil {
		return err
	}
	return h.courseForm(r, http.StatusOK, views.CourseForm{ID: c.Course.ID, Values: h.courseValues(r, c), Version: int64(c.Course.Version)})
}

func (h *Handlers) courseForm(r *web.Request, status int, f views.CourseForm) error {
	var err error
	if f.Bodies, err = h.store.Bodies(r.Ctx(), r.Actor); err != nil {
		return err
	}
	return r.Page(status, views.CourseFormPage(f))
}

// courseValues returns the fields of a stored course as its form shows them.
func (h *Handlers) courseValues(r *web.Request, c training.Candidate) url.Values {
	v := url.Values{"codice": {c.Course.Code}, "titolo": {c.Course.Title}, "figura": {c.Course.ProfessionCode}, "modalita": {c.Course.Mode},
		"descrizione": {c.Course.Description}, "competenze": {strings.Join(c.Course.Competences, "\n")}, "requisiti": {c.Course.Requirements},
		"servizio": {c.Course.ServiceCode}}
	if entry, err := h.reference.Title(r.Ctx(), reference.TableProfessions, c.Course.ProfessionCode); err == nil {
		v.Set("figura", entry.Value())
	}
	for name, n := range map[string]int{"livello": c.Course.EQFLevel, "ore": c.Course.Hours} {
		if n != 0 {
			v.Set(name, strconv.Itoa(n))
		}
	}
	if c.Course.Active {
		v.Set("attivo", "1")
	}
	for _, b := range c.Bodies {
		v.Add("organismi", strconv.FormatInt(b.ID, 10))
	}
	return v
}
