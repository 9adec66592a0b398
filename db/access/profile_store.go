package access

import (
	"context"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// Visit is one open sign-in of an account, as its owner sees it.
type Visit struct {
	ID      string // names the visit; it opens nothing
	Opened  rule.Instant
	Seen    rule.Instant
	Current bool // the one that is looking
}

// visitID is how many characters of a token's hash name a visit.
const visitID = 16

// Visits returns the living sign-ins of the actor, the most recently used
// first. token is the one of the visit that asks.
func (s *Store) Visits(ctx context.Context, actor rule.Actor, token string) ([]Visit, error) {
	now := s.db.Now()
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT token_hash, created_at, seen_at FROM sign_in
		WHERE user_id=? AND revoked_at IS NULL AND expires_at>? AND seen_at>? ORDER BY seen_at DESC, token_hash`,
		actor.UserID, rule.InstantOf(now), rule.InstantOf(now.Add(-IdleTimeout)))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	mine := tokenHash(token)
	var visits []Visit
	for rows.Next() {
		var hash string
		var v Visit
		if err := rows.Scan(&hash, &v.Opened, &v.Seen); err != nil {
			return nil, err
		}
		v.ID, v.Current = hash[:visitID], hash == mine
		visits = append(visits, v)
	}
	return visits, rows.Err()
}

// RevokeVisit ends one of the actor's sign-ins, db.ErrNotFound if it is not the
// actor's or has ended.
func (s *Store) RevokeVisit(ctx context.Context, actor rule.Actor, id string) error {
	if len(id) != visitID {
		return db.ErrNotFound
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		res, err := tx.ExecContext(ctx, "UPDATE sign_in SET revoked_at=? WHERE user_id=? AND revoked_at IS NULL AND substr(token_hash,1,?)=?",
			tx.Now, actor.UserID, visitID, id)
		if err != nil {
			return err
		}
		if n, _ := res.RowsAffected(); n == 0 {
			return db.ErrNotFound
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "accesso.revocato", Subject: "user", SubjectID: actor.UserID})
	})
}

// SetShortcuts switches the actor's single-letter shortcuts on or off.
func (s *Store) SetShortcuts(ctx context.Context, actor rule.Actor, on bool) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE user SET shortcuts=?, version=version+1 WHERE id=?", on, actor.UserID); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "profilo.modificato", Subject: "user", SubjectID: actor.UserID, Fields: []string{"shortcuts"}})
	})
}
