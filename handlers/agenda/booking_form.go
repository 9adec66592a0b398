package agenda

import (
	"errors"
	"net/url"
	"strconv"

	"sportello/db/agenda"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/agenda"
)

// slot reads day, hour and length of a form; a free slot that was pressed takes
// the place of what was typed.
func slot(form *web.Form, f *views.BookingForm) agenda.Slot {
	if choice := form.Text("scelta"); len(choice) == len("2026-11-26T11:30") {
		f.Day, f.Time = choice[:10], choice[11:]
		form.Values.Set("giorno", f.Day)
		form.Values.Set("ora", f.Time)
	}
	s := agenda.Slot{Day: form.Date("giorno"), Starts: form.Minutes("ora")}
	length := form.Int("durata")
	if length < int64(agenda.MinLength) || length > int64(agenda.MaxLength) {
		if form.Errors.For("durata") == "" {
			form.Add("durata", "La durata va da 10 a 480 minuti.")
		}
		length = int64(agenda.DefaultLength)
	}
	s.Ends = s.Starts + rule.Minutes(length)
	if s.Day == "" && form.Errors.For("giorno") == "" {
		form.Add("giorno", "Scegli il giorno.")
	}
	return s
}

// refuse puts a refusal into the form; any other error is returned.
func refuse(form *web.Form, f *views.BookingForm, err error) error {
	var conflict agenda.Conflict
	var convened agenda.Convened
	switch {
	case errors.As(err, &conflict):
		f.Conflict = &conflict
	case errors.As(err, &convened):
		f.Convened = &convened
	}
	if !form.Merge(err) {
		return err
	}
	return nil
}

// showBooking draws the form beside the operator's day.
func (h *Handlers) showBooking(r *web.Request, status int, f views.BookingForm) error {
	office, offices, err := h.office(r)
	if err != nil {
		return err
	}
	d, err := rule.ParseDate(f.Day)
	if err != nil {
		d = r.Today()
	}
	c := views.Calendar{Office: office, Offices: offices, View: views.ViewDay, Day: d, Moment: moment(r)}
	if c.Operators, err = h.store.Operators(r.Ctx(), r.Actor, office.ID); err != nil {
		return err
	}
	if !has(c.Operators, f.Operator) && len(c.Operators) > 0 {
		f.Operator = c.Operators[0].ID
	}
	t, err := h.store.Timetable(r.Ctx(), r.Actor, office.ID, d, d)
	if err != nil {
		return err
	}
	all, err := h.store.Between(r.Ctx(), r.Actor, office.ID, d, d, 0)
	if err != nil {
		return err
	}
	for _, col := range columns(&c, t, d, d, all) {
		if col.Operator == f.Operator || f.Conflict != nil && col.Operator == f.Conflict.With.Operator {
			c.Columns = append(c.Columns, col)
		}
	}
	c.Grid = views.Grid(c.Columns, r.Today(), views.Clock(r.Now()))
	c.Pick = pick(f)
	f.Calendar = c
	length := usableLength(f.Length)
	f.Free, err = h.store.FirstFree(r.Ctx(), r.Actor, office.ID, f.Operator, f.Worker.ID, d, rule.Minutes(length), freeShown)
	if err != nil {
		return err
	}
	return r.Page(status, views.Booking(f), web.Fragment{ID: views.DayBesideID, Component: views.DayBeside(f)}, web.Fragment{ID: views.FreeID, Component: views.Free(f)})
}

// usableLength returns the minutes of a length as typed, the ordinary ones when
// it is none.
func usableLength(text string) int {
	length, _ := strconv.Atoi(text)
	if length < int(agenda.MinLength) || length > int(agenda.MaxLength) {
		return int(agenda.DefaultLength)
	}
	return length
}

// looksOnly reports whether the form was sent to see the day and the free times
// of what is chosen in it. Of what is still missing nothing is said.
func looksOnly(form *web.Form, f *views.BookingForm) bool {
	if !form.Bool("mostra") {
		return false
	}
	for _, refusal := range form.Errors {
		if refusal.Field == "giorno" || refusal.Field == "durata" {
			f.Refusals = append(f.Refusals, refusal)
		}
	}
	return true
}

// pick returns where a free cell beside the form leads: the same form with the
// cell's hour, and no more minutes than are free.
func pick(f views.BookingForm) func(d rule.Date, at, gap rule.Minutes, operator int64) string {
	return func(d rule.Date, at, gap rule.Minutes, operator int64) string {
		length := rule.Minutes(usableLength(f.Length))
		q := url.Values{"durata": {strconv.Itoa(int(min(length, gap)))}, "giorno": {string(d)}, "ora": {at.Field()}, "operatore": {strconv.FormatInt(operator, 10)}}
		if f.Moving != nil {
			return "/appuntamenti/" + strconv.FormatInt(f.Moving.ID, 10) + "/spostamento?" + q.Encode()
		}
		q.Set("lavoratore", strconv.FormatInt(f.Worker.ID, 10))
		return "/appuntamenti/nuovo?" + q.Encode()
	}
}
