package people

import (
	"context"
	"database/sql"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

const markColumns = `m.id, m.worker_id, coalesce(m.cpi_id,0), m.target, m.from_on, coalesce(m.to_on,''), m.note, m.version,
	coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=m.created_by),''), coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=m.ended_by),'')`

func scanMark(scan func(...any) error) (m Mark, err error) {
	err = scan(&m.ID, &m.WorkerID, &m.CPI, &m.Target, &m.From, &m.To, &m.Note, &m.Version, &m.By, &m.EndedBy)
	return m, err
}

// Marks returns the groups that operators put a person in, newest first, those
// that ended included. The caller has checked that the reader may see the record.
func (s *Store) Marks(ctx context.Context, workerID int64) ([]Mark, error) {
	return marksOf(ctx, s.db.Reader(), workerID)
}

func marksOf(ctx context.Context, q db.Querier, workerID int64) ([]Mark, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (Mark, error) { return scanMark(r.Scan) },
		"SELECT "+markColumns+" FROM worker_target m WHERE m.worker_id=? ORDER BY m.from_on DESC, m.id DESC", workerID)
}

// GroupFacts returns what Groups needs to know of a person, with the given rows
// of lists. The caller has checked that the reader may see the record.
func (s *Store) GroupFacts(ctx context.Context, workerID int64, rows []ListRow) (GroupFacts, error) {
	return GroupFactsOf(ctx, s.db.Reader(), workerID, rows)
}

// GroupFactsOf is GroupFacts inside another area's act.
func GroupFactsOf(ctx context.Context, q db.Querier, workerID int64, rows []ListRow) (GroupFacts, error) {
	f := GroupFacts{Rows: rows}
	var err error
	if f.Periods, err = PeriodsOf(ctx, q, workerID); err != nil {
		return f, err
	}
	if f.Marks, err = marksOf(ctx, q, workerID); err != nil {
		return f, err
	}
	all, err := sections(ctx, q, workerID, "")
	for _, c := range all {
		switch c.Panel.Code {
		case SectionStudies:
			f.Studies = c.Entries
		case SectionJobs:
			f.Jobs, f.Asked = c.Entries, c.Answers.Is("nessuna_esperienza")
		}
	}
	return f, err
}

// SetMark puts a person in the actor's scope into a group, from a day on. The
// refusals name target, from_on, note.
func (s *Store) SetMark(ctx context.Context, actor rule.Actor, m Mark) error {
	m.Note = strings.TrimSpace(m.Note)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := ownedTx(ctx, tx, actor, m.WorkerID); err != nil {
			return err
		}
		if err := m.Check(tx.Today).Err(); err != nil {
			return err
		}
		if kind, _ := MarkNamed(m.Target); kind.Category {
			if err := categoryTx(ctx, tx, actor, m); err != nil {
				return err
			}
		}
		var there bool
		if err := tx.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM worker_target WHERE worker_id=? AND target=? AND coalesce(to_on,'9999-12-31')>=?)", m.WorkerID, m.Target, m.From).Scan(&there); err != nil {
			return err
		}
		if there {
			return rule.Refuse("target", "La persona è già in questo gruppo, in quel giorno o dopo.")
		}
		res, err := tx.ExecContext(ctx, "INSERT INTO worker_target(worker_id,cpi_id,target,from_on,note,created_at,created_by) VALUES(?,?,?,?,?,?,?)",
			m.WorkerID, db.Null(actor.CPI()), m.Target, m.From, m.Note, tx.Now, actor.UserID)
		if err != nil {
			return err
		}
		id, _ := res.LastInsertId()
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "gruppo.assegnato", Subject: "worker_target", SubjectID: id, WorkerID: m.WorkerID, Fields: []string{m.Target}})
	})
}

// categoryTx refuses a category that facts imply or contradict.
func categoryTx(ctx context.Context, tx *db.Tx, actor rule.Actor, m Mark) error {
	w, err := WorkerTx(ctx, tx, actor, m.WorkerID)
	if err != nil {
		return err
	}
	rows, err := rowsOf(ctx, tx, actor, m.WorkerID)
	if err != nil {
		return err
	}
	f, err := GroupFactsOf(ctx, tx, m.WorkerID, rows)
	if err != nil {
		return err
	}
	return CheckCategory(w, f, m.Target, tx.Today)
}

// EndMark records the last day on which a person is in a group; version is the
// one that the actor read.
func (s *Store) EndMark(ctx context.Context, actor rule.Actor, workerID, id int64, version int, on rule.Date) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := ownedTx(ctx, tx, actor, workerID); err != nil {
			return err
		}
		m, err := scanMark(tx.QueryRowContext(ctx, "SELECT "+markColumns+" FROM worker_target m WHERE m.id=? AND m.worker_id=?", id, workerID).Scan)
		switch {
		case err != nil:
			return db.Classify(err)
		case m.Version != version:
			return db.Stale{Current: m.Version}
		}
		if err := m.CanEnd(); err != nil {
			return err
		}
		if err := m.CheckEnd(tx.Today, on).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE worker_target SET to_on=?, ended_at=?, ended_by=?, version=version+1 WHERE id=?", on, tx.Now, actor.UserID, id); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "gruppo.finito", Subject: "worker_target", SubjectID: id, WorkerID: workerID, Fields: []string{m.Target}})
	})
}
