package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"sportello/db/rule"
)

// region is the account that sees the sheet of all offices.
const region = "regione@demo.example"

// ledger measures the month-end on a ledger of full size, in a directory of its
// own: five years of services in all the offices, the months that are over closed
// but the last. The year that is asked is this one.
func ledger(ctx context.Context, o options, t *table) error {
	dir := filepath.Join(o.dir, "ledger")
	seed := exec.CommandContext(ctx, o.binary, "seed", "-workers", fmt.Sprint(o.workers), "-services", fmt.Sprint(o.services), "-data", dir)
	seed.Stderr = os.Stderr
	if err := seed.Run(); err != nil {
		return err
	}
	return measureLedger(ctx, o, t, dir)
}

func measureLedger(ctx context.Context, o options, t *table, dir string) (err error) {
	o.dir = dir
	s, err := start(ctx, o, "serve", o.dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	time.Sleep(3 * time.Second) // what a start leaves to do is done
	office, err := s.signIn(ctx, operator)
	if err != nil {
		return err
	}
	above, err := s.signIn(ctx, region)
	if err != nil {
		return err
	}
	home, err := ids(ctx, o, "SELECT id FROM cpi WHERE name='San Severo'")
	if err != nil {
		return err
	}
	month := fmt.Sprintf("anno=%d&mese=%d", o.today.Time().Year(), o.today.Time().Month())
	for _, page := range []struct {
		what, path, more string
		as               *client
	}{
		{"Monthly sheet of an office", fmt.Sprintf("/indicatori?ambito=cpi:%d", home[0]), thousands(o.services) + " services in the ledger, 42 offices; this month and the last counted, the others closed", office},
		{"Monthly sheet of the region", "/indicatori?ambito=regione", "the same", above},
		{"What is behind a figure of an office", fmt.Sprintf("/indicatori/A.2?ambito=cpi:%d&%s", home[0], month), "the rows of this month, first page", office},
		{"What is behind a figure of the region", "/indicatori/A.2?ambito=regione&" + month, "the same", above},
		{"The same of the year", fmt.Sprintf("/indicatori/A.2?ambito=regione&anno=%d", o.today.Time().Year()), "its closed months from what was kept", above},
		{"What is behind «inviati alle altre Aree», region", "/indicatori/A.inv?ambito=regione&" + month, "this month: the first of each person since the beginning", above},
		{"Ledger of an office, newest first", "/servizi", "", office},
	} {
		took, err := repeat(o.n, func(int) error { _, err := page.as.get(ctx, page.path); return err })
		if err != nil {
			return err
		}
		t.times(page.what, took, page.more)
	}
	return s.registrations(ctx, o, t, office)
}

// perDay is how many services of a quarter of an hour an operator gives in a day
// that is not asked about again.
const perDay = 30

// freeDay returns the last day before another on which the operator gave nothing:
// a load has little on Saturdays and Sundays.
func (s *server) freeDay(ctx context.Context, o options, before rule.Date) (rule.Date, error) {
	for day := before.AddDays(-1); ; day = day.AddDays(-1) {
		n, err := count(ctx, o, "SELECT count(*) FROM delivered_service WHERE operator_id=(SELECT id FROM user WHERE email=?) AND delivered_on=?", operator, day)
		if err != nil || n == 0 {
			return day, err
		}
	}
}

// registrations measures the registration of a service by hand, from the form's
// arrival to the answer, with as many services in the ledger as the directory has.
func (s *server) registrations(ctx context.Context, o options, t *table, c *client) error {
	n, err := count(ctx, o, "SELECT count(*) FROM delivered_service")
	if err != nil {
		return err
	}
	workers, err := ids(ctx, o, "SELECT DISTINCT worker_id FROM list_row WHERE cpi_id="+home+" ORDER BY worker_id LIMIT ?", o.n+warm)
	if err != nil {
		return err
	}
	var took []time.Duration
	day := o.today
	for i, id := range workers {
		if i%perDay == 0 {
			if day, err = s.freeDay(ctx, o, day); err != nil {
				return err
			}
		}
		one, err := c.register(ctx, id, "A.1", day)
		if err != nil {
			return err
		}
		if i >= warm {
			took = append(took, one)
		}
	}
	after, err := count(ctx, o, "SELECT count(*) FROM delivered_service")
	if err == nil && after-n != len(workers) {
		err = fmt.Errorf("%d services registered of %d", after-n, len(workers))
	}
	t.times("Service registered by hand", took, thousands(n)+" services in the ledger; rules, figures, card, audit, on disk")
	return err
}

// register registers a service by hand and returns how long that took, from the
// form's arrival to the answer.
func (c *client) register(ctx context.Context, worker int64, code string, day rule.Date) (time.Duration, error) {
	path := fmt.Sprintf("/lavoratori/%d/servizi", worker)
	form, err := c.document(ctx, path+"/nuovo?codice="+code)
	if err != nil {
		return 0, err
	}
	v := fields(form.Find("#registrazione"))
	v.Set("date", string(day))
	begun := time.Now()
	err = c.post(ctx, path, v, http.StatusSeeOther)
	return time.Since(begun), err
}
