package access

import (
	"context"
	"database/sql"
	"errors"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

const faqColumns = `f.id, f.question, f.answer, f.topic, f.position, coalesce(f.published_at,''), f.updated_at,
	coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=f.updated_by),''), f.version`

func scanFAQ(row interface{ Scan(...any) error }) (FAQ, error) {
	var f FAQ
	err := row.Scan(&f.ID, &f.Question, &f.Answer, &f.Topic, &f.Position, &f.PublishedAt, &f.UpdatedAt, &f.UpdatedBy, &f.Version)
	return f, db.Classify(err)
}

// PublishedFAQ returns what everybody can read, in the Region's order.
func (s *Store) PublishedFAQ(ctx context.Context) ([]FAQ, error) {
	return s.faqWhere(ctx, "f.published_at IS NOT NULL")
}

// AllFAQ returns every entry in order, for the Region.
func (s *Store) AllFAQ(ctx context.Context, actor rule.Actor) ([]FAQ, error) {
	if !actor.Has(rule.RoleRegion) {
		return nil, db.ErrNotFound
	}
	return s.faqWhere(ctx, "1=1")
}

func (s *Store) faqWhere(ctx context.Context, where string) ([]FAQ, error) {
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT "+faqColumns+" FROM faq f WHERE "+where+" ORDER BY f.position, f.id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []FAQ
	for rows.Next() {
		f, err := scanFAQ(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, rows.Err()
}

// FAQEntry returns one entry, for the Region.
func (s *Store) FAQEntry(ctx context.Context, actor rule.Actor, id int64) (FAQ, error) {
	if !actor.Has(rule.RoleRegion) {
		return FAQ{}, db.ErrNotFound
	}
	return scanFAQ(s.db.Reader().QueryRowContext(ctx, "SELECT "+faqColumns+" FROM faq f WHERE f.id=?", id))
}

// SaveFAQ adds an entry at the end (id 0), not yet published, or changes one.
// The refusals concern question, answer and topic; a version no longer stored
// is db.Stale.
func (s *Store) SaveFAQ(ctx context.Context, actor rule.Actor, f FAQ) (int64, error) {
	if !actor.Has(rule.RoleRegion) {
		return 0, db.ErrNotFound
	}
	f, err := f.check()
	if err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if f.ID == 0 {
			res, err := tx.ExecContext(ctx, `INSERT INTO faq(question,answer,topic,position,updated_at,updated_by)
				VALUES(?,?,?,(SELECT coalesce(max(position),0)+1 FROM faq),?,?)`, f.Question, f.Answer, f.Topic, tx.Now, actor.UserID)
			if err != nil {
				return err
			}
			f.ID, _ = res.LastInsertId()
			return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "faq.aggiunta", Subject: "faq", SubjectID: f.ID})
		}
		stored, err := scanFAQ(tx.QueryRowContext(ctx, "SELECT "+faqColumns+" FROM faq f WHERE f.id=?", f.ID))
		if err != nil {
			return err
		}
		if stored.Version != f.Version {
			return db.Stale{Current: stored.Version}
		}
		_, err = tx.ExecContext(ctx, "UPDATE faq SET question=?, answer=?, topic=?, updated_at=?, updated_by=?, version=version+1 WHERE id=?",
			f.Question, f.Answer, f.Topic, tx.Now, actor.UserID, f.ID)
		if err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "faq.modificata", Subject: "faq", SubjectID: f.ID})
	})
	return f.ID, err
}

// PublishFAQ shows the entry to everybody, or takes it back.
func (s *Store) PublishFAQ(ctx context.Context, actor rule.Actor, id int64, on bool) error {
	if !actor.Has(rule.RoleRegion) {
		return db.ErrNotFound
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		at, action := any(nil), "faq.ritirata"
		if on {
			at, action = any(tx.Now), "faq.pubblicata"
		}
		res, err := tx.ExecContext(ctx, "UPDATE faq SET published_at=?, version=version+1 WHERE id=? AND (published_at IS NULL)=?", at, id, on)
		if err != nil {
			return err
		}
		if n, _ := res.RowsAffected(); n == 0 {
			var exists int
			return tx.QueryRowContext(ctx, "SELECT 1 FROM faq WHERE id=?", id).Scan(&exists) // it is so already
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: action, Subject: "faq", SubjectID: id})
	})
}

// MoveFAQ moves the entry one place up or down.
func (s *Store) MoveFAQ(ctx context.Context, actor rule.Actor, id int64, up bool) error {
	if !actor.Has(rule.RoleRegion) {
		return db.ErrNotFound
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var position int
		if err := tx.QueryRowContext(ctx, "SELECT position FROM faq WHERE id=?", id).Scan(&position); err != nil {
			return err
		}
		next := "SELECT id, position FROM faq WHERE (position,id)>(?,?) ORDER BY position, id LIMIT 1"
		if up {
			next = "SELECT id, position FROM faq WHERE (position,id)<(?,?) ORDER BY position DESC, id DESC LIMIT 1"
		}
		var other int64
		var otherPosition int
		err := tx.QueryRowContext(ctx, next, position, id).Scan(&other, &otherPosition)
		if errors.Is(err, sql.ErrNoRows) {
			return nil // it is the first or the last already
		}
		if err != nil {
			return err
		}
		for _, m := range []struct {
			id       int64
			position int
		}{{id, otherPosition}, {other, position}} {
			if _, err := tx.ExecContext(ctx, "UPDATE faq SET position=? WHERE id=?", m.position, m.id); err != nil {
				return err
			}
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "faq.spostata", Subject: "faq", SubjectID: id})
	})
}
