package people

import (
	"net/http"

	"sportello/db/people"
	"sportello/db/scheda"
	"sportello/handlers/web"
	views "sportello/views/people"
)

// special returns the areas on health and on justice of the profile of the path,
// that were read as soon as the store gives them.
func (h *Handlers) special(r *web.Request) (p views.SpecialPage, err error) {
	if p.ProfilePage, err = h.profilePage(r, people.PartSpecial); err != nil {
		return p, err
	}
	p.Areas, err = h.people.SpecialAreas(r.Ctx(), r.Actor, p.Worker.ID, p.Profile.ID)
	p.ProfilePage.Answers = p.Areas.Answers
	return p, err
}

// SpecialPage shows them: as a form, once, then as they read.
func (h *Handlers) SpecialPage(r *web.Request) error {
	p, err := h.special(r)
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Special(p))
}

// SaveSpecial writes them, once. Refused, it shows what was typed and nothing
// that is stored.
func (h *Handlers) SaveSpecial(r *web.Request) error {
	var p views.SpecialPage
	var err error
	if p.ProfilePage, err = h.profilePage(r, people.PartSpecial); err != nil {
		return err
	}
	f := r.Form()
	p.ProfilePage.Answers = scheda.Decode(people.PartSpecial.Panel(p.Profile.Definition), f.Values).Compact()
	if err := h.people.SaveSpecialAreas(r.Ctx(), r.Actor, p.Worker.ID, p.Profile.ID, p.ProfilePage.Answers); err != nil && !f.Merge(err) {
		return err
	}
	if p.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.Special(p))
	}
	r.Done("Ho salvato le aree riservate: da adesso non si cambiano.")
	return r.SeeOther(views.SpecialHref(p.Worker.ID, p.Profile.ID))
}
