package agenda

import (
	"fmt"

	"sportello/db/rule"
)

// Batch is a convocation of many workers of a list at once.
type Batch struct {
	CPI       int64
	Rows      []int64
	From, To  rule.Date
	Operators []int64
	Length    rule.Minutes
	Room      string
}

// MaxBatch is how many workers one act convenes: the writer is held for less
// than a second.
const MaxBatch = 300

// maxPeriod is the longest period that is looked through, in days.
const maxPeriod = 120

// Check returns what is wrong with the period and the choice, every field at once.
func (b Batch) Check(today rule.Date) error {
	var refusals rule.Refusals
	switch {
	case len(b.Rows) == 0:
		refusals.Add("riga", "Scegli almeno un lavoratore.")
	case len(b.Rows) > MaxBatch:
		refusals.Add("riga", fmt.Sprintf("Si convocano al massimo %d lavoratori per volta: ne hai scelti %d.", MaxBatch, len(b.Rows)))
	}
	if b.From == "" || b.From < today {
		refusals.Add("dal", "Scegli un giorno da oggi in poi.")
	}
	switch {
	case b.To == "" || b.To < b.From:
		refusals.Add("al", "L'ultimo giorno viene dopo il primo.")
	case b.From != "" && b.From.DaysUntil(b.To) > maxPeriod:
		refusals.Add("al", fmt.Sprintf("Il periodo può durare al massimo %d giorni.", maxPeriod))
	}
	if len(b.Operators) == 0 {
		refusals.Add("operatore", "Scegli almeno un operatore.")
	}
	if b.Length < MinLength || b.Length > MaxLength {
		refusals.Add("durata", fmt.Sprintf("La durata va da %d a %d minuti.", MinLength, MaxLength))
	}
	if err := rule.TooLong(b.Room, maxRoom); err != nil {
		refusals.Add("stanza", err.Error())
	}
	return refusals.Err()
}

// ProposedPeriod returns the first and last day proposed for a convocation made
// today: the next two weeks.
func ProposedPeriod(today rule.Date) (first, last rule.Date) {
	const days = 14
	first = today.AddDays(1)
	return first, first.AddDays(days - 1)
}

// Candidate is a worker chosen to be convened.
type Candidate struct {
	ListRow int64
	Worker  int64
	Name    string // surname and name
	CF      string
	Email   bool   // an address is known
	Why     string // why not, "" when the worker can be convened
}

// tooFew is the refusal of a batch that finds no room for everybody.
func tooFew(places, people int) error {
	return rule.Refuse("al", fmt.Sprintf("%s per %s: allunga il periodo, aggiungi un operatore o accorcia la durata.",
		sentence(placesWord(places)), countWord(people, "lavoratore", "lavoratori")))
}

func placesWord(n int) string {
	switch n {
	case 0:
		return "non c'è nessun posto libero"
	case 1:
		return "c'è 1 posto libero"
	}
	return fmt.Sprintf("ci sono %d posti liberi", n)
}
