package people

import (
	"fmt"

	"sportello/db/registry"
	"sportello/db/rule"
)

// DID is a declaration of immediate availability for work (d.lgs. 150/2015, art.
// 19): with it unemployment begins. A person has one in force at most.
type DID struct {
	ID        int64
	WorkerID  int64
	CPI       int64
	On        rule.Date
	Number    string
	Channel   string
	EndedOn   rule.Date // "" while it is in force
	EndReason string
	Note      string
	Version   int
	Annulled  rule.Instant // recorded by mistake
	Office    string
	By        string

	Condition      string // one of Conditions, of who declares it, "" when it was not asked
	AnnulledReason string
	AgeConfirmed   bool // who registers it was shown what is odd about the person's age
	Earlier        bool // taken before it came to be known here: no service is registered with it
}

// InForce reports whether the declaration holds on a day.
func (d DID) InForce(on rule.Date) bool {
	return d.Annulled == "" && d.On <= on && (d.EndedOn == "" || d.EndedOn >= on)
}

// ErrDIDAnnulled refuses to touch a declaration that was recorded by mistake.
var ErrDIDAnnulled = rule.Refuse("", "Questa DID è annullata: resta com'è nella storia.")

// CanEnd returns why the declaration cannot end: it has already, or was annulled.
func (d DID) CanEnd() error {
	switch {
	case d.Annulled != "":
		return ErrDIDAnnulled
	case d.EndedOn != "":
		return rule.Refuse("", "La DID è già finita il "+d.EndedOn.Italian()+".")
	}
	return nil
}

// Choice is a value that a form offers, with its words.
type Choice struct{ Value, Label string }

// DIDChannels are the ways in which a declaration reaches the office. Those to
// INPS are claims of NASpI or DIS-COLL, which count as one (art. 21).
var DIDChannels = []Choice{
	{"cpi", "Al Centro per l'Impiego"}, {"portale", "Dal portale nazionale"}, {"inps", "Con la domanda di NASpI o DIS-COLL all'INPS"}, {"patronato", "Da un patronato"},
}

// DIDEnds are the reasons for which a declaration ends.
var DIDEnds = []Choice{
	{"lavoro", "Ha un lavoro"}, {"rinuncia", "Non è più disponibile"}, {"decadenza", "Decadenza dallo stato di disoccupazione"}, {"trasferimento", "Trasferimento fuori regione"},
	{"pensione", "Pensionamento"}, {"decesso", "Decesso"}, {"altro", "Altro"},
}

// ChoiceLabel returns the words of a value, the value itself when it is none.
func ChoiceLabel(all []Choice, value string) string {
	for _, c := range all {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}

// Check returns what is wrong with a declaration that is typed on a day; the
// refusals name declared_on, number, channel, note.
func (d DID) Check(today rule.Date) rule.Refusals {
	var out rule.Refusals
	switch {
	case d.On == "":
		out.Add("declared_on", "Scrivi la data della DID.")
	case d.On > today:
		out.Add("declared_on", "La data della DID è nel futuro.")
	case d.On < registry.FirstDay:
		out.Add("declared_on", "La data è precedente alla prima disciplina della DID: controllala.")
	}
	if len([]rune(d.Number)) > 40 {
		out.Add("number", "Il numero è più lungo di 40 caratteri.")
	}
	if ChoiceLabel(DIDChannels, d.Channel) == d.Channel {
		out.Add("channel", "Scegli come è arrivata la DID.")
	}
	if len([]rune(d.Note)) > 2000 {
		out.Add("note", "La nota è più lunga di 2.000 caratteri.")
	}
	if d.Condition != "" && !isChoice(Conditions, d.Condition) {
		out.Add("condition", "Scegli la condizione.")
	}
	return out
}

// The age at which work is allowed: 16 with ten years of school from 1/9/2007 (L.
// 296/2006, art. 1 c. 622), 15 before, and still for an apprenticeship of the
// first level (d.lgs. 81/2015, art. 43). Beyond retireAge an ordinary old-age
// pension is due (67 years, d.l. 201/2011, art. 24 c. 6).
const (
	workAge                     = 16
	workAgeApprentice           = 15
	retireAge                   = 67
	schoolReform      rule.Date = "2007-09-01"
)

// CheckAge returns what is wrong with the age that a person born on a day has at
// the declaration: refused on declared_on below the age of work, asked again on
// age_confirmed where it is possible but odd. Nothing is said of who has no date
// of birth, and nothing is asked of a declaration taken before it was known here.
func (d DID) CheckAge(born rule.Date) error {
	age := born.AgeOn(d.On)
	switch {
	case born == "" || d.On == "":
		return nil
	case age < workAgeApprentice:
		return rule.Refuse("declared_on", fmt.Sprintf("Il %s la persona aveva %d anni: la DID si fa dall'età di lavoro, cioè 16 anni con dieci di scuola (L. 296/2006, art. 1, c. 622), 15 solo per l'apprendistato di primo livello.", d.On.Italian(), age))
	case d.AgeConfirmed || d.Earlier || d.EndedOn != "":
		return nil
	case age < workAge && d.On >= schoolReform:
		return rule.Refuse("age_confirmed", fmt.Sprintf("Il %s la persona ha %d anni: può lavorare solo con l'apprendistato di primo livello (d.lgs. 81/2015, art. 43). Controlla la data di nascita e conferma.", d.On.Italian(), age))
	case age > retireAge:
		return rule.Refuse("age_confirmed", fmt.Sprintf("Il %s la persona ha %d anni, oltre l'età della pensione di vecchiaia. Controlla la data di nascita e conferma.", d.On.Italian(), age))
	}
	return nil
}

// CanAnnul returns why an office cannot annul the declaration: it is annulled, or
// of another office, in whose figures it stands with its services.
func (d DID) CanAnnul(office int64) error {
	switch {
	case d.Annulled != "":
		return ErrDIDAnnulled
	case office != d.CPI:
		return rule.Refuse("", "Questa DID è del Centro per l'Impiego di "+d.Office+", che l'ha registrata: solo là si annulla, con i suoi servizi. Se non vale più, registra quando è finita.")
	}
	return nil
}

// CheckReceived is Check of a declaration made by who is received: the condition,
// which the card of the unemployed must say, is asked on that occasion.
func (d DID) CheckReceived(today rule.Date) rule.Refusals {
	out := d.Check(today)
	if d.Condition == "" {
		out.Add("condition", "Scegli la condizione: va indicata per chi è disoccupato.")
	}
	return out
}

// CheckEnd returns what is wrong with the end of a declaration; the refusals
// name ended_on, end_reason.
func (d DID) CheckEnd(today, on rule.Date, reason string) rule.Refusals {
	var out rule.Refusals
	switch {
	case on == "":
		out.Add("ended_on", "Scrivi quando finisce.")
	case on > today:
		out.Add("ended_on", "La fine è nel futuro.")
	case on < d.On:
		out.Add("ended_on", fmt.Sprintf("La fine è prima della DID, che è del %s.", d.On.Italian()))
	}
	if ChoiceLabel(DIDEnds, reason) == reason {
		out.Add("end_reason", "Scegli perché finisce.")
	}
	return out
}
