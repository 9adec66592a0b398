package archive

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sportello/db/rule"

	"github.com/wneessen/go-mail"
)

// SMTP hands messages to a mail server.
type SMTP struct {
	Host     string
	Port     int
	User     string
	Password string
	From     string
	FromName string
	// Security is "tls" (from the first byte), "starttls" (refused without) or
	// "none" (only where the address says so).
	Security string
	Timeout  time.Duration // of one message, from connection to goodbye

	tls *tls.Config // tests trust their own certificate
}

// ParseSMTP reads smtp://user:password@host:port?tls=…&from=…&name=…: tls is
// «starttls» (as without it), «tls» (as with smtps:// or port 465) or «none»;
// from is the sender's address, the user when that is one.
func ParseSMTP(address string) (*SMTP, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("scrivi l'indirizzo come smtp://utente:password@host:porta")
	}
	s := &SMTP{Host: u.Hostname(), Security: "starttls", Timeout: 60 * time.Second, FromName: u.Query().Get("name")}
	if s.Port, err = strconv.Atoi(u.Port()); err != nil && u.Port() != "" {
		return nil, errors.New("la porta non è un numero")
	}
	if u.Scheme == "smtps" || s.Port == 465 {
		s.Security = "tls"
	}
	if v := u.Query().Get("tls"); v != "" {
		s.Security = v
	}
	switch s.Security {
	case "tls", "starttls", "none":
	default:
		return nil, errors.New("tls può essere starttls, tls o none")
	}
	if s.Port == 0 {
		s.Port = map[string]int{"tls": 465, "starttls": 587, "none": 25}[s.Security]
	}
	s.User = u.User.Username()
	s.Password, _ = u.User.Password()
	s.From = u.Query().Get("from")
	if s.From == "" && strings.Contains(s.User, "@") {
		s.From = s.User
	}
	if s.From, err = rule.ParseEmail(s.From); err != nil {
		return nil, errors.New("aggiungi il mittente, per esempio ?from=sportello@ente.it")
	}
	if s.FromName == "" {
		s.FromName = "Sportello"
	}
	return s, nil
}

// Send delivers one message. The number of the message is part of its
// Message-ID, so a mail system that gets it twice can tell.
func (s *SMTP) Send(ctx context.Context, m OutboxMail, attachments []Attachment) error {
	ctx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	msg, err := s.message(m, attachments)
	if err != nil {
		return err
	}
	client, err := s.client()
	if err != nil {
		return err
	}
	connection, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return s.dialError(err)
	}
	err = client.SendWithSMTPClient(connection, msg)
	// How the goodbye went does not matter: a message that was taken was taken.
	_ = client.CloseWithSMTPClient(connection)
	if err == nil || msg.IsDelivered() {
		return nil
	}
	return s.sendError(ctx, err)
}

func (s *SMTP) message(m OutboxMail, attachments []Attachment) (*mail.Msg, error) {
	msg := mail.NewMsg()
	if err := msg.FromFormat(s.FromName, s.From); err != nil {
		return nil, err
	}
	if err := msg.To(m.To); err != nil {
		return nil, Permanent{"L'indirizzo del destinatario non è valido."}
	}
	_, domain, _ := strings.Cut(s.From, "@")
	msg.SetMessageIDWithValue(fmt.Sprintf("sportello-%d-%s@%s", m.ID, strings.Map(digits, string(m.CreatedAt)), domain))
	msg.SetDateWithValue(m.CreatedAt.Time())
	msg.Subject(m.Subject)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no holiday replies
	msg.SetBodyString(mail.TypeTextPlain, m.Body)
	for _, a := range attachments {
		msg.AttachFile(a.Path, mail.WithFileName(a.Name), mail.WithFileContentType(mail.ContentType(a.MediaType)))
	}
	return msg, nil
}

func digits(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}

func (s *SMTP) client() (*mail.Client, error) {
	options := []mail.Option{mail.WithPort(s.Port), mail.WithTimeout(s.Timeout), mail.WithoutNoop()}
	switch s.Security {
	case "tls":
		options = append(options, mail.WithSSL())
	case "starttls":
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	default:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	}
	if s.tls != nil {
		options = append(options, mail.WithTLSConfig(s.tls))
	}
	if s.User != "" {
		auth := mail.SMTPAuthAutoDiscover
		if s.Security == "none" {
			auth = mail.SMTPAuthPlainNoEnc
		}
		options = append(options, mail.WithSMTPAuth(auth), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	return mail.NewClient(s.Host, options...)
}

func (s *SMTP) dialError(err error) error {
	var network net.Error
	if errors.As(err, &network) && network.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return Unreachable{"Il server di posta non risponde."}
	}
	if errors.Is(err, mail.ErrServerNoUnencoded) || strings.Contains(err.Error(), "AUTH") || strings.Contains(err.Error(), "535") {
		return Unreachable{"Il server di posta non accetta l'utente e la password."}
	}
	if strings.Contains(strings.ToLower(err.Error()), "tls") || strings.Contains(err.Error(), "certificate") {
		return Unreachable{"Il collegamento cifrato con il server di posta non riesce."}
	}
	return Unreachable{"Il server di posta non è raggiungibile."}
}

func (s *SMTP) sendError(ctx context.Context, err error) error {
	var network net.Error
	if ctx.Err() != nil || errors.As(err, &network) && network.Timeout() || strings.Contains(err.Error(), "timeout") {
		return Unreachable{"Il server di posta non risponde."}
	}
	var refused *mail.SendError
	if errors.As(err, &refused) {
		code := refused.ErrorCode()
		switch {
		case code >= 500:
			return Permanent{"Il server di posta non accetta il messaggio (codice " + strconv.Itoa(code) + "): controlla l'indirizzo del destinatario."}
		case code >= 400:
			return Deferred{"Il server di posta ha rifiutato per ora il messaggio (codice " + strconv.Itoa(code) + "): riprovo più tardi."}
		}
	}
	return Unreachable{"Il collegamento con il server di posta si è interrotto."}
}
