package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// The list that demonstration and bench fill.
const listPath = "/elenchi/1"

// The accounts that the bench signs in with: an operator of Foggia, one of
// Lecce, and who heads the office of the first.
const (
	operator  = "operatore@demo.example"
	elsewhere = "altrove@demo.example"
	head      = "responsabile@demo.example"
)

// crowdSize is how many work at once where a row says so, and crowdTime how long.
const (
	crowdSize = 16
	crowdTime = 5 * time.Second
)

// pages measures the server on the full database.
func pages(ctx context.Context, o options, t *table) error {
	if err := migrated(ctx, o, t); err != nil {
		return err
	}
	s, err := start(ctx, o, "serve", o.dir)
	if err != nil {
		return err
	}
	time.Sleep(3 * time.Second) // what a start leaves to do is done
	idle, idleAll, err := s.memory()
	if err == nil {
		err = errors.Join(s.measure(ctx, o, t))
	}
	if err == nil {
		var own, all int
		own, all, err = s.memory()
		t.add("Memory idle", megabytes(idle), "", "the process's own; "+megabytes(idleAll)+" with what it has mapped of the binary and the database")
		t.add("Memory after all of the above", megabytes(own), "", megabytes(all)+" with what it has mapped")
	}
	return errors.Join(err, s.stop())
}

// migrated measures the start on the full database.
func migrated(ctx context.Context, o options, t *table) error {
	var took []time.Duration
	for range 7 {
		s, err := start(ctx, o, "serve", o.dir)
		if err != nil {
			return err
		}
		took = append(took, s.ready)
		if err := s.stop(); err != nil {
			return err
		}
	}
	t.times("Cold start, full database", took, "7 starts")
	return nil
}

func (s *server) measure(ctx context.Context, o options, t *table) error {
	c, err := s.signIn(ctx, operator)
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context, options, *table, *client) error{s.lists, s.searches, s.month, s.saves, s.registrations, s.card, s.letters, s.excel, s.besides} {
		if err := step(ctx, o, t, c); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) lists(ctx context.Context, o options, t *table, c *client) error {
	took, err := repeat(o.n, func(int) error { _, err := c.get(ctx, listPath); return err })
	if err != nil {
		return err
	}
	t.times("List of one's province, first page", took, thousands(o.workers/2)+" rows in the list, 50 a page, with its counts")
	views := []string{"?ordine=-cognome", "?ordine=cpi", "?ordine=-ammortizzatore", "?cpi=26", "?stato=da_convocare", "?bilancio=nessuno&ordine=ammortizzatore", "?cpi=23&ammortizzatore=scaduto"}
	if took, err = repeat(o.n, func(i int) error { _, err := c.get(ctx, listPath+views[i%len(views)]); return err }); err != nil {
		return err
	}
	t.times("The same, other orders and filters", took, fmt.Sprintf("%d in turn", len(views)))
	page, err := c.document(ctx, listPath)
	if err != nil {
		return err
	}
	next := ""
	for range 40 { // well into the list, as who leafs through it
		href, ok := page.Find(`a[href*="dopo="]`).First().Attr("href")
		if !ok {
			break
		}
		next = href
		if page, err = c.document(ctx, next); err != nil {
			return err
		}
	}
	if next == "" {
		return errors.New("the list has one page")
	}
	if took, err = repeat(o.n, func(int) error { _, err := c.get(ctx, next); return err }); err != nil {
		return err
	}
	t.times("The same, page 41", took, "")
	all, lasted, err := crowded(crowdSize, crowdTime, func(int, int) error { _, err := c.get(ctx, listPath); return err })
	if err != nil {
		return err
	}
	t.times(fmt.Sprintf("List, first page, %d clients", crowdSize), all, rate(len(all), lasted)+" pages a second, the clients on the same machine")
	return nil
}

func (s *server) searches(ctx context.Context, o options, t *table, c *client) error {
	for _, kind := range []struct {
		what, path, more string
		text             func(*crowd) string
	}{
		{"Search in the list, a surname", listPath + "?q=", "a different one each time, up to 50 rows shown", (*crowd).surname},
		{"Search in the list, surname and name", listPath + "?q=", "", fullName},
		{"Search in the list, three letters", listPath + "?q=", "finds thousands", func(c *crowd) string { return strings.ToLower(stems[c.rng.IntN(len(stems))]) }},
		{"Search of a person, surname and name", "/lavoratori?q=", "all lists, " + thousands(o.workers) + " persons", fullName},
	} {
		names := newCrowd()
		took, err := repeat(o.n, func(int) error {
			_, err := c.get(ctx, kind.path+url.QueryEscape(kind.text(names)))
			return err
		})
		if err != nil {
			return err
		}
		t.times(kind.what, took, kind.more)
	}
	return nil
}

func fullName(c *crowd) string {
	surname := c.surname()
	name, _ := c.name()
	return surname + " " + name
}

func (s *server) month(ctx context.Context, o options, t *table, c *client) error {
	page, err := c.document(ctx, "/agenda?vista=mese")
	if err != nil {
		return err
	}
	if page.Find("main").Length() == 0 {
		return errors.New("the month has no page")
	}
	took, err := repeat(o.n, func(int) error { _, err := c.get(ctx, "/agenda?vista=mese"); return err })
	if err != nil {
		return err
	}
	n, err := appointmentsOfMonth(ctx, o)
	t.times("Calendar, month of an office", took, fmt.Sprintf("%d appointments", n))
	return err
}

func (s *server) saves(ctx context.Context, o options, t *table, c *client) error {
	drafts, err := c.drafts(ctx, o, crowdSize)
	if err != nil {
		return err
	}
	took, err := repeat(o.n, func(int) error { return c.save(ctx, drafts[0]) })
	if err != nil {
		return err
	}
	t.times("Panel of a bilancio saved", took, "autosave: answers, version, audit, on disk (`synchronous=FULL`)")
	all, lasted, err := crowded(len(drafts), crowdTime, func(k, _ int) error { return c.save(ctx, drafts[k]) })
	if err != nil {
		return err
	}
	t.times(fmt.Sprintf("The same, %d clients", len(drafts)), all, rate(len(all), lasted)+" saves a second, each in a panel of its own")
	return nil
}

func (s *server) letters(ctx context.Context, o options, t *table, c *client) error {
	paths, err := letterPaths(ctx, o)
	if err != nil {
		return err
	}
	took, err := repeat(o.n, func(i int) error { _, err := c.get(ctx, paths[i%len(paths)]); return err })
	if err != nil {
		return err
	}
	t.times("Letter of convocation, opened", took, "the stored PDF, with the check of who may read it and the audit")
	return nil
}

func (s *server) excel(ctx context.Context, o options, t *table, _ *client) error {
	c, err := s.signIn(ctx, elsewhere)
	if err != nil {
		return err
	}
	rows, err := rowsOf(ctx, o, "LE")
	if err != nil {
		return err
	}
	var size int64
	var took []time.Duration
	for range 5 {
		begun := time.Now()
		if size, err = c.get(ctx, listPath+"/excel"); err != nil {
			return err
		}
		took = append(took, time.Since(begun))
	}
	t.times("Excel of "+thousands(rows)+" rows", took, fmt.Sprintf("5 times; %s rows a second, %.1f MB", rate(rows, quantile(took, 0.5)), float64(size)/(1<<20)))
	return nil
}
