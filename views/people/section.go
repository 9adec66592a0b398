package people

import (
	"strings"

	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/views/layout"
	forms "sportello/views/scheda"
	"sportello/views/shared"
)

// SectionPage is what the page of a section of the card shows.
type SectionPage struct {
	Worker   people.Worker
	Section  people.CardSection
	Answers  scheda.Answers // as typed
	Context  scheda.Context
	Versions []people.SectionVersion // newest first
	Version  int                     // that the form was drawn from
	Errors   rule.Refusals
	Unsaved  bool   // a button has changed the form: nothing is written yet
	Blank    string // the list that shows a blank row
	Gone     string // the row just taken away
	Found    string // the lookup searched, and what was found
	Entries  []string
	CanWrite bool
	Proposed string // where a row comes from that nobody has saved, "" for none
}

// SectionHref is the address of a section of a person's card.
func SectionHref(worker int64, section string) string {
	return cardHref(worker) + "/carta/" + section
}

func careerHref(worker int64) string { return cardHref(worker) + "?sezione=" + SectionCareer }

func (p SectionPage) path() string { return SectionHref(p.Worker.ID, p.Section.Panel.Code) }

func (p SectionPage) form() forms.Form {
	return forms.Form{Panel: p.Section.Panel, Answers: p.Answers, Context: p.Context, Errors: p.Errors, Blank: p.Blank, Gone: p.Gone, Found: p.Found, Entries: p.Entries,
		Draft: p.path(), Stays: true}
}

func (p SectionPage) head() layout.Head {
	h := layout.Head{Title: p.Section.Panel.Title, Facts: p.Worker.FullName() + " · " + string(p.Worker.CodiceFiscale), Active: layout.KeyWorkers, Refused: len(p.Errors) > 0,
		Crumbs: []layout.Crumb{{Label: "Lavoratori", Href: "/lavoratori"}, {Label: p.Worker.FullName(), Href: cardHref(p.Worker.ID)}, {Label: "Curriculum", Href: careerHref(p.Worker.ID)}, {Label: p.Section.Panel.Title}}}
	if p.CanWrite {
		h.Shortcuts = []shared.Shortcut{{Keys: "Ctrl+Enter", Word: "salva"}}
	}
	return h
}

func (p SectionPage) tabs() []shared.Tab {
	var out []shared.Tab
	for _, panel := range people.CardScheda.Panels() {
		out = append(out, shared.Tab{Label: shortTitle(panel), Href: SectionHref(p.Worker.ID, panel.Code), Current: panel.Code == p.Section.Panel.Code})
	}
	return out
}

func shortTitle(p scheda.Panel) string {
	return strings.ToUpper(p.Code[:1]) + p.Code[1:]
}

// saved says who saved a section last, and where from.
func saved(s people.CardSection) string {
	if s.Version == 0 {
		return ""
	}
	return "Salvata il " + s.SavedAt.Italian() + by(s.SavedBy) + ", " + s.Source.Words()
}

func entrySource(e people.CardEntry) string {
	return e.Source.Words() + ", " + e.SavedOn.Italian() + by(e.SavedBy)
}

// singles are the answers of a section that are no row.
func singles(s people.CardSection) []shared.Pair {
	var out []shared.Pair
	for _, f := range s.Panel.Fields {
		if text := scheda.FieldWords(s.Panel, f, s.Answers, scheda.Context{}); f.Type != scheda.Repeat && text != "" {
			out = append(out, shared.Pair{Term: f.Label, Value: text})
		}
	}
	return out
}

// changed says what a version of a section changed against the one before: the
// rows that came and that went, and the other fields.
func changed(p scheda.Panel, before, after scheda.Answers) []string {
	var out []string
	for _, f := range p.Fields {
		if f.Type != scheda.Repeat {
			was, is := scheda.FieldWords(p, f, before, scheda.Context{}), scheda.FieldWords(p, f, after, scheda.Context{})
			if was != is {
				out = append(out, f.Label+": «"+was+"» → «"+is+"»")
			}
			continue
		}
		for _, row := range after.Rows(f.Name) {
			title, _ := people.EntryWords(p, f.Name, row)
			switch old, there := before.Row(f.Name, row.Text(scheda.RowID)); {
			case !there:
				out = append(out, "aggiunto «"+title+"»")
			case !old.Equal(row):
				was, is := differing(p, f, old, row)
				out = append(out, "«"+title+"»: "+was+" → "+is)
			}
		}
		for _, row := range before.Rows(f.Name) {
			if _, there := after.Row(f.Name, row.Text(scheda.RowID)); !there {
				title, detail := people.EntryWords(p, f.Name, row)
				out = append(out, joined("tolto «"+title+"»", detail))
			}
		}
	}
	return out
}

// differing returns the cells of two versions of a row that are not the same.
func differing(p scheda.Panel, f scheda.Field, old, now scheda.Answers) (was, is string) {
	var a, b []string
	for _, sub := range f.Sub {
		x := scheda.Display(sub, sub.Options, old.Text(sub.Name))
		y := scheda.Display(sub, sub.Options, now.Text(sub.Name))
		if x != y {
			a, b = append(a, sub.Label+" «"+x+"»"), append(b, "«"+y+"»")
		}
	}
	return strings.Join(a, ", "), strings.Join(b, ", ")
}
