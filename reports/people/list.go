// Package people makes the Excel file of a priority list.
package people

import (
	"io"
	"iter"
	"strings"

	"sportello/db/indicators"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/reports"
)

// MediaType is the type of an Excel file.
const MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// FileName returns the name under which the file of a list is saved: the list,
// the province and the day.
func FileName(list people.WorkerList, province string, on rule.Date) string {
	return strings.Join(append(rule.FoldWords(list.Name), province, string(on)), "-") + ".xlsx"
}

// Row is a row of the list with the deadline that runs for its person, nil when
// none does.
type Row struct {
	people.ListedRow
	Term *indicators.Term
}

// File is what the file of a list says of itself.
type File struct {
	List   people.WorkerList
	Author string
	At     rule.Instant
	Today  rule.Date // on which the days left are counted
	Size   int       // number of rows when it is known, 0 otherwise
	Terms  bool      // the reader reads the deadlines of the persons
}

// due are the columns of the deadline that runs for a person.
func (f File) due() []reports.Field {
	if !f.Terms {
		return nil
	}
	return []reports.Field{{Title: "Scadenza", Width: 38}, {Title: "Scade il", Type: reports.Day}, {Title: "Giorni che restano", Type: reports.Integer, Width: 12}}
}

// dueValues returns the cells of those columns: which deadline, its day, the
// days left (less than none when it is late). One that is suspended has no day.
func (f File) dueValues(t *indicators.Term) [3]any {
	if t == nil {
		return [3]any{"", rule.Date(""), nil}
	}
	d, _ := indicators.DeadlineNumbered(t.Deadline)
	if t.Since != "" {
		return [3]any{d.Rule + " (sospesa dal " + t.Since.Italian() + ")", rule.Date(""), nil}
	}
	return [3]any{d.Rule, t.Due(), t.Left(f.Today)}
}

var fields = []struct {
	reports.Field
	value func(people.ListedRow) any
}{
	{reports.Field{Title: "Codice fiscale", Width: 19}, func(r people.ListedRow) any { return string(r.CodiceFiscale) }},
	{reports.Field{Title: "Cognome"}, func(r people.ListedRow) any { return r.Surname }},
	{reports.Field{Title: "Nome"}, func(r people.ListedRow) any { return r.Name }},
	{reports.Field{Title: "Sesso", Width: 7}, func(r people.ListedRow) any { return r.Sex }},
	{reports.Field{Title: "Data di nascita", Type: reports.Day}, func(r people.ListedRow) any { return r.BirthDate }},
	{reports.Field{Title: "Comune di residenza"}, func(r people.ListedRow) any { return rule.PlaceName(r.Residence) }},
	{reports.Field{Title: "Telefono", Width: 14}, func(r people.ListedRow) any { return r.Phone }},
	{reports.Field{Title: "E-mail", Width: 30}, func(r people.ListedRow) any { return r.Email }},
	{reports.Field{Title: "CPI competente"}, func(r people.ListedRow) any { return r.Office }},
	{reports.Field{Title: "Azienda di provenienza", Width: 30}, func(r people.ListedRow) any { return r.Company }},
	{reports.Field{Title: "Partita IVA dell'azienda", Width: 16}, func(r people.ListedRow) any { return r.CompanyTaxID }},
	{reports.Field{Title: "Qualifica"}, func(r people.ListedRow) any { return r.Job }},
	{reports.Field{Title: "Titolo di studio"}, func(r people.ListedRow) any { return r.StudyTitle }},
	{reports.Field{Title: "Ammortizzatore"}, func(r people.ListedRow) any { return r.Benefit }},
	{reports.Field{Title: "Fruizione dal", Type: reports.Day}, func(r people.ListedRow) any { return r.BenefitFrom }},
	{reports.Field{Title: "Fruizione al", Type: reports.Day}, func(r people.ListedRow) any { return r.BenefitTo }},
	{reports.Field{Title: "Mesi fruiti", Type: reports.Integer}, func(r people.ListedRow) any { return orNothing(r.BenefitMonths) }},
	{reports.Field{Title: "Convocazione"}, func(r people.ListedRow) any {
		if r.Blocked() {
			return "non convocabile"
		}
		return people.StateWord(r.Convocation.State)
	}},
	{reports.Field{Title: "Data dell'appuntamento", Type: reports.Day}, func(r people.ListedRow) any { return r.Convocation.On }},
	{reports.Field{Title: "Assenze", Type: reports.Integer}, func(r people.ListedRow) any { return orNothing(r.Convocation.NoShows) }},
	{reports.Field{Title: "Ultima assenza", Type: reports.Day}, func(r people.ListedRow) any { return r.Convocation.LastNoShowOn }},
	{reports.Field{Title: "Riscontri/Verifiche"}, func(r people.ListedRow) any { return r.Riscontro }},
	{reports.Field{Title: "Bilancio"}, func(r people.ListedRow) any { return people.BilancioWord(r.Bilancio) }},
}

// orNothing leaves the cell of a zero empty.
func orNothing(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// List writes the Excel file of the rows of a list, as the page shows them.
func List(w io.Writer, file File, rows iter.Seq2[Row, error]) error {
	sheet := reports.Sheet{Name: file.List.Name, Title: file.List.Name, Author: file.Author, At: file.At, Size: file.Size}
	for _, f := range fields {
		sheet.Fields = append(sheet.Fields, f.Field)
	}
	sheet.Fields = append(sheet.Fields, file.due()...)
	values := make([]any, len(sheet.Fields))
	return reports.Stream(w, sheet, func(yield func([]any, error) bool) {
		for r, err := range rows {
			if err != nil {
				yield(nil, err)
				return
			}
			for i, f := range fields {
				values[i] = f.value(r.ListedRow)
			}
			if file.Terms {
				due := file.dueValues(r.Term)
				copy(values[len(fields):], due[:])
			}
			if !yield(values, nil) {
				return
			}
		}
	})
}
