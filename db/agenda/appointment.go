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
	KindBilancio    Kind = "bilancio"
	KindOther       Kind = "altro"
)

// Kinds are all kinds, in the order in which forms offer them.
var Kinds = []Kind{KindConvocation, KindOrientation, KindBilancio, KindOther}

// Label returns the kind as the screens write it.
func (k Kind) Label() string {
	switch k {
	case KindConvocation:
		return "Convocazione"
	case KindOrientation:
		return "Colloquio di orientamento"
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

// Reasons are the coded reasons that a person can give.
var Reasons = []Reason{
	{"malattia", "Malattia o visita medica", ByCitizen},
	{"lavoro", "Impegno di lavoro", ByCitizen},
	{"famiglia", "Motivi di famiglia", ByCitizen},
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
// orientation is given.
func (a Appointment) ServiceCode() string {
	switch {
	case a.Bilancio != 0 && a.Code != "":
		return a.Code
	case a.Bilancio != 0:
		return "E.2"
	case a.Kind == KindOrientation:
		return "C.1"
	}
	return ""
}

// Action is something that changes an appointment.
type Action string

// The actions on an appointment.
const (
	ActAttend  Action = "presente"
	ActExcuse  Action = "assente_giustificato"
	ActMiss    Action = "assente"
	ActMove    Action = "spostamento"
	ActCancel  Action = "annullamento"
	ActConfirm Action = "conferma"
	ActReopen  Action = "riapertura"
)

// Outcomes are the actions that say how an appointment went, in the order of
// their keys 1, 2, 3.
var Outcomes = []Action{ActAttend, ActExcuse, ActMiss}

// Label returns the outcome as its button says it.
func (a Action) Label() string {
	switch a {
	case ActAttend:
		return "presente"
	case ActExcuse:
		return "assente giustificato"
	case ActMiss:
		return "assente"
	}
	return string(a)
}

// Moment is when an action is asked for, and by whom.
type Moment struct {
	Now   rule.Instant
	Today rule.Date
	Actor rule.Actor
}

// transition is one line of the table of what may become of an appointment.
type transition struct {
	action Action
	from   []State
	to     State
	who    []rule.Role
	// guard returns the refusal of what the state alone does not decide, "" when
	// the action may go on.
	guard func(Appointment, Moment) string
	// refusal is the sentence for an appointment in another state.
	refusal string
}

var deskRoles = []rule.Role{rule.RoleOperator, rule.RoleOfficeHead, rule.RoleCounsellor}

// DeskRoles are the roles that work in an office's agenda.
var DeskRoles = deskRoles

// transitions is the whole life of an appointment.
var transitions = []transition{
	{ActAttend, []State{Fixed}, Attended, deskRoles, notBeforeDay, "L'esito di questo appuntamento c'è già"},
	{ActExcuse, []State{Fixed}, Excused, deskRoles, notBeforeHour, "L'esito di questo appuntamento c'è già"},
	{ActMiss, []State{Fixed}, Missed, deskRoles, notBeforeHour, "L'esito di questo appuntamento c'è già"},
	{ActMove, []State{Fixed}, Moved, deskRoles, notAfterDay, "Questo appuntamento non si può più spostare"},
	{ActCancel, []State{Fixed}, Cancelled, deskRoles, nil, "Questo appuntamento non si può più disdire"},
	{ActConfirm, []State{Fixed}, Fixed, deskRoles, notBegun, "Questo appuntamento non si può più confermare"},
	{ActReopen, []State{Attended, Excused, Missed}, Fixed, deskRoles, sameDayOrHead, "Non c'è un esito da correggere"},
}

func notBeforeDay(a Appointment, m Moment) string {
	if a.Slot.Day > m.Today {
		return fmt.Sprintf("L'appuntamento è del %s: potrai segnare chi si è presentato quel giorno.", a.Slot.Day.Italian())
	}
	return ""
}

func notBeforeHour(a Appointment, m Moment) string {
	if !a.Begun(m.Now) {
		return fmt.Sprintf("L'appuntamento comincia %s: prima di quell'ora non si può segnare un'assenza. Se la persona ha avvisato, disdicilo.", a.Slot.Words())
	}
	return ""
}

func notBegun(a Appointment, m Moment) string {
	if a.Begun(m.Now) {
		return fmt.Sprintf("L'appuntamento era %s: segna com'è andato.", a.Slot.Words())
	}
	return ""
}

func notAfterDay(a Appointment, m Moment) string {
	if a.Slot.Day < m.Today {
		return fmt.Sprintf("L'appuntamento era %s: segna l'esito e, se serve, fissane uno nuovo.", a.Slot.Words())
	}
	return ""
}

// sameDayOrHead lets a slip be put right on the day it was made; later only
// the responsabile may, because figures may have been read from the ledger.
func sameDayOrHead(a Appointment, m Moment) string {
	if a.OutcomeAt.Date() == m.Today || m.Actor.System || slices.Contains(m.Actor.CPIs(rule.RoleOfficeHead), a.CPI) {
		return ""
	}
	return fmt.Sprintf("L'esito è stato segnato il %s: dopo quel giorno lo corregge il responsabile.", a.OutcomeAt.Date().Italian())
}

// Next returns the state that the action leads to, or the refusal of the rule.
func (a Appointment) Next(action Action, m Moment) (State, error) {
	for _, t := range transitions {
		if t.action != action {
			continue
		}
		if !m.Actor.System && !slices.ContainsFunc(t.who, func(r rule.Role) bool { return slices.Contains(m.Actor.CPIs(r), a.CPI) }) {
			return "", rule.Refuse("", "Agisce sull'agenda solo chi lavora in questo Centro per l'Impiego.")
		}
		if !slices.Contains(t.from, a.State) {
			return "", rule.Refuse("", t.refusal+": risulta «"+a.Word(m.Now)+"».")
		}
		if t.guard != nil {
			if why := t.guard(a, m); why != "" {
				return "", rule.Refuse("", why)
			}
		}
		return t.to, nil
	}
	return "", rule.Refuse("", "Questa operazione non esiste.")
}

// Can reports whether the action may be done now: screens offer it then.
func (a Appointment) Can(action Action, m Moment) bool {
	_, err := a.Next(action, m)
	return err == nil
}

// StartBilancio returns the refusal to start a bilancio from the appointment,
// nil when it may start: from one's own appointment of today or of a past day,
// from a colleague's of the same office only today.
func (a Appointment) StartBilancio(m Moment) error {
	switch {
	case !m.Actor.System && !slices.Contains(m.Actor.CPIs(deskRoles...), a.CPI):
		return rule.Refuse("", "Il bilancio si avvia solo dagli appuntamenti del proprio Centro per l'Impiego.")
	case a.State != Fixed && a.State != Attended:
		return rule.Refuse("", "Il bilancio non si avvia da questo appuntamento: risulta «"+a.Word(m.Now)+"».")
	case a.Slot.Day > m.Today:
		return rule.Refuse("", fmt.Sprintf("Il bilancio non si avvia prima dell'appuntamento. Questo è del %s: potrai avviarlo quel giorno.", a.Slot.Day.Short()))
	case a.Slot.Day < m.Today && !m.Actor.System && a.Operator != m.Actor.UserID:
		return rule.Refuse("", fmt.Sprintf("Il bilancio sull'appuntamento di un collega si avvia solo il giorno stesso. Questo era del %s, con %s.", a.Slot.Day.Short(), a.OperatorN))
	}
	return nil
}
