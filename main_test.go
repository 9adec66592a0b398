package main

import (
	"bufio"
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/dbtest/postoffice"
	"sportello/db/rule"
	"sportello/handlers/webtest"
)

// asProgram makes this test binary be the program itself: what is killed here is
// what is shipped, signals, limits and all.
const asProgram = "SPORTELLO_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// program is one run of the program.
type program struct {
	*exec.Cmd
	t      *testing.T
	out    *bufio.Reader
	errors bytes.Buffer
}

// start runs the program.
func start(t *testing.T, env []string, args ...string) *program {
	t.Helper()
	p := &program{Cmd: exec.Command(os.Args[0], args...), t: t}
	p.Env = append(append(os.Environ(), asProgram+"=1"), env...)
	p.Stderr = &p.errors
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.out = bufio.NewReader(out)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	return p
}

// line returns the next line that the program prints.
func (p *program) line() string {
	p.t.Helper()
	line, err := p.out.ReadString('\n')
	if err != nil {
		p.t.Fatalf("%v: %v\n%s", p.Args[1:], err, p.errors.String())
	}
	return line
}

// kill ends the program as a power cut does.
func (p *program) kill() {
	if p.ProcessState == nil {
		p.Process.Kill()
		io.Copy(io.Discard, p.out)
		p.Wait()
	}
}

// killed reports whether the program was ended by kill.
func (p *program) killed() bool {
	status, ok := p.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// run runs the program to its end and returns its exit code and what it printed.
func run(t *testing.T, stdin string, args ...string) (int, string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// must runs the program and fails the test unless all went well.
func must(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	code, out := run(t, stdin, args...)
	if code != 0 {
		t.Fatalf("%v: exit %d\n%s", args, code, out)
	}
	return out
}

// server is the program serving a directory.
type server struct {
	*program
	dir, url string
}

func serve(t *testing.T, dir string, env []string, args ...string) *server {
	t.Helper()
	p := start(t, env, append([]string{"serve", "-data", dir, "-addr", "127.0.0.1:0"}, args...)...)
	ready := p.line()
	_, address, found := strings.Cut(strings.TrimSpace(ready), "http://")
	if !found {
		t.Fatalf("the server says %q\n%s", ready, p.errors.String())
	}
	return &server{program: p, dir: dir, url: "http://" + address}
}

// reader reads the database of a directory from outside.
func reader(t *testing.T, dir string) *sql.DB {
	t.Helper()
	d, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, db.FileName)+"?mode=ro&_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// number returns what a query counts, 0 while there is nothing to ask yet.
func number(d *sql.DB, query string) (n int) {
	d.QueryRow(query).Scan(&n)
	return n
}

// until waits for what another process does.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}

// logged returns how large the log of the database is: it grows while a long
// transaction writes.
func logged(dir string) int64 {
	info, err := os.Stat(filepath.Join(dir, db.FileName+"-wal"))
	if err != nil {
		return 0
	}
	return info.Size()
}

const wholeList = "db/exchange/testdata/lista_mobilita_2011_2012_FG.xlsx"

// A list whose import is killed, while the file is read or while it is applied,
// is there whole or not at all; nothing is damaged, and it can be imported again.
func TestAnImportThatIsKilled(t *testing.T) {
	for name, reached := range map[string]func(d *sql.DB, dir string) bool{
		"at its beginning": func(d *sql.DB, _ string) bool { return number(d, "SELECT count(*) FROM import_load") > 0 },
		"while it is read": func(d *sql.DB, _ string) bool { return number(d, "SELECT count(*) FROM import_row") > 1000 },
		"while it is judged": func(d *sql.DB, _ string) bool {
			return number(d, "SELECT count(*) FROM import_row WHERE fate<>''") > 1000
		},
		"while it is applied": func(d *sql.DB, dir string) bool {
			return number(d, "SELECT count(*) FROM import_load WHERE state='anteprima'") > 0 && logged(dir) > 2<<20
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			fresh(t, dir)
			d := reader(t, dir)
			p := start(t, nil, "import", "lista", wholeList, "-province", "FG", "-data", dir)
			until(t, name, func() bool { return reached(d, dir) })
			p.kill()
			if !p.killed() {
				t.Fatalf("the import was over before it was killed: %v", p.ProcessState)
			}
			if n := number(d, "SELECT count(*) FROM list_row"); n != 0 && n != 4725 {
				t.Errorf("%d rows are on the list", n)
			}
			must(t, "", "check", "-data", dir)
			again := must(t, "", "import", "lista", wholeList, "-province", "FG", "-data", dir)
			if !strings.Contains(again, "Create 4725") && !strings.Contains(again, "invariate 4725") {
				t.Errorf("imported again: %s", again)
			}
			if n := number(d, "SELECT count(*) FROM list_row"); n != 4725 {
				t.Errorf("%d rows are on the list", n)
			}
			must(t, "", "check", "-data", dir)
		})
	}
}

// fresh makes the database of a directory, for a reader that is there before
// the program is.
func fresh(t *testing.T, dir string) {
	t.Helper()
	d, err := db.Open(t.Context(), dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

const password = "una password di prova"

// account makes an account and signs it in.
func (s *server) account(email, role, scope string) *webtest.Client {
	s.t.Helper()
	must(s.t, password+"\n", "user", "add", "-email", email, "-name", "Prova Prova", "-role", role, "-scope", scope, "-password-stdin", "-data", s.dir)
	return webtest.At(s.t, s.url).SignedIn(email, password)
}

// The server is killed while several people save: whatever was answered is
// there after the next start, and nothing is damaged.
func TestAServerThatIsKilledKeepsWhatItAnswered(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir(), nil)
	giulia := s.account("giulia@prova.example", "operatore", "cpi:San Severo")
	form := giulia.Get("/lavoratori/nuovo").Find("form[action='/lavoratori']")
	token := form.Find("input[name=_csrf]").AttrOr("value", "")
	var answered sync.Map // codice fiscale: where it led
	var n atomic.Int64
	enough := make(chan bool)
	var people sync.WaitGroup
	for person := range 4 {
		people.Go(func() {
			client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			for i := range 1000 {
				birth, _ := rule.NewDate(1950+i%50, person+1, i%28+1)
				cf, err := rule.ComputeCodiceFiscale(fmt.Sprintf("Prova%c%c", 'a'+person, 'a'+i/28%26), "Ada", "F", birth, "D643")
				if err != nil {
					t.Error(err)
					return
				}
				values := url.Values{"_csrf": {token}, "_key": {fmt.Sprintf("%d %d", person, i)}, "codice_fiscale": {string(cf)}, "surname": {fmt.Sprintf("Prova %d %d", person, i)}, "name": {"Ada"}, "comunque": {"1"}}
				req, _ := http.NewRequest(http.MethodPost, s.url+"/lavoratori", strings.NewReader(values.Encode()))
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				for _, c := range giulia.Cookies() {
					req.AddCookie(c)
				}
				res, err := client.Do(req)
				if err != nil {
					return // killed
				}
				res.Body.Close()
				if res.StatusCode == http.StatusSeeOther {
					answered.Store(string(cf), res.Header.Get("Location"))
					if n.Add(1) == 60 {
						close(enough)
					}
				}
			}
		})
	}
	<-enough // the others are in the middle of theirs
	s.kill()
	people.Wait()
	must(t, "", "check", "-data", s.dir)

	again := serve(t, s.dir, nil)
	d := reader(t, s.dir)
	kept := 0
	answered.Range(func(cf, path any) bool {
		kept++
		var id int
		if err := d.QueryRow("SELECT id FROM worker WHERE codice_fiscale=?", cf).Scan(&id); err != nil || path != fmt.Sprintf("/lavoratori/%d", id) {
			t.Errorf("%s was answered with %s and is not kept: %v", cf, path, err)
		}
		return true
	})
	if stored := number(d, "SELECT count(*) FROM worker"); kept < 60 || stored > kept+4 {
		t.Errorf("%d answered, %d stored: at most one of each person's was under way", kept, stored)
	}
	// The sign-in outlives the server, too.
	visit := webtest.At(t, again.url).Anonymous()
	visit.SetCookies(giulia.Cookies())
	visit.Get("/lavoratori?q=prova").Expect(http.StatusOK).Has("tbody", "Ada")
}

// The server is killed while it applies a list behind the page: after the next
// start the list is there whole, by itself.
func TestAServerThatIsKilledAppliesAListToItsEnd(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir(), nil)
	teresa := s.account("teresa@prova.example", "responsabile_cpi", "cpi:San Severo")
	content, err := os.ReadFile(wholeList)
	if err != nil {
		t.Fatal(err)
	}
	const uploads = "/elenchi/1/caricamenti"
	load := teresa.Upload(uploads, url.Values{"mittente": {"Regione"}}, "file", "elenco.xlsx", content).Follow()
	load.Submit("form[action$='/colonne']", nil).Expect(http.StatusSeeOther)
	d := reader(t, s.dir)
	until(t, "the file is read", func() bool { return number(d, "SELECT count(*) FROM import_row") > 1000 })
	s.kill()
	must(t, "", "check", "-data", s.dir)

	s = serve(t, s.dir, nil)
	teresa = webtest.At(t, s.url).SignedIn("teresa@prova.example", password)
	until(t, "the preview", func() bool { return number(d, "SELECT count(*) FROM import_load WHERE state='anteprima'") == 1 })
	preview := teresa.Get(load.Path)
	preview.Has("form[action$='/applicazione']", "Applica 4.725 righe").Submit("form[action$='/applicazione']", nil).Expect(http.StatusSeeOther)
	before := logged(s.dir)
	until(t, "the load is being applied", func() bool { return logged(s.dir) > before+1<<20 })
	s.kill()
	if n := number(d, "SELECT count(*) FROM list_row"); n != 0 && n != 4725 {
		t.Errorf("%d rows are on the list", n)
	}
	must(t, "", "check", "-data", s.dir)

	s = serve(t, s.dir, nil)
	until(t, "the list is whole", func() bool { return number(d, "SELECT count(*) FROM import_load WHERE state='applicato'") == 1 })
	if n := number(d, "SELECT count(*) FROM list_row"); n != 4725 {
		t.Errorf("%d rows are on the list", n)
	}
	webtest.At(t, s.url).SignedIn("teresa@prova.example", password).Get("/elenchi/1").Expect(http.StatusOK).Has(".sp-tabs", "4.725")
	must(t, "", "check", "-data", s.dir)
}

// Asked to stop, the server takes nobody new and finishes who is there: a file
// that is half sent is taken to its end and answered.
func TestAServerThatIsAskedToStopFinishesWhatItHas(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir(), nil)
	teresa := s.account("teresa@prova.example", "responsabile_cpi", "cpi:San Severo")
	token := teresa.Get("/elenchi/1/caricamenti").Find("input[name=_csrf]").AttrOr("value", "")
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	form.WriteField("_csrf", token)
	form.WriteField("mittente", "Regione")
	part, _ := form.CreateFormFile("file", "elenco.csv")
	fmt.Fprint(part, "Codice fiscale;Cognome;Nome;CPI\n"+strings.Repeat("RSSMRA80A01H501U;Rossi;Mario;San Severo\n", 1000))
	form.Close()
	address := strings.TrimPrefix(s.url, "http://")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /elenchi/1/caricamenti HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n", address, form.FormDataContentType(), body.Len())
	for _, c := range teresa.Cookies() {
		fmt.Fprintf(conn, "Cookie: %s=%s\r\n", c.Name, c.Value)
	}
	half := body.Len() / 2
	fmt.Fprint(conn, "\r\n")
	conn.Write(body.Next(half))
	// The request is in flight once the server has read its headers: it answers
	// another on a new connection after this one.
	teresa.Get("/profilo").Expect(http.StatusOK)
	if err := s.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	until(t, "the server takes nobody new", func() bool {
		c, err := net.Dial("tcp", address)
		if err == nil {
			c.Close()
		}
		return err != nil
	})
	io.Copy(conn, &body)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("the request in flight was not answered: %v", err)
	}
	if res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(res.Header.Get("Location"), "/caricamenti/") {
		t.Errorf("answered %d to %q", res.StatusCode, res.Header.Get("Location"))
	}
	rest, _ := io.ReadAll(s.out)
	if err := s.Wait(); err != nil || !strings.Contains(string(rest), "Sportello si è fermato.") {
		t.Errorf("ended with %v: %q", err, rest)
	}
	d := reader(t, s.dir)
	if n := number(d, "SELECT count(*) FROM import_load"); n != 1 {
		t.Errorf("%d loads are kept", n)
	}
	// What was read up to the stop is in the register.
	if n := number(d, "SELECT count(*) FROM audit WHERE action='caricamento.ricevuto'"); n != 1 {
		t.Errorf("%d lines of the register", n)
	}
	must(t, "", "check", "-data", s.dir)
}

// The whole way of an e-mail: the program, an encrypted line, a server that
// wants a password, a link that opens. Killed between the moment in which the
// server takes a message and the one in which that is written down, the program
// does not send it again with the next look into the queue: see
// TestAMessageThatMayHaveGoneOut for what happens when its lease is over.
func TestMailOverAnEncryptedLine(t *testing.T) {
	t.Parallel()
	certificate, trust := postoffice.SelfSigned(t)
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, trust, 0o600); err != nil {
		t.Fatal(err)
	}
	office := &postoffice.Office{User: "sportello"}
	office.Encrypt(certificate)
	var s *server
	taken := make(chan bool)
	office.Data = func(text string) error {
		if postoffice.Read(t, text).To == "seconda@posta.example" {
			s.Process.Kill()
			close(taken)
		}
		return nil
	}
	_, port, _ := net.SplitHostPort(office.Open(t))
	smtp := "smtp://sportello:" + postoffice.Password + "@localhost:" + port + "?from=sportello@ente.example"
	s = serve(t, t.TempDir(), []string{"SSL_CERT_FILE=" + file}, "-smtp", smtp)
	register := func(email string) {
		t.Helper()
		webtest.At(t, s.url).Anonymous().Get("/registrazione").Submit("form[action='/registrazione']", url.Values{
			"surname": {"Rossi"}, "name": {"Maria"}, "email": {email}, "password": {password}}).Expect(http.StatusSeeOther)
	}
	register("prima@posta.example")
	letter := postoffice.Read(t, office.Wait(1)[0])
	_, link, found := strings.Cut(letter.Text, s.url)
	if !found || letter.To != "prima@posta.example" || office.Passwords() != 1 {
		t.Fatalf("to %s, after %d passwords: %q", letter.To, office.Passwords(), letter.Text)
	}
	webtest.At(t, s.url).Anonymous().Get(strings.Fields(link)[0]).Submit("main form", nil).Follow().Has("#flash", "Registrazione confermata")

	register("seconda@posta.example")
	<-taken
	s.kill()
	s = serve(t, s.dir, []string{"SSL_CERT_FILE=" + file}, "-smtp", smtp)
	register("terza@posta.example")
	texts := office.Wait(3)
	if to := postoffice.Read(t, texts[2]).To; to != "terza@posta.example" || len(texts) != 3 {
		t.Errorf("the message after the kill went to %s", to)
	}
	s.Process.Signal(syscall.SIGTERM)
	io.Copy(io.Discard, s.out)
	s.Wait()
	must(t, "", "check", "-data", s.dir)
}
