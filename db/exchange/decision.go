package exchange

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"sportello/db/people"
	"sportello/db/rule"
)

// Fate is what comes of a line.
type Fate string

// The fates of a line.
const (
	FateCreate    Fate = "crea"
	FateUpdate    Fate = "aggiorna"
	FateUnchanged Fate = "invariata"
	FateDuplicate Fate = "duplicata"
	FateReject    Fate = "respinta"
)

// Difference is one value that a line changes, or would change but for what an
// operator confirmed.
type Difference struct {
	Column string
	Before string
	After  string
	Kept   bool // the stored value stays: an operator confirmed it
}

// Label returns the Italian name of the value. Of a place known by its code
// people read the name.
func (d Difference) Label() string {
	if words := nameOf[d.Column]; words != "" {
		return people.Label(words)
	}
	if label, ok := listColumns[d.Column]; ok {
		return label
	}
	return people.Label(d.Column)
}

// listColumns are the columns of a list row that a file writes, with their labels.
var listColumns = map[string]string{
	"cpi_id": "CPI competente", "row_residence": "Comune di residenza", "company": "Azienda di provenienza", "company_tax_id": "Partita IVA dell'azienda",
	"job": "Qualifica", "row_study_title": "Titolo di studio", "benefit": "Ammortizzatore", "benefit_from": "Inizio della fruizione",
	"benefit_to": "Fine della fruizione", "benefit_months": "Mesi fruiti", "dismissed_on": "Data di licenziamento o sospensione",
}

// nameOf are the columns that hold a code, with the one that holds the words
// for it, if there is one.
var nameOf = map[string]string{"cpi_id": "", "birth_place_code": "birth_place", "residence_code": "residence"}

// Decision is what a line does.
type Decision struct {
	Fate        Fate
	Differences []Difference
	Changes     map[string]string // of the worker
	Row         people.ListRow    // the list row as it becomes
}

// Decide compares a line with what is stored: of the person's record, what
// people.Merge lets an import write, and nothing if it belongs to another
// province; of the list row, whatever the file says and an older load does not.
func Decide(c ListContext, listID int64, l ListLine, s people.Known) Decision {
	if s.Worker.ID == 0 {
		row := emptyRow(c, listID, l)
		fill(&row, l)
		return Decision{Fate: FateCreate, Row: row}
	}
	d := Decision{Fate: FateUnchanged, Changes: map[string]string{}}
	if s.Row != nil {
		if d.Row = *s.Row; s.Row.ReferenceDate > c.Reference {
			return d
		}
	}
	if !s.Foreign {
		d.worker(l, s, s.Newest <= c.Reference)
	}
	if s.Row == nil {
		d.Fate = FateCreate
		d.Row = emptyRow(c, listID, l)
		d.Row.WorkerID = s.Worker.ID
		fill(&d.Row, l)
		return d
	}
	before := rowValues(*s.Row)
	fill(&d.Row, l)
	after := rowValues(d.Row)
	for _, column := range slices.Sorted(maps.Keys(after)) {
		if !same(before[column], after[column]) {
			d.Differences = append(d.Differences, Difference{Column: column, Before: before[column], After: after[column]})
		}
	}
	if len(d.Changes) > 0 || slices.ContainsFunc(d.Differences, func(x Difference) bool { return !x.Kept }) {
		d.Fate = FateUpdate
		d.Row.ReferenceDate = c.Reference
	}
	return d
}

// worker decides on the columns of the person's record.
func (d *Decision) worker(l ListLine, s people.Known, newer bool) {
	changes, kept := people.Merge(s.Worker, s.Confirmed, l.Worker, newer)
	d.Changes = changes
	for _, column := range people.Columns() {
		value, changed := changes[column]
		if left, isKept := kept[column]; isKept {
			value, changed = left, true
		}
		if changed {
			_, isKept := kept[column]
			d.Differences = append(d.Differences, Difference{Column: column, Before: s.Worker.Value(column), After: value, Kept: isKept})
		}
	}
}

// same compares without case and repeated blanks.
func same(a, b string) bool {
	return a == b || strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

func emptyRow(c ListContext, listID int64, l ListLine) people.ListRow {
	return people.ListRow{ListID: listID, Province: c.Province, CPI: l.Office.ID, ReferenceDate: c.Reference}
}

// fill writes over a row what the line says; what it leaves empty stays.
func fill(r *people.ListRow, l ListLine) {
	r.CPI = l.Office.ID
	put := func(into *string, value string) {
		if value != "" && !same(*into, value) {
			*into = value
		}
	}
	day := func(into *rule.Date, value string) {
		if value != "" {
			*into = rule.Date(value)
		}
	}
	put(&r.Residence, l.Worker["residence"])
	put(&r.Company, l.List["company"])
	put(&r.CompanyTaxID, l.List["company_tax_id"])
	put(&r.Job, l.List["job"])
	put(&r.StudyTitle, l.List["study_title"])
	put(&r.Benefit, l.List["benefit"])
	day(&r.BenefitFrom, l.List["benefit_from"])
	day(&r.BenefitTo, l.List["benefit_to"])
	day(&r.DismissedOn, l.List["dismissed_on"])
	if n, err := strconv.Atoi(l.List["benefit_months"]); err == nil {
		r.BenefitMonths = n
	}
}

// rowValues returns what a file writes of a row, by column.
func rowValues(r people.ListRow) map[string]string {
	months := ""
	if r.BenefitMonths != 0 {
		months = strconv.Itoa(r.BenefitMonths)
	}
	return map[string]string{
		"cpi_id": strconv.FormatInt(r.CPI, 10), "row_residence": r.Residence, "company": r.Company, "company_tax_id": r.CompanyTaxID, "job": r.Job,
		"row_study_title": r.StudyTitle, "benefit": r.Benefit, "benefit_from": string(r.BenefitFrom), "benefit_to": string(r.BenefitTo),
		"benefit_months": months, "dismissed_on": string(r.DismissedOn),
	}
}
