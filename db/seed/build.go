package seed

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/conditionality"
	"sportello/db/exchange"
	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/training"
)

// Workshop is the folder, in the data directory, in which a demonstration is
// made. It gets its place only once it is complete: a stop in the middle leaves
// the folder, and the next start clears it and begins again.
const Workshop = "dimostrazione-in-creazione"

// Options are what the demonstration is made with.
type Options struct {
	Now   time.Time  // the moment it takes for now
	Guide PrintGuide // documents are printed above this layer; nil publishes none
}

// Ensure makes sure that the directory holds a demonstration, making one when
// there is no database, and making it anew when that was interrupted. It
// refuses a database without the mark with ErrNotDemo.
func Ensure(ctx context.Context, dir string, o Options) error { return ensure(ctx, dir, o, fill) }

// EnsureMarked makes sure that the directory holds a marked database, making
// one with accounts and offices and nothing else when there is none: the ground
// for Load.
func EnsureMarked(ctx context.Context, dir string, o Options) error {
	return ensure(ctx, dir, o, func(ctx context.Context, b *builder) error { return b.ground(ctx) })
}

func ensure(ctx context.Context, dir string, o Options, fill func(context.Context, *builder) error) error {
	unfinished := exists(filepath.Join(dir, Workshop))
	if exists(filepath.Join(dir, db.FileName)) {
		marked, used, err := inspect(ctx, dir, o.Now)
		switch {
		case err != nil:
			return err
		case marked:
			return os.RemoveAll(filepath.Join(dir, Workshop))
		case !unfinished || used:
			return ErrNotDemo
		}
		// Another command has looked for a database beside an unfinished one and
		// made an empty one.
	}
	if unfinished {
		for _, name := range []string{db.FileName, db.FileName + "-wal", db.FileName + "-shm", "files", Workshop} {
			if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
				return err
			}
		}
	}
	return produce(ctx, dir, o, fill)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// inspect reports whether the database of the directory is marked, and whether
// it has an account.
func inspect(ctx context.Context, dir string, now time.Time) (marked, used bool, err error) {
	d, err := db.Open(ctx, dir, func() time.Time { return now })
	if err != nil {
		return false, false, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if marked, err = Marked(ctx, d); err != nil {
		return false, false, err
	}
	users, err := access.NewStore(d).Users(ctx)
	return marked, len(users) > 0, err
}

func produce(ctx context.Context, dir string, o Options, fill func(context.Context, *builder) error) error {
	workshop := filepath.Join(dir, Workshop)
	if err := os.MkdirAll(workshop, 0o700); err != nil {
		return fmt.Errorf("cartella dei dati: %w", err)
	}
	if err := build(ctx, workshop, o, fill); err != nil {
		return err
	}
	// The files first: the database names them. The folder goes last, it says
	// that the making is not over.
	for _, name := range []string{"files", db.FileName} {
		if err := os.Rename(filepath.Join(workshop, name), filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("la cartella «%s» non è vuota: %w", dir, err)
		}
	}
	if err := syncDir(dir); err != nil {
		return err
	}
	return os.RemoveAll(workshop)
}

// build makes a complete database in the directory.
func build(ctx context.Context, dir string, o Options, fill func(context.Context, *builder) error) (err error) {
	b := &builder{today: rule.DateOf(o.Now), now: o.Now, options: o, actors: map[string]rule.Actor{}, crowd: newCrowd(2011)}
	b.clock.t = o.Now
	if b.db, err = db.Open(ctx, dir, b.clock.now); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.db.Close()) }()
	if err := b.db.Relax(ctx); err != nil {
		return err
	}
	b.access, b.archive, b.people = access.NewStore(b.db), archive.NewStore(b.db), people.NewStore(b.db)
	b.agenda, b.training, b.exchange = agenda.NewStore(b.db), training.NewStore(b.db), exchange.NewStore(b.db)
	b.bilanci, b.patti, b.duties = bilancio.NewStore(b.db), pacts.NewStore(b.db), conditionality.NewStore(b.db)
	b.stopped = ctx.Err
	ctx = context.WithoutCancel(ctx) // for a context that can end the driver would start a goroutine at each statement
	if err := fill(ctx, b); err != nil {
		return err
	}
	b.clock.t = o.Now
	if err := b.db.Write(ctx, func(tx *db.Tx) error { return db.SetSettingTx(ctx, tx, Setting, o.Now.UTC().Format(time.RFC3339)) }); err != nil {
		return err
	}
	if err := b.db.Settle(ctx); err != nil {
		return err
	}
	return syncTree(filepath.Join(dir, "files"))
}

func syncTree(root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return syncDir(path)
	})
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// clock stands where the story of the demonstration has come.
type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

// builder fills one database.
type builder struct {
	options Options
	now     time.Time
	today   rule.Date
	clock   clock
	db      *db.DB
	crowd   *crowd

	access   *access.Store
	archive  *archive.Store
	people   *people.Store
	agenda   *agenda.Store
	training *training.Store
	exchange *exchange.Store
	bilanci  *bilancio.Store
	patti    *pacts.Store
	duties   *conditionality.Store

	hash    string
	actors  map[string]rule.Actor // by address
	offices []office
	desks   []*desk
	story   story
	begun   []*path // the bilanci
	stopped func() error
}

// at moves the clock to a local minute of a day, never past now.
func (b *builder) at(day rule.Date, m rule.Minutes) {
	b.clock.t = day.At(m)
	if b.clock.t.After(b.now) {
		b.clock.t = b.now
	}
}

// fill makes the whole demonstration.
func fill(ctx context.Context, b *builder) error {
	for _, step := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"accounts and offices", b.ground},
		{"lists", b.lists},
		{"catalogue", b.catalogue},
		{"desks", b.openDesks},
		{"bilanci", b.paths},
		{"appointments", b.appointments},
		{"help desk", b.helpDesk},
		{"former CVs", b.formerCVs},
		{"ledger", b.ledger},
		{"group sessions", b.sessions},
		{"interviews", b.interviews},
		{"patti", b.pacts},
		{"measures", b.measures},
		{"conditionality", b.conditionality},
		{"story", b.tell},
		{"outbox", b.post},
	} {
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	return nil
}

// began is when the story begins: seventy days before now.
func (b *builder) began() rule.Date { return b.today.AddDays(-70) }
