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
	Code string // of TargetOptions, "" for what is no target
	Name string
	Why  string
	Look bool  // to look at, rather than to know
	Mark int64 // the mark that an operator set, 0 for what follows from facts
}

// The groups that follow from facts.
const (
	TargetDisadvantaged     = "svantaggiato"
	TargetVeryDisadvantaged = "molto_svantaggiato"
	TargetYouthDuty         = "diritto_dovere"
	TargetLongUnemployed    = "lunga_durata"
	TargetNEET              = "neet"
	TargetRecipient         = "percettore"
)

// GroupFacts are what is known of a person beyond the record.
type GroupFacts struct {
	Rows    []ListRow
	Periods []Period
	Studies []CardEntry // titles of study
	Jobs    []CardEntry
	Asked   bool   // the person was asked about jobs: that there are none is known
	Marks   []Mark // of the day and later
}

// diplomas are the levels of an upper-secondary or vocational diploma, or more.
var diplomas = []string{"qualifica", "diploma", "its", "laurea_I", "laurea_II", "dottorato"}

// belowUpperSecondary are the study titles, folded, of who has neither an
// upper-secondary nor a vocational diploma.
var belowUpperSecondary = []string{"nessun", "senzatitolo", "licenzaelementare", "licenzamedia", "licenzascuolamedia", "diplomascuolamedia", "analfabeta", "scuoladellobbligo"}

// Groups returns the groups that a person belongs to on the day: what follows
// from facts in the record, the card, the employment and the lists, each with
// its reason, and those that an operator set. A group whose facts are not kept
// is not guessed. Svantaggiato and molto svantaggiato: Reg. reg. Puglia 2/2009,
// art. 12, with Reg. (CE) 800/2008.
func Groups(w Worker, f GroupFacts, on rule.Date) []Group {
	out := disadvantaged(w, f, on)
	out = append(out, ofAge(w, f, on)...)
	if u, runs := UnemploymentOn(f.Periods, on); runs && u.Months >= 12 {
		out = append(out, Group{Code: TargetLongUnemployed, Name: "Disoccupato di lunga durata", Why: fmt.Sprintf("disoccupazione da %d mesi (%s)", u.Months, u.Words())})
	}
	for _, r := range f.Rows {
		g := Group{Name: r.ListName, Why: fmt.Sprintf("in lista dal %s, priorità %d", r.ReferenceDate.Italian(), r.Priority)}
		if r.Company != "" {
			g.Why += ", " + r.Company
		}
		out = append(out, g)
		if r.BenefitTo >= on && (r.BenefitFrom == "" || r.BenefitFrom <= on) && r.BenefitTo != "" {
			out = append(out, Group{Code: TargetRecipient, Name: "Percettore", Why: benefitName(r) + " fino al " + r.BenefitTo.Italian()})
		}
	}
	for _, m := range f.Marks {
		if t, known := MarkNamed(m.Target); known && m.HoldsOn(on) && !t.Disadvantage && !t.Category {
			out = append(out, Group{Code: m.Target, Name: t.Name, Why: m.Words(), Mark: m.ID})
		}
	}
	if w.Provisional() {
		out = append(out, Group{Name: "Codice fiscale provvisorio", Why: "di 11 cifre: si sostituisce quando arriva quello definitivo", Look: true})
	}
	if w.PermitExpired(on) {
		out = append(out, Group{Name: "Titolo di soggiorno scaduto", Why: "il " + w.PermitExpiresOn.Italian() + ": controlla il rinnovo e aggiorna la scheda", Look: true})
	}
	return out
}

// disadvantaged tells svantaggiato with every reason, and molto svantaggiato.
func disadvantaged(w Worker, f GroupFacts, on rule.Date) []Group {
	var why []string
	since, known := withoutJob(f, on)
	months := 0
	words := "nessun impiego regolarmente retribuito risulta"
	if since != "" {
		months = FullMonths(since, on)
		words = fmt.Sprintf("nessun impiego regolarmente retribuito dal %s (%d mesi)", since.Italian(), months)
	}
	if known && (since == "" || months >= 6) {
		why = append(why, words)
	}
	if reason := withoutDiploma(w, f); reason != "" {
		why = append(why, reason)
	}
	if age := w.Age(on); w.BirthDate != "" && age > 50 {
		why = append(why, fmt.Sprintf("oltre 50 anni (%d)", age))
	}
	for _, m := range f.Marks {
		if t, known := MarkNamed(m.Target); known && m.HoldsOn(on) && t.Disadvantage {
			why = append(why, lower(t.Name)+" ("+m.Words()+")")
		}
	}
	var out []Group
	if len(why) > 0 {
		out = append(out, Group{Code: TargetDisadvantaged, Name: "Svantaggiato", Why: together(why)})
	}
	if known && since != "" && months >= 24 {
		out = append(out, Group{Code: TargetVeryDisadvantaged, Name: "Molto svantaggiato", Why: fmt.Sprintf("senza lavoro da %d mesi (dal %s)", months, since.Italian())})
	}
	return out
}

// lower returns words that begin with a small letter.
func lower(words string) string { return strings.ToLower(words[:1]) + words[1:] }

// together joins reasons as a sentence does: «a, b e c».
func together(parts []string) string {
	last := len(parts) - 1
	if last <= 0 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:last], ", ") + " e " + parts[last]
}

// withoutJob returns the day from which the person has had no regularly paid
// job: the day after the last one, or else the first unemployment that is known;
// "" for who never had any. known is false when that is not told, or there is a
// job. A DID that ended for another reason than a job changes nothing: the group
// counts work (Reg. UE 651/2014, art. 2 n. 4 lett. a), not declarations.
func withoutJob(f GroupFacts, on rule.Date) (since rule.Date, known bool) {
	for _, j := range f.Jobs {
		if !RegularJob(j.Code) {
			continue
		}
		if j.To == "" || j.To >= on {
			return "", false
		}
		since = max(since, j.To.AddDays(1))
	}
	if p, lasts := open(f.Periods); lasts && working(p.Status) {
		return "", false
	}
	for _, p := range f.Periods { // a job that the card does not tell of
		if p.To != "" && (working(p.Status) || p.ToWork) {
			since = max(since, p.To.AddDays(1))
		}
	}
	if _, runs := UnemploymentOn(f.Periods, on); since == "" && runs {
		first := slices.IndexFunc(f.Periods, func(p Period) bool { return unemployed(p.Status) })
		return f.Periods[first].From, true
	}
	return since, since != "" || f.Asked
}

// working reports whether the status is of who has a job.
func working(status string) bool {
	return status == "occupato" || status == "precario" || status == "sospeso"
}

// Doubts returns the sentences about jobs of the card that go on while a DID that
// came after them is in force: either they have ended, or the DID has. Nothing is
// guessed of a person of whom that is not told.
func (f GroupFacts) Doubts(on rule.Date) (out []string) {
	p, lasts := open(f.Periods)
	if !lasts || p.Source != FromDID || !unemployed(p.Status) {
		return nil
	}
	for _, j := range f.Jobs {
		if RegularJob(j.Code) && j.From != "" && j.From <= on && (j.To == "" || j.To >= on) {
			out = append(out, fmt.Sprintf("Il lavoro «%s» risulta in corso dal %s, e lo stato è disoccupato per una DID. Scrivi quando il lavoro è finito, oppure registra la fine della DID: fino ad allora la persona non conta fra chi è senza impiego.",
				j.Answers.Text("datore"), j.From.Italian()))
		}
	}
	return out
}

// withoutDiploma says that the person has neither an upper-secondary nor a
// vocational diploma (ISCED 3: Reg. UE 651/2014, art. 2 n. 4 lett. c), "" when there
// is one or nothing is known. Of a title from abroad the card holds whether it is
// recognised in Italy, not its ISCED level: until it is recognised nobody has said
// which one it has, and it does not count.
func withoutDiploma(w Worker, f GroupFacts) string {
	if len(f.Studies) > 0 {
		abroad := false
		for _, t := range f.Studies {
			if slices.Contains(diplomas, t.Code) && counts(t.Answers) {
				return ""
			}
			abroad = abroad || slices.Contains(diplomas, t.Code) && t.Answers.Is("conseguito")
		}
		if abroad {
			return "senza diploma né qualifica riconosciuti in Italia"
		}
		return "senza diploma né qualifica"
	}
	if title := rule.Fold(w.StudyTitle); slices.ContainsFunc(belowUpperSecondary, func(p string) bool { return strings.HasPrefix(title, p) }) {
		return "senza diploma («" + w.StudyTitle + "»)"
	}
	return ""
}

// ofAge tells the groups of the young. The duty of education and training lasts
// until 18 (d.lgs. 76/2005, art. 1) or until a qualification; Garanzia Giovani is
// for who is from 15 to 29 and neither works nor studies.
func ofAge(w Worker, f GroupFacts, on rule.Date) []Group {
	age := w.Age(on)
	p, lasts := open(f.Periods)
	if w.BirthDate == "" || age < 15 || age > 29 || !lasts || p.Status == "studente" {
		return nil
	}
	var out []Group
	if age < 18 && withoutDiploma(w, f) != "" {
		out = append(out, Group{Code: TargetYouthDuty, Name: "Diritto-dovere di istruzione e formazione", Why: fmt.Sprintf("%d anni, %s, %s", age, withoutDiploma(w, f), condition(p.Status))})
	}
	if unemployed(p.Status) || p.Status == "inattivo" {
		out = append(out, Group{Code: TargetNEET, Name: "NEET", Why: fmt.Sprintf("%d anni, %s dal %s: non lavora e non studia", age, condition(p.Status), p.From.Italian())})
	}
	return out
}

// conditions say an employment status as a thing rather than as an adjective: a
// reason reads the same of a woman and of a man.
var conditions = map[string]string{
	"disoccupato": "disoccupazione", "inoccupato": "inoccupazione", "occupato": "occupazione", "inattivo": "inattività", "sospeso": "sospensione dal lavoro", "precario": "occupazione precaria",
}

func condition(status string) string {
	if words, ok := conditions[status]; ok {
		return words
	}
	return EmploymentLabel(status)
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
