package people

import (
	"slices"
	"strconv"
	"strings"

	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/views/layout"
	forms "sportello/views/scheda"
	"sportello/views/shared"
)

// ProfilesPage is the profiling of a person.
type ProfilesPage struct {
	Worker   people.Worker
	Profiles []people.Profile // newest first
	Indices  []people.Index   // quantitative, the one computed last first
	Offices  []int64          // of the reader
	CanWrite bool
	Special  bool // the reader has the grant for special data
}

// open returns the draft of the reader's office, nil when there is none.
func (p ProfilesPage) open() *people.Profile {
	for i, x := range p.Profiles {
		if x.On == "" && slices.Contains(p.Offices, x.CPI) {
			return &p.Profiles[i]
		}
	}
	return nil
}

// ProfilePage is one profile, with a part of it to be filled in.
type ProfilePage struct {
	Worker   people.Worker
	Profile  people.Profile
	Part     people.ProfilePart
	Answers  scheda.Answers // as typed
	Today    rule.Date
	Version  int // that the form was drawn from
	Errors   rule.Refusals
	Kept     bool // what was refused is kept as a draft
	CanWrite bool
	Mine     bool // the profile is the reader's office's to fill in
	Special  bool
	Missed   []registry.Broken // what C.2 would miss if 1B were completed now
	Readers  []string          // who may know of the office's special data
}

func profilesHref(worker int64) string { return cardHref(worker) + "/profilo" }

// ProfileHref is the address of a profile.
func ProfileHref(worker, id int64) string {
	return profilesHref(worker) + "/" + strconv.FormatInt(id, 10)
}

// PartHref is the address of a part of a profile.
func PartHref(worker, id int64, part people.ProfilePart) string {
	if part == people.PartInDepth {
		return ProfileHref(worker, id) + "/approfondimento"
	}
	return ProfileHref(worker, id)
}

// DraftHref is where the draft of a part is sent.
func DraftHref(worker, id int64, part people.ProfilePart) string {
	return PartHref(worker, id, part) + "/bozza"
}

func (p ProfilePage) path() string        { return PartHref(p.Worker.ID, p.Profile.ID, p.Part) }
func (p ProfilePage) panel() scheda.Panel { return p.Part.Panel(p.Profile.Definition) }

// fillsIn reports whether the page is a form.
func (p ProfilePage) fillsIn() bool { return p.Mine && p.Profile.CanChange(p.Part) == nil }

func (p ProfilePage) form() forms.Form {
	return forms.Form{Panel: p.panel(), Answers: p.Answers, Context: scheda.Context{Today: p.Today}, Errors: p.Errors, Draft: p.path() + "/bozza"}
}

func (p ProfilePage) draft() shared.Draft {
	d := shared.Draft{Version: int64(p.Version)}
	if p.Profile.Version > 1 && !p.Profile.Part(p.Part).Blank() {
		d.SavedAt = p.Profile.SavedAt.Clock()
	}
	return d
}

func (p ProfilePage) title() string {
	if p.Part == people.PartInDepth {
		return "Approfondimento (allegato 1B)"
	}
	return "Profilo qualitativo"
}

func (p ProfilePage) head() layout.Head {
	h := profileHead(p.Worker, p.title(), len(p.Errors) > 0)
	if p.Part == people.PartInDepth {
		h.Crumbs = slices.Insert(h.Crumbs, 3, layout.Crumb{Label: "Profilo del " + p.Profile.StartedOn.Italian(), Href: ProfileHref(p.Worker.ID, p.Profile.ID)})
	}
	if p.fillsIn() {
		h.Shortcuts = forms.Shortcuts(p.panel())
	}
	return h
}

func profileHead(w people.Worker, title string, refused bool) layout.Head {
	h := layout.Head{Title: title, Facts: w.FullName() + " · " + string(w.CodiceFiscale), Active: layout.KeyWorkers, Refused: refused,
		Crumbs: []layout.Crumb{{Label: "Lavoratori", Href: "/lavoratori"}, {Label: w.FullName(), Href: cardHref(w.ID)}}}
	if title != profilesTitle {
		h.Crumbs = append(h.Crumbs, layout.Crumb{Label: profilesTitle, Href: profilesHref(w.ID)})
	}
	h.Crumbs = append(h.Crumbs, layout.Crumb{Label: title})
	return h
}

const profilesTitle = "Profilazione"

// reading returns a panel of the profile in words.
func reading(p people.Profile, part people.ProfilePart) scheda.Section {
	return scheda.Describe(part.Panel(p.Definition), p.Part(part), scheda.Context{})
}

// profileState is the badge of a profile.
func profileState(p people.Profile) (shared.Kind, string) {
	switch {
	case p.On == "":
		return shared.Running, "bozza"
	case len(p.Fragility()) > 0 && p.InDepthOn == "" && !p.Newer:
		return shared.Look, "da approfondire"
	}
	return shared.Good, "completo"
}

// prepares says who prepares a referral.
func (p ProfilePage) prepares() string {
	if len(p.Readers) == 0 {
		return "La prepara chi ha il ruolo «Dati particolari», che in quest'ufficio nessuno ha: lo assegna l'amministratore."
	}
	return "La prepara chi ha il ruolo «Dati particolari» in quest'ufficio: " + strings.Join(p.Readers, ", ") + "."
}
