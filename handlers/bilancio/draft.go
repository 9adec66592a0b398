package bilancio

import (
	"net/http"

	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/scheda"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
	"sportello/views/shared"
)

// Draft keeps a panel as it is, whatever it says. The button pressed may ask
// for more: a row more or less, a search, a suggestion taken.
func (h *Handlers) Draft(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	sheet, err := h.store.Sheet(r.Ctx(), r.Actor, id, r.Param("codice"))
	if err != nil {
		return err
	}
	f := r.Form()
	answers, err := h.edited(r, sheet, f)
	if err == nil {
		answers, err = h.withFiles(r, sheet, answers)
	}
	var saved bilancio.Saved
	if err == nil {
		saved, err = h.store.SaveSheet(r.Ctx(), r.Actor, sheet, bilancio.SaveInput{Version: int(f.Int("_version")), Answers: answers})
	}
	if r.GetHeader("HX-Target") == shared.DraftID {
		return autosaved(r, saved, err)
	}
	if err != nil {
		return h.unsaved(r, sheet, answers, err, bilancio.Saved{})
	}
	return r.SeeOther(views.Path(id, "pannelli", sheet.Panel.Code) + f.PanelNext())
}

// unsaved answers to a panel that was not saved, or only as the draft: what is
// refused beside the fields, with what was typed, or both versions.
func (h *Handlers) unsaved(r *web.Request, sheet bilancio.Sheet, typed scheda.Answers, err error, draft bilancio.Saved) error {
	refusals, refused := web.Refused(err)
	conflict, stale := bilancio.IsConflict(err)
	if !refused && !stale {
		return err
	}
	b, v, err := h.store.Panel(r.Ctx(), r.Actor, sheet.ID, sheet.Panel.Code)
	switch {
	case err != nil:
		return err
	case stale:
		return h.stale(r, b, conflict)
	case v.ReadOnly != "": // closed in between: there is no form to show
		return refusals
	}
	kept := draft.Version > 0
	if v.State.Version = int(r.Form().Int("_version")); kept {
		v.State.Version = draft.Version
	}
	return h.panel(r, http.StatusUnprocessableEntity, b, v, typed, refusals, kept)
}

// edited returns the answers of the form after what its button asks for.
func (h *Handlers) edited(r *web.Request, sheet bilancio.Sheet, f *web.Form) (scheda.Answers, error) {
	answers := f.Panel(sheet.Panel, sheet.State.Answers)
	if value := f.Text(views.ButtonTake); value != "" {
		b, err := h.store.Bilancio(r.Ctx(), r.Actor, sheet.ID)
		if err != nil {
			return answers, err
		}
		answers = panels.Take(sheet.Panel.Code, answers, value, b.Answers())
		answers = scheda.Keep(sheet.Panel, scheda.Decode(sheet.Panel, scheda.Encode(sheet.Panel, answers)), answers)
	}
	return answers, nil
}

// autosaved answers to the form that is sent while it is filled in.
func autosaved(r *web.Request, saved bilancio.Saved, err error) error {
	d := shared.Draft{Version: int64(saved.Version), SavedAt: saved.At.Clock()}
	status := http.StatusOK
	conflict, stale := bilancio.IsConflict(err)
	refusals, refused := web.Refused(err)
	switch {
	case stale:
		status = http.StatusConflict
		d = shared.Draft{Problem: conflict.Stored.SavedAs + " ha salvato questo pannello alle " + conflict.Stored.SavedAt.Clock() + ". Premi «Salva bozza»: vedrai le due versioni."}
	case refused:
		status = http.StatusUnprocessableEntity
		d = shared.Draft{Problem: refusals.Error()}
	case err != nil:
		return err
	}
	return r.Autosaved(status, d)
}
