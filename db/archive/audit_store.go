package archive

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
	"time"

	"sportello/db"
	"sportello/db/rule"

	"golang.org/x/sync/singleflight"
)

// Store keeps the archive of one installation.
type Store struct {
	db *db.DB

	mu        sync.Mutex
	reads     []queuedRead
	renderers map[string]Renderer
	lateMail  []tried

	finishing singleflight.Group
	noted     sync.Map // of the id of a job to its progress, see Job.Note
}

// NewStore returns the archive of the database.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

type queuedRead struct {
	at    rule.Instant
	actor rule.Actor
	audit Audit
}

// AuditTx appends a line to the register in the transaction of the act.
func AuditTx(ctx context.Context, tx *db.Tx, actor rule.Actor, a Audit) error {
	return appendAudit(ctx, tx, tx.Now, actor, a)
}

func appendAudit(ctx context.Context, tx *db.Tx, at rule.Instant, actor rule.Actor, a Audit) error {
	var previous string
	err := tx.QueryRowContext(ctx, "SELECT hash FROM audit ORDER BY id DESC LIMIT 1").Scan(&previous)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	fields := strings.Join(a.Fields, ",")
	_, err = tx.ExecContext(ctx, `INSERT INTO audit(at,user_id,action,subject,subject_id,worker_id,fields,count,reason,previous_hash,hash)
		VALUES(?,?,?,?,?,?,?,?,?,?,?)`, at, actor.UserID, a.Action, a.Subject, a.SubjectID, db.Null(a.WorkerID), fields, a.Count, a.Reason,
		previous, chainHash(previous, string(at), actor.UserID, a, fields))
	return err
}

// Read queues a line that tells of a reading; FlushReads writes it, at least
// once a second and at stop. A page never waits for it.
func (s *Store) Read(actor rule.Actor, a Audit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads = append(s.reads, queuedRead{rule.InstantOf(s.db.Now()), actor, a})
}

// ReadNow writes a line that tells of a reading before the answer is given: for
// special data (L. 68, health, income).
func (s *Store) ReadNow(ctx context.Context, actor rule.Actor, a Audit) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return AuditTx(ctx, tx, actor, a) })
}

// FlushReads writes the queued readings in one transaction.
func (s *Store) FlushReads(ctx context.Context) error {
	s.mu.Lock()
	reads := s.reads
	s.reads = nil
	s.mu.Unlock()
	if len(reads) == 0 {
		return nil
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		for _, r := range reads {
			if err := appendAudit(ctx, tx, r.at, r.actor, r.audit); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.mu.Lock()
		s.reads = append(reads, s.reads...)
		s.mu.Unlock()
	}
	return err
}

// FlushReadsEvery flushes until the context ends, then once more.
func (s *Store) FlushReadsEvery(ctx context.Context, every time.Duration, report func(error)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if err := s.FlushReads(ctx); err != nil && ctx.Err() == nil {
				report(err)
			}
		case <-ctx.Done():
			if err := s.FlushReads(context.WithoutCancel(ctx)); err != nil {
				report(err)
			}
			return
		}
	}
}

// AuditLines returns the register of acts, newest first, to an administrator;
// to anybody else db.ErrNotFound.
func (s *Store) AuditLines(ctx context.Context, actor rule.Actor, f AuditFilter) ([]AuditLine, error) {
	if !actor.Has(rule.RoleAdmin) {
		return nil, db.ErrNotFound
	}
	where, args := "1=1", []any{}
	add := func(condition string, value any) { where, args = where+" AND "+condition, append(args, value) }
	if f.UserID != 0 {
		add("a.user_id=?", f.UserID)
	}
	if f.WorkerID != 0 {
		add("a.worker_id=?", f.WorkerID)
	}
	if f.Subject != "" {
		add("a.subject=?", f.Subject)
	}
	for _, subject := range f.Without {
		add("a.subject<>?", subject)
	}
	if f.From != "" {
		from, _ := dayBounds(f.From)
		add("a.at>=?", from)
	}
	if f.To != "" {
		_, to := dayBounds(f.To)
		add("a.at<?", to)
	}
	if f.Before != 0 {
		add("a.id<?", f.Before)
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT a.id, a.at, a.user_id, coalesce((SELECT surname||' '||name FROM user WHERE id=a.user_id),''),
		a.action, a.subject, a.subject_id, coalesce(a.worker_id,0), a.fields, a.count, a.reason
		FROM audit a WHERE `+where+" ORDER BY a.id DESC LIMIT ?", append(args, f.Limit)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []AuditLine
	for rows.Next() {
		var l AuditLine
		var fields string
		if err := rows.Scan(&l.ID, &l.At, &l.UserID, &l.UserName, &l.Action, &l.Subject, &l.SubjectID, &l.WorkerID, &fields, &l.Count, &l.Reason); err != nil {
			return nil, err
		}
		if fields != "" {
			l.Fields = strings.Split(fields, ",")
		}
		if l.UserName == "" {
			l.UserName = "Sportello"
		}
		out = append(out, l)
	}
	return out, rows.Err()
}
