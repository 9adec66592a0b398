package access_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/dbtest"
	"sportello/db/rule"
)

const site = "https://sportello.example"

type kit struct {
	*access.Store
	db    *db.DB
	clock *dbtest.Clock
	t     *testing.T
}

func open(t *testing.T) kit {
	t.Helper()
	d, clock := dbtest.Open(t)
	return kit{access.NewStore(d), d, clock, t}
}

var ctx = context.Background()

func (k kit) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// refused asserts that the rule said no about each of the fields.
func (k kit) refused(err error, fields ...string) {
	k.t.Helper()
	var many rule.Refusals
	var one rule.Refusal
	if errors.As(err, &one) {
		many = rule.Refusals{one}
	} else if !errors.As(err, &many) {
		k.t.Fatalf("not refused: %v", err)
	}
	for _, f := range fields {
		if many.For(f) == "" {
			k.t.Errorf("field %s not refused, only %v", f, many)
		}
	}
	if len(many) != len(fields) {
		k.t.Errorf("refused %v, wanted %v", many, fields)
	}
}

// user makes a confirmed account with the grants and returns who acts as it.
func (k kit) user(email string, grants ...rule.Grant) rule.Actor {
	k.t.Helper()
	var id int64
	hash := "no sign-in in this test"
	err := k.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		id, err = access.CreateUserTx(ctx, tx, rule.System, access.NewUser{Email: email, Surname: "Verdi", Name: "Anna", Confirmed: true, Grants: grants}, email, hash)
		return err
	})
	k.must(err)
	u, err := k.User(ctx, id)
	k.must(err)
	return u.Actor()
}

func (k kit) serviceCentre() rule.Actor {
	return k.user("centro@servizi.example", rule.Grant{Role: rule.RoleServiceCentre, Scope: rule.ScopeInstallation})
}

func (k kit) region() rule.Actor {
	return k.user("regione@puglia.example", rule.Grant{Role: rule.RoleRegion, Scope: rule.ScopeRegion})
}

func (k kit) admin() rule.Actor {
	return k.user("admin@ente.example", rule.Grant{Role: rule.RoleAdmin, Scope: rule.ScopeInstallation})
}

type mail struct{ kind, to, subject, body string }

// mails returns the outbox, the newest first.
func (k kit) mails() []mail {
	k.t.Helper()
	rows, err := k.db.Reader().Query("SELECT kind, recipient, subject, body FROM mail ORDER BY id DESC")
	k.must(err)
	defer rows.Close()
	var out []mail
	for rows.Next() {
		var m mail
		k.must(rows.Scan(&m.kind, &m.to, &m.subject, &m.body))
		out = append(out, m)
	}
	return out
}

var tokenIn = regexp.MustCompile(`/(?:conferma|password)/([A-Za-z0-9_-]{43})`)

// token returns the one in the newest e-mail.
func (k kit) token() string {
	k.t.Helper()
	found := tokenIn.FindStringSubmatch(k.mails()[0].body)
	if found == nil {
		k.t.Fatalf("no link in %q", k.mails()[0].body)
	}
	return found[1]
}

func (k kit) office(name string) access.Office {
	k.t.Helper()
	offices, err := k.OpenOffices(ctx)
	k.must(err)
	o, err := access.FindOffice(offices, name)
	k.must(err)
	return o
}

func (k kit) count(query string, args ...any) int {
	k.t.Helper()
	var n int
	k.must(k.db.Reader().QueryRow(query, args...).Scan(&n))
	return n
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q is not in %q", p, text)
		}
	}
}
