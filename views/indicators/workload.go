package indicators

import (
	"fmt"
	"net/url"
	"strconv"

	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/views/shared"
)

// WorkloadPage is what the operators of an office have on hand in a week.
type WorkloadPage struct {
	Offices       []indicators.Scope
	Office        indicators.Scope
	From, To      rule.Date
	Loads         []indicators.Load
	CodesFrom     rule.Date // services are compared over four weeks
	Codes         []indicators.CodeLoad
	OpensServices bool // the register of services is there for this reader
}

// WorkloadPath is where the office's workload stands.
const WorkloadPath = "/carico"

func (p WorkloadPage) href(path string, more ...string) string {
	v := url.Values{}
	if len(p.Offices) > 1 || path != WorkloadPath {
		v.Set("ufficio", strconv.FormatInt(p.Office.CPI, 10))
	}
	for i := 0; i < len(more); i += 2 {
		if more[i+1] != "" {
			v.Set(more[i], more[i+1])
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

func (p WorkloadPage) week(days int) string {
	return p.href(WorkloadPath, "settimana", string(p.From.AddDays(days)))
}

// rows leads to the rows behind a figure of an operator.
func (p WorkloadPage) rows(path string, l indicators.Load) string {
	return p.href(path, "operatore", numberOrNothing(l.Operator), "dal", string(p.From), "al", string(p.To))
}

func (p WorkloadPage) officeOptions() []shared.Option {
	out := make([]shared.Option, len(p.Offices))
	for i, s := range p.Offices {
		out[i] = shared.Option{Value: strconv.FormatInt(s.CPI, 10), Label: s.Label}
	}
	return out
}

func share(l indicators.Load, minutes int) string {
	if s, ok := l.Share(minutes); ok {
		return shared.Decimal(s*100, 0) + "%"
	}
	return "—"
}

// chart is a bar for each operator, in hundredths of the capacity.
func (p WorkloadPage) chart(id, title, verb string, of func(indicators.Load) int) shared.Chart {
	c := shared.Chart{ID: id, Title: title, Unit: "della capacità", Target: &shared.Target{Value: 100, Label: "capacità"}}
	minutes, capacity := 0, 0
	for _, l := range p.Loads {
		minutes, capacity = minutes+of(l), capacity+l.Capacity
		if s, ok := l.Share(of(l)); ok {
			c.Bars = append(c.Bars, shared.Bar{Label: short(l.Name), Name: l.Name, Value: s * 100, Text: share(l, of(l))})
		}
	}
	c.Says = fmt.Sprintf("In tutto %s %s su %s di capacità.", rule.Minutes(minutes).Duration(), verb, rule.Minutes(capacity).Duration())
	return c
}

// short cuts a name to what stands beside a bar.
func short(name string) string {
	if r := []rune(name); len(r) > 22 {
		return string(r[:21]) + "…"
	}
	return name
}

func duration(minutes int) string {
	if minutes == 0 {
		return "0"
	}
	return rule.Minutes(minutes).Duration()
}

func rangeKind(word string) shared.Kind {
	switch word {
	case "nei limiti":
		return shared.Good
	case "":
		return shared.Neutral
	}
	return shared.Look
}

func rangeWords(c indicators.CodeLoad) string {
	if c.Min == 0 || c.Max == 0 {
		return "la fonte non dà la durata"
	}
	return fmt.Sprintf("da %d a %d minuti", c.Min, c.Max)
}
