package command

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/seed"
	"sportello/handlers/web"
	"sportello/handlers/webtest"
)

// A reset waits for who is on the stage, and who comes meanwhile waits for it.
func TestNobodyIsOnTheStageDuringAReset(t *testing.T) {
	s := newStage(nil, nil, slog.New(slog.DiscardHandler))
	entered, leave := make(chan bool), make(chan bool)
	var inside atomic.Int32
	h := s.wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inside.Add(1)
		entered <- true
		<-leave
		inside.Add(-1)
	}))
	request := func() { h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)) }
	go request()
	<-entered
	cleared := make(chan bool)
	go func() { s.clear(); cleared <- true }()
	select {
	case <-cleared:
		t.Fatal("the stage was cleared with a request on it")
	case leave <- true:
	}
	<-cleared
	if n := inside.Load(); n != 0 {
		t.Errorf("%d requests on the stage", n)
	}
	go request()
	select {
	case <-entered:
		t.Error("a request came onto the closed stage")
	case <-time.After(20 * time.Millisecond):
	}
	s.open()
	<-entered
	leave <- true
}

// «Ripristina dati demo» through the whole product, and what it has made.
func TestResetOfTheDemo(t *testing.T) {
	dir := t.TempDir()
	if err := seed.EnsureMarked(t.Context(), dir, SeedOptions(dbtest.Start)); err != nil {
		t.Fatal(err)
	}
	clock := &dbtest.Clock{}
	clock.Set(dbtest.Start)
	d, err := db.Open(context.Background(), dir, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	config := web.Config{Log: slog.New(slog.DiscardHandler)}
	stage, err := demonstrate(t.Context(), Env{Now: clock.Now}, d, &config)
	if err != nil || stage == nil || !config.Demo || len(config.DemoAccounts) != len(seed.Accounts) {
		t.Fatalf("%v %+v", err, config)
	}
	stopped, restarted := 0, 0
	stage.behind(func() { stopped++ }, func() (func(), error) { restarted++; return func() {}, nil })
	s := webtest.Serve(t, d, clock, config)

	c := s.Anonymous()
	c.Get("/demo/ripristino").Expect(http.StatusSeeOther)
	c.Get("/accesso").Submit("form[action='/accesso']", url.Values{"email": {seed.Accounts[0].Email}, "password": {seed.Password}}).Expect(http.StatusSeeOther)
	c.Get("/lavoratori").Has(".sp-demo a[href='/demo/ripristino']", "Ripristina dati demo")
	page := c.Get("/demo/ripristino").Expect(http.StatusOK)
	if n := persons(t, d); n != 0 {
		t.Fatalf("%d people before the reset", n)
	}
	done := page.Submit("form[action='/demo/ripristino']", nil).Expect(http.StatusSeeOther)
	if to := done.Header.Get("Location"); to != "/accesso" {
		t.Errorf("leads to %s", to)
	}
	if after := c.Get("/accesso"); !strings.Contains(after.Body, "di nuovo quelli iniziali") {
		t.Error("nothing says that it was done")
	}
	if c.Get("/scrivania").Status != http.StatusSeeOther {
		t.Error("the sign-in goes on")
	}
	if n := persons(t, d); n < 1900 {
		t.Errorf("%d people after the reset", n)
	}
	if stopped != 1 || restarted != 1 {
		t.Errorf("what goes on behind was stopped %d times and started %d times", stopped, restarted)
	}
	t.Run("no screen is empty", func(t *testing.T) { noScreenIsEmpty(t, s) })
	t.Run("a CV is obsolete", func(t *testing.T) {
		var id int64
		if err := d.Reader().QueryRow("SELECT v.worker_id FROM cv v JOIN cpi o ON o.id=v.cpi_id WHERE o.name='San Severo' AND v.valid_to<? AND NOT EXISTS (SELECT 1 FROM cv n WHERE n.worker_id=v.worker_id AND n.id>v.id)", d.Today()).Scan(&id); err != nil {
			t.Fatal(err)
		}
		c := s.Anonymous()
		c.Get("/accesso").Submit("form[action='/accesso']", url.Values{"email": {"operatore@demo.example"}, "password": {seed.Password}}).Expect(http.StatusSeeOther)
		c.Get(fmt.Sprintf("/lavoratori/%d", id)).Has("main", "CV obsoleto")
	})
}

func persons(t *testing.T, d *db.DB) int {
	t.Helper()
	var n int
	if err := d.Reader().QueryRow("SELECT count(*) FROM worker").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Without a demonstration the page does not exist, whoever asks.
func TestNoResetWithoutADemo(t *testing.T) {
	s := webtest.New(t)
	c := s.Login("admin", "installazione")
	c.Get("/demo/ripristino").Expect(http.StatusNotFound)
	if got := c.Post("/demo/ripristino", nil); got.Status != http.StatusNotFound {
		t.Errorf("status %d", got.Status)
	}
}

func TestDemoAndSeedRefuseWithoutTheMark(t *testing.T) {
	dir := t.TempDir()
	d, err := db.Open(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	for _, args := range [][]string{{"demo", "-data", dir, "-addr", "127.0.0.1:0"}, {"seed", "-workers", "1", "-data", dir}} {
		var out, errs strings.Builder
		code := Main(t.Context(), Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: time.Now}, args)
		if code != 1 || !strings.Contains(errs.String(), "non è una dimostrazione") {
			t.Errorf("%s: exit %d, %q", args[0], code, errs.String())
		}
	}
}

func TestSeedOnAFreshDirectory(t *testing.T) {
	dir := t.TempDir()
	var out, errs strings.Builder
	env := Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: func() time.Time { return dbtest.Start }}
	if code := Main(t.Context(), env, []string{"seed", "-workers", "300", "-appointments", "100", "-bilanci", "10", "-data", dir}); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	if got := out.String(); got != "Dati di prova presenti: 300 persone, 100 appuntamenti, 10 bilanci, 0 servizi.\n" {
		t.Errorf("%q", got)
	}
}

// A kill in the middle of the making leaves its workshop: no damage, and gone
// with the next command.
func TestCheckAfterAnInterruptedMaking(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, seed.Workshop, "files"), 0o700); err != nil {
		t.Fatal(err)
	}
	var out, errs strings.Builder
	env := Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: func() time.Time { return dbtest.Start }}
	if code := Main(t.Context(), env, []string{"check", "-data", dir}); code != 0 || !strings.Contains(out.String(), "si era interrotta") {
		t.Errorf("exit %d: %q %q", code, out.String(), errs.String())
	}
	if _, err := os.Stat(filepath.Join(dir, seed.Workshop)); !os.IsNotExist(err) {
		t.Errorf("the workshop is still there: %v", err)
	}
	if code := Main(t.Context(), env, []string{"check", "-data", dir}); code != 1 {
		t.Errorf("a folder with nothing: exit %d", code)
	}
}

func TestDemoClockStartsWhereItIsTold(t *testing.T) {
	machine := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	clock := from(dbtest.Start, func() time.Time { return machine })
	if !clock().Equal(dbtest.Start) {
		t.Errorf("starts at %v", clock())
	}
	machine = machine.Add(90 * time.Minute)
	if want := dbtest.Start.Add(90 * time.Minute); !clock().Equal(want) {
		t.Errorf("after an hour and a half: %v, want %v", clock(), want)
	}
}
