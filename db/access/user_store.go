package access

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// Store keeps the accounts and offices of one installation.
type Store struct{ db *db.DB }

// NewStore returns the access store of the database.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

const userColumns = "user.id, user.email, user.surname, user.name, user.confirmed_at IS NOT NULL, user.disabled_at IS NOT NULL, user.shortcuts"

func scanUser(row interface{ Scan(...any) error }) (User, error) {
	var u User
	err := row.Scan(&u.ID, &u.Email, &u.Surname, &u.Name, &u.Confirmed, &u.Disabled, &u.Shortcuts)
	return u, db.Classify(err)
}

// User returns an account with its grants, db.ErrNotFound if there is none.
func (s *Store) User(ctx context.Context, id int64) (User, error) {
	return userByID(ctx, s.db.Reader(), id)
}

func userByID(ctx context.Context, q db.Querier, id int64) (User, error) {
	u, err := scanUser(q.QueryRowContext(ctx, "SELECT "+userColumns+" FROM user WHERE id=?", id))
	if err != nil {
		return User{}, err
	}
	u.Grants, err = grantsOf(ctx, q, id)
	return u, err
}

func grantsOf(ctx context.Context, q db.Querier, userID int64) ([]rule.Grant, error) {
	rows, err := q.QueryContext(ctx, `SELECT g.role, g.scope, coalesce(g.cpi_id,0), coalesce(c.name,p.name,''),
		coalesce(g.province, c.province, ''), coalesce(g.body,'')
		FROM role_grant g LEFT JOIN cpi c ON c.id=g.cpi_id LEFT JOIN province p ON p.sigla=g.province
		WHERE g.user_id=? AND g.revoked_at IS NULL ORDER BY g.id`, userID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var grants []rule.Grant
	for rows.Next() {
		var g rule.Grant
		if err := rows.Scan(&g.Role, &g.Scope, &g.CPI, &g.Office, &g.Province, &g.Body); err != nil {
			return nil, err
		}
		grants = append(grants, g)
	}
	return grants, rows.Err()
}

// NewUser is an account to create.
type NewUser struct {
	Email    string
	Surname  string
	Name     string
	Password string
	Grants   []rule.Grant
	// Confirmed accounts need no link by e-mail: made by an administrator or
	// from the command line.
	Confirmed bool
}

// CreateUser creates an account and returns its id. The refusals concern the
// fields email, password, surname and name.
func (s *Store) CreateUser(ctx context.Context, actor rule.Actor, in NewUser) (int64, error) {
	var refusals rule.Refusals
	email, err := rule.ParseEmail(in.Email)
	if err != nil {
		refusals.Add("email", err.Error())
	}
	if err := CheckPassword("password", in.Password); err != nil {
		refusals.Add("password", err.Error())
	}
	if err := refusals.Err(); err != nil {
		return 0, err
	}
	hash, err := HashPassword(in.Password)
	if err != nil {
		return 0, err
	}
	var id int64
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		id, err = CreateUserTx(ctx, tx, actor, in, email, hash)
		return err
	})
	return id, err
}

// CreateUserTx creates an account with an address already checked and a
// password already hashed.
func CreateUserTx(ctx context.Context, tx *db.Tx, actor rule.Actor, in NewUser, email, hash string) (int64, error) {
	var confirmed any
	if in.Confirmed {
		confirmed = tx.Now
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO user(email,email_fold,password_hash,surname,name,name_fold,created_at,confirmed_at)
		VALUES(?,?,?,?,?,?,?,?)`, email, foldEmail(email), hash, strings.TrimSpace(in.Surname), strings.TrimSpace(in.Name),
		rule.Fold(in.Surname+in.Name), tx.Now, confirmed)
	if db.IsUnique(err) {
		return 0, rule.Refuse("email", "Esiste già un account con questo indirizzo.")
	}
	if err != nil {
		return 0, err
	}
	id, _ := res.LastInsertId()
	for _, g := range in.Grants {
		if err := GrantTx(ctx, tx, actor, id, g); err != nil {
			return 0, err
		}
	}
	return id, archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "account.creato", Subject: "user", SubjectID: id})
}

// GrantTx gives a role in a scope to a user.
func GrantTx(ctx context.Context, tx *db.Tx, actor rule.Actor, userID int64, g rule.Grant) error {
	var province any
	if g.Scope == rule.ScopeProvince {
		province = g.Province
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO role_grant(user_id,role,scope,cpi_id,province,body,granted_at,granted_by)
		VALUES(?,?,?,?,?,?,?,?)`, userID, g.Role, g.Scope, db.Null(g.CPI), province, db.Null(g.Body), tx.Now, actor.UserID)
	if err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "ruolo.assegnato", Subject: "user", SubjectID: userID, Fields: []string{string(g.Role)}})
}

// DisableUser closes the account with the address and ends its sign-ins.
func (s *Store) DisableUser(ctx context.Context, actor rule.Actor, email string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var id int64
		if err := tx.QueryRowContext(ctx, "SELECT id FROM user WHERE email_fold=?", foldEmail(email)).Scan(&id); err != nil {
			return err
		}
		return disableTx(ctx, tx, actor, id)
	})
}

// Users returns every account with its grants, by address.
func (s *Store) Users(ctx context.Context) ([]User, error) {
	return s.usersWhere(ctx, "1=1 ORDER BY user.email_fold")
}

// HasAdmin reports whether an active administrator exists.
func (s *Store) HasAdmin(ctx context.Context) (bool, error) {
	var n int
	err := s.db.Reader().QueryRowContext(ctx, `SELECT count(*) FROM role_grant g JOIN user u ON u.id=g.user_id
		WHERE g.role='admin' AND g.revoked_at IS NULL AND u.disabled_at IS NULL`).Scan(&n)
	return n > 0, err
}

// Colleague is an operator of an office, for choosing whose agenda.
type Colleague struct {
	ID   int64
	Name string
	Role rule.Role
}

// Colleagues returns the active operators of the office, by name. The office
// must be in the actor's scope: otherwise there is none.
func (s *Store) Colleagues(ctx context.Context, actor rule.Actor, cpiID int64) ([]Colleague, error) {
	scope, args := actor.OfficeScope("g.cpi_id")
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT u.id, trim(u.name||' '||u.surname), min(g.role)
		FROM role_grant g JOIN user u ON u.id=g.user_id
		WHERE g.revoked_at IS NULL AND u.disabled_at IS NULL AND g.cpi_id=? AND `+scope+`
		GROUP BY u.id ORDER BY u.surname, u.name, u.id`, append([]any{cpiID}, args...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Colleague
	for rows.Next() {
		var c Colleague
		if err := rows.Scan(&c.ID, &c.Name, &c.Role); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// ParseScope reads a scope of the command line: «cpi:San Severo»,
// «provincia:FG», «regione», «ente:CODICE_FISCALE», «installazione». It must be
// the kind of scope that the role has.
func (s *Store) ParseScope(ctx context.Context, role rule.Role, text string) (rule.Grant, error) {
	if !slices.Contains(rule.Roles, role) {
		return rule.Grant{}, rule.Refuse("role", "Il ruolo «"+string(role)+"» non c'è. I ruoli sono: "+strings.Join(roleWords(), ", ")+".")
	}
	kind, value, _ := strings.Cut(text, ":")
	g := rule.Grant{Role: role, Scope: rule.ScopeKind(kind)}
	if g.Scope != rule.ScopeOf(role) {
		return g, rule.Refuse("scope", "Il ruolo «"+string(role)+"» si assegna con ambito «"+string(rule.ScopeOf(role))+"», non «"+text+"».")
	}
	switch g.Scope {
	case rule.ScopeCPI:
		err := s.db.Reader().QueryRowContext(ctx, "SELECT id, name, province FROM cpi WHERE name_fold=? ORDER BY valid_from DESC LIMIT 1",
			rule.Fold(value)).Scan(&g.CPI, &g.Office, &g.Province)
		if errors.Is(err, sql.ErrNoRows) {
			return g, rule.Refuse("scope", "Nessun Centro per l'Impiego si chiama «"+value+"».")
		}
		return g, err
	case rule.ScopeProvince:
		err := s.db.Reader().QueryRowContext(ctx, "SELECT sigla FROM province WHERE sigla=?", strings.ToUpper(value)).Scan(&g.Province)
		if errors.Is(err, sql.ErrNoRows) {
			return g, rule.Refuse("scope", "«"+value+"» non è la sigla di una provincia di questa installazione.")
		}
		return g, err
	case rule.ScopeBody:
		if value == "" {
			return g, rule.Refuse("scope", "Indica il codice fiscale dell'ente: ente:CODICE_FISCALE.")
		}
		g.Body = strings.ToUpper(value)
	}
	return g, nil
}

func roleWords() []string {
	var out []string
	for _, r := range rule.Roles {
		out = append(out, string(r))
	}
	return out
}

func foldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }
