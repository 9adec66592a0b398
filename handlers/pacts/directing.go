package pacts

import (
	"net/http"

	"sportello/db/pacts"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/pacts"
)

// directingForm asks to which service the person is directed, and what for.
func directingForm(i pacts.Interview, today rule.Date) views.InterviewForm {
	service, on, body, why := control("scelte", "service", ""), control("data", "on", today.Italian()), control("testo", "body", ""), control("area", "reason", "")
	service.Width, service.Options = 12, choices(pacts.ReferralKinds)
	service.Options[0].Hint = "Uno o più incontri da un minimo di 60 minuti (A06)."
	service.Options[1].Hint = "Uno o più incontri, da un minimo di 8 a un massimo di 12 ore."
	body.Width, body.Optional, body.MaxLength, body.Hint = 12, true, 200, "Solo per «Altro servizio»."
	why.Width, why.MaxLength, why.Rows = 12, 1000, 3
	f := views.InterviewForm{I: i, Title: "Indirizza ad altro servizio", Path: views.InterviewPath(i.ID, "rinvii"), Back: views.InterviewPath(i.ID), Button: "Indirizza la persona", Creates: true,
		Lead: []string{"È un esito del colloquio, con la sua data. Subito dopo si può fissare l'appuntamento."}, Fields: []views.Control{service, on, body}}
	for _, kind := range []string{pacts.ToCounselling, pacts.ToBilancio} {
		aims := control("spunte", kind, "")
		aims.Width, aims.Free, aims.Options = 12, true, choices(pacts.Aims[kind])
		f.Fields = append(f.Fields, aims)
	}
	f.Fields = append(f.Fields, why)
	return f
}

// DirectPage asks to which service the person is directed.
func (h *Handlers) DirectPage(r *web.Request) error {
	i, err := h.ownInterview(r)
	if err != nil {
		return err
	}
	if i.State() == pacts.InterviewStopped {
		return rule.Refuse("", i.ClosedTo(pacts.PhaseInformation))
	}
	return r.Page(http.StatusOK, views.DoInterview(directingForm(i, r.Today())))
}

// Direct records that the person was directed to another service.
func (h *Handlers) Direct(r *web.Request) error {
	i, err := h.ownInterview(r)
	if err != nil {
		return err
	}
	f := r.Form()
	d := pacts.Referral{Kind: f.Text("service"), On: f.Date("on"), Body: f.Text("body"), Reason: f.Text("reason")}
	d.Aims = f.All(d.Kind)
	if f.OK() {
		if err := h.store.Refer(r.Ctx(), r.Actor, i.ID, d); err != nil && !f.Merge(err) {
			return err
		}
	} else {
		more(f, d.Clean().Check(r.Today(), i.StartedOn))
	}
	for n := range f.Errors {
		switch x := &f.Errors[n]; x.Field {
		case "kind":
			x.Field = "service"
		case "aims":
			x.Field = d.Kind
		}
	}
	return h.recorded(r, f, directingForm(i, r.Today()), "Ho registrato che "+i.Worker()+" è indirizzata a un altro servizio.")
}

// AnnulDirecting takes back what was recorded by mistake.
func (h *Handlers) AnnulDirecting(r *web.Request) error {
	i, err := h.ownInterview(r)
	if err != nil {
		return err
	}
	id, err := r.ID("rinvio")
	if err != nil {
		return err
	}
	if err := h.store.AnnulReferral(r.Ctx(), r.Actor, i.ID, id); err != nil {
		return err
	}
	r.Done("Tolto.")
	return r.SeeOther(views.InterviewPath(i.ID))
}
