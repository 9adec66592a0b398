package agenda

import (
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/agenda"
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
		Length: strconv.Itoa(usableLength(r.Query("durata"))), Mode: agenda.InPerson,
	}
	if err := h.person(r, &f, worker); err != nil {
		return err
	}
	f.Kind = string(firstKind(f, agenda.Kind(r.Query("tipo"))))
	f.OneLetter = f.Kind == string(agenda.KindConvocation)
	return h.showBooking(r, http.StatusOK, f)
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
	f.OneLetter = b.Kind == agenda.KindConvocation
	if looksOnly(form, &f) {
		return h.showBooking(r, http.StatusOK, f)
	}
	b.Bilancio, err = h.bilancioOf(r, f.Worker.ID, b.Kind)
	if err != nil {
		return err
	}
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

// booked leads to the appointment that was fixed and says what comes next.
func (h *Handlers) booked(r *web.Request, id int64) error {
	a, err := h.store.Appointment(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	path := "/appuntamenti/" + strconv.FormatInt(id, 10)
	flash := layout.Flash{Level: shared.Done, Text: "Appuntamento fissato: " + a.WorkerN + ", " + a.Slot.WordsFrom(r.Today()) + ", con " + a.OperatorN + ".",
		Links: []layout.Link{{Label: "Vai a quel giorno", Href: "/agenda?giorno=" + string(a.Slot.Day)}}}
	if a.Kind == agenda.KindConvocation {
		flash.Links = append([]layout.Link{{Label: "Stampa la lettera di convocazione", Href: path + "/lettera"}}, flash.Links...)
	}
	r.Flash(flash)
	return r.SeeOther(path)
}
