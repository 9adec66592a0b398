package people

import (
	"strconv"
	"strings"

	"sportello/db/rule"
)

// Index is the quantitative index of profiling of a person as the national system
// computed it: it is typed or imported, never computed here.
type Index struct {
	Recorded
	Value  float64   // 0 to 1, higher is farther from work
	On     rule.Date // of the computation, "" when it is not known
	Source string    // one of IndexSources
	Note   string
}

// IndexSources are where an index is known from; the last two are not chosen: a
// bilancio says it, and of those that were in the record the day was not asked.
var IndexSources = []Choice{
	{"portale", "Letto sul portale nazionale"}, {"import", "Da un file ricevuto"}, {"documento", "Da un documento della persona"},
	{"bilancio", "Scritto nel bilancio di competenze"}, {"scheda", "Già nella scheda"},
}

// IndexPicks are the sources that a form offers.
var IndexPicks = IndexSources[:3]

// ParseIndex reads an index as it is typed, «0,71».
func ParseIndex(text string) (float64, error) {
	v, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(text), ",", ".", 1), 64)
	if err != nil || !(v >= 0 && v <= 1) { // NaN is neither
		return 0, rule.Refuse("value", "Scrivi un numero fra 0 e 1, per esempio 0,71.")
	}
	return v, nil
}

// Text returns the value as the record keeps it, with a point.
func (x Index) Text() string { return strconv.FormatFloat(x.Value, 'f', -1, 64) }

// Words says of which day the index is, and where from.
func (x Index) Words() string {
	text := "giorno del calcolo non noto"
	if x.On != "" {
		text = "calcolato il " + x.On.Italian()
	}
	text += ", " + lower(ChoiceLabel(IndexSources, x.Source))
	for _, more := range []string{x.By, x.Note} {
		if more != "" {
			text += ", " + more
		}
	}
	return text
}

// Check returns what is wrong with an index that is typed on a day; the refusals
// name computed_on, source, note. The national system has computed indices since
// Garanzia Giovani began.
func (x Index) Check(today rule.Date) rule.Refusals {
	var out rule.Refusals
	if !(x.Value >= 0 && x.Value <= 1) {
		out.Add("value", "Scrivi un numero fra 0 e 1, per esempio 0,71.")
	}
	switch {
	case x.On == "":
		out.Add("computed_on", "Scrivi di quale giorno è l'indice.")
	case x.On > today:
		out.Add("computed_on", "La data è nel futuro.")
	case x.On < "2014-05-01":
		out.Add("computed_on", "Controlla l'anno: gli indici si calcolano da maggio 2014.")
	}
	if !isChoice(IndexSources, x.Source) {
		out.Add("source", "Scegli da dove viene l'indice.")
	}
	if err := rule.TooLong(x.Note, 200); err != nil {
		out.Add("note", err.Error())
	}
	return out
}

// IndexOf returns the index that holds: the one computed last, false when there
// is none.
func IndexOf(all []Index) (last Index, there bool) {
	for _, x := range all {
		if x.Annulled == "" && (!there || x.On > last.On || x.On == last.On && x.ID > last.ID) {
			last, there = x, true
		}
	}
	return last, there
}
