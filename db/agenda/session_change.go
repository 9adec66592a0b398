package agenda

import (
	"fmt"
	"strconv"

	"sportello/db/rule"
)

// SessionChange is one field of a session that was changed after it was fixed.
type SessionChange struct {
	Field       string // titolo, operatore, quando, stanza, posti
	Was, Became string
	At          rule.Instant
	By          string
}

// Over reports whether the session has ended.
func (s Session) Over(now rule.Instant) bool { return s.Slot.EndsAt() <= now }

// Changeable returns why a session stays as it is, nil when it may be changed.
func (s Session) Changeable(now rule.Instant) error {
	switch {
	case s.Cancelled != "":
		return rule.Refuse("", "La sessione è annullata: resta com'è.")
	case s.Over(now):
		return rule.Refuse("", "La sessione è finita: resta com'è.")
	}
	return nil
}

// changesTo returns what differs in another version of the session; newOperator
// is the name of the other's operator.
func (s Session) changesTo(to Session, newOperator string) []SessionChange {
	var out []SessionChange
	for _, c := range []SessionChange{
		{Field: "titolo", Was: s.Title, Became: to.Title},
		{Field: "operatore", Was: s.OperatorN, Became: newOperator},
		{Field: "quando", Was: s.Slot.whole(), Became: to.Slot.whole()},
		{Field: "stanza", Was: s.Room, Became: to.Room},
		{Field: "posti", Was: strconv.Itoa(s.Capacity), Became: strconv.Itoa(to.Capacity)},
	} {
		if c.Was != c.Became || c.Field == "operatore" && s.Operator != to.Operator {
			out = append(out, c)
		}
	}
	return out
}

// whole returns the slot with its year and its end.
func (s Slot) whole() string { return fmt.Sprintf("%s, fino alle %s", s.longWords(), s.Ends) }

// checkChange returns what is wrong with a change of a session, apart from what
// is wrong with any session.
func (s Session) checkChange(to Session, now rule.Instant) rule.Refusals {
	var out rule.Refusals
	if to.Capacity < s.Invited && to.Capacity != s.Capacity { // more may have come than were planned
		out.Add("posti", fmt.Sprintf("In elenco ci sono già %d persone: i posti non possono essere meno.", s.Invited))
	}
	moved := to.Slot != s.Slot
	switch {
	case (moved || to.Operator != s.Operator) && s.Present+s.Absent > 0:
		out.Add("giorno", "Le presenze sono già segnate: per cambiare giorno, ora od operatore prima si tolgono i segni.")
	case moved && to.Slot.StartsAt() < now:
		out.Add("ora", "Quell'ora è già passata: scegli un orario che deve ancora venire.")
	}
	return out
}
