package pacts

import (
	"slices"
	"strings"

	"sportello/db/people"
	"sportello/db/rule"
)

// OfferState is where an offered measure stands, read from its dated facts.
type OfferState string

// The states of an offered measure.
const (
	OfferWaits    OfferState = "in_attesa"
	OfferTaken    OfferState = "accettata"
	OfferRefused  OfferState = "rifiutata"
	OfferBegun    OfferState = "frequentata"
	OfferDone     OfferState = "conclusa"
	OfferBroken   OfferState = "interrotta"
	OfferMissed   OfferState = "non_partecipata"
	OfferAnnulled OfferState = "annullata" // recorded by mistake
)

// OfferStates are the states in the order of the screens, with their words.
var OfferStates = []people.Choice{
	{Value: string(OfferWaits), Label: "in attesa di risposta"}, {Value: string(OfferTaken), Label: "accettata"}, {Value: string(OfferBegun), Label: "frequentata"}, {Value: string(OfferDone), Label: "conclusa"},
	{Value: string(OfferBroken), Label: "interrotta"}, {Value: string(OfferMissed), Label: "non partecipata"}, {Value: string(OfferRefused), Label: "rifiutata"}, {Value: string(OfferAnnulled), Label: "annullata"},
}

// Word returns the state as the screens write it.
func (s OfferState) Word() string { return people.ChoiceLabel(OfferStates, string(s)) }

// Open reports whether the offer may still go on: not refused, ended or annulled.
func (s OfferState) Open() bool { return s == OfferWaits || s == OfferTaken || s == OfferBegun }

// Answers are what a person may answer to an offer.
var Answers = []people.Choice{{Value: string(OfferTaken), Label: "Accettata"}, {Value: string(OfferRefused), Label: "Rifiutata"}}

// Outcomes are how a measure may end.
var Outcomes = []people.Choice{
	{Value: string(OfferDone), Label: "Conclusa"}, {Value: string(OfferBroken), Label: "Interrotta"}, {Value: string(OfferMissed), Label: "La persona non ha partecipato"},
}

// Offer is a measure offered to a person.
type Offer struct {
	ID          int64
	WorkerID    int64
	CPI         int64
	OperatorID  int64
	Measure     string
	OfferedOn   rule.Date
	ActionID    int64  // of a patto, 0 for none
	SessionID   int64  // of the agenda, 0 for none
	EditionID   int64  // of a course, 0 for none
	EditionCode string // names the edition of a new offer
	Body        string // employer or body of the network
	Description string
	ServiceCode string // that the attendance registers, "" for none
	Answer      OfferState
	AnsweredOn  rule.Date
	AnswerWhy   string
	AttendedOn  rule.Date // the first time, by hand or as the agenda has it
	Outcome     OfferState
	OutcomeOn   rule.Date
	OutcomeNote string
	AnnulledAt  rule.Instant
	AnnulledWhy string
	Version     int
	State       OfferState

	Surname, Name string
	CF            rule.CodiceFiscale
	Office        string
	Operator      string
	SavedBy       string
	SavedAt       rule.Instant
	PactID        int64  // of the action
	Action        string // its words
	Session       string // its title
	SessionOn     rule.Date
	SessionCode   string // the service that it registers
	Edition       string // title of the course, and the edition's code
	ServiceTitle  string
}

// Worker returns surname and name of the person.
func (o Offer) Worker() string { return strings.TrimSpace(o.Surname + " " + o.Name) }

// To says in one line what was offered: session, edition, body, words.
func (o Offer) To() string {
	var parts []string
	if o.Session != "" {
		parts = append(parts, o.Session+", "+o.SessionOn.Italian())
	}
	for _, p := range []string{o.Edition, o.Body, o.Description} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, " · ")
}

// WritableBy reports whether the actor keeps the offers of its office.
func (o Offer) WritableBy(a rule.Actor) bool {
	return a.System || slices.Contains(a.CPIs(Writers...), o.CPI)
}

func (o Offer) clean() Offer {
	o.Body, o.Description = strings.TrimSpace(o.Body), strings.TrimSpace(o.Description)
	o.EditionCode = strings.TrimSpace(o.EditionCode)
	o.ServiceCode = strings.ToUpper(strings.TrimSpace(o.ServiceCode))
	return o
}

// Check returns what is wrong with an offer, to somebody born on a day, as it was
// typed, but for what its session, edition and service say. The refusals name measure, offered_on, body,
// description.
func (o Offer) Check(measures []Measure, today, born rule.Date) rule.Refusals {
	o = o.clean()
	from, of := workingAge(born)
	out := day("offered_on", o.OfferedOn, today, from, of)
	if _, there := MeasureOf(measures, o.Measure); !there {
		out.Add("measure", "Scegli una misura dell'elenco.")
	}
	if o.SessionID == 0 && o.EditionCode == "" && o.Body == "" && o.Description == "" {
		out.Add("description", "Scrivi che cosa si offre: una sessione, un'edizione, un soggetto, o in parole.")
	}
	for field, text := range map[string]string{"body": o.Body, "description": o.Description} {
		if err := rule.TooLong(text, 500); err != nil {
			out.Add(field, err.Error())
		}
	}
	if o.SessionID != 0 && o.EditionCode != "" {
		out.Add("edition", "L'offerta è di una sessione oppure di un'edizione: lascia vuota una delle due.")
	}
	return out
}

// CanAnswer returns why no answer can be recorded, nil when one can.
func (o Offer) CanAnswer() error {
	if o.State != OfferWaits {
		return rule.Refuse("", "La misura è "+o.State.Word()+": la risposta c'è già.")
	}
	return nil
}

// CanAttend returns why the first attendance cannot be recorded by hand, nil when
// it can.
func (o Offer) CanAttend() error {
	switch {
	case o.SessionID != 0:
		return rule.Refuse("", "La presenza si segna nella sessione «"+o.Session+"»: da lì arriva qui.")
	case o.State != OfferWaits && o.State != OfferTaken:
		return rule.Refuse("", "La misura è "+o.State.Word()+": non si registra una prima partecipazione.")
	}
	return nil
}

// CanEnd returns why no outcome can be recorded, nil when one can.
func (o Offer) CanEnd() error {
	if o.State != OfferTaken && o.State != OfferBegun {
		return rule.Refuse("", "L'esito si scrive di una misura accettata o frequentata: questa è "+o.State.Word()+".")
	}
	return nil
}

// CanAnnul returns why the offer cannot be annulled, nil when it can.
func (o Offer) CanAnnul() error {
	if o.State == OfferAnnulled {
		return rule.Refuse("", "L'offerta è già annullata: resta com'è nella storia.")
	}
	return nil
}

// OfferAnswer is what the person answered.
type OfferAnswer struct {
	Answer OfferState
	On     rule.Date
	Reason string // of a refusal
}

// Check returns what is wrong with it; the refusals name answer, answered_on,
// reason.
func (a OfferAnswer) Check(o Offer, today rule.Date) rule.Refusals {
	out := day("answered_on", a.On, today, o.OfferedOn, "dell'offerta")
	if !known(Answers, string(a.Answer)) {
		out.Add("answer", "Scegli la risposta della persona.")
	}
	if a.Answer == OfferRefused && strings.TrimSpace(a.Reason) == "" {
		out.Add("reason", "Scrivi perché la persona rifiuta.")
	} else if err := rule.TooLong(a.Reason, 500); err != nil {
		out.Add("reason", err.Error())
	}
	return out
}

// OfferAttendance is the first time that the person was there, with what the
// ledger writes of it.
type OfferAttendance struct {
	On      rule.Date
	Mode    string
	Minutes int // 0 takes the mean of the service
}

// Modes are the ways in which a measure is given.
var Modes = []people.Choice{{Value: "presenza", Label: "In presenza"}, {Value: "telefono", Label: "Al telefono"}, {Value: "videochiamata", Label: "In videochiamata"}}

// Check returns what is wrong with it; the refusals name attended_on, mode,
// minutes.
func (a OfferAttendance) Check(o Offer, today rule.Date) rule.Refusals {
	from, before := o.OfferedOn, "dell'offerta"
	if o.AnsweredOn > from {
		from, before = o.AnsweredOn, "della risposta"
	}
	out := day("attended_on", a.On, today, from, before)
	if o.ServiceCode == "" {
		return out
	}
	if !known(Modes, a.Mode) {
		out.Add("mode", "Scegli come si è svolta.")
	}
	if a.Minutes < 0 || a.Minutes > 720 {
		out.Add("minutes", "I minuti vanno da 1 a 720; lascia vuoto per la durata media del servizio.")
	}
	return out
}

// OfferOutcome is how a measure ended.
type OfferOutcome struct {
	Outcome OfferState
	On      rule.Date
	Note    string
}

// Check returns what is wrong with it; the refusals name outcome, outcome_on, note.
func (e OfferOutcome) Check(o Offer, today rule.Date) rule.Refusals {
	from, before := o.OfferedOn, "dell'offerta"
	if o.AttendedOn != "" {
		from, before = o.AttendedOn, "della prima partecipazione"
	}
	out := day("outcome_on", e.On, today, from, before)
	switch {
	case !known(Outcomes, string(e.Outcome)):
		out.Add("outcome", "Scegli come è finita.")
	case e.Outcome == OfferMissed && o.AttendedOn != "":
		out.Add("outcome", "La persona ha partecipato dal "+o.AttendedOn.Italian()+": scegli «Conclusa» o «Interrotta».")
	case e.Outcome != OfferMissed && o.AttendedOn == "":
		out.Add("outcome", "Prima si registra la prima partecipazione: senza, l'esito è che la persona non ha partecipato.")
	}
	if err := rule.TooLong(e.Note, 500); err != nil {
		out.Add("note", err.Error())
	}
	return out
}
