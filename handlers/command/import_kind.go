package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/exchange"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/training"
)

func importList(ctx context.Context, d *db.DB, path string, on rule.Date, o importOptions) (got imported, err error) {
	list, err := people.NewStore(d).ListByName(ctx, o.list)
	if err != nil {
		return got, fmt.Errorf("nessun elenco si chiama «%s»", o.list)
	}
	store := exchange.NewStore(d)
	if err := store.Sweep(ctx); err != nil {
		return got, err
	}
	l, err := store.Receive(ctx, rule.System, exchange.NewLoad{
		ListID: list.ID, Province: o.province, FileName: filepath.Base(path), Path: path, Sender: "riga di comando", Reference: on,
	})
	if err != nil {
		return got, err
	}
	id := l.ID
	missing := len(l.Mapping.Missing(exchange.ListFields)) > 0 // here nobody can say which columns they are
	if o.dryRun || missing {                                   // what is only tried leaves no load behind, whatever comes of it
		defer func() { err = errors.Join(err, store.Forget(context.WithoutCancel(ctx), rule.System, id)) }()
	}
	if l, err = store.Read(ctx, rule.System, id, nil); err != nil {
		return got, err
	}
	if got.rejected, got.header, err = rejectedOf(ctx, store, l); err != nil {
		return got, err
	}
	if o.dryRun {
		got.Tally = l.Tally
		return got, nil
	}
	l, err = store.Apply(ctx, rule.System, l.ID, nil)
	got.Tally = l.Tally
	return got, err
}

func rejectedOf(ctx context.Context, store *exchange.Store, l exchange.Load) ([]rejectedLine, []string, error) {
	var out []rejectedLine
	for line, err := range store.Lines(ctx, l.ID, exchange.FateReject) {
		if err != nil {
			return nil, nil, err
		}
		out = append(out, rejectedLine{line.Number, line.Reason, line.Cells})
	}
	return out, l.Titles, nil
}

func importOperators(ctx context.Context, d *db.DB, path string, on rule.Date, o importOptions) (got imported, err error) {
	file, err := os.Open(path)
	if err != nil {
		return got, err
	}
	defer file.Close()
	report, _, err := access.NewStore(d).ImportOperators(ctx, rule.System, access.NamesFile{Name: filepath.Base(path), Reader: file, Date: on, DryRun: o.dryRun})
	if err != nil {
		return got, err
	}
	got.Tally, got.header = report.Tally, report.Header
	for _, l := range report.Lines {
		if l.Fate == access.FateRejected {
			got.rejected = append(got.rejected, rejectedLine{l.Line, strings.Join(l.Reasons, "; "), l.Cells})
		}
	}
	return got, nil
}

func importCatalogue(ctx context.Context, d *db.DB, path string, o importOptions) (got imported, err error) {
	content, err := os.Open(path)
	if err != nil {
		return got, err
	}
	defer content.Close()
	file, err := training.ReadCatalogue(content)
	if err != nil {
		return got, err
	}
	got.header = file.Header
	for _, r := range file.Rejected {
		got.rejected = append(got.rejected, rejectedLine{r.Line, r.Reason, r.Cells})
	}
	got.Tally, err = training.NewStore(d).ImportCatalogue(ctx, rule.System, file, o.dryRun)
	return got, err
}
