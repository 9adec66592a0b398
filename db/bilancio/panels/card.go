package panels

import (
	"cmp"
	"strings"

	"sportello/db/rule"
	"sportello/db/scheda"
)

// Difference is a fact of the card that a panel has corrected.
type Difference struct {
	Label  string
	Before string
	After  string
	Values map[string]string // by column of the worker
}

// cardFields are the fields of PRE03 and PRE04 that the worker's card holds too.
var cardFields = []struct {
	panel, field string
	columns      func(text string) map[string]string
}{
	{"PRE03", "cognome", column("surname")}, {"PRE03", "nome", column("name")}, {"PRE03", "sesso", column("sex")},
	{"PRE03", "data_nascita", column("birth_date")}, {"PRE03", "comune_nascita", place("birth_place", "birth_place_code", "")},
	{"PRE03", "cittadinanza", func(t string) map[string]string { return map[string]string{"citizenship": cmp.Or(scheda.Code(t), t)} }},
	{"PRE03", "residenza.comune", place("residence", "residence_code", "residence_province")},
	{"PRE03", "residenza.cap", column("residence_cap")}, {"PRE03", "residenza.indirizzo", column("residence_address")},
	{"PRE03", "domicilio.comune", place("domicile", "domicile_code", "domicile_province")},
	{"PRE03", "domicilio.cap", column("domicile_cap")}, {"PRE03", "domicilio.indirizzo", column("domicile_address")},
	{"PRE03", "telefono", column("phone")}, {"PRE03", "email", column("email")}, {"PRE03", "stato_civile_carichi", column("dependants")},
	{"PRE04", "stato_occupazionale", column("employment_status")}, {"PRE04", "data_did", column("did_on")},
	{"PRE04", "numero_did", column("did_number")}, {"PRE04", "indice_profiling", column("profiling_index")},
}

func column(name string) func(string) map[string]string {
	return func(text string) map[string]string { return map[string]string{name: text} }
}

// place splits «San Severo (FG) [I158]» into the columns of a municipality.
func place(name, code, province string) func(string) map[string]string {
	return func(text string) map[string]string {
		town, sigla := scheda.Name(text), ""
		if at := strings.LastIndex(town, " ("); at > 0 && strings.HasSuffix(town, ")") {
			town, sigla = town[:at], town[at+2:len(town)-1]
		}
		out := map[string]string{name: town, code: scheda.Code(text)}
		if province != "" {
			out[province] = sigla
		}
		return out
	}
}

// Differences returns what a panel's answers say otherwise than the person's
// card; onCard tells what the card holds in a column. What the panel leaves
// blank changes nothing.
func Differences(panel scheda.Panel, a scheda.Answers, onCard func(column string) string) []Difference {
	var out []Difference
	for _, c := range cardFields {
		text := a.Text(c.field)
		if c.panel != panel.Code || text == "" {
			continue
		}
		d := Difference{Label: cardLabel(panel, c.field), Values: c.columns(text)}
		same := true
		for column, v := range d.Values {
			was := onCard(column)
			same = same && (was == v || strings.EqualFold(rule.Fold(was), rule.Fold(v)))
			if !strings.HasSuffix(column, "_code") && !strings.HasSuffix(column, "_province") { // a place reads by its name
				d.Before = was
			}
		}
		if !same {
			f, _ := panel.Field(c.field)
			d.After = scheda.Display(f, f.Options, scheda.Name(text))
			out = append(out, d)
		}
	}
	return out
}

// cardLabel returns what a difference concerns: «Residenza, cap».
func cardLabel(panel scheda.Panel, field string) string {
	f, _ := panel.Field(field)
	group, _, nested := strings.Cut(field, ".")
	if top, ok := panel.Field(group); ok && nested {
		return top.Label + ", " + strings.ToLower(f.Label)
	}
	return f.Label
}
