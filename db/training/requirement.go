package training

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"sportello/db/rule"
)

// Outcomes of a requirement.
const (
	RequirementMet     = "ok"
	RequirementUnmet   = "ko"
	RequirementUnknown = "da_verificare"
)

// Requirement is one condition of a course, held against a person.
type Requirement struct {
	Text    string // as the catalogue writes it
	Outcome string
	Why     string // an Italian sentence
}

// studyLevels are study titles by level, the words that tell them apart.
// The longer words come first: «diploma di laurea» is a degree.
var studyLevels = []struct {
	words string
	level int
	name  string
}{
	{"dottorato", 6, "dottorato"}, {"laurea", 5, "laurea"}, {"laureat", 5, "laurea"}, {"its", 5, "diploma ITS"},
	{"qualifica", 3, "qualifica professionale"}, {"licenza media", 2, "licenza media"}, {"terza media", 2, "licenza media"},
	{"scuola media", 2, "licenza media"}, {"secondaria di primo grado", 2, "licenza media"}, {"secondaria inferiore", 2, "licenza media"},
	{"diploma", 4, "diploma"}, {"maturita", 4, "diploma"}, {"secondaria superiore", 4, "diploma"}, {"secondaria di secondo grado", 4, "diploma"},
	{"licenza elementare", 1, "licenza elementare"}, {"scuola primaria", 1, "licenza elementare"}, {"elementare", 1, "licenza elementare"},
	{"nessun titolo", 0, "nessun titolo"},
}

// studyLevel returns the level of a study title in words, and false when it
// is none that we know.
func studyLevel(text string) (level int, name string, ok bool) {
	folded := " " + strings.Join(rule.FoldWords(text), " ") + " "
	for _, s := range studyLevels {
		if strings.Contains(folded, " "+s.words) {
			return s.level, s.name, true
		}
	}
	return 0, "", false
}

var agePattern = regexp.MustCompile(`(\d{2})\s*anni`)

// CheckRequirements holds the requirements of a course against what is known
// of a person. What is not known, or not understood, is to be verified by
// people: it never keeps anybody out.
func CheckRequirements(c Course, p Profile, now rule.Date) []Requirement {
	var out []Requirement
	for _, text := range strings.FieldsFunc(c.Requirements, func(r rune) bool { return r == ';' || r == '|' || r == ',' }) {
		if text = strings.TrimSpace(text); text != "" {
			out = append(out, checkRequirement(text, p, now))
		}
	}
	return out
}

func checkRequirement(text string, p Profile, now rule.Date) Requirement {
	r := Requirement{Text: text, Outcome: RequirementUnknown, Why: fmt.Sprintf("«%s» è da verificare con la persona.", text)}
	folded := strings.Join(rule.FoldWords(text), " ")
	age := 0
	if m := agePattern.FindStringSubmatch(folded); m != nil {
		age, _ = strconv.Atoi(m[1])
	} else if strings.Contains(folded, "maggiore eta") || strings.Contains(folded, "maggiorenn") {
		age = 18
	}
	if age > 0 {
		atMost := strings.Contains(folded, "massim") || strings.Contains(folded, "non piu di") || strings.Contains(folded, "fino a") || strings.Contains(folded, "under")
		if p.Birth == "" {
			return r
		}
		has := p.Birth.AgeOn(now)
		if atMost && has > age || !atMost && has < age {
			r.Outcome, r.Why = RequirementUnmet, fmt.Sprintf("«%s», la persona ha %d anni.", text, has)
		} else {
			r.Outcome, r.Why = RequirementMet, fmt.Sprintf("«%s»: la persona ha %d anni.", text, has)
		}
		return r
	}
	wanted, name, ok := studyLevel(text)
	if !ok {
		return r
	}
	has, hasName, known := studyLevel(p.StudyTitle)
	switch {
	case !known:
		r.Why = fmt.Sprintf("Serve «%s»: il titolo di studio della persona è da verificare.", name)
	case has < wanted:
		r.Outcome, r.Why = RequirementUnmet, fmt.Sprintf("serve «%s», risulta «%s».", name, hasName)
	default:
		r.Outcome, r.Why = RequirementMet, fmt.Sprintf("Serve «%s», la persona ha «%s».", name, hasName)
	}
	return r
}
