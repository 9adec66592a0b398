package people

import (
	_ "embed"
	"slices"
	"strings"

	"sportello/db/rule"
	"sportello/db/scheda"
)

// The sections of the card that describe the person's career (scheda
// anagrafico-professionale, sections 4 and 5), in the order of the screens.
const (
	SectionStudies   = "istruzione"
	SectionCourses   = "formazione"
	SectionJobs      = "esperienze"
	SectionLanguages = "lingue"
	SectionComputing = "informatica"
	SectionLicences  = "abilitazioni"
)

// card.csv lists the sections and their fields, which have the names of the
// bilancio's panels; card_details.txt says as data what it leaves in prose.
var (
	//go:embed card.csv
	cardCSV string
	//go:embed card_details.txt
	cardDetails string
)

// CardScheda is version 1 of the scheda «carta»: one panel a section, whose code
// is the section's.
var CardScheda = func() scheda.Definition {
	d, err := scheda.Parse("carta", cardCSV, cardDetails)
	if err != nil {
		panic(err) // embedded and tested: cannot fail
	}
	return d
}()

// SectionCodes returns the codes of the sections in order.
func SectionCodes() []string {
	var out []string
	for _, p := range CardScheda.Panels() {
		out = append(out, p.Code)
	}
	return out
}

// CardSection is one section of a person's card.
type CardSection struct {
	Panel   scheda.Panel
	Answers scheda.Answers // rows included, in their order
	Entries []CardEntry    // of the rows, in the same order
	Source  Source         // of the last save
	Version int            // 0 when nothing was ever saved
	SavedAt rule.Instant
	SavedBy string
}

// CardEntry is one row of a section with where it comes from.
type CardEntry struct {
	ID       int64
	Section  string
	List     string // field of the panel
	RowID    string
	Answers  scheda.Answers
	From, To rule.Date // of a job
	Code     string    // of a title its level, of a job its contract, of a language its code
	Source   Source
	SavedOn  rule.Date
	SavedBy  string
}

// SectionVersion is a version of a section that another has replaced, or the
// one that holds.
type SectionVersion struct {
	Version int
	Answers scheda.Answers
	Source  Source
	SavedAt rule.Instant
	SavedBy string
}

// Project returns of some answers what the panel's fields hold: a panel of the
// bilancio has more than the section of the same thing.
func Project(p scheda.Panel, a scheda.Answers) scheda.Answers {
	out := scheda.Answers{}
	for _, f := range p.Fields {
		v, there := a[f.Name]
		if !there || v.Blank() {
			continue
		}
		if f.Type == scheda.Repeat {
			v = scheda.Value{Rows: slices.Clone(v.Rows)}
			for i, row := range v.Rows {
				kept := scheda.Answers{}
				for name, cell := range row {
					if _, ours := p.Field(f.Name + "." + name); ours || name == scheda.RowID {
						kept[name] = cell
					}
				}
				v.Rows[i] = kept
			}
		}
		out[f.Name] = v
	}
	return out.Compact()
}

// SameField reports whether two versions of a field say the same: the identity
// of a row says nothing.
func SameField(a, b scheda.Value) bool {
	return scheda.Answers{"x": anonymous(a)}.Equal(scheda.Answers{"x": anonymous(b)})
}

func anonymous(v scheda.Value) scheda.Value {
	if v.Rows == nil {
		return v
	}
	rows := make([]scheda.Answers, len(v.Rows))
	for i, r := range v.Rows {
		rows[i] = withoutID(r)
	}
	return scheda.Value{Rows: rows}
}

func withoutID(row scheda.Answers) scheda.Answers {
	out := row.Clone()
	delete(out, scheda.RowID)
	return out
}

// EntryWords returns a row of a section as a person reads it: what names it,
// and the rest with its labels.
func EntryWords(p scheda.Panel, list string, row scheda.Answers) (title, detail string) {
	f, ok := p.Field(list)
	if !ok {
		return "", ""
	}
	one := scheda.Panel{Code: p.Code, Fields: []scheda.Field{f}}
	var parts []string
	for _, e := range scheda.Describe(one, scheda.Answers{list: scheda.Rows(row)}, scheda.Context{}).Entries {
		for i, head := range e.Table.Head {
			cell := e.Table.Rows[0][i]
			sub := f.Sub[slices.IndexFunc(f.Sub, func(s scheda.Field) bool { return s.Label == head })]
			switch {
			case cell == "":
			case sub.Name == f.RowTitle:
				title = cell
			default:
				parts = append(parts, strings.ToLower(head[:1])+head[1:]+": "+cell)
			}
		}
	}
	if title == "" && len(parts) > 0 {
		_, title, _ = strings.Cut(parts[0], ": ")
		parts = parts[1:]
	}
	return title, strings.Join(parts, " · ")
}

// noStudy is the level of the row that says that a person has no title of study.
const noStudy = "nessuno"

// counts reports whether a title of study was obtained, and abroad recognised in
// Italy.
func counts(title scheda.Answers) bool { return title.Is("conseguito") && !unrecognised(title) }

// unrecognised reports whether a title was obtained abroad and is not recognised
// in Italy.
func unrecognised(title scheda.Answers) bool { return title.Is("estero") && !title.Is("riconosciuto") }

// HighestStudy returns the highest title that counts, in words, "" when none is
// there.
func HighestStudy(p scheda.Panel, studies scheda.Answers) string {
	level, _ := p.Field("titoli.livello")
	best := -1
	for _, row := range studies.Rows("titoli") {
		at := slices.IndexFunc(level.Options, func(o scheda.Option) bool { return o.Value == row.Text("livello") })
		if at > best && (counts(row) || row.Text("livello") == noStudy) {
			best = at
		}
	}
	if best < 0 {
		return ""
	}
	return level.Options[best].Label
}

// entryFacts returns of a row what is read without its answers.
func entryFacts(section string, row scheda.Answers) (from, to, code string) {
	switch section {
	case SectionStudies:
		return "", "", row.Text("livello")
	case SectionCourses:
		return "", "", row.Text("attestazione")
	case SectionJobs:
		return row.Text("dal"), row.Text("al"), row.Text("contratto")
	case SectionLanguages:
		return "", "", scheda.Code(row.Text("lingua"))
	}
	return "", row.Text("scadenza"), ""
}

// Told returns what a section of the card would say if what another form asks of
// it were written there. What that leaves blank changes nothing, and a list and
// the declaration that it is empty do not stand together.
func Told(section CardSection, a scheda.Answers) scheda.Answers {
	said, out := Project(section.Panel, a), section.Answers.Clone()
	for name, v := range said {
		out[name] = v
	}
	for list, none := range map[string]string{"corsi": "nessun_corso", "esperienze": "nessuna_esperienza"} {
		if len(said.Rows(list)) > 0 {
			delete(out, none)
		} else if said.Is(none) {
			delete(out, list)
		}
	}
	return out
}

// SectionDifference is a field of which another form says otherwise than a
// section of the card.
type SectionDifference struct{ Label, Before, After string }

// SectionDifferences returns what answers say otherwise than a section of the card.
func SectionDifferences(section CardSection, a scheda.Answers) []SectionDifference {
	var out []SectionDifference
	after := Told(section, a)
	for _, f := range section.Panel.Fields {
		if SameField(section.Answers[f.Name], after[f.Name]) {
			continue
		}
		words := func(a scheda.Answers) string { return scheda.FieldWords(section.Panel, f, a, scheda.Context{}) }
		out = append(out, SectionDifference{f.Label, words(section.Answers), words(after)})
	}
	return out
}
