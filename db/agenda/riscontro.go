package agenda

import (
	"fmt"

	"sportello/db/rule"
)

// The values of a riscontro: what a check of a worker found.
const (
	Renounced = "rinunciatario"
	Excluded  = "escluso"
)

// RiscontroLabel returns the value as the choice of the screen explains it.
func RiscontroLabel(value string) string {
	if value == Excluded {
		return "escluso per la presenza di un rapporto di lavoro attivo"
	}
	return value
}

// Riscontro is the outcome of a check, with its end if it was revoked. It holds
// for the worker in every list.
type Riscontro struct {
	ID            int64
	Worker        int64
	Value         string
	Note          string
	Office        string
	RecordedAt    rule.Instant
	RecordedBy    string
	RevokedAt     rule.Instant
	RevokedBy     string
	RevokedReason string
}

// Active reports whether the riscontro still holds.
func (r Riscontro) Active() bool { return r.RevokedAt == "" }

// Blocked is the refusal of any appointment while a riscontro holds.
func Blocked(value string, since rule.Instant, by string) error {
	return rule.Refuse("", fmt.Sprintf("Non si può fissare un appuntamento: il lavoratore risulta %s dal %s (%s). Il responsabile può revocare il riscontro.",
		value, since.Date().Italian(), by))
}
