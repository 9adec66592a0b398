// Package postoffice is a mail server on loopback that does what a test wants
// of it, and reads what it was given.
package postoffice

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"mime"
	"mime/multipart"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Password is what the user of an office signs in with.
const Password = "segreta"

// Office is the server. The zero Office takes every message.
type Office struct {
	User string                  // who must sign in, "" for nobody
	TLS  *tls.Config             // offers STARTTLS with it
	Rcpt func(to string) error   // refuses a recipient
	Data func(text string) error // refuses a message, or keeps its sender waiting

	mu        sync.Mutex
	arrived   *sync.Cond
	texts     []string
	passwords int
}

// Open starts the office and returns its address.
func (o *Office) Open(t testing.TB) string {
	t.Helper()
	o.arrived = sync.NewCond(&o.mu)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(o)
	server.ErrorLog = log.New(io.Discard, "", 0) // clients that are killed, servers that hang: the tests say what matters
	server.Domain, server.AllowInsecureAuth, server.TLSConfig = "localhost", true, o.TLS
	done := make(chan struct{})
	go func() { server.Serve(listener); close(done) }()
	t.Cleanup(func() { server.Close(); <-done })
	return listener.Addr().String()
}

// Encrypt lets the office offer STARTTLS with the certificate.
func (o *Office) Encrypt(certificate tls.Certificate) {
	o.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
}

// Passwords returns how often a password was given.
func (o *Office) Passwords() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.passwords
}

// Texts returns the messages taken so far, as they came.
func (o *Office) Texts() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string(nil), o.texts...)
}

// Wait returns the messages once there are as many.
func (o *Office) Wait(n int) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.texts) < n {
		o.arrived.Wait()
	}
	return append([]string(nil), o.texts...)
}

// Refuse returns the answer of a server that does not take something.
func Refuse(code int, text string) error { return &smtp.SMTPError{Code: code, Message: text} }

// NewSession is called by the server.
func (o *Office) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{o: o}, nil }

type session struct {
	o  *Office
	in bool
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

func (s *session) AuthMechanisms() []string {
	if s.o.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		s.o.mu.Lock()
		s.o.passwords++
		s.o.mu.Unlock()
		if user != s.o.User || password != Password {
			return smtp.ErrAuthFailed
		}
		s.in = true
		return nil
	}), nil
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	if s.o.User != "" && !s.in {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.o.Rcpt != nil {
		return s.o.Rcpt(to)
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.o.Data != nil {
		if err := s.o.Data(string(raw)); err != nil {
			return err
		}
	}
	s.o.mu.Lock()
	defer s.o.mu.Unlock()
	s.o.texts = append(s.o.texts, string(raw))
	s.o.arrived.Broadcast()
	return nil
}

// Letter is a message as its reader sees it.
type Letter struct {
	Header  netmail.Header
	To      string
	Subject string
	ID      string
	Text    string
	Files   map[string][]byte
}

// Read takes a message apart.
func Read(t testing.TB, raw string) Letter {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	l := Letter{Header: m.Header, To: strings.Trim(m.Header.Get("To"), "<>"), ID: m.Header.Get("Message-Id"), Files: map[string][]byte{}}
	l.Subject, _ = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(kind, "multipart/") {
		l.Text = lines(decoded(t, m.Header.Get("Content-Transfer-Encoding"), m.Body))
		return l
	}
	for parts := multipart.NewReader(m.Body, params["boundary"]); ; {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return l
		}
		if err != nil {
			t.Fatal(err)
		}
		content := decoded(t, part.Header.Get("Content-Transfer-Encoding"), part)
		if name := part.FileName(); name != "" {
			l.Files[name] = []byte(content)
		} else {
			l.Text = lines(content)
		}
	}
}

// SelfSigned returns a certificate for localhost, and the file with which it is
// trusted.
func SelfSigned(t testing.TB) (tls.Certificate, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := pem.Encode(&file, &pem.Block{Type: "CERTIFICATE", Bytes: der}); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, file.Bytes()
}

// lines ends the lines of a text as Go does.
func lines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }
