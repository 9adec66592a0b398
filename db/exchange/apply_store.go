package exchange

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/rule"
)

// applied is what the undo of a line needs: the row as it was, and the columns
// of the worker with their value before and after. Created tells that the
// record of the person is the load's own.
type applied struct {
	Created bool                 `json:"created,omitempty"`
	Row     *people.ListRow      `json:"row,omitempty"`
	Worker  map[string][2]string `json:"worker,omitempty"`
	// Reference is the date of an unchanged row before this load confirmed it.
	Reference rule.Date    `json:"reference,omitempty"`
	Shown     []Difference `json:"shown,omitempty"`
}

// StartApply puts the job that applies a load into the queue.
func (s *Store) StartApply(ctx context.Context, actor rule.Actor, id int64, job string, payload any) error {
	if _, err := s.Load(ctx, actor, id); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		jobID, err := archive.JobTx(ctx, tx, actor, job, payload)
		if err != nil {
			return err
		}
		return moveTx(ctx, tx, id, 0, "state='in_applicazione', error='', job_id=?", []any{jobID}, StatePreview)
	})
}

// Apply makes a load's lines true, all of them in one transaction or none. What
// each line does is decided anew on what is stored by then. After a failure the
// load is where it was before; when only the context has ended, whoever began
// begins again. Progress is told while the transaction goes on: it must not
// write.
func (s *Store) Apply(ctx context.Context, actor rule.Actor, id int64, progress Progress) (Load, error) {
	l, err := s.Load(ctx, actor, id)
	if err != nil {
		return l, err
	}
	if err := s.apply(ctx, actor, l, progress); err != nil {
		if l.State == StateApplying && ctx.Err() == nil {
			err = errors.Join(err, s.putBack(ctx, id, err))
		}
		return l, err
	}
	removeFile(l.path)
	return s.Load(ctx, actor, id)
}

// putBack makes a load that could not be applied ready to be applied again.
func (s *Store) putBack(ctx context.Context, id int64, cause error) error {
	sentence := "L'applicazione si è interrotta per un errore interno: nulla è cambiato. Riprova."
	if errors.Is(cause, db.ErrDiskFull) {
		sentence = "Lo spazio su disco è esaurito: nulla è cambiato. Avvisa chi gestisce l'installazione, poi riprova."
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		return moveTx(ctx, tx, id, 0, "state='anteprima', error=?", []any{sentence}, StateApplying)
	})
}

func (s *Store) apply(ctx context.Context, actor rule.Actor, l Load, progress Progress) error {
	c, err := s.context(ctx, l.Province, l.Reference)
	if err != nil {
		return err
	}
	c.Place = s.places(ctx)
	return s.db.WriteBulk(ctx, func(tx *db.Tx) error {
		if err := moveTx(ctx, tx, l.ID, 0, "state='applicato', error='', applied_at=?", []any{tx.Now}, StatePreview, StateApplying); err != nil {
			return err
		}
		if err := s.applyTx(ctx, tx, actor, l, c, progress); err != nil {
			return err
		}
		if err := countTx(ctx, tx, l.ID); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "caricamento.applicato", Subject: "import_load", SubjectID: l.ID})
	})
}

// applyTx does what Decide says of each line. What comes before the writing is
// done ahead, beside it: nobody else can write meanwhile, and no line bears on
// another, since each names another person.
func (s *Store) applyTx(ctx context.Context, tx *db.Tx, actor rule.Actor, l Load, c ListContext, progress Progress) (err error) {
	ahead, stop := context.WithCancel(ctx)
	batches := make(chan applyBatch, 1)
	go s.prepare(ahead, l, c, batches)
	defer func() {
		stop()
		for range batches { // until it has ended
		}
	}()

	// Whether to go on is looked at between batches: for a context that can end
	// the driver would start a goroutine at each statement.
	whole := context.WithoutCancel(ctx)
	loader := people.NewLoader(tx, actor)
	defer func() {
		if closing := loader.Close(whole); err == nil {
			err = closing
		}
	}()
	keep, err := newKeeper(whole, tx)
	if err != nil {
		return err
	}
	defer keep.close()
	done, total := 0, l.Tally.Created+l.Tally.Updated+l.Tally.Unchanged
	for b := range batches {
		if b.err != nil {
			return b.err
		}
		for _, line := range b.lines {
			d, undo, err := applyLine(whole, loader, l, c, line, b.known[line.CodiceFiscale])
			if err == nil {
				err = keep.outcome(whole, line, d, undo)
			}
			if ctx.Err() != nil {
				return ctx.Err() // the transaction has ended with it
			}
			if err != nil {
				return fmt.Errorf("line %d: %w", line.Number, err)
			}
		}
		if done += len(b.lines); progress != nil {
			progress(done, total)
		}
	}
	return ctx.Err()
}

// applyBatch is what is known of some lines before they are applied.
type applyBatch struct {
	lines []stagedLine
	known map[rule.CodiceFiscale]people.Known
	err   error
}

// stagedLine is a line as it is kept, understood anew from its cells.
type stagedLine struct {
	ListLine
	id   int64
	fate Fate            // that was shown
	raw  json.RawMessage // the cells, by field
}

// prepare sends the lines of a load that are to be applied, until there are no
// more or the context ends.
func (s *Store) prepare(ctx context.Context, l Load, c ListContext, to chan<- applyBatch) {
	defer close(to)
	for last := 0; ; {
		b := s.batchAfter(ctx, l, c, last)
		if b.err == nil {
			if len(b.lines) == 0 {
				return
			}
			last = b.lines[len(b.lines)-1].Number
		}
		select {
		case to <- b:
		case <-ctx.Done():
			return
		}
		if b.err != nil {
			return
		}
	}
}

// batchAfter returns the next lines that are to be applied, none at the end.
func (s *Store) batchAfter(ctx context.Context, l Load, c ListContext, line int) (b applyBatch) {
	defer caught(&b.err)
	if b.lines, b.err = s.stagedLines(ctx, l, c, line); b.err == nil && len(b.lines) > 0 {
		b.known, b.err = known(ctx, s.db.Reader(), l, b.lines)
	}
	return b
}

// stagedLines returns the next lines that are to be applied.
func (s *Store) stagedLines(ctx context.Context, l Load, c ListContext, after int) ([]stagedLine, error) {
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT id, line, cells, fate FROM import_row WHERE load_id=? AND line>? AND fate IN ('crea','aggiorna','invariata')
		ORDER BY line LIMIT ?`, l.ID, after, batch)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	fields := slices.Sorted(maps.Keys(l.Mapping))
	out := make([]stagedLine, 0, batch)
	for rows.Next() {
		var line stagedLine
		var row Row
		var cells []byte
		if err := rows.Scan(&line.id, &row.Number, &cells, &line.fate); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(cells, &row.Cells); err != nil {
			return nil, err
		}
		line.ListLine, line.raw = ReadListLine(c, l.Mapping, row), rawCells(l.Mapping, fields, row.Cells)
		out = append(out, line)
	}
	return out, rows.Err()
}

// keeper notes what came of each line.
type keeper struct{ asShown, otherwise *sql.Stmt }

func newKeeper(ctx context.Context, tx *db.Tx) (k keeper, err error) {
	// Most lines do as was shown, and the index of the fates needs no writing.
	if k.asShown, err = tx.PrepareContext(ctx, "UPDATE import_row SET worker_id=?, list_row_id=?, changes=? WHERE id=?"); err != nil {
		return k, err
	}
	k.otherwise, err = tx.PrepareContext(ctx, "UPDATE import_row SET worker_id=?, list_row_id=?, changes=?, fate=?, reason=? WHERE id=?")
	return k, err
}

func (k keeper) close() { k.asShown.Close(); k.otherwise.Close() }

func (k keeper) outcome(ctx context.Context, line stagedLine, d Decision, undo applied) error {
	text, err := json.Marshal(undo)
	if err != nil {
		return err
	}
	if d.Fate == line.fate {
		_, err = k.asShown.ExecContext(ctx, db.Null(d.Row.WorkerID), db.Null(d.Row.ID), string(text), line.id)
	} else {
		_, err = k.otherwise.ExecContext(ctx, db.Null(d.Row.WorkerID), db.Null(d.Row.ID), string(text), d.Fate, line.Reason, line.id)
	}
	return err
}

// applyLine does what Decide says of one line.
func applyLine(ctx context.Context, loader *people.Loader, l Load, c ListContext, line stagedLine, stored people.Known) (Decision, applied, error) {
	if line.Reason != "" { // what it names has gone since the file was read
		return Decision{Fate: FateReject}, applied{}, nil
	}
	d := Decide(c, l.ListID, line.ListLine, stored)
	undo := applied{Shown: d.Differences}
	var err error
	switch {
	case stored.Worker.ID == 0:
		w := people.Worker{CodiceFiscale: line.CodiceFiscale, HomeProvince: l.Province}
		for column, value := range line.Worker {
			w.Set(column, value)
		}
		undo.Created = true
		if d.Row.WorkerID, err = loader.CreateWorker(ctx, w, people.SourceImport); err != nil {
			return d, undo, err
		}
	case len(d.Changes) > 0:
		undo.Worker = map[string][2]string{}
		for column, value := range d.Changes {
			undo.Worker[column] = [2]string{stored.Worker.Value(column), value}
		}
		if _, err = loader.UpdateWorker(ctx, stored.Worker, d.Changes, people.SourceImport, "caricamento di "+l.FileName); err != nil {
			return d, undo, err
		}
	}
	if stored.Worker.ID != 0 {
		d.Row.WorkerID = stored.Worker.ID
	}
	if d.Fate == FateUnchanged {
		if d.Row.ReferenceDate >= c.Reference {
			return d, undo, nil
		}
		undo.Reference = d.Row.ReferenceDate
		return d, undo, loader.SetReferenceDate(ctx, d.Row.ID, c.Reference)
	}
	undo.Row = stored.Row
	d.Row.LoadID, d.Row.Raw = l.ID, line.raw
	d.Row.ID, err = loader.PutListRow(ctx, d.Row)
	return d, undo, err
}

// rawCells returns what the file said in the fields, as a JSON object.
func rawCells(m Mapping, fields []string, cells []string) json.RawMessage {
	raw := make(json.RawMessage, 1, 600)
	raw[0] = '{'
	for _, field := range fields {
		v := m.Cell(cells, field)
		if v == "" {
			continue
		}
		if len(raw) > 1 {
			raw = append(raw, ',')
		}
		raw = append(appendText(raw, field), ':')
		raw = appendText(raw, clip(v))
	}
	return append(raw, '}')
}

// appendText appends a text as JSON writes it. Nearly all of them are written as
// they are.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			quoted, _ := json.Marshal(s) // no text fails
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
