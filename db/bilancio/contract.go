package bilancio

import (
	"errors"
	"fmt"

	"sportello/db/bilancio/panels"
	"sportello/db/rule"
)

// contractReady returns why the contract cannot be prepared, nil when it can.
func contractReady(b Bilancio) error {
	if why := b.Editable(panels.Preliminare); why != "" {
		return rule.Refuse("", why)
	}
	var refusals rule.Refusals
	for _, code := range []string{"PRE01", "PRE02", "PRE03", "PRE04", "PRE05", "PRE06"} {
		if !b.Status(code).Done() {
			p, _ := b.Definition.Panel(code)
			refusals.Add("", fmt.Sprintf("Prima del contratto va completato il pannello %s.", p.Title))
		}
	}
	if b.Status("PRE05").Done() && b.Panels["PRE05"].Answers.Text("idoneita_percorso") != "si" {
		refusals.Add("", "Il bilancio non è adatto alla domanda: il percorso si chiude con l'interruzione, indicando il motivo.")
	}
	return refusals.Err()
}

// ContractMissing returns why the contract cannot be prepared yet, none when it
// can.
func (b Bilancio) ContractMissing() rule.Refusals {
	var refusals rule.Refusals
	var one rule.Refusal
	err := contractReady(b)
	if errors.As(err, &one) {
		return rule.Refusals{one}
	}
	errors.As(err, &refusals)
	return refusals
}
