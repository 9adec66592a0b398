package agenda

import (
	"errors"
	"net/http"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/agenda"
	"sportello/views/shared"
)

// aheadDays is how far ahead closings and absences are listed.
const aheadDays = 400

// Office shows what the responsabile sets: hours, closed days, absences, patron
// saint.
func (h *Handlers) Office(r *web.Request) error {
	return h.showOffice(r, http.StatusOK, "", nil)
}

// cpi returns the office that the actor heads.
func cpi(r *web.Request) (int64, error) {
	ids := r.Actor.CPIs(rule.RoleOfficeHead)
	if len(ids) == 0 {
		return 0, db.ErrNotFound
	}
	return ids[0], nil
}

func (h *Handlers) showOffice(r *web.Request, status int, form string, f *web.Form) error {
	id, err := cpi(r)
	if err != nil {
		return err
	}
	p := views.OfficePage{Today: r.Today(), Form: form, Typed: map[string]string{}}
	if f != nil {
		p.Refusals = f.Errors
		for name := range f.Values {
			p.Typed[name] = f.Text(name)
		}
	}
	if p.Office, err = r.App.Access.Office(r.Ctx(), id); err != nil {
		return err
	}
	if p.Operators, err = h.store.Operators(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	if p.Timetable, err = h.store.Timetable(r.Ctx(), r.Actor, id, r.Today(), r.Today().AddDays(aheadDays)); err != nil {
		return err
	}
	p.Ahead, p.Closed = p.Timetable.Absences, p.Timetable.Closed
	return r.Page(status, views.Office(p))
}

// saved answers to a form of the page: the refusals beside it, or the page again.
func (h *Handlers) saved(r *web.Request, form string, f *web.Form, err error, done string) error {
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		return h.showOffice(r, http.StatusUnprocessableEntity, form, f)
	}
	r.Done(done)
	return r.SeeOther("/ufficio")
}

// SaveCard changes how an office is reached, and its patron saint.
func (h *Handlers) SaveCard(r *web.Request) error {
	id, err := cpi(r)
	if err != nil {
		return err
	}
	f := r.Form()
	stored, err := r.App.Access.Office(r.Ctx(), id)
	if err != nil {
		return err
	}
	f.KeepStored(cardValues(stored))
	c := access.OfficeCard{Address: f.Text("address"), Phone: f.Text("phone"), Email: f.Text("email"), PatronDay: f.Text("patron_day"), PatronName: f.Text("patron_name"),
		Version: int(f.Int(shared.FieldVersion))}
	err = h.store.SetCard(r.Ctx(), r.Actor, id, c)
	var stale db.Stale
	if errors.As(err, &stale) {
		return h.twoCards(r, f, id, stale)
	}
	return h.saved(r, "scheda", f, err, "Recapiti e santo patrono salvati.")
}

// cardFields are the fields of the card, in the order of its form.
var cardFields = []string{"address", "phone", "email", "patron_day", "patron_name"}

func cardValues(o access.Office) map[string]string {
	return map[string]string{"address": o.Address, "phone": o.Phone, "email": o.Email, "patron_day": o.PatronText(), "patron_name": o.PatronName}
}

// twoCards shows both versions of a card that somebody else has saved.
func (h *Handlers) twoCards(r *web.Request, f *web.Form, id int64, stale db.Stale) error {
	o, err := r.App.Access.Office(r.Ctx(), id)
	if err != nil {
		return err
	}
	history, err := r.App.Access.OfficeHistory(r.Ctx(), id)
	if err != nil {
		return err
	}
	v := f.Versions(cardFields, views.CardLabels, cardValues(o))
	v.Who, v.When, v.What, v.Me, v.Since = "Qualcun altro", r.Now().Clock(), "questa scheda", r.User.FullName(), r.Now().Clock()
	if len(history) > 0 {
		v.Who, v.When = history[0].By, history[0].Replaced.Clock()
	}
	v.Action, v.Version, v.Back = "/ufficio/scheda", int64(stale.Current), "/ufficio"
	return r.Page(http.StatusConflict, views.TwoCards(v))
}
