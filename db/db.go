// Package db opens the one SQLite file of an installation and gives every area
// the same two doors to it: Write, one immediate transaction with a frozen
// clock, and Reader, a pool that cannot write.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"sportello/db/rule"

	"github.com/mattn/go-sqlite3"
)

// FileName is the database file inside the data directory.
const FileName = "sportello.db"

// oldestSQLite is the first release without the WAL-reset defect, as
// sqlite3_libversion_number writes it.
const oldestSQLite = 3051003

// patience is how long, in milliseconds, a save waits for another process that
// writes: the application of a whole list on the command line takes seconds.
const patience = "60000"

const readerDriver = "sqlite3_sportello_reader"

func init() {
	sql.Register(readerDriver, &sqlite3.SQLiteDriver{ConnectHook: func(c *sqlite3.SQLiteConn) error {
		// Reading through the page cache of the system saves a quarter of a list's time.
		_, err := c.Exec("PRAGMA mmap_size=1073741824", nil)
		return err
	}})
}

// DB is the open database of one installation.
type DB struct {
	dir    string
	writer *sql.DB
	reader *sql.DB
	now    func() time.Time
	guard  guard
}

// Open opens, or creates, the database of the directory and brings its schema
// up to date. now is the clock of the installation; nil is the real one.
func Open(ctx context.Context, dir string, now func() time.Time) (*DB, error) {
	if now == nil {
		now = time.Now
	}
	if err := os.MkdirAll(filepath.Join(dir, "files"), 0o700); err != nil {
		return nil, fmt.Errorf("cartella dei dati: %w", err)
	}
	path := filepath.Join(dir, FileName)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // SQLite would let everybody read it
	if err != nil {
		return nil, fmt.Errorf("base dati: %w", err)
	}
	file.Close()
	d := &DB{dir: dir, now: now}
	d.writer = sql.OpenDB(connector{dsn(path, "&_txlock=immediate&_mutex=no&_stmt_cache_size=256"), &sqlite3.SQLiteDriver{ConnectHook: d.guard.watch}})
	d.writer.SetMaxOpenConns(1)
	if err = d.assertSettings(ctx); err == nil {
		err = migrate(ctx, d.writer)
	}
	if err != nil {
		d.writer.Close()
		return nil, err
	}
	if d.reader, err = sql.Open(readerDriver, dsn(path, "&_query_only=on&_mutex=no&_stmt_cache_size=128")); err != nil {
		d.writer.Close()
		return nil, err
	}
	readers := max(4, 2*runtime.NumCPU())
	d.reader.SetMaxOpenConns(readers)
	d.reader.SetMaxIdleConns(readers)
	return d, nil
}

func dsn(path, more string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=" + patience + "&_foreign_keys=on&_secure_delete=on" + more
}

// assertSettings reads back what the DSN asked for: a setting that did not
// take would lose acknowledged writes in silence.
func (d *DB) assertSettings(ctx context.Context) error {
	_, version, _ := sqlite3.Version()
	if version < oldestSQLite {
		return fmt.Errorf("SQLite %d è troppo vecchio: serve almeno %d", version, oldestSQLite)
	}
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1"} {
		var got string
		if err := d.writer.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil {
			return fmt.Errorf("base dati non leggibile: %w", err)
		}
		if got != want {
			return fmt.Errorf("PRAGMA %s è %s, doveva essere %s", pragma, got, want)
		}
	}
	return nil
}

// Close closes both pools.
func (d *DB) Close() error { return errors.Join(d.reader.Close(), d.writer.Close()) }

// Dir returns the data directory.
func (d *DB) Dir() string { return d.dir }

// FilesDir returns the directory of the stored files.
func (d *DB) FilesDir() string { return filepath.Join(d.dir, "files") }

// Now returns the installation's time.
func (d *DB) Now() time.Time { return d.now().UTC() }

// Today returns the installation's local day.
func (d *DB) Today() rule.Date { return rule.DateOf(d.now()) }

// Reader returns the pool for queries; it refuses to write.
func (d *DB) Reader() *sql.DB { return d.reader }

// Tx is one write transaction. Its clock stands still: every row of one act
// carries the same instant.
type Tx struct {
	*sql.Tx
	Now   rule.Instant
	Today rule.Date
}

// Querier is what both a reader and a transaction can do, for queries that
// serve both.
type Querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Write runs one act in one immediate transaction: all of it is kept, or
// nothing. When the context carries an idempotency key (WithKey) that an
// earlier act has used, it returns ErrAlreadyDone and does nothing.
func (d *DB) Write(ctx context.Context, act func(tx *Tx) error) error {
	sqlTx, err := d.writer.BeginTx(ctx, nil)
	if err != nil {
		return Classify(err)
	}
	d.guard.begin()
	defer sqlTx.Rollback() // no effect after Commit
	now := d.now()
	tx := &Tx{Tx: sqlTx, Now: rule.InstantOf(now), Today: rule.DateOf(now)}
	claimed, err := claimKey(ctx, tx)
	if err != nil {
		return Classify(err)
	}
	if err := act(tx); err != nil {
		return Classify(err)
	}
	if err := sqlTx.Commit(); err != nil {
		return Classify(err)
	}
	if claimed != nil {
		claimed.used = true
	}
	return nil
}

// WriteBatch is Write for one of the many parts of a long work. Afterwards it
// leaves the database alone for a part of the time that it took: another
// process, which can only try now and then, would hardly ever get between.
func (d *DB) WriteBatch(ctx context.Context, act func(tx *Tx) error) error {
	var begun time.Time // the pace of the machine, not the installation's clock
	err := d.Write(ctx, func(tx *Tx) error {
		begun = time.Now()
		return act(tx)
	})
	if err != nil {
		return err
	}
	time.Sleep(time.Since(begun) / batchPause)
	return nil
}

// batchPause is how many times longer than its pause a batch is.
const batchPause = 4

// bulkCache is the memory, in KiB, for the pages of a great act: those of the
// indexes, which it needs again and again in no order.
const bulkCache = 32 << 10

// WriteBulk is Write for an act of many thousand rows, which works in memory
// that it gives back at its end.
func (d *DB) WriteBulk(ctx context.Context, act func(tx *Tx) error) error {
	err := d.Write(ctx, func(tx *Tx) error {
		if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA cache_size=-%d", bulkCache)); err != nil {
			return err
		}
		return act(tx)
	})
	if _, back := d.writer.ExecContext(context.WithoutCancel(ctx), "PRAGMA cache_size=-2000"); err == nil {
		err = back
	}
	return err
}

// Relax stops waiting for the disk at each commit, for a database that is
// being made and that nobody relies on yet; Settle ends it.
func (d *DB) Relax(ctx context.Context) error {
	_, err := d.writer.ExecContext(ctx, "PRAGMA synchronous=OFF")
	return err
}

// Settle puts on disk all that was written since Relax, in the database file
// itself, and waits for the disk at each commit again.
func (d *DB) Settle(ctx context.Context) error {
	if _, err := d.writer.ExecContext(ctx, "PRAGMA synchronous=FULL"); err != nil {
		return err
	}
	var busy, log, done int
	if err := d.writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &done); err != nil {
		return err
	}
	if busy != 0 {
		return errors.New("base dati ancora in uso: scrittura su disco non completata")
	}
	return nil
}

// Bulk gives the writer room for a great load: pages that it will need again
// stay in memory, and the log is folded into the file less often.
func (d *DB) Bulk(ctx context.Context) error {
	_, err := d.writer.ExecContext(ctx, "PRAGMA cache_size=-131072; PRAGMA wal_autocheckpoint=16000")
	return err
}

// Rewrite is Write for an act that replaces whole tables in any order: foreign
// keys are checked once, at the end, instead of at each row.
func (d *DB) Rewrite(ctx context.Context, act func(tx *Tx) error) (err error) {
	conn, err := d.writer.Conn(ctx)
	if err != nil {
		return Classify(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA foreign_keys=OFF"); err != nil {
		return err
	}
	defer func() {
		_, on := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA foreign_keys=ON")
		err = errors.Join(err, on)
	}()
	sqlTx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return Classify(err)
	}
	d.guard.begin()
	defer sqlTx.Rollback() // no effect after Commit
	now := d.now()
	if err := act(&Tx{Tx: sqlTx, Now: rule.InstantOf(now), Today: rule.DateOf(now)}); err != nil {
		return Classify(err)
	}
	var table string
	switch err := sqlTx.QueryRowContext(ctx, "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1").Scan(&table); {
	case err == nil:
		return fmt.Errorf("a row of %s refers to one that does not exist", table)
	case !errors.Is(err, sql.ErrNoRows):
		return err
	}
	return Classify(sqlTx.Commit())
}

// Vacuum writes a consistent copy of the database into a new file, beside a
// live server.
func (d *DB) Vacuum(ctx context.Context, path string) error {
	// A connection of its own: VACUUM INTO is refused to a query-only one, and
	// on the writer's it would hold up every save.
	source, err := sql.Open("sqlite3", dsn(filepath.Join(d.dir, FileName), ""))
	if err != nil {
		return err
	}
	defer source.Close()
	_, err = source.ExecContext(ctx, "VACUUM INTO ?", path)
	return Classify(err)
}

// Collect returns the rows of a query, each read by scan.
func Collect[T any](ctx context.Context, q Querier, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// In returns "(?,?,…)" for the values, and the values as arguments.
func In[T any](values []T) (string, []any) {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return "(" + strings.TrimSuffix(strings.Repeat("?,", len(values)), ",") + ")", args
}

// Null returns the value for a column that holds NULL instead of a zero.
func Null[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}

// Setting returns the stored value of an installation's setting, "" if unset.
func (d *DB) Setting(ctx context.Context, key string) (string, error) {
	var v string
	err := d.reader.QueryRowContext(ctx, "SELECT value FROM setting WHERE key=?", key).Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return v, err
}

// SetSettingTx stores an installation's setting.
func SetSettingTx(ctx context.Context, tx *Tx, key, value string) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO setting(key,value) VALUES(?,?) ON CONFLICT(key) DO UPDATE SET value=excluded.value", key, value)
	return err
}

// SettingInt returns a numeric setting, or otherwise when it is unset or no number.
func (d *DB) SettingInt(ctx context.Context, key string, otherwise int) int {
	v, _ := d.Setting(ctx, key)
	if n, err := strconv.Atoi(v); err == nil {
		return n
	}
	return otherwise
}
