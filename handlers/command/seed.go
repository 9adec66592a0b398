package command

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"sportello/db"
	"sportello/db/rule"
	"sportello/db/seed"
)

var seedCommand = command{
	name:  "seed",
	usage: "-workers N [-appointments N] [-bilanci N] [-services N] [-seed S] [-data DIR]",
	short: "aggiunge a una dimostrazione molti dati di prova, per misurare",
	long: `
Porta i dati di carico alle quantità chieste: con lo stesso -seed le righe sono
sempre le stesse, e un carico interrotto riprende da dov'era. In una cartella
vuota crea prima una base dati segnata come dimostrazione, con i conti di prova e
gli uffici. Una base dati senza il segno viene rifiutata.

  -workers       persone nella lista Mobilità 2011/2012
  -appointments  appuntamenti, da oggi verso il passato e le prossime settimane
  -bilanci       bilanci delle competenze
  -services      servizi del registro negli ultimi cinque anni, nelle proporzioni di
                 GOL in Puglia per percorso e per LEP (INAPP, Focus GOL)
  -seed          il numero da cui nascono i dati (1 se manca)`,
	run: seedLoad,
}

func seedLoad(ctx context.Context, env Env, args []string) error {
	f := newFlags(env, "seed")
	var a seed.Amounts
	f.IntVar(&a.Workers, "workers", 0, "")
	f.IntVar(&a.Appointments, "appointments", 0, "")
	f.IntVar(&a.Bilanci, "bilanci", 0, "")
	f.IntVar(&a.Services, "services", 0, "")
	f.Uint64Var(&a.Seed, "seed", 1, "")
	if _, err := f.parse(env, args, 0, 0); err != nil {
		return err
	}
	if a.Workers < 0 || a.Appointments < 0 || a.Bilanci < 0 || a.Services < 0 || a.Workers+a.Appointments+a.Bilanci+a.Services == 0 {
		return errUsage
	}
	if err := f.ensureMarked(ctx, env); err != nil {
		return err
	}
	d, err := f.open(ctx, env)
	if err != nil {
		return err
	}
	defer d.Close()
	done, err := seed.Load(ctx, d, a, func(what string, done, all int) {
		if done == all || done%100_000 == 0 {
			fmt.Fprintf(env.Stderr, "%s: %d di %d\n", what, done, all)
		}
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.Stdout, "Dati di prova presenti: %s, %s, %s, %s.\n", rule.Plural(done.Workers, "persona", "persone"), rule.Plural(done.Appointments, "appuntamento", "appuntamenti"), rule.Plural(done.Bilanci, "bilancio", "bilanci"), rule.Plural(done.Services, "servizio", "servizi"))
	return err
}

// ensureMarked makes a marked database in a directory that has none. Beside a
// server there is one already.
func (f *flags) ensureMarked(ctx context.Context, env Env) error {
	if _, err := os.Stat(filepath.Join(f.data, db.FileName)); err == nil {
		if _, err := os.Stat(filepath.Join(f.data, seed.Workshop)); err != nil {
			return nil // Load looks for the mark
		}
	}
	unlock, err := lock(f.data)
	if err != nil {
		return err
	}
	defer unlock()
	return seed.EnsureMarked(ctx, f.data, SeedOptions(env.Now()))
}

// sweepWorkshop takes away what the interrupted making of a demonstration left,
// and reports whether there was anything. While a server runs nothing is left:
// it may be making one.
func (f *flags) sweepWorkshop() (bool, error) {
	workshop := filepath.Join(f.data, seed.Workshop)
	if _, err := os.Stat(workshop); err != nil {
		return false, nil
	}
	unlock, err := lock(f.data)
	if err != nil {
		return false, nil
	}
	defer unlock()
	return true, os.RemoveAll(workshop)
}
