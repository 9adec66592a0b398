package people

import (
	"strconv"
	"strings"

	"sportello/db/people"
	"sportello/db/rule"
	"sportello/views/shared"
)

// DIDForm is what the form of a new declaration shows, as it was typed.
type DIDForm struct {
	Worker  people.Worker
	On      string
	Number  string
	Channel string

	Condition string // of who declares it, "" when it was not asked

	Note   string
	Key    string
	Closed string // that the month of the day is closed
	Errors rule.Refusals

	EndedOn, EndReason string // of one that is over already
	AgeConfirmed       bool
}

// DIDEndForm is what the forms show that end or annul a declaration.
type DIDEndForm struct {
	Worker  people.Worker
	DID     people.DID
	Version int // that the form was drawn from
	On      string
	Reason  string
	Closed  string // that the month of the day is closed
	Errors  rule.Refusals
}

// ageField is the tick that an odd age asks for.
func ageField(ticked bool, errs rule.Refusals) shared.Field {
	return shared.Field{Name: "age_confirmed", Label: didLabels["age_confirmed"], Value: boxValue(ticked), Optional: true}.WithError(errs)
}

// ClosedMonthID names the fragment that says that a month is closed.
const ClosedMonthID = "mese-chiuso"

func didsHref(worker int64) string { return cardHref(worker) + "?sezione=" + SectionDID }

func didHref(d people.DID, act string) string {
	return cardHref(d.WorkerID) + "/did/" + strconv.FormatInt(d.ID, 10) + "/" + act
}

var didLabels = map[string]string{"declared_on": "Data della DID", "number": "Numero", "channel": "Come è arrivata", "condition": "Condizione", "note": "Nota",
	"age_confirmed": "Ho controllato l'età: la DID si registra", "ended_on": "Finita il", "end_reason": "Perché è finita", "reason": "Motivo"}

// DIDWords says which declaration of a person is in force.
func DIDWords(w people.Worker) string {
	if w.DIDOn == "" {
		return "nessuna in vigore"
	}
	return strings.TrimSpace(w.DIDNumber + " del " + w.DIDOn.Italian())
}

func (f WorkerForm) didWords() string { return f.DID }

// inForce returns the declaration that holds, false when there is none.
func (c Card) inForce() (people.DID, bool) {
	for _, d := range c.DIDs {
		if d.EndedOn == "" && d.Annulled == "" {
			return d, true
		}
	}
	return people.DID{}, false
}

func didOptions(all []people.Choice) []shared.Option {
	out := make([]shared.Option, len(all))
	for i, c := range all {
		out[i] = shared.Option{Value: c.Value, Label: c.Label}
	}
	return out
}

// conditionField asks in what way who makes a declaration is unemployed.
func conditionField(value string, optional bool, errors rule.Refusals) shared.Field {
	f := shared.Field{Name: "condition", Label: didLabels["condition"], Value: value, Optional: optional, Blank: "Scegli", Options: didOptions(people.Conditions)}
	if optional {
		f.Hint = "Va indicata per chi è disoccupato: se non si sa adesso, la scheda dice che manca."
	}
	return f.WithError(errors)
}

// didState is the word of a declaration, with its shape.
func didState(d people.DID) (shared.Kind, string) {
	switch {
	case d.Annulled != "":
		return shared.Stop, "annullata"
	case d.EndedOn != "":
		return shared.Neutral, "finita"
	}
	return shared.Good, "in vigore"
}

func didFacts(d people.DID) []shared.Pair {
	_, word := didState(d)
	return []shared.Pair{
		{Term: "Data", Value: d.On.Italian()}, {Term: "Numero", Value: d.Number}, {Term: "Come è arrivata", Value: people.ChoiceLabel(people.DIDChannels, d.Channel)},
		{Term: "Stato", Value: word}, {Term: "Finita il", Value: d.EndedOn.Italian()}, {Term: "Perché", Value: didWhy(d)}, {Term: "Nota", Value: d.Note},
	}
}

// didWhy says why a declaration no longer holds.
func didWhy(d people.DID) string {
	if d.Annulled != "" {
		return d.AnnulledReason
	}
	return people.ChoiceLabel(people.DIDEnds, d.EndReason)
}
