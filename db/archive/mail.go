package archive

import (
	"context"
	"time"

	"sportello/db/rule"
)

// MailState is where a message stands.
type MailState string

// The states of a message.
const (
	MailQueued MailState = "in_coda"
	MailSent   MailState = "inviata"
	MailFailed MailState = "fallita"
)

// Label returns the state as the screens write it.
func (s MailState) Label() string {
	switch s {
	case MailQueued:
		return "in coda"
	case MailSent:
		return "inviata"
	case MailFailed:
		return "non inviata"
	}
	return string(s)
}

// Mail is a message to be sent.
type Mail struct {
	Kind       string // "convocazione", "conferma_registrazione"
	To         string
	Subject    string
	Body       string // plain text
	WorkerID   int64  // the person concerned, 0 for none
	UserID     int64  // the account concerned, 0 for none
	CPI        int64  // office in whose name it goes
	DocumentID int64  // its PDF is attached, 0 for none
	// Private is a message that holds a key, such as a link to set a password:
	// only an administrator reads it, and its text is not kept once it is sent.
	Private bool
}

// OutboxMail is one message of the outbox.
type OutboxMail struct {
	ID int64
	Mail
	State         MailState
	Attempts      int
	NextAttemptAt rule.Instant
	LastError     string // in Italian, for the screen
	CreatedAt     rule.Instant
	CreatedBy     int64
	SentAt        rule.Instant
	Office        string // name of the office, "" for none
	DocumentTitle string
}

// Attachment is a file that goes with a message.
type Attachment struct {
	Name      string
	MediaType string
	Path      string
}

// Transport hands one message over to the mail system. A permanent error says
// so by a Permanent in its chain; after any other the message is tried again.
type Transport interface {
	Send(ctx context.Context, m OutboxMail, attachments []Attachment) error
}

// Permanent is an error that a further attempt cannot mend: an address that
// does not exist. Message is an Italian sentence.
type Permanent struct{ Message string }

func (p Permanent) Error() string { return p.Message }

// Unreachable is a mail server that does not answer: no use in trying the next
// message now.
type Unreachable struct{ Message string }

func (u Unreachable) Error() string { return u.Message }

// Deferred is a mail server that refuses the message for now.
type Deferred struct{ Message string }

func (d Deferred) Error() string { return d.Message }

// mailSentence returns what the screen says of a failed attempt.
func mailSentence(err error) string {
	switch e := err.(type) {
	case Permanent:
		return e.Message
	case Unreachable:
		return e.Message
	case Deferred:
		return e.Message
	}
	return "Il messaggio non è pronto per l'invio: riprovo più tardi."
}

// maxMailAttempts is after how many attempts a message is given up; with the
// waits below that is a little more than a day.
const maxMailAttempts = 12

// mailWait returns how long to wait after the n-th failed attempt: one minute,
// doubled each time, at most six hours.
func mailWait(n int) time.Duration {
	return min(time.Minute<<min(n-1, 10), 6*time.Hour)
}
