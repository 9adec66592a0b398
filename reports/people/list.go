// Package people makes the Excel file of a priority list.
package people

import (
	"io"
	"iter"
	"strings"

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
// size is their number when it is known, 0 otherwise.
func List(w io.Writer, list people.WorkerList, author string, at rule.Instant, size int, rows iter.Seq2[people.ListedRow, error]) error {
	sheet := reports.Sheet{Name: list.Name, Title: list.Name, Author: author, At: at, Size: size}
	for _, f := range fields {
		sheet.Fields = append(sheet.Fields, f.Field)
	}
	values := make([]any, len(fields))
	return reports.Stream(w, sheet, func(yield func([]any, error) bool) {
		for r, err := range rows {
			if err != nil {
				yield(nil, err)
				return
			}
			for i, f := range fields {
				values[i] = f.value(r)
			}
			if !yield(values, nil) {
				return
			}
		}
	})
}
