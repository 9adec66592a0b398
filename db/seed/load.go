package seed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/rule"
)

// Amounts says how much a load brings in all. The same seed gives the same
// rows: a load that was interrupted, or a larger one, goes on where the last
// one with that seed ended.
type Amounts struct {
	Workers, Appointments, Bilanci, Services int
	Seed                                     uint64
}

// Loaded is how much there is of a load.
type Loaded struct{ Workers, Appointments, Bilanci, Services int }

// batch is how many rows one transaction writes: a server beside it gets its
// own saves between.
const batch = 2000

// loader fills a marked database with load data, straight into the tables: the
// acts of the stores would take a hundred times as long.
type loader struct {
	db      *db.DB
	amounts Amounts
	done    Loaded
	today   rule.Date // of the demonstration, so that the rows do not depend on the day of the load
	list    int64
	loads   map[string]int64 // of this seed, by province
	offices []office
	report  func(what string, done, all int)
}

// Load brings the database up to the amounts. ErrNotDemo for a database without
// the mark. report is told of every batch; nil tells nobody.
func Load(ctx context.Context, d *db.DB, a Amounts, report func(what string, done, all int)) (Loaded, error) {
	now, err := Reference(ctx, d)
	if err != nil {
		return Loaded{}, err
	}
	if report == nil {
		report = func(string, int, int) {}
	}
	if err := d.Bulk(ctx); err != nil {
		return Loaded{}, err
	}
	l := &loader{db: d, amounts: a, today: rule.DateOf(now), report: report, loads: map[string]int64{}}
	for _, step := range []func(context.Context) error{l.prepare, l.workers, l.appointments, l.bilanci, l.services, l.months} {
		if err := step(ctx); err != nil {
			return l.done, err
		}
	}
	return l.done, nil
}

// key is the setting that tells how far the load of a seed has come.
func (l *loader) key() string { return fmt.Sprintf("seed.%d", l.amounts.Seed) }

// prepare reads how far the load had come, and what it builds on.
func (l *loader) prepare(ctx context.Context) error {
	text, err := l.db.Setting(ctx, l.key())
	if err != nil {
		return err
	}
	if text != "" {
		if err := json.Unmarshal([]byte(text), &l.done); err != nil {
			return err
		}
	}
	first, err := people.NewStore(l.db).ListByName(ctx, "Mobilità 2011/2012")
	if err != nil {
		return err
	}
	l.list = first.ID
	if err := l.readOffices(ctx); err != nil {
		return err
	}
	return l.db.Write(ctx, l.openLoads)
}

func (l *loader) readOffices(ctx context.Context) error {
	b := &builder{db: l.db, access: access.NewStore(l.db), agenda: agenda.NewStore(l.db)}
	offices, err := b.access.OpenOffices(ctx)
	if err != nil {
		return err
	}
	for _, o := range offices {
		staff, err := b.agenda.Operators(ctx, rule.System, o.ID)
		if err != nil {
			return err
		}
		one := office{Office: o}
		for _, s := range staff {
			one.staff = append(one.staff, rule.Actor{UserID: s.ID, Name: s.Name})
		}
		b.offices = append(b.offices, one)
	}
	l.offices = b.offices
	return b.findPlaces(ctx)
}

// openLoads makes one load of a list for each province, as if a file had
// brought the people, or finds those that are there.
func (l *loader) openLoads(tx *db.Tx) error {
	ctx := context.Background()
	name := fmt.Sprintf("carico di prova %d", l.amounts.Seed)
	for _, sigla := range provinces {
		var id int64
		err := db.Classify(tx.QueryRowContext(ctx, "SELECT id FROM import_load WHERE file_name=? AND province=?", name, sigla).Scan(&id))
		if errors.Is(err, db.ErrNotFound) {
			err = tx.QueryRowContext(ctx, `INSERT INTO import_load(kind,list_id,province,file_name,sender,reference_date,state,created_at,created_by,applied_at)
				VALUES('lista',?,?,?,'carico di prova',?,'applicato',?,0,?) RETURNING id`, l.list, sigla, name, l.today, tx.Now, tx.Now).Scan(&id)
		}
		if err != nil {
			return err
		}
		l.loads[sigla] = id
	}
	return archive.AuditTx(ctx, tx, rule.System, archive.Audit{Action: "carico.di_prova", Subject: "import_load", SubjectID: l.loads["FG"]})
}

// batches runs do over the numbers from..to in transactions, each with the note
// of how far the load has come.
//
// A batch is not cut short: for a context that can end the driver would start a
// goroutine at each statement.
func (l *loader) batches(ctx context.Context, what string, done *int, to, size int, do func(ctx context.Context, tx *db.Tx, from, to int) error) error {
	whole := context.WithoutCancel(ctx)
	for *done < to {
		if err := ctx.Err(); err != nil {
			return err
		}
		next := min(*done+size, to)
		before := l.done
		err := l.db.WriteBatch(whole, func(tx *db.Tx) error {
			l.done = before
			if err := do(whole, tx, *done, next); err != nil {
				return err
			}
			*done = next
			note, err := json.Marshal(l.done)
			if err != nil {
				return err
			}
			return db.SetSettingTx(whole, tx, l.key(), string(note))
		})
		if err != nil {
			l.done = before
			return fmt.Errorf("%s: %w", what, err)
		}
		l.report(what, next, to)
	}
	return nil
}

// chanceOf returns the dice of one row: the same for the same seed, whatever
// came before.
func (l *loader) chanceOf(kind, i, attempt int) *rand.Rand {
	return rand.New(rand.NewPCG(l.amounts.Seed<<3|uint64(kind), uint64(i)<<8|uint64(attempt)))
}

// The kinds of rows, for their dice.
const (
	diceWorker = iota
	diceAppointment
	diceBilancio
	diceService
)

// instant returns a stored moment at a local minute of a day.
func instant(d rule.Date, m rule.Minutes) rule.Instant { return rule.InstantOf(d.At(m)) }
