package agenda

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"sportello/db/agenda"
	"sportello/db/people"
	"sportello/handlers/web"
	views "sportello/views/agenda"
	"sportello/views/shared"
)

// firstKind proposes what the appointment is for: what the page that led here
// asks for; a bilancio under way goes on, who is on a list and was never met is
// convened.
func firstKind(f views.BookingForm, asked agenda.Kind) agenda.Kind {
	switch {
	case slices.Contains(agenda.Kinds[1:], asked):
		return asked
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
	for _, k := range []string{"giorno", "ora", "operatore", "ufficio", "tipo"} {
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

// bilancioOf returns the bilancio that a meeting of the kind goes on with, 0 for
// none.
func (h *Handlers) bilancioOf(r *web.Request, worker int64, kind agenda.Kind) (int64, error) {
	if kind != agenda.KindBilancio {
		return 0, nil
	}
	open, err := h.bilanci.OpenOf(r.Ctx(), r.Actor, []int64{worker})
	return open[worker], err
}
