package training

import (
	"net/http"
	"strconv"

	"sportello/db/training"
	"sportello/handlers/web"
	views "sportello/views/training"
)

// at gives a handler the desk whose pages it draws.
func at(desk func(*web.Request) views.Desk, handler func(*web.Request, views.Desk) error) web.HandlerFunc {
	return func(r *web.Request) error { return handler(r, desk(r)) }
}

// ForOffice returns the handlers of editions for the public service.
func (h *Handlers) ForOffice() EditionPages { return h.editionPages(office) }

// ForBody returns the handlers of editions for a training body.
func (h *Handlers) ForBody() EditionPages { return h.editionPages(body) }

// EditionPages are the handlers of editions at one desk.
type EditionPages struct{ Show, New, Create, Edit, Change web.HandlerFunc }

func (h *Handlers) editionPages(desk func(*web.Request) views.Desk) EditionPages {
	return EditionPages{Show: at(desk, h.edition), New: at(desk, h.newEdition), Create: at(desk, h.createEdition),
		Edit: at(desk, h.editEdition), Change: at(desk, h.changeEdition)}
}

// OwnEditions shows a training body its editions.
func (h *Handlers) OwnEditions(r *web.Request) error {
	v := views.Editions{Desk: body(r), Today: r.Today()}
	for _, s := range training.EditionStates {
		if r.Query("stato") == string(s.State) {
			v.State = s.State
		}
	}
	v.Number, _ = strconv.Atoi(r.Query("pagina"))
	v.Number = max(0, v.Number)
	var err error
	if v.Page, err = h.store.Editions(r.Ctx(), own(r), v.State, v.Number); err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.EditionsPage(v))
}

// stored returns the edition in the path, as far as the actor sees it.
func (h *Handlers) stored(r *web.Request, d views.Desk) (training.Edition, training.Candidate, error) {
	id, err := r.ID("id")
	if err != nil {
		return training.Edition{}, training.Candidate{}, err
	}
	return h.store.Edition(r.Ctx(), actorAt(r, d), id)
}

func (h *Handlers) edition(r *web.Request, d views.Desk) error {
	e, c, err := h.stored(r, d)
	if err != nil {
		return err
	}
	v := views.EditionCard{Desk: d, Course: c.Course, Edition: e, Today: r.Today()}
	if d.Body {
		if v.Page, err = h.store.Enrolments(r.Ctx(), own(r), training.EnrolmentFilter{Edition: e.ID}); err != nil {
			return err
		}
		h.auditList(r, "iscritti.letti", len(v.Page.Rows))
	}
	return r.Page(http.StatusOK, views.EditionPage(v))
}
