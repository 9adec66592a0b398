package indicators

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/views/shared"
)

// The addresses of the objectives, of the baselines, of the comparison and of
// the visits without a name.
const (
	ObjectivesPath = "/indicatori/obiettivi"
	SystemPath     = "/indicatori/obiettivi-di-sistema"
	BasesPath      = "/indicatori/anni-base"
	ComparePath    = "/indicatori/confronto"
	VisitsPath     = "/indicatori/visite"
	TargetsPath    = "/tabelle/obiettivi"
)

// Fragments of these pages.
const (
	ObjectivesID = "obiettivi"
	CompareID    = "confronto"
)

// scoped returns the address of a page of a scope, in a year or, for 0, in the
// present one.
func scoped(path string, scope indicators.Scope, year int) string {
	v := url.Values{"ambito": {scope.Key()}}
	if year > 0 {
		v.Set("anno", strconv.Itoa(year))
	}
	return path + "?" + v.Encode()
}

// ObjectivesPage is the objectives of an office, a province or the region.
type ObjectivesPage struct {
	Scopes  []indicators.Scope
	Years   []int
	Sheet   indicators.Sheet
	Judged  map[string]indicators.Verdict
	Running string // the month that is not over
}

func (p ObjectivesPage) title() string {
	return "Obiettivi " + strconv.Itoa(p.Sheet.Year) + ", " + p.Sheet.Scope.Label
}

// lines are the indicators that have an objective and are counted.
func (p ObjectivesPage) lines() (out []indicators.Line) {
	for _, l := range p.Sheet.Lines {
		if p.Judged[l.Indicator.Code].Target.ID != 0 {
			out = append(out, l)
		}
	}
	return out
}

// each reports whether the objective of a sum is that of each of its offices.
func (p ObjectivesPage) each(v indicators.Verdict) bool {
	return p.Sheet.Scope.Kind != rule.ScopeCPI && (v.Target.Class == "pilota" || v.Target.Class == "restanti")
}

// asked returns what an objective asks for.
func (p ObjectivesPage) asked(v indicators.Verdict) string {
	if p.each(v) {
		return "la somma di quelli dei CPI"
	}
	return v.Target.Short()
}

// whose says by when, and of which offices.
func (p ObjectivesPage) whose(v indicators.Verdict) string {
	when := "entro il " + strconv.Itoa(v.Target.Horizon) + ", "
	if p.each(v) {
		return when + "ciascuno il suo, pilota o no"
	}
	return when + classLabel(v.Target.Class)
}

func gapText(v indicators.Verdict) string {
	gap, ok := v.Gap()
	if !ok {
		return ""
	}
	if gap >= 0 {
		return "+" + shared.Percent(gap)
	}
	return shared.Percent(gap)
}

func (p ObjectivesPage) trend(l indicators.Line) string {
	change, ok := indicators.Trend(l, p.Sheet.Months, p.Running)
	if !ok {
		return ""
	}
	text := shared.Percent(change)
	if change >= 0 {
		text = "+" + text
	}
	return indicators.TrendWord(change) + " (" + text + ")"
}

// chart draws how far each figure is on the way to what is expected.
func (p ObjectivesPage) chart() (shared.Chart, bool) {
	c := shared.Chart{ID: "grafico-obiettivi", Title: "Quanta parte di ciò che ci si aspetta è raggiunta", Unit: "in percentuale", Target: &shared.Target{Value: 100, Label: "obiettivo 100%"}}
	for _, l := range p.lines() {
		v := p.Judged[l.Indicator.Code]
		if gap, ok := v.Gap(); ok {
			share := (1 + gap) * 100
			c.Bars = append(c.Bars, shared.Bar{Label: l.Indicator.Code, Name: l.Indicator.Code + " " + l.Indicator.Name(), Value: share, Text: shared.Decimal(share, 0) + "%", Href: FigureHref(p.Sheet.Scope, p.Sheet.Year, 0, l.Indicator.Code)})
		}
	}
	reached := 0
	for _, b := range c.Bars {
		if b.Value >= 100 {
			reached++
		}
	}
	c.Says = shared.Plural(reached, "indicatore su ", "indicatori su ") + strconv.Itoa(len(c.Bars)) + " ha raggiunto l'obiettivo."
	if reached != 1 {
		c.Says = shared.Count(reached) + " indicatori su " + strconv.Itoa(len(c.Bars)) + " hanno raggiunto l'obiettivo."
	}
	return c, len(c.Bars) > 0
}

// ComparePage compares the offices in one indicator.
type ComparePage struct {
	Years     []int
	Year      int
	Province  string // "" for all that the reader sees
	Provinces []shared.Option
	Indicator indicators.Indicator
	Order     string // by the offices' names, or CompareByValue
	Rows      []Compared
}

// CompareByValue puts the offices in the order of their figures, the highest first.
const CompareByValue = "valore"

// ordered returns the address of the same comparison in another order.
func (p ComparePage) ordered(order string) string {
	q := url.Values{"anno": {strconv.Itoa(p.Year)}, "indicatore": {p.Indicator.Code}}
	for key, value := range map[string]string{"provincia": p.Province, "ordine": order} {
		if value != "" {
			q.Set(key, value)
		}
	}
	return ComparePath + "?" + q.Encode()
}

// excelHref returns the address of the file of the same comparison.
func (p ComparePage) excelHref() string {
	_, query, _ := strings.Cut(p.ordered(p.Order), "?")
	return ComparePath + "/excel?" + query
}

// keep is what the filters do not change.
func (p ComparePage) keep() []shared.KeyValue {
	if p.Order == "" {
		return nil
	}
	return []shared.KeyValue{{Key: "ordine", Value: p.Order}}
}

// Sort puts the offices in the order asked for; an office without a figure
// stands last.
func (p *ComparePage) Sort(order string) {
	if order != CompareByValue {
		return
	}
	p.Order = order
	slices.SortStableFunc(p.Rows, func(a, b Compared) int {
		left, ok := p.value(a)
		right, also := p.value(b)
		if ok != also {
			return map[bool]int{true: -1, false: 1}[ok]
		}
		return cmp.Compare(right, left)
	})
}

// value returns the figure of an office as a number, false when there is none.
func (p ComparePage) value(r Compared) (float64, bool) {
	if p.Indicator.Counts == indicators.Days {
		return r.Figure.Mean()
	}
	_, ok := Written(p.Indicator, r.Figure)
	return float64(r.Figure.Value), ok
}

// Compared is an office in a comparison.
type Compared struct {
	Scope   indicators.Scope
	Figure  indicators.Figure
	Verdict indicators.Verdict
}

func (p ComparePage) title() string {
	return "Confronto dei CPI, " + p.Indicator.Code + ", " + strconv.Itoa(p.Year)
}

func indicatorOptions() []shared.Option {
	var out []shared.Option
	for _, i := range indicators.All {
		if i.Awaits == "" {
			out = append(out, shared.Option{Value: i.Code, Label: i.Code + " " + i.Name()})
		}
	}
	return out
}

func (p ComparePage) chart() shared.Chart {
	c := shared.Chart{ID: "grafico-confronto", Title: p.title(), Unit: unit(p.Indicator)}
	top, most := "", -1.0
	for _, r := range p.Rows {
		text, ok := Written(p.Indicator, r.Figure)
		value, _ := p.value(r)
		if !ok {
			text = "-"
		}
		if value > most {
			top, most = r.Scope.Label+" ("+text+")", value
		}
		c.Bars = append(c.Bars, shared.Bar{Label: officeName(r.Scope), Value: value, Text: text, Href: FigureHref(r.Scope, p.Year, 0, p.Indicator.Code)})
	}
	c.Says = "Il valore più alto è di " + top + "."
	return c
}

func officeName(s indicators.Scope) string { return s.Label[len("CPI "):] }

func unit(i indicators.Indicator) string {
	if i.Counts == indicators.Days {
		return "giorni in media"
	}
	return string(i.Counts)
}

// BasesPage is the baselines of an office, and what was typed of a new one.
type BasesPage struct {
	Scopes    []indicators.Scope // those whose baselines the reader enters
	Scope     indicators.Scope
	Baselines []indicators.Baseline
	Years     []int // that objectives start from

	Code, Year, Value, Key string
	Version                int    // of the saved value that the form was opened with
	VersionOf, Opened      string // which value that is, and at what time
	Errors                 rule.Refusals
	FileErrors             rule.Refusals
	Replace                bool // the file may replace what was saved
}

// Open fills the form with the value that the address names, if there is one.
func (p *BasesPage) Open() {
	for _, b := range p.Baselines {
		if b.Indicator == p.Code && strconv.Itoa(b.Year) == p.Year {
			p.Value, p.Version, p.VersionOf = BaseValue(b), b.Version, BaseKey(p.Code, p.Year)
			return
		}
	}
}

// BaseKey names a baseline of an office: A.2/2011.
func BaseKey(indicator, year string) string { return indicator + "/" + year }

// BaseValue writes a baseline as it is typed, "" for none.
func BaseValue(b indicators.Baseline) string {
	if b.Indicator == "" {
		return ""
	}
	return strings.Replace(strconv.FormatFloat(b.Value, 'f', -1, 64), ".", ",", 1)
}

// source says where a baseline comes from.
func source(b indicators.Baseline) string {
	if b.By == "" {
		return "salvato il " + b.At.Date().Italian()
	}
	return "salvato il " + b.At.Date().Italian() + " da " + b.By
}

func (p BasesPage) openHref(b indicators.Baseline) string {
	return BasesPath + "?" + url.Values{"ambito": {p.Scope.Key()}, "indicatore": {b.Indicator}, "anno_base": {strconv.Itoa(b.Year)}}.Encode()
}

// deltaOptions are the indicators whose objectives start from a year.
func deltaOptions() []shared.Option {
	var out []shared.Option
	for _, i := range indicators.All {
		if i.Counts != indicators.Days {
			out = append(out, shared.Option{Value: i.Code, Label: i.Code + " " + i.Name()})
		}
	}
	return out
}

func baseYears(years []int) string {
	text := ""
	for n, y := range years {
		if n > 0 {
			text += ", "
		}
		text += strconv.Itoa(y)
	}
	return "Gli obiettivi in vigore partono da: " + text + "."
}

// TargetsPage is the table of the objectives.
type TargetsPage struct {
	Targets []indicators.Target
	Edits   bool
}

// TargetPage is the form of an objective.
type TargetPage struct {
	Target                          indicators.Target
	Value, Horizon, Baseline, Notes string
	Opened, Key                     string
	Errors                          rule.Refusals
}

// TargetLabels are the labels of the fields of an objective.
func TargetLabels() map[string]string {
	return map[string]string{"value": "Numero", "horizon": "Entro la fine del", "baseline_year": "Anno di partenza", "notes": "Note"}
}

func targetPath(id int64) string { return TargetsPath + "/" + strconv.FormatInt(id, 10) }

func kindLabel(k indicators.Kind) string {
	for _, x := range indicators.Kinds {
		if x.Kind == k {
			return x.Label
		}
	}
	return string(k)
}

func classLabel(class string) string {
	for _, x := range indicators.Classes {
		if x.Class == class {
			return x.Label
		}
	}
	return class
}

// VisitsPage is the form of the visits without a name, and the last days.
type VisitsPage struct {
	Scopes      []indicators.Scope
	Scope       indicators.Scope
	Day, Number string
	Key         string
	Errors      rule.Refusals
	Last        []indicators.DeskVisits
}
