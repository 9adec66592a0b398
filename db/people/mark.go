package people

import (
	"slices"
	"strings"

	"sportello/db/rule"
)

// MarkKind is a group that an operator puts a person in, because no fact of the
// record tells it.
type MarkKind struct {
	Code, Name   string
	Help         string
	Since, Until rule.Date // the programme's own dates, "" for none
	Disadvantage bool      // a reason of svantaggiato (Reg. reg. Puglia 2/2009, art. 12)
	Category     bool      // a category of d.lgs. 297/2002, which is no group
}

// MarkKinds are the groups set by hand. RdC: d.l. 4/2019, from April 2019 to the
// end of 2023; SFL and ADI: d.l. 48/2023.
var MarkKinds = []MarkKind{
	{Code: "adulto_solo", Name: "Adulto solo con persone a carico", Disadvantage: true, Help: "Vive senza altri adulti, con una o più persone a carico (lettera d)."},
	{Code: "squilibrio_genere", Name: "Settore con squilibrio di genere", Disadvantage: true, Help: "Settore o professione con uno squilibrio oltre il 25%, e la persona è del genere meno rappresentato (lettera e)."},
	{Code: "minoranza", Name: "Minoranza che deve consolidare lingua, formazione o lavoro", Disadvantage: true, Help: "Membro di una minoranza che deve consolidare lingua, formazione o esperienza di lavoro (lettera f)."},
	{Code: "naspi", Name: "NASpI o DIS-COLL", Help: "La domanda all'INPS vale come DID (d.lgs. 150/2015, art. 21)."},
	{Code: "rdc", Name: "Reddito di cittadinanza", Since: "2019-04-01", Until: "2023-12-31"},
	{Code: "sfl", Name: "Supporto per la formazione e il lavoro", Since: "2023-09-01"},
	{Code: "adi", Name: "Assegno di inclusione", Since: "2024-01-01"},
	{Code: "gol_1", Name: "GOL 1, reinserimento lavorativo", Since: "2021-12-27"},
	{Code: "gol_2", Name: "GOL 2, aggiornamento (upskilling)", Since: "2021-12-27"},
	{Code: "gol_3", Name: "GOL 3, riqualificazione (reskilling)", Since: "2021-12-27"},
	{Code: "gol_4", Name: "GOL 4, lavoro e inclusione", Since: "2021-12-27"},
	{Code: "gol_5", Name: "GOL 5, ricollocazione collettiva", Since: "2021-12-27"},
	{Code: CategoryAdolescent, Name: "Adolescenti", Category: true, Help: "Da 15 a 18 anni, non più soggetti all'obbligo scolastico."},
	{Code: CategoryYoung, Name: "Giovani", Category: true, Help: "Da 18 a 25 anni, o 29 con una laurea."},
	{Code: CategoryLongJobless, Name: "Disoccupati di lunga durata", Category: true, Help: "Hanno perso un lavoro e ne cercano un altro da più di 12 mesi, 6 se giovani."},
	{Code: CategoryLongNewcomers, Name: "Inoccupati di lunga durata", Category: true, Help: "Non hanno mai lavorato e cercano lavoro da più di 12 mesi, 6 se giovani."},
	{Code: CategoryReturning, Name: "Donne in reinserimento lavorativo", Category: true, Help: "Hanno già lavorato e vogliono rientrare dopo almeno due anni di inattività."},
}

// MarksOf returns the kinds that are categories of d.lgs. 297/2002, or those that
// are groups.
func MarksOf(category bool) []MarkKind {
	return slices.DeleteFunc(slices.Clone(MarkKinds), func(k MarkKind) bool { return k.Category != category })
}

// MarkNamed returns a group set by hand, false when there is none of that code.
func MarkNamed(code string) (MarkKind, bool) {
	i := slices.IndexFunc(MarkKinds, func(k MarkKind) bool { return k.Code == code })
	if i < 0 {
		return MarkKind{}, false
	}
	return MarkKinds[i], true
}

// Mark is a group that an operator put a person in, from a day on.
type Mark struct {
	ID       int64
	WorkerID int64
	CPI      int64
	Target   string
	From, To rule.Date // To is "" while it lasts
	Note     string
	Version  int
	By       string
	EndedBy  string
}

// HoldsOn reports whether the mark holds on a day.
func (m Mark) HoldsOn(day rule.Date) bool { return m.From <= day && (m.To == "" || m.To >= day) }

// Words says since when and who set it: «dal 10/01/2026, Giulia Prova: certificato».
func (m Mark) Words() string {
	text := "dal " + m.From.Italian()
	if m.By != "" {
		text += ", " + m.By
	}
	if m.Note != "" {
		text += ": " + m.Note
	}
	return text
}

// Check returns what is wrong with a mark that is set on a day; the refusals
// name target, from_on, note.
func (m Mark) Check(today rule.Date) rule.Refusals {
	var out rule.Refusals
	kind, known := MarkNamed(m.Target)
	switch {
	case !known:
		out.Add("target", "Scegli un gruppo dell'elenco.")
	case m.From == "":
	case kind.Since != "" && m.From < kind.Since:
		out.Add("from_on", "«"+kind.Name+"» c'è dal "+kind.Since.Italian()+".")
	case kind.Until != "" && m.From > kind.Until:
		out.Add("from_on", "«"+kind.Name+"» è finito il "+kind.Until.Italian()+".")
	}
	switch {
	case m.From == "":
		out.Add("from_on", "Scrivi da quando.")
	case m.From > today:
		out.Add("from_on", "La data è nel futuro.")
	}
	if strings.TrimSpace(m.Note) == "" {
		out.Add("note", "Scrivi da che cosa risulta: un certificato, una dichiarazione, un elenco.")
	} else if err := rule.TooLong(m.Note, 200); err != nil {
		out.Add("note", err.Error())
	}
	return out
}

// CanEnd returns why the mark cannot end: it has already.
func (m Mark) CanEnd() error {
	if m.To != "" {
		return rule.Refuse("", "Questo gruppo è già finito il "+m.To.Italian()+".")
	}
	return nil
}

// CheckEnd returns what is wrong with the end of a mark; the refusal names to_on.
func (m Mark) CheckEnd(today, on rule.Date) rule.Refusals {
	var out rule.Refusals
	switch {
	case on == "":
		out.Add("to_on", "Scrivi fino a quando vale.")
	case on > today:
		out.Add("to_on", "La fine è nel futuro.")
	case on < m.From:
		out.Add("to_on", "La fine è prima dell'inizio, che è il "+m.From.Italian()+".")
	}
	return out
}

// TargetOptions are all groups with their words, those that follow from facts
// first: what a form of the groups offers.
func TargetOptions() []Choice {
	out := []Choice{{TargetDisadvantaged, "Svantaggiato"}, {TargetVeryDisadvantaged, "Molto svantaggiato"}, {TargetYouthDuty, "Diritto-dovere di istruzione e formazione"},
		{TargetLongUnemployed, "Disoccupato di lunga durata"}, {TargetNEET, "NEET"}, {TargetRecipient, "Percettore"}}
	for _, k := range MarkKinds {
		if !k.Disadvantage && !k.Category {
			out = append(out, Choice{k.Code, k.Name})
		}
	}
	return out
}
