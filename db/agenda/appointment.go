// Package agenda owns when offices are open, who is met when, and what keeps a
// worker from being met: appointments, convocations and riscontri.
package agenda

import (
	"fmt"
	"slices"
	"strings"

	"sportello/db/rule"
)

// State is what has become of an appointment.
type State string

// The states of an appointment. What was moved stays as it was, linked to the
// new one; by whom one was cancelled stands beside the state.
const (
	Fixed     State = "fissato"
	Attended  State = "presente"
	Excused   State = "assente_giustificato"
	Missed    State = "assente"
	Moved     State = "spostato"
	Cancelled State = "annullato"
)

// States are all states, in the order in which filters offer them.
var States = []State{Fixed, Attended, Excused, Missed, Moved, Cancelled}

// Occupies reports whether an appointment in this state keeps its operator and
// its worker from another one at that time.
func (s State) Occupies() bool { return s == Fixed || s == Attended }

// Kind is what an appointment is for.
type Kind string

// The kinds of appointment.
const (
	KindConvocation Kind = "convocazione"
	KindOrientation Kind = "orientamento"
	KindCounselling Kind = "consulenza"
	KindBilancio    Kind = "bilancio"
	KindOther       Kind = "altro"
)

// Kinds are all kinds, in the order in which forms offer them.
var Kinds = []Kind{KindConvocation, KindOrientation, KindCounselling, KindBilancio, KindOther}

// Label returns the kind as the screens write it.
func (k Kind) Label() string {
	switch k {
	case KindConvocation:
		return "Convocazione"
	case KindOrientation:
		return "Colloquio di orientamento"
	case KindCounselling:
		return "Consulenza orientativa"
	case KindBilancio:
		return "Incontro di bilancio"
	}
	return "Altro"
}

// By is who, or what, cancelled an appointment.
type By string

// Who cancels: a person, a riscontro, or the closing of the office.
const (
	ByCitizen   By = "cittadino"
	ByOperator  By = "operatore"
	ByRiscontro By = "riscontro"
	ByClosure   By = "chiusura"
)

func (b By) words() string {
	switch b {
	case ByCitizen:
		return "disdetto dal cittadino"
	case ByOperator:
		return "disdetto dall'operatore"
	case ByRiscontro:
		return "disdetto per riscontro"
	case ByClosure:
		return "disdetto per chiusura"
	}
	return "disdetto"
}

// Reason is one coded reason of a cancellation.
type Reason struct {
	Code  string
	Label string
	By    By
}

// Reasons are the coded reasons that a person can give. None is about health: whoever
// reads the agenda reads them (GDPR, art. 9).
var Reasons = []Reason{
	{"impedimento", "Impedimento personale o di famiglia", ByCitizen},
	{"lavoro", "Impegno di lavoro", ByCitizen},
	{"trasporti", "Difficoltà a raggiungere l'ufficio", ByCitizen},
	{"non_interessato", "Non è interessato", ByCitizen},
	{"altro_cittadino", "Altro motivo del cittadino", ByCitizen},
	{"operatore_assente", "Assenza dell'operatore", ByOperator},
	{"riorganizzazione", "Riorganizzazione dell'agenda", ByOperator},
	{"errore", "Inserito per errore", ByOperator},
	{"altro_operatore", "Altro motivo dell'ufficio", ByOperator},
}

// reasonOf returns the coded reason, false if there is none with the code.
func reasonOf(code string) (Reason, bool) {
	i := slices.IndexFunc(Reasons, func(r Reason) bool { return r.Code == code })
	if i < 0 {
		return Reason{}, false
	}
	return Reasons[i], true
}

// ReasonLabel returns the coded reason as the screens write it, "" for none.
func ReasonLabel(code string) string {
	r, _ := reasonOf(code)
	return r.Label
}

// The modes in which a person is met.
const (
	InPerson = "presenza"
	ByPhone  = "telefono"
	ByVideo  = "videochiamata"
)

// ModeLabel returns a mode as the screens write it.
func ModeLabel(mode string) string {
	switch mode {
	case ByPhone:
		return "al telefono"
	case ByVideo:
		return "in videochiamata"
	}
	return "in presenza"
}

// Lengths of an appointment, in minutes. Below ten nobody is met; eight hours
// is the longest delivery of a bilancio (Regione Marche, LEP table, E.2).
const (
	MinLength     rule.Minutes = 10
	MaxLength     rule.Minutes = 480
	DefaultLength rule.Minutes = 60
)

// How long orientation lasts (Toscana, Carta dei servizi): base orientation at
// most 90 minutes, counselling «uno o più incontri da un minimo di 60 minuti».
const (
	MaxOrientation rule.Minutes = 90
	MinCounselling rule.Minutes = 60
)

// CheckLength returns the refusal of a meeting of the kind that is planned longer
// or shorter than its charter says, in the field durata; nil for none.
func (k Kind) CheckLength(planned rule.Minutes) rule.Refusals {
	var out rule.Refusals
	switch {
	case k == KindOrientation && planned > MaxOrientation:
		out.Add("durata", fmt.Sprintf("L'orientamento di base dura al massimo %d minuti (Carta dei servizi): dividilo in più incontri che insieme stiano nei %[1]d minuti.", MaxOrientation))
	case k == KindCounselling && planned < MinCounselling:
		out.Add("durata", fmt.Sprintf("Un incontro di consulenza orientativa dura almeno %d minuti (Carta dei servizi).", MinCounselling))
	}
	return out
}

// Appointment is one meeting of a worker with an operator, as screens and rules
// need it.
type Appointment struct {
	ID         int64
	CPI        int64
	Office     string
	Operator   int64
	OperatorN  string // name and surname
	Worker     int64
	WorkerN    string // surname and name
	CF         string
	ListRow    int64
	List       string // name of the list of the row
	Bilancio   int64
	Kind       Kind
	Code       string // of the service to record once attended, "" for the kind's own
	Slot       Slot
	Room       string
	Subject    string
	Mode       string
	State      State
	By         By
	ReasonCode string
	Reason     string
	Minutes    int // effective, 0 until it took place
	MovedTo    int64
	MovedWhen  Slot // of the appointment it was moved to: day and beginning
	MovedFrom  int64
	Confirmed  rule.Date
	CreatedBy  int64
	CreatedAt  rule.Instant
	OutcomeAt  rule.Instant
	Version    int
	// Ongoing is the worker's bilancio under way, when a page has looked for it:
	// the agenda itself does not know it.
	Ongoing int64
}

// Word returns the state as every screen, list and document writes it. now
// tells an appointment still to come from one whose outcome is missing.
func (a Appointment) Word(now rule.Instant) string {
	switch a.State {
	case Fixed:
		if a.ToFill(now) {
			return "esito da compilare"
		}
		return "Da erogare"
	case Attended:
		return "presente"
	case Excused:
		return "assente giustificato"
	case Missed:
		return "assente"
	case Moved:
		return "Spostato"
	}
	return a.By.words()
}

// ToFill reports whether the appointment is over and has no outcome.
func (a Appointment) ToFill(now rule.Instant) bool {
	return a.State == Fixed && a.Slot.EndsAt() <= now
}

// Begun reports whether the hour of the appointment has come.
func (a Appointment) Begun(now rule.Instant) bool { return a.Slot.StartsAt() <= now }

// Open reports whether the appointment is still to be met.
func (a Appointment) Open() bool { return a.State == Fixed }

// What returns what the appointment is about: its subject, else its kind.
func (a Appointment) What() string {
	if a.Subject != "" {
		return a.Subject
	}
	return a.Kind.Label()
}

// Where returns the room, and how the person is met when not in presence.
func (a Appointment) Where() string {
	var parts []string
	if a.Room != "" {
		room := a.Room
		if room[0] >= '0' && room[0] <= '9' {
			room = "stanza " + room
		}
		parts = append(parts, room)
	}
	if a.Mode != "" && a.Mode != InPerson {
		parts = append(parts, ModeLabel(a.Mode))
	}
	return strings.Join(parts, ", ")
}

// ServiceCode returns the code of the Marche table that a meeting of this
// appointment is recorded with, "" for none: E.2 (or M4.2, chosen by who
// booked) for each attended meeting of a bilancio, C.1 each time base
// orientation is given, E.1 (A06 in Toscana) for orientation counselling.
func (a Appointment) ServiceCode() string {
	switch {
	case a.Bilancio != 0 && a.Code != "":
		return a.Code
	case a.Bilancio != 0:
		return "E.2"
	case a.Kind == KindOrientation:
		return "C.1"
	case a.Kind == KindCounselling:
		return "E.1"
	}
	return ""
}

// Standing returns how many of the appointments still count for their day: one
// that was moved counts where it was moved to, one that was cancelled nowhere.
func Standing(list []Appointment) int {
	n := 0
	for _, a := range list {
		if a.State != Moved && a.State != Cancelled {
			n++
		}
	}
	return n
}
