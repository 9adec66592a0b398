package people

import (
	"net/http"

	"sportello/handlers/web"
	views "sportello/views/people"
)

// JudgeReferral records that the profile of the form needs no referral. Refused, it
// shows what was typed and nothing that is stored.
func (h *Handlers) JudgeReferral(r *web.Request) error {
	w, err := h.writable(r)
	if err != nil {
		return err
	}
	f := r.Form()
	why := f.Text("why")
	profile := f.Int("profile")
	err = h.people.JudgeReferral(r.Ctx(), r.Actor, w.ID, profile, why)
	if isStale(err) {
		return r.Page(http.StatusConflict, views.JudgementLate(views.ReferralsPage{Worker: w, Why: why}))
	} else if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		p := views.ReferralsPage{Worker: w, Today: r.Today(), Municipality: residence(w), Why: why, WhyKey: f.Key(), Errors: f.Errors}
		p.Due.ProfileID = profile
		return r.Page(http.StatusUnprocessableEntity, views.Referrals(p))
	}
	r.Done("Ho registrato la valutazione: non si segnala.")
	return r.SeeOther(views.ReferralsHref(w.ID))
}
