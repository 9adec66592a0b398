package command

import (
	"encoding/csv"
	"math"
	"slices"
	"strconv"
	"strings"

	"sportello/db/indicators"
)

// figureRow is one figure as it is exported. A figure that nobody records yet,
// and a mean without a case, is null.
type figureRow struct {
	Office    string         `json:"cpi"`
	Province  string         `json:"provincia"`
	Month     string         `json:"mese"` // 2026-11, or the year alone
	Indicator string         `json:"indicatore"`
	Title     string         `json:"titolo"`
	Counts    string         `json:"conta"`
	State     string         `json:"stato"` // aperto, chiuso, non_rilevato
	Value     *float64       `json:"valore"`
	Amended   bool           `json:"rettificata"` // what closed months are made of has changed since
	Amends    float64        `json:"rettifica"`
	Added     int            `json:"righe_aggiunte"`
	Gone      int            `json:"righe_tolte"`
	Sex       map[string]int `json:"genere,omitempty"`
	Band      map[string]int `json:"eta,omitempty"`
}

// figureRows returns the figures of a month, or those of each month that has
// begun and of the year.
func figureRows(sheets []indicators.Sheet, month string) []figureRow {
	out := []figureRow{}
	for _, s := range sheets {
		for _, l := range s.Lines {
			for m, x := range s.Months {
				if x.Month == month || month == "" && !x.Future {
					out = append(out, rowOf(s, l, x.Month, x.Closed, l.Months[m]))
				}
			}
			if month == "" {
				closed := !slices.ContainsFunc(s.Months[:], func(m indicators.Month) bool { return !m.Closed })
				out = append(out, rowOf(s, l, strconv.Itoa(s.Year), closed, l.Year))
			}
		}
	}
	return out
}

func rowOf(s indicators.Sheet, l indicators.Line, month string, closed bool, f indicators.Figure) figureRow {
	r := figureRow{Office: strings.TrimPrefix(s.Scope.Label, "CPI "), Province: s.Scope.Province, Month: month, Indicator: l.Indicator.Code, Title: l.Indicator.Words(), Counts: string(l.Indicator.Counts),
		State: map[bool]string{true: "chiuso", false: "aperto"}[closed], Amended: f.Amended, Amends: f.Change(l.Indicator), Added: f.Added, Gone: f.Gone}
	if l.Indicator.Awaits != "" {
		r.State = "non_rilevato"
		return r
	}
	value, ok := float64(f.Value), true
	if l.Indicator.Counts == indicators.Days {
		value, ok = f.Mean()
	}
	if ok {
		if l.Indicator.Counts == indicators.Days {
			value = math.Round(value*10) / 10 // as the page says it
		}
		r.Value = &value
	}
	if l.Indicator.Split() {
		r.Sex, r.Band = map[string]int{"F": f.Sex("F"), "M": f.Sex("M"), "nd": f.Sex("")}, map[string]int{}
		for _, band := range indicators.Bands() {
			r.Band[bandKey(band)] = f.Band(band)
		}
	}
	return r
}

func bandKey(band string) string {
	if band == "" {
		return "nd"
	}
	return band
}

func writeFigures(env Env, rows []figureRow) error {
	w := csv.NewWriter(env.Stdout)
	head := []string{"cpi", "provincia", "mese", "indicatore", "titolo", "conta", "stato", "valore", "rettificata", "rettifica", "righe_aggiunte", "righe_tolte", "genere_F", "genere_M", "genere_nd"}
	for _, band := range indicators.Bands() {
		head = append(head, "eta_"+bandKey(band))
	}
	if err := w.Write(head); err != nil {
		return err
	}
	for _, r := range rows {
		value := ""
		if r.Value != nil {
			value = decimalText(*r.Value)
		}
		line := []string{r.Office, r.Province, r.Month, r.Indicator, r.Title, r.Counts, r.State, value, map[bool]string{true: "sì", false: "no"}[r.Amended], decimalText(r.Amends), strconv.Itoa(r.Added), strconv.Itoa(r.Gone)}
		for _, sex := range []string{"F", "M", "nd"} {
			line = append(line, partText(r.Sex, sex))
		}
		for _, band := range indicators.Bands() {
			line = append(line, partText(r.Band, bandKey(band)))
		}
		if err := w.Write(line); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// decimalText writes a number with a point, as the other exports do.
func decimalText(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// partText writes a part of a figure, nothing where the figure has none.
func partText(parts map[string]int, key string) string {
	if parts == nil {
		return ""
	}
	return strconv.Itoa(parts[key])
}
