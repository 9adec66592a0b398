package exchange

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/reference"
	"sportello/db/rule"
)

// batch is how many lines go into one transaction while a file is read, so
// that other people's saves get between.
const batch = 500

// Progress is told how many lines of how many were done.
type Progress func(done, total int)

// parsed is what is kept of a line understood, until it is applied.
type parsed struct {
	Office Office            `json:"office"`
	Worker map[string]string `json:"worker"`
	List   map[string]string `json:"list"`
}

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
	lines := make([]ListLine, 0, batch)
	done := 0
	flush := func() error {
		err := s.stage(ctx, l, lines)
		done += len(lines)
		lines = lines[:0]
		if progress != nil {
			progress(done, 2*max(table.Lines, done))
		}
		return err
	}
	for row, err := range table.Rows() {
		if err != nil {
			return err
		}
		if row.Number <= l.HeaderRow || IsTotal(l.Mapping, row.Cells) {
			continue
		}
		if lines = append(lines, ReadListLine(c, l.Mapping, row)); len(lines) == batch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	return s.decide(ctx, l, c, done, progress)
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

// stage keeps a batch of lines, as read.
func (s *Store) stage(ctx context.Context, l Load, lines []ListLine) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		insert, err := tx.PrepareContext(ctx, "INSERT INTO import_row(load_id,line,cells,subject,parsed,fate,reason,warning) VALUES(?,?,?,?,?,?,?,?)")
		if err != nil {
			return err
		}
		defer insert.Close()
		for _, line := range lines {
			cells, _ := json.Marshal(line.Cells)
			fate, understood := FateCreate, []byte(nil)
			if line.Reason != "" {
				fate = FateReject
			} else {
				understood, _ = json.Marshal(parsed{line.Office, line.Worker, line.List})
			}
			if _, err := insert.ExecContext(ctx, l.ID, line.Number, string(cells), string(line.CodiceFiscale), string(understood), fate, line.Reason, strings.Join(line.Warnings, "; ")); err != nil {
				return err
			}
		}
		return nil
	})
}

// decide folds the lines of one person (the last wins), compares the rest with
// what is stored, and makes the load ready to be looked at.
func (s *Store) decide(ctx context.Context, l Load, c ListContext, total int, progress Progress) error {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE import_row SET subject='' WHERE load_id=? AND fate='respinta'", l.ID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE import_row SET fate='duplicata', reason='stessa persona in una riga successiva: vale l''ultima' WHERE load_id=? AND subject<>''
			AND EXISTS (SELECT 1 FROM import_row later WHERE later.load_id=import_row.load_id AND later.subject=import_row.subject AND later.line>import_row.line)`, l.ID)
		return err
	})
	if err != nil {
		return err
	}
	done, last := total, 0
	for {
		lines, err := stagedLines(ctx, s.db.Reader(), l.ID, last)
		if err != nil || len(lines) == 0 {
			if err != nil {
				return err
			}
			break
		}
		last = lines[len(lines)-1].Number
		known, err := people.Lookup(ctx, s.db.Reader(), l.ListID, l.Province, codes(lines))
		if err != nil {
			return err
		}
		if err := s.keepDecisions(ctx, l, c, lines, known); err != nil {
			return err
		}
		if done += len(lines); progress != nil {
			progress(done, 2*total)
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

func codes(lines []ListLine) []rule.CodiceFiscale {
	out := make([]rule.CodiceFiscale, len(lines))
	for i, l := range lines {
		out[i] = l.CodiceFiscale
	}
	return out
}

func (s *Store) keepDecisions(ctx context.Context, l Load, c ListContext, lines []ListLine, known map[rule.CodiceFiscale]people.Known) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		update, err := tx.PrepareContext(ctx, "UPDATE import_row SET fate=?, changes=?, worker_id=? WHERE load_id=? AND line=?")
		if err != nil {
			return err
		}
		defer update.Close()
		for _, line := range lines {
			stored := known[line.CodiceFiscale]
			d := Decide(c, l.ListID, line, stored)
			differences := ""
			if len(d.Differences) > 0 {
				text, _ := json.Marshal(d.Differences)
				differences = string(text)
			}
			if _, err := update.ExecContext(ctx, d.Fate, differences, db.Null(stored.Worker.ID), l.ID, line.Number); err != nil {
				return err
			}
		}
		return nil
	})
}

// stagedLines returns the next lines that are to be applied.
func stagedLines(ctx context.Context, q db.Querier, loadID int64, after int) ([]ListLine, error) {
	rows, err := q.QueryContext(ctx, `SELECT line, cells, subject, parsed FROM import_row WHERE load_id=? AND line>? AND fate IN ('crea','aggiorna','invariata')
		ORDER BY line LIMIT ?`, loadID, after, batch)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []ListLine
	for rows.Next() {
		var l ListLine
		var cells, text string
		if err := rows.Scan(&l.Number, &cells, &l.CodiceFiscale, &text); err != nil {
			return nil, err
		}
		var p parsed
		if err := errors.Join(json.Unmarshal([]byte(cells), &l.Cells), json.Unmarshal([]byte(text), &p)); err != nil {
			return nil, err
		}
		l.Office, l.Worker, l.List = p.Office, p.Worker, p.List
		out = append(out, l)
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
