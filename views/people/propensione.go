package people

import (
	"strconv"

	"sportello/db/people"
	"sportello/db/scheda"
	"sportello/views/layout"
	forms "sportello/views/scheda"
	"sportello/views/shared"
)

// PropensioniPage is what the page of a person's propensioni shows.
type PropensioniPage struct {
	Worker   people.Worker
	All      []people.Propensione // those that hold first
	CanWrite bool
}

// PropensionePage is what the page of one shows: as a section of the card.
type PropensionePage struct {
	SectionPage
	Propensione people.Propensione // none while a new one is written
	Beside      int                // how many hold
	Told        []people.PropensioneVersion
	Key         string
}

// PropensioniHref is the address of a person's propensioni.
func PropensioniHref(worker int64) string { return cardHref(worker) + "/propensioni" }

// PropensioneHref is the address of one.
func PropensioneHref(p people.Propensione) string {
	return PropensioniHref(p.WorkerID) + "/" + strconv.FormatInt(p.ID, 10)
}

func (p PropensioniPage) holding() []people.Propensione { return people.Holding(p.All) }

func (p PropensioniPage) withdrawn() []people.Propensione { return p.All[len(p.holding()):] }

func (p PropensioniPage) full() bool { return len(p.holding()) >= people.MaxPropensioni }

func (p PropensionePage) fresh() bool { return p.Propensione.ID == 0 }

func (p PropensionePage) reads() bool { return !p.CanWrite || p.Propensione.Withdrawn != "" }

func (p PropensionePage) path() string {
	if p.fresh() {
		return PropensioniHref(p.Worker.ID)
	}
	return PropensioneHref(p.Propensione)
}

func (p PropensionePage) title() string {
	if p.fresh() {
		return "Nuova propensione"
	}
	return p.Propensione.Title
}

func (p PropensionePage) form() forms.Form {
	return forms.Form{Panel: p.Section.Panel, Answers: p.Answers, Context: p.Context, Errors: p.Errors, Found: p.Found, Entries: p.Entries, Draft: p.path(), Stays: true}
}

func (p PropensionePage) head(title string) layout.Head {
	h := propensioniHead(p.Worker, title, len(p.Errors) > 0)
	if !p.reads() {
		h.Shortcuts = []shared.Shortcut{{Keys: "Ctrl+Enter", Word: "salva"}}
	}
	return h
}

func propensioniHead(w people.Worker, title string, refused bool) layout.Head {
	h := layout.Head{Title: "Propensioni", Facts: w.FullName() + " · " + string(w.CodiceFiscale), Active: layout.KeyWorkers, Refused: refused,
		Crumbs: []layout.Crumb{{Label: "Lavoratori", Href: "/lavoratori"}, {Label: w.FullName(), Href: cardHref(w.ID)}, {Label: "Curriculum", Href: careerHref(w.ID)}}}
	if title == "" {
		h.Crumbs = append(h.Crumbs, layout.Crumb{Label: "Propensioni"})
		return h
	}
	h.Title = title
	h.Crumbs = append(h.Crumbs, layout.Crumb{Label: "Propensioni", Href: PropensioniHref(w.ID)}, layout.Crumb{Label: title})
	return h
}

func propensioneFacts(p people.Propensione) []shared.Pair {
	out := []shared.Pair{{Term: "Professione", Value: scheda.Coded(p.Title, p.Profession)}, {Term: "Da dove viene", Value: p.Origin()}, {Term: "Data dell'intervista", Value: p.InterviewedOn.Italian()}}
	for _, n := range p.NoteLines() {
		out = append(out, shared.Pair{Term: n[0], Value: n[1]})
	}
	if p.Withdrawn != "" {
		out = append(out, shared.Pair{Term: "Ritirata il", Value: p.Withdrawn.Italian() + by(p.WithdrawnBy)}, shared.Pair{Term: "Motivo", Value: p.Reason})
	}
	return out
}

// FillVersions fills in the rows of two versions of a panel, and mine in full.
func FillVersions(v *shared.Versions, panel scheda.Panel, base, mine, stored scheda.Answers) {
	v.Rows = forms.VersionRows(panel, scheda.Context{}, base, mine, stored)
	for name, values := range scheda.Encode(panel, mine) {
		for _, value := range values {
			v.Hidden = append(v.Hidden, shared.KeyValue{Key: name, Value: value})
		}
	}
}
