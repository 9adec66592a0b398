package indicators

import (
	"io"
	"strconv"
	"strings"

	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/reports"
)

// OfficeFigure is an office in a comparison.
type OfficeFigure struct {
	Scope   indicators.Scope
	Figure  indicators.Figure
	Verdict indicators.Verdict
}

// ComparisonName returns the name under which a comparison is saved.
func ComparisonName(i indicators.Indicator, year int) string {
	return RowsName(i, indicators.Scope{Label: "confronto dei CPI"}, year, 0)
}

// Comparison writes the Excel file of the offices in one indicator. The cells of
// a figure or of a gap that is not there are empty.
func Comparison(w io.Writer, i indicators.Indicator, year int, rows []OfficeFigure, at rule.Instant) error {
	kind := reports.Integer
	if i.Counts == indicators.Days {
		kind = reports.Number
	}
	sheet := reports.Sheet{Name: i.Code + " " + strconv.Itoa(year), Title: "Confronto dei CPI, " + i.Code + ", " + strconv.Itoa(year) + ": " + i.Words(), Author: "Sportello", At: at, Size: len(rows), Fields: []reports.Field{
		{Title: "CPI", Width: 30}, {Title: "Provincia", Width: 10}, {Title: "CPI pilota", Width: 10}, {Title: figureTitle(i), Type: kind}, {Title: "Rettifica", Width: 26},
		{Title: "Rispetto all'obiettivo", Width: 20}, {Title: "Come si misura", Width: 44}, {Title: "Scostamento %", Type: reports.Number},
	}}
	return reports.Stream(w, sheet, func(yield func([]any, error) bool) {
		for _, x := range rows {
			var value, gap any = x.Figure.Value, nil
			if i.Counts == indicators.Days {
				value = nil
				if mean, ok := x.Figure.Mean(); ok {
					value = mean
				}
			}
			if g, ok := x.Verdict.Gap(); ok {
				gap = g * 100
			}
			if !yield([]any{x.Scope.Label, x.Scope.Province, map[bool]string{true: "sì", false: "no"}[x.Scope.Pilot], value, x.Figure.AmendText(i), x.Verdict.Word, x.Verdict.Says, gap}, nil) {
				return
			}
		}
	})
}

func figureTitle(i indicators.Indicator) string {
	if i.Counts == indicators.Days {
		return "Giorni in media"
	}
	return strings.ToUpper(string(i.Counts[:1])) + string(i.Counts[1:])
}
