package indicators

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/views/shared"
)

// RowsID is the part of the page of a figure that the pager replaces.
const RowsID = "righe"

// DetailPage is what is behind a figure.
type DetailPage struct {
	Scope     indicators.Scope
	Indicator indicators.Indicator
	Year      int
	Month     int // 0 for the year
	Sex, Band *string
	Line      indicators.Line
	Of        indicators.Month // the month, the zero one for the year

	Rows  []indicators.Row
	Count int    // rows in all, as counted today
	Next  string // "" on the last page
	After bool   // not the first page

	Services bool // the reader opens the services that form the figure
	Pacts    bool // the patti
	Measures bool // the measures offered
	CVs      bool // the curricula

	Added, Gone []indicators.Row // since a closed month was closed

	Kept     indicators.Kept  // of B.1.1 and B.1.2: the DIDs of these months
	Waits    indicators.Waits // of B.1.2
	OpenDIDs []indicators.Row
	OpenAll  int
}

// figure returns the figure that is looked behind, of its part.
func (p DetailPage) figure() indicators.Figure { return p.all().Part(p.Sex, p.Band) }

// all returns the figure with all its parts.
func (p DetailPage) all() indicators.Figure {
	if p.Month == 0 {
		return p.Line.Year
	}
	return p.Line.Months[p.Month-1]
}

// value returns the figure as the sheet shows it, of the part that is looked
// behind.
func (p DetailPage) value() string {
	text, ok := Written(p.Indicator, p.figure())
	if !ok {
		return "-"
	}
	return text
}

func (p DetailPage) whole() bool { return p.Sex == nil && p.Band == nil }

// when names the month or the year.
func (p DetailPage) when() string {
	if p.Month == 0 {
		return strconv.Itoa(p.Year)
	}
	return months[p.Month-1] + " " + strconv.Itoa(p.Year)
}

// ofWhen is when after a noun: «del 2026», «di ottobre 2026».
func (p DetailPage) ofWhen() string {
	if p.Month == 0 {
		return "del " + p.when()
	}
	return "di " + p.when()
}

// title names the figure: «B.1.1, ottobre 2026: 96».
func (p DetailPage) title() string {
	if p.Indicator.Awaits != "" {
		return p.Indicator.Code + ", " + p.when()
	}
	return p.Indicator.Code + ", " + p.when() + ": " + p.value()
}

func (p DetailPage) facts() string {
	parts := []string{p.Scope.Label, p.Indicator.Words()}
	if p.Sex != nil {
		parts = append(parts, map[string]string{"F": "femmine", "M": "maschi", "": "genere non noto"}[*p.Sex])
	}
	if p.Band != nil {
		parts = append(parts, strings.ToLower(BandWords(*p.Band)))
	}
	return strings.Join(parts, " · ")
}

func (p DetailPage) back() string {
	return SheetPath + "?" + url.Values{"ambito": {p.Scope.Key()}, "anno": {strconv.Itoa(p.Year)}}.Encode()
}

func (p DetailPage) href(sex, band string) string {
	return FigureHref(p.Scope, p.Year, p.Month, p.Indicator.Code, "genere", sex, "eta", band)
}

func (p DetailPage) here() string { return p.href(keyOf(p.Sex), keyOf(p.Band)) }

func keyOf(part *string) string {
	if part == nil {
		return ""
	}
	if *part == "" {
		return unknown
	}
	return *part
}

// PartOf reads a part of an address: nil for all, "" for who has none on record.
func PartOf(text string, known ...string) *string {
	if text == unknown {
		empty := ""
		return &empty
	}
	for _, k := range known {
		if k != "" && k == text {
			return &k
		}
	}
	return nil
}

func (p DetailPage) excelHref() string {
	path, query, _ := strings.Cut(p.here(), "?")
	return path + "/excel?" + query
}

// tally says what the rows are and how many.
func (p DetailPage) tally() string {
	switch p.Indicator.Counts {
	case indicators.Persons:
		return shared.Plural(p.Count, "persona, alla data del primo fatto", "persone, ciascuna alla data del primo fatto")
	case indicators.Days:
		return shared.Plural(p.Count, "caso", "casi")
	case indicators.Visits:
		return shared.Plural(p.Count, "giorno", "giorni")
	}
	return shared.Plural(p.Count, "evento", "eventi")
}

// differs says why the rows are not as many as the figure, "" when they are. A
// year is never closed: its figure is that of its months as they were closed.
func (p DetailPage) differs() string {
	f, counts := p.figure(), p.Indicator.Counts
	is, why := "La cifra chiusa è "+p.value(), ": la differenza è la rettifica dei mesi chiusi."
	if p.Month == 0 {
		is = "La cifra dell'anno, senza le rettifiche, è " + p.value()
	}
	rows := counts != indicators.Days && counts != indicators.Visits
	switch {
	case rows && p.value() != shared.Count(p.Count):
		return is + "; oggi le righe sono " + shared.Count(p.Count) + why
	case !f.Amended:
		return ""
	case rows:
		return is + " e le righe di oggi sono altrettante, ma nei mesi chiusi qualcosa è cambiato: rettifica " + f.AmendText(p.Indicator) + "."
	}
	now, ok := Written(p.Indicator, f.Now())
	if !ok {
		now = "nessun caso"
	}
	return is + "; con le righe di oggi sarebbe " + now + why
}

// Since says of a row whether it has come since its month was closed.
func (p DetailPage) Since(r indicators.Row) bool {
	return slices.ContainsFunc(p.Added, func(a indicators.Row) bool { return a.Subject == r.Subject && a.SubjectID == r.SubjectID })
}

// marked reports whether rows say that they came since: where some did.
func (p DetailPage) marked() bool { return len(p.Added) > 0 }

// what names the fact of a row: the code of the service in both vocabularies, or
// the act.
func what(r indicators.Row) string {
	switch {
	case r.Code != "" && r.Count != "":
		return r.Code + " · " + r.Count
	case r.Code != "":
		return r.Code
	}
	return map[string]string{"did": "DID", "bilancio": "Bilancio delle competenze", "cv": "Curriculum", "desk_visit": "Visite senza nome",
		"patto_proposto": "Patto proposto", "patto_sottoscritto": "Patto sottoscritto", "patto_rifiutato": "Patto rifiutato", "plan": "Proposta di PAI", "measure_offer": "Misura di politica attiva"}[r.Subject]
}

// factHref leads to the fact of a row, "" where the reader does not open it.
func (p DetailPage) factHref(r indicators.Row) string {
	id := strconv.FormatInt(r.PageID, 10)
	switch r.Subject {
	case "delivered_service":
		if p.Services {
			return serviceHref(r.SubjectID)
		}
	case "patto_proposto", "patto_sottoscritto", "patto_rifiutato", "plan":
		if p.Pacts {
			return "/patti/" + id
		}
	case "measure_offer":
		if p.Measures {
			return "/misure/" + id
		}
	case "cv":
		if p.CVs {
			return workerHref(r.WorkerID) + "/cv"
		}
	}
	return ""
}

// who tells gender and age of a row: «F, 37 anni».
func who(r indicators.Row) string {
	var parts []string
	if r.Sex != "" {
		parts = append(parts, r.Sex)
	}
	switch {
	case r.Age > 0:
		parts = append(parts, shared.Plural(r.Age, "anno", "anni"))
	case r.Band != "":
		parts = append(parts, r.Band+" anni")
	}
	return strings.Join(parts, ", ")
}

func (p DetailPage) days() bool { return p.Indicator.Counts == indicators.Days }

func (p DetailPage) visits() bool { return p.Indicator.Counts == indicators.Visits }

func (p DetailPage) named() bool { return p.Scope.Names && !p.visits() }

func (p DetailPage) offices() bool { return p.Scope.Kind != rule.ScopeCPI }

func workerHref(id int64) string { return "/lavoratori/" + strconv.FormatInt(id, 10) }

func serviceHref(id int64) string { return "/servizi/" + strconv.FormatInt(id, 10) }

// waits tells the mean and the longest, and of how many.
func (p DetailPage) waits() []shared.Pair {
	mean, ok := p.Waits.Mean()
	if !ok {
		return nil
	}
	return []shared.Pair{
		{Term: "In media", Value: shared.Decimal(mean, 1) + " giorni"}, {Term: "Al massimo", Value: shared.Plural(p.Waits.Most, "giorno", "giorni")},
		{Term: "Di quanti casi", Value: shared.Count(p.Waits.Cases)},
	}
}
