package pacts

import (
	"fmt"

	"sportello/db/rule"
)

// The ages of Garanzia Giovani, both included (Reg. UE 1304/2013, art. 16, and the
// PON Iniziativa Occupazione Giovani, which takes it up to 29).
const (
	youngest = 15
	oldest   = 29
)

// Heading is what a patto is and who of the office answers for it.
type Heading struct {
	Kind      string
	Confirmed bool // of a kind whose measure has ended
	Operator  int64
}

// EndedKind returns that the measure of a kind has ended, and when; "" for a kind in
// use. Such a patto is only recorded to go on with one that was made before.
func EndedKind(kind string) string {
	switch kind {
	case KindPDS:
		return "Il patto di servizio (PDS) è stato sostituito dal PSP nel 2015 (d.lgs. 150/2015, art. 20): serve solo per aggiornare un patto fatto prima."
	case KindPpL:
		return "Il Patto per il lavoro era del Reddito di cittadinanza, finito con il 2023 (d.l. 48/2023): serve solo per aggiornare un patto fatto prima."
	}
	return ""
}

// bornOn returns the birth that the record has, else what the codice fiscale says,
// "" for neither.
func bornOn(birth rule.Date, cf rule.CodiceFiscale, today rule.Date) rule.Date {
	if birth == "" {
		birth, _ = cf.BirthDate(today)
	}
	return birth
}

// CheckKind returns what is wrong with a kind of patto for somebody born on a day,
// "" when it is not known, on the day of the patto. The refusals name kind and
// kind_confirmed; the latter asks to confirm a measure that has ended.
func CheckKind(kind string, confirmed bool, birth, on rule.Date) rule.Refusals {
	var out rule.Refusals
	if !known(Kinds, kind) {
		out.Add("kind", "Scegli il tipo di patto.")
	}
	if kind == KindPSPGG && birth != "" && on != "" {
		if age := birth.AgeOn(on); age < youngest || age > oldest {
			out.Add("kind", fmt.Sprintf("Garanzia Giovani è per chi ha da %d a %d anni e non lavora né studia (Reg. UE 1304/2013, art. 16; PON IOG): al %s la persona ne ha %d. Scegli un altro tipo di patto.",
				youngest, oldest, on.Italian(), age))
		}
	}
	if ended := EndedKind(kind); ended != "" && !confirmed {
		out.Add("kind_confirmed", "Spunta per confermare, oppure scegli un altro tipo di patto.")
	}
	return out
}
