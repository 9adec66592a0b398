package archive

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"maps"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/dbtest/postoffice"
	"sportello/db/rule"
)

// open starts a mail server and returns how it is reached.
func open(t testing.TB, office *postoffice.Office, query string) *SMTP {
	t.Helper()
	at := ""
	if office.User != "" {
		at = office.User + ":" + postoffice.Password + "@"
	}
	s, err := ParseSMTP("smtp://" + at + office.Open(t) + "?tls=none&from=sportello@ente.example" + query)
	if err != nil {
		t.Fatal(err)
	}
	s.Timeout = 5 * time.Second
	return s
}

func queue(t testing.TB, d *db.DB, m Mail) int64 {
	t.Helper()
	var id int64
	write(t, d, func(tx *db.Tx) error {
		var err error
		id, err = MailTx(t.Context(), tx, rule.System, m)
		return err
	})
	return id
}

func message(t testing.TB, s *Store, id int64) OutboxMail {
	t.Helper()
	m, err := s.OutboxMail(t.Context(), rule.System, id)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMailGoesOutWithItsDocument(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	office := &postoffice.Office{User: "sportello"}
	server := open(t, office, "&name=CPI%20San%20Severo")
	s.RegisterRenderer("contratto", func(Document) ([]byte, error) { return aPDF(""), nil })
	var id int64
	write(t, d, func(tx *db.Tx) error {
		doc, err := IssueTx(t.Context(), tx, rule.System, IssueInput{Kind: "contratto", Title: "Contratto di bilancio", Subject: "bilancio", SubjectID: 1})
		if err != nil {
			return err
		}
		id, err = MailTx(t.Context(), tx, rule.System, Mail{Kind: "documento", To: " Lukasz@Posta.Example.IT ", DocumentID: doc.ID,
			Subject: "Il tuo contratto: qualità\r\nBcc: tutti@example.it", Body: "Buongiorno Łukasz,\n\nè così.\n.\nFine"})
		return err
	})
	if n, err := s.SendDue(t.Context(), server); n != 1 || err != nil {
		t.Fatalf("sent %d, %v: %s", n, err, message(t, s, id).LastError)
	}
	if m := message(t, s, id); m.State != MailSent || m.SentAt == "" || m.LastError != "" || m.Attempts != 1 || m.To != "lukasz@posta.example.it" || m.Body == "" {
		t.Errorf("%+v", m)
	}
	if n, _ := s.SendDue(t.Context(), server); n != 0 || len(office.Texts()) != 1 {
		t.Fatalf("sent again: %d messages", len(office.Texts()))
	}
	got := postoffice.Read(t, office.Texts()[0])
	if got.Subject != "Il tuo contratto: qualità Bcc: tutti@example.it" || got.Header.Get("Bcc") != "" {
		t.Errorf("subject %q: a line break in it must not begin a header", got.Subject)
	}
	if got.To != "lukasz@posta.example.it" || !strings.Contains(got.Header.Get("From"), "sportello@ente.example") || !strings.Contains(got.Header.Get("From"), "CPI San Severo") {
		t.Errorf("headers %v", got.Header)
	}
	if !strings.HasPrefix(got.ID, "<sportello-1-") || got.Header.Get("Auto-Submitted") != "auto-generated" {
		t.Errorf("headers %v", got.Header)
	}
	if got.Text != "Buongiorno Łukasz,\n\nè così.\n.\nFine" {
		t.Errorf("body %q", got.Text)
	}
	if file := got.Files["Contratto di bilancio.pdf"]; !bytes.Equal(file, aPDF("")) {
		t.Errorf("attachments %v", slices.Collect(maps.Keys(got.Files)))
	}
}

func TestMailIsRefusedTriedAgainGivenUp(t *testing.T) {
	d, clock := dbtest.Open(t)
	s := NewStore(d)
	office := &postoffice.Office{Rcpt: func(to string) error {
		switch {
		case strings.HasPrefix(to, "nessuno"):
			return postoffice.Refuse(550, "no such user")
		case strings.HasPrefix(to, "pieno"):
			return postoffice.Refuse(452, "mailbox full")
		}
		return nil
	}}
	server := open(t, office, "")
	nobody := queue(t, d, Mail{Kind: "x", To: "nessuno@example.it", Subject: "a", Body: "b"})
	full := queue(t, d, Mail{Kind: "x", To: "pieno@example.it", Subject: "a", Body: "b"})
	good := queue(t, d, Mail{Kind: "x", To: "buono@example.it", Subject: "a", Body: "b"})
	if n, err := s.SendDue(t.Context(), server); n != 1 || err != nil {
		t.Fatalf("sent %d, %v", n, err)
	}
	if m := message(t, s, nobody); m.State != MailFailed || !strings.Contains(m.LastError, "controlla l'indirizzo") {
		t.Errorf("no such user: %+v", m)
	}
	if m := message(t, s, good); m.State != MailSent {
		t.Errorf("a refused message held up the next: %+v", m)
	}
	m := message(t, s, full)
	if m.State != MailQueued || m.Attempts != 1 || m.NextAttemptAt.Time().Sub(clock.Now()) != time.Minute || !strings.Contains(m.LastError, "452") {
		t.Errorf("mailbox full: %+v", m)
	}
	var waits time.Duration
	for range 40 {
		if m = message(t, s, full); m.State == MailFailed {
			break
		}
		waits += m.NextAttemptAt.Time().Sub(clock.Now())
		clock.Set(m.NextAttemptAt.Time())
		if _, err := s.SendDue(t.Context(), server); err != nil {
			t.Fatal(err)
		}
	}
	if m.State != MailFailed || m.Attempts != maxMailAttempts || waits < 20*time.Hour || waits > 48*time.Hour {
		t.Errorf("given up after %d attempts and %v: %+v", m.Attempts, waits, m)
	}
	office.Rcpt = nil
	if err := s.RetryMail(t.Context(), rule.System, full); err != nil {
		t.Fatal(err)
	}
	if n, err := s.SendDue(t.Context(), server); n != 1 || err != nil || message(t, s, full).State != MailSent {
		t.Errorf("after «riprova»: sent %d, %v", n, err)
	}
	wantRefusal(t, s.RetryMail(t.Context(), rule.System, full), "già stato inviato")
}

// A server that is down is asked once, not once for each message; when it is
// back everything goes out.
func TestDeadServerIsAskedOnce(t *testing.T) {
	d, clock := dbtest.Open(t)
	s := NewStore(d)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	dead, err := ParseSMTP("smtp://" + address + "?tls=none&from=a@b.it")
	if err != nil {
		t.Fatal(err)
	}
	first := queue(t, d, Mail{Kind: "x", To: "a@example.it", Subject: "a"})
	second := queue(t, d, Mail{Kind: "x", To: "b@example.it", Subject: "b"})
	if n, err := s.SendDue(t.Context(), dead); n != 0 || err != nil {
		t.Fatalf("sent %d, %v", n, err)
	}
	if m := message(t, s, first); m.State != MailQueued || m.LastError != "Il server di posta non è raggiungibile." {
		t.Errorf("%+v", m)
	}
	if m := message(t, s, second); m.Attempts != 0 {
		t.Errorf("the second message was tried on a dead server: %+v", m)
	}
	clock.Add(time.Minute)
	office := &postoffice.Office{}
	if n, err := s.SendDue(t.Context(), open(t, office, "")); n != 2 || err != nil {
		t.Errorf("sent %d when the server was back, %v", n, err)
	}
}

// A server that takes the connection and then says nothing: the attempt ends by
// its own time limit, and meanwhile acts are written at once.
func TestSlowServerHoldsNothingUp(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	waiting, release := make(chan struct{}), make(chan struct{})
	office := &postoffice.Office{Data: func(string) error { close(waiting); <-release; return nil }}
	server := open(t, office, "")
	server.Timeout = 300 * time.Millisecond
	id := queue(t, d, Mail{Kind: "x", To: "a@example.it", Subject: "a"})
	sent := make(chan error, 1)
	go func() { _, err := s.SendDue(context.Background(), server); sent <- err }()
	<-waiting
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := d.Write(ctx, func(tx *db.Tx) error {
		_, err := MailTx(ctx, tx, rule.System, Mail{Kind: "x", To: "b@example.it", Subject: "b"})
		return err
	}); err != nil {
		t.Errorf("an act had to wait for the mail server: %v", err)
	}
	if err := <-sent; err != nil {
		t.Error(err)
	}
	close(release)
	if m := message(t, s, id); m.State != MailQueued || m.LastError != "Il server di posta non risponde." {
		t.Errorf("%+v", m)
	}
}

func TestWrongPassword(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	server := open(t, &postoffice.Office{User: "sportello"}, "")
	server.Password = "sbagliata"
	id := queue(t, d, Mail{Kind: "x", To: "a@example.it", Subject: "a"})
	if n, err := s.SendDue(t.Context(), server); n != 0 || err != nil {
		t.Fatalf("sent %d, %v", n, err)
	}
	if m := message(t, s, id); m.State != MailQueued || !strings.Contains(m.LastError, "l'utente e la password") || strings.Contains(m.LastError, "sbagliata") {
		t.Errorf("%+v", m)
	}
}

func TestOutboxIsScoped(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	operator, head, elsewhere, admin := actors(t, d)
	write(t, d, func(tx *db.Tx) error {
		_, err := MailTx(t.Context(), tx, operator, Mail{To: "non è un indirizzo"})
		wantRefusal(t, err, "chiocciola")
		return nil
	})
	convened := queue(t, d, Mail{Kind: "convocazione", To: "a@example.it", Subject: "a", CPI: head.CPI()})
	key := queue(t, d, Mail{Kind: "nuova_password", To: "b@example.it", Subject: "b", Body: "https://…", CPI: head.CPI(), Private: true})
	for name, c := range map[string]struct {
		actor rule.Actor
		want  int
	}{"operator": {operator, 1}, "head": {head, 1}, "elsewhere": {elsewhere, 0}, "admin": {admin, 2}, "nobody": {rule.Actor{}, 0}} {
		got, err := s.Outbox(t.Context(), c.actor, OutboxFilter{})
		if err != nil || len(got) != c.want {
			t.Errorf("%s sees %d messages, want %d (%v)", name, len(got), c.want, err)
		}
	}
	if _, err := s.OutboxMail(t.Context(), elsewhere, convened); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("out of scope: %v", err)
	}
	if _, err := s.OutboxMail(t.Context(), head, key); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("a message with a key: %v", err)
	}
	if err := s.RetryMail(t.Context(), elsewhere, convened); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("out of scope: %v", err)
	}
	if got, err := s.Outbox(t.Context(), admin, OutboxFilter{State: MailQueued, Before: key, Limit: 5}); err != nil || len(got) != 1 || got[0].ID != convened {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := s.SendDue(t.Context(), open(t, &postoffice.Office{}, "")); err != nil {
		t.Fatal(err)
	}
	if m := message(t, s, key); m.State != MailSent || m.Body != "" {
		t.Errorf("the key was kept after it was sent: %+v", m)
	}
	if m := message(t, s, convened); m.Kind != "convocazione" {
		t.Errorf("%+v", m)
	}
}

func TestParseSMTP(t *testing.T) {
	for in, want := range map[string]SMTP{
		"smtp://u:p%40ss@posta.ente.it":  {Host: "posta.ente.it", Port: 587, User: "u", Password: "p@ss", Security: "starttls"},
		"smtps://u:p@posta.ente.it":      {Host: "posta.ente.it", Port: 465, User: "u", Password: "p", Security: "tls"},
		"smtp://posta.ente.it:465":       {Host: "posta.ente.it", Port: 465, Security: "tls"},
		"smtp://127.0.0.1:2525?tls=none": {Host: "127.0.0.1", Port: 2525, Security: "none"},
		"smtp://posta.ente.it?tls=none":  {Host: "posta.ente.it", Port: 25, Security: "none"},
	} {
		sep := "?"
		if strings.Contains(in, "?") {
			sep = "&"
		}
		got, err := ParseSMTP(in + sep + "from=sportello@ente.it")
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		want.From, want.FromName, want.Timeout = "sportello@ente.it", "Sportello", 60*time.Second
		if *got != want {
			t.Errorf("%s: %+v, want %+v", in, *got, want)
		}
	}
	if s, err := ParseSMTP("smtp://cpi%40ente.it:p@posta.ente.it"); err != nil || s.From != "cpi@ente.it" {
		t.Errorf("sender from the user: %+v, %v", s, err)
	}
	for _, in := range []string{"", "posta.ente.it:25", "http://posta.ente.it?from=a@b.it", "smtp://posta.ente.it", "smtp://h:x?from=a@b.it", "smtp://h?tls=forse&from=a@b.it", "smtp://h?from=a%0d%0ab@c.it"} {
		if _, err := ParseSMTP(in); err == nil {
			t.Errorf("%q: %v, want a sentence", in, err)
		}
	}
}

// The password and the text of a message go over an encrypted line or not at all.
func TestMailIsEncryptedOrStays(t *testing.T) {
	certificate, trust := postoffice.SelfSigned(t)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(trust)
	for name, c := range map[string]struct {
		server *tls.Config
		trust  *x509.CertPool
		sent   bool
		says   string
	}{
		"encrypted":   {&tls.Config{Certificates: []tls.Certificate{certificate}}, roots, true, ""},
		"no STARTTLS": {nil, roots, false, "cifrato"},
		"untrusted":   {&tls.Config{Certificates: []tls.Certificate{certificate}}, x509.NewCertPool(), false, "cifrato"},
	} {
		t.Run(name, func(t *testing.T) {
			d, _ := dbtest.Open(t)
			s := NewStore(d)
			office := &postoffice.Office{User: "sportello", TLS: c.server}
			server := open(t, office, "")
			server.Security, server.tls = "starttls", &tls.Config{RootCAs: c.trust, ServerName: "localhost"}
			id := queue(t, d, Mail{Kind: "x", To: "a@example.it", Subject: "a"})
			n, err := s.SendDue(t.Context(), server)
			if err != nil {
				t.Fatal(err)
			}
			m := message(t, s, id)
			if c.sent != (n == 1) || c.sent != (len(office.Texts()) == 1) || !strings.Contains(m.LastError, c.says) {
				t.Errorf("sent %d: %+v", n, m)
			}
			if office.Passwords() > 0 != c.sent {
				t.Errorf("the password was given %d times", office.Passwords())
			}
		})
	}
}
