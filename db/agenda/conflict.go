package agenda

import (
	"fmt"

	"sportello/db/rule"
)

// Conflict is the refusal of a booking because the operator or the worker is
// taken at that time; it carries the appointment in the way, so that the screen
// can show it.
type Conflict struct {
	With      Appointment
	Worker    bool // the worker is taken; otherwise the operator is
	Elsewhere bool // in another office: only its time may be told
}

func (c Conflict) Error() string {
	when := c.With.Slot.Words()
	where := ""
	if w := c.With.Where(); w != "" {
		where = ", " + w
	}
	switch {
	case c.Elsewhere && c.Worker:
		return fmt.Sprintf("%s ha già un impegno: %s ha un appuntamento in un altro Centro per l'Impiego.", c.With.WorkerN, when)
	case c.Elsewhere:
		return fmt.Sprintf("%s ha già un impegno: %s ha un appuntamento in un altro Centro per l'Impiego.", c.With.OperatorN, when)
	case c.Worker:
		return fmt.Sprintf("%s ha già un impegno: %s è con %s%s.", c.With.WorkerN, when, c.With.OperatorN, where)
	}
	return fmt.Sprintf("%s ha già un impegno: %s è con %s%s.", c.With.OperatorN, when, c.With.WorkerN, where)
}

// Unwrap makes the conflict a refusal of the form's hour.
func (c Conflict) Unwrap() error { return rule.Refuse("ora", c.Error()) }

// Convened is the refusal of a second open convocation from the same list.
type Convened struct{ With Appointment }

func (c Convened) Error() string {
	return fmt.Sprintf("%s ha già una convocazione: %s, con %s. Puoi spostare quell'appuntamento.", c.With.WorkerN, c.With.Slot.Words(), c.With.OperatorN)
}

// Unwrap makes it a refusal of the whole act.
func (c Convened) Unwrap() error { return rule.Refuse("", c.Error()) }
