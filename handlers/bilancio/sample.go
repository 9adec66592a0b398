package bilancio

import (
	"sportello/db"
	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/scheda"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
	"sportello/views/shared"
)

// Sample fills the blank fields of a panel with invented answers, in a
// demonstration only.
func (h *Handlers) Sample(r *web.Request) error {
	if !r.App.Demo {
		return db.ErrNotFound
	}
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	b, v, err := h.store.Panel(r.Ctx(), r.Actor, id, r.Param("codice"))
	if err != nil {
		return err
	}
	answers := v.State.Answers
	version := b.Panels[v.Panel.Code].Version
	for range 3 { // a choice made may offer others: course, body, edition
		answers = scheda.Decode(v.Panel, scheda.Encode(v.Panel, panels.Sample(v.Panel, answers, v.Facts.Enrollable())))
		saved, err := h.store.Save(r.Ctx(), r.Actor, id, v.Panel.Code, bilancio.SaveInput{Version: version, Answers: answers})
		if err != nil {
			return err
		}
		if v.Panel.Code != "ISC01" {
			break
		}
		version = saved.Version
		if b, v, err = h.store.Panel(r.Ctx(), r.Actor, id, v.Panel.Code); err != nil {
			return err
		}
		answers = v.State.Answers
	}
	r.Done("Ho compilato i campi vuoti con dati di esempio. Controllali, poi completa il pannello.")
	return r.SeeOther(views.Path(id, "pannelli", v.Panel.Code))
}

// UpdateCard writes what a panel has corrected into the person's card.
func (h *Handlers) UpdateCard(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	n, err := h.store.UpdateCard(r.Ctx(), r.Actor, id, r.Param("codice"))
	if err != nil {
		return err
	}
	r.Done("Scheda lavoratore aggiornata: " + shared.Plural(n, "dato", "dati") + ".")
	sheet, err := h.store.Sheet(r.Ctx(), r.Actor, id, r.Param("codice"))
	if err != nil {
		return err
	}
	if sheet.State.Status.Done() { // the question was asked on the way to the next panel
		return r.SeeOther(nextPanel(id, sheet.Panel))
	}
	return r.SeeOther(views.Path(id, "pannelli", sheet.Panel.Code))
}
