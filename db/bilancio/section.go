package bilancio

import (
	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/db/scheda"
)

// TellsCard reports whether a panel asks what the person's card holds too, so
// that a difference is offered back to it.
func TellsCard(code string) bool {
	return code == "PRE03" || code == "PRE04" || panels.CardSections[code] != ""
}

// told returns what a panel says of a section of the card. What it leaves blank
// changes nothing, and a list and the declaration that it is empty do not stand
// together.
func told(section people.CardSection, a scheda.Answers) scheda.Answers {
	said, out := people.Project(section.Panel, a), section.Answers.Clone()
	for name, v := range said {
		out[name] = v
	}
	for list, none := range map[string]string{"corsi": "nessun_corso", "esperienze": "nessuna_esperienza"} {
		if len(said.Rows(list)) > 0 {
			delete(out, none)
		} else if said.Is(none) {
			delete(out, list)
		}
	}
	return out
}

// sectionDifferences returns what a panel says otherwise than a section of the card.
func sectionDifferences(section people.CardSection, a scheda.Answers) []panels.Difference {
	var out []panels.Difference
	after := told(section, a)
	for _, f := range section.Panel.Fields {
		if people.SameField(section.Answers[f.Name], after[f.Name]) {
			continue
		}
		words := func(a scheda.Answers) string { return scheda.FieldWords(section.Panel, f, a, scheda.Context{}) }
		out = append(out, panels.Difference{Label: f.Label, Before: words(section.Answers), After: words(after)})
	}
	return out
}
