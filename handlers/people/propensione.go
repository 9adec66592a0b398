package people

import (
	"net/http"
	"strings"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/scheda"
	"sportello/handlers/web"
	views "sportello/views/people"
	"sportello/views/shared"
)

// Propensioni shows the professions that a person leans to, and those withdrawn.
func (h *Handlers) Propensioni(r *web.Request) error {
	w, err := h.writable(r)
	if err != nil {
		return err
	}
	p := views.PropensioniPage{Worker: w, CanWrite: r.Actor.Has(Desk...)}
	if p.All, err = h.people.Propensioni(r.Ctx(), r.Actor, w.ID); err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", w.ID)
	return r.Page(http.StatusOK, views.Propensioni(p))
}

// propensionePage returns the person of the path and, unless a new one is being
// written, the propensione.
func (h *Handlers) propensionePage(r *web.Request, fresh bool) (views.PropensionePage, error) {
	var p views.PropensionePage
	var err error
	if p.Worker, err = h.writable(r); err != nil {
		return p, err
	}
	p.Section, p.CanWrite = people.CardSection{Panel: people.PropensionePanel}, r.Actor.Has(Desk...)
	all, err := h.people.Propensioni(r.Ctx(), r.Actor, p.Worker.ID)
	if err != nil {
		return p, err
	}
	p.Beside = len(people.Holding(all))
	if fresh {
		p.Answers = scheda.Answers{"data_intervista": scheda.T(string(r.Today()))}
		return p, nil
	}
	id, err := r.ID("prop")
	if err != nil {
		return p, err
	}
	for _, one := range all {
		if one.ID == id {
			p.Propensione, p.Answers, p.Version = one, one.Answers(), one.Version
			p.Told, err = h.people.PropensioneVersions(r.Ctx(), id)
			return p, err
		}
	}
	return p, db.ErrNotFound
}

// NewPropensione shows the form of another propensione.
func (h *Handlers) NewPropensione(r *web.Request) error {
	p, err := h.propensionePage(r, true)
	if err != nil {
		return err
	}
	if p.Beside >= people.MaxPropensioni {
		return people.ErrThree
	}
	r.AuditRead("lavoratore.letto", p.Worker.ID)
	return r.Page(http.StatusOK, views.Propensione(p))
}

// Propensione shows one as a form or, withdrawn or for who only reads, as it reads.
func (h *Handlers) Propensione(r *web.Request) error {
	p, err := h.propensionePage(r, false)
	if err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", p.Worker.ID)
	return r.Page(http.StatusOK, views.Propensione(p))
}

// AddPropensione adds a propensione, or answers a button of its form.
func (h *Handlers) AddPropensione(r *web.Request) error {
	p, err := h.propensionePage(r, true)
	if err != nil {
		return err
	}
	return h.savePropensione(r, p)
}

// SavePropensione changes a propensione, or answers a button of its form.
func (h *Handlers) SavePropensione(r *web.Request) error {
	p, err := h.propensionePage(r, false)
	if err != nil {
		return err
	}
	return h.savePropensione(r, p)
}

func (h *Handlers) savePropensione(r *web.Request, p views.PropensionePage) error {
	f := r.Form()
	stored := p.Answers
	p.Version, p.Key = int(f.Int("_version")), f.Key()
	var err error
	if p.Unsaved, err = h.reshaped(r, f.Values, &p.SectionPage); err != nil {
		return err
	}
	if p.Unsaved {
		return r.Page(http.StatusOK, views.Propensione(p))
	}
	for name := range f.Values { // of two versions, field by field: theirs
		if field, ok := strings.CutPrefix(name, "scelta."); ok && f.Text(name) == string(shared.Stored) {
			p.Answers[field] = stored[field]
		}
	}
	_, err = h.people.SavePropensione(r.Ctx(), r.Actor, p.Worker.ID, p.Propensione.ID, p.Version, p.Answers)
	if isStale(err) {
		return h.propensioneConflict(r, p)
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if p.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.Propensione(p))
	}
	r.Done("Ho salvato la propensione «" + scheda.Name(p.Answers.Text("professione")) + "» di " + p.Worker.FullName() + ".")
	return r.SeeOther(views.PropensioniHref(p.Worker.ID))
}

// propensioneConflict shows what the operator wrote beside what somebody else
// has saved in the meantime, or that it was withdrawn.
func (h *Handlers) propensioneConflict(r *web.Request, p views.PropensionePage) error {
	now := p.Propensione
	if now.Withdrawn != "" {
		return people.ErrPropensioneWithdrawn
	}
	var base scheda.Answers
	for _, v := range p.Told {
		if v.Version == p.Version {
			base = v.Answers
		}
	}
	path := views.PropensioneHref(now)
	v := shared.Versions{Who: now.UpdatedBy, When: now.UpdatedAt.Clock(), What: "questa propensione", Me: r.User.FullName(), Since: r.Now().Clock(),
		Action: path, Version: int64(now.Version), Back: path}
	views.FillVersions(&v, people.PropensionePanel, base, p.Answers, now.Answers())
	return r.Page(http.StatusConflict, views.PropensioneConflict(p, v))
}
