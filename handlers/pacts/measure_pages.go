package pacts

import "sportello/handlers/web"

// AnswerOfferPage asks what the person answered.
func (h *Handlers) AnswerOfferPage(r *web.Request) error {
	return h.offerActPage(r, h.answering(r.Today()))
}

// AnswerOffer records it.
func (h *Handlers) AnswerOffer(r *web.Request) error {
	return h.performOffer(r, h.answering(r.Today()))
}

// AttendOfferPage asks when the person took part for the first time.
func (h *Handlers) AttendOfferPage(r *web.Request) error {
	return h.offerActPage(r, h.attending(r.Today()))
}

// AttendOffer records it.
func (h *Handlers) AttendOffer(r *web.Request) error {
	return h.performOffer(r, h.attending(r.Today()))
}

// EndOfferPage asks how a measure ended.
func (h *Handlers) EndOfferPage(r *web.Request) error {
	return h.offerActPage(r, h.endingOffer(r.Today()))
}

// EndOffer records it.
func (h *Handlers) EndOffer(r *web.Request) error {
	return h.performOffer(r, h.endingOffer(r.Today()))
}

// AnnulOfferPage asks why an offer was recorded by mistake.
func (h *Handlers) AnnulOfferPage(r *web.Request) error { return h.offerActPage(r, h.annulling) }

// AnnulOffer takes it back.
func (h *Handlers) AnnulOffer(r *web.Request) error { return h.performOffer(r, h.annulling) }
