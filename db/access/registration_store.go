package access

import (
	"context"
	"errors"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// Registration is what the form of registration holds; Site is the address of
// the installation, for the link in the e-mail.
type Registration struct {
	Email    string
	Surname  string
	Name     string
	Password string
	Site     string
}

// Register asks for an account. What the screen answers is the same whether the
// address is new, unconfirmed, known or disabled, and takes as long: the
// password is hashed and one e-mail is written in each case, and only who reads
// that mailbox learns which. The refusals concern email, password, surname and
// name, and never whether the address is known.
func (s *Store) Register(ctx context.Context, in Registration) error {
	user := NewUser{Email: in.Email, Surname: in.Surname, Name: in.Name, Password: in.Password}
	email, err := checkNewUser(&user)
	if err != nil {
		return err
	}
	hash, err := HashPassword(in.Password)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		known, err := userByEmail(ctx, tx, email)
		switch {
		case errors.Is(err, db.ErrNotFound):
			if known.ID, err = CreateUserTx(ctx, tx, rule.Actor{}, user, email, hash); err != nil {
				return err
			}
		case err != nil:
			return err
		default:
			flooded, err := floodedTx(ctx, tx, known.ID)
			if err != nil || flooded || known.Disabled {
				return errors.Join(err, noteAskedTx(ctx, tx, known.ID))
			}
			if known.Confirmed {
				l := alreadyRegisteredLetter(email, known.Name, known.Surname, in.Site)
				l.userID = known.ID
				return errors.Join(noteAskedTx(ctx, tx, known.ID), sendTx(ctx, tx, rule.Actor{}, l))
			}
		}
		link := Link{UserID: known.ID, Surname: user.Surname, Name: user.Name, passwordHash: hash}
		token, err := newLinkTx(ctx, tx, purposeConfirm, link, confirmLifetime)
		if err != nil {
			return err
		}
		l := confirmLetter(email, user.Name, user.Surname, in.Site, token)
		l.userID = known.ID
		return sendTx(ctx, tx, rule.Actor{}, l)
	})
}

// noteAskedTx audits a request about an account: also the row that makes a
// known address cost one write, as an unknown one does.
func noteAskedTx(ctx context.Context, tx *db.Tx, userID int64) error {
	return archive.AuditTx(ctx, tx, rule.Actor{}, archive.Audit{Action: "account.richiesto", Subject: "user", SubjectID: userID})
}

// Confirm spends the link of a registration: the address is the person's, and
// the account gets the name and password typed in that registration. It
// returns the account, db.ErrNotFound for a link that is of no more use.
func (s *Store) Confirm(ctx context.Context, token string) (User, error) {
	var u User
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := useLinkTx(ctx, tx, purposeConfirm, token)
		if err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `UPDATE user SET confirmed_at=?, surname=?, name=?, name_fold=?, password_hash=?, version=version+1
			WHERE id=? AND confirmed_at IS NULL`, tx.Now, l.Surname, l.Name, rule.Fold(l.Surname+l.Name), l.passwordHash, l.UserID)
		if err != nil {
			return err
		}
		if n, _ := res.RowsAffected(); n == 0 {
			return db.ErrNotFound // confirmed by another way in the meantime
		}
		if u, err = userByID(ctx, tx, l.UserID); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, u.Actor(), archive.Audit{Action: "account.confermato", Subject: "user", SubjectID: u.ID})
	})
	return u, err
}

func userByEmail(ctx context.Context, q db.Querier, email string) (User, error) {
	return scanUser(q.QueryRowContext(ctx, "SELECT "+userColumns+" FROM user WHERE email_fold=?", foldEmail(email)))
}
