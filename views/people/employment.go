package people

import (
	"strconv"

	"sportello/db/people"
	"sportello/db/rule"
	"sportello/views/layout"
	"sportello/views/shared"
)

// EmploymentPage is what the page of a person's employment shows.
type EmploymentPage struct {
	Worker     people.Worker
	Facts      people.GroupFacts
	Statements []people.Statement
	Conditions []people.Condition
	Categories []people.Group
	Lists      []people.SpecialList
	Indices    []people.Index
	DIDs       []people.DID
	Today      rule.Date
	CanWrite   bool
	Status     string // as typed
	From       string
	Note       string
	Key        string
	Errors     rule.Refusals
}

// RevokeForm is what the form shows that takes a statement back.
type RevokeForm struct {
	Worker    people.Worker
	Statement people.Statement
	Version   int
	Reason    string
	Errors    rule.Refusals
}

// EmploymentHref is the address of the page of a person's employment.
func EmploymentHref(worker int64) string { return cardHref(worker) + "/stato" }

func statementHref(t people.Statement, act string) string {
	return EmploymentHref(t.WorkerID) + "/" + strconv.FormatInt(t.ID, 10) + "/" + act
}

var employmentLabels = map[string]string{"status": "Stato", "from_on": "Da quando", "note": "Nota", "reason": "Motivo"}

func employmentHead(w people.Worker, title string, refused bool) layout.Head {
	h := layout.Head{Title: title, Facts: w.FullName() + " · " + string(w.CodiceFiscale), Active: layout.KeyWorkers, Refused: refused,
		Crumbs: []layout.Crumb{{Label: "Lavoratori", Href: "/lavoratori"}, {Label: w.FullName(), Href: cardHref(w.ID)}}}
	if title != employmentTitle {
		h.Crumbs = append(h.Crumbs, layout.Crumb{Label: employmentTitle, Href: EmploymentHref(w.ID)})
	}
	h.Crumbs = append(h.Crumbs, layout.Crumb{Label: title})
	return h
}

const employmentTitle = "Stato e dati amministrativi"

// backwards returns the periods, newest first.
func (p EmploymentPage) backwards() []people.Period {
	out := make([]people.Period, 0, len(p.Facts.Periods))
	for i := len(p.Facts.Periods) - 1; i >= 0; i-- {
		out = append(out, p.Facts.Periods[i])
	}
	return out
}

// why says which fact a period follows from.
func (p EmploymentPage) why(x people.Period) string {
	switch x.Source {
	case people.FromJob:
		for _, j := range p.Facts.Jobs {
			if j.ID == x.Reference {
				return "esperienza di lavoro: " + j.Answers.Text("datore")
			}
		}
		return "esperienza di lavoro"
	case people.FromStatement:
		for _, t := range p.Statements {
			if t.ID == x.Reference {
				return joined("registrato a mano", t.By, t.Note)
			}
		}
		return "registrato a mano"
	}
	if x.Status == "occupato" {
		return "fine della DID: ha un lavoro"
	}
	return "dichiarazione di disponibilità (DID)"
}

// running says how long the unemployment has lasted, "" for none.
func running(f people.GroupFacts, today rule.Date) string {
	u, runs := people.UnemploymentOn(f.Periods, today)
	if !runs {
		return ""
	}
	return monthsOf(u) + ", " + u.Words()
}

func periodDays(x people.Period) string {
	if x.To == "" {
		return "dal " + x.From.Italian() + ", in corso"
	}
	return "dal " + x.From.Italian() + " al " + x.To.Italian()
}

// statementPicks are the choices of a status.
func statementPicks() []shared.Option {
	out := make([]shared.Option, len(people.EmploymentStatuses))
	for i, s := range people.EmploymentStatuses {
		out[i] = shared.Option{Value: s.Value, Label: s.Label}
	}
	return out
}

func statementFacts(t people.Statement) []shared.Pair {
	return []shared.Pair{{Term: "Stato", Value: people.EmploymentLabel(t.Status)}, {Term: "Da quando", Value: t.From.Italian()}, {Term: "Nota", Value: t.Note},
		{Term: "Registrato da", Value: t.By}, {Term: "Annullato", Value: t.Reason}}
}
