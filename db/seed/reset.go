package seed

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/people"
)

// untouched are the tables that a reset leaves as they are: the schema's own
// history, what is not data of an installation, and the keys of requests, one
// of which may be asking for this very reset.
var untouched = words(`goose_db_version|idempotency_key|setting|data_source|region|italian_province|municipality|foreign_state|citizenship|code_entry|
	ateco|profession|everyday_job|competence|figure|figure_competence`)

// keptSettings stay through a reset: the secret that signs cookies, which the
// running server holds, and the count of changes, which only ever grows.
var keptSettings = words("cookie_secret|training.catalogue")

// Renewal is a demonstration made anew beside a live one, ready to take the
// place of its content.
type Renewal struct {
	live *db.DB
	dir  string
}

// Renew makes a demonstration anew beside a live one, which goes on meanwhile:
// ErrNotDemo for a database without the mark. The caller discards the result,
// applied or not.
func Renew(ctx context.Context, live *db.DB, o Options) (*Renewal, error) {
	return renew(ctx, live, o, fill)
}

func renew(ctx context.Context, live *db.DB, o Options, fill func(context.Context, *builder) error) (*Renewal, error) {
	if marked, err := Marked(ctx, live); err != nil || !marked {
		return nil, errors.Join(err, notDemo(marked))
	}
	r := &Renewal{live: live, dir: filepath.Join(live.Dir(), Workshop)}
	if err := errors.Join(os.RemoveAll(r.dir), os.MkdirAll(r.dir, 0o700)); err != nil {
		return nil, err
	}
	if err := build(ctx, r.dir, o, fill); err != nil {
		return nil, errors.Join(err, r.Discard())
	}
	return r, nil
}

func notDemo(marked bool) error {
	if marked {
		return nil
	}
	return ErrNotDemo
}

// Discard takes the workshop away.
func (r *Renewal) Discard() error { return os.RemoveAll(r.dir) }

// Apply puts the new content in the place of the live one, in one transaction:
// all of it or nothing. Sign-ins end. The files of before go last: a row never
// names a file that is not there.
func (r *Renewal) Apply(ctx context.Context) error {
	fresh, err := db.Open(ctx, r.dir, r.live.Now)
	if err != nil {
		return err
	}
	defer fresh.Close()
	if err := r.moveFiles(); err != nil {
		return err
	}
	tables, err := tablesOf(ctx, fresh)
	if err != nil {
		return err
	}
	var old []string
	err = r.live.Rewrite(ctx, func(tx *db.Tx) error {
		if old, err = texts(ctx, tx, "SELECT path FROM stored_file"); err != nil {
			return err
		}
		return replaceAll(ctx, tx, fresh, tables)
	})
	if err != nil {
		return err // the new files have no row: they are swept later
	}
	for _, path := range old {
		os.Remove(filepath.Join(r.live.FilesDir(), filepath.FromSlash(path))) // what stays is swept later
	}
	return nil
}

// moveFiles puts the new files beside the live ones; their names are random and
// no row names them yet.
func (r *Renewal) moveFiles() error {
	from := filepath.Join(r.dir, "files")
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rest, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		to := filepath.Join(r.live.FilesDir(), rest)
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		if err := os.Rename(path, to); err != nil {
			return err
		}
		return syncDir(filepath.Dir(to))
	})
}

// tablesOf returns the tables of the content: not the schema's own, not those
// that full-text search keeps.
func tablesOf(ctx context.Context, d *db.DB) ([]string, error) {
	all, err := texts(ctx, d.Reader(), `SELECT name FROM sqlite_schema WHERE type='table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'
		AND NOT EXISTS (SELECT 1 FROM sqlite_schema v WHERE v.sql LIKE 'CREATE VIRTUAL%' AND sqlite_schema.name LIKE v.name||'\_%' ESCAPE '\') ORDER BY name`)
	return slices.DeleteFunc(all, func(name string) bool { return slices.Contains(untouched, name) }), err
}

func texts(ctx context.Context, q db.Querier, query string, args ...any) ([]string, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// replaceAll empties the tables and fills them from the fresh database. What
// caches count by only grows, so that none takes the new for the old.
func replaceAll(ctx context.Context, tx *db.Tx, fresh *db.DB, tables []string) error {
	var changes int64
	if err := tx.QueryRowContext(ctx, "SELECT (SELECT coalesce(max(changes),0) FROM list_change)+(SELECT coalesce(max(changes),0) FROM figure_change)").Scan(&changes); err != nil {
		return err
	}
	guards, err := setGuardsAside(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM sqlite_sequence"); err != nil { // ids begin anew: a gap in the audit would be damage
		return err
	}
	for _, table := range tables {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+table); err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
		if err := copyTable(ctx, tx, fresh, table, ""); err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
	}
	kept, args := db.In(keptSettings)
	if _, err := tx.ExecContext(ctx, "DELETE FROM setting WHERE key NOT IN "+kept, args...); err != nil {
		return err
	}
	if err := copyTable(ctx, tx, fresh, "setting", "WHERE key NOT IN "+kept, args...); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE setting SET value=CAST(value AS INTEGER)+1 WHERE key='training.catalogue'"); err != nil {
		return err
	}
	for _, table := range []string{"list_change", "figure_change", "month_close"} { // what is closed is not amended by it
		if _, err := tx.ExecContext(ctx, "UPDATE "+table+" SET changes=changes+?", changes); err != nil {
			return err
		}
	}
	for _, guard := range guards {
		if _, err := tx.ExecContext(ctx, guard); err != nil {
			return err
		}
	}
	return people.ReindexTx(ctx, tx)
}

// setGuardsAside drops the triggers that keep rows from being deleted, such as
// those of the audit, and returns what makes them again in the same
// transaction: a demonstration begins anew with its audit.
func setGuardsAside(ctx context.Context, tx *db.Tx) ([]string, error) {
	guards, err := texts(ctx, tx, "SELECT sql FROM sqlite_schema WHERE type='trigger' ORDER BY name")
	if err != nil {
		return nil, err
	}
	names, err := texts(ctx, tx, "SELECT name FROM sqlite_schema WHERE type='trigger'")
	for _, name := range names {
		if _, err := tx.ExecContext(ctx, "DROP TRIGGER "+name); err != nil {
			return nil, err
		}
	}
	return guards, err
}

// copyTable copies the rows of a table, generated columns aside.
func copyTable(ctx context.Context, tx *db.Tx, fresh *db.DB, table, where string, args ...any) error {
	columns, err := texts(ctx, fresh.Reader(), "SELECT name FROM pragma_table_xinfo(?) WHERE hidden=0 ORDER BY cid", table)
	if err != nil {
		return err
	}
	names := strings.Join(columns, ",")
	insert, err := tx.PrepareContext(ctx, "INSERT INTO "+table+"("+names+") VALUES("+strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",")+")")
	if err != nil {
		return err
	}
	defer insert.Close()
	rows, err := fresh.Reader().QueryContext(ctx, "SELECT "+names+" FROM "+table+" "+where, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	values := make([]any, len(columns))
	targets := make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		for i, v := range values {
			if b, ok := v.([]byte); ok { // a text whose declared type the driver does not know
				values[i] = string(b)
			}
		}
		if _, err := insert.ExecContext(ctx, values...); err != nil {
			return err
		}
	}
	return rows.Err()
}
