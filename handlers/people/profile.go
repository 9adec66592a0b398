package people

import (
	"errors"
	"net/http"
	"slices"

	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/people"
	"sportello/views/shared"
)

// ProfilesPage shows the profiling of a person: the index that the national
// system gave, and the qualitative profiles.
func (h *Handlers) ProfilesPage(r *web.Request) error {
	w, err := h.writable(r)
	if err != nil {
		return err
	}
	p := views.ProfilesPage{Worker: w, CanWrite: r.Actor.Has(Desk...), Special: r.Actor.Has(rule.RoleSpecialData), Offices: r.Actor.CPIs()}
	if p.Profiles, err = h.people.Profiles(r.Ctx(), w.ID); err != nil {
		return err
	}
	if p.Indices, err = h.people.Indices(r.Ctx(), w.ID); err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", w.ID)
	return r.Page(http.StatusOK, views.Profiles(p))
}

// StartProfile begins a profile, or goes on with the one begun.
func (h *Handlers) StartProfile(r *web.Request) error {
	w, err := h.writable(r)
	if err != nil {
		return err
	}
	id, err := h.people.StartProfile(r.Ctx(), r.Actor, w.ID)
	if err != nil {
		return err
	}
	return r.SeeOther(views.ProfileHref(w.ID, id))
}

// profilePage returns the person and the profile of the path, with a part of it
// to be filled in.
func (h *Handlers) profilePage(r *web.Request, part people.ProfilePart) (views.ProfilePage, error) {
	p := views.ProfilePage{Part: part, Today: r.Today(), CanWrite: r.Actor.Has(Desk...), Special: r.Actor.Has(rule.RoleSpecialData)}
	var err error
	if p.Worker, err = h.writable(r); err != nil {
		return p, err
	}
	id, err := r.ID("profilo")
	if err != nil {
		return p, err
	}
	if p.Profile, err = h.people.Profile(r.Ctx(), r.Actor, p.Worker.ID, id); err != nil {
		return p, err
	}
	p.Answers, p.Version = p.Profile.Part(part), p.Profile.Version
	p.Mine = p.CanWrite && slices.Contains(r.Actor.CPIs(), p.Profile.CPI)
	if p.Profile.ProposesReferral() && !p.Special {
		if p.Readers, err = h.people.SpecialReaders(r.Ctx(), p.Profile.CPI); err != nil {
			return p, err
		}
	}
	if part == people.PartInDepth && p.Profile.InDepthOn == "" {
		p.Missed, err = h.people.MissedByDeepening(r.Ctx(), p.Profile)
	}
	return p, err
}

// ProfilePage shows a profile: as a form while it is a draft, then as it reads.
func (h *Handlers) ProfilePage(r *web.Request) error { return h.readProfile(r, people.PartQuestions) }

// DeepenPage shows the areas of 1B: as a form, or as they read.
func (h *Handlers) DeepenPage(r *web.Request) error { return h.readProfile(r, people.PartInDepth) }

func (h *Handlers) readProfile(r *web.Request, part people.ProfilePart) error {
	p, err := h.profilePage(r, part)
	if err != nil {
		return err
	}
	r.AuditRead("profilo.letto", p.Worker.ID)
	return r.Page(http.StatusOK, views.ShowProfile(p))
}

// DraftQuestions keeps the questions as they are.
func (h *Handlers) DraftQuestions(r *web.Request) error {
	return h.saveProfile(r, people.PartQuestions, false)
}

// CompleteQuestions completes the profile; from then on it does not change.
func (h *Handlers) CompleteQuestions(r *web.Request) error {
	return h.saveProfile(r, people.PartQuestions, true)
}

// DraftDeepening keeps the areas of 1B as they are.
func (h *Handlers) DraftDeepening(r *web.Request) error {
	return h.saveProfile(r, people.PartInDepth, false)
}

// CompleteDeepening completes the areas of 1B and registers C.2.
func (h *Handlers) CompleteDeepening(r *web.Request) error {
	return h.saveProfile(r, people.PartInDepth, true)
}

// autosaved answers to the form that is sent while it is filled in.
func autosaved(r *web.Request, saved people.Profile, err error) error {
	d := shared.Draft{Version: int64(saved.Version), SavedAt: saved.SavedAt.Clock()}
	status := http.StatusOK
	refusals, refused := web.Refused(err)
	var conflict people.ProfileConflict
	switch {
	case errors.As(err, &conflict):
		status = http.StatusConflict
		d = shared.Draft{Problem: conflict.Stored.SavedBy + " ha salvato questo profilo alle " + conflict.Stored.SavedAt.Clock() + ". Premi «Salva bozza»: vedrai le due versioni."}
	case refused:
		status = http.StatusUnprocessableEntity
		d = shared.Draft{Problem: refusals.Error()}
	case err != nil:
		return err
	}
	return r.Autosaved(status, d)
}
