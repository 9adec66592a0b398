package agenda

import (
	"fmt"
	"slices"
	"time"

	"sportello/db/rule"
)

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

// earlyStart is how long before its hour an appointment may be said to take
// place without asking again.
const earlyStart = 30 * time.Minute

// Early reports whether the appointment begins so far from now that to say it is
// taking place is more likely a slip.
func (a Appointment) Early(now rule.Instant) bool {
	return a.Slot.StartsAt().Time().After(now.Time().Add(earlyStart))
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

// BeginsInterview reports whether the actor may begin from the appointment, or go
// on with, an interview of base orientation: one of that kind, of today or a past
// day, that was not missed and is no meeting of a bilancio.
func (a Appointment) BeginsInterview(m Moment) bool {
	return a.Kind == KindOrientation && a.Bilancio == 0 && a.State.Occupies() && a.Slot.Day <= m.Today && (m.Actor.System || slices.Contains(m.Actor.CPIs(deskRoles...), a.CPI))
}
