// Package indicators draws the monthly sheet, what is behind its figures, the
// closing of a month, the objectives and the comparison of offices.
package indicators

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/views/layout"
	"sportello/views/shared"
)

// SheetID is the part of the page that opening a row and filtering replace.
const SheetID = "scheda"

// SheetPath is the address of the monthly sheet.
const SheetPath = "/indicatori"

// SheetPage is what the page of the monthly sheet shows.
type SheetPage struct {
	Scopes []indicators.Scope
	Years  []int
	Sheet  indicators.Sheet
	Area   string   // A to G, "" for all
	Open   []string // indicators whose parts are shown
	Judged map[string]indicators.Verdict

	MayVisit bool // counts visits without a name
	Workload bool // sees how busy the operators are
	Compares bool // sees several offices
	Demo     bool // the figures are of invented people
}

func (p SheetPage) values() url.Values {
	v := url.Values{"anno": {strconv.Itoa(p.Sheet.Year)}, "ambito": {p.Sheet.Scope.Key()}}
	if p.Area != "" {
		v.Set("area", p.Area)
	}
	for _, code := range p.Open {
		v.Add("aperto", code)
	}
	return v
}

// counted returns the lines that have figures.
func (p SheetPage) counted() []indicators.Line { return p.lines(false) }

// awaiting returns those of facts that nobody records yet.
func (p SheetPage) awaiting() []indicators.Line { return p.lines(true) }

func (p SheetPage) lines(awaits bool) (out []indicators.Line) {
	for _, l := range p.Sheet.Lines {
		if (l.Indicator.Awaits != "") == awaits {
			out = append(out, l)
		}
	}
	return out
}

// Href returns the address of the sheet as it is shown.
func (p SheetPage) Href() string { return SheetPath + "?" + p.values().Encode() }

func (p SheetPage) fileHref(kind string) string {
	v := p.values()
	v.Del("aperto")
	return SheetPath + "/" + kind + "?" + v.Encode()
}

// toggle returns the address of the sheet with the parts of an indicator shown,
// or no longer.
func (p SheetPage) toggle(code string) string {
	if i := slices.Index(p.Open, code); i >= 0 {
		p.Open = slices.Delete(slices.Clone(p.Open), i, i+1)
	} else {
		p.Open = append(slices.Clone(p.Open), code)
	}
	return p.Href()
}

// Shows reports whether the sheet has a row for the indicator.
func (p SheetPage) Shows(i indicators.Indicator) bool { return p.Area == "" || i.Area() == p.Area }

func (p SheetPage) opened(code string) bool { return slices.Contains(p.Open, code) }

func (p SheetPage) title() string {
	return "Scheda mensile " + strconv.Itoa(p.Sheet.Year) + ", " + p.Sheet.Scope.Label
}

// facts says what kind of office it is, which months are closed, and what the
// year counts.
func (p SheetPage) facts() string {
	var parts []string
	if p.Sheet.Scope.Kind == rule.ScopeCPI && p.Sheet.Scope.Pilot {
		parts = append(parts, "CPI pilota")
	}
	if closed := p.closedMonths(); closed == "" {
		parts = append(parts, "nessun mese chiuso")
	} else {
		parts = append(parts, "chiusi: "+closed)
	}
	if by := p.lastOver(); by != "" {
		parts = append(parts, by)
	}
	if later := p.closesLater(); later != "" {
		parts = append(parts, later)
	}
	return strings.Join(append(parts, "codici delle prestazioni (A1-G3)", "la colonna Anno conta ogni persona una volta sola"), " · ")
}

// closedMonths names the closed months, those in a row as from one to another.
func (p SheetPage) closedMonths() string {
	var runs []string
	for from := 0; from < 12; from++ {
		if !p.Sheet.Months[from].Closed {
			continue
		}
		to := from
		for to+1 < 12 && p.Sheet.Months[to+1].Closed {
			to++
		}
		run := months[from]
		if to > from {
			run += "-" + months[to]
		}
		runs, from = append(runs, run), to
	}
	return strings.Join(runs, ", ")
}

var months = []string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}

// state says how far a month is, in the words of the source's form.
func state(m indicators.Month) string {
	switch {
	case m.Future:
		return ""
	case m.Closed:
		return "chiuso"
	}
	return "aperto"
}

// closedBy says how many offices have closed a month that not all have, "" for
// one of a single office, or that is not over.
func (p SheetPage) closedBy(m indicators.Month) string {
	all := len(p.Sheet.Scope.Offices)
	if m.Closed || !m.Over || p.Sheet.Scope.Kind == rule.ScopeCPI {
		return ""
	}
	return "chiuso da " + strconv.Itoa(all-m.Open) + " CPI su " + strconv.Itoa(all)
}

// lastOver tells how far the last month that is over is closed.
func (p SheetPage) lastOver() string {
	for i := 11; i >= 0; i-- {
		if m := p.Sheet.Months[i]; m.Over {
			if by := p.closedBy(m); by != "" {
				return months[i] + ": " + by
			}
			return ""
		}
	}
	return ""
}

// listsClosings reports whether a month's head opens the list of the offices.
func (p SheetPage) listsClosings(m indicators.Month) bool {
	return p.Compares && p.Sheet.Scope.Kind != rule.ScopeCPI && m.Over
}

// toClose returns the number of the month that is closed next, 0 when the reader
// closes none: of those that are over, the first open one in which something
// happened.
func (p SheetPage) toClose() int {
	if !p.Sheet.Scope.Closes {
		return 0
	}
	first := 0
	for i, m := range p.Sheet.Months {
		if m.Closed || !m.Over {
			continue
		}
		if m.Worked {
			return i + 1
		}
		if first == 0 {
			first = i + 1
		}
	}
	return first
}

// closesLater says from which day the running month is closed, to who closes it
// and has no other to close now.
func (p SheetPage) closesLater() string {
	if !p.Sheet.Scope.Closes || p.toClose() > 0 {
		return ""
	}
	for i, m := range p.Sheet.Months {
		if !m.Closed && !m.Over && !m.Future {
			return months[i] + " si chiude dal " + indicators.ClosesFrom(m.Month).Italian()
		}
	}
	return ""
}

// part is one line below an indicator: a gender or an age band.
type part struct {
	label, key, value string
	sex, band         *string
}

// parts are the lines below an indicator. Those of who has no gender or no age
// on record are there only where there is somebody.
func parts(l indicators.Line) []part {
	var out []part
	for _, sex := range []struct{ code, label, value string }{{"F", "Femmine", "F"}, {"M", "Maschi", "M"}, {"", "Genere non noto", unknown}} {
		one := part{sex.label, "genere", sex.value, &sex.code, nil}
		if l.Indicator.ByGender && (sex.code != "" || one.any(l)) {
			out = append(out, one)
		}
	}
	for _, band := range indicators.Bands() {
		one := part{BandWords(band), "eta", band, nil, &band}
		if band == "" {
			one.value = unknown
		}
		if l.Indicator.ByAge && (band != "" || one.any(l)) {
			out = append(out, one)
		}
	}
	return out
}

// unknown stands in an address for a gender or an age that is not on record.
const unknown = "nd"

func (p part) part(f indicators.Figure) indicators.Figure { return f.Part(p.sex, p.band) }

func (p part) of(f indicators.Figure) int { return p.part(f).Value }

func (p part) any(l indicators.Line) bool {
	return p.of(l.Year) != 0 || slices.ContainsFunc(l.Months[:], func(f indicators.Figure) bool { return p.of(f) != 0 })
}

// BandWords returns an age band in words.
func BandWords(band string) string {
	if band == "" {
		return "Età non nota"
	}
	return band + " anni"
}

// FigureHref returns the address of what is behind a figure; month 0 is the
// year's; pairs narrow it.
func FigureHref(scope indicators.Scope, year, month int, code string, pairs ...string) string {
	v := url.Values{"anno": {strconv.Itoa(year)}, "ambito": {scope.Key()}}
	if month > 0 {
		v.Set("mese", strconv.Itoa(month))
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return SheetPath + "/" + url.PathEscape(code) + "?" + v.Encode()
}

// Written returns a figure as it is read: a number, or a mean of days; false
// where there is nothing to measure.
func Written(i indicators.Indicator, f indicators.Figure) (string, bool) {
	if i.Counts == indicators.Days {
		mean, ok := f.Mean()
		return shared.Decimal(mean, 1), ok
	}
	return shared.Count(f.Value), true
}

// amends returns what has changed since a month was closed: «rettifica +1».
func amends(i indicators.Indicator, f indicators.Figure) string {
	if !f.Amended {
		return ""
	}
	return "rettifica " + f.AmendText(i)
}

// course returns the values of the months so far, and their course in words.
func course(s indicators.Sheet, value func(int) (float64, bool)) ([]float64, string) {
	var values []float64
	first, last := -1, -1
	for m := range s.Months {
		if s.Months[m].Future {
			break
		}
		v, ok := value(m)
		if !ok {
			continue
		}
		if first < 0 {
			first = m
		}
		last, values = m, append(values, v)
	}
	if len(values) < 2 {
		return nil, ""
	}
	return values, "Andamento: da " + shared.Decimal(values[0], 0) + " di " + months[first] + " a " + shared.Decimal(values[len(values)-1], 0) + " di " + months[last]
}

func lineCourse(s indicators.Sheet, l indicators.Line) ([]float64, string) {
	return course(s, func(m int) (float64, bool) {
		if l.Indicator.Counts == indicators.Days {
			return l.Months[m].Mean()
		}
		return float64(l.Months[m].Value), true
	})
}

func partCourse(s indicators.Sheet, l indicators.Line, p part) ([]float64, string) {
	return course(s, func(m int) (float64, bool) { return float64(p.of(l.Months[m])), true })
}

func (p SheetPage) scopeOptions() []shared.Option { return ScopeOptions(p.Scopes) }

// ScopeOptions are the choices of whose figures are shown.
func ScopeOptions(scopes []indicators.Scope) []shared.Option {
	var out []shared.Option
	for _, s := range scopes {
		out = append(out, shared.Option{Value: s.Key(), Label: s.Label})
	}
	return out
}

// YearOptions are the choices of the year.
func YearOptions(years []int) []shared.Option {
	var out []shared.Option
	for _, y := range years {
		out = append(out, shared.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	return out
}

func areaOptions() []shared.Option {
	var out []shared.Option
	for _, a := range indicators.Areas {
		out = append(out, shared.Option{Value: a.Code, Label: a.Label})
	}
	return out
}

func (p SheetPage) allAreas() string {
	return "tutte (" + strconv.Itoa(len(indicators.All)) + " indicatori)"
}

func (p SheetPage) keep() []shared.KeyValue {
	var out []shared.KeyValue
	for _, code := range p.Open {
		out = append(out, shared.KeyValue{Key: "aperto", Value: code})
	}
	return out
}

func (p SheetPage) head() layout.Head {
	return layout.Head{Title: p.title(), Facts: p.facts(), Active: layout.KeyIndicators, Actions: sheetActions(p),
		Crumbs: []layout.Crumb{{Label: "Indicatori"}}, Shortcuts: []shared.Shortcut{{Keys: "j k", Word: "riga giù, su"}}}
}
