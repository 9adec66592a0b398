package bilancio

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"sportello/db/rule"
	"sportello/db/scheda"
)

// Derive returns the answers with the values that the panel computes from them
// and from the facts. It is applied before answers are stored.
func Derive(panel string, a scheda.Answers, f Facts) scheda.Answers {
	out := a.Clone()
	set := func(name, text string) {
		if text == "" {
			delete(out, name)
			return
		}
		out[name] = scheda.T(text)
	}
	switch panel {
	case "PRE04":
		set("mesi_disoccupazione", unemployedMonths(a, f.Today))
	case "INV11":
		set("scadenze_avviso", strings.Join(Expiries(a, f.Today), "; "))
	case "INV16":
		set("incongruenze", strings.Join(f.Warnings, "; "))
		set("ore_fase", decimal(f.HoursPhase))
	case "RIP03":
		for _, row := range out.Rows("righe") {
			if gap, ok := Gap(row); ok {
				row["divario"] = scheda.T(strconv.Itoa(gap))
			} else {
				delete(row, "divario")
			}
		}
		if share, ok := Coverage(a); ok {
			set("copertura", strconv.Itoa(share))
		} else {
			set("copertura", "")
		}
	case "RIP06":
		if len(f.Proposals) > 0 {
			set("proposti", proposalsText(f.Proposals))
		}
	case "ISC01":
		set("sede", f.Seat)
	case "RIP08":
		set("ore_totali", decimal(f.HoursDone))
	case "ISC02":
		set("requisiti", requirementsText(f.Requirements))
		set("altre_iscrizioni", cmp.Or(f.OtherEnrolment, "nessuna"))
	}
	return out
}

// unemployedMonths counts the whole months from the DID to today (d.lgs.
// 150/2015, art. 19: unemployment runs from the declaration).
func unemployedMonths(a scheda.Answers, today rule.Date) string {
	did := rule.Date(a.Text("data_did"))
	if len(did) != 10 || did > today || a.Text("stato_occupazionale") == "occupato" {
		return ""
	}
	months := (today.Time().Year()-did.Time().Year())*12 + int(today.Time().Month()) - int(did.Time().Month())
	if did.AddMonths(months) > today {
		months--
	}
	return strconv.Itoa(months)
}

// Expiries returns the licences of INV11 that have expired or expire within 90
// days, with their date.
func Expiries(a scheda.Answers, today rule.Date) []string {
	var out []string
	for _, row := range a.Rows("abilitazioni") {
		until := rule.Date(row.Text("scadenza"))
		switch {
		case len(until) != 10 || until > today.AddDays(90):
		case until < today:
			out = append(out, fmt.Sprintf("%s è scaduta il %s", row.Text("denominazione"), until.Italian()))
		default:
			out = append(out, fmt.Sprintf("%s scade il %s", row.Text("denominazione"), until.Italian()))
		}
	}
	return out
}

// Gap returns how many levels a row of RIP03 lacks, max(0, required − held),
// and whether both levels are given.
func Gap(row scheda.Answers) (int, bool) {
	required, ok1 := row.Number("livello_richiesto")
	held, ok2 := row.Number("livello_posseduto")
	return max(0, int(required)-int(held)), ok1 && ok2
}

// Coverage returns the share of the required levels that the person holds, in
// percent: Σ min(held, required) / Σ required over the rows of RIP03 with both
// levels. False when there is none.
func Coverage(a scheda.Answers) (int, bool) {
	var held, required float64
	for _, row := range a.Rows("righe") {
		want, ok1 := row.Number("livello_richiesto")
		has, ok2 := row.Number("livello_posseduto")
		if ok1 && ok2 {
			held += min(has, want)
			required += want
		}
	}
	if required == 0 {
		return 0, false
	}
	return int(math.Round(100 * held / required)), true
}

func requirementsText(checks []RequirementCheck) string {
	if len(checks) == 0 {
		return "Il percorso non ha requisiti registrati."
	}
	words := map[string]string{"ok": "soddisfatto", "ko": "non soddisfatto", "da_verificare": "da verificare"}
	parts := make([]string, len(checks))
	for i, c := range checks {
		parts[i] = c.Label + ": " + words[c.State]
		if c.Why != "" {
			parts[i] += " (" + c.Why + ")"
		}
	}
	return strings.Join(parts, "; ")
}

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

// ExperienceChoices returns the experiences of INV03 as the choices of INV04.
func ExperienceChoices(work scheda.Answers) []scheda.Option {
	var out []scheda.Option
	for _, e := range work.Rows("esperienze") {
		out = append(out, scheda.Option{Value: e.Text(scheda.RowID), Label: ExperienceLabel(e)})
	}
	return out
}
