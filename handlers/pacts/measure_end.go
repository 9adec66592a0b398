package pacts

import (
	"sportello/db/pacts"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/pacts"
)

// endingOffer records how a measure ended.
func (h *Handlers) endingOffer(today rule.Date) func(pacts.Offer) offerAct {
	return func(pacts.Offer) offerAct {
		how := offerControl("scelte", "outcome", "", 12)
		how.Options = views.Options(pacts.Outcomes)
		return offerAct{can: pacts.Offer.CanEnd, said: "Ho registrato l'esito della misura.",
			form: views.OfferAct{Title: "Esito della misura", Act: "esito", Button: "Registra l'esito",
				Fields: []views.Control{how, offerControl("data", "outcome_on", today.Italian(), 4), optional(offerControl("testo", "note", "", 12), "")}},
			do: func(r *web.Request, o pacts.Offer, f *web.Form) error {
				x := pacts.OfferOutcome{Outcome: pacts.OfferState(f.Text("outcome")), On: f.Date("outcome_on"), Note: f.Text("note")}
				if !f.OK() {
					more(f, x.Check(o, r.Today()))
					return nil
				}
				return h.store.EndOffer(r.Ctx(), r.Actor, o.ID, f.Version(), x)
			}}
	}
}

// annulling takes back an offer recorded by mistake.
func (h *Handlers) annulling(pacts.Offer) offerAct {
	why := offerControl("testo", "reason", "", 12)
	why.MaxLength = 500
	return offerAct{can: pacts.Offer.CanAnnul, said: "Ho annullato l'offerta: resta nella storia, con il motivo.",
		form: views.OfferAct{Title: "Annullamento dell'offerta", Act: "annullamento", Button: "Annulla l'offerta", Danger: true, Fields: []views.Control{why},
			Lead: []string{"Si annulla un'offerta registrata per errore, con il servizio che la partecipazione aveva registrato. La presenza in una sessione resta nell'agenda."}},
		do: func(r *web.Request, o pacts.Offer, f *web.Form) error {
			return h.store.AnnulOffer(r.Ctx(), r.Actor, o.ID, f.Version(), f.Text("reason"))
		}}
}
