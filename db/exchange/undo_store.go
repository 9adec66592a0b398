package exchange

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/rule"
)

// Undo takes a whole load back, as long as nothing was built on it: no later
// load over its rows, nothing done for the people it brought, no value changed
// since. Otherwise it says what stands in the way.
func (s *Store) Undo(ctx context.Context, actor rule.Actor, id int64) error {
	l, err := s.Load(ctx, actor, id)
	if err != nil {
		return err
	}
	return s.db.WriteBulk(ctx, func(tx *db.Tx) error {
		if err := moveTx(ctx, tx, id, 0, "state='annullato', undone_at=?, undone_by=?", []any{tx.Now, actor.UserID}, StateApplied); err != nil {
			return err
		}
		if err := builtOnTx(ctx, tx, id); err != nil {
			return err
		}
		if err := undoTx(ctx, tx, actor, l); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "caricamento.annullato", Subject: "import_load", SubjectID: id})
	})
}

// obstacles are what stands in the way of an undo: how it is counted among the
// lines of the load (aliased r), and how it is said.
var obstacles = []struct{ condition, one, many string }{
	{"r.fate IN ('crea','aggiorna') AND EXISTS (SELECT 1 FROM list_row x WHERE x.id=r.list_row_id AND x.load_id<>r.load_id)",
		"1 riga è stata aggiornata da un caricamento successivo", "%d righe sono state aggiornate da un caricamento successivo"},
	{"r.fate='crea' AND EXISTS (SELECT 1 FROM appointment x WHERE x.worker_id=r.worker_id AND x.created_at>=?2)",
		"1 lavoratore ha già un appuntamento", "%d lavoratori hanno già un appuntamento"},
	{"r.fate='crea' AND EXISTS (SELECT 1 FROM riscontro x WHERE x.worker_id=r.worker_id AND x.recorded_at>=?2)",
		"1 lavoratore ha già un riscontro", "%d lavoratori hanno già un riscontro"},
	{"r.fate='crea' AND EXISTS (SELECT 1 FROM bilancio x WHERE x.worker_id=r.worker_id AND x.started_at>=?2)",
		"1 lavoratore ha già un bilancio", "%d lavoratori hanno già un bilancio"},
	{"r.fate IN ('crea','aggiorna') AND EXISTS (SELECT 1 FROM worker_history x WHERE x.worker_id=r.worker_id AND x.source='operatore' AND x.at>=?2)",
		"la scheda di 1 lavoratore è stata modificata da un operatore", "le schede di %d lavoratori sono state modificate da un operatore"},
	{"r.fate='crea' AND json_extract(r.changes,'$.created') AND EXISTS (SELECT 1 FROM list_row x WHERE x.worker_id=r.worker_id AND x.id<>r.list_row_id)",
		"1 lavoratore è anche in un altro elenco", "%d lavoratori sono anche in un altro elenco"},
}

func builtOnTx(ctx context.Context, tx *db.Tx, id int64) error {
	var appliedAt rule.Instant
	if err := tx.QueryRowContext(ctx, "SELECT applied_at FROM import_load WHERE id=?", id).Scan(&appliedAt); err != nil {
		return err
	}
	var said []string
	for _, o := range obstacles {
		var n int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM import_row r WHERE r.load_id=?1 AND ?2<>'' AND "+o.condition, id, appliedAt).Scan(&n); err != nil {
			return err
		}
		switch {
		case n == 1:
			said = append(said, o.one)
		case n > 1:
			said = append(said, fmt.Sprintf(o.many, n))
		}
	}
	if len(said) > 0 {
		return rule.Refuse("", "Il caricamento non si può più annullare: "+strings.Join(said, "; ")+".")
	}
	return nil
}

// undoneLine is a line that was applied, with what its undo needs.
type undoneLine struct {
	fate            Fate
	worker, listRow int64
	undo            applied
}

func undoTx(ctx context.Context, tx *db.Tx, actor rule.Actor, load Load) (err error) {
	whole := context.WithoutCancel(ctx) // as in applyTx
	loader := people.NewLoader(tx, actor)
	defer func() {
		if closing := loader.Close(whole); err == nil {
			err = closing
		}
	}()
	for last := 0; ctx.Err() == nil; {
		var lines []undoneLine
		rows, err := tx.QueryContext(whole, `SELECT line, fate, worker_id, list_row_id, changes FROM import_row
			WHERE load_id=? AND line>? AND fate IN ('crea','aggiorna','invariata') ORDER BY line LIMIT ?`, load.ID, last, batch)
		if err != nil {
			return err
		}
		for rows.Next() {
			var l undoneLine
			var text string
			if err := rows.Scan(&last, &l.fate, &l.worker, &l.listRow, &text); err != nil {
				rows.Close()
				return err
			}
			if err := json.Unmarshal([]byte(text), &l.undo); err != nil {
				rows.Close()
				return err
			}
			lines = append(lines, l)
		}
		if err := rows.Close(); err != nil || len(lines) == 0 {
			return err
		}
		for _, l := range lines {
			if err := undoLine(whole, loader, load, l); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

func undoLine(ctx context.Context, loader *people.Loader, load Load, l undoneLine) error {
	undo := l.undo
	if l.fate == FateUnchanged {
		if undo.Reference == "" {
			return nil
		}
		return loader.SetReferenceDate(ctx, l.listRow, undo.Reference)
	}
	if undo.Row != nil {
		if _, err := loader.PutListRow(ctx, *undo.Row); err != nil {
			return err
		}
	} else if err := loader.DeleteListRow(ctx, l.listRow, load.ListID, load.Province); err != nil {
		return err
	}
	if undo.Created {
		return loader.DeleteWorker(ctx, l.worker)
	}
	if len(undo.Worker) == 0 {
		return nil
	}
	return loader.RestoreWorker(ctx, l.worker, undo.Worker, "annullamento del caricamento")
}
