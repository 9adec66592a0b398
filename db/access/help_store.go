package access

import (
	"context"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// AskHelp stores a question of anybody, signed in or not, and returns its
// number. The refusals concern name, email, subject, body, request_number.
func (s *Store) AskHelp(ctx context.Context, actor rule.Actor, r HelpRequest) (int64, error) {
	r, err := r.check()
	if err != nil {
		return 0, err
	}
	var id int64
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		res, err := tx.ExecContext(ctx, "INSERT INTO help_request(kind,user_id,name,email,subject,body,request_number,created_at) VALUES(?,?,?,?,?,?,?,?)",
			r.Kind, db.Null(actor.UserID), r.Name, r.Email, r.Subject, r.Body, r.RequestNumber, tx.Now)
		if err != nil {
			return err
		}
		id, _ = res.LastInsertId()
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "richiesta.inviata", Subject: "help_request", SubjectID: id})
	})
	return id, err
}

const helpColumns = `h.id, h.kind, coalesce(h.user_id,0), h.name, h.email, h.subject, h.body, h.request_number, h.created_at, h.answer,
	coalesce(h.answered_at,''), coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=h.answered_by),''), h.version`

func scanHelp(row interface{ Scan(...any) error }) (HelpRequest, error) {
	var r HelpRequest
	err := row.Scan(&r.ID, &r.Kind, &r.UserID, &r.Name, &r.Email, &r.Subject, &r.Body, &r.RequestNumber, &r.CreatedAt, &r.Answer, &r.AnsweredAt, &r.AnsweredBy, &r.Version)
	return r, db.Classify(err)
}

// HelpFilter chooses the rows of a desk's queue.
type HelpFilter struct {
	Answered bool
	After    int64
	Limit    int
}

// HelpRequests returns the requests of a desk: those to answer with the longest
// waiting first, those answered with the newest first.
func (s *Store) HelpRequests(ctx context.Context, actor rule.Actor, kind HelpKind, f HelpFilter) ([]HelpRequest, error) {
	if !actor.Has(kind.Role()) {
		return nil, db.ErrNotFound
	}
	where, args := "h.kind=? AND h.answered_at IS NULL AND h.id>? ORDER BY h.id", []any{kind, f.After}
	if f.Answered {
		where = "h.kind=? AND h.answered_at IS NOT NULL ORDER BY h.id DESC"
		args = []any{kind}
		if f.After > 0 {
			where, args = "h.kind=? AND h.answered_at IS NOT NULL AND h.id<? ORDER BY h.id DESC", []any{kind, f.After}
		}
	}
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT "+helpColumns+" FROM help_request h WHERE "+where+" LIMIT ?", append(args, f.Limit)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []HelpRequest
	for rows.Next() {
		r, err := scanHelp(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// HelpCounts returns how many requests of the desk wait and how many were
// answered.
func (s *Store) HelpCounts(ctx context.Context, actor rule.Actor, kind HelpKind) (waiting, answered int, err error) {
	if !actor.Has(kind.Role()) {
		return 0, 0, db.ErrNotFound
	}
	err = s.db.Reader().QueryRowContext(ctx, "SELECT count(*)-count(answered_at), count(answered_at) FROM help_request WHERE kind=?", kind).Scan(&waiting, &answered)
	return waiting, answered, err
}

// HelpRequest returns a request of the desk, for who answers it.
func (s *Store) HelpRequest(ctx context.Context, actor rule.Actor, kind HelpKind, id int64) (HelpRequest, error) {
	if !actor.Has(kind.Role()) {
		return HelpRequest{}, db.ErrNotFound
	}
	return scanHelp(s.db.Reader().QueryRowContext(ctx, "SELECT "+helpColumns+" FROM help_request h WHERE h.id=? AND h.kind=?", id, kind))
}

// AnswerHelp answers a request by e-mail. The refusal concerns the field
// answer; a request that somebody else has answered is refused too.
func (s *Store) AnswerHelp(ctx context.Context, actor rule.Actor, kind HelpKind, id int64, answer string) error {
	if !actor.Has(kind.Role()) {
		return db.ErrNotFound
	}
	if answer == "" {
		return rule.Refuse("answer", "Scrivi la risposta.")
	}
	if err := rule.TooLong(answer, rule.MaxNote); err != nil {
		return rule.Refuse("answer", err.Error())
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := scanHelp(tx.QueryRowContext(ctx, "SELECT "+helpColumns+" FROM help_request h WHERE h.id=? AND h.kind=?", id, kind))
		if err != nil {
			return err
		}
		if r.AnsweredAt != "" {
			return rule.Refuse("", "Ha già risposto "+r.AnsweredBy+" il "+r.AnsweredAt.Italian()+": la persona ha ricevuto quella risposta.")
		}
		_, err = tx.ExecContext(ctx, "UPDATE help_request SET answer=?, answered_at=?, answered_by=?, version=version+1 WHERE id=?", answer, tx.Now, actor.UserID, id)
		if err != nil {
			return err
		}
		if err := sendTx(ctx, tx, actor, answerLetter(r, answer)); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "richiesta.risposta", Subject: "help_request", SubjectID: id})
	})
}
