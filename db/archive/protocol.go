package archive

import (
	"context"
	"fmt"
	"strings"

	"sportello/db"
	"sportello/db/rule"
)

// Direction is which way a registered document travels.
type Direction string

// The directions of the protocol register (d.P.R. 445/2000, art. 53).
const (
	Incoming Direction = "entrata"
	Outgoing Direction = "uscita"
	Internal Direction = "interno"
)

// Entry is what a registration says of a document: the minimum of art. 53
// d.P.R. 445/2000. Number, year and moment are given by the register.
type Entry struct {
	Direction      Direction
	Counterpart    string // sender or addressee
	Subject        string // what it is about
	Class          string // heading of the classification, "" for none
	ExternalNumber string // the sender's own number, for what comes in
	ExternalDate   rule.Date
	SHA256         string // hash of the document, when it is known at registration
	CPI            int64  // office that registers, 0 for the installation
}

// Protocol is a registration number.
type Protocol struct {
	ID           int64
	Year         int
	Number       int
	RegisteredAt rule.Instant
}

// String returns the number as «2026/0000123», "" for none.
func (p Protocol) String() string {
	if p.ID == 0 && p.Number == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%07d", p.Year, p.Number)
}

// Date returns the local day of the registration.
func (p Protocol) Date() rule.Date { return p.RegisteredAt.Date() }

// ProtocolProvider gives protocol numbers inside the transaction of an act.
// The installation's own register is the one at hand; a body that has its own
// protocol system reserves a block of its numbers and gives them from here.
type ProtocolProvider interface {
	ProtocolTx(ctx context.Context, tx *db.Tx, actor rule.Actor, e Entry) (Protocol, error)
}

// OwnRegister is the register kept in the installation's database.
type OwnRegister struct{}

// RegisteredEntry is one line of the register.
type RegisteredEntry struct {
	Protocol
	Entry
	UserID         int64
	UserName       string // who registered it
	Office         string // name of the office, "" for the installation
	AnnulledAt     rule.Instant
	AnnulledBy     int64
	AnnulledName   string
	AnnulledReason string
	DocumentID     int64 // document of the installation that carries it, 0 for none
}

// Annulled reports whether the registration was annulled; it keeps its place
// and its number (art. 54 d.P.R. 445/2000).
func (e RegisteredEntry) Annulled() bool { return e.AnnulledAt != "" }

func (e Entry) check() error {
	var refusals rule.Refusals
	switch e.Direction {
	case Incoming, Outgoing, Internal:
	default:
		refusals.Add("direction", "Scegli se il documento è in entrata, in uscita o interno.")
	}
	if strings.TrimSpace(e.Counterpart) == "" {
		refusals.Add("counterpart", "Scrivi il mittente o il destinatario.")
	}
	if strings.TrimSpace(e.Subject) == "" {
		refusals.Add("subject", "Scrivi l'oggetto.")
	}
	return refusals.Err()
}
