package people

import (
	_ "embed"
	"slices"
	"strconv"

	"sportello/db/rule"
	"sportello/db/scheda"
)

// MaxPropensioni is how many professions a person leans to at a time (Toscana,
// scheda di orientamento: «inserire massimo 3 propensioni»).
const MaxPropensioni = 3

// propensione.csv lists the fields of a propensione; propensione_details.txt
// says as data what it leaves in prose.
var (
	//go:embed propensione.csv
	propensioneCSV string
	//go:embed propensione_details.txt
	propensioneDetails string
)

// PropensionePanel is the form of a propensione.
var PropensionePanel = func() scheda.Panel {
	d, err := scheda.Parse("propensioni", propensioneCSV, propensioneDetails)
	if err != nil {
		panic(err) // embedded and tested: cannot fail
	}
	return d.Panels()[0]
}()

// Propensione is a profession that a person leans to in the search for work.
type Propensione struct {
	ID            int64
	WorkerID      int64
	Position      int    // 1 to 3
	Profession    string // CP2021, a unit of five digits
	Title         string // its name
	FromWork      bool
	FromEducation bool
	FromTraining  bool
	InterviewedOn rule.Date
	Notes         Notes
	Version       int
	UpdatedAt     rule.Instant
	UpdatedBy     string
	Withdrawn     rule.Instant // "" while it holds
	WithdrawnBy   string
	Reason        string // of the withdrawal
}

// Notes are what the notes of a propensione say, by the prompts of the source.
type Notes struct {
	Sector, Competences, Experience, LastYear, Hours, Travel, Licences, Learned, Other string
}

// noteFields ties the prompts to the fields of the form.
func (n *Notes) fields() map[string]*string {
	return map[string]*string{"settore": &n.Sector, "competenze": &n.Competences, "esperienza": &n.Experience, "anno": &n.LastYear, "orari": &n.Hours,
		"spostamenti": &n.Travel, "patentini": &n.Licences, "apprese": &n.Learned, "altro": &n.Other}
}

// Answers returns the propensione as its form holds it.
func (p Propensione) Answers() scheda.Answers {
	if p.Profession == "" {
		return scheda.Answers{}
	}
	var from []string
	for i, ticked := range []bool{p.FromWork, p.FromEducation, p.FromTraining} {
		if ticked {
			from = append(from, origins[i])
		}
	}
	notes := scheda.Answers{}
	for name, text := range p.Notes.fields() {
		notes[name] = scheda.T(*text)
	}
	return scheda.Answers{"professione": scheda.T(scheda.Coded(p.Title, p.Profession)), "provenienza": scheda.Many(from...),
		"data_intervista": scheda.T(string(p.InterviewedOn)), "note": scheda.In(notes)}.Compact()
}

var origins = []string{"lavoro", "istruzione", "formazione"}

// PropensioneOf returns the propensione that answers say.
func PropensioneOf(a scheda.Answers) Propensione {
	job := a.Text("professione")
	p := Propensione{Profession: scheda.Code(job), Title: scheda.Name(job), InterviewedOn: rule.Date(a.Text("data_intervista"))}
	for i, ticked := range []*bool{&p.FromWork, &p.FromEducation, &p.FromTraining} {
		*ticked = slices.Contains(a["provenienza"].Items, origins[i])
	}
	for name, text := range p.Notes.fields() {
		*text = a.Text("note." + name)
	}
	return p
}

// Origin returns where the propensione comes from: «lavoro, formazione».
func (p Propensione) Origin() string {
	return scheda.FieldWords(PropensionePanel, fieldOf("provenienza"), p.Answers(), scheda.Context{})
}

// NoteLines returns the notes with their prompts, those that say something.
func (p Propensione) NoteLines() [][2]string {
	var out [][2]string
	a := p.Answers()
	for _, f := range fieldOf("note").Sub {
		if text := a.Text("note." + f.Name); text != "" {
			out = append(out, [2]string{f.Label, text})
		}
	}
	return out
}

func fieldOf(name string) scheda.Field {
	f, _ := PropensionePanel.Field(name)
	return f
}

// Holding returns the propensioni that hold, in their order.
func Holding(all []Propensione) []Propensione {
	var out []Propensione
	for _, p := range all {
		if p.Withdrawn == "" {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Propensione) int { return a.Position - b.Position })
	return out
}

// room returns the first free place beside those that hold, and refuses a
// fourth, and a profession that is there already; but is the id of the one that is
// being changed.
func room(all []Propensione, profession string, but int64) (int, error) {
	holding := Holding(all)
	for _, p := range holding {
		if p.ID != but && p.Profession == profession {
			return 0, rule.Refuse("professione", "Questa professione è già fra le propensioni, la numero "+strconv.Itoa(p.Position)+".")
		}
	}
	for place := 1; place <= MaxPropensioni; place++ {
		if !slices.ContainsFunc(holding, func(p Propensione) bool { return p.Position == place && p.ID != but }) {
			return place, nil
		}
	}
	return 0, ErrThree
}

// ErrThree refuses a fourth propensione.
var ErrThree = rule.Refuse("", "Le propensioni sono già tre, il massimo: per aggiungerne una, prima ritirane un'altra.")

// isUnit reports whether a code of CP2021 is of a unit, which has five digits.
func isUnit(code string) bool {
	digits := 0
	for _, r := range code {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits == 5
}
