package people

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/scheda"
	"sportello/handlers/web"
	views "sportello/views/people"
	forms "sportello/views/scheda"
	"sportello/views/shared"
)

func (h *Handlers) saveProfile(r *web.Request, part people.ProfilePart, complete bool) error {
	p, err := h.profilePage(r, part)
	if err != nil {
		return err
	}
	f := r.Form()
	p.Version = f.Version()
	p.Answers = theirs(f, scheda.Decode(part.Panel(p.Profile.Definition), f.Values).Compact(), p.Profile.Part(part))
	in := people.ProfileInput{Part: part, Version: p.Version, Answers: p.Answers, Complete: complete}
	saved, err := h.people.SaveProfile(r.Ctx(), r.Actor, p.Worker.ID, p.Profile.ID, in)
	if r.GetHeader("HX-Target") == shared.DraftID {
		return autosaved(r, saved, err)
	}
	var conflict people.ProfileConflict
	if errors.As(err, &conflict) {
		return h.profileConflict(r, p, conflict)
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if p.Errors = f.Errors; !f.OK() {
		if !p.Mine || p.Profile.CanChange(part) != nil { // closed: there is no form to show
			return r.Page(http.StatusConflict, views.ProfileClosed(p))
		}
		if in.Complete = false; complete { // what was typed is not lost with the page
			if draft, e := h.people.SaveProfile(r.Ctx(), r.Actor, p.Worker.ID, p.Profile.ID, in); e == nil {
				p.Version, p.Kept = draft.Version, true
			}
		}
		return r.Page(http.StatusUnprocessableEntity, views.ShowProfile(p))
	}
	if complete {
		r.Done(completed(saved, part, p.Missed))
		return r.SeeOther(views.ProfileHref(p.Worker.ID, saved.ID))
	}
	return r.SeeOther(views.PartHref(p.Worker.ID, saved.ID, part))
}

// theirs puts, of two versions field by field, what somebody else has saved.
func theirs(f *web.Form, mine, stored scheda.Answers) scheda.Answers {
	for name := range f.Values {
		if field, ok := strings.CutPrefix(name, "scelta."); ok && f.Text(name) == string(shared.Stored) {
			mine[field] = stored[field]
		}
	}
	return mine.Compact()
}

func completed(p people.Profile, part people.ProfilePart, missed []registry.Broken) string {
	switch {
	case part == people.PartInDepth && len(missed) > 0:
		return "Approfondimento completato: il servizio C.2 è registrato, ma la regola " + strconv.Itoa(missed[0].Number) + " non è rispettata. " + missed[0].Text
	case part == people.PartInDepth:
		return "Approfondimento completato: il servizio C.2 è registrato."
	case len(p.Fragility()) > 0:
		return "Profilo completato. Le risposte mostrano fragilità: ora si può approfondire (allegato 1B)."
	}
	return "Profilo completato: l'approfondimento non serve."
}

// profileConflict shows what the operator wrote beside what somebody else saved.
func (h *Handlers) profileConflict(r *web.Request, p views.ProfilePage, c people.ProfileConflict) error {
	panel := p.Part.Panel(p.Profile.Definition)
	path := views.PartHref(p.Worker.ID, p.Profile.ID, p.Part)
	v := shared.Versions{Who: c.Stored.SavedBy, When: c.Stored.SavedAt.Clock(), What: "questo profilo", Me: r.User.FullName(), Since: r.Now().Clock(),
		Action: views.DraftHref(p.Worker.ID, p.Profile.ID, p.Part), Version: int64(c.Stored.Version), Back: path, Rows: forms.VersionRows(panel, scheda.Context{}, nil, p.Answers, c.Stored.Part(p.Part))}
	for name, values := range scheda.Encode(panel, p.Answers) {
		for _, value := range values {
			v.Hidden = append(v.Hidden, shared.KeyValue{Key: name, Value: value})
		}
	}
	return r.Page(http.StatusConflict, views.ProfileChanged(p, v))
}
