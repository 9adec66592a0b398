package people

import (
	"fmt"

	"sportello/db/rule"
)

// Recorded is what a fact of a person says of itself: who recorded it, and
// whether it was taken back as a mistake.
type Recorded struct {
	ID       int64
	WorkerID int64
	CPI      int64
	Version  int
	At       rule.Instant
	By       string
	Annulled rule.Instant
	Reason   string // why it was annulled
}

// ErrAnnulled refuses to touch what was recorded by mistake.
var ErrAnnulled = rule.Refuse("", "È già annullato: resta com'è nella storia.")

// Condition is in what way somebody is unemployed, from a day on (scheda
// anagrafico-professionale, section 2).
type Condition struct {
	Recorded
	Condition string
	From      rule.Date
	Source    string // one of ConditionSources
	Note      string
}

// The conditions of who is unemployed.
const (
	WithoutJob = "senza_lavoro"
	Conserved  = "conservazione"
	Suspended  = "sospensione"
	OnNotice   = "preavviso"
)

// Conditions are the cases that the law tells apart: no job; a job with an income
// below the threshold, which leaves the unemployment (d.l. 4/2019, art. 4 c.
// 15-quater); one of six months at most, which suspends it (d.lgs. 150/2015, art.
// 19 c. 3); a notice of dismissal (c. 4).
var Conditions = []Choice{
	{WithoutJob, "Senza lavoro"}, {Conserved, "Lavora con un reddito sotto la soglia: lo stato si conserva"},
	{Suspended, "Lavora con un contratto fino a sei mesi: lo stato è sospeso"}, {OnNotice, "In preavviso di licenziamento, a rischio di disoccupazione"},
}

// ConditionSources are where a condition is known from.
var ConditionSources = []Choice{{"persona", "Detto dalla persona"}, {"did", "Dalla DID"}, {"documento", "Da un documento"}, {"portale", "Dal portale nazionale"}}

// Words says since when, from where and by whom: «dal 10/01/2026, detto dalla
// persona, Giulia Prova».
func (c Condition) Words() string {
	text := "dal " + c.From.Italian() + ", " + lower(ChoiceLabel(ConditionSources, c.Source))
	for _, more := range []string{c.By, c.Note} {
		if more != "" {
			text += ", " + more
		}
	}
	return text
}

// Check returns what is wrong with a condition that is typed on a day; the
// refusals name condition, from_on, source, note.
func (c Condition) Check(today rule.Date) rule.Refusals {
	var out rule.Refusals
	if !isChoice(Conditions, c.Condition) {
		out.Add("condition", "Scegli la condizione.")
	}
	switch {
	case c.From == "":
		out.Add("from_on", "Scrivi da quando.")
	case c.From > today:
		out.Add("from_on", "La data è nel futuro.")
	}
	if !isChoice(ConditionSources, c.Source) {
		out.Add("source", "Scegli da dove viene.")
	}
	if err := rule.TooLong(c.Note, 200); err != nil {
		out.Add("note", err.Error())
	}
	return out
}

// Suits returns why the condition is not that of the employment: nobody is
// unemployed, or not yet on its day.
func (c Condition) Suits(periods []Period, today rule.Date) error {
	u, runs := UnemploymentOn(periods, today)
	switch {
	case !runs:
		return rule.Refuse("", "La condizione è di chi è disoccupato o inoccupato: registra prima la DID o lo stato.")
	case c.From < u.Since:
		return rule.Refuse("from_on", "La disoccupazione in corso è cominciata il "+u.Since.Italian()+": la condizione vale da quel giorno in poi.")
	}
	return nil
}

// Shown is a datum as a page shows it: its value, and where it comes from.
type Shown struct {
	Value, Why string
	Missing    bool // it has to be there, and is not
}

// ConditionOn returns the condition of a person on a day. It is to be said of who
// is unemployed, once for each unemployment; of a job that leaves or suspends it
// the condition follows. The zero Shown is of who needs none.
func ConditionOn(typed []Condition, periods []Period, dids []DID, on rule.Date) Shown {
	p, lasts := open(periods)
	switch {
	case !lasts:
		return Shown{}
	case p.Status == "precario":
		return Shown{Value: ChoiceLabel(Conditions, Conserved), Why: fmt.Sprintf("segue dallo stato: %s dal %s", EmploymentLabel(p.Status), p.From.Italian())}
	case p.Status == "occupato" && p.Source == FromJob:
		return suspended(periods, dids, on)
	case !unemployed(p.Status):
		return Shown{}
	}
	u, _ := UnemploymentOn(periods, on)
	var last Condition
	for _, c := range typed {
		if c.Annulled == "" && c.From >= u.Since && c.From <= on && (c.From > last.From || c.From == last.From && c.ID > last.ID) {
			last = c
		}
	}
	if last.ID == 0 {
		return Shown{Missing: true, Why: "va indicata per chi è disoccupato o inoccupato"}
	}
	return Shown{Value: ChoiceLabel(Conditions, last.Condition), Why: last.Words()}
}

// suspended is the condition of who has a job that is running while the DID before
// it is in force: in its first six months the unemployment is suspended.
func suspended(periods []Period, dids []DID, on rule.Date) Shown {
	n := len(periods)
	if n < 2 || periods[n-2].Source != FromDID || !unemployed(periods[n-2].Status) || periods[n-2].To.AddDays(1) != periods[n-1].From || periods[n-1].From.AddMonths(6) <= on {
		return Shown{}
	}
	for _, d := range dids {
		if d.ID == periods[n-2].Reference && d.InForce(on) {
			return Shown{Value: ChoiceLabel(Conditions, Suspended),
				Why: fmt.Sprintf("segue dai fatti: lavoro dal %s, fino a sei mesi; la DID del %s resta in vigore", periods[n-1].From.Italian(), d.On.Italian())}
		}
	}
	return Shown{}
}

func isChoice(all []Choice, value string) bool {
	return value != "" && ChoiceLabel(all, value) != value
}
