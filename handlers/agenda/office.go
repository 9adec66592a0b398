package agenda

import (
	"errors"
	"net/http"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/agenda"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/agenda"
	"sportello/views/layout"
	"sportello/views/shared"
)

// aheadDays is how far ahead closings and absences are listed.
const aheadDays = 400

// Office shows what the responsabile sets: hours, closed days, absences, patron
// saint.
func (h *Handlers) Office(r *web.Request) error {
	return h.showOffice(r, http.StatusOK, "", nil)
}

// cpi returns the office that the actor heads.
func cpi(r *web.Request) (int64, error) {
	ids := r.Actor.CPIs(rule.RoleOfficeHead)
	if len(ids) == 0 {
		return 0, db.ErrNotFound
	}
	return ids[0], nil
}

func (h *Handlers) showOffice(r *web.Request, status int, form string, f *web.Form) error {
	id, err := cpi(r)
	if err != nil {
		return err
	}
	p := views.OfficePage{Today: r.Today(), Form: form, Typed: map[string]string{}}
	if f != nil {
		p.Refusals = f.Errors
		for name := range f.Values {
			p.Typed[name] = f.Text(name)
		}
	}
	if p.Office, err = r.App.Access.Office(r.Ctx(), id); err != nil {
		return err
	}
	if p.Operators, err = h.store.Operators(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	if p.Timetable, err = h.store.Timetable(r.Ctx(), r.Actor, id, r.Today(), r.Today().AddDays(aheadDays)); err != nil {
		return err
	}
	p.Ahead, p.Closed = p.Timetable.Absences, p.Timetable.Closed
	return r.Page(status, views.Office(p))
}

// saved answers to a form of the page: the refusals beside it, or the page again.
func (h *Handlers) saved(r *web.Request, form string, f *web.Form, err error, done string) error {
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		return h.showOffice(r, http.StatusUnprocessableEntity, form, f)
	}
	r.Done(done)
	return r.SeeOther("/ufficio")
}

// SaveCard changes how an office is reached, and its patron saint.
func (h *Handlers) SaveCard(r *web.Request) error {
	id, err := cpi(r)
	if err != nil {
		return err
	}
	f := r.Form()
	c := access.OfficeCard{Address: f.Text("address"), Phone: f.Text("phone"), Email: f.Text("email"), PatronDay: f.Text("patron_day"), PatronName: f.Text("patron_name"),
		Version: int(f.Int(shared.FieldVersion))}
	err = h.store.SetCard(r.Ctx(), r.Actor, id, c)
	if errors.As(err, new(db.Stale)) {
		f.Add("", "Qualcuno ha cambiato questi dati mentre scrivevi: ricarica la pagina e controlla.")
		err = nil
	}
	return h.saved(r, "scheda", f, err, "Recapiti e santo patrono salvati.")
}

// SaveHours sets the opening hours from a day on.
func (h *Handlers) SaveHours(r *web.Request) error {
	id, err := cpi(r)
	if err != nil {
		return err
	}
	f := r.Form()
	week := readWeek(f)
	from := f.Date("dal")
	if f.OK() {
		err = h.store.SetHours(r.Ctx(), r.Actor, id, from, week)
	}
	return h.saved(r, "orari", f, err, "Orari salvati: valgono dal "+from.Italian()+".")
}

// readWeek reads the hours of the form; where both are empty the office is closed.
func readWeek(f *web.Form) []agenda.Hours {
	var week []agenda.Hours
	for d := 1; d <= 7; d++ {
		for _, part := range views.DayParts {
			opens, closes := views.HourField(d, part.Name, "dalle"), views.HourField(d, part.Name, "alle")
			if f.Text(opens) == "" && f.Text(closes) == "" {
				continue
			}
			week = append(week, agenda.Hours{Weekday: d, Window: agenda.Window{Opens: f.Minutes(opens), Closes: f.Minutes(closes)}})
		}
	}
	return week
}

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
