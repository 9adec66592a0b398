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

// sectionDifferences returns what a panel says otherwise than a section of the card.
func sectionDifferences(section people.CardSection, a scheda.Answers) []panels.Difference {
	var out []panels.Difference
	for _, d := range people.SectionDifferences(section, a) {
		out = append(out, panels.Difference{Label: d.Label, Before: d.Before, After: d.After})
	}
	return out
}
