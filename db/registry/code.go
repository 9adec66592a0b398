package registry

import (
	"slices"
	"strings"

	"sportello/db/rule"
)

// Service is one service of the Marche table: its code is what the ledger keeps.
type Service struct {
	ID          int64
	Code        string
	LEP         string
	LEPName     string
	Title       string
	Activities  string // of DM 4/2018
	ADA         string // codes of the Atlante, separated by ;
	RuleText    string // when it is registered, in the source's words
	Minutes     Range
	Registrable bool
	Company     bool     // delivered to an employer
	Programmes  []string // that it is reserved to
	Notes       string
	Prestazioni []string // of the Masterplan that it may count as; the first is proposed
	DM4         string
	From, To    rule.Date
	Version     int
	Source      string
}

// Range are the minutes of a service; a cell that the source does not show is 0.
type Range struct{ Min, Mean, Max int }

// Outside says how far minutes are from the range: below, above or "" when
// they are inside or the source shows no such end.
func (r Range) Outside(minutes int) string {
	switch {
	case r.Min > 0 && minutes < r.Min:
		return "meno"
	case r.Max > 0 && minutes > r.Max:
		return "più"
	}
	return ""
}

// Prestazione returns the Masterplan's service that the service counts as when
// nobody chooses, "" when it has none.
func (s Service) Prestazione() string {
	if len(s.Prestazioni) == 0 {
		return ""
	}
	return s.Prestazioni[0]
}

// CountsAs reports whether the service may count as a prestazione.
func (s Service) CountsAs(prestazione string) bool {
	return slices.Contains(s.Prestazioni, prestazione)
}

// Prestazione is one service of the Masterplan (DGR Puglia 847/2010).
type Prestazione struct {
	ID               int64
	Code             string
	Company          bool
	AreaCode, Area   string
	Name             string
	Recipients       string
	Purpose          string
	Norms            string
	Structure        string // requirements
	Competence       string
	Process          string
	ResultIndicators string
	Objective2011    string
	Objective2013    string
	Notes            string
	From, To         rule.Date
	Version          int
	Source           string
}

// TargetMinutes are the minutes of a prestazione for a group of persons. Span
// names the services that share them: they are not added up.
type TargetMinutes struct {
	Target      string
	Minutes     int // 0 when the source shows none
	SourceValue string
	Span        string
	Footnote    string
	Notes       string
}

// Target is a group of persons of the Masterplan's durations.
type Target struct{ Code, Label string }

// Targets are the groups of section 5 of the Masterplan.
var Targets = []Target{
	{"inoccupati_disoccupati", "Inoccupati e disoccupati"},
	{"beneficiari_accordo_stato_regioni", "Beneficiari dell'Accordo Stato-Regioni"},
	{"svantaggiati_molto_svantaggiati", "Svantaggiati e molto svantaggiati"},
	{"adolescenti_diritto_dovere", "Adolescenti in diritto-dovere"},
	{"disabili_l68", "Disabili L. 68/99"},
	{"imprese", "Imprese"},
}

// Vocabulary is the vocabulary in which a region reads the ledger.
type Vocabulary string

// The vocabularies.
const (
	Puglia  Vocabulary = "puglia"
	Marche  Vocabulary = "marche"
	Toscana Vocabulary = "toscana"
)

// Vocabularies lists them in the order of the screens.
var Vocabularies = []Vocabulary{Puglia, Marche, Toscana}

// Label returns the vocabulary as screens write it.
func (v Vocabulary) Label() string {
	switch v {
	case Puglia:
		return "Puglia, Masterplan (A1-G3)"
	case Marche:
		return "Marche, LEP (A.1-S.3)"
	case Toscana:
		return "Toscana, idolarti (A05-C07)"
	}
	return string(v)
}

// Word is a service as a vocabulary says it.
type Word struct{ Code, Title string }

// Words say the ledger in one vocabulary. The zero Words say it in the codes of
// the Marche, which the ledger keeps.
type Words struct {
	Vocabulary  Vocabulary
	services    map[string]string // title by code
	prestazioni map[string]string // name by code
	national    map[string]Word   // by code of the service
}

// Of returns a row's service in the vocabulary. What it has no word for is said
// with the code of the Marche.
func (w Words) Of(code, prestazione string) Word {
	switch w.Vocabulary {
	case Puglia:
		if name, ok := w.prestazioni[prestazione]; ok {
			return Word{prestazione, name}
		}
	case Toscana:
		if national, ok := w.national[code]; ok {
			return national
		}
	}
	return Word{code, w.services[code]}
}

// rankOf says how near a service is to a text that finds it, nearest 0: its code;
// its name, or that of its prestazione, when it begins so; its name when it holds
// the words; then the title of its group and its other names.
func rankOf(text string, s Service, prestazione string) int {
	typed, title := rule.FoldText(text), rule.FoldText(s.Title)
	switch {
	case strings.ReplaceAll(typed, ".", "") == "":
		return 0
	case strings.EqualFold(strings.ReplaceAll(strings.TrimSpace(text), ".", ""), strings.ReplaceAll(s.Code, ".", "")):
		return 0
	case strings.HasPrefix(title, typed):
		return 1
	case strings.HasPrefix(rule.FoldText(prestazione), typed):
		return 2
	}
	for word := range strings.FieldsSeq(typed) {
		if !strings.Contains(" "+title, " "+word) {
			return 4
		}
	}
	return 3
}

// Short returns what the word means on one line: up to the clause that explains
// it, for beside the code.
func (w Word) Short() string {
	text := strings.Join(strings.Fields(w.Title), " ")
	if i := strings.IndexAny(text, ":;("); i > 0 {
		text = strings.TrimSpace(text[:i])
	}
	const most = 72
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most])
		if i := strings.LastIndexByte(text, ' '); i > 0 {
			text = text[:i]
		}
		text += "…"
	}
	return text
}

// Name returns the name that a row is titled with: that of its service, short in
// every vocabulary; what the vocabulary's own word means stands beside its code.
func (w Words) Name(code, prestazione string) string {
	if title := w.Title(code); title != "" {
		return title
	}
	return strings.Join(strings.Fields(w.Of(code, prestazione).Title), " ")
}

// Title returns the title of a service in the table of the Marche.
func (w Words) Title(code string) string { return strings.Join(strings.Fields(w.services[code]), " ") }
