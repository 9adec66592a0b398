package access

import (
	"context"
	"net/http"

	"sportello/db/access"
	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/access"
)

// DecisionPage shows one request with its check against the names communicated.
func (h *Handlers) DecisionPage(r *web.Request) error {
	return h.decision(r, http.StatusOK, "", &web.Form{})
}

func (h *Handlers) decision(r *web.Request, status int, act string, f *web.Form) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	page := views.DecisionPage{Refused: act, Errors: f.Errors}
	if act != "" {
		page.Reason = f.Text("reason")
	}
	if page.Request, err = h.store.Accreditation(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	if page.Check, err = h.store.CheckAccreditation(r.Ctx(), r.Actor, page.Request); err != nil {
		return err
	}
	if page.History, err = h.store.AccreditationHistory(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	if page.Papers, err = h.store.Papers(r.Ctx(), r.Actor, r.App.Archive, id); err != nil {
		return err
	}
	if act != "" && page.Request.Version != f.Version() { // somebody has decided meanwhile
		page.Stale, status = true, http.StatusConflict
	}
	r.App.Archive.Read(r.Actor, archive.Audit{Action: "accreditamento.letto", Subject: "accreditation", SubjectID: id})
	return r.Page(status, views.Decide(page))
}

// Enable grants the role that was asked for.
func (h *Handlers) Enable(r *web.Request) error {
	return h.decide(r, "abilitazione", h.store.Enable, "Abilitazione fatta: la persona è stata avvisata per e-mail.")
}

// Refuse refuses the request with its reason.
func (h *Handlers) Refuse(r *web.Request) error {
	return h.decide(r, "rifiuto", h.store.RefuseAccreditation, "Richiesta respinta: la persona è stata avvisata per e-mail.")
}

// Revoke takes the role back with its reason.
func (h *Handlers) Revoke(r *web.Request) error {
	return h.decide(r, "revoca", h.store.RevokeAccreditation, "Accreditamento revocato: la persona è stata avvisata per e-mail.")
}

func (h *Handlers) decide(r *web.Request, act string, do func(context.Context, rule.Actor, access.Decision) (access.Accreditation, error), done string) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	f := r.Form()
	_, err = do(r.Ctx(), r.Actor, access.Decision{ID: id, Version: f.Version(), Reason: f.Text("reason"), Site: r.App.URL})
	if f.Merge(err) {
		return h.decision(r, http.StatusUnprocessableEntity, act, f)
	}
	if err != nil {
		return err
	}
	r.Done(done)
	return r.SeeOther("/accreditamenti")
}
