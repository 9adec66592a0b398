package shared

import "github.com/a-h/templ"

// LookupListSuffix ends the id of the list in which rows are proposed.
const LookupListSuffix = "-voci"

// nothingFound is what a field says when no row of its table answers.
var nothingFound = map[string]string{
	"professioni": "Nessuna professione trovata: prova con un'altra parola.",
	"figure":      "Nessuna figura o professione trovata: prova con un'altra parola.",
	"comuni":      "Nessun Comune trovato: prova con le prime lettere del nome.",
	"luoghi":      "Nessun luogo trovato: prova con le prime lettere del nome.",
}

// NothingFound returns what a field says when no row of a table answers.
func NothingFound(table string) string {
	if words := nothingFound[table]; words != "" {
		return words
	}
	return "Nessuna voce trovata: prova con un'altra parola."
}

func (f Field) listID() string { return f.id() + LookupListSuffix }

func (f Field) proposing(table string) Field {
	f.List = f.listID()
	attrs := templ.Attributes{
		"hx-get": "/cerca/" + table + "?campo=" + f.Name, "hx-trigger": "input changed delay:250ms",
		"hx-target": "#" + f.List, "hx-swap": "innerHTML", "hx-sync": "this:replace",
	}
	for k, v := range f.Attrs {
		attrs[k] = v
	}
	f.Attrs = attrs
	return f
}
