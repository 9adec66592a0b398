package registry

import (
	"fmt"
	"slices"
	"strconv"

	"sportello/db/rule"
)

// WorkingDay is how many minutes of services in a day give no doubt, of an
// operator or of a person: eight hours.
const WorkingDay = 8 * 60

// Doubt is something unlikely in a registration by hand: whoever registers is
// asked whether it is so.
type Doubt struct {
	Key      string // what is confirmed: it names the earlier row, so that another one is asked again
	Sentence string
	Confirm  string // the words of the tick
	Row      int64  // the row that was there already, 0 for none
}

// Doubtful asks to confirm a registration by hand.
type Doubtful struct{ Doubts []Doubt }

func (d Doubtful) Error() string {
	var out rule.Refusals
	for _, x := range d.Doubts {
		out.Add("confirmed", x.Sentence)
	}
	return out.Error()
}

// unconfirmed reports whether there is a doubt that nobody has confirmed.
func unconfirmed(all []Doubt, confirmed []string) bool {
	return slices.ContainsFunc(all, func(d Doubt) bool { return !slices.Contains(confirmed, d.Key) })
}

// repeatDoubt is that of the same service of the same person or company on the
// same day.
func repeatDoubt(earlier DeliveredService) Doubt {
	text := fmt.Sprintf("%s è già registrato per quel giorno, %s: %d minuti", earlier.Code, earlier.On.Italian(), earlier.Minutes)
	if earlier.OperatorName != "" {
		text += ", " + earlier.OperatorName
	}
	return Doubt{Key: "servizio-" + strconv.FormatInt(earlier.ID, 10), Sentence: text + ".", Confirm: "È un altro servizio", Row: earlier.ID}
}

// longDoubt returns that of minutes beyond the double of what the table shows.
func (s Service) longDoubt(minutes int) []Doubt {
	if s.Minutes.Max == 0 || minutes <= 2*s.Minutes.Max {
		return nil
	}
	return []Doubt{{Key: "durata-" + strconv.Itoa(minutes), Confirm: "La durata è giusta",
		Sentence: fmt.Sprintf("%d minuti sono più del doppio di quanto la tabella dà a %s, che dura al più %d.", minutes, s.Code, s.Minutes.Max)}}
}

// severalDoubt returns that of minutes longer than a day of work, of what the
// table spreads over several.
func (s Service) severalDoubt(minutes int) []Doubt {
	if !s.SeveralDays() || minutes <= WorkingDay {
		return nil
	}
	days := rule.Plural(minutes/WorkingDay, "giornata", "giornate")
	if minutes%WorkingDay > 0 {
		days = "più di " + days
	}
	return []Doubt{{Key: "giornate-" + strconv.Itoa(minutes), Confirm: "La durata è giusta",
		Sentence: fmt.Sprintf("%d minuti di %s si contano tutti sul giorno della registrazione, ma sono %s di lavoro.", minutes, s.Code, days)}}
}

// dayDoubt returns that of a day of services longer than a working one; whose is
// «l'operatore» or «la persona».
func dayDoubt(key, whose string, minutes int) []Doubt {
	if minutes <= WorkingDay {
		return nil
	}
	return []Doubt{{Key: key + "-" + strconv.Itoa(minutes), Confirm: "La giornata è giusta",
		Sentence: fmt.Sprintf("Con questo servizio %s avrebbe in quel giorno %s di servizi, più di una giornata di lavoro.", whose, rule.Minutes(minutes).Duration())}}
}
