package bilancio

import (
	"net/http"

	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/reference"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
)

// Panel shows a panel: as a form, or as it reads when it cannot be changed.
func (h *Handlers) Panel(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	b, v, err := h.store.Panel(r.Ctx(), r.Actor, id, r.Param("codice"))
	if err != nil {
		return err
	}
	h.read(r, b, "bilancio.letto", v.Panel.Code)
	return h.panel(r, http.StatusOK, b, v, v.State.Answers, nil, false)
}

// panel answers with the page of a panel, with the answers as they were typed;
// kept says that they are a draft by now.
func (h *Handlers) panel(r *web.Request, status int, b bilancio.Bilancio, v bilancio.PanelView, typed scheda.Answers, errs rule.Refusals, kept bool) error {
	p := views.PanelPage{
		Frame: frame(r, b, v.Panel.Phase, v.Panel.Code), View: v, Answers: typed, Errors: errs, Kept: kept,
		Blank: r.Query("aggiungi"), Gone: r.Query("tolta"), Found: r.Query("cerca"), Held: panels.Competences(b.Definition, v.Facts.Panels),
	}
	if v.ReadOnly != "" {
		return r.Page(status, views.Panel(p))
	}
	var err error
	if p.Found != "" {
		if p.Entries, err = h.entries(r, v.Panel, typed, p.Found); err != nil {
			return err
		}
	}
	if p.Suggestions, err = h.store.Suggest(r.Ctx(), b, v.Panel.Code, typed); err != nil {
		return err
	}
	if p.Differences, err = h.store.Differences(r.Ctx(), b, v.Panel.Code); err != nil {
		return err
	}
	return r.Page(status, views.Panel(p))
}

// entries returns what the reference table of a lookup holds for the text that
// was typed in it; of several texts, for the last.
func (h *Handlers) entries(r *web.Request, p scheda.Panel, typed scheda.Answers, name string) ([]string, error) {
	source, text, ok := web.PanelLookup(p, typed, name)
	if !ok {
		return nil, nil
	}
	return reference.NewStore(r.App.DB).Lookup(r.Ctx(), reference.Table(source), text, 12)
}

// Complete completes a panel: 422 with every error at once, or on to the next.
func (h *Handlers) Complete(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	sheet, err := h.store.Sheet(r.Ctx(), r.Actor, id, r.Param("codice"))
	if err != nil {
		return err
	}
	f := r.Form()
	typed := scheda.Keep(sheet.Panel, scheda.Decode(sheet.Panel, f.Values), sheet.State.Answers)
	in := bilancio.SaveInput{Version: int(f.Int("_version")), Answers: typed, Complete: true}
	saved, err := h.store.SaveSheet(r.Ctx(), r.Actor, sheet, in)
	if _, refused := web.Refused(err); refused {
		in.Complete = false
		if draft, e := h.store.SaveSheet(r.Ctx(), r.Actor, sheet, in); e == nil { // what was typed is not lost with the page
			return h.unsaved(r, sheet, typed, err, draft)
		}
	}
	if err != nil {
		return h.unsaved(r, sheet, typed, err, bilancio.Saved{})
	}
	words := "Pannello " + sheet.Panel.Code + " completato."
	if saved.Status == scheda.StatusWarnings {
		words = "Pannello " + sheet.Panel.Code + " completato, con avvisi da rivedere."
	}
	r.Done(words)
	next, err := h.afterPanel(r, sheet)
	if err != nil {
		return err
	}
	return r.SeeOther(next)
}

// afterPanel returns where to go on from a completed panel: to itself when the
// card may want to know of it, else on.
func (h *Handlers) afterPanel(r *web.Request, sheet bilancio.Sheet) (string, error) {
	if bilancio.TellsCard(sheet.Panel.Code) {
		b, err := h.store.Bilancio(r.Ctx(), r.Actor, sheet.ID)
		if err != nil {
			return "", err
		}
		changed, err := h.store.Differences(r.Ctx(), b, sheet.Panel.Code)
		if err != nil {
			return "", err
		}
		if len(changed) > 0 {
			return views.Path(sheet.ID, "pannelli", sheet.Panel.Code), nil
		}
	}
	return nextPanel(sheet.ID, sheet.Panel), nil
}

// nextPanel returns the address of the next panel, of the closing of the phase
// after the last.
func nextPanel(id int64, p scheda.Panel) string {
	ph, _ := panels.Base.Phase(p.Phase)
	for i, x := range ph.Panels {
		if x.Code == p.Code && i+1 < len(ph.Panels) {
			return views.Path(id, "pannelli", ph.Panels[i+1].Code)
		}
	}
	return views.Path(id, "fasi", p.Phase, "chiusura")
}
