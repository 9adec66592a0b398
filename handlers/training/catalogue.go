// Package training handles the catalogue of courses, the training bodies'
// own pages and the enrolments.
package training

import (
	"net/http"
	"strconv"

	"sportello/db/bilancio"
	"sportello/db/reference"
	"sportello/db/rule"
	"sportello/db/training"
	"sportello/handlers/web"
	"sportello/views/shared"
	views "sportello/views/training"
)

// Handlers are the pages of training.
type Handlers struct {
	store     *training.Store
	bilanci   *bilancio.Store // what a change of enrolment issues
	reference *reference.Store
}

// New returns the handlers over the store of training, which every area that
// ranks courses should share: it keeps the index of the catalogue.
func New(app *web.App, store *training.Store) *Handlers {
	return &Handlers{store: store, bilanci: bilancio.NewStoreOver(app.DB, store), reference: reference.NewStore(app.DB)}
}

// office is how the public service sees the catalogue.
func office(r *web.Request) views.Desk { return views.Desk{Edit: r.Actor.Has(rule.RoleRegion)} }

// body is how a training body sees its own part.
func body(*web.Request) views.Desk { return views.Desk{Body: true} }

// own is the actor as a training body alone: on its pages, other roles of the
// same person show nothing more.
func own(r *web.Request) rule.Actor {
	actor := r.Actor
	actor.Grants = nil
	for _, g := range r.Actor.Grants {
		if g.Role == rule.RoleTrainingBody {
			actor.Grants = append(actor.Grants, g)
		}
	}
	return actor
}

// actorAt is who reads or writes on the pages of the desk.
func actorAt(r *web.Request, d views.Desk) rule.Actor {
	if d.Body {
		return own(r)
	}
	return r.Actor
}

const mostTyped = 200 // beyond it no course can be meant

func filter(r *web.Request) training.CatalogueFilter {
	f := training.CatalogueFilter{Text: r.Query("q"), Province: r.Query("provincia"), Timetable: r.Query("orario")}
	if len([]rune(f.Text)) > mostTyped {
		f.Text = ""
	}
	for _, s := range training.CatalogueStates {
		if r.Query("stato") == string(s.State) {
			f.State = s.State
		}
	}
	f.Body, _ = strconv.ParseInt(r.Query("organismo"), 10, 64)
	f.Page, _ = strconv.Atoi(r.Query("pagina"))
	f.Page = max(0, f.Page)
	return f
}

// Catalogue shows the list of courses.
func (h *Handlers) Catalogue(r *web.Request) error { return h.catalogue(r, office(r)) }

// OwnCourses shows a training body the courses that it is a candidate for.
func (h *Handlers) OwnCourses(r *web.Request) error { return h.catalogue(r, body(r)) }

func (h *Handlers) catalogue(r *web.Request, d views.Desk) error {
	v := views.Catalogue{Desk: d, Filter: filter(r), Today: r.Today()}
	var err error
	if v.Page, err = h.store.Courses(r.Ctx(), actorAt(r, d), v.Filter); err != nil {
		return err
	}
	if v.Bodies, err = h.store.Bodies(r.Ctx(), actorAt(r, d)); err != nil {
		return err
	}
	provinces, err := h.store.Provinces(r.Ctx())
	if err != nil {
		return err
	}
	v.Provinces = shared.Options(provinces...)
	return r.Page(http.StatusOK, views.CataloguePage(v), web.Fragment{ID: "elenco", Component: views.CatalogueList(v)})
}

// Course shows a course.
func (h *Handlers) Course(r *web.Request) error { return h.course(r, office(r)) }

// OwnCourse shows a training body one of its courses.
func (h *Handlers) OwnCourse(r *web.Request) error { return h.course(r, body(r)) }

func (h *Handlers) course(r *web.Request, d views.Desk) error {
	c, err := h.candidate(r, d)
	if err != nil {
		return err
	}
	v := views.CourseCard{Desk: d, Course: c, Today: r.Today()}
	if p, err := h.reference.Profession(r.Ctx(), c.Course.ProfessionCode); err == nil {
		v.Profession = p.Name
	}
	return r.Page(http.StatusOK, views.CoursePage(v))
}

// candidate returns the course in the path, as far as the actor sees it.
func (h *Handlers) candidate(r *web.Request, d views.Desk) (training.Candidate, error) {
	id, err := r.ID("id")
	if err != nil {
		return training.Candidate{}, err
	}
	return h.store.Course(r.Ctx(), actorAt(r, d), id)
}
