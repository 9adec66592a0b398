// Package indicators counts the figures of the month: their definitions, the
// sheets of offices, provinces and region, what is kept of a closed month, the
// objectives and the deadlines. It reads all areas and owns little.
package indicators

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"sportello/db/registry"
)

// Counts is what an indicator counts.
type Counts string

// What is counted.
const (
	Persons Counts = "persone" // distinct in the month, and in the year
	Events  Counts = "eventi"
	Days    Counts = "giorni" // the mean of a time
	Visits  Counts = "visite" // without a name
)

// Indicator is one line of the monthly sheet.
type Indicator struct {
	Code     string
	Service  string // the prestazione that it is of
	Title    string
	Rule     string // what is counted, in words
	Counts   Counts
	ByGender bool
	ByAge    bool
	Company  bool   // of services to employers
	Sourced  bool   // a line of the source's sheet; the others follow from it
	Notes    string // on the transcription
	Awaits   string // the facts that nobody records yet, "" when they are recorded
	facts    string
}

// named are the indicators whose words the source has lost in part, with ours.
var named = map[string]string{
	"A.1":   "Persone ricevute e informate",
	"B.1.1": "Persone con una DID che hanno avuto il colloquio",
	"B.2":   "Proposte di patto di servizio, sottoscritte e rifiutate",
	"C.3.4": "Persone inserite al lavoro",
	"G.1.4": "Imprese che hanno colloquiato i lavoratori",
}

// Name returns what an indicator is called in few words: those of the source, and
// where a part of them is lost ours.
func (i Indicator) Name() string {
	if name := named[i.Code]; name != "" {
		return name
	}
	return i.Title
}

// Words returns the name with the words of the source where they are others.
func (i Indicator) Words() string {
	if i.Name() != i.Title {
		return i.Name() + " (nella fonte: «" + i.Title + "»)"
	}
	return i.Title
}

// Split reports whether the figure is told by gender and age.
func (i Indicator) Split() bool { return i.ByGender && i.Awaits == "" }

//go:embed masterplan.csv
var masterplanCSV string

//go:embed indicators.csv
var indicatorsCSV string

// All are the indicators in the order of the sheet: the 37 of the source (DGR
// Puglia 847/2010, §3.4) and those that its rules and objectives ask for beside.
var All = func() []Indicator {
	sourced := map[string][]string{}
	for _, f := range lines(masterplanCSV) {
		sourced[f[0]] = f
	}
	var all []Indicator
	for _, f := range lines(indicatorsCSV) {
		i := Indicator{Code: f[0], Service: f[1], Counts: Counts(f[2]), facts: f[3], Awaits: f[4], Title: f[5], Rule: f[6]}
		if s, ok := sourced[i.Code]; ok {
			i.Sourced, i.Title, i.ByGender, i.ByAge, i.Company, i.Notes = true, s[2], s[4] == "1", s[5] == "1", s[6] == "employer", s[7]
			delete(sourced, i.Code)
		} else {
			i.ByGender, i.Company = i.Counts == Persons, i.Service >= "F"
			i.ByAge = i.ByGender
		}
		all = append(all, i)
	}
	if len(sourced) > 0 {
		panic(fmt.Sprint("indicators of the source without a definition: ", sourced))
	}
	return all
}()

func lines(text string) [][]string {
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic(err)
	}
	return all[1:]
}

// ByCode returns the indicator of a code.
func ByCode(code string) (Indicator, bool) {
	i := slices.IndexFunc(All, func(i Indicator) bool { return i.Code == code })
	if i < 0 {
		return Indicator{}, false
	}
	return All[i], true
}

// Area returns the group of services that an indicator is of: A to G.
func (i Indicator) Area() string { return i.Service[:1] }

// Areas are the groups of the sheet.
var Areas = []struct{ Code, Label string }{
	{"A", "A, Accesso e informazione"}, {"B", "B, Colloquio e patto di servizio"}, {"C", "C, Incontro domanda e offerta"}, {"D", "D, PAI e misure di sostegno"},
	{"E", "E, Collocamento mirato"}, {"F", "F, Accoglienza delle aziende"}, {"G", "G, Servizi alle aziende"},
}

// Cell is one part of a figure: a gender and an age band, "" for not known.
type Cell struct{ Sex, Band string }

// Figure is a number of the sheet.
type Figure struct {
	Value  int // persons or events, or days in all
	Cases  int // how many the days are of
	Parts  map[Cell]int
	Closed bool

	// What has changed in closed months since: by how much the value of a count of
	// today differs from what was kept, how many facts came and went, and how many
	// cases there are now.
	Amended     bool
	Amends      int
	Added, Gone int
	NowCases    int
	changed     map[Cell]partChange
}

// Mean returns the mean number of days, false when there is no case.
func (f Figure) Mean() (float64, bool) {
	if f.Cases == 0 {
		return 0, false
	}
	return float64(f.Value) / float64(f.Cases), true
}

// Sex returns the part of a gender.
func (f Figure) Sex(sex string) (n int) {
	for c, v := range f.Parts {
		if c.Sex == sex {
			n += v
		}
	}
	return n
}

// Band returns the part of an age band.
func (f Figure) Band(band string) (n int) {
	for c, v := range f.Parts {
		if c.Band == band {
			n += v
		}
	}
	return n
}

// Bands are the age bands of the sheet with the one of who has none.
func Bands() []string {
	var out []string
	for _, b := range registry.Bands {
		out = append(out, b.Code)
	}
	return append(out, "")
}
