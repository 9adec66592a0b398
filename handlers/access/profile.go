package access

import (
	"net/http"

	"sportello/handlers/web"
	views "sportello/views/access"
)

// ProfilePage shows the person's own page.
func (h *Handlers) ProfilePage(r *web.Request) error {
	return h.profile(r, http.StatusOK, &web.Form{})
}

func (h *Handlers) profile(r *web.Request, status int, f *web.Form) error {
	visits, err := h.store.Visits(r.Ctx(), r.Actor, r.VisitToken())
	if err != nil {
		return err
	}
	return r.Page(status, views.Profile(views.ProfilePage{User: r.User, Visits: visits, Errors: f.Errors}))
}

// ChangePassword changes the password; the person's other sign-ins end.
func (h *Handlers) ChangePassword(r *web.Request) error {
	f := r.Form()
	if !repeated(r, f) {
		return h.profile(r, http.StatusUnprocessableEntity, f)
	}
	if err := r.Spent(web.LimitSignIn); err != nil {
		return err
	}
	err := h.store.ChangePassword(r.Ctx(), r.Actor, r.PostForm("current"), r.PostForm("password"), r.VisitToken(), r.App.URL)
	if f.Merge(err) {
		if f.Errors.For("current") != "" {
			if err := r.Spend(web.LimitSignIn); err != nil {
				return err
			}
		}
		return h.profile(r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	r.Done("La password è cambiata. Gli altri accessi aperti sono stati chiusi.")
	return r.SeeOther("/profilo")
}

// SetShortcuts switches single-letter shortcuts on or off.
func (h *Handlers) SetShortcuts(r *web.Request) error {
	on := r.Form().Bool("shortcuts")
	if err := h.store.SetShortcuts(r.Ctx(), r.Actor, on); err != nil {
		return err
	}
	if on {
		r.Done("Le lettere da sole sono accese.")
	} else {
		r.Done("Le lettere da sole sono spente.")
	}
	return r.SeeOther("/profilo")
}

// RevokeVisit ends one of the person's sign-ins.
func (h *Handlers) RevokeVisit(r *web.Request) error {
	if err := h.store.RevokeVisit(r.Ctx(), r.Actor, r.Param("id")); err != nil {
		return err
	}
	r.Done("L'accesso è stato chiuso.")
	return r.SeeOther("/profilo")
}
