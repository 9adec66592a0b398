package pacts

import (
	"net/http"
	"strconv"
	"strings"

	"sportello/db/archive"
	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/handlers/web"
	views "sportello/views/pacts"
)

// OfferList shows the measures that the office offered, by state.
func (h *Handlers) OfferList(r *web.Request) error {
	p := views.OfferListPage{Filter: offerFilter(r), Offices: len(r.Actor.CPIs()) != 1}
	var err error
	if p.Measures, err = h.store.Measures(r.Ctx()); err != nil {
		return err
	}
	if _, there := pacts.MeasureOf(p.Measures, p.Filter.Measure); !there {
		p.Filter.Measure = ""
	}
	if p.Page, err = h.store.Offers(r.Ctx(), r.Actor, p.Filter); err != nil {
		return err
	}
	h.archive.Read(r.Actor, archive.Audit{Action: "misure.elenco", Subject: "measure_offer", Fields: []string{p.Filter.Measure, string(p.Filter.State)}, Count: len(p.Page.Rows)})
	return r.Page(http.StatusOK, views.OffersList(p), web.Fragment{ID: views.OffersListID, Component: views.OffersRows(p)})
}

func offerFilter(r *web.Request) pacts.OfferFilter {
	f := pacts.OfferFilter{Name: strings.TrimSpace(r.Query("nome")), Measure: r.Query("misura")}
	if s := r.Query("stato"); people.ChoiceLabel(pacts.OfferStates, s) != s {
		f.State = pacts.OfferState(s)
	}
	f.Office, _ = strconv.ParseInt(r.Query("ufficio"), 10, 64)
	f.At = r.Window()
	return f
}

// WorkerOffers shows the measures of a person.
func (h *Handlers) WorkerOffers(r *web.Request) error {
	w, err := h.worker(r)
	if err != nil {
		return err
	}
	p := views.OffersPage{Worker: ofWorker(w, r.Actor.CPI()), Writes: r.Actor.Has(pacts.Writers...)}
	if p.Offers, err = h.store.OffersOf(r.Ctx(), r.Actor, w.ID); err != nil {
		return err
	}
	if p.Measures, err = h.store.Measures(r.Ctx()); err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", w.ID)
	return r.Page(http.StatusOK, views.Offers(p))
}

// offer returns the offer of the address with its measure, and notes that it was
// read.
func (h *Handlers) offer(r *web.Request) (views.OfferPage, error) {
	id, err := r.ID("id")
	if err != nil {
		return views.OfferPage{}, err
	}
	o, err := h.store.Offer(r.Ctx(), r.Actor, id)
	if err != nil {
		return views.OfferPage{}, err
	}
	h.archive.Read(r.Actor, archive.Audit{Action: "misura.letta", Subject: "measure_offer", SubjectID: o.ID, WorkerID: o.WorkerID})
	all, err := h.store.Measures(r.Ctx())
	if err != nil {
		return views.OfferPage{}, err
	}
	m, _ := pacts.MeasureOf(all, o.Measure)
	return views.OfferPage{O: o, Measure: m, Writes: o.WritableBy(r.Actor), OpenSession: r.Reaches("/sessioni/:id")}, nil
}

// ShowOffer shows an offered measure.
func (h *Handlers) ShowOffer(r *web.Request) error {
	p, err := h.offer(r)
	if err != nil {
		return err
	}
	if r.Reaches("/servizi/:id") {
		if p.Service, err = h.store.OfferService(r.Ctx(), p.O); err != nil {
			return err
		}
	}
	return r.Page(http.StatusOK, views.ShowOffer(p))
}
