package panels

import (
	"slices"
	"strings"

	"sportello/db/rule"
	"sportello/db/scheda"
)

// Suggestion is a competence that a panel proposes to add.
type Suggestion struct {
	Entry string // as a lookup holds it
	Why   string // where it comes from: «emersa da INV04, «saldare giunti di telai»»
	Take  string // what the button sends
}

// Suggestions are those of a panel, under one title.
type Suggestions struct {
	Title string
	From  string // «dalle attività di INV04 e dal repertorio, figura «…»»
	List  []Suggestion
}

// Known reports whether the competence stands among the texts, by code or by
// folded words.
func Known(entry string, texts []string) bool {
	code, words := scheda.Code(entry), rule.Fold(scheda.Name(entry))
	return slices.ContainsFunc(texts, func(t string) bool {
		return code != "" && scheda.Code(t) == code || rule.Fold(scheda.Name(t)) == words
	})
}

// Emerged returns the competences that the activities of INV04 named and INV08
// does not hold yet.
func Emerged(panels map[string]scheda.Answers) []Suggestion {
	var have []string
	for _, row := range panels["INV08"].Rows("tecniche") {
		have = append(have, row.Text("competenza"))
	}
	var out []Suggestion
	for _, row := range panels["INV04"].Rows("attivita") {
		for _, c := range row["competenze"].Items {
			if !Known(c, have) {
				have = append(have, c)
				out = append(out, Suggestion{Entry: c, Take: c, Why: "emersa da INV04, «" + row.Text("descrizione") + "»"})
			}
		}
	}
	return out
}

// Take adds a suggestion, as its button sent it, to the answers of a panel.
func Take(code string, a scheda.Answers, value string, panels map[string]scheda.Answers) scheda.Answers {
	out := a.Clone()
	add := func(list string, row scheda.Answers) {
		v := out[list]
		v.Rows = append(v.Rows, row.Compact())
		out[list] = v
	}
	switch code {
	case "INV04":
		id, entry, ok := strings.Cut(value, "|")
		if _, there := panels["INV03"].Row("esperienze", id); !ok || !there {
			return a
		}
		add("attivita", scheda.Answers{
			"esperienza": scheda.T(id), "descrizione": scheda.T(strings.ToLower(scheda.Name(entry))), "competenze": scheda.Many(entry),
		})
	case "INV08":
		add("tecniche", scheda.Answers{"competenza": scheda.T(value)})
	case "RIP03":
		level, entry, ok := strings.Cut(value, "|")
		if !ok {
			return a
		}
		row := scheda.Answers{"competenza": scheda.T(entry), "livello_richiesto": scheda.T(level)}
		if n, found := LevelOf(entry, Competences(Base, panels)); found {
			row["livello_posseduto"] = scheda.T(string(rune('0' + n)))
		}
		add("righe", row)
	}
	return out
}
