package panels

import (
	"cmp"
	"fmt"
	"slices"

	"sportello/db/rule"
	"sportello/db/scheda"
)

// Held is a competence with the level that the person holds.
type Held struct {
	Text  string // lookup value, or the label of a transversal item
	Key   string // its value among the choices of INV16
	Level int
	From  string // panel
}

// Competences returns what INV07 and INV08 found, the highest levels first. Of
// a transversal item the counsellor's level counts.
func Competences(def scheda.Definition, panels map[string]scheda.Answers) []Held {
	var out []Held
	if p, ok := def.Panel("INV07"); ok {
		f, _ := p.Field("trasversali")
		for _, o := range f.Options {
			if n, has := panels["INV07"].Number("trasversali." + o.Value + ".livello_consulente"); has {
				out = append(out, Held{Text: o.Label, Key: "INV07." + o.Value, Level: int(n), From: "INV07"})
			}
		}
	}
	for _, row := range panels["INV08"].Rows("tecniche") {
		n, has := row.Number("livello")
		if text := row.Text("competenza"); has && text != "" {
			out = append(out, Held{Text: text, Key: "INV08." + row.Text(scheda.RowID), Level: int(n), From: "INV08"})
		}
	}
	slices.SortStableFunc(out, func(a, b Held) int { return cmp.Compare(b.Level, a.Level) })
	return out
}

// KeyChoices returns the options of INV16's key competences.
func KeyChoices(held []Held) []scheda.Option {
	out := make([]scheda.Option, len(held))
	for i, h := range held {
		out[i] = scheda.Option{Value: h.Key, Label: fmt.Sprintf("%s (livello %d)", scheda.Name(h.Text), h.Level)}
	}
	return out
}

// LevelOf returns the level that the person holds of a competence, and whether
// INV07 or INV08 speaks of it: by code, by the same words, else by one that says
// nearly the same («leggere disegni tecnici» for «Leggere disegni tecnici e
// schemi meccanici»); of several the highest.
func LevelOf(competence string, held []Held) (level int, found bool) {
	code, words := scheda.Code(competence), rule.Fold(scheda.Name(competence))
	for _, h := range held {
		if code != "" && scheda.Code(h.Text) == code || rule.Fold(scheda.Name(h.Text)) == words {
			return h.Level, true
		}
	}
	for _, h := range held {
		if nearlySame(scheda.Name(competence), scheda.Name(h.Text)) {
			level, found = max(level, h.Level), true
		}
	}
	return level, found
}

// nearlySame reports whether two competences share at least two roots of words,
// and two thirds of those of the shorter one.
func nearlySame(a, b string) bool {
	one, other := roots(a), roots(b)
	shared := 0
	for r := range one {
		if other[r] {
			shared++
		}
	}
	return shared >= 2 && 3*shared >= 2*min(len(one), len(other))
}

// roots returns the beginnings of the words that say something.
func roots(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range rule.FoldWords(text) {
		if len(w) >= 4 {
			out[w[:min(len(w), 5)]] = true
		}
	}
	return out
}
