package agenda

import (
	"slices"
	"strings"

	"sportello/db/rule"
)

// Booking is an appointment to fix.
type Booking struct {
	CPI      int64 // the actor's office when 0
	Operator int64 // the actor when 0
	Worker   int64
	ListRow  int64 // the row a convocation comes from
	Bilancio int64 // the bilancio that the meeting belongs to
	Code     string
	Kind     Kind
	Slot     Slot
	Room     string
	Subject  string
	Mode     string // in presence when ""

	movedFrom int64 // the appointment that this one takes the place of
	batch     int64 // of a convocation made with others
}

// The longest texts of an appointment, in characters.
const (
	maxRoom    = 40
	maxSubject = 200
	maxReason  = 1000
)

// Check returns what is wrong with the booking in itself, every field at once.
func (b Booking) Check() error {
	var refusals rule.Refusals
	if err := b.Slot.Check(); err != nil {
		refusals = append(refusals, err.(rule.Refusals)...)
	}
	if !slices.Contains(Kinds, b.Kind) {
		refusals.Add("tipo", "Scegli il tipo di appuntamento.")
	}
	if b.Kind == KindConvocation && b.ListRow == 0 {
		refusals.Add("tipo", "Si convoca chi è in un elenco: scegli un altro tipo di appuntamento, oppure parti dall'elenco.")
	}
	if b.Mode != "" && b.Mode != InPerson && b.Mode != ByPhone && b.Mode != ByVideo {
		refusals.Add("modalita", "Scegli come si svolge l'appuntamento.")
	}
	if b.Worker == 0 {
		refusals.Add("lavoratore", "Scegli il lavoratore.")
	}
	for _, f := range []struct {
		name, text string
		most       int
	}{{"stanza", b.Room, maxRoom}, {"oggetto", b.Subject, maxSubject}} {
		if err := rule.TooLong(f.text, f.most); err != nil {
			refusals.Add(f.name, err.Error())
		}
	}
	return refusals.Err()
}

func (b Booking) clean() Booking {
	b.Room, b.Subject = strings.TrimSpace(b.Room), strings.TrimSpace(b.Subject)
	if b.Mode == "" {
		b.Mode = InPerson
	}
	return b
}
