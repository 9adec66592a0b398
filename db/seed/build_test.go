package seed

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/dbtest"
	"sportello/db/rule"
)

func openIn(t *testing.T, dir string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), dir, func() time.Time { return dbtest.Start })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func TestEnsureRefusesADatabaseWithoutTheMark(t *testing.T) {
	dir := t.TempDir()
	openIn(t, dir).Close()
	if err := EnsureMarked(t.Context(), dir, Options{Now: dbtest.Start}); !errors.Is(err, ErrNotDemo) {
		t.Errorf("empty database without the mark: %v", err)
	}
}

func TestEnsureLeavesAMarkedDatabaseAlone(t *testing.T) {
	dir := t.TempDir()
	if err := EnsureMarked(t.Context(), dir, Options{Now: dbtest.Start}); err != nil {
		t.Fatal(err)
	}
	d := openIn(t, dir)
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return db.SetSettingTx(t.Context(), tx, "prova", "resta") }); err != nil {
		t.Fatal(err)
	}
	d.Close()
	if err := EnsureMarked(t.Context(), dir, Options{Now: dbtest.Start.AddDate(1, 0, 0)}); err != nil {
		t.Fatal(err)
	}
	d = openIn(t, dir)
	if v, _ := d.Setting(t.Context(), "prova"); v != "resta" {
		t.Error("the database was made anew")
	}
	if now, err := Reference(t.Context(), d); err != nil || !now.Equal(dbtest.Start) {
		t.Errorf("reference %v, %v", now, err)
	}
}

// A kill may come at any moment: the folder of the making tells it.
func TestEnsureAfterAnInterruption(t *testing.T) {
	dir := t.TempDir()
	stopped := errors.New("killed")
	err := ensure(t.Context(), dir, Options{Now: dbtest.Start}, func(ctx context.Context, b *builder) error {
		return errors.Join(b.ground(ctx), stopped)
	})
	if !errors.Is(err, stopped) {
		t.Fatal(err)
	}
	openIn(t, dir).Close() // another command looks in meanwhile
	if err := os.MkdirAll(filepath.Join(dir, "files", "quarantena"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := EnsureMarked(t.Context(), dir, Options{Now: dbtest.Start}); err != nil {
		t.Fatal(err)
	}
	d := openIn(t, dir)
	if marked, err := Marked(t.Context(), d); err != nil || !marked {
		t.Errorf("marked %v, %v", marked, err)
	}
	if n := count(t, d, "SELECT count(*) FROM user"); n != len(Accounts)+40 {
		t.Errorf("%d accounts", n)
	}
	if exists(filepath.Join(dir, Workshop)) {
		t.Error("the workshop is still there")
	}
}

func TestEnsureNeverClearsAccountsOfOthers(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, Workshop), 0o700); err != nil {
		t.Fatal(err)
	}
	d := openIn(t, dir)
	if _, err := access.NewStore(d).CreateUser(t.Context(), rule.System, access.NewUser{Email: "vera@ente.example", Password: "una password lunga", Confirmed: true}); err != nil {
		t.Fatal(err)
	}
	d.Close()
	if err := EnsureMarked(t.Context(), dir, Options{Now: dbtest.Start}); !errors.Is(err, ErrNotDemo) {
		t.Errorf("a database with accounts beside a left-over folder: %v", err)
	}
	if n := count(t, openIn(t, dir), "SELECT count(*) FROM user"); n != 1 {
		t.Errorf("%d accounts left", n)
	}
}

func TestAccountsSignIn(t *testing.T) {
	dir := t.TempDir()
	if err := EnsureMarked(t.Context(), dir, Options{Now: dbtest.Start}); err != nil {
		t.Fatal(err)
	}
	store := access.NewStore(openIn(t, dir))
	for _, a := range Accounts {
		u, err := store.Authenticate(t.Context(), a.Email, Password)
		roles := []rule.Role{a.Role}
		if a.Also != "" {
			roles = append(roles, a.Also)
		}
		if err != nil || len(u.Grants) != len(roles) {
			t.Errorf("%s: %v %+v", a.Email, err, u.Grants)
			continue
		}
		for i, g := range u.Grants {
			if g.Role != roles[i] || g.ScopeText() != a.Scope {
				t.Errorf("%s: grant %d is %s in %s, want %s in %s", a.Email, i+1, g.Role, g.ScopeText(), roles[i], a.Scope)
			}
		}
	}
}
