package agenda

import (
	"sportello/db/agenda"
	"sportello/handlers/web"
	"sportello/views/layout"
	"sportello/views/shared"
)

// CloseDay closes the office on a day.
func (h *Handlers) CloseDay(r *web.Request) error {
	id, err := cpi(r)
	if err != nil {
		return err
	}
	f := r.Form()
	day := f.Date("giorno")
	done := ""
	if f.OK() {
		var n int
		n, err = h.store.CloseDay(r.Ctx(), r.Actor, id, day, f.Text("motivo"), f.Bool("disdici"))
		done = "Il " + day.Italian() + " l'ufficio è chiuso."
		if n > 0 {
			done += " " + shared.Plural(n, "appuntamento disdetto.", "appuntamenti disdetti.")
		}
	}
	return h.saved(r, "chiusure", f, err, done)
}

// OpenDay takes back the closing of a day.
func (h *Handlers) OpenDay(r *web.Request) error {
	id, err := cpi(r)
	if err != nil {
		return err
	}
	f := r.Form()
	day := f.Date("giorno")
	if err := h.store.OpenDay(r.Ctx(), r.Actor, id, day); err != nil {
		return err
	}
	r.Done("Il " + day.Italian() + " l'ufficio è di nuovo aperto.")
	return r.SeeOther("/ufficio")
}

// AddAbsence notes when an operator is not there.
func (h *Handlers) AddAbsence(r *web.Request) error {
	id, err := cpi(r)
	if err != nil {
		return err
	}
	f := r.Form()
	a := agenda.Absence{User: f.Int("operatore"), From: f.Date("dal"), To: f.Date("al"), Ends: 24 * 60, Reason: f.Text("motivo")}
	if f.Text("ora_dal") != "" {
		a.Starts = f.Minutes("ora_dal")
	}
	if f.Text("ora_al") != "" {
		a.Ends = f.Minutes("ora_al")
	}
	var inTheWay []agenda.Appointment
	if f.OK() {
		inTheWay, err = h.store.AddAbsence(r.Ctx(), r.Actor, id, a)
	}
	if err == nil && f.OK() && len(inTheWay) > 0 {
		r.Flash(layout.Flash{Level: shared.Warn, Text: "Assenza registrata. In quei giorni ci sono già " + shared.Plural(len(inTheWay), "appuntamento", "appuntamenti") + ": vanno spostati.",
			Links: []layout.Link{{Label: "Vai al primo", Href: "/agenda?giorno=" + string(inTheWay[0].Slot.Day)}}})
		return r.SeeOther("/ufficio")
	}
	return h.saved(r, "assenze", f, err, "Assenza registrata.")
}

// RemoveAbsence takes an absence back.
func (h *Handlers) RemoveAbsence(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := h.store.RemoveAbsence(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	r.Done("Assenza tolta.")
	return r.SeeOther("/ufficio")
}
