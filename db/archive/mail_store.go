package archive

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sportello/db"
	"sportello/db/rule"
)

// MailTx puts a message into the outbox in the transaction of the act that it
// tells of: it goes out if and only if the act is kept. It returns its id.
func MailTx(ctx context.Context, tx *db.Tx, actor rule.Actor, m Mail) (int64, error) {
	to, err := rule.ParseEmail(m.To)
	if err != nil {
		return 0, rule.Refuse("email", err.Error())
	}
	subject := strings.Join(strings.Fields(m.Subject), " ") // one line: a header
	var id int64
	err = tx.QueryRowContext(ctx, `INSERT INTO mail(kind,recipient,subject,body,private,worker_id,user_id,cpi_id,document_id,state,next_attempt_at,created_at,created_by)
		VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id`,
		m.Kind, to, subject, m.Body, m.Private, db.Null(m.WorkerID), db.Null(m.UserID), db.Null(m.CPI), db.Null(m.DocumentID),
		MailQueued, tx.Now, tx.Now, actor.UserID).Scan(&id)
	if err != nil {
		return 0, err
	}
	return id, AuditTx(ctx, tx, actor, Audit{Action: "messaggio.preparato", Subject: "mail", SubjectID: id, WorkerID: m.WorkerID})
}

const mailColumns = `m.id, m.kind, m.recipient, m.subject, m.body, m.private, coalesce(m.worker_id,0), coalesce(m.user_id,0), coalesce(m.cpi_id,0),
	coalesce(m.document_id,0), m.state, m.attempts, m.next_attempt_at, m.last_error, m.created_at, m.created_by, coalesce(m.sent_at,''),
	coalesce((SELECT name FROM cpi WHERE id=m.cpi_id),''), coalesce((SELECT title FROM document WHERE id=m.document_id),'')`

func scanMail(row interface{ Scan(...any) error }) (OutboxMail, error) {
	var m OutboxMail
	err := row.Scan(&m.ID, &m.Kind, &m.To, &m.Subject, &m.Body, &m.Private, &m.WorkerID, &m.UserID, &m.CPI,
		&m.DocumentID, &m.State, &m.Attempts, &m.NextAttemptAt, &m.LastError, &m.CreatedAt, &m.CreatedBy, &m.SentAt, &m.Office, &m.DocumentTitle)
	return m, db.Classify(err)
}

func (s *Store) mails(ctx context.Context, where string, args ...any) ([]OutboxMail, error) {
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT "+mailColumns+" FROM mail m WHERE "+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []OutboxMail
	for rows.Next() {
		m, err := scanMail(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// outboxScope is the part of the outbox that the actor sees: an administrator
// all of it, the others what went out in the name of their offices or what
// they caused themselves, never what holds a key.
func outboxScope(actor rule.Actor) (string, []any) {
	if actor.Has(rule.RoleAdmin) {
		return "1=1", nil
	}
	scope, args := actor.OfficeScope("m.cpi_id")
	return "m.private=0 AND (" + scope + " OR m.created_by=? AND m.created_by<>0)", append(args, actor.UserID)
}

// OutboxFilter is what the outbox is searched by.
type OutboxFilter struct {
	State  MailState // "" is all
	Before int64     // id after which the page begins, 0 for the newest
	Limit  int
}

func (f OutboxFilter) where(where string, args []any) (string, []any) {
	if f.State != "" {
		where, args = where+" AND m.state=?", append(args, f.State)
	}
	if f.Before != 0 {
		where, args = where+" AND m.id<?", append(args, f.Before)
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	return where + " ORDER BY m.id DESC LIMIT ?", append(args, f.Limit)
}

// Outbox returns the messages in the actor's scope, newest first.
func (s *Store) Outbox(ctx context.Context, actor rule.Actor, f OutboxFilter) ([]OutboxMail, error) {
	where, args := f.where(outboxScope(actor))
	return s.mails(ctx, where, args...)
}

// OutboxMail returns one message, db.ErrNotFound out of scope.
func (s *Store) OutboxMail(ctx context.Context, actor rule.Actor, id int64) (OutboxMail, error) {
	scope, args := outboxScope(actor)
	return scanMail(s.db.Reader().QueryRowContext(ctx, "SELECT "+mailColumns+" FROM mail m WHERE m.id=? AND "+scope, append([]any{id}, args...)...))
}

// MailsOfDocument returns the messages that carry a document, newest first, for
// the record that shows whether it was sent; the caller has checked the scope.
func (s *Store) MailsOfDocument(ctx context.Context, documentID int64) ([]OutboxMail, error) {
	return s.mails(ctx, "m.document_id=? ORDER BY m.id DESC", documentID)
}

// MailsOfWorker returns the messages about a person in the actor's scope,
// newest first.
func (s *Store) MailsOfWorker(ctx context.Context, actor rule.Actor, workerID int64) ([]OutboxMail, error) {
	scope, args := outboxScope(actor)
	return s.mails(ctx, scope+" AND m.worker_id=? ORDER BY m.id DESC LIMIT 200", append(args, workerID)...)
}

// RetryMail puts a message that was given up back into the queue.
func (s *Store) RetryMail(ctx context.Context, actor rule.Actor, id int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		scope, args := outboxScope(actor)
		var state MailState
		if err := tx.QueryRowContext(ctx, "SELECT state FROM mail m WHERE m.id=? AND "+scope, append([]any{id}, args...)...).Scan(&state); err != nil {
			return err
		}
		if state == MailSent {
			return rule.Refuse("", "Questo messaggio è già stato inviato.")
		}
		if _, err := tx.ExecContext(ctx, "UPDATE mail SET state=?, attempts=0, next_attempt_at=?, last_error='' WHERE id=?", MailQueued, tx.Now, id); err != nil {
			return err
		}
		return AuditTx(ctx, tx, actor, Audit{Action: "messaggio.rimesso_in_coda", Subject: "mail", SubjectID: id})
	})
}

// SendDue tries every message whose time has come, one at a time and outside
// any transaction, and returns how many went out. It stops early when the
// server does not answer.
func (s *Store) SendDue(ctx context.Context, transport Transport) (int, error) {
	sent := 0
	if err := s.settleLateMail(ctx); err != nil {
		return sent, err
	}
	for ctx.Err() == nil {
		m, err := s.claimMail(ctx)
		if err != nil {
			if errors.Is(err, db.ErrNotFound) {
				err = nil
			}
			return sent, err
		}
		sendErr := s.send(ctx, transport, m)
		if ctx.Err() != nil {
			// Stopped meanwhile: whether it went out is unknown, the lease of the
			// claim lets it be tried again.
			return sent, ctx.Err()
		}
		if err := s.settleMail(ctx, m, sendErr); err != nil {
			s.mu.Lock()
			s.lateMail = append(s.lateMail, tried{m, sendErr})
			s.mu.Unlock()
			return sent, err
		}
		switch sendErr.(type) {
		case nil:
			sent++
		case Permanent, Unreachable, Deferred:
		default:
			return sent, fmt.Errorf("message %d: %w", m.ID, sendErr)
		}
		if _, down := sendErr.(Unreachable); down {
			return sent, nil
		}
	}
	return sent, ctx.Err()
}

// tried is an attempt of which the end could not be written down yet.
type tried struct {
	mail OutboxMail
	err  error
}

// settleLateMail writes down how attempts ended that found no room for it when
// they did: a message that went out must not go out again because the disk was
// full just then.
func (s *Store) settleLateMail(ctx context.Context) error {
	s.mu.Lock()
	late := s.lateMail
	s.lateMail = nil
	s.mu.Unlock()
	for i, t := range late {
		if err := s.settleMail(ctx, t.mail, t.err); err != nil {
			s.mu.Lock()
			s.lateMail = append(s.lateMail, late[i:]...)
			s.mu.Unlock()
			return err
		}
	}
	return nil
}

// sendLease is how long a claimed message is out of the queue: longer than any
// attempt, so that none is sent twice while one lasts.
const sendLease = 10 * time.Minute

// claimMail takes the next message whose time has come and counts the attempt
// before it is made: a crash in the middle does not try it for ever.
func (s *Store) claimMail(ctx context.Context) (OutboxMail, error) {
	var m OutboxMail
	var due int
	// Looked for by a reader first: an empty queue costs the writer nothing.
	if err := s.db.Reader().QueryRowContext(ctx, "SELECT 1 FROM mail WHERE state='in_coda' AND next_attempt_at<=? LIMIT 1", rule.InstantOf(s.db.Now())).Scan(&due); err != nil {
		return m, db.Classify(err)
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var id int64
		lease := rule.InstantOf(tx.Now.Time().Add(sendLease))
		if err := tx.QueryRowContext(ctx, `UPDATE mail SET attempts=attempts+1, next_attempt_at=? WHERE id=(
			SELECT id FROM mail WHERE state='in_coda' AND next_attempt_at<=? ORDER BY next_attempt_at, id LIMIT 1) RETURNING id`, lease, tx.Now).Scan(&id); err != nil {
			return err
		}
		var err error
		m, err = scanMail(tx.QueryRowContext(ctx, "SELECT "+mailColumns+" FROM mail m WHERE m.id=?", id))
		return err
	})
	return m, err
}

func (s *Store) send(ctx context.Context, transport Transport, m OutboxMail) error {
	var attachments []Attachment
	if m.DocumentID != 0 {
		d, err := s.DocumentByID(ctx, m.DocumentID)
		if err != nil {
			return err
		}
		file, f, err := s.OpenDocument(ctx, d)
		if err != nil {
			return err
		}
		file.Close()
		attachments = append(attachments, Attachment{Name: d.FileName(), MediaType: f.MediaType, Path: s.PathOf(f)})
	}
	return transport.Send(ctx, m, attachments)
}

// settleMail writes down how an attempt ended.
func (s *Store) settleMail(ctx context.Context, m OutboxMail, sendErr error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if sendErr == nil {
			_, err := tx.ExecContext(ctx, "UPDATE mail SET state=?, sent_at=?, last_error='', body=CASE WHEN private=1 THEN '' ELSE body END WHERE id=?", MailSent, tx.Now, m.ID)
			return err
		}
		state, sentence := MailQueued, mailSentence(sendErr)
		if _, permanent := sendErr.(Permanent); permanent || m.Attempts >= maxMailAttempts {
			state = MailFailed
		}
		_, err := tx.ExecContext(ctx, "UPDATE mail SET state=?, last_error=?, next_attempt_at=? WHERE id=?",
			state, sentence, rule.InstantOf(tx.Now.Time().Add(mailWait(m.Attempts))), m.ID)
		return err
	})
}

// SendEvery sends what is due until the context ends, looking into the queue
// at the given pace. After a server that does not answer the messages' own
// waits decide when it is tried again.
func (s *Store) SendEvery(ctx context.Context, every time.Duration, transport Transport, report func(error)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if _, err := s.SendDue(ctx, transport); err != nil && ctx.Err() == nil {
			report(err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
