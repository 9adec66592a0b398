package handlers_test

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/handlers"
	"sportello/handlers/web"
	"sportello/handlers/webtest"

	"github.com/PuerkitoBio/goquery"
)

// An act is one form of the product that writes, as a person sends it.
type act struct {
	who  string     // account that sends it, "" for somebody who is not signed in
	page string     // the page that the form stands on
	form string     // its selector, "" for the one of the page's content
	set  url.Values // what is filled in beyond what the form holds
	file *file      // what is chosen in its file field
	// other is what another tab says where set says something else: it was opened
	// before the act and is sent after it.
	other   url.Values
	signsIn bool // the act opens a sign-in: the page before it is another visit's
	apart   bool // what it stores is special data: only who has the grant is shown it
	// action is where a button of the form leads that has an address of its own.
	action string
}

type file struct {
	field, name string
	content     []byte
}

// works is the product at work: everybody of one office and of some others,
// and each act of the day in its order.
type works struct {
	*webtest.Server
	t       *testing.T
	ctx     context.Context
	clients map[string]*webtest.Client
	routes  []handlers.Route
	// around is what is tried around each act; it returns the answer of the act.
	around  func(a *attempt) *webtest.Page
	after   func(a *attempt) // what is tried when the act is done
	done    map[string]bool  // routes of which a form was sent, by «POST /path»
	tables  []string
	watcher *sql.Conn
}

// attempt is an act about to be done.
type attempt struct {
	*works
	act
	client *webtest.Client
	form   *goquery.Selection
	drawn  url.Values // the form as the page drew it
	sent   url.Values
}

// send sends the form of the attempt with the values.
func (a *attempt) send(c *webtest.Client, values url.Values) *webtest.Page {
	values = merged(values)
	if c != a.client {
		values.Del("_csrf") // the browser's own
	}
	if a.file != nil {
		return c.Upload(a.action, values, a.file.field, a.file.name, a.file.content)
	}
	return c.Post(a.action, values)
}

// accounts are the people of the office in which everything happens, and their
// likes elsewhere.
var accounts = []struct {
	name  string
	role  rule.Role
	scope string
}{
	{"giulia", rule.RoleOperator, "cpi:San Severo"},
	{"marco", rule.RoleOperator, "cpi:San Severo"},
	{"teresa", rule.RoleOfficeHead, "cpi:San Severo"},
	{"paolo", rule.RoleCounsellor, "cpi:San Severo"},
	{"piera", rule.RoleProvince, "provincia:FG"},
	{"regia", rule.RoleRegion, "regione"},
	{"carla", rule.RoleServiceCentre, "installazione"},
	{"ada", rule.RoleAdmin, "installazione"},
	{"ente", rule.RoleTrainingBody, "ente:02345670711"},
	{"maria", "", ""},
	{"nuova", "", ""},
	{"cambia", "", ""},
}

// newWorks opens the product for the acts.
func newWorks(t *testing.T) *works {
	t.Helper()
	d, clock := dbtest.Open(t)
	s := webtest.Serve(t, d, clock, web.Config{Demo: true, Reset: func(context.Context) error { return nil }})
	w := &works{Server: s, t: t, ctx: t.Context(), clients: map[string]*webtest.Client{"": s.Anonymous()}, routes: handlers.Routes(s.App), done: map[string]bool{}}
	w.around = func(a *attempt) *webtest.Page { return a.send(a.client, a.sent) }
	w.watcher = w.watch()
	return w
}

// people makes the accounts.
func (w *works) people() {
	w.t.Helper()
	for _, a := range accounts {
		id := w.User(a.name, a.role, a.scope)
		if a.name == "paolo" { // who follows the fragile people of the office
			g, err := w.App.Access.ParseScope(w.ctx, rule.RoleSpecialData, a.scope)
			if err == nil {
				err = w.App.Access.Grant(w.ctx, rule.System, id, g)
			}
			if err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

// client returns the browser of an account, signed in when it is first used.
func (w *works) client(name string) *webtest.Client {
	w.t.Helper()
	if w.clients[name] == nil {
		w.clients[name] = w.As(name)
	}
	return w.clients[name]
}

// do does an act, with what is tried around it, and returns the page it leads to.
func (w *works) do(a act) *webtest.Page {
	w.t.Helper()
	if a.form == "" {
		a.form = "main form"
	}
	client := w.client(a.who)
	page := client.Get(a.page)
	if page.Status != http.StatusOK {
		w.t.Fatalf("%s as %q: status %d\n%s", a.page, a.who, page.Status, page.Text("main"))
	}
	form := page.Find(a.form).First()
	if form.Length() == 0 {
		w.t.Fatalf("%s as %q: no form %q\n%s", a.page, a.who, a.form, page.Text("main"))
	}
	sent := webtest.FormValues(form)
	drawn := merged(sent)
	for k, v := range a.set {
		sent[k] = v
	}
	if a.action == "" {
		a.action = form.AttrOr("action", "")
	}
	at := &attempt{works: w, act: a, client: client, form: form, drawn: drawn, sent: sent}
	route := w.route(a.action)
	w.done[route] = true
	got := w.around(at)
	if got.Status != http.StatusSeeOther {
		w.t.Fatalf("%s: status %d, want 303\n%s", route, got.Status, got.Text("main"))
	}
	page = client.Get(got.Header.Get("Location"))
	if w.after != nil {
		w.after(at)
	}
	return page
}

// route returns the route that an address of a form belongs to.
func (w *works) route(path string) string {
	w.t.Helper()
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	best := ""
	for _, r := range w.routes {
		pattern := strings.Split(r.Path, "/")
		if r.Method != http.MethodPost || len(pattern) != len(parts) {
			continue
		}
		fits, exact := true, true
		for i, p := range pattern {
			if strings.HasPrefix(p, ":") {
				exact = false
			} else if p != parts[i] {
				fits = false
			}
		}
		if fits && (best == "" || exact) {
			best = "POST " + r.Path
		}
	}
	if best == "" {
		w.t.Fatalf("no route takes a form for %s", path)
	}
	return best
}

// one returns the single value that the query finds, as text.
func (w *works) one(query string, args ...any) string {
	w.t.Helper()
	var v string
	if err := w.DB.Reader().QueryRowContext(w.ctx, query, args...).Scan(&v); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	return v
}

// write changes the database behind the product's back.
func (w *works) write(query string, args ...any) {
	w.t.Helper()
	if err := w.DB.Write(w.ctx, func(tx *db.Tx) error {
		_, err := tx.ExecContext(w.ctx, query, args...)
		return err
	}); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
}

// watch is a connection of its own that sees whether anybody has written.
func (w *works) watch() *sql.Conn {
	w.t.Helper()
	conn, err := w.DB.Reader().Conn(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { conn.Close() })
	return conn
}

// stored is how things stand: a number that every transaction kept changes, and
// the files.
type stored struct {
	version int64
	files   string
}

// state returns how things stand now.
func (w *works) state() stored {
	w.t.Helper()
	s := stored{files: w.files()}
	if err := w.watcher.QueryRowContext(w.ctx, "PRAGMA data_version").Scan(&s.version); err != nil {
		w.t.Fatal(err)
	}
	return s
}

// unchanged fails the test if anything was written since before.
func (w *works) unchanged(before stored, after string) {
	w.t.Helper()
	now := w.state()
	if now.version != before.version {
		w.t.Errorf("%s: something was written; the last line of the register is %q", after, w.one("SELECT action FROM audit ORDER BY id DESC LIMIT 1"))
	}
	if now.files != before.files {
		w.t.Errorf("%s: the files were\n%s\nand are\n%s", after, before.files, now.files)
	}
}

// aside are the tables of who is signed in, and what the database keeps for itself.
var aside = regexp.MustCompile(`^(sign_in|failed_sign_in|goose_.*|sqlite_.*|.*_words.*|.*_fts.*)$`)

// counts returns how many rows each table has.
func (w *works) counts() map[string]int {
	w.t.Helper()
	if w.tables == nil {
		rows, err := w.DB.Reader().QueryContext(w.ctx, "SELECT name FROM sqlite_master WHERE type='table'")
		if err != nil {
			w.t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				w.t.Fatal(err)
			}
			if !aside.MatchString(name) {
				w.tables = append(w.tables, name)
			}
		}
	}
	out := map[string]int{}
	for _, table := range w.tables {
		var n int
		if err := w.DB.Reader().QueryRowContext(w.ctx, `SELECT count(*) FROM "`+table+`"`).Scan(&n); err != nil {
			w.t.Fatal(err)
		}
		out[table] = n
	}
	return out
}

// files lists what lies in the folders of files, quarantine too.
func (w *works) files() string {
	w.t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(w.DB.Dir(), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), db.FileName) {
			return err
		}
		info, err := d.Info()
		if err == nil {
			fmt.Fprintf(&b, "%s %d\n", strings.TrimPrefix(path, w.DB.Dir()), info.Size())
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return b.String()
}

// twice sends the same form twice at the same moment, as a double click does.
func (a *attempt) twice() (first, second *webtest.Page) {
	var both sync.WaitGroup
	both.Go(func() { first = a.send(a.client, a.sent) })
	both.Go(func() { second = a.send(a.client, a.sent) })
	both.Wait()
	return first, second
}
