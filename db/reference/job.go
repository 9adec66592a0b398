package reference

// Profession is a row of CP2021; level 5 are the units that work is described with.
type Profession struct {
	Code, Name, Description string
	Level                   int
}

// Entry returns the profession as a search field proposes it.
func (p Profession) Entry() Entry { return Entry{Code: p.Code, Name: p.Name, Detail: "CP2021"} }

// Figure is a figure of the repertorio, and the profession that it is.
type Figure struct {
	Code, Name, ProfessionCode string
}

// Entry returns the figure as a search field proposes it.
func (f Figure) Entry() Entry { return Entry{Code: f.Code, Name: f.Name, Detail: "Repertorio"} }

// The origins of a competence.
const (
	FromRepertorio = "repertorio"
	FromESCO       = "esco"
)

// Competence is a row of the repertorio or of ESCO.
type Competence struct {
	Code, Name, Origin         string
	Reuse                      string // ESCO: transversal, cross-sector, sector-specific, occupation-specific
	Soft, ICT, Green, Language bool
	Vacancies                  int  // Italian vacancies that ask for it
	Retired                    bool // no longer in the repertorio
}

// Entry returns the competence as a search field proposes it.
func (c Competence) Entry() Entry {
	origin := "Repertorio"
	if c.Origin == FromESCO {
		origin = "ESCO"
	}
	return Entry{Code: c.Code, Name: c.Name, Detail: origin}
}

// FigureCompetence is a competence that a figure asks for, at a level of the
// one scale (1 with guidance … 4 can organise or teach).
type FigureCompetence struct {
	Competence
	RequiredLevel int
}

// EverydayJob is what people call a job, and the unit of CP2021 that it is.
type EverydayJob struct{ Name, ProfessionCode string }
