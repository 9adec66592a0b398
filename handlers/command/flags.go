package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"sportello/db"
)

// flags is a flag set that every command begins with.
type flags struct {
	*flag.FlagSet
	data string
}

func newFlags(env Env, name string) *flags {
	f := &flags{FlagSet: flag.NewFlagSet(name, flag.ContinueOnError)}
	f.SetOutput(io.Discard)
	dir := os.Getenv("SPORTELLO_DATA")
	if dir == "" {
		dir = "data"
	}
	f.StringVar(&f.data, "data", dir, "")
	return f
}

// parse reads flags wherever they stand and returns the other arguments, which
// must be between least and most.
func (f *flags) parse(env Env, args []string, least, most int) ([]string, error) {
	var rest []string
	for {
		if err := f.Parse(args); err != nil {
			if !errors.Is(err, flag.ErrHelp) {
				fmt.Fprintln(env.Stderr, "sportello:", err)
				return nil, errUsage
			}
			return nil, err
		}
		if f.NArg() == 0 {
			break
		}
		rest = append(rest, f.Arg(0))
		args = f.Args()[1:]
	}
	if len(rest) < least || len(rest) > most {
		return nil, errUsage
	}
	return rest, nil
}

// open opens the database of the directory, or makes one and says so; it may run
// beside a live server.
func (f *flags) open(ctx context.Context, env Env) (*db.DB, error) {
	isNew := !f.hasDatabase()
	d, err := db.Open(ctx, f.data, env.Now)
	if err == nil && isNew {
		fmt.Fprintf(env.Stderr, "Nella cartella «%s» non c'era una base dati: ne ho creata una nuova.\n", f.data)
	}
	return d, err
}

// openExisting opens the database of the directory and refuses to make one:
// a mistyped folder must not look sound.
func (f *flags) openExisting(ctx context.Context, env Env) (*db.DB, error) {
	if !f.hasDatabase() {
		return nil, fmt.Errorf("nella cartella «%s» non c'è una base dati di Sportello", f.data)
	}
	return f.open(ctx, env)
}

func (f *flags) hasDatabase() bool {
	_, err := os.Stat(filepath.Join(f.data, db.FileName))
	return err == nil
}
