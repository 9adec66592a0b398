package access

import (
	"net/http"
	"strconv"

	"sportello/db/access"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/access"
)

// places fills in where a role may hold.
func (h *Handlers) places(r *web.Request, form *views.RoleForm) error {
	var err error
	if form.Offices, err = h.store.OpenOffices(r.Ctx()); err != nil {
		return err
	}
	form.Provinces, err = h.store.Provinces(r.Ctx())
	return err
}

// readRole returns the role and scope that were typed; what is wrong is refused
// in the form.
func (h *Handlers) readRole(r *web.Request, f *web.Form) rule.Grant {
	role, text := rule.Role(f.Text("role")), f.Text("scope")
	if role == "" {
		f.Add("role", "Scegli il ruolo.")
		return rule.Grant{}
	}
	form := views.RoleForm{}
	if err := h.places(r, &form); err != nil {
		f.Add("scope", "Gli uffici non si leggono: riprova.")
		return rule.Grant{}
	}
	grant, err := access.ReadGrant(role, text, form.Offices, form.Provinces)
	f.Merge(err)
	return grant
}

// AddRole gives the account a further role.
func (h *Handlers) AddRole(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	f := r.Form()
	grant := h.readRole(r, f)
	if !f.OK() {
		return h.account(r, http.StatusUnprocessableEntity, views.RoleForm{Role: f.Text("role"), Scope: f.Text("scope"), Errors: f.Errors})
	}
	if err := h.store.Grant(r.Ctx(), r.Actor, id, grant); err != nil {
		return err
	}
	r.Done("Ruolo assegnato: " + views.GrantText(grant) + ".")
	return r.SeeOther("/account/" + strconv.FormatInt(id, 10))
}

// RevokeRole takes a role back.
func (h *Handlers) RevokeRole(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	grant, err := r.ID("ruolo")
	if err != nil {
		return err
	}
	if err := h.store.RevokeGrant(r.Ctx(), r.Actor, id, grant); err != nil {
		return err
	}
	r.Done("Il ruolo è stato tolto.")
	return r.SeeOther("/account/" + strconv.FormatInt(id, 10))
}
