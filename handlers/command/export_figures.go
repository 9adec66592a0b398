package command

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/indicators"
	"sportello/db/registry"
	"sportello/db/rule"
	reports "sportello/reports/indicators"
)

func exportFigures(ctx context.Context, env Env, args []string) error {
	f := newFlags(env, "export")
	month, office, format := f.String("month", "", ""), f.String("cpi", "", ""), f.String("format", "csv", "")
	if _, err := f.parse(env, args, 0, 0); err != nil {
		return err
	}
	if !slices.Contains([]string{"csv", "json", "xlsx"}, *format) {
		return badFormat(*format)
	}
	d, err := f.open(ctx, env)
	if err != nil {
		return err
	}
	defer d.Close()
	year := d.Today().Time().Year()
	if *month != "" {
		day, err := rule.ParseDate(*month + "-01")
		if err != nil || day.Month() != *month {
			return fmt.Errorf("«%s» non è un mese: scrivilo come 2026-11", *month)
		}
		year = day.Time().Year()
	}
	sheets, err := sheetsOf(ctx, d, *office, year)
	if err != nil {
		return err
	}
	switch *format {
	case "json":
		e := json.NewEncoder(env.Stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(figureRows(sheets, *month))
	case "xlsx":
		services, err := registry.NewStore(d).Prestazioni(ctx, d.Today())
		if err != nil {
			return err
		}
		return reports.Workbook(env.Stdout, sheets, services, rule.InstantOf(d.Now()))
	}
	return writeFigures(env, figureRows(sheets, *month))
}

// sheetsOf returns the sheets of an office, or of all.
func sheetsOf(ctx context.Context, d *db.DB, office string, year int) (out []indicators.Sheet, err error) {
	store := indicators.NewStore(d)
	scopes, err := store.Scopes(ctx, rule.System)
	if err != nil {
		return nil, err
	}
	for _, scope := range scopes {
		name := strings.TrimPrefix(scope.Label, "CPI ")
		if scope.Kind != rule.ScopeCPI || office != "" && rule.Fold(name) != rule.Fold(office) {
			continue
		}
		sheet, err := store.Sheet(ctx, scope, year, nil)
		if err != nil {
			return nil, err
		}
		out = append(out, sheet)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("non c'è un Centro per l'Impiego «%s»", office)
	}
	return out, nil
}
