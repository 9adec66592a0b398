package access

import (
	"context"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// AccountState chooses accounts by what they can do.
type AccountState string

// The states of an account, as the list filters them.
const (
	AccountAny         AccountState = ""
	AccountActive      AccountState = "attivi"
	AccountWithoutRole AccountState = "senza_ruolo"
	AccountUnconfirmed AccountState = "da_confermare"
	AccountDisabled    AccountState = "disabilitati"
)

// accountWhere are the conditions of the states.
var accountWhere = map[AccountState]string{
	AccountAny:         "1=1",
	AccountActive:      "user.disabled_at IS NULL AND user.confirmed_at IS NOT NULL AND EXISTS (SELECT 1 FROM role_grant g WHERE g.user_id=user.id AND g.revoked_at IS NULL)",
	AccountWithoutRole: "user.disabled_at IS NULL AND user.confirmed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM role_grant g WHERE g.user_id=user.id AND g.revoked_at IS NULL)",
	AccountUnconfirmed: "user.disabled_at IS NULL AND user.confirmed_at IS NULL",
	AccountDisabled:    "user.disabled_at IS NOT NULL",
}

// AccountFilter chooses the rows of the list of accounts.
type AccountFilter struct {
	State AccountState
	Query string // surname, name or address
	After string // address of the last row seen
	Limit int
}

// mayManage reports whether the actor keeps the accounts.
func mayManage(actor rule.Actor) bool {
	return actor.Has(rule.RoleServiceCentre, rule.RoleAdmin)
}

// Accounts returns the accounts under the filter by address, with their grants,
// and how many there are.
func (s *Store) Accounts(ctx context.Context, actor rule.Actor, f AccountFilter) ([]User, int, error) {
	where, known := accountWhere[f.State]
	if !mayManage(actor) || !known {
		return nil, 0, db.ErrNotFound
	}
	var args []any
	if q := strings.ToLower(strings.TrimSpace(f.Query)); q != "" {
		where += " AND (instr(user.email_fold,?)"
		args = append(args, q)
		if key := rule.Fold(q); key != "" {
			where, args = where+" OR instr(user.name_fold,?)", append(args, key)
		}
		where += ")"
	}
	var total int
	if err := s.db.Reader().QueryRowContext(ctx, "SELECT count(*) FROM user WHERE "+where, args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	if f.After != "" {
		where, args = where+" AND user.email_fold>?", append(args, f.After)
	}
	users, err := s.usersWhere(ctx, where+" ORDER BY user.email_fold LIMIT ?", append(args, f.Limit)...)
	return users, total, err
}

func (s *Store) usersWhere(ctx context.Context, where string, args ...any) ([]User, error) {
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT "+userColumns+" FROM user WHERE "+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var users []User
	for rows.Next() {
		u, err := scanUser(rows)
		if err != nil {
			return nil, err
		}
		users = append(users, u)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range users {
		if users[i].Grants, err = grantsOf(ctx, s.db.Reader(), users[i].ID); err != nil {
			return nil, err
		}
	}
	return users, nil
}

// Account is one account as who keeps it sees it.
type Account struct {
	User
	Created        rule.Instant
	ConfirmedAt    rule.Instant
	DisabledAt     rule.Instant
	LastSeen       rule.Instant
	Roles          []HeldRole
	Accreditations []Accreditation
}

// HeldRole is a role that an account holds or has held.
type HeldRole struct {
	ID      int64
	Grant   rule.Grant
	Granted rule.Instant
	By      string
	Revoked rule.Instant
}

// Account returns an account with its roles, present and past, and its
// requests of accreditation.
func (s *Store) Account(ctx context.Context, actor rule.Actor, id int64) (Account, error) {
	if !mayManage(actor) {
		return Account{}, db.ErrNotFound
	}
	var a Account
	var err error
	if a.User, err = s.User(ctx, id); err != nil {
		return a, err
	}
	err = s.db.Reader().QueryRowContext(ctx, `SELECT created_at, coalesce(confirmed_at,''), coalesce(disabled_at,''),
		coalesce((SELECT max(seen_at) FROM sign_in WHERE user_id=user.id),'') FROM user WHERE id=?`, id).
		Scan(&a.Created, &a.ConfirmedAt, &a.DisabledAt, &a.LastSeen)
	if err != nil {
		return a, db.Classify(err)
	}
	if a.Roles, err = s.heldRoles(ctx, id); err != nil {
		return a, err
	}
	all, err := s.accreditationsOf(ctx, id)
	for _, one := range all {
		if one.State != AccreditationDraft { // a draft is the person's own
			a.Accreditations = append(a.Accreditations, one)
		}
	}
	return a, err
}

func (s *Store) heldRoles(ctx context.Context, userID int64) ([]HeldRole, error) {
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT g.id, g.role, g.scope, coalesce(g.cpi_id,0), coalesce(c.name,p.name,''), coalesce(g.province,c.province,''),
		coalesce(g.body,''), g.granted_at, coalesce(trim(u.name||' '||u.surname),''), coalesce(g.revoked_at,'')
		FROM role_grant g LEFT JOIN cpi c ON c.id=g.cpi_id LEFT JOIN province p ON p.sigla=g.province LEFT JOIN user u ON u.id=g.granted_by
		WHERE g.user_id=? ORDER BY g.revoked_at IS NOT NULL, g.id DESC`, userID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []HeldRole
	for rows.Next() {
		var h HeldRole
		g := &h.Grant
		if err := rows.Scan(&h.ID, &g.Role, &g.Scope, &g.CPI, &g.Office, &g.Province, &g.Body, &h.Granted, &h.By, &h.Revoked); err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, rows.Err()
}

// SetDisabled closes or reopens an account; closing ends its sign-ins. Nobody
// closes their own account nor the last administrator's, and only an
// administrator closes an administrator's.
func (s *Store) SetDisabled(ctx context.Context, actor rule.Actor, id int64, disabled bool) (User, error) {
	if !mayManage(actor) {
		return User{}, db.ErrNotFound
	}
	var u User
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		if u, err = userByID(ctx, tx, id); err != nil {
			return err
		}
		if err := checkTouchTx(ctx, tx, actor, u, disabled); err != nil {
			return err
		}
		if !disabled {
			if _, err := tx.ExecContext(ctx, "UPDATE user SET disabled_at=NULL, version=version+1 WHERE id=?", id); err != nil {
				return err
			}
			return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "account.riabilitato", Subject: "user", SubjectID: id})
		}
		return disableTx(ctx, tx, actor, id)
	})
	return u, err
}

func disableTx(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64) error {
	if _, err := tx.ExecContext(ctx, "UPDATE user SET disabled_at=?, version=version+1 WHERE id=?", tx.Now, id); err != nil {
		return err
	}
	if err := RevokeSignInsTx(ctx, tx, id); err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "account.disabilitato", Subject: "user", SubjectID: id})
}

func checkTouchTx(ctx context.Context, tx *db.Tx, actor rule.Actor, u User, closing bool) error {
	isAdmin := u.Actor().Has(rule.RoleAdmin)
	switch {
	case u.ID == actor.UserID:
		return rule.Refuse("", "Non puoi chiudere il tuo stesso account né toglierti il ruolo: chiedilo a un altro amministratore.")
	case isAdmin && !actor.Has(rule.RoleAdmin):
		return rule.Refuse("", "È l'account di un amministratore: può intervenire solo un altro amministratore.")
	case isAdmin && closing:
		var others int
		err := tx.QueryRowContext(ctx, `SELECT count(*) FROM role_grant g JOIN user u ON u.id=g.user_id
			WHERE g.role='admin' AND g.revoked_at IS NULL AND u.disabled_at IS NULL AND u.id<>?`, u.ID).Scan(&others)
		if err != nil {
			return err
		}
		if others == 0 {
			return rule.Refuse("", "È l'unico amministratore dell'installazione: prima nominane un altro.")
		}
	}
	return nil
}

// Invite creates a confirmed account with its role and sends the person the
// link to choose a password; nobody else ever knows it. Only an administrator
// may. The refusals concern email, surname, name.
func (s *Store) Invite(ctx context.Context, actor rule.Actor, in NewUser, site string) (int64, error) {
	if !actor.Has(rule.RoleAdmin) {
		return 0, db.ErrNotFound
	}
	for _, g := range in.Grants {
		if g.Role == rule.RoleSpecialData {
			return 0, ErrSpecialAlone
		}
	}
	in.Password, in.Confirmed = NewToken(), true // a password that nobody has
	email, err := checkNewUser(&in)
	if err != nil {
		return 0, err
	}
	hash, err := HashPassword(in.Password)
	if err != nil {
		return 0, err
	}
	var id int64
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if id, err = CreateUserTx(ctx, tx, actor, in, email, hash); err != nil {
			return err
		}
		return inviteTx(ctx, tx, actor, User{ID: id, Email: email, Surname: in.Surname, Name: in.Name}, site)
	})
	return id, err
}

func inviteTx(ctx context.Context, tx *db.Tx, actor rule.Actor, u User, site string) error {
	token, err := newLinkTx(ctx, tx, purposePassword, Link{UserID: u.ID}, inviteLifetime)
	if err != nil {
		return err
	}
	l := inviteLetter(u.Email, u.Name, u.Surname, site, token)
	l.userID = u.ID
	return sendTx(ctx, tx, actor, l)
}

// Grant gives an account a further role. Only an administrator may.
func (s *Store) Grant(ctx context.Context, actor rule.Actor, userID int64, g rule.Grant) error {
	if !actor.Has(rule.RoleAdmin) {
		return db.ErrNotFound
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := userByID(ctx, tx, userID); err != nil {
			return err
		}
		if err := specialTx(ctx, tx, userID, g); err != nil {
			return err
		}
		return grantOnceTx(ctx, tx, actor, userID, g)
	})
}

// RevokeGrant takes a role back. Only an administrator may, and not their own
// nor the last administrator's.
func (s *Store) RevokeGrant(ctx context.Context, actor rule.Actor, userID, grantID int64) error {
	if !actor.Has(rule.RoleAdmin) {
		return db.ErrNotFound
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		u, err := userByID(ctx, tx, userID)
		if err != nil {
			return err
		}
		var role rule.Role
		err = tx.QueryRowContext(ctx, "SELECT role FROM role_grant WHERE id=? AND user_id=? AND revoked_at IS NULL", grantID, userID).Scan(&role)
		if err != nil {
			return err
		}
		if role == rule.RoleAdmin {
			if err := checkTouchTx(ctx, tx, actor, u, true); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, "UPDATE role_grant SET revoked_at=?, revoked_by=? WHERE id=?", tx.Now, actor.UserID, grantID); err != nil {
			return err
		}
		if err := dropSpecialTx(ctx, tx, actor, userID); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "ruolo.revocato", Subject: "user", SubjectID: userID, Fields: []string{string(role)}})
	})
}
