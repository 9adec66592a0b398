package indicators

import (
	"io"
	"strings"

	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/reports"
)

// ShareName returns the name under which the DIDs of a share are saved.
func ShareName(scope indicators.Scope, year, month int) string {
	return RowsName(indicators.Indicator{Code: "colloqui-did"}, scope, year, month)
}

// Share writes the Excel file of DIDs: how the interview of each was kept. The
// person stands in it only where the reader of the scope may see persons.
func Share(w io.Writer, scope indicators.Scope, rows []indicators.KeptDID, at rule.Instant) error {
	sheet := reports.Sheet{Name: "DID " + scope.Label, Title: "Colloqui delle DID, " + scope.Label, Author: "Sportello", At: at, Size: len(rows)}
	sheet.Fields = []reports.Field{{Title: "DID del", Type: reports.Day}}
	if scope.Names {
		sheet.Fields = append(sheet.Fields, reports.Field{Title: "Lavoratore", Width: 30})
	}
	sheet.Fields = append(sheet.Fields, reports.Field{Title: "Genere", Width: 8}, reports.Field{Title: "Fascia di età", Width: 12}, reports.Field{Title: "Colloquio entro il", Type: reports.Day},
		reports.Field{Title: "Primo colloquio", Type: reports.Day}, reports.Field{Title: "Esito", Width: 18}, reports.Field{Title: "CPI"})
	return reports.Stream(w, sheet, func(yield func([]any, error) bool) {
		for _, d := range rows {
			values := []any{d.On}
			if scope.Names {
				values = append(values, d.Worker)
			}
			if !yield(append(values, d.Sex, d.Band, d.Due, d.Held, strings.ReplaceAll(string(d.State), "_", " "), d.Office), nil) {
				return
			}
		}
	})
}
