package training

import (
	"fmt"

	"sportello/db/rule"
)

// EnrolmentState is where an enrolment stands.
type EnrolmentState string

// The states of an enrolment.
const (
	Confirmed EnrolmentState = "confermata"
	Waiting   EnrolmentState = "in_attesa"
	Withdrawn EnrolmentState = "rinunciata"
	Moved     EnrolmentState = "spostata" // another enrolment takes its place
	Concluded EnrolmentState = "conclusa"
)

// EnrolmentStates lists the states in the order in which screens show them.
var EnrolmentStates = []EnrolmentState{Confirmed, Waiting, Withdrawn, Moved, Concluded}

// Label returns the state as screens and receipts write it.
func (s EnrolmentState) Label() string {
	if s == Waiting {
		return "in attesa"
	}
	return string(s)
}

// Active reports whether the person still holds or awaits a place: nobody has
// two of these at a time.
func (s EnrolmentState) Active() bool { return s == Confirmed || s == Waiting }

// enrolmentMoves says from which states each act leads on; the act's name is
// the state that it leads to.
var enrolmentMoves = map[EnrolmentState][]EnrolmentState{
	Confirmed: {Waiting},
	Withdrawn: {Confirmed, Waiting},
	Moved:     {Confirmed, Waiting},
	Concluded: {Confirmed},
}

// CanBecome reports whether an enrolment may go from its state to another.
func (s EnrolmentState) CanBecome(to EnrolmentState) bool {
	for _, from := range enrolmentMoves[to] {
		if from == s {
			return true
		}
	}
	return false
}

// Contacts are what the training body may be told of a person.
var Contacts = []string{"telefono", "email", "entrambi"}

// NewEnrolment is an enrolment to make.
type NewEnrolment struct {
	WorkerID   int64
	BilancioID int64
	CPI        int64
	CourseID   int64
	BodyID     int64
	EditionID  int64 // 0: the person waits for an edition
	Wait       bool  // wait for a place of a full edition
	Contact    string
	Needs      string
	Waiver     string // reason for which a requirement was waived
	// Declarations are what the person declared, as the receipt repeats it.
	Declarations []string
}

// Enrolment is one enrolment, with what screens show of it.
type Enrolment struct {
	ID         int64
	Number     int64 // progressive for the region
	WorkerID   int64
	BilancioID int64
	CPI        int64
	Office     string
	Course     string
	CourseCode string
	CourseID   int64
	Body       string
	BodyID     int64
	Edition    Edition // the zero Edition while the person waits for one
	State      EnrolmentState
	Contact    string
	Needs      string
	EnrolledAt rule.Instant
	EndedAt    rule.Instant
	EndReason  string
	MovedFrom  int64
	DocumentID int64
	Version    int
	// The person, as far as the reader may see: name and codice fiscale; phone
	// and e-mail as Contact allows.
	Surname, Name, CodiceFiscale, Phone, Email string
}

// Receipt is what the receipt of an enrolment says, frozen when it was made.
type Receipt struct {
	Number        int64        `json:"numero"`
	At            rule.Instant `json:"data_ora"`
	State         string       `json:"stato"`
	Surname       string       `json:"cognome"`
	Name          string       `json:"nome"`
	CodiceFiscale string       `json:"codice_fiscale"`
	Office        string       `json:"cpi"`
	CourseCode    string       `json:"codice_percorso"`
	Course        string       `json:"percorso"`
	Hours         int          `json:"ore,omitempty"`
	Mode          string       `json:"modalita,omitempty"`
	Body          string       `json:"organismo"`
	BodyCode      string       `json:"codice_fiscale_organismo"`
	BodyAddress   string       `json:"indirizzo_organismo,omitempty"`
	BodyPhone     string       `json:"telefono_organismo,omitempty"`
	BodyEmail     string       `json:"email_organismo,omitempty"`
	EditionCode   string       `json:"codice_edizione,omitempty"`
	Place         string       `json:"sede,omitempty"`
	StartsOn      rule.Date    `json:"data_inizio,omitempty"`
	EndsOn        rule.Date    `json:"data_fine,omitempty"`
	Timetable     string       `json:"orario,omitempty"`
	Contact       string       `json:"recapito_comunicato,omitempty"`
	Needs         string       `json:"esigenze,omitempty"`
	Waiver        string       `json:"deroga,omitempty"`
	Declarations  []string     `json:"dichiarazioni,omitempty"`
	Operator      string       `json:"operatore"`
}

// placed notes where the enrolment has its place, or that it awaits one.
func (r *Receipt) placed(e Enrolment) {
	r.State = e.State.Label()
	r.EditionCode, r.Place, r.StartsOn, r.EndsOn, r.Timetable = e.Edition.Code, e.Edition.Place.Where(), e.Edition.StartsOn, e.Edition.EndsOn, e.Edition.Timetable
}

// fullSentence tells that an edition is full, with the edition to take instead
// when there is one.
func fullSentence(e Edition, next []Edition) string {
	seats := fmt.Sprintf("%s su %d", rule.Plural(e.Taken(), "posto", "posti"), e.Seats)
	s := "L'edizione è al completo (" + seats + "). "
	if len(next) == 0 {
		return s + "Puoi mettere la persona in lista d'attesa."
	}
	first := next[0]
	when := "del " + first.StartsOn.Short()
	if first.StartsOn == "" {
		when = first.Code + ", senza data"
	}
	if e.StartsOn != "" && first.StartsOn != "" && e.StartsOn[:4] != first.StartsOn[:4] {
		when = "del " + first.StartsOn.Italian()
	}
	if first.Place != e.Place && first.Place.Town != "" {
		when += " a " + first.Place.Town
	}
	return s + "Puoi scegliere l'edizione " + when + " o mettere la persona in lista d'attesa."
}
