// Package indicators makes the Excel files and the PDF of the monthly sheet.
package indicators

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/reports"
)

// RowsName returns the name under which the rows behind a figure are saved.
func RowsName(i indicators.Indicator, scope indicators.Scope, year, month int) string {
	parts := append([]string{strings.ReplaceAll(strings.ToLower(i.Code), " ", "-")}, rule.FoldWords(scope.Label)...)
	parts = append(parts, strconv.Itoa(year))
	if month > 0 {
		parts[len(parts)-1] = indicators.MonthOf(year, month)
	}
	return strings.Join(parts, "-") + ".xlsx"
}

// Rows writes the Excel file of the rows behind a figure. The person stands in it
// only where the reader of the scope may see persons.
func Rows(w io.Writer, i indicators.Indicator, scope indicators.Scope, rows []indicators.Row, at rule.Instant) error {
	type column struct {
		field reports.Field
		value func(indicators.Row) any
	}
	columns := []column{{reports.Field{Title: "Data", Type: reports.Day}, func(r indicators.Row) any { return r.On }}}
	if scope.Names {
		columns = append(columns, column{reports.Field{Title: "Lavoratore", Width: 30}, func(r indicators.Row) any { return r.Worker }},
			column{reports.Field{Title: "Età", Type: reports.Integer, Width: 6}, func(r indicators.Row) any { return orNothing(r.Age) }})
	}
	columns = append(columns,
		column{reports.Field{Title: "Genere", Width: 8}, func(r indicators.Row) any { return r.Sex }},
		column{reports.Field{Title: "Fascia di età", Width: 12}, func(r indicators.Row) any { return r.Band }},
		column{reports.Field{Title: "Servizio", Width: 10}, func(r indicators.Row) any { return r.Code }},
		column{reports.Field{Title: "Prestazione", Width: 12}, func(r indicators.Row) any { return r.Count }},
		column{reports.Field{Title: "Operatore"}, func(r indicators.Row) any { return r.Operator }},
		column{reports.Field{Title: "CPI"}, func(r indicators.Row) any { return r.Office }})
	switch i.Counts {
	case indicators.Days:
		columns = append(columns, column{reports.Field{Title: "Giorni dalla DID", Type: reports.Integer}, func(r indicators.Row) any { return r.Days }})
	case indicators.Visits:
		columns = append(columns, column{reports.Field{Title: "Visite", Type: reports.Integer}, func(r indicators.Row) any { return r.Days }})
	}
	if slices.ContainsFunc(rows, func(r indicators.Row) bool { return r.Amend != "" }) {
		columns = append(columns, column{reports.Field{Title: "Dopo la chiusura", Width: 16}, func(r indicators.Row) any { return r.Amend }},
			column{reports.Field{Title: "Perché è annullata", Width: 30}, func(r indicators.Row) any { return r.Reason }})
	}
	sheet := reports.Sheet{Name: i.Code + " " + scope.Label, Title: i.Code + ": " + i.Rule, Author: "Sportello", At: at, Size: len(rows)}
	for _, c := range columns {
		sheet.Fields = append(sheet.Fields, c.field)
	}
	return reports.Stream(w, sheet, func(yield func([]any, error) bool) {
		for _, r := range rows {
			values := make([]any, len(columns))
			for n, c := range columns {
				values[n] = c.value(r)
			}
			if !yield(values, nil) {
				return
			}
		}
	})
}

// orNothing leaves the cell of a zero empty.
func orNothing(n int) any {
	if n == 0 {
		return nil
	}
	return n
}
