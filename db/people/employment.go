package people

import (
	"fmt"
	"slices"
	"strings"

	"sportello/db/rule"
)

// The sources of a period of employment.
const (
	FromDID       = "did"
	FromJob       = "esperienza"
	FromStatement = "operatore"
)

// Period is a stretch of time in which a person has one employment status. The
// periods of a person do not overlap.
type Period struct {
	ID        int64
	Status    string    // one of EmploymentStatuses
	From, To  rule.Date // To is "" while it lasts
	Source    string
	Reference int64 // the DID, the entry of the card or the statement
	ToWork    bool  // a DID that ended that day because the person had a job
}

// Statement is what an operator states of a person's employment from a day on.
type Statement struct {
	ID       int64
	WorkerID int64
	CPI      int64
	Status   string
	From     rule.Date
	Note     string
	Version  int
	By       string
	At       rule.Instant
	Revoked  rule.Instant
	Reason   string // why it was revoked
}

// ErrRevoked refuses to touch a statement that was recorded by mistake.
var ErrRevoked = rule.Refuse("", "Questo stato è già annullato: resta com'è nella storia.")

// Check returns what is wrong with a statement that is typed on a day; the
// refusals name status, from_on, note.
func (s Statement) Check(today rule.Date) rule.Refusals {
	var out rule.Refusals
	if !slices.ContainsFunc(EmploymentStatuses, func(e struct{ Value, Label string }) bool { return e.Value == s.Status }) {
		out.Add("status", "Scegli uno stato dell'elenco.")
	}
	switch {
	case s.From == "":
		out.Add("from_on", "Scrivi da quando.")
	case s.From > today:
		out.Add("from_on", "La data è nel futuro: lo stato si registra da quando comincia.")
	case s.From < "1960-01-01":
		out.Add("from_on", "Controlla l'anno: "+s.From.Italian()+" è troppo lontano.")
	}
	if err := rule.TooLong(s.Note, 200); err != nil {
		out.Add("note", err.Error())
	}
	return out
}

// employmentFact is a fact that implies an employment status from a day to
// another, both included.
type employmentFact struct {
	status    string
	from, to  rule.Date // to is "" for no end
	source    string
	reference int64
	yields    bool // it holds until any later fact begins
}

// irregular are the contracts that are no regularly paid job: a traineeship is
// none (l. 92/2012, art. 1 c. 34), and what has no contract is not regular.
var irregular = []string{"tirocinio", "senza_contratto"}

// RegularJob reports whether the contract of an experience makes its person
// employed.
func RegularJob(contract string) bool { return contract != "" && !slices.Contains(irregular, contract) }

// timeline returns the periods that follow from the facts: on each day the fact
// that began last says the status. A DID outlives a job that ends while it is in
// force (d.lgs. 150/2015, art. 19).
func timeline(facts []employmentFact) []Period {
	facts = slices.Clone(facts)
	order := []string{FromDID, FromJob, FromStatement}
	slices.SortStableFunc(facts, func(a, b employmentFact) int {
		if a.from != b.from {
			return strings.Compare(string(a.from), string(b.from))
		}
		return slices.Index(order, a.source) - slices.Index(order, b.source)
	})
	var cuts []rule.Date
	for i, f := range facts {
		if f.yields {
			for _, later := range facts[i+1:] {
				if later.from > f.from && (f.to == "" || later.from <= f.to) {
					facts[i].to = later.from.AddDays(-1)
					break
				}
			}
		}
		cuts = append(cuts, f.from)
		if facts[i].to != "" {
			cuts = append(cuts, facts[i].to.AddDays(1))
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var out []Period
	for i, from := range cuts {
		holds := -1
		for j, f := range facts {
			if f.from <= from && (f.to == "" || f.to >= from) {
				holds = j
			}
		}
		if holds < 0 {
			continue
		}
		f, to := facts[holds], rule.Date("")
		if i+1 < len(cuts) {
			to = cuts[i+1].AddDays(-1)
		}
		if n := len(out); n > 0 && out[n-1].Source == f.source && out[n-1].Reference == f.reference && out[n-1].Status == f.status && out[n-1].To.AddDays(1) == from {
			out[n-1].To = to
			continue
		}
		out = append(out, Period{Status: f.status, From: from, To: to, Source: f.source, Reference: f.reference})
	}
	return out
}

// open returns the period that lasts, false when none does.
func open(periods []Period) (Period, bool) {
	if n := len(periods); n > 0 && periods[n-1].To == "" {
		return periods[n-1], true
	}
	return Period{}, false
}

// unemployed reports whether the status is unemployment.
func unemployed(status string) bool { return status == "disoccupato" || status == "inoccupato" }

// Unemployment is how long a person has been without work.
type Unemployment struct {
	Since     rule.Date
	Suspended int // days of jobs of six months at most during which the DID stayed in force
	Months    int // full months, without the days of suspension
}

// Words says since when: «dal 10/01/2024, tolti 92 giorni di lavoro».
func (u Unemployment) Words() string {
	text := "dal " + u.Since.Italian()
	if u.Suspended > 0 {
		text += fmt.Sprintf(", tolti %d giorni di lavoro", u.Suspended)
	}
	return text
}

// UnemploymentOn returns how long the running unemployment has lasted on a day,
// false for who is not unemployed. A job of six months at most suspends it, as
// long as the DID stays in force (d.lgs. 150/2015, art. 19 c. 3); one for which the
// DID ended breaks it, also when another follows the next day.
func UnemploymentOn(periods []Period, today rule.Date) (Unemployment, bool) {
	i := len(periods) - 1
	if i < 0 || periods[i].To != "" || !unemployed(periods[i].Status) {
		return Unemployment{}, false
	}
	u := Unemployment{Since: periods[i].From}
	for i > 0 && periods[i-1].To.AddDays(1) == periods[i].From {
		before := periods[i-1]
		switch {
		case unemployed(before.Status) && !before.ToWork:
			i--
		case i > 1 && before.Source == FromJob && before.From.AddMonths(6) > before.To && periods[i-2].To.AddDays(1) == before.From &&
			periods[i-2].Source == FromDID && periods[i].Source == FromDID && periods[i-2].Reference == periods[i].Reference:
			u.Suspended += before.From.DaysUntil(before.To) + 1
			i -= 2
		default:
			u.Months = FullMonths(u.Since.AddDays(u.Suspended), today)
			return u, true
		}
		u.Since = periods[i].From
	}
	u.Months = FullMonths(u.Since.AddDays(u.Suspended), today)
	return u, true
}

// FullMonths returns the full months from a day to another, 0 when the other
// comes before.
func FullMonths(from, to rule.Date) int {
	n := 12*(to.Time().Year()-from.Time().Year()) + int(to.Time().Month()) - int(from.Time().Month())
	if n > 0 && from.AddMonths(n) > to {
		n--
	}
	return max(n, 0)
}
