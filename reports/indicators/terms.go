package indicators

import (
	"io"

	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/reports"
)

// Terms writes the Excel file of the deadlines that run, as they stand on a day.
func Terms(w io.Writer, terms []indicators.Term, today rule.Date, at rule.Instant) error {
	sheet := reports.Sheet{Name: "Scadenze", Title: "Scadenze al " + today.Italian(), Author: "Sportello", At: at, Size: len(terms), Fields: []reports.Field{
		{Title: "Lavoratore", Width: 30}, {Title: "DID del", Type: reports.Day}, {Title: "Giorni di sospensione", Type: reports.Integer, Width: 12}, {Title: "Scade il", Type: reports.Day},
		{Title: "Giorni che restano", Type: reports.Integer, Width: 12}, {Title: "Stato", Width: 24}, {Title: "Motivo della sospensione", Width: 30},
		{Title: "Colloquio fissato il", Type: reports.Day}, {Title: "DID registrata da"}, {Title: "CPI"},
	}}
	return reports.Stream(w, sheet, func(yield func([]any, error) bool) {
		for _, t := range terms {
			if !yield([]any{t.Worker, t.From, orNothing(t.Suspended), t.Due(), t.Left(today), t.Words(today), t.Reason, t.Booked, t.Operator, t.Office}, nil) {
				return
			}
		}
	})
}
