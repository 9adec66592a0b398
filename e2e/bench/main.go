// Bench measures the product as an office uses it: the real server process on a
// database of full size, spoken to over HTTP by somebody who is signed in, and
// the command line on files of full size. It prints one table; -update writes
// it into the README.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"

	"sportello/db/rule"
)

// options are the sizes of a run.
type options struct {
	workers  int    // persons in the database
	services int    // rows of the ledger of full size
	n        int    // requests of each kind
	binary   string // the product, built
	dir      string // the data directory, new
	ledger   string // a directory with the ledger of full size, to measure nothing else
	today    rule.Date
	update   string // the file to write the table into
}

func main() {
	o := options{today: rule.DateOf(time.Now())}
	flag.IntVar(&o.workers, "workers", 200_000, "persons in the database; half of them are the import that is measured, a quarter the Excel file")
	flag.IntVar(&o.services, "services", 5_000_000, "services in the ledger that the month-end is measured on")
	flag.IntVar(&o.n, "n", 200, "requests of each kind")
	flag.StringVar(&o.binary, "binary", "./sportello", "the product")
	flag.StringVar(&o.ledger, "ledger", "", "directory that «sportello seed -services» has filled: only the month-end is measured, on it")
	flag.StringVar(&o.update, "update", "", "file whose «"+marker+"» part is replaced by the table")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := measureAll(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func measureAll(ctx context.Context, o options) (err error) {
	if o.ledger != "" {
		t := &table{}
		if err := measureLedger(ctx, o, t, o.ledger); err != nil {
			return err
		}
		for i := range t.rows {
			t.rows[i].more = strings.TrimPrefix(t.rows[i].more+"; ", "; ") + measuredAt()
		}
		return o.write(t.markdown(machine(), o), t.mergeMarked)
	}
	if o.dir, err = os.MkdirTemp("", "sportello-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(o.dir)
	t := &table{}
	for _, step := range []struct {
		what string
		do   func(context.Context, options, *table) error
	}{
		{"cold start of a new file", newFile},
		{"database", fill},
		{"pages", pages},
		{"ledger", ledger},
		{"letter", letter},
		{"ranking", ranking},
	} {
		fmt.Fprintln(os.Stderr, "bench:", step.what)
		if err := step.do(ctx, o, t); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	text := t.markdown(machine(), o)
	return o.write(text, func(document string) (string, error) { return replaceMarked(document, text) })
}

// write prints the table and, where a file is asked for, puts it there.
func (o options) write(text string, into func(document string) (string, error)) error {
	fmt.Print(text)
	if o.update == "" {
		return nil
	}
	before, err := os.ReadFile(o.update)
	if err != nil {
		return err
	}
	after, err := into(string(before))
	if err != nil {
		return err
	}
	return os.WriteFile(o.update, []byte(after), 0o644)
}
