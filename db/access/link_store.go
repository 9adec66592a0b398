package access

import (
	"context"
	"time"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// newLinkTx stores a one-time link and returns its token, which is known to
// nobody else from then on.
func newLinkTx(ctx context.Context, tx *db.Tx, p purpose, l Link, lifetime time.Duration) (string, error) {
	token := NewToken()
	expires := rule.InstantOf(tx.Now.Time().Add(lifetime))
	_, err := tx.ExecContext(ctx, `INSERT INTO one_time_link(token_hash,purpose,user_id,surname,name,password_hash,created_at,expires_at)
		VALUES(?,?,?,?,?,?,?,?)`, tokenHash(token), p, db.Null(l.UserID), l.Surname, l.Name, l.passwordHash, tx.Now, expires)
	return token, err
}

// readLink returns a link that is neither used nor expired, db.ErrNotFound
// otherwise.
func readLink(ctx context.Context, q db.Querier, p purpose, token string, now rule.Instant) (Link, error) {
	var l Link
	err := q.QueryRowContext(ctx, `SELECT coalesce(k.user_id,0), coalesce(u.email,''), k.surname, k.name, k.password_hash
		FROM one_time_link k LEFT JOIN user u ON u.id=k.user_id
		WHERE k.token_hash=? AND k.purpose=? AND k.used_at IS NULL AND k.expires_at>? AND u.disabled_at IS NULL`,
		tokenHash(token), p, now).Scan(&l.UserID, &l.Email, &l.Surname, &l.Name, &l.passwordHash)
	return l, db.Classify(err)
}

// useLinkTx returns the link and spends it, with every other one of the same
// purpose of the same account.
func useLinkTx(ctx context.Context, tx *db.Tx, p purpose, token string) (Link, error) {
	l, err := readLink(ctx, tx, p, token, tx.Now)
	if err != nil {
		return l, err
	}
	_, err = tx.ExecContext(ctx, "UPDATE one_time_link SET used_at=? WHERE used_at IS NULL AND purpose=? AND coalesce(user_id,0)=?", tx.Now, p, l.UserID)
	return l, err
}

// floodedTx reports whether the account was sent too many links of late.
func floodedTx(ctx context.Context, tx *db.Tx, userID int64) (bool, error) {
	var n int
	err := tx.QueryRowContext(ctx, "SELECT count(*) FROM one_time_link WHERE user_id=? AND created_at>?",
		userID, rule.InstantOf(tx.Now.Time().Add(-linkWindow))).Scan(&n)
	return n >= maxLinks, err
}

// ConfirmLink returns the link of a registration, db.ErrNotFound when it is
// used, expired or unknown. It spends nothing: scanners of e-mail open links.
func (s *Store) ConfirmLink(ctx context.Context, token string) (Link, error) {
	return readLink(ctx, s.db.Reader(), purposeConfirm, token, rule.InstantOf(s.db.Now()))
}

// PasswordLink returns the link to a new password, as ConfirmLink does.
func (s *Store) PasswordLink(ctx context.Context, token string) (Link, error) {
	return readLink(ctx, s.db.Reader(), purposePassword, token, rule.InstantOf(s.db.Now()))
}

// SetupLink makes the link by which the first administrator is created and
// returns its path, "" when there is an administrator already. Links made
// before stop working: only what was printed last does.
func (s *Store) SetupLink(ctx context.Context) (string, error) {
	if has, err := s.HasAdmin(ctx); has || err != nil {
		return "", err
	}
	var token string
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE one_time_link SET used_at=? WHERE purpose=? AND used_at IS NULL", tx.Now, purposeSetup); err != nil {
			return err
		}
		var err error
		token, err = newLinkTx(ctx, tx, purposeSetup, Link{}, setupLifetime)
		return err
	})
	return pathSetup + token, err
}

// SetupOpen returns nil while the set-up link can be used, db.ErrNotFound
// otherwise.
func (s *Store) SetupOpen(ctx context.Context, token string) error {
	if has, err := s.HasAdmin(ctx); err != nil {
		return err
	} else if has {
		return db.ErrNotFound
	}
	_, err := readLink(ctx, s.db.Reader(), purposeSetup, token, rule.InstantOf(s.db.Now()))
	return err
}

// CreateFirstAdmin spends the set-up link on the first administrator and
// returns the account. The refusals concern the fields email, password,
// surname and name.
func (s *Store) CreateFirstAdmin(ctx context.Context, token string, in NewUser) (User, error) {
	email, err := checkNewUser(&in)
	if err != nil {
		return User{}, err
	}
	hash, err := HashPassword(in.Password)
	if err != nil {
		return User{}, err
	}
	in.Confirmed = true
	in.Grants = []rule.Grant{{Role: rule.RoleAdmin, Scope: rule.ScopeInstallation}}
	var id int64
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var admins int
		err := tx.QueryRowContext(ctx, "SELECT count(*) FROM role_grant WHERE role=? AND revoked_at IS NULL", rule.RoleAdmin).Scan(&admins)
		if err != nil {
			return err
		}
		if admins > 0 {
			return db.ErrNotFound
		}
		if _, err := useLinkTx(ctx, tx, purposeSetup, token); err != nil {
			return err
		}
		if id, err = CreateUserTx(ctx, tx, rule.System, in, email, hash); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, rule.Actor{UserID: id}, archive.Audit{Action: "installazione.completata", Subject: "user", SubjectID: id})
	})
	if err != nil {
		return User{}, err
	}
	return s.User(ctx, id)
}
