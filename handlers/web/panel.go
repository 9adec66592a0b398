package web

import (
	"net/url"
	"strings"

	"sportello/db/scheda"
	forms "sportello/views/scheda"
	"sportello/views/shared"
)

// Panel returns the answers of a panel of a scheda as the form sent them, after
// what its button asks for: a row less, an entry found that is taken; of two
// versions, field by field, the one chosen. before are the answers as they were
// stored.
func (f *Form) Panel(p scheda.Panel, before scheda.Answers) scheda.Answers {
	if row := f.Text(forms.ButtonDelete); row != "" {
		scheda.RemoveRow(f.Values, row)
	}
	answers := scheda.Keep(p, scheda.Decode(p, f.Values), before)
	if name, entry, ok := strings.Cut(f.Text(forms.ButtonSet), "="); ok {
		answers = scheda.Set(p, answers, name, entry)
	}
	for name := range f.Values {
		if field, ok := strings.CutPrefix(name, choicePrefix); ok && f.Text(name) == string(shared.Stored) {
			answers[field] = before[field]
		}
	}
	return answers
}

// PanelNext returns the rest of the address that a draft of a panel leads to: a
// blank row, what a search found, the list that lost a row. Only a search leads to
// a place of the page: where one goes on in a list, its autofocus says, which a
// browser leaves aside when the address names a place.
func (f *Form) PanelNext() string {
	switch {
	case f.Text(forms.ButtonAdd) != "":
		name := f.Text(forms.ButtonAdd)
		return "?aggiungi=" + url.QueryEscape(name)
	case f.Text(forms.ButtonFind) != "":
		name := f.Text(forms.ButtonFind)
		return "?cerca=" + url.QueryEscape(name) + "#" + shared.FieldID(name)
	case f.Text(forms.ButtonDelete) != "":
		return "?tolta=" + url.QueryEscape(f.Text(forms.ButtonDelete))
	}
	return ""
}

// PanelLookup returns what a lookup of a panel is searched with: its reference
// table and the text typed, of several texts the last; false when the name is none.
func PanelLookup(p scheda.Panel, typed scheda.Answers, name string) (source, text string, ok bool) {
	f, ok := p.FieldAt(name)
	if !ok || f.Source == "" {
		return "", "", false
	}
	v := typed.At(name)
	text = v.Text
	if n := len(v.Items); n > 0 {
		text = v.Items[n-1]
	}
	return f.Source, text, true
}

// Autosaved answers to the form of a panel that is sent while it is filled in:
// when it was saved, or why it was not.
func (r *Request) Autosaved(status int, d shared.Draft) error {
	fragment := shared.DraftStatus(d)
	return r.Page(status, fragment, Fragment{ID: shared.DraftID, Component: fragment})
}
