package command

import (
	"context"
	"fmt"
	"iter"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/reports"
	services "sportello/reports/registry"
)

// exportTable is an export that is one table, the same as the page's file.
func exportTable(table func(ctx context.Context, d *db.DB, month, office string) (reports.Sheet, iter.Seq2[[]any, error], error)) func(context.Context, Env, []string) error {
	return func(ctx context.Context, env Env, args []string) error {
		f := newFlags(env, "export")
		month, office, format := f.String("month", "", ""), f.String("cpi", "", ""), f.String("format", "csv", "")
		if _, err := f.parse(env, args, 0, 0); err != nil {
			return err
		}
		write := map[string]func() error{}
		var sheet reports.Sheet
		var rows iter.Seq2[[]any, error]
		write["csv"] = func() error { return reports.StreamCSV(env.Stdout, sheet, rows) }
		write["json"] = func() error { return reports.StreamJSON(env.Stdout, sheet, rows) }
		write["xlsx"] = func() error { return reports.Stream(env.Stdout, sheet, rows) }
		if write[*format] == nil {
			return badFormat(*format)
		}
		d, err := f.openExisting(ctx, env)
		if err != nil {
			return err
		}
		defer d.Close()
		if sheet, rows, err = table(ctx, d, *month, *office); err != nil {
			return err
		}
		return write[*format]()
	}
}

// codesTable is every code of both vocabularies, as it is today, or on the first
// day of a month.
func codesTable(ctx context.Context, d *db.DB, month, _ string) (reports.Sheet, iter.Seq2[[]any, error], error) {
	on := d.Today()
	if month != "" {
		first, _, err := daysOf(month)
		if err != nil {
			return reports.Sheet{}, nil, err
		}
		on = first
	}
	rows, err := services.Codes(ctx, registry.NewStore(d), on)
	if err != nil {
		return reports.Sheet{}, nil, err
	}
	sheet, table := services.CodeTable(rule.InstantOf(d.Now()), rows)
	return sheet, table, nil
}

// ledgerTable is the ledger of an office, or of all, in a month, or ever.
func ledgerTable(ctx context.Context, d *db.DB, month, office string) (sheet reports.Sheet, rows iter.Seq2[[]any, error], err error) {
	var f registry.LedgerFilter
	if month != "" {
		if f.From, f.To, err = daysOf(month); err != nil {
			return sheet, nil, err
		}
	}
	if office != "" {
		if f.CPI, err = officeNamed(ctx, d, office); err != nil {
			return sheet, nil, err
		}
	}
	words, err := registry.NewStore(d).Words(ctx, d.Today())
	if err != nil {
		return sheet, nil, err
	}
	sheet, rows = services.Ledger(words, rule.InstantOf(d.Now()), 0, people.NewStore(d).Ledger(ctx, rule.System, f))
	return sheet, rows, nil
}

// daysOf returns the first and the last day of a month.
func daysOf(month string) (first, last rule.Date, err error) {
	first, err = rule.ParseDate(month + "-01")
	if err != nil || first.Month() != month {
		return "", "", fmt.Errorf("«%s» non è un mese: scrivilo come 2026-11", month)
	}
	return first, first.AddMonths(1).AddDays(-1), nil
}

func officeNamed(ctx context.Context, d *db.DB, name string) (int64, error) {
	all, err := access.NewStore(d).Offices(ctx)
	if err != nil {
		return 0, err
	}
	for _, o := range all {
		if rule.Fold(o.Name) == rule.Fold(name) {
			return o.ID, nil
		}
	}
	return 0, fmt.Errorf("non c'è un Centro per l'Impiego «%s»", name)
}
