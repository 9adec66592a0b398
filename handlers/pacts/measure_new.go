package pacts

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/pacts"
	"sportello/views/shared"
)

// NewOfferPage asks which measure is offered, then shows its form.
func (h *Handlers) NewOfferPage(r *web.Request) error {
	w, err := h.worker(r)
	if err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", w.ID)
	action, session := number(r.Query("azione")), number(r.Query("sessione"))
	letter, a := r.Query("misura"), pacts.Action{}
	if action != 0 {
		if a, err = h.store.OfferableAction(r.Ctx(), r.Actor, w.ID, action); err != nil {
			return err
		}
		if letter == "" {
			letter = a.Measure
		}
	}
	all, err := h.store.Measures(r.Ctx())
	if err != nil {
		return err
	}
	m, there := pacts.MeasureOf(all, letter)
	if !there {
		return h.chooseMeasure(r, w, all, action, session)
	}
	form := views.OfferForm{Worker: ofWorker(w, r.Actor.CPI()), Measure: m, Action: action, ActionIs: a.Description,
		Values: map[string]string{"offered_on": r.Today().Italian(), "body": a.Body, "description": a.Description}}
	if session != 0 {
		form.Values["session"] = strconv.FormatInt(session, 10)
	} else {
		form.Values["service_code"] = a.ServiceCode
	}
	return h.offerForm(r, http.StatusOK, form)
}

func number(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return max(0, n)
}

// chooseMeasure shows the measures to choose from: those of a session are the ones
// whose service it registers, and those for which the source has no code.
func (h *Handlers) chooseMeasure(r *web.Request, w people.Worker, all []pacts.Measure, action, session int64) error {
	p := views.ChoosePage{Worker: ofWorker(w, r.Actor.CPI()), Measures: all, Query: url.Values{}}
	if action != 0 {
		p.Query.Set("azione", strconv.FormatInt(action, 10))
	}
	if session != 0 {
		x, err := h.agenda.Session(r.Ctx(), r.Actor, session)
		if err != nil {
			return err
		}
		p.Query.Set("sessione", strconv.FormatInt(session, 10))
		p.From = "Si offre la sessione «" + x.Title + "» del " + x.Slot.Day.Italian() + ", che registra " + x.Code + ": le misure che le corrispondono sono queste."
		p.Measures = nil
		for _, m := range all {
			services, err := h.store.MeasureServices(r.Ctx(), m)
			if err != nil {
				return err
			}
			if len(m.Codes) == 0 || has(services, x.Code) {
				p.Measures = append(p.Measures, m)
			}
		}
	}
	return r.Page(http.StatusOK, views.ChooseMeasure(p))
}

// offerForm shows the form of an offer with the sessions and services of its
// measure.
func (h *Handlers) offerForm(r *web.Request, status int, form views.OfferForm) error {
	var err error
	if form.Services, err = h.store.MeasureServices(r.Ctx(), form.Measure); err != nil {
		return err
	}
	if form.Choice, err = h.choice(r, form); err != nil {
		return err
	}
	form.Courses = len(form.Measure.Codes) == 0 || slices.ContainsFunc(form.Measure.Codes, func(code string) bool { return strings.HasPrefix(code, "C0") })
	chosen := number(form.Values["session"])
	sessions, err := h.agenda.Sessions(r.Ctx(), r.Actor, form.Worker.CPI, r.Today().AddDays(-14), r.Today().AddDays(90))
	if err != nil {
		return err
	}
	for _, x := range sessions {
		if x.Cancelled == "" && (x.Slot.Day >= r.Today() || x.ID == chosen) && (len(form.Measure.Codes) == 0 || has(form.Services, x.Code)) {
			form.Sessions = append(form.Sessions, shared.Option{Value: strconv.FormatInt(x.ID, 10), Label: x.Slot.Day.Italian() + ", " + x.Slot.Starts.String() + ", " + x.Title + " (" + x.Code + ")"})
		}
	}
	return r.Page(status, views.NewOffer(form))
}

// CreateOffer records an offer.
func (h *Handlers) CreateOffer(r *web.Request) error {
	w, err := h.worker(r)
	if err != nil {
		return err
	}
	f := r.Form()
	o := pacts.Offer{WorkerID: w.ID, Measure: f.Text("misura"), OfferedOn: f.Date("offered_on"), ActionID: f.Int("azione"), SessionID: f.Int("session"), EditionCode: f.Text("edition"),
		Body: f.Text("body"), Description: f.Text("description"), ServiceCode: f.Text("service_code")}
	answer := pacts.OfferAnswer{Answer: pacts.OfferState(f.Text("answer")), On: o.OfferedOn, Reason: f.Text("reason")}
	all, err := h.store.Measures(r.Ctx())
	if err != nil {
		return err
	}
	m, there := pacts.MeasureOf(all, o.Measure)
	if !there {
		return rule.Refuse("", "Scegli una misura dell'elenco.")
	}
	var id int64
	if !f.OK() {
		more(f, o.Check(all, r.Today(), ""))
	} else if id, err = h.store.OfferMeasure(r.Ctx(), r.Actor, o, answer); err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		form := views.OfferForm{Worker: ofWorker(w, r.Actor.CPI()), Measure: m, Action: o.ActionID, Values: typed(f, views.OfferOrder), Key: f.Key(), Errors: f.Errors}
		if a, err := h.store.OfferableAction(r.Ctx(), r.Actor, w.ID, o.ActionID); err == nil {
			form.ActionIs = a.Description
		}
		return h.offerForm(r, http.StatusUnprocessableEntity, form)
	}
	r.Done("Ho registrato l'offerta della misura " + m.Letter + ") a " + w.FullName() + ".")
	return r.SeeOther(views.OfferPath(id))
}
