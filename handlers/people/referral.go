package people

import (
	"errors"
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/scheda"
	"sportello/handlers/web"
	"sportello/views/layout"
	views "sportello/views/people"
	"sportello/views/shared"
)

// referralsPage returns the person and the referrals, that were read as soon as
// the store gives them.
func (h *Handlers) referralsPage(r *web.Request) (p views.ReferralsPage, err error) {
	if p.Worker, err = h.writable(r); err != nil {
		return p, err
	}
	p.Today = r.Today()
	p.Municipality = residence(p.Worker)
	p.ReferralFile, err = h.people.Referrals(r.Ctx(), r.Actor, p.Worker.ID)
	return p, err
}

// residence returns the municipality of residence as its field takes it, "" for none.
func residence(w people.Worker) string {
	if w.ResidenceCode == "" {
		return ""
	}
	return scheda.Coded(place(w.Residence, w.ResidenceProv), w.ResidenceCode)
}

// ReferralsPage shows the referrals of a person to the social services, with the
// form of another.
func (h *Handlers) ReferralsPage(r *web.Request) error {
	p, err := h.referralsPage(r)
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Referrals(p))
}

// Refer records a referral and issues its letter. Refused, it shows what was
// typed and nothing that is stored.
func (h *Handlers) Refer(r *web.Request) error {
	p := views.ReferralsPage{Today: r.Today()}
	var err error
	if p.Worker, err = h.writable(r); err != nil {
		return err
	}
	f := r.Form()
	p.Municipality, p.Reason, p.Key = f.Text("municipality"), f.Text("reason"), f.Key()
	document, err := h.people.Refer(r.Ctx(), r.Actor, people.Referral{WorkerID: p.Worker.ID, Municipality: p.Municipality, Reason: p.Reason})
	if err != nil && !f.Merge(err) {
		return err
	}
	if p.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.Referrals(p))
	}
	if _, err := h.archive.Finish(r.Ctx(), document); err != nil {
		r.App.Log.Error("document", "id", document, "error", err) // rendered when it is asked for
	}
	r.Flash(layout.Flash{Level: shared.Done, Text: "La segnalazione è registrata e la lettera è pronta.", Links: []layout.Link{{Label: "Scaricala", Href: "/documenti/" + strconv.FormatInt(document, 10)}}})
	return r.SeeOther(views.ReferralsHref(p.Worker.ID))
}

// referral returns the page with the referral of the path.
func (h *Handlers) referral(r *web.Request) (p views.ReferralPage, err error) {
	all, err := h.referralsPage(r)
	if err != nil {
		return p, err
	}
	id, err := r.ID("segnalazione")
	for _, x := range all.Referrals {
		if x.ID == id {
			p.Worker, p.Referral, p.Version, p.Outcome, p.Note, p.On = all.Worker, x, x.Version, x.Outcome, x.OutcomeNote, x.OutcomeOn.Italian()
			return p, err
		}
	}
	return p, errors.Join(err, db.ErrNotFound)
}

// ReferralOutcomePage asks what came of a referral.
func (h *Handlers) ReferralOutcomePage(r *web.Request) error {
	p, err := h.referral(r)
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.ReferralOutcome(p))
}

// SetReferralOutcome records what came of a referral. Refused, it shows what was typed
// and nothing that is stored.
func (h *Handlers) SetReferralOutcome(r *web.Request) error {
	var p views.ReferralPage
	var err error
	if p.Worker, err = h.writable(r); err != nil {
		return err
	}
	if p.Referral.ID, err = r.ID("segnalazione"); err != nil {
		return err
	}
	p.Referral.WorkerID = p.Worker.ID
	f := r.Form()
	p.Version, p.Outcome, p.On, p.Note = f.Version(), f.Text("outcome"), f.Text("outcome_on"), f.Text("outcome_note")
	on := f.Date("outcome_on")
	if f.OK() {
		if err = h.people.SetReferralOutcome(r.Ctx(), r.Actor, p.Worker.ID, p.Referral.ID, p.Version, p.Outcome, on, p.Note); isStale(err) {
			return r.Page(http.StatusConflict, views.ReferralChanged(p))
		} else if err != nil && !f.Merge(err) {
			return err
		}
	}
	if p.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.ReferralOutcome(p))
	}
	r.Done("Ho registrato l'esito della segnalazione.")
	return r.SeeOther(views.ReferralsHref(p.Worker.ID))
}
