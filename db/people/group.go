package people

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"sportello/db/rule"
)

// Group is a target group that a person belongs to, with the facts that put
// them there.
type Group struct {
	Name string
	Why  string
	Look bool // to look at, rather than to know
}

// belowUpperSecondary are the study titles, folded, of who has neither an
// upper-secondary nor a vocational diploma.
var belowUpperSecondary = []string{"nessun", "senzatitolo", "licenzaelementare", "licenzamedia", "licenzascuolamedia", "diplomascuolamedia", "analfabeta", "scuoladellobbligo"}

// Groups returns the groups that follow from facts in the record and in the
// lists on the day. A group whose facts are not kept yet is not guessed:
// «svantaggiato» is told by age and by title of study only (Reg. reg. Puglia
// 2/2009 art. 12, letters b and c), long unemployment by the DID.
func Groups(w Worker, rows []ListRow, on rule.Date) []Group {
	var out []Group
	var why []string
	if age := w.Age(on); w.BirthDate != "" && age > 50 {
		why = append(why, fmt.Sprintf("oltre 50 anni (%d)", age))
	}
	if title := rule.Fold(w.StudyTitle); slices.ContainsFunc(belowUpperSecondary, func(p string) bool { return strings.HasPrefix(title, p) }) {
		why = append(why, "senza diploma («"+w.StudyTitle+"»)")
	}
	if len(why) > 0 {
		out = append(out, Group{Name: "Svantaggiato", Why: strings.Join(why, " e ")})
	}
	unemployed := w.Employment == "disoccupato" || w.Employment == "inoccupato"
	if unemployed && w.DIDOn != "" && w.DIDOn.AddMonths(12) <= on {
		out = append(out, Group{Name: "Disoccupato di lunga durata", Why: "DID del " + w.DIDOn.Italian() + ", più di 12 mesi fa"})
	}
	for _, r := range rows {
		g := Group{Name: r.ListName, Why: fmt.Sprintf("in lista dal %s, priorità %d", r.ReferenceDate.Italian(), r.Priority)}
		if r.Company != "" {
			g.Why += ", " + r.Company
		}
		out = append(out, g)
		if r.BenefitTo >= on && (r.BenefitFrom == "" || r.BenefitFrom <= on) && r.BenefitTo != "" {
			out = append(out, Group{Name: "Percettore", Why: benefitName(r) + " fino al " + r.BenefitTo.Italian()})
		}
	}
	if w.Provisional() {
		out = append(out, Group{Name: "Codice fiscale provvisorio", Why: "di 11 cifre: si sostituisce quando arriva quello definitivo", Look: true})
	}
	return out
}

func benefitName(r ListRow) string {
	if r.Benefit == "" {
		return "ammortizzatore"
	}
	return r.Benefit
}

// FileCell is one cell of the file that a list row was made from.
type FileCell struct {
	Label  string
	Value  string
	Column string // of the person's record, "" when it has none
	Differ bool   // the record says otherwise
}

// fileCells are the cells of a list in the order of the screen.
var fileCells = []struct{ key, label, column string }{
	{"codice_fiscale", "Codice fiscale", "codice_fiscale"}, {"cognome", "Cognome", "surname"}, {"nome", "Nome", "name"}, {"sesso", "Sesso", "sex"},
	{"data_nascita", "Data di nascita", "birth_date"}, {"luogo_nascita", "Comune o Stato di nascita", "birth_place"}, {"residenza", "Comune di residenza", "residence"},
	{"indirizzo", "Indirizzo", "residence_address"}, {"cap", "CAP", "residence_cap"}, {"provincia", "Provincia di residenza", "residence_province"},
	{"telefono", "Telefono", "phone"}, {"email", "E-mail", "email"}, {"titolo_studio", "Titolo di studio", "study_title"}, {"cpi", "CPI competente", ""},
	{"azienda", "Azienda di provenienza", ""}, {"partita_iva", "Partita IVA dell'azienda", ""}, {"qualifica", "Qualifica", ""},
	{"data_cessazione", "Data di licenziamento o sospensione", ""}, {"ammortizzatore", "Ammortizzatore", ""},
	{"fruizione_dal", "Inizio della fruizione", ""}, {"fruizione_al", "Fine della fruizione", ""}, {"mesi", "Mesi fruiti", ""},
}

// FileCells returns what the file said of the person, cell by cell, and where
// the record says otherwise now: an operator corrected it, or another list is
// newer. A cell that cannot be read differs from nothing.
func FileCells(r ListRow, w Worker, on rule.Date) []FileCell {
	var out []FileCell
	said := map[string]string{}
	_ = json.Unmarshal(r.Raw, &said) // of a row without a file nothing is said
	known := map[string]bool{}
	for _, c := range fileCells {
		known[c.key] = true
		value := said[c.key]
		if value == "" {
			continue
		}
		cell := FileCell{Label: c.label, Value: value, Column: c.column}
		if c.column != "" && !w.Partial {
			read, err := normalize(c.column, value, on)
			now := w.Value(c.column)
			cell.Differ = err == nil && now != "" && !sameText(now, read)
		}
		out = append(out, cell)
	}
	var rest []FileCell
	for key, value := range said {
		if !known[key] && value != "" {
			rest = append(rest, FileCell{Label: key, Value: value})
		}
	}
	slices.SortFunc(rest, func(a, b FileCell) int { return strings.Compare(a.Label, b.Label) })
	return append(out, rest...)
}
