package indicators

import (
	_ "embed"
	"fmt"
	"strconv"
	"time"

	"sportello/db/rule"
)

// DeadlineKind is what becomes of a time rule of the Masterplan.
type DeadlineKind string

// The kinds of time rule.
const (
	KindTerm     DeadlineKind = "scadenza"   // runs from a dated fact to another
	KindReminder DeadlineKind = "promemoria" // comes back every week, month or quarter
	KindGroup    DeadlineKind = "gruppo"     // says who belongs to a target group
	KindText     DeadlineKind = "testo"      // nothing to count
)

// Deadline is one time rule of the Masterplan (DGR Puglia 847/2010), as the
// source writes it, and what is made of it.
type Deadline struct {
	Number    int
	Rule      string
	FromEvent string
	ToEvent   string
	Amount    int
	Unit      string // months, working_days, days, weeks, years, date; "" for none
	AppliesTo string
	Source    string // the sentence
	Notes     string // on the transcription
	Kind      DeadlineKind
	Scope     rule.ScopeKind // of a reminder: whose it is
	Awaits    string         // the facts that nobody records yet, or why there is nothing to count
	Facts     string         // what it runs from, "" when nobody records it
}

//go:embed scadenze_masterplan.csv
var timeRulesCSV string

//go:embed deadlines.csv
var deadlinesCSV string

// Deadlines are the 29 time rules of the Masterplan, in the source's order.
var Deadlines = func() []Deadline {
	made := lines(deadlinesCSV)
	var all []Deadline
	for i, f := range lines(timeRulesCSV) {
		n, _ := strconv.Atoi(f[0])
		amount, _ := strconv.Atoi(f[4])
		if i >= len(made) || made[i][0] != f[0] {
			panic(fmt.Sprint("a time rule of the source of which nothing is made: ", f[0]))
		}
		m := made[i]
		all = append(all, Deadline{Number: n, Rule: f[1], FromEvent: f[2], ToEvent: f[3], Amount: amount, Unit: f[5], AppliesTo: f[6], Source: f[7], Notes: f[8],
			Kind: DeadlineKind(m[1]), Scope: rule.ScopeKind(m[2]), Facts: m[3], Awaits: m[4]})
	}
	return all
}()

// DeadlineInterview is the interview within two months of the DID.
const DeadlineInterview = 1

// DeadlineNumbered returns a time rule by its number in the source.
func DeadlineNumbered(n int) (Deadline, bool) {
	if n < 1 || n > len(Deadlines) {
		return Deadline{}, false
	}
	return Deadlines[n-1], true
}

// Due returns the day by which the rule is kept when its fact is of a day. The
// day of the fact is not counted; a term in days, weeks, months or years that
// ends on a holiday moves to the next working day (art. 2963 of the civil code).
// The patron saint is no holiday of a term. "" when the rule has no term.
func (d Deadline) Due(from rule.Date) rule.Date {
	switch d.Unit {
	case "working_days":
		return rule.AddWorkingDays(from, d.Amount, "")
	case "days":
		return rule.NextWorkingDay(from.AddDays(d.Amount), "")
	case "weeks":
		return rule.NextWorkingDay(from.AddDays(7*d.Amount), "")
	case "months":
		return rule.NextWorkingDay(from.AddMonths(d.Amount), "")
	case "years":
		return rule.NextWorkingDay(from.AddMonths(12*d.Amount), "")
	}
	return ""
}

// LastDueBefore returns the latest day of the fact of which the term ends before
// a day: who asks which terms are over compares the days of their facts with it.
func (d Deadline) LastDueBefore(day rule.Date) rule.Date {
	from := day
	for d.Due(from) >= day {
		step := 1
		if d.Due(from) > day.AddDays(40) {
			step = 28 // far away: no month is shorter
		}
		from = from.AddDays(-step)
	}
	for d.Due(from.AddDays(1)) < day {
		from = from.AddDays(1)
	}
	return from
}

// Term is a deadline that runs for somebody. Days for which the office waited
// for the person are added to it: it is as if its fact were that much later.
type Term struct {
	Deadline  int
	SubjectID int64 // the DID
	WorkerID  int64
	Worker    string
	CPI       int64
	Office    string
	Operator  string // who recorded the fact
	From      rule.Date
	Suspended int       // days, in all
	Since     rule.Date // of the suspension that lasts, "" for none
	Reason    string    // of it
	Booked    rule.Date // the interview that is fixed, "" for none
}

// Due returns the last day of the term.
func (t Term) Due() rule.Date {
	d, _ := DeadlineNumbered(t.Deadline)
	return d.Due(t.From.AddDays(t.Suspended))
}

// TermState says how a term stands.
type TermState string

// The states of a term.
const (
	TermLate      TermState = "in_ritardo"
	TermSoon      TermState = "in_scadenza" // within SoonDays
	TermSuspended TermState = "sospesa"
	TermRunning   TermState = "nei_termini"
)

// SoonDays is how many days before its end a term falls due.
const SoonDays = 14

// Falling is what lists of persons are filtered by: how the deadline of each
// stands.
type Falling string

// The values of the filter.
const (
	FallingLate Falling = "in_ritardo"
	FallingSoon Falling = "entro_7_giorni"
	FallingNone Falling = "nessuna" // no deadline runs
)

// Fallings are the values in the order of the screens, with their words.
var Fallings = []struct {
	Value Falling
	Label string
}{{FallingLate, "in ritardo"}, {FallingSoon, "entro 7 giorni"}, {FallingNone, "nessuna"}}

// fallingDays is how far ahead FallingSoon looks: a week of work.
const fallingDays = 7

// FallingOf reads a value of the filter, "" for what is none.
func FallingOf(text string) Falling {
	for _, f := range Fallings {
		if string(f.Value) == text {
			return f.Value
		}
	}
	return ""
}

// Holds reports whether a person whose term it is passes the filter on a day;
// runs is false for one of whom no deadline runs.
func (f Falling) Holds(t Term, runs bool, today rule.Date) bool {
	switch f {
	case FallingLate:
		return runs && t.Since == "" && t.Left(today) < 0
	case FallingSoon:
		return runs && t.Since == "" && t.Left(today) >= 0 && t.Left(today) <= fallingDays
	case FallingNone:
		return !runs
	}
	return true
}

// State returns how the term stands on a day.
func (t Term) State(today rule.Date) TermState {
	switch left := t.Left(today); {
	case t.Since != "":
		return TermSuspended
	case left < 0:
		return TermLate
	case left <= SoonDays:
		return TermSoon
	}
	return TermRunning
}

// Left returns the days left, negative when the term is over.
func (t Term) Left(today rule.Date) int { return today.DaysUntil(t.Due()) }

// Words says how many days are left: «fra 12 giorni», «in ritardo di 3 giorni».
func (t Term) Words(today rule.Date) string {
	if t.Since != "" {
		return "sospesa"
	}
	switch n := t.Left(today); {
	case n == 0:
		return "scade oggi"
	case n == 1:
		return "fra 1 giorno"
	case n > 1:
		return fmt.Sprintf("fra %d giorni", n)
	case n == -1:
		return "in ritardo di 1 giorno"
	default:
		return fmt.Sprintf("in ritardo di %d giorni", -n)
	}
}

// Period returns the week, month or quarter in which a reminder is due on a day,
// as it is kept: 2026-W48, 2026-11, 2026-T4; and in words.
func (d Deadline) Period(day rule.Date) (key, words string) {
	t := day.Time()
	switch {
	case d.Unit == "weeks":
		year, week := t.ISOWeek()
		monday := day.AddDays(-((int(day.Weekday()) + 6) % 7))
		return fmt.Sprintf("%d-W%02d", year, week), "settimana dal " + monday.Italian() + " al " + monday.AddDays(6).Italian()
	case d.Unit == "months" && d.Amount == 3:
		quarter := (int(t.Month()) + 2) / 3
		return fmt.Sprintf("%d-T%d", t.Year(), quarter), fmt.Sprintf("%d° trimestre %d", quarter, t.Year())
	}
	return day.Month(), rule.MonthName(time.Month(t.Month())) + fmt.Sprintf(" %d", t.Year())
}

// Check returns what is wrong with a suspension of a term that had others
// before; the refusals name from_day, to_day, reason.
func (x Suspension) Check(t Term, earlier []Suspension, today rule.Date) rule.Refusals {
	var out rule.Refusals
	switch {
	case x.From == "":
		out.Add("from_day", "Scrivi da quando l'ufficio aspetta la persona.")
	case x.From < t.From:
		out.Add("from_day", "La scadenza decorre dal "+t.From.Italian()+": prima non c'era niente da sospendere.")
	case x.From > today:
		out.Add("from_day", "La sospensione comincia nel futuro: si registra quando comincia.")
	case x.To != "" && x.To < x.From:
		out.Add("to_day", "La fine è prima dell'inizio.")
	case x.To > x.From.AddMonths(12):
		out.Add("to_day", "Una sospensione dura al più un anno: controlla la data.")
	}
	for _, e := range earlier {
		switch {
		case e.To == "":
			out.Add("from_day", "La scadenza è già sospesa dal "+e.From.Italian()+".")
		case x.From != "" && x.From <= e.To && (x.To == "" || x.To >= e.From):
			out.Add("from_day", "In quei giorni era già sospesa: dal "+e.From.Italian()+" al "+e.To.Italian()+".")
		}
	}
	switch n := len([]rune(x.Reason)); {
	case n == 0:
		out.Add("reason", "Scrivi perché l'ufficio aspetta la persona: resta nella storia.")
	case n > 200:
		out.Add("reason", "Il motivo è più lungo di 200 caratteri.")
	}
	return out
}

// CheckEnd returns what is wrong with the last day of a suspension; the refusals
// name to_day.
func (x Suspension) CheckEnd(on, today rule.Date) rule.Refusals {
	var out rule.Refusals
	switch {
	case on == "":
		out.Add("to_day", "Scrivi l'ultimo giorno della sospensione.")
	case on < x.From:
		out.Add("to_day", "La sospensione comincia il "+x.From.Italian()+".")
	case on > today:
		out.Add("to_day", "Quel giorno deve ancora venire.")
	}
	return out
}
