package agenda

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/agenda"
	"sportello/views/layout"
	"sportello/views/shared"
)

// freeShown is how many free slots a form offers.
const freeShown = 3

// NewBooking shows the form of a new appointment: for the person of a list's
// row, for a worker, or after a search.
func (h *Handlers) NewBooking(r *web.Request) error {
	office, _, err := h.office(r)
	if err != nil {
		return err
	}
	if !office.Writes {
		return db.ErrNotFound
	}
	worker := number(r, "lavoratore")
	if id := number(r, "riga"); id != 0 {
		row, err := h.people.Row(r.Ctx(), r.Actor, id)
		if err != nil {
			return err
		}
		worker = row.WorkerID
	}
	if worker == 0 {
		return r.Page(http.StatusOK, views.SearchPerson(views.PersonSearch{Keep: keep(r.Request.URL.Query())}))
	}
	f := views.BookingForm{
		Operator: number(r, "operatore"), Row: number(r, "riga"), Day: string(max(day(r, "giorno"), r.Today())), Time: r.Query("ora"),
		Length: strconv.Itoa(int(agenda.DefaultLength)), Mode: agenda.InPerson,
	}
	if err := h.person(r, &f, worker); err != nil {
		return err
	}
	f.Kind = string(firstKind(f))
	f.OneLetter = f.Kind == string(agenda.KindConvocation)
	return h.showBooking(r, http.StatusOK, f)
}

// firstKind proposes what the appointment is for: a bilancio under way goes on,
// who is on a list and was never met is convened.
func firstKind(f views.BookingForm) agenda.Kind {
	switch {
	case f.Worker.Bilancio == "in_lavorazione":
		return agenda.KindBilancio
	case len(f.Rows) > 0 && (f.Row != 0 || f.Rows[0].Convocation.State == people.ToConvene):
		return agenda.KindConvocation
	}
	return agenda.KindOrientation
}

// keep returns the choices that a search of the person carries along.
func keep(q url.Values) []shared.KeyValue {
	var out []shared.KeyValue
	for _, k := range []string{"giorno", "ora", "operatore", "ufficio"} {
		if v := q.Get(k); v != "" {
			out = append(out, shared.KeyValue{Key: k, Value: v})
		}
	}
	return out
}

// SearchPerson finds who an appointment is for: posted, because a codice
// fiscale may be typed. One person found leads straight to the form.
func (h *Handlers) SearchPerson(r *web.Request) error {
	f := r.Form()
	s := views.PersonSearch{Query: f.Text("q"), Done: true, Keep: keep(f.Values)}
	s.Href = func(worker int64) string {
		q := url.Values{"lavoratore": {strconv.FormatInt(worker, 10)}}
		for _, kv := range s.Keep {
			q.Set(kv.Key, kv.Value)
		}
		return "/appuntamenti/nuovo?" + q.Encode()
	}
	const most = 50
	found, err := h.people.SearchWorkers(r.Ctx(), r.Actor, s.Query, most)
	if refusals, refused := web.Refused(err); refused {
		s.Error = refusals.Error()
		return r.Page(http.StatusUnprocessableEntity, views.SearchPerson(s))
	}
	if err != nil {
		return err
	}
	if s.Query == "" {
		s.Error = "Scrivi il cognome, oppure il codice fiscale."
		return r.Page(http.StatusUnprocessableEntity, views.SearchPerson(s))
	}
	h.auditList(r, "lavoratori.cercati", 0, len(found))
	if len(found) == 1 {
		return r.SeeOther(s.Href(found[0].ID))
	}
	s.Found = found
	return r.Page(http.StatusOK, views.SearchPerson(s))
}

// person reads who the appointment is for, and what keeps it from being made.
func (h *Handlers) person(r *web.Request, f *views.BookingForm, worker int64) error {
	var err error
	if f.Worker, err = h.people.Worker(r.Ctx(), r.Actor, worker); err != nil {
		return err
	}
	if f.Rows, err = h.people.Rows(r.Ctx(), r.Actor, worker); err != nil {
		return err
	}
	if f.Row == 0 && len(f.Rows) > 0 {
		f.Row = f.Rows[0].ID
	}
	f.Blocked, err = h.blocked(r, worker)
	return err
}

// blocked returns the sentence of the riscontro that keeps a worker from being
// met, "" for none.
func (h *Handlers) blocked(r *web.Request, worker int64) (string, error) {
	value, since, by, err := h.store.ActiveRiscontro(r.Ctx(), worker)
	if err != nil || value == "" {
		return "", err
	}
	return agenda.Blocked(value, since, by).Error(), nil
}

// CreateBooking fixes an appointment.
func (h *Handlers) CreateBooking(r *web.Request) error {
	form := r.Form()
	f := views.BookingForm{
		Operator: form.Int("operatore"), Row: form.Int("riga"), Day: form.Text("giorno"), Time: form.Text("ora"), Length: form.Text("durata"),
		Kind: form.Text("tipo"), Mode: form.Text("modalita"), Room: form.Text("stanza"), Subject: form.Text("oggetto"), Key: form.Text(shared.FieldKey),
	}
	office, _, err := h.office(r)
	if err != nil {
		return err
	}
	if err := h.person(r, &f, form.Int("lavoratore")); err != nil {
		return err
	}
	b := agenda.Booking{CPI: office.ID, Operator: f.Operator, Worker: f.Worker.ID, ListRow: f.Row, Kind: agenda.Kind(f.Kind), Mode: f.Mode,
		Room: f.Room, Subject: f.Subject, Slot: slot(form, &f)}
	b.Bilancio, err = h.bilancioOf(r, f.Worker.ID, b.Kind)
	if err != nil {
		return err
	}
	f.OneLetter = b.Kind == agenda.KindConvocation
	var id int64
	if form.OK() {
		id, err = h.store.Book(r.Ctx(), r.Actor, b)
		if err == nil {
			return h.booked(r, id)
		}
		if err := refuse(form, &f, err); err != nil {
			return err
		}
	}
	f.Refusals = form.Errors
	return h.showBooking(r, http.StatusUnprocessableEntity, f)
}

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

// booked leads to the appointment that was fixed and says what comes next.
func (h *Handlers) booked(r *web.Request, id int64) error {
	a, err := h.store.Appointment(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	path := "/appuntamenti/" + strconv.FormatInt(id, 10)
	flash := layout.Flash{Level: shared.Done, Text: "Appuntamento fissato: " + a.WorkerN + ", " + a.Slot.Words() + ", con " + a.OperatorN + ".",
		Links: []layout.Link{{Label: "Vai a quel giorno", Href: "/agenda?giorno=" + string(a.Slot.Day)}}}
	if a.Kind == agenda.KindConvocation {
		flash.Links = append([]layout.Link{{Label: "Stampa la lettera di convocazione", Href: path + "/lettera"}}, flash.Links...)
	}
	r.Flash(flash)
	return r.SeeOther(path)
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
	length, _ := strconv.Atoi(f.Length)
	if length < int(agenda.MinLength) || length > int(agenda.MaxLength) {
		length = int(agenda.DefaultLength)
	}
	f.Free, err = h.store.FirstFree(r.Ctx(), r.Actor, office.ID, f.Operator, f.Worker.ID, d, rule.Minutes(length), freeShown)
	if err != nil {
		return err
	}
	return r.Page(status, views.Booking(f))
}

// pick returns where a free cell beside the form leads: the same form with the
// cell's hour.
func pick(f views.BookingForm) func(rule.Date, rule.Minutes, int64) string {
	return func(d rule.Date, at rule.Minutes, operator int64) string {
		q := url.Values{"giorno": {string(d)}, "ora": {at.Field()}, "operatore": {strconv.FormatInt(operator, 10)}}
		if f.Moving != nil {
			return "/appuntamenti/" + strconv.FormatInt(f.Moving.ID, 10) + "/spostamento?" + q.Encode()
		}
		q.Set("lavoratore", strconv.FormatInt(f.Worker.ID, 10))
		return "/appuntamenti/nuovo?" + q.Encode()
	}
}

// bilancioOf returns the bilancio that a meeting of the kind goes on with, 0 for
// none.
func (h *Handlers) bilancioOf(r *web.Request, worker int64, kind agenda.Kind) (int64, error) {
	if kind != agenda.KindBilancio {
		return 0, nil
	}
	open, err := h.bilanci.OpenOf(r.Ctx(), r.Actor, []int64{worker})
	return open[worker], err
}
