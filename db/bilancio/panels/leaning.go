package panels

import (
	"regexp"
	"slices"
	"strings"

	"sportello/db/rule"
	"sportello/db/scheda"
)

// Leaning is a profession that the person leans to in the search for work, with
// what its notes say of times and distances.
type Leaning struct {
	Job           string // as a lookup holds it
	Hours, Travel string // in the words of the notes
	On            rule.Date
}

// Interview is what the last interview of base orientation says that panels of a
// bilancio ask too, each with the day it was written.
type Interview struct {
	Expectations, Constraints     string
	ExpectationsOn, ConstraintsOn rule.Date
}

const (
	fromLeanings  = "dalle propensioni"
	fromInterview = "dal colloquio di orientamento"
)

func prefillMotives(p proposal, c Card, f Facts) {
	p.text("aspettative", c.Interview.Expectations, fromInterview, c.Interview.ExpectationsOn, "")
	p.text("ostacoli_percepiti", c.Interview.Constraints, fromInterview, c.Interview.ConstraintsOn, "")
}

// prefillConstraints proposes the choices that the notes of the propensioni name in
// so many words; what they say otherwise is the counsellor's to read. Care of others
// is proposed only where the card says that nobody depends on the person.
func prefillConstraints(p proposal, c Card, f Facts) {
	p.text("vincoli_lavorativi", c.Interview.Constraints, fromInterview, c.Interview.ConstraintsOn, "")
	if c.Dependants == "0" {
		p.card(c, "carichi_cura", "nessuno", "")
	}
	var times []string
	for _, l := range c.Leanings {
		for _, t := range hoursNamed(l.Hours) {
			if !slices.Contains(times, t) {
				times = append(times, t)
			}
		}
	}
	if len(c.Leanings) == 0 {
		return
	}
	on := c.Leanings[0].On
	p.value("disponibilita_orario", scheda.Many(times...), fromLeanings, on, "")
	for _, l := range slices.Backward(c.Leanings) { // the first propensione has the last word
		p.text("raggio_km", kilometres(l.Travel), fromLeanings, l.On, "")
		p.text("mobilita", travelNamed(l.Travel), fromLeanings, l.On, "")
	}
}

// named is a choice with the beginnings of the words that name it.
type named struct {
	value string
	words []string
}

var (
	hours = []named{
		{"full_time", []string{"full time", "fulltime", "tempo pieno", "giornata intera", "intera giornata"}},
		{"part_time", []string{"part time", "parttime", "tempo parziale", "mezza giornata"}},
		{"turni", []string{"turni", "turno", "turnaz"}},
		{"notte", []string{"notte", "notturn"}},
		{"festivi", []string{"festiv", "domenic", "fine settimana", "weekend"}},
	}
	travels = []named{
		{"trasferimento", []string{"trasferirs", "trasferimento", "trasferisc", "cambiare citta", "cambiare casa"}},
		{"settimanale", []string{"settiman"}},
		{"giornaliera", []string{"in giornata", "giornalier", "pendolar"}},
	}
	// A clause ends where another begins; one that denies proposes nothing.
	clauses = regexp.MustCompile(`[,;.:\n]+|\s(?:ma|pero|e)\s`)
	denial  = regexp.MustCompile(`(?:^|\s)(?:no|non|mai|senza|escluso|esclusi|esclusa|escluse|tranne|salvo|eccetto|ne|nessun\w*)(?:\s|$)`)
	spaces  = regexp.MustCompile(`[\s\-/]+`)
	radius  = regexp.MustCompile(`(?:^|[^\d,.])(\d{1,3})\s*(?:km|chilometr)`)
)

// clausesOf returns the clauses of a note in plain small letters, with whether each
// denies what it names.
func clausesOf(text string) map[string]bool {
	out := map[string]bool{}
	plain := strings.NewReplacer("à", "a", "è", "e", "é", "e", "ì", "i", "ò", "o", "ù", "u").Replace(strings.ToLower(text))
	for _, clause := range clauses.Split(plain, -1) {
		clause = strings.TrimSpace(spaces.ReplaceAllString(clause, " "))
		out[clause] = denial.MatchString(clause)
	}
	return out
}

func names(clause string, n named) bool {
	return slices.ContainsFunc(n.words, func(w string) bool { return strings.Contains(" "+clause, " "+w) })
}

func hoursNamed(text string) (out []string) {
	all := clausesOf(text)
	for _, n := range hours {
		for clause, denied := range all {
			if !denied && names(clause, n) {
				out = append(out, n.value)
				break
			}
		}
	}
	return out
}

// travelNamed returns the farthest way of travelling that a note names, «no» for
// one that denies travelling and names nothing else, "" for neither.
func travelNamed(text string) string {
	all := clausesOf(text)
	for _, n := range travels {
		for clause, denied := range all {
			if !denied && names(clause, n) {
				return n.value
			}
		}
	}
	for clause, denied := range all {
		if denied && (strings.Contains(clause, "trasfer") || strings.Contains(clause, "spost")) {
			return "no"
		}
	}
	return ""
}

// kilometres returns the distance that a note names, "" for none.
func kilometres(text string) string {
	if m := radius.FindStringSubmatch(strings.ToLower(text)); m != nil {
		return strings.TrimLeft(m[1], "0")
	}
	return ""
}
