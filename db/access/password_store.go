package access

import (
	"context"
	"errors"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// RequestPassword sends the link to a new password to the address, if it has an
// account. The answer is the same for a known and an unknown address, and both
// cost one write. The refusal concerns the field email.
func (s *Store) RequestPassword(ctx context.Context, address, site string) error {
	email, err := rule.ParseEmail(address)
	if err != nil {
		return rule.Refuse("email", err.Error())
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := userByEmail(ctx, tx, email)
		if errors.Is(err, db.ErrNotFound) {
			return noteAskedTx(ctx, tx, 0)
		}
		if err != nil {
			return err
		}
		if err := noteAskedTx(ctx, tx, u.ID); err != nil {
			return err
		}
		flooded, err := floodedTx(ctx, tx, u.ID)
		if err != nil || flooded || u.Disabled {
			return err
		}
		token, err := newLinkTx(ctx, tx, purposePassword, Link{UserID: u.ID}, passwordLifetime)
		if err != nil {
			return err
		}
		l := passwordLetter(u.Email, u.Name, u.Surname, site, token)
		l.userID = u.ID
		return sendTx(ctx, tx, rule.Actor{}, l)
	})
}

// ResetPassword spends the link on a new password. It ends every sign-in of the
// account and lifts its lock; who could read the e-mail has also confirmed the
// address. The refusal concerns the field password; db.ErrNotFound is a link of
// no more use.
func (s *Store) ResetPassword(ctx context.Context, token, password, site string) (User, error) {
	if err := CheckPassword("password", password); err != nil {
		return User{}, err
	}
	if _, err := s.PasswordLink(ctx, token); err != nil { // before the costly hash
		return User{}, err
	}
	hash, err := HashPassword(password)
	if err != nil {
		return User{}, err
	}
	var u User
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := useLinkTx(ctx, tx, purposePassword, token)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE user SET confirmed_at=coalesce(confirmed_at,?) WHERE id=?", tx.Now, l.UserID); err != nil {
			return err
		}
		if u, err = userByID(ctx, tx, l.UserID); err != nil {
			return err
		}
		return setPasswordTx(ctx, tx, u, hash, site, "")
	})
	return u, err
}

// ChangePassword changes the password of who knows the present one. The other
// sign-ins of the account end; the one with the token keep goes on. The
// refusals concern the fields current and password.
func (s *Store) ChangePassword(ctx context.Context, actor rule.Actor, current, password, keep, site string) error {
	var refusals rule.Refusals
	var hash string
	err := s.db.Reader().QueryRowContext(ctx, "SELECT password_hash FROM user WHERE id=?", actor.UserID).Scan(&hash)
	if err != nil {
		return db.Classify(err)
	}
	if !matches(current, hash) {
		refusals.Add("current", "La password attuale non è questa.")
	}
	if err := CheckPassword("password", password); err != nil {
		refusals.Add("password", err.Error())
	} else if current == password {
		refusals.Add("password", "La nuova password è uguale a quella attuale: scegline un'altra.")
	}
	if err := refusals.Err(); err != nil {
		return err
	}
	newHash, err := HashPassword(password)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := userByID(ctx, tx, actor.UserID)
		if err != nil {
			return err
		}
		return setPasswordTx(ctx, tx, u, newHash, site, keep)
	})
}

// setPasswordTx stores a new password, ends the sign-ins that the old one had
// opened, spends its links and tells the person.
func setPasswordTx(ctx context.Context, tx *db.Tx, u User, hash, site, keep string) error {
	if _, err := tx.ExecContext(ctx, "UPDATE user SET password_hash=?, version=version+1 WHERE id=?", hash, u.ID); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE one_time_link SET used_at=? WHERE user_id=? AND used_at IS NULL", tx.Now, u.ID); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE sign_in SET revoked_at=? WHERE user_id=? AND revoked_at IS NULL AND token_hash<>?", tx.Now, u.ID, tokenHash(keep)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM failed_sign_in WHERE email_fold=?", foldEmail(u.Email)); err != nil {
		return err
	}
	l := passwordChangedLetter(u.Email, u.Name, u.Surname, site)
	l.userID = u.ID
	if err := sendTx(ctx, tx, u.Actor(), l); err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, u.Actor(), archive.Audit{Action: "password.cambiata", Subject: "user", SubjectID: u.ID})
}
