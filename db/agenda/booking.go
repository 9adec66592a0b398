package agenda

import (
	"fmt"
	"slices"
	"strings"
	"time"

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
	} else {
		refusals = append(refusals, b.Kind.CheckLength(b.Slot.Length())...)
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

// How far from now an appointment may begin. Who has just come in is written
// down while they are received; nobody is convened for an hour gone by; beyond
// a year a day is more likely mistyped than meant.
const (
	lateStart  = 30 // minutes
	monthsOpen = 12
)

// CheckWhen returns the refusal of a beginning that has gone by or is too far
// away, nil for none.
func (b Booking) CheckWhen(now rule.Instant, today rule.Date) error {
	switch last := today.AddMonths(monthsOpen); {
	case b.Slot.Day < today:
		return rule.Refuse("giorno", fmt.Sprintf("Il %s è passato: scegli un giorno da oggi in poi.", b.Slot.Day.Italian()))
	case b.Slot.Day > last:
		return rule.Refuse("giorno", fmt.Sprintf("Il %s è fra più di un anno: controlla l'anno. Si fissano appuntamenti fino al %s.", b.Slot.Day.Italian(), last.Italian()))
	case b.Kind == KindConvocation && b.Slot.StartsAt() < now:
		return rule.Refuse("ora", fmt.Sprintf("Le %s di oggi sono passate: una convocazione è per un orario che deve ancora venire.", b.Slot.Starts))
	case b.Slot.StartsAt().Time().Add(lateStart * time.Minute).Before(now.Time()):
		return rule.Refuse("ora", fmt.Sprintf("Le %s di oggi sono passate da più di mezz'ora: scegli un orario da adesso in poi.", b.Slot.Starts))
	}
	return nil
}

func (b Booking) clean() Booking {
	b.Room, b.Subject = strings.TrimSpace(b.Room), strings.TrimSpace(b.Subject)
	if b.Mode == "" {
		b.Mode = InPerson
	}
	return b
}
