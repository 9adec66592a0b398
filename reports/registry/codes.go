package registry

import (
	"context"
	"io"
	"iter"
	"strings"

	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/reports"
)

// CodeRow is a service or a prestazione as a line of the file of codes.
type CodeRow struct {
	Service     *registry.Service // or
	Prestazione *registry.Prestazione
	Minutes     map[string]int // of a prestazione, by target
	National    registry.Mapping
}

// Source is where the codes are read.
type Source interface {
	Services(ctx context.Context, on rule.Date) ([]registry.Service, error)
	Prestazioni(ctx context.Context, on rule.Date) ([]registry.Prestazione, error)
	MinutesOf(ctx context.Context, prestazione string, on rule.Date) ([]registry.TargetMinutes, error)
	Mappings(ctx context.Context) ([]registry.Mapping, error)
}

// Codes returns the codes of both vocabularies as they are on a day.
func Codes(ctx context.Context, from Source, on rule.Date) ([]CodeRow, error) {
	services, err := from.Services(ctx, on)
	if err != nil {
		return nil, err
	}
	mappings, err := from.Mappings(ctx)
	if err != nil {
		return nil, err
	}
	national := map[string]registry.Mapping{}
	for _, m := range mappings {
		national[m.Code] = m
	}
	var out []CodeRow
	for i := range services {
		out = append(out, CodeRow{Service: &services[i], National: national[services[i].Code]})
	}
	prestazioni, err := from.Prestazioni(ctx, on)
	if err != nil {
		return nil, err
	}
	for i := range prestazioni {
		minutes, err := from.MinutesOf(ctx, prestazioni[i].Code, on)
		if err != nil {
			return nil, err
		}
		row := CodeRow{Prestazione: &prestazioni[i], Minutes: map[string]int{}}
		for _, m := range minutes {
			row.Minutes[m.Target] = m.Minutes
		}
		out = append(out, row)
	}
	return out, nil
}

func codeFields() []reports.Field {
	fields := []reports.Field{{Title: "Vocabolario", Width: 14}, {Title: "Codice", Width: 9}, {Title: "Gruppo", Width: 34}, {Title: "Nome", Width: 50}, {Title: "Destinatario", Width: 12},
		{Title: "Quando si registra", Width: 60}, {Title: "Minuti minimo", Type: reports.Integer}, {Title: "Minuti medio", Type: reports.Integer}, {Title: "Minuti massimo", Type: reports.Integer},
		{Title: "Si registra", Width: 11}, {Title: "Programmi", Width: 14}, {Title: "Prestazioni", Width: 14}, {Title: "Codice nazionale", Width: 11}, {Title: "Si trasmette", Width: 11}}
	for _, t := range registry.Targets {
		fields = append(fields, reports.Field{Title: "Minuti " + t.Label, Type: reports.Integer})
	}
	return append(fields, reports.Field{Title: "Valido dal", Type: reports.Day}, reports.Field{Title: "Valido al", Type: reports.Day}, reports.Field{Title: "Fonte", Width: 40})
}

func yes(b bool) string {
	if b {
		return "sì"
	}
	return "no"
}

func audience(company bool) string {
	if company {
		return "impresa"
	}
	return "cittadino"
}

// edge leaves the cell of a validity without an end empty.
func edge(d rule.Date) any {
	if d <= "1900-01-01" || d >= registry.Forever {
		return nil
	}
	return d
}

func (r CodeRow) values() []any {
	if s := r.Service; s != nil {
		out := []any{"LEP", s.Code, s.LEP + " " + clean(s.LEPName), clean(s.Title), audience(s.Company), clean(s.RuleText), orNothing(s.Minutes.Min), orNothing(s.Minutes.Mean), orNothing(s.Minutes.Max),
			yes(s.Registrable), strings.Join(s.Programmes, " "), strings.Join(s.Prestazioni, " "), r.National.National, yes(r.National.Goes())}
		for range registry.Targets {
			out = append(out, nil)
		}
		return append(out, edge(s.From), edge(s.To), s.Source)
	}
	p := r.Prestazione
	out := []any{"Masterplan", p.Code, p.AreaCode + " " + clean(p.Area), clean(p.Name), audience(p.Company), nil, nil, nil, nil, nil, nil, nil, nil, nil}
	for _, t := range registry.Targets {
		out = append(out, orNothing(r.Minutes[t.Code]))
	}
	return append(out, edge(p.From), edge(p.To), p.Source)
}

// CodeTable returns the codes as a table.
func CodeTable(at rule.Instant, rows []CodeRow) (reports.Sheet, iter.Seq2[[]any, error]) {
	sheet := reports.Sheet{Name: "Codici", Title: "Codici dei servizi", Author: "Sportello", At: at, Size: len(rows), Fields: codeFields()}
	return sheet, func(yield func([]any, error) bool) {
		for _, r := range rows {
			if !yield(r.values(), nil) {
				return
			}
		}
	}
}

// WriteCodes writes them as an Excel file.
func WriteCodes(w io.Writer, at rule.Instant, rows []CodeRow) error {
	sheet, table := CodeTable(at, rows)
	return reports.Stream(w, sheet, table)
}
