package command

import (
	"context"
	"fmt"
	"time"

	"sportello/db"
	"sportello/db/rule"
	"sportello/db/seed"
	"sportello/handlers/web"
	reports "sportello/reports/helpdesk"
	views "sportello/views/access"
)

var demoCommand = command{
	name:  "demo",
	usage: "[-addr 127.0.0.1:8080] [-now 2026-11-24T09:00:00+01:00] [-url https://…] [-smtp URL] [-proxy CIDR] [-data DIR]",
	short: "riempie una cartella con dati inventati e avvia il server",
	long: `
In una cartella senza base dati ne crea una segnata come dimostrazione: persone,
appuntamenti, bilanci e percorsi inventati, e un conto di prova per ogni ruolo
(password «demo-sportello»). In una già segnata la serve com'è. Una base dati
senza il segno viene rifiutata: potrebbe contenere dati veri.

  -now    il giorno e l'ora da cui parte l'orologio (RFC 3339), per ripetere una
          lezione o una prova; poi l'orologio cammina
  le altre opzioni sono quelle di «sportello serve»`,
	run: demo,
}

func demo(ctx context.Context, env Env, args []string) error {
	f := newFlags(env, "demo")
	var o serveOptions
	o.register(f)
	now := f.String("now", "", "")
	if _, err := f.parse(env, args, 0, 0); err != nil {
		return err
	}
	if *now != "" {
		start, err := time.Parse(time.RFC3339, *now)
		if err != nil {
			return fmt.Errorf("-now: «%s» non è un momento come 2026-11-24T09:00:00+01:00", *now)
		}
		env.Now = from(start, env.Now)
	}
	if err := free(o.addr); err != nil { // before the folder is filled, which takes its time
		return err
	}
	unlock, err := lock(f.data)
	if err != nil {
		return err
	}
	defer unlock()
	if err := seed.Ensure(ctx, f.data, SeedOptions(env.Now())); err != nil {
		return err
	}
	d, err := f.open(ctx, env)
	if err != nil {
		return err
	}
	defer d.Close()
	return run(ctx, env, d, o)
}

// SeedOptions returns what a demonstration that begins now is made with. Its guide is printed
// here: the database layer knows no documents.
func SeedOptions(now time.Time) seed.Options {
	return seed.Options{Now: now, Guide: func(revisions []seed.Revision, withChecks bool, at rule.Instant) ([]byte, error) {
		var history []reports.Revision
		for _, r := range revisions {
			history = append(history, reports.Revision{Version: r.Version, On: r.On, Changes: r.Changes})
		}
		return reports.Guide(history, withChecks, at)
	}}
}

// from returns a clock that shows start now and goes on from there.
func from(start time.Time, now func() time.Time) func() time.Time {
	begun := now()
	return func() time.Time { return start.Add(now().Sub(begun)) }
}

// demonstrate completes the configuration of a server on a marked database and
// returns what resets it; nil for any other database.
func demonstrate(ctx context.Context, env Env, d *db.DB, config *web.Config) (*stage, error) {
	marked, err := seed.Marked(ctx, d)
	if err != nil || !marked {
		return nil, err
	}
	config.Demo = true
	for _, a := range seed.Accounts {
		config.DemoAccounts = append(config.DemoAccounts, views.DemoAccount{Email: a.Email, Role: a.Says})
	}
	s := newStage(d, env.Now, config.Log)
	config.Reset = s.reset
	return s, nil
}
