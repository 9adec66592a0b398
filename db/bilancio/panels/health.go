package panels

import (
	"fmt"
	"strings"

	"sportello/db/rule"
	"sportello/db/scheda"
)

// healthTerms are beginnings of words that tell a diagnosis or a treatment.
var healthTerms = []string{
	"diagnos", "malatti", "patolog", "tumor", "cancr", "leucem", "depress", "ansios", "diabet", "epiless", "hiv",
	"aids", "sclerosi", "psichiatr", "psicofarmac", "farmac", "terapi", "chemioterap", "dialis", "ernia", "infart",
	"cardiopat", "asma", "schizofren", "bipolar", "tossicodipend", "alcolist", "alcolism", "demenz", "parkinson",
	"alzheimer", "artrit", "artros", "ictus", "ricover", "sindrom", "disturb", "epatit", "gravidanz", "incint",
}

// HealthTerm returns the first word of the text that tells of health rather
// than of its effect on work, "" when there is none.
func HealthTerm(text string) string {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \n\t,.;:()'’\"/«»!?", r) }) {
		folded := rule.Fold(word)
		for _, term := range healthTerms {
			if strings.HasPrefix(folded, term) {
				return word
			}
		}
	}
	return ""
}

func warnHealth(field string, a scheda.Answers, r *report) {
	if word := HealthTerm(a.Text(field)); word != "" {
		r.warn(field, fmt.Sprintf("C'è un termine sanitario («%s»): scrivi l'effetto sul lavoro, non la causa. Le diagnosi non si registrano (GDPR, art. 9).", word))
	}
}
