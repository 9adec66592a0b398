package access

import (
	"context"
	"database/sql"
	"errors"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// ErrWrongCredentials is the one answer to a wrong address, a wrong password,
// an unconfirmed and a disabled account: who tries learns nothing.
var ErrWrongCredentials = rule.Refuse("email", "Indirizzo o password non corretti.")

// ErrLocked is the answer while an address is locked after repeated failures.
var ErrLocked = rule.Refuse("email", "Troppi tentativi non riusciti. Riprova fra quindici minuti oppure scegli una nuova password.")

// absentHash is compared when the address is unknown, so that the answer takes
// as long as for a known one.
var absentHash, _ = HashPassword("an account that does not exist")

// Authenticate returns the user with the address and password, or
// ErrWrongCredentials, or ErrLocked. Failures are counted by address, known or
// not.
func (s *Store) Authenticate(ctx context.Context, email, password string) (User, error) {
	fold := foldEmail(email)
	since := rule.InstantOf(s.db.Now().Add(-FailureWindow))
	var failures int
	if err := s.db.Reader().QueryRowContext(ctx, "SELECT count(*) FROM failed_sign_in WHERE email_fold=? AND at>?", fold, since).Scan(&failures); err != nil {
		return User{}, err
	}
	if failures >= MaxFailures {
		return User{}, ErrLocked
	}
	var id int64
	var hash string
	var usable bool
	err := s.db.Reader().QueryRowContext(ctx, "SELECT id, password_hash, confirmed_at IS NOT NULL AND disabled_at IS NULL FROM user WHERE email_fold=?", fold).Scan(&id, &hash, &usable)
	if errors.Is(err, sql.ErrNoRows) {
		hash = absentHash
	} else if err != nil {
		return User{}, err
	}
	if ok := matches(password, hash); !ok || !usable {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.ExecContext(ctx, "DELETE FROM failed_sign_in WHERE at<=?", since); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, "INSERT INTO failed_sign_in(email_fold,at) VALUES(?,?)", fold, tx.Now)
			return err
		})
		return User{}, errors.Join(err, ErrWrongCredentials)
	}
	return s.User(ctx, id)
}

// SignIn is the server's side of one browser's visit.
type SignIn struct {
	UserID int64 // 0 for a visit to the public pages
	Data   string
}

// SignIn returns the living sign-in with the token, db.ErrNotFound if it is
// unknown, expired or revoked. It notes the use at most once a minute.
func (s *Store) SignIn(ctx context.Context, token string) (SignIn, error) {
	var in SignIn
	var seen rule.Instant
	now := s.db.Now()
	err := s.db.Reader().QueryRowContext(ctx, `SELECT coalesce(user_id,0), data, seen_at FROM sign_in
		WHERE token_hash=? AND revoked_at IS NULL AND expires_at>? AND seen_at>?`,
		tokenHash(token), rule.InstantOf(now), rule.InstantOf(now.Add(-IdleTimeout))).Scan(&in.UserID, &in.Data, &seen)
	if err != nil {
		return in, db.Classify(err)
	}
	if now.Sub(seen.Time()) >= noteUseEvery {
		err = s.db.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.ExecContext(ctx, "UPDATE sign_in SET seen_at=? WHERE token_hash=?", tx.Now, tokenHash(token))
			return err
		})
	}
	if errors.Is(err, db.ErrDiskFull) {
		err = nil // what is there can be read all the same
	}
	return in, err
}

// SaveSignIn stores a sign-in under its token. A new one for a user is audited.
func (s *Store) SaveSignIn(ctx context.Context, token string, in SignIn) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		expires := rule.InstantOf(s.db.Now().Add(AbsoluteTimeout))
		res, err := tx.ExecContext(ctx, "UPDATE sign_in SET data=?, seen_at=? WHERE token_hash=? AND revoked_at IS NULL", in.Data, tx.Now, tokenHash(token))
		if err != nil {
			return err
		}
		if n, _ := res.RowsAffected(); n == 1 {
			return nil
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM sign_in WHERE expires_at<?", tx.Now); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO sign_in(token_hash,user_id,data,created_at,seen_at,expires_at) VALUES(?,?,?,?,?,?)",
			tokenHash(token), db.Null(in.UserID), in.Data, tx.Now, tx.Now, expires); err != nil {
			return err
		}
		if in.UserID == 0 {
			return nil
		}
		return archive.AuditTx(ctx, tx, rule.Actor{UserID: in.UserID}, archive.Audit{Action: "accesso.aperto", Subject: "user", SubjectID: in.UserID})
	})
}

// EndSignIn revokes the sign-in with the token.
func (s *Store) EndSignIn(ctx context.Context, token string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE sign_in SET revoked_at=? WHERE token_hash=? AND revoked_at IS NULL", tx.Now, tokenHash(token))
		return err
	})
}

// RevokeSignInsTx ends every sign-in of a user.
func RevokeSignInsTx(ctx context.Context, tx *db.Tx, userID int64) error {
	_, err := tx.ExecContext(ctx, "UPDATE sign_in SET revoked_at=? WHERE user_id=? AND revoked_at IS NULL", tx.Now, userID)
	return err
}
