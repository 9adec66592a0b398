package conditionality

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/registry"
	"sportello/db/rule"
)

// Key names what was missed: an appointment, or a session with the person expected
// there. As text it is «a12» or «s3-45».
type Key struct{ Appointment, Session, Worker int64 }

var keyShape = regexp.MustCompile(`^(?:a([1-9]\d{0,17})|s([1-9]\d{0,17})-([1-9]\d{0,17}))$`)

// ParseKey reads a key as an address writes it, false for what is none.
func ParseKey(text string) (k Key, ok bool) {
	m := keyShape.FindStringSubmatch(text)
	if m == nil {
		return k, false
	}
	number := func(s string) int64 { n, _ := strconv.ParseInt(s, 10, 64); return n }
	return Key{Appointment: number(m[1]), Session: number(m[2]), Worker: number(m[3])}, true
}

func (k Key) String() string {
	if k.Appointment != 0 {
		return fmt.Sprintf("a%d", k.Appointment)
	}
	return fmt.Sprintf("s%d-%d", k.Session, k.Worker)
}

// Fact is a missed appointment or session of a person with a DID in force on that
// day, about which the office may write a notice.
type Fact struct {
	Key      Key
	WorkerID int64
	CPI      int64
	Slot     agenda.Slot
	Kind     string // of the appointment, or the code of the session's service
	Title    string // subject of the appointment, title of the session
	Mode     string
	Room     string
	Office   string
	Operator string
	Surname  string
	Name     string
	CF       rule.CodiceFiscale

	FixedOn    rule.Date // the appointment was fixed, or the person invited
	Convened   rule.Date // a letter was sent, "" for none
	Protocol   string    // of the letter
	Mail       archive.MailState
	AnsweredOn rule.Date // the person said they would come

	DIDID     int64
	DIDOn     rule.Date
	DIDNumber string
	PactID    int64 // in force on that day, 0 for none
	PactOn    rule.Date
	NoticeID  int64 // what is thought of it already, 0 for nothing
}

// Worker returns surname and name.
func (f Fact) Worker() string { return f.Surname + " " + f.Name }

// What says what was missed: «Convocazione», «Sessione «Il curriculum» (F1.6)».
func (f Fact) What() string { return what(f.Key, f.Kind, f.Title) }

func what(k Key, kind, title string) string {
	if k.Session != 0 {
		return "Sessione «" + title + "» (" + kind + ")"
	}
	label := agenda.Kind(kind).Label()
	switch {
	case agenda.Kind(kind) == agenda.KindOther && title != "":
		return title
	case agenda.Kind(kind) == agenda.KindOther:
		return "Appuntamento"
	}
	return label
}

// When says the day and the hour: «giovedì 26 novembre 2026 alle 10:30».
func (f Fact) When() string { return f.Slot.Day.Long() + ", ore " + f.Slot.Starts.String() }

// Called says when and how the person was called.
func (f Fact) Called() string {
	var parts []string
	switch {
	case f.Convened != "":
		letter := "lettera di convocazione del " + f.Convened.Italian()
		if f.Protocol != "" {
			letter += ", protocollo " + f.Protocol
		}
		parts = append(parts, letter)
		if f.Mail == archive.MailSent {
			parts = append(parts, "e-mail inviata")
		}
	case f.Key.Session != 0:
		parts = append(parts, "invito alla sessione del "+f.FixedOn.Italian())
	default:
		parts = append(parts, "appuntamento fissato il "+f.FixedOn.Italian())
	}
	if f.AnsweredOn != "" {
		parts = append(parts, "confermato dalla persona il "+f.AnsweredOn.Italian())
	}
	return strings.Join(parts, "; ")
}

// supportGroups are the groups of codes that help a person to find their way and to
// look for work, beside the laboratories (d.lgs. 150/2015, art. 20, c. 3, a).
var supportGroups = []string{"C", "E", "M4"}

// Breach returns what the law calls it: an appointment is letter a), a laboratory or
// orientation in a group b), all the rest of a group c).
func (f Fact) Breach() Breach {
	group, _, _ := strings.Cut(f.Kind, ".")
	switch {
	case f.Key.Appointment != 0:
		return MissedCall
	case registry.Laboratory(f.Kind) || slices.Contains(supportGroups, group):
		return MissedSupport
	}
	return MissedMeasure
}

// DID says the DID under which it counts: «FG-17 del 20/11/2026».
func (f Fact) DID() string { return didWords(f.DIDNumber, f.DIDOn) }

func didWords(number string, on rule.Date) string {
	if number == "" {
		return "del " + on.Italian()
	}
	return number + " del " + on.Italian()
}

// Pact says the patto in force on that day.
func (f Fact) Pact() string {
	if f.PactID == 0 {
		return "nessuno in vigore quel giorno: l'incontro serviva a stipularlo (art. 20, comma 1)"
	}
	return fmt.Sprintf("n. %d, sottoscritto il %s", f.PactID, f.PactOn.Italian())
}
