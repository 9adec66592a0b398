package pacts

import (
	"errors"
	"net/http"

	"sportello/db/pacts"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/handlers/web"
	views "sportello/views/pacts"
	forms "sportello/views/scheda"
	"sportello/views/shared"
)

// unsaved answers to a panel that was not saved, or only as the draft: what is
// refused beside the fields, with what was typed, or both versions.
func (h *Handlers) unsaved(r *web.Request, p views.InterviewPanelPage, err error, draft pacts.PanelState) error {
	refusals, refused := web.Refused(err)
	var c pacts.PanelConflict
	switch {
	case errors.As(err, &c):
		return h.panelConflict(r, p, c)
	case !refused || p.View.ReadOnly != "" || refusals.For("") != "": // closed: there is no form to show
		return err
	}
	p.Errors, p.View.State.Version = refusals, r.Form().Version()
	if p.Kept = draft.Version > 0; p.Kept {
		p.View.State.Version = draft.Version
	}
	p.View.Differences = nil
	return h.drawPanel(r, http.StatusUnprocessableEntity, p)
}

// panelConflict shows what was written beside what somebody else saved.
func (h *Handlers) panelConflict(r *web.Request, p views.InterviewPanelPage, c pacts.PanelConflict) error {
	path := views.InterviewPath(p.I.ID, "pannelli", c.Panel.Code)
	v := shared.Versions{Who: c.Stored.SavedBy, When: c.Stored.SavedAt.Clock(), What: "questo pannello", Me: r.User.FullName(), Since: r.Now().Clock(),
		Action: path + "/bozza", Version: int64(c.Stored.Version), Back: path, Rows: forms.VersionRows(c.Panel, p.View.Context, c.Base, c.Mine, c.Stored.Answers)}
	for name, values := range scheda.Encode(c.Panel, c.Mine) {
		for _, value := range values {
			v.Hidden = append(v.Hidden, shared.KeyValue{Key: name, Value: value})
		}
	}
	return r.Page(http.StatusConflict, views.InterviewChanged(p.InterviewFrame, c.Panel.Title, v))
}

// autosaved answers to a panel that is sent while it is filled in.
func autosaved(r *web.Request, saved pacts.PanelState, err error) error {
	d := shared.Draft{Version: int64(saved.Version), SavedAt: saved.SavedAt.Clock()}
	var c pacts.PanelConflict
	var refusals rule.Refusals
	refused := false
	switch {
	case errors.As(err, &c):
		return r.Autosaved(http.StatusConflict, shared.Draft{Problem: c.Stored.SavedBy + " ha salvato questo pannello alle " + c.Stored.SavedAt.Clock() + ". Premi «Salva bozza»: vedrai le due versioni."})
	case err != nil:
		if refusals, refused = web.Refused(err); !refused {
			return err
		}
		return r.Autosaved(http.StatusUnprocessableEntity, shared.Draft{Problem: refusals.Error()})
	}
	return r.Autosaved(http.StatusOK, d)
}
