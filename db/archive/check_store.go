package archive

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"sportello/db"
	"sportello/db/rule"
)

// Check looks for damage: the database's own integrity, files against their
// rows and hashes, the chain of the audit, the numbers of the protocol, and the
// recounts of the other areas. It may run beside a live server.
func (s *Store) Check(ctx context.Context, recounts ...Recount) (Report, error) {
	var r Report
	for _, step := range []func(context.Context, *Report) error{s.checkDatabase, s.checkFiles, s.checkAudit, s.checkProtocol, s.checkUnfinished} {
		if err := step(ctx, &r); err != nil {
			return r, err
		}
	}
	for _, c := range recounts {
		found, err := c.Check(ctx, s.db)
		if err != nil {
			return r, fmt.Errorf("%s: %w", c.Name, err)
		}
		for _, f := range found {
			r.Damage = append(r.Damage, c.Name+": "+f)
		}
	}
	return r, nil
}

func (s *Store) checkDatabase(ctx context.Context, r *Report) error {
	rows, err := s.db.Reader().QueryContext(ctx, "PRAGMA integrity_check(20)")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var found string
		if err := rows.Scan(&found); err != nil {
			return err
		}
		if found != "ok" {
			r.Damage = append(r.Damage, "base dati: "+found)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	broken, err := s.db.Reader().QueryContext(ctx, `SELECT "table", coalesce(rowid,0), parent FROM pragma_foreign_key_check LIMIT 20`)
	if err != nil {
		return err
	}
	defer broken.Close()
	for broken.Next() {
		var table, parent string
		var id int64
		if err := broken.Scan(&table, &id, &parent); err != nil {
			return err
		}
		r.Damage = append(r.Damage, fmt.Sprintf("base dati: la riga %d di «%s» rimanda a una riga di «%s» che non c'è", id, table, parent))
	}
	return broken.Err()
}

func (s *Store) checkFiles(ctx context.Context, r *Report) error {
	files, err := s.allFiles(ctx, s.db.Reader())
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		r.Files++
		sum, size, err := hashFile(s.PathOf(f))
		switch {
		case errors.Is(err, os.ErrNotExist):
			r.Damage = append(r.Damage, fmt.Sprintf("file %d: manca «%s»", f.ID, f.Path))
		case err != nil:
			r.Damage = append(r.Damage, fmt.Sprintf("file %d: «%s» non si legge", f.ID, f.Path))
		case size != f.Size || sum != f.SHA256:
			r.Damage = append(r.Damage, fmt.Sprintf("file %d: «%s» non è più quello che fu archiviato", f.ID, f.Path))
		}
	}
	orphans, err := s.orphans(ctx)
	if err != nil {
		return err
	}
	if len(orphans) > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("file senza riga, lasciati da un'operazione interrotta: %d", len(orphans)))
	}
	return nil
}

func (s *Store) allFiles(ctx context.Context, q db.Querier) ([]StoredFile, error) {
	rows, err := q.QueryContext(ctx, "SELECT "+fileColumns+" FROM stored_file ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []StoredFile
	for rows.Next() {
		f, err := scanFile(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, rows.Err()
}

func hashFile(path string) (sum string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	size, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), size, err
}

// checkAudit computes the chain again from its first row. A changed row breaks
// its own hash, a removed one the link of the next, a removed end the count of
// rows ever written.
func (s *Store) checkAudit(ctx context.Context, r *Report) error {
	tx, err := s.db.Reader().BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // one view of rows and count
	if err != nil {
		return err
	}
	defer tx.Rollback()
	rows, err := tx.QueryContext(ctx, `SELECT id, at, user_id, action, subject, subject_id, coalesce(worker_id,0), fields, count, reason, previous_hash, hash
		FROM audit ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	last, lastID := "", int64(0)
	for rows.Next() {
		var id, user int64
		var a Audit
		var at, fields, previous, hash string
		if err := rows.Scan(&id, &at, &user, &a.Action, &a.Subject, &a.SubjectID, &a.WorkerID, &fields, &a.Count, &a.Reason, &previous, &hash); err != nil {
			return err
		}
		r.Rows++
		if id != lastID+1 || previous != last {
			r.Damage = append(r.Damage, fmt.Sprintf("registro degli atti: fra la riga %d e la %d manca qualcosa", lastID, id))
		}
		if chainHash(previous, at, user, a, fields) != hash {
			r.Damage = append(r.Damage, fmt.Sprintf("registro degli atti: la riga %d è stata cambiata", id))
		}
		last, lastID = hash, id
		if len(r.Damage) > 50 {
			break
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	var written int64
	err = tx.QueryRowContext(ctx, "SELECT seq FROM sqlite_sequence WHERE name='audit'").Scan(&written)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if written != lastID && len(r.Damage) <= 50 {
		r.Damage = append(r.Damage, fmt.Sprintf("registro degli atti: dopo la riga %d mancano le ultime", lastID))
	}
	return nil
}

func (s *Store) checkProtocol(ctx context.Context, r *Report) error {
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT year, count(*), max(number) FROM protocol_entry GROUP BY year")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var year, count, last int
		if err := rows.Scan(&year, &count, &last); err != nil {
			return err
		}
		if count != last {
			r.Damage = append(r.Damage, fmt.Sprintf("protocollo %d: %s fino al numero %d", year, rule.Plural(count, "registrazione", "registrazioni"), last))
		}
	}
	return rows.Err()
}

func (s *Store) checkUnfinished(ctx context.Context, r *Report) error {
	var documents, jobs int
	if err := s.db.Reader().QueryRowContext(ctx, `SELECT (SELECT count(*) FROM document WHERE file_id IS NULL),
		(SELECT count(*) FROM job WHERE state IN ('in_attesa','in_corso'))`).Scan(&documents, &jobs); err != nil {
		return err
	}
	if documents > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("documenti emessi e ancora da stampare: %d", documents))
	}
	if jobs > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("lavori in attesa o in corso: %d", jobs))
	}
	return nil
}

// LastBackup is the setting that remembers the last copy, for the page of the
// administrator.
const LastBackup = "last_backup"

// NoteBackup remembers that a copy was made.
func (s *Store) NoteBackup(ctx context.Context, actor rule.Actor, m Manifest) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := db.SetSettingTx(ctx, tx, LastBackup, string(m.CreatedAt)); err != nil {
			return err
		}
		return AuditTx(ctx, tx, actor, Audit{Action: "copia.fatta", Count: len(m.Files)})
	})
}

// LastBackupAt returns when the last copy was made, "" for never.
func (s *Store) LastBackupAt(ctx context.Context) (rule.Instant, error) {
	v, err := s.db.Setting(ctx, LastBackup)
	return rule.Instant(v), err
}
