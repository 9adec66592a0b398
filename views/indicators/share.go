package indicators

import (
	"net/url"
	"slices"
	"strconv"

	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/views/shared"
)

// SharePath is the address of the DIDs that the objectives of the interview look at.
const SharePath = "/indicatori/colloqui-delle-did"

// SharePage is the DIDs of a share: those of a year, or of a month of it.
type SharePage struct {
	Scope indicators.Scope
	Year  int
	Month int // 0 for the year
	State indicators.KeptState
	Kept  indicators.Kept
	Rows  []indicators.KeptDID
	Next  string
	After bool // not the first page
}

// KeptStates are the states of a DID in the order of the tabs.
var KeptStates = []indicators.KeptState{indicators.KeptOver, indicators.KeptInTime, indicators.KeptLate, indicators.KeptNot, indicators.KeptRuns}

// KeptStateOf returns the state of an address, "" for none of them.
func KeptStateOf(text string) indicators.KeptState {
	if s := indicators.KeptState(text); slices.Contains(KeptStates, s) {
		return s
	}
	return ""
}

func keptWords(s indicators.KeptState) string {
	switch s {
	case indicators.KeptOver:
		return "Scadute"
	case indicators.KeptInTime:
		return "In tempo"
	case indicators.KeptLate:
		return "In ritardo"
	case indicators.KeptNot:
		return "Senza colloquio"
	case indicators.KeptRuns:
		return "Ancora nei termini"
	}
	return "Tutte"
}

func keptKind(s indicators.KeptState) shared.Kind {
	switch s {
	case indicators.KeptInTime:
		return shared.Good
	case indicators.KeptLate:
		return shared.Look
	case indicators.KeptNot:
		return shared.Stop
	}
	return shared.Neutral
}

// ShareHref returns the address of the DIDs of a share in a state; month 0 is the
// year's.
func ShareHref(scope indicators.Scope, year, month int, state indicators.KeptState) string {
	return SharePath + "?" + shareQuery(scope, year, month, state)
}

func shareQuery(scope indicators.Scope, year, month int, state indicators.KeptState) string {
	v := url.Values{"ambito": {scope.Key()}, "anno": {strconv.Itoa(year)}}
	if month > 0 {
		v.Set("mese", strconv.Itoa(month))
	}
	if state != "" {
		v.Set("stato", string(state))
	}
	return v.Encode()
}

func (p SharePage) href(state indicators.KeptState) string {
	return ShareHref(p.Scope, p.Year, p.Month, state)
}

func (p SharePage) excelHref() string {
	return SharePath + "/excel?" + shareQuery(p.Scope, p.Year, p.Month, p.State)
}

func (p SharePage) when() string { return DetailPage{Year: p.Year, Month: p.Month}.when() }

func (p SharePage) ofWhen() string { return DetailPage{Year: p.Year, Month: p.Month}.ofWhen() }

func (p SharePage) title() string { return "Colloqui delle DID, " + p.when() + ", " + p.Scope.Label }

func (p SharePage) offices() bool { return p.Scope.Kind != rule.ScopeCPI }

// facts tells the numbers of the share: «29 DID scadute: 19 con il colloquio, 17 in tempo e 2 in ritardo, 10 senza · 4 ancora nei termini».
func (p SharePage) facts() string {
	k := p.Kept
	text := shared.Plural(k.Over, "DID scaduta", "DID scadute")
	if k.Over > 0 {
		text += ": " + shared.Count(k.Held) + " con il colloquio (" + shared.Count(k.InTime) + " in tempo, " + shared.Count(k.Held-k.InTime) + " in ritardo), " + shared.Count(k.Over-k.Held) + " senza"
	}
	return text + " · " + shared.Count(k.Runs) + " ancora nei termini"
}

func (p SharePage) tabs() []shared.Tab {
	out := []shared.Tab{{Label: keptWords(""), Count: shared.Count(p.Kept.Of("")), Href: p.href(""), Current: p.State == ""}}
	for _, s := range KeptStates {
		out = append(out, shared.Tab{Label: keptWords(s), Count: shared.Count(p.Kept.Of(s)), Href: p.href(s), Current: p.State == s})
	}
	return out
}

func (p SharePage) pager() shared.PageLinks {
	links := shared.PageLinks{Summary: shared.Count(p.Kept.Of(p.State)) + " DID", Next: p.Next}
	if p.After {
		links.Previous = p.href(p.State)
	}
	return links
}
