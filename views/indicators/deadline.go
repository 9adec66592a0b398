package indicators

import (
	"net/url"
	"slices"
	"strconv"

	"sportello/db/indicators"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/views/shared"
)

// DeadlinesPage is what falls due in an office, or in those of a province.
type DeadlinesPage struct {
	Today     rule.Date
	Offices   []indicators.Scope // that the reader may choose
	Office    indicators.Scope   // the one chosen, without an id for all
	Operators []people.Choice
	Operator  int64
	State     indicators.TermState
	Terms     []indicators.Term
	Counts    map[indicators.TermState]int
	Reminders []indicators.Reminder
	Next      string
	After     bool // not the first page
	Writes    bool // the reader works in an office
}

// DeadlinesID is the fragment of the rows.
const DeadlinesID = "righe-scadenze"

// TermStates are the states of a term in the order of the tabs.
var TermStates = []indicators.TermState{indicators.TermLate, indicators.TermSoon, indicators.TermSuspended, indicators.TermRunning}

// TermStateOf returns the state of an address, "" for none of them.
func TermStateOf(text string) indicators.TermState {
	if s := indicators.TermState(text); slices.Contains(TermStates, s) {
		return s
	}
	return ""
}

func termStateWords(s indicators.TermState) string {
	switch s {
	case indicators.TermLate:
		return "In ritardo"
	case indicators.TermSoon:
		return "Entro " + strconv.Itoa(indicators.SoonDays) + " giorni"
	case indicators.TermSuspended:
		return "Sospese"
	case indicators.TermRunning:
		return "Nei termini"
	}
	return "Tutte"
}

// FilterNames names the filters that are set, for the register: never a value.
func (p DeadlinesPage) FilterNames() []string {
	var out []string
	if p.Operator != 0 {
		out = append(out, "operatore")
	}
	if p.State != "" {
		out = append(out, "stato="+string(p.State))
	}
	return out
}

func (p DeadlinesPage) href(path string, state indicators.TermState) string {
	v := url.Values{}
	if p.Office.CPI != 0 && len(p.Offices) > 1 {
		v.Set("ufficio", strconv.FormatInt(p.Office.CPI, 10))
	}
	if p.Operator != 0 {
		v.Set("operatore", strconv.FormatInt(p.Operator, 10))
	}
	if state != "" {
		v.Set("stato", string(state))
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

func (p DeadlinesPage) tabs() []shared.Tab {
	out := []shared.Tab{{Label: termStateWords(""), Href: p.href("/scadenze", ""), Current: p.State == ""}}
	for _, s := range TermStates {
		out = append(out, shared.Tab{Label: termStateWords(s), Count: shared.CountUpTo(p.Counts[s], indicators.TermLimit), Href: p.href("/scadenze", s), Current: p.State == s})
	}
	return out
}

func (p DeadlinesPage) facts() string {
	whose := p.Office.Label
	if whose == "" {
		whose = "Tutti gli uffici della provincia"
	}
	return whose + " · " + p.Today.Long()
}

func (p DeadlinesPage) officeOptions() []shared.Option {
	out := make([]shared.Option, len(p.Offices))
	for i, s := range p.Offices {
		out[i] = shared.Option{Value: strconv.FormatInt(s.CPI, 10), Label: s.Label}
	}
	return out
}

func (p DeadlinesPage) operatorOptions() []shared.Option {
	out := make([]shared.Option, len(p.Operators))
	for i, c := range p.Operators {
		out[i] = shared.Option{Value: c.Value, Label: c.Label}
	}
	return out
}

func (p DeadlinesPage) keep() []shared.KeyValue {
	if p.State == "" {
		return nil
	}
	return []shared.KeyValue{{Key: "stato", Value: string(p.State)}}
}

func (p DeadlinesPage) pager() shared.PageLinks {
	links := shared.PageLinks{Summary: shared.Plural(len(p.Terms), "riga", "righe") + " in questa pagina", Next: p.Next}
	if p.After {
		links.Previous = p.href("/scadenze", p.State)
	}
	return links
}

// numberOrNothing is the value of a choice by number.
func numberOrNothing(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// TermBadge says with a shape how a term stands.
func TermBadge(t indicators.Term, today rule.Date) (shared.Kind, string) {
	words := t.Words(today)
	switch t.State(today) {
	case indicators.TermLate:
		return shared.Stop, words
	case indicators.TermSoon:
		return shared.Look, words
	case indicators.TermSuspended:
		return shared.Running, words
	}
	return shared.Neutral, words
}

func suspensionHref(t indicators.Term, act string) string {
	return "/scadenze/" + strconv.Itoa(t.Deadline) + "/" + strconv.FormatInt(t.SubjectID, 10) + "/" + act
}

// SuspensionPage is what the form of a suspension shows.
type SuspensionPage struct {
	Term    indicators.Term
	Earlier []indicators.Suspension
	Today   rule.Date
	From    string
	To      string
	Reason  string
	Key     string
	Errors  rule.Refusals
}

// Stands reports whether a suspension lasts.
func (p SuspensionPage) Stands() bool { return len(p.Earlier) > 0 && p.Earlier[0].To == "" }

var suspensionLabels = map[string]string{"from_day": "Da quando", "to_day": "Ultimo giorno", "reason": "Motivo"}

// made says what becomes of a time rule.
func made(d indicators.Deadline) (shared.Kind, string, string) {
	switch {
	case d.Kind == indicators.KindTerm && d.Facts != "":
		return shared.Good, "scadenza in corso", "Conta da quando c'è il primo fatto: vedi le scadenze."
	case d.Kind == indicators.KindTerm:
		return shared.Neutral, "non ancora rilevata", "Comincerà a contare con " + d.Awaits + "."
	case d.Kind == indicators.KindReminder:
		return shared.Good, "promemoria", "Torna a ogni periodo, finché qualcuno non lo segna come fatto."
	case d.Kind == indicators.KindGroup:
		return shared.Good, "gruppo", "Dice chi è nel " + d.Facts + ", nella scheda della persona."
	}
	return shared.Neutral, "testo", "Non si conta: " + d.Awaits + "."
}

var unitWords = map[string][2]string{"months": {"mese", "mesi"}, "working_days": {"giorno lavorativo", "giorni lavorativi"}, "days": {"giorno", "giorni"}, "weeks": {"settimana", "settimane"}, "years": {"anno", "anni"}}

func amount(d indicators.Deadline) string {
	w, ok := unitWords[d.Unit]
	if !ok || d.Amount == 0 {
		return ""
	}
	return shared.Plural(d.Amount, w[0], w[1])
}

func events(d indicators.Deadline) string {
	switch {
	case d.FromEvent != "" && d.ToEvent != "":
		return "da «" + d.FromEvent + "» a «" + d.ToEvent + "»"
	case d.FromEvent != "":
		return "da «" + d.FromEvent + "»"
	case d.ToEvent != "":
		return "entro: " + d.ToEvent
	}
	return ""
}
