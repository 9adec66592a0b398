package people

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sportello/db/agenda"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/views/shared"
)

// upcoming returns the appointments still to come, the next one first.
func (c Card) upcoming() []agenda.Appointment {
	var out []agenda.Appointment
	for _, a := range c.Appointments {
		if a.Open() && !a.ToFill(c.Now) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b agenda.Appointment) int {
		return strings.Compare(string(a.Slot.StartsAt()), string(b.Slot.StartsAt()))
	})
	return out
}

// toFill returns the appointments whose outcome is missing.
func (c Card) toFill() []agenda.Appointment {
	var out []agenda.Appointment
	for _, a := range c.Appointments {
		if a.ToFill(c.Now) {
			out = append(out, a)
		}
	}
	return out
}

func appointmentWhen(a agenda.Appointment, today rule.Date) string {
	if a.Slot.Day == today {
		return "oggi, " + a.Slot.Starts.String()
	}
	t := a.Slot.Day.Time()
	return fmt.Sprintf("%s %d %s, %s", a.Slot.Day.WeekdayName(), t.Day(), rule.MonthName(time.Month(t.Month())), a.Slot.Starts)
}

func appointmentKind(word string) shared.Kind {
	switch word {
	case "presente":
		return shared.Good
	case "assente":
		return shared.Stop
	case "esito da compilare":
		return shared.Look
	}
	return shared.Neutral
}

// employment returns the lines of the employment status.
func (c Card) employment() []shared.Pair {
	w := c.Worker
	pairs := []shared.Pair{{Term: "Stato", Value: people.EmploymentLabel(w.Employment)}, {Term: "Disoccupazione", Value: running(c.Facts, c.Today)}}
	if condition := people.ConditionOn(c.Conditions, c.Facts.Periods, c.DIDs, c.Today); condition.Missing {
		pairs = append(pairs, shared.Pair{Term: "Condizione", Body: missingCondition(c)})
	} else {
		pairs = append(pairs, shared.Pair{Term: "Condizione", Value: condition.Value})
	}
	if w.DIDOn != "" || w.DIDNumber != "" {
		pairs = append(pairs, shared.Pair{Term: "DID", Body: didLink(c)})
	}
	if w.ProfilingIndex != nil {
		pairs = append(pairs, shared.Pair{Term: "Profiling", Value: shared.Decimal(*w.ProfilingIndex, 2)})
	}
	pairs = append(pairs, shared.Pair{Term: "Titolo di studio", Value: w.StudyTitle})
	if len(c.Rows) > 0 && c.Rows[0].BenefitTo != "" {
		r := c.Rows[0]
		text := r.Benefit
		if r.BenefitFrom != "" {
			text += " dal " + r.BenefitFrom.Italian()
		}
		pairs = append(pairs, shared.Pair{Term: "Ammortizzatore", Value: strings.TrimSpace(text + " al " + r.BenefitTo.Italian())})
	}
	return pairs
}
