package agenda

import (
	"net/http"
	"strconv"

	"sportello/db/agenda"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/agenda"
	"sportello/views/layout"
	"sportello/views/shared"
)

// Riscontri shows what the checks of a worker have found.
func (h *Handlers) Riscontri(r *web.Request) error {
	p, err := h.riscontri(r)
	if err != nil {
		return err
	}
	r.AuditRead("riscontri.letti", p.Worker.ID)
	return r.Page(http.StatusOK, views.Riscontri(p))
}

func (h *Handlers) riscontri(r *web.Request) (views.RiscontriPage, error) {
	back := r.Query("torna")
	if back == "" {
		back = r.Form().Text("torna")
	}
	p := views.RiscontriPage{Back: web.LocalPath(back, ""), Today: r.Today(), Writes: len(r.Actor.CPIs(agenda.DeskRoles...)) > 0, Revokes: len(r.Actor.CPIs(rule.RoleOfficeHead)) > 0}
	id, err := r.ID("id")
	if err != nil {
		return p, err
	}
	if p.Worker, err = h.people.Worker(r.Ctx(), r.Actor, id); err != nil {
		return p, err
	}
	if p.History, err = h.store.Riscontri(r.Ctx(), r.Actor, id); err != nil {
		return p, err
	}
	all, err := h.store.OfWorker(r.Ctx(), r.Actor, id)
	for _, a := range all {
		if a.Open() && !a.Begun(r.Now()) {
			p.Ahead++
		}
	}
	return p, err
}

// RecordRiscontro records the outcome of a check.
func (h *Handlers) RecordRiscontro(r *web.Request) error {
	p, err := h.riscontri(r)
	if err != nil {
		return err
	}
	f := r.Form()
	p.Value, p.Note, p.Key = f.Text("riscontro"), f.Text("note"), f.Text(shared.FieldKey)
	cancelled, err := h.store.RecordRiscontro(r.Ctx(), r.Actor, p.Worker.ID, p.Value, p.Note)
	if err != nil {
		if !f.Merge(err) {
			return err
		}
		p.Refusals = f.Errors
		return r.Page(http.StatusUnprocessableEntity, views.Riscontri(p))
	}
	text := "Riscontro registrato per " + p.Worker.FullName() + ": " + p.Value + "."
	if cancelled > 0 {
		text += " " + shared.Sentence(shared.Plural(cancelled, "appuntamento futuro è stato disdetto.", "appuntamenti futuri sono stati disdetti."))
	}
	r.Flash(layout.Flash{Level: shared.Done, Text: text, Links: []layout.Link{{Label: "Vai alla scheda", Href: "/lavoratori/" + strconv.FormatInt(p.Worker.ID, 10)}}})
	return r.SeeOther(web.LocalPath(p.Back, riscontriPath(p.Worker.ID)))
}

// RevokeRiscontro ends a riscontro.
func (h *Handlers) RevokeRiscontro(r *web.Request) error {
	p, err := h.riscontri(r)
	if err != nil {
		return err
	}
	f := r.Form()
	p.Reason, p.Key = f.Text("motivo"), f.Text(shared.FieldKey)
	if err := h.store.RevokeRiscontro(r.Ctx(), r.Actor, p.Worker.ID, p.Reason); err != nil {
		if !f.Merge(err) {
			return err
		}
		p.Refusals = f.Errors
		return r.Page(http.StatusUnprocessableEntity, views.Riscontri(p))
	}
	r.Done("Il riscontro è revocato: " + p.Worker.FullName() + " si può di nuovo convocare.")
	return r.SeeOther(web.LocalPath(p.Back, riscontriPath(p.Worker.ID)))
}

func riscontriPath(worker int64) string {
	return "/lavoratori/" + strconv.FormatInt(worker, 10) + "/riscontri"
}
