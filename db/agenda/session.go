package agenda

import (
	"fmt"
	"slices"
	"strings"

	"sportello/db/registry"
	"sportello/db/rule"
)

// Session is a service given to several persons at once: a laboratory, a
// seminar. Its code is what the ledger writes of each who was there.
type Session struct {
	ID        int64
	CPI       int64
	Office    string
	Operator  int64
	OperatorN string
	Code      string
	Service   string // title of the code
	Programme string
	Title     string
	Slot      Slot
	Room      string
	Mode      string
	Capacity  int
	Note      string
	Cancelled rule.Instant
	Reason    string // why it was cancelled
	Invited   int    // attendees in all
	Present   int
	Absent    int
	Version   int
}

// AttendeeState is whether somebody was at a session.
type AttendeeState string

// The states of an attendee.
const (
	Invited     AttendeeState = "invitato"
	WasPresent  AttendeeState = "presente"
	WasAbsent   AttendeeState = "assente"
	maxCapacity               = 200
)

// Attendee is somebody of a session.
type Attendee struct {
	Worker  int64
	WorkerN string
	CF      rule.CodiceFiscale
	State   AttendeeState
	Service int64 // the ledger's row, 0 for none
}

// SessionModes are the ways in which a group meets.
var SessionModes = []string{"presenza", "videochiamata"}

// Check returns what is wrong with a session that is typed, but for its day and
// hour, which a form may not have been able to read.
func (s Session) Check() rule.Refusals {
	return slices.DeleteFunc(s.check(), func(r rule.Refusal) bool { return slices.Contains([]string{"giorno", "ora", "durata"}, r.Field) })
}

// check returns what is wrong with a session that is typed; the refusals name
// code, titolo, giorno, ora, durata, posti, modalita, nota.
func (s Session) check() rule.Refusals {
	out := refusalsOf(s.Slot.Check())
	if s.Code == "" {
		out.Add("code", "Scegli il servizio dall'elenco.")
	}
	if strings.TrimSpace(s.Title) == "" {
		out.Add("titolo", "Scrivi un titolo: compare nel foglio firme.")
	} else if len([]rune(s.Title)) > 150 {
		out.Add("titolo", "Il titolo è più lungo di 150 caratteri.")
	}
	if s.Capacity < 1 || s.Capacity > maxCapacity {
		out.Add("posti", fmt.Sprintf("I posti vanno da 1 a %d.", maxCapacity))
	}
	if !slices.Contains(SessionModes, s.Mode) {
		out.Add("modalita", "Scegli se la sessione è in presenza o in videochiamata.")
	}
	if len([]rune(s.Room)) > 40 {
		out.Add("stanza", "Il nome della stanza è più lungo di 40 caratteri.")
	}
	if s.Programme != "" && !slices.Contains(registry.Programmes, s.Programme) {
		out.Add("programma", "Scegli un programma dell'elenco.")
	}
	if len([]rune(s.Note)) > 2000 {
		out.Add("nota", "La nota è più lunga di 2.000 caratteri.")
	}
	return out
}

// notOfAGroup returns why a service is not given to a group, "" when it may be.
func notOfAGroup(code, programme string) string {
	for _, b := range registry.Check(registry.Case{Code: code, Group: true, Programme: programme}) {
		if b.Number == 9 && b.Needs == "singolo" || b.Number == 16 {
			return b.Sentence()
		}
	}
	if !registry.ForGroups(code) {
		return fmt.Sprintf("%s si dà a una persona alla volta: a un gruppo si danno i laboratori (F1 e M5), l'orientamento di base (C.1), quello specialistico in piccoli gruppi (E.1, M4.1) e gli eventi EURES (I).", code)
	}
	return ""
}

// refusalsOf returns an error's refusals.
func refusalsOf(err error) rule.Refusals {
	switch e := err.(type) {
	case rule.Refusals:
		return e
	case rule.Refusal:
		return rule.Refusals{e}
	}
	return nil
}

// Free returns how many places are left.
func (s Session) Free() int { return max(0, s.Capacity-s.Invited) }

// Beyond returns how many are in the list beyond the places.
func (s Session) Beyond() int { return max(0, s.Invited-s.Capacity) }

// Begun reports whether attendance may be marked: from the day of the session on.
func (s Session) Begun(today rule.Date) bool { return s.Cancelled == "" && s.Slot.Day <= today }
