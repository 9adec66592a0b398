package exchange

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/reference"
	"sportello/db/rule"

	"golang.org/x/sync/errgroup"
)

// batch is how many lines go into one transaction while a file is read, so
// that other people's saves get between.
const batch = 500

// Progress is told how many lines of how many were done.
type Progress func(done, total int)

// Read reads the whole file under its mapping and decides, line by line, what
// would come of it. Nothing is changed but the load's own lines; read again, it
// begins anew.
func (s *Store) Read(ctx context.Context, actor rule.Actor, id int64, progress Progress) (Load, error) {
	l, err := s.Load(ctx, actor, id)
	if err != nil {
		return l, err
	}
	if missing := l.Mapping.Missing(ListFields); len(missing) > 0 {
		return l, rule.Refuse("", "Nel file manca la colonna «"+strings.Join(missing, "», «")+"».")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := moveTx(ctx, tx, id, 0, "state='in_lettura', error=''", nil, StateReceived, StatePreview, StateFailed, StateReading); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "DELETE FROM import_row WHERE load_id=?", id)
		return err
	})
	if err != nil {
		return l, err
	}
	if err := s.read(ctx, l, progress); err != nil {
		return l, errors.Join(err, s.fail(ctx, l, err))
	}
	return s.Load(ctx, actor, id)
}

// fail keeps why a file could not be read.
func (s *Store) fail(ctx context.Context, l Load, cause error) error {
	sentence := "Errore interno durante la lettura del file."
	var refusal rule.Refusal
	if errors.As(cause, &refusal) {
		sentence = refusal.Message
	}
	return s.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM import_row WHERE load_id=?", l.ID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE import_load SET state='fallito', error=?, version=version+1 WHERE id=?", sentence, l.ID)
		return err
	})
}

func (s *Store) read(ctx context.Context, l Load, progress Progress) error {
	c, err := s.context(ctx, l.Province, l.Reference)
	if err != nil {
		return err
	}
	c.Place = s.places(ctx)
	table, err := OpenTable(l.path)
	if err != nil {
		return err
	}
	defer table.Close()
	// The file is read on while a batch is on its way to the disk.
	batches := make(chan []ListLine, 1)
	work, both := errgroup.WithContext(ctx)
	work.Go(func() (err error) {
		defer close(batches)
		defer caught(&err)
		return understand(both, l, c, table, batches)
	})
	work.Go(func() (err error) {
		defer caught(&err)
		done := 0
		for lines := range batches {
			if err := s.stage(both, l, c, lines); err != nil {
				return err
			}
			if done += len(lines); progress != nil {
				progress(done, max(table.Lines, done))
			}
		}
		return nil
	})
	if err := work.Wait(); err != nil {
		return err
	}
	return s.finish(ctx, l)
}

// caught turns a panic into an error: in a goroutine of its own it would stop
// the server.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	}
}

// understand sends the lines of the table, in batches.
func understand(ctx context.Context, l Load, c ListContext, table *Table, to chan<- []ListLine) error {
	lines := make([]ListLine, 0, batch)
	send := func() error {
		select {
		case to <- lines:
			lines = make([]ListLine, 0, batch)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for row, err := range table.Rows() {
		if err != nil {
			return err
		}
		if row.Number <= l.HeaderRow || IsTotal(l.Mapping, row.Cells) {
			continue
		}
		if lines = append(lines, ReadListLine(c, l.Mapping, row)); len(lines) == batch {
			if err := send(); err != nil {
				return err
			}
		}
	}
	return send()
}

// places returns a finder that remembers: a list names a few hundred places
// many times.
func (s *Store) places(ctx context.Context) PlaceFinder {
	type answer struct {
		code, sigla string
		ok          bool
	}
	store := reference.NewStore(s.db)
	known := map[string]answer{}
	return func(name, province string, on rule.Date) (string, string, bool) {
		key := rule.Fold(name) + "|" + province
		a, found := known[key]
		if !found {
			p, err := store.PlaceByName(ctx, name, province, on)
			a = answer{p.Code, p.Province, err == nil}
			known[key] = a
		}
		return a.code, a.sigla, a.ok
	}
}

// stage keeps a batch of lines, each with what would come of it on what is
// stored now.
func (s *Store) stage(ctx context.Context, l Load, c ListContext, lines []ListLine) error {
	there, err := known(ctx, s.db.Reader(), l, lines)
	if err != nil {
		return err
	}
	// A batch is not cut short: for a context that can end the driver would start
	// a goroutine at each statement.
	whole := context.WithoutCancel(ctx)
	return s.db.WriteBatch(whole, func(tx *db.Tx) error {
		insert, err := tx.PrepareContext(whole, "INSERT INTO import_row(load_id,line,cells,subject,fate,reason,warning,worker_id,changes) VALUES(?,?,?,?,?,?,?,?,?)")
		if err != nil {
			return err
		}
		defer insert.Close()
		for _, line := range lines {
			cells, _ := json.Marshal(line.Cells)
			stored := there[line.CodiceFiscale]
			fate, subject, differences := FateReject, rule.CodiceFiscale(""), ""
			if line.Reason == "" {
				d := Decide(c, l.ListID, line, stored)
				if fate, subject = d.Fate, line.CodiceFiscale; len(d.Differences) > 0 {
					text, _ := json.Marshal(d.Differences)
					differences = string(text)
				}
			}
			if _, err := insert.ExecContext(whole, l.ID, line.Number, string(cells), subject, fate, line.Reason, strings.Join(line.Warnings, "; "), db.Null(stored.Worker.ID), differences); err != nil {
				return err
			}
		}
		return nil
	})
}

// known returns what is stored of the persons whom the lines name.
func known[L interface{ code() rule.CodiceFiscale }](ctx context.Context, q db.Querier, l Load, lines []L) (map[rule.CodiceFiscale]people.Known, error) {
	codes := make([]rule.CodiceFiscale, 0, len(lines))
	for _, line := range lines {
		if code := line.code(); code != "" {
			codes = append(codes, code)
		}
	}
	return people.Lookup(ctx, q, l.ListID, l.Province, codes)
}

// code returns whom the line names, "" if it is rejected.
func (l ListLine) code() rule.CodiceFiscale {
	if l.Reason != "" {
		return ""
	}
	return l.CodiceFiscale
}

// finish folds the lines of one person, of whom the last wins, and makes the
// load ready to be looked at.
func (s *Store) finish(ctx context.Context, l Load) error {
	earlier, err := s.earlierLines(ctx, l.ID)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(earlier, batch) {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			marks, args := db.In(some)
			_, err := tx.ExecContext(ctx, `UPDATE import_row SET fate='duplicata', reason='stessa persona in una riga successiva: vale l''ultima', worker_id=NULL, changes=''
				WHERE load_id=? AND line IN `+marks, append([]any{l.ID}, args...)...)
			return err
		})
		if err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := countTx(ctx, tx, l.ID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE import_load SET state='anteprima', version=version+1 WHERE id=?", l.ID)
		return err
	})
}

// earlierLines returns the lines after which another one names the same person.
func (s *Store) earlierLines(ctx context.Context, loadID int64) ([]int, error) {
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT line FROM import_row r WHERE r.load_id=? AND r.subject<>''
		AND EXISTS (SELECT 1 FROM import_row later WHERE later.load_id=r.load_id AND later.subject=r.subject AND later.line>r.line)`, loadID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []int
	for rows.Next() {
		var line int
		if err := rows.Scan(&line); err != nil {
			return nil, err
		}
		out = append(out, line)
	}
	return out, rows.Err()
}

// countTx writes the counts of a load's lines into it.
func countTx(ctx context.Context, tx *db.Tx, id int64) error {
	_, err := tx.ExecContext(ctx, `UPDATE import_load SET (created,updated,unchanged,duplicates,rejected,warned) =
		(SELECT coalesce(sum(fate='crea'),0), coalesce(sum(fate='aggiorna'),0), coalesce(sum(fate='invariata'),0), coalesce(sum(fate='duplicata'),0), coalesce(sum(fate='respinta'),0),
			coalesce(sum(warning<>'' AND fate IN ('crea','aggiorna','invariata')),0) FROM import_row WHERE load_id=?1) WHERE id=?1`, id)
	return err
}
