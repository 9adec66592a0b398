package people

import (
	"slices"
	"strings"

	"sportello/db/people"
	"sportello/db/rule"
)

// source says where a field of the record comes from.
func (c Card) source(column string) string {
	if c.Worker.Value(column) == "" {
		return ""
	}
	if words := c.fact(column); words != "" {
		return words
	}
	if p, ok := c.Confirmed[column]; ok {
		return "confermato il " + p.At.Date().Italian() + by(p.By)
	}
	for _, r := range c.Rows {
		return "dalla lista del " + r.ReferenceDate.Italian()
	}
	return ""
}

// fact says which fact a derived column follows from, "" for what was written:
// who recorded the fact did not confirm the column.
func (c Card) fact(column string) string {
	if !slices.Contains(people.Derived, column) {
		return ""
	}
	if n := len(c.Facts.Periods); column == "employment_status" && n > 0 {
		switch p := c.Facts.Periods[n-1]; p.Source {
		case people.FromStatement:
			return ""
		case people.FromJob:
			return "dall'esperienza di lavoro cominciata il " + p.From.Italian()
		default:
			for _, d := range c.DIDs {
				if d.ID == p.Reference && d.EndedOn != "" {
					return "dalla fine della DID, il " + d.EndedOn.Italian()
				} else if d.ID == p.Reference {
					return "dalla DID del " + d.On.Italian()
				}
			}
		}
	}
	if x, there := people.IndexOf(c.Indices); there && column == "profiling_index" {
		return x.Words()
	}
	if i := slices.IndexFunc(c.DIDs, func(d people.DID) bool { return d.InForce(c.Today) }); i >= 0 && strings.HasPrefix(column, "did_") {
		return "dalla DID del " + c.DIDs[i].On.Italian()
	}
	return ""
}

func by(name string) string {
	if name == "" {
		return ""
	}
	return " da " + name
}

func consent(on rule.Date) string {
	if on == "" {
		return "no"
	}
	return "sì, dal " + on.Italian()
}

// recordGroup is one part of the record, as the section shows it.
type recordGroup struct {
	title   string
	columns []string
}

const administrativeGroup = "Dati amministrativi"

var recordGroups = []recordGroup{
	{"Dati anagrafici", []string{"codice_fiscale", "surname", "name", "sex", "birth_date", "birth_place", "citizenship", "permit", "permit_expires_on", "dependants"}},
	{"Residenza e domicilio", []string{"residence", "residence_province", "residence_address", "residence_cap", "domicile", "domicile_province", "domicile_address", "domicile_cap"}},
	{"Recapiti e consensi", []string{"phone", "email", "email_consent_on", "ido_consent_on"}},
	{administrativeGroup, []string{"employment_status", "did_on", "did_number", "profiling_index", "study_title"}},
}

// shownValue returns a column as the screens write it.
func (c Card) shownValue(column string) string {
	return Shown(column, c.Worker.Value(column), c.Citizenship)
}

// Shown returns a value of a column as the screens write it; citizenship is the
// name of the citizenship when the column is that one.
func Shown(column, value, citizenship string) string {
	switch column {
	case "birth_date", "permit_expires_on", "did_on":
		return rule.Date(value).Italian()
	case "email_consent_on", "ido_consent_on":
		return consent(rule.Date(value))
	case "employment_status":
		return people.EmploymentLabel(value)
	case "profiling_index":
		return strings.Replace(value, ".", ",", 1)
	case "birth_place", "residence", "domicile":
		return rule.PlaceName(value)
	case "citizenship":
		if citizenship != "" {
			return citizenship
		}
	}
	return value
}

// differing counts the cells of the files that the record contradicts.
func (c Card) differing() int {
	n := 0
	for _, r := range c.Rows {
		for _, cell := range people.FileCells(r, c.Worker, c.Today) {
			if cell.Differ {
				n++
			}
		}
	}
	return n
}
