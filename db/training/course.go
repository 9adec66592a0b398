// Package training holds what can be learned: courses, the bodies that are
// candidates for them, their editions, who is enrolled, and the ranking of
// courses for a person's gaps. A catalogue is taken apart once (index.go) and
// then asked (ranking.go, offer.go, requirement.go); how words meet is known by
// package italian.
package training

import (
	"strconv"
	"strings"

	"sportello/db/rule"
)

// Place is a municipality; it is compared by name, for no coordinates of
// municipalities are at hand.
type Place struct {
	Town     string
	Province string // sigla
}

// Body is a training body.
type Body struct {
	ID            int64
	CodiceFiscale string
	Name          string
	Address       string
	Phone         string
	Email         string
	Version       int
}

// Course is what can be learned, as the catalogue has it.
type Course struct {
	ID             int64
	Code           string
	Title          string
	ProfessionCode string // CP2021; empty or approximate, as it comes
	EQFLevel       int
	Hours          int
	Mode           string // presenza, mista, distanza
	Description    string
	Competences    []string
	Requirements   string
	ServiceCode    string
	Active         bool
	Version        int
}

// Edition is one scheduled run of a course.
type Edition struct {
	ID         int64
	Code       string
	CourseID   int64
	BodyID     int64
	BodyName   string
	Place      Place
	StartsOn   rule.Date
	EndsOn     rule.Date
	Seats      int
	SeatsTaken int    // taken elsewhere, as the file says
	Enrolled   int    // taken here
	Timetable  string // mattina, pomeriggio, serale; "" unknown
	Version    int
}

// Free returns the free seats, never less than 0.
func (e Edition) Free() int { return max(0, e.Seats-e.SeatsTaken-e.Enrolled) }

// Candidate is a course with what it needs to be proposed.
type Candidate struct {
	Course   Course
	Bodies   []Body
	Editions []Edition
}

// Taken returns the seats that are taken, here and elsewhere.
func (e Edition) Taken() int { return e.SeatsTaken + e.Enrolled }

// Past reports whether the edition has begun before the day: nobody enters any more.
func (e Edition) Past(today rule.Date) bool { return e.StartsOn != "" && e.StartsOn < today }

// Open reports whether somebody can be enrolled on the day.
func (e Edition) Open(today rule.Date) bool { return !e.Past(today) && e.Free() > 0 }

// Where returns the municipality with its province, «Foggia (FG)».
func (p Place) Where() string {
	if p.Town == "" || p.Province == "" {
		return p.Town + p.Province
	}
	return p.Town + " (" + p.Province + ")"
}

// Modes and Timetables are the words that courses and editions use.
var (
	Modes      = []string{"presenza", "mista", "distanza"}
	Timetables = []string{"mattina", "pomeriggio", "serale"}
)

// ServiceCodes are the codes of the Marche vocabulary under which the
// enrolment in a course is registered, H.3 to H.7 (LEP H, avviamento a
// formazione).
var ServiceCodes = []string{"H.3", "H.4", "H.5", "H.6", "H.7"}

// How long the texts of a catalogue may be, in characters.
const (
	maxTitle       = 300
	maxText        = 4000
	maxCompetences = 60
)

// Check returns the refusals of a course typed in a form.
func (c Course) Check() error {
	var refusals rule.Refusals
	if c.Code == "" {
		refusals.Add("codice", "Scrivi il codice del percorso.")
	}
	if c.Title == "" {
		refusals.Add("titolo", "Scrivi il titolo del percorso.")
	}
	for _, f := range [][2]string{{"codice", c.Code}, {"titolo", c.Title}, {"requisiti", c.Requirements}} {
		tooLong(&refusals, f[0], f[1], maxTitle)
	}
	tooLong(&refusals, "descrizione", c.Description, maxText)
	if len(c.Competences) > maxCompetences {
		refusals.Add("competenze", "Le competenze sono al massimo "+strconv.Itoa(maxCompetences)+".")
	}
	for _, competence := range c.Competences {
		tooLong(&refusals, "competenze", competence, maxTitle)
	}
	if c.ProfessionCode != "" && !isUnitCode(c.ProfessionCode) {
		refusals.Add("figura", "Il codice della professione CP2021 si scrive come 5.2.2.3.2.")
	}
	if c.EQFLevel < 0 || c.EQFLevel > 8 {
		refusals.Add("livello", "Il livello EQF va da 1 a 8.")
	}
	if c.Hours < 0 || c.Hours > 10_000 {
		refusals.Add("ore", "Scrivi le ore del percorso, per esempio 80.")
	}
	return refusals.Err()
}

// Check returns the refusals of an edition typed in a form.
func (e Edition) Check() error {
	var refusals rule.Refusals
	if e.Code == "" {
		refusals.Add("codice", "Scrivi il codice dell'edizione.")
	}
	tooLong(&refusals, "codice", e.Code, maxTitle)
	tooLong(&refusals, "sede", e.Place.Town, maxTitle)
	if e.Seats < 1 {
		refusals.Add("posti", "Scrivi quanti sono i posti, almeno 1.")
	}
	if e.SeatsTaken < 0 || e.SeatsTaken > e.Seats {
		refusals.Add("occupati", "I posti già occupati vanno da 0 ai posti dell'edizione.")
	}
	if e.StartsOn != "" && e.EndsOn != "" && e.EndsOn < e.StartsOn {
		refusals.Add("fine", "L'edizione non può finire prima di iniziare, il "+e.StartsOn.Italian()+".")
	}
	return refusals.Err()
}

// Check returns the refusals of a body typed in a form.
func (b Body) Check() error {
	var refusals rule.Refusals
	if b.Name == "" {
		refusals.Add("nome", "Scrivi la denominazione dell'organismo.")
	}
	tooLong(&refusals, "nome", b.Name, maxTitle)
	tooLong(&refusals, "indirizzo", b.Address, maxTitle)
	if b.CodiceFiscale == "" {
		refusals.Add("codice_fiscale", "Scrivi il codice fiscale dell'organismo.")
	}
	return refusals.Err()
}

func tooLong(refusals *rule.Refusals, field, text string, most int) {
	if err := rule.TooLong(text, most); err != nil {
		refusals.Add(field, err.Error())
	}
}

func isUnitCode(code string) bool {
	parts := strings.Split(code, ".")
	for _, p := range parts {
		if len(p) != 1 || p[0] < '0' || p[0] > '9' {
			return false
		}
	}
	return len(parts) == 5
}
