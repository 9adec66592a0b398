package seed

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/archive"
	"sportello/db/dbtest"
	"sportello/db/people"
	"sportello/db/rule"
)

// small makes a demonstration that is quick to make, for tests of the way there.
func small(ctx context.Context, b *builder) error {
	if err := b.ground(ctx); err != nil {
		return err
	}
	o := b.office(home)
	person := b.crowd.person(1970, 1980, o.places[0], o.around)
	err := b.db.Write(ctx, func(tx *db.Tx) error {
		_, err := people.CreateWorkerTx(ctx, tx, rule.System, people.Worker{CodiceFiscale: person.cf, Surname: "Iniziale", Name: person.name, HomeProvince: "FG", ResidenceProv: "FG"}, people.SourceImport)
		return err
	})
	if err != nil {
		return err
	}
	file, err := b.archive.Receive(ctx, archive.Scan("scansione"), archive.Upload{Name: "pagina.png", Content: signedPage()})
	if err != nil {
		return err
	}
	defer file.Close()
	return b.db.Write(ctx, func(tx *db.Tx) error {
		_, err := file.KeepTx(ctx, tx, rule.System)
		return err
	})
}

func smallDemo(t *testing.T) *db.DB {
	t.Helper()
	dir := t.TempDir()
	if err := ensure(t.Context(), dir, Options{Now: dbtest.Start}, small); err != nil {
		t.Fatal(err)
	}
	return openIn(t, dir)
}

func TestResetReplacesEverything(t *testing.T) {
	d := smallDemo(t)
	ctx := t.Context()
	store := people.NewStore(d)
	operator, err := access.NewStore(d).Authenticate(ctx, operatorEmail, Password)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Create(ctx, operator.Actor(), map[string]string{"codice_fiscale": "RSSMRA80A01H501U", "surname": "Aggiunto", "name": "Mario"}); err != nil {
		t.Fatal(err)
	}
	if err := access.NewStore(d).SaveSignIn(ctx, "gettone", access.SignIn{UserID: operator.ID}); err != nil {
		t.Fatal(err)
	}
	if err := d.Write(ctx, func(tx *db.Tx) error { return db.SetSettingTx(ctx, tx, "cookie_secret", "segreto") }); err != nil {
		t.Fatal(err)
	}
	before, err := texts(ctx, d.Reader(), "SELECT path FROM stored_file")
	if err != nil || len(before) != 1 {
		t.Fatal(before, err)
	}

	r, err := renew(ctx, d, Options{Now: dbtest.Start.AddDate(0, 1, 0)}, small)
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, d, "SELECT count(*) FROM worker WHERE surname='Aggiunto'"); n != 1 {
		t.Error("making the new content has touched the old")
	}
	if err := errors.Join(r.Apply(ctx), r.Discard()); err != nil {
		t.Fatal(err)
	}

	for query, want := range map[string]int{
		"SELECT count(*) FROM worker":                                                1,
		"SELECT count(*) FROM worker WHERE surname='Iniziale'":                       1,
		"SELECT count(*) FROM sign_in":                                               0,
		"SELECT count(*) FROM pragma_foreign_key_check":                              0,
		"SELECT count(*) FROM cpi":                                                   42,
		"SELECT count(*) FROM setting WHERE key='cookie_secret' AND value='segreto'": 1,
	} {
		if n := count(t, d, query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
	if now, err := Reference(ctx, d); err != nil || !now.Equal(dbtest.Start.AddDate(0, 1, 0)) {
		t.Errorf("reference %v %v", now, err)
	}
	if found, err := store.SearchWorkers(ctx, operator.Actor(), "inizia", 5); err != nil || len(found) != 1 {
		t.Errorf("search of the new people: %v %v", found, err)
	}
	if found, err := store.SearchWorkers(ctx, operator.Actor(), "mario aggiunto", 5); err != nil || len(found) != 0 {
		t.Errorf("search of the old people: %v %v", found, err)
	}
	file, _, err := archive.NewStore(d).OpenFile(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if data, err := io.ReadAll(file); err != nil || len(data) == 0 {
		t.Errorf("the new file: %d bytes, %v", len(data), err)
	}
	if _, err := os.Stat(filepath.Join(d.FilesDir(), before[0])); !os.IsNotExist(err) {
		t.Errorf("the old file is still there: %v", err)
	}
	if exists(filepath.Join(d.Dir(), Workshop)) {
		t.Error("the workshop is still there")
	}
	if _, err := store.Create(ctx, operator.Actor(), map[string]string{"codice_fiscale": "RSSMRA80A01H501U", "surname": "Nuovo", "name": "Mario"}); err != nil {
		t.Errorf("writing afterwards: %v", err)
	}
	if n := count(t, d, "SELECT max(id)-count(*) FROM audit"); n != 0 {
		t.Errorf("%d lines of the audit missing", n)
	}
	if err := d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("DELETE FROM audit")
		return err
	}); err == nil {
		t.Error("the audit is no longer guarded")
	}
	if err := d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("INSERT INTO list_change(list_id,province,changes) VALUES(999,'FG',1)")
		return err
	}); err == nil {
		t.Error("foreign keys are no longer checked")
	}
}

func TestResetRefusesWithoutTheMark(t *testing.T) {
	d, _ := dbtest.Open(t)
	if _, err := Renew(t.Context(), d, Options{Now: dbtest.Start}); !errors.Is(err, ErrNotDemo) {
		t.Errorf("%v", err)
	}
}

// Reads and writes go on while the content changes: each sees one or the other.
func TestResetUnderLoad(t *testing.T) {
	d := smallDemo(t)
	ctx := t.Context()
	second := 0 // roles beside the first
	for _, a := range Accounts {
		if a.Also != "" {
			second++
		}
	}
	stop, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for stop.Err() == nil {
				var users, grants int
				if err := d.Reader().QueryRow("SELECT (SELECT count(*) FROM user), (SELECT count(*) FROM role_grant)").Scan(&users, &grants); err != nil || grants != users+second || users != len(Accounts)+40 {
					t.Errorf("%d accounts, %d grants, %v", users, grants, err)
					return
				}
				if err := d.Write(stop, func(tx *db.Tx) error { return archive.AuditTx(stop, tx, rule.System, archive.Audit{Action: "prova"}) }); err != nil && stop.Err() == nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 3 {
		r, err := renew(ctx, d, Options{Now: dbtest.Start}, small)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(r.Apply(ctx), r.Discard()); err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	group.Wait()
	if n := count(t, d, "SELECT count(*) FROM pragma_foreign_key_check"); n != 0 {
		t.Errorf("%d broken references", n)
	}
	if n := count(t, d, "SELECT count(*) FROM audit a JOIN audit b ON b.id=a.id+1 WHERE b.previous_hash<>a.hash"); n > 0 {
		t.Errorf("the chain of the audit is broken at %d places", n)
	}
}
