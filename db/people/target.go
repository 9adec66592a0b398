package people

import (
	"slices"

	"sportello/db/rule"
)

// Targets returns the groups of the Masterplan's durations (registry.Targets)
// that follow from what is known of a person; most is not known of everybody,
// and what is not is not guessed.
func Targets(w Worker, groups []Group, on rule.Date) []string {
	var out []string
	in := func(name string) bool {
		return slices.ContainsFunc(groups, func(g Group) bool { return g.Name == name })
	}
	if w.DIDOn != "" || w.Employment == "disoccupato" || w.Employment == "inoccupato" {
		out = append(out, "inoccupati_disoccupati")
	}
	if in("Percettore") {
		out = append(out, "beneficiari_accordo_stato_regioni")
	}
	if in("Svantaggiato") || in("Molto svantaggiato") {
		out = append(out, "svantaggiati_molto_svantaggiati")
	}
	// Diritto-dovere to education and training: until 18 (d.lgs. 76/2005, art. 1).
	if age := w.Age(on); w.BirthDate != "" && age >= 15 && age < 18 {
		out = append(out, "adolescenti_diritto_dovere")
	}
	return out
}
