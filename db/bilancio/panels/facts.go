package panels

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/db/training"
)

// Path is the bilancio that the panels belong to.
type Path struct {
	Definition    scheda.Definition
	Number        string // 2026/0143
	Office        string
	CF            rule.CodiceFiscale // of the person
	AppointmentID int64              // that it started from
	AppointmentOn rule.Date
	CounsellorID  int64
	ListRowID     int64 // 0 for a person convened from no list
	ContractOn    rule.Date
	Meetings      []Meeting
}

// Facts are what the rules of the panels need beyond the panel's own answers.
type Facts struct {
	scheda.Context
	Path
	HoursMin       float64             // of the programme
	HoursMax       float64             //
	HoursDone      float64             // attended so far
	HoursPhase     float64             // attended since the phase was opened
	LastMeeting    rule.Date           // last attended meeting, "" when none
	OutsideEU      bool                // PRE03's citizenship is of a State outside the Union
	Busy           []Slot              // the counsellor's other appointments
	Requirements   []RequirementCheck  // of the course chosen in ISC01
	OtherEnrolment string              // an enrolment still active, "" when none
	FullEditions   map[string]string   // edition id → the sentence that refuses it
	Warnings       []string            // open in the other panels of the phase
	Proposals      []training.Proposal // the courses that suit best, for RIP06
	LeftOut        []training.Proposal // the nearest of those that may not be proposed, each with why
	Aimless        bool                // neither objective nor gaps: nothing to rank courses by
	Catalogue      int                 // how many courses were ranked
	MailTo         string              // where documents go by e-mail, "" when they do not
	NoMail         string              // why they do not, for the end of a sentence
	Seat           string              // where the edition chosen in ISC01 is held
}

// Meeting is an appointment of the bilancio.
type Meeting struct {
	ID       int64
	Day      rule.Date
	From     rule.Minutes
	Until    rule.Minutes
	State    string // of the agenda
	Minutes  int    // effective, 0 until it took place
	Mode     string
	Operator string
}

// Attended reports whether the person was met.
func (m Meeting) Attended() bool { return m.State == "presente" }

// Slot is a stretch of a day taken in the agenda.
type Slot struct {
	Day         rule.Date
	From, Until rule.Minutes
	What        string
}

// RequirementCheck is one requirement of a course held against the person.
type RequirementCheck struct {
	Label string
	State string // ok, ko, da_verificare
	Why   string
}

// Enrollable returns the context with those editions alone that can be enrolled
// in: the others are offered with the reason that refuses them.
func (f Facts) Enrollable() scheda.Context {
	const editions = "ISC01.edizione"
	if len(f.FullEditions) == 0 {
		return f.Context
	}
	out := f.Context
	out.Choices = maps.Clone(f.Choices)
	out.Choices[editions] = slices.DeleteFunc(slices.Clone(f.Choices[editions]), func(o scheda.Option) bool { return f.FullEditions[o.Value] != "" })
	return out
}

// OutOfRange reports whether hours are outside the programme's range.
func (f Facts) OutOfRange(hours float64) bool { return hours < f.HoursMin || hours > f.HoursMax }

// Range returns the programme's range in words: «da 3 a 12 ore».
func (f Facts) Range() string {
	return fmt.Sprintf("da %s a %s ore", Decimal(f.HoursMin), Decimal(f.HoursMax))
}

// Decimal returns a number as it is written in Italian: «7,5».
func Decimal(n float64) string {
	return strings.ReplaceAll(strconv.FormatFloat(n, 'f', -1, 64), ".", ",")
}
