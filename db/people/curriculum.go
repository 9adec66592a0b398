package people

import (
	"cmp"
	"encoding/xml"
	"slices"
	"strings"

	"sportello/db/rule"
	"sportello/db/scheda"
)

// Curriculum is a CV in the order of Europass, made from what the card knows of
// a person. Its XML is described in docs/EUROPASS.md. What an employer has no
// business with is not in it: codice fiscale, gender, family, benefits, why a job
// ended.
type Curriculum struct {
	XMLName  xml.Name  `xml:"urn:sportello:curriculum:1 Curriculum"`
	Made     rule.Date `xml:"made,attr"`
	Office   string    `xml:"office,attr,omitempty"`
	Person   Identification
	Headline []Coded     `xml:"Headline>Occupation,omitempty"`
	Work     []Job       `xml:"WorkExperienceList>WorkExperience,omitempty"`
	Studies  []Study     `xml:"EducationList>Education,omitempty"`
	Training []Course    `xml:"TrainingList>Training,omitempty"`
	Mother   *Coded      `xml:"Skills>Linguistic>MotherTongue,omitempty"`
	Foreign  []Language  `xml:"Skills>Linguistic>ForeignLanguage,omitempty"`
	Programs []Program   `xml:"Skills>Computer>Program,omitempty"`
	Driving  []string    `xml:"Skills>Driving>Licence,omitempty"`
	Vehicle  bool        `xml:"Skills>Driving>OwnVehicle,omitempty"`
	Patents  []Qualified `xml:"Skills>Other>Qualification,omitempty"`
	Rolls    []Roll      `xml:"Skills>Other>ProfessionalRegister,omitempty"`
}

// Coded is a term with its code in its table, where it has one.
type Coded struct {
	Code  string `xml:"code,attr,omitempty"`
	Label string `xml:",chardata"`
}

// Identification is whose CV it is.
type Identification struct {
	XMLName      xml.Name  `xml:"Identification"`
	FirstName    string    `xml:"PersonName>FirstName"`
	Surname      string    `xml:"PersonName>Surname"`
	Birthdate    rule.Date `xml:"Demographics>Birthdate,omitempty"`
	Nationality  string    `xml:"Demographics>Nationality,omitempty"`
	AddressLine  string    `xml:"ContactInfo>Address>AddressLine,omitempty"`
	PostalCode   string    `xml:"ContactInfo>Address>PostalCode,omitempty"`
	Municipality string    `xml:"ContactInfo>Address>Municipality,omitempty"`
	Telephone    string    `xml:"ContactInfo>Telephone,omitempty"`
	Email        string    `xml:"ContactInfo>Email,omitempty"`
}

// Job is an experience of work; To is "" while it goes on.
type Job struct {
	From       rule.Date `xml:"Period>From"`
	To         rule.Date `xml:"Period>To,omitempty"`
	Current    bool      `xml:"Period>Current,omitempty"`
	Position   Coded     `xml:"Position"`
	Employer   string    `xml:"Employer>Name"`
	Sector     *Coded    `xml:"Employer>Sector,omitempty"`
	Contract   *Coded    `xml:"Contract,omitempty"`
	Activities string    `xml:"Activities,omitempty"`
}

// Study is a title of study, or a course of study that was left.
type Study struct {
	Year         string `xml:"Period>Year,omitempty"`
	Obtained     bool   `xml:"Obtained"`
	Title        string `xml:"Title"`
	Level        Coded  `xml:"Level"`
	Organisation string `xml:"Organisation,omitempty"`
	Grade        string `xml:"Grade,omitempty"`
	Abroad       bool   `xml:"Abroad,omitempty"`
	Recognised   *bool  `xml:"RecognisedInItaly,omitempty"` // nil for a title that was not obtained abroad
}

// Course is a course of vocational training.
type Course struct {
	Year         string `xml:"Period>Year,omitempty"`
	Title        string `xml:"Title"`
	Organisation string `xml:"Organisation"`
	Duration     string `xml:"Duration,omitempty"`
	Certificate  *Coded `xml:"Certificate,omitempty"`
	Traineeship  bool   `xml:"Traineeship,omitempty"`
}

// Language is a foreign language with the levels of the European framework.
type Language struct {
	Language          Coded  `xml:"Description"`
	Listening         string `xml:"ProficiencyLevel>Listening,omitempty"`
	Reading           string `xml:"ProficiencyLevel>Reading,omitempty"`
	SpokenInteraction string `xml:"ProficiencyLevel>SpokenInteraction,omitempty"`
	SpokenProduction  string `xml:"ProficiencyLevel>SpokenProduction,omitempty"`
	Writing           string `xml:"ProficiencyLevel>Writing,omitempty"`
	Certificate       string `xml:"Certificate,omitempty"`
}

// Program is a program that the person knows how to use.
type Program struct {
	Name  string `xml:"Name"`
	Level Coded  `xml:"Level"`
}

// Qualified is a licence to practise.
type Qualified struct {
	Title        string    `xml:"Title"`
	Organisation string    `xml:"Organisation,omitempty"`
	ValidTo      rule.Date `xml:"ValidTo,omitempty"`
}

// Roll is a professional register in which the person stands.
type Roll struct {
	Title string    `xml:"Title"`
	Since rule.Date `xml:"Since,omitempty"`
}

// CurriculumOf returns the CV of a person as the card says it on a day: the jobs
// from the latest, those that go on first; the studies from the latest; the row
// that says that there is no title of study is none. A licence that has expired
// is left out.
func CurriculumOf(w Worker, sections []CardSection, leanings []Propensione, office string, on rule.Date) Curriculum {
	c := Curriculum{Made: on, Office: office, Person: Identification{FirstName: w.Name, Surname: w.Surname, Birthdate: w.BirthDate, Nationality: w.Citizenship, Telephone: w.Phone, Email: w.Email,
		AddressLine: w.ResidenceAddress, PostalCode: w.ResidenceCAP, Municipality: rule.PlaceName(w.Residence)}}
	if w.Domicile != "" {
		c.Person.AddressLine, c.Person.PostalCode, c.Person.Municipality = w.DomicileAddress, w.DomicileCAP, rule.PlaceName(w.Domicile)
	}
	for _, p := range leanings {
		c.Headline = append(c.Headline, Coded{Code: p.Profession, Label: p.Title})
	}
	for _, s := range sections {
		s.into(&c, on)
	}
	slices.SortStableFunc(c.Work, func(a, b Job) int {
		if a.Current != b.Current {
			return map[bool]int{true: -1, false: 1}[a.Current]
		}
		return strings.Compare(string(b.To+b.From), string(a.To+a.From))
	})
	slices.SortStableFunc(c.Studies, func(a, b Study) int { return strings.Compare(b.Year, a.Year) })
	slices.SortStableFunc(c.Training, func(a, b Course) int { return strings.Compare(b.Year, a.Year) })
	return c
}

func (s CardSection) into(c *Curriculum, on rule.Date) {
	a := s.Answers
	switch s.Panel.Code {
	case SectionJobs:
		c.Work = each(a.Rows("esperienze"), s.job)
	case SectionStudies:
		c.Studies = each(slices.DeleteFunc(slices.Clone(a.Rows("titoli")), func(r scheda.Answers) bool { return r.Text("livello") == noStudy }), s.study)
	case SectionCourses:
		c.Training = each(a.Rows("corsi"), s.course)
	case SectionLanguages:
		c.Mother, c.Foreign = coded(a.Text("lingua_madre")), each(a.Rows("lingue"), language)
	case SectionComputing:
		c.Programs = each(a.Rows("programmi"), func(r scheda.Answers) Program {
			return Program{Name: r.Text("nome"), Level: s.option("programmi.livello", r.Text("livello"))}
		})
	case SectionLicences:
		c.Driving, c.Vehicle = a["patenti"].Items, a.Is("automunito")
		for _, r := range a.Rows("abilitazioni") {
			if until := rule.Date(r.Text("scadenza")); until == "" || until >= on {
				c.Patents = append(c.Patents, Qualified{r.Text("denominazione"), r.Text("ente"), until})
			}
		}
		c.Rolls = each(a.Rows("albi"), func(r scheda.Answers) Roll { return Roll{r.Text("albo"), rule.Date(r.Text("data"))} })
	}
}

func (s CardSection) job(r scheda.Answers) Job {
	contract := s.option("esperienze.contratto", r.Text("contratto"))
	return Job{From: rule.Date(r.Text("dal")), To: rule.Date(r.Text("al")), Current: r.Text("al") == "", Position: term(r.Text("qualifica")), Employer: r.Text("datore"),
		Sector: coded(r.Text("settore")), Contract: &contract, Activities: r.Text("mansioni")}
}

// study returns a title of study; one without a name of its own, as a licenza
// media is, is called by its level.
func (s CardSection) study(r scheda.Answers) Study {
	level := s.option("titoli.livello", r.Text("livello"))
	var recognised *bool
	if r.Is("estero") {
		recognised = new(bool)
		*recognised = !unrecognised(r)
	}
	return Study{Year: r.Text("anno"), Obtained: r.Is("conseguito"), Title: cmp.Or(r.Text("denominazione"), level.Label), Level: level, Organisation: r.Text("istituto"),
		Grade: r.Text("votazione"), Abroad: r.Is("estero"), Recognised: recognised}
}

func (s CardSection) course(r scheda.Answers) Course {
	c := Course{Year: r.Text("anno"), Title: r.Text("titolo"), Organisation: r.Text("ente"), Duration: strings.TrimSpace(r.Text("durata") + " " + r.Text("unita")), Traineeship: r.Is("stage")}
	if got := r.Text("attestazione"); got != "" && got != "nessuna" {
		certificate := s.option("corsi.attestazione", got)
		c.Certificate = &certificate
	}
	return c
}

func language(r scheda.Answers) Language {
	return Language{Language: term(r.Text("lingua")), Listening: r.Text("ascolto"), Reading: r.Text("lettura"), SpokenInteraction: r.Text("interazione"), SpokenProduction: r.Text("produzione"),
		Writing: r.Text("scritto"), Certificate: r.Text("certificato")}
}

// option returns a choice of a field with its words.
func (s CardSection) option(field, value string) Coded {
	f, _ := s.Panel.Field(field)
	for _, o := range f.Options {
		if o.Value == value {
			return Coded{value, o.Label}
		}
	}
	return Coded{Label: value}
}

// coded reads what a lookup keeps, «Muratori [6.1.2.1.0]»; nil for nothing.
func coded(text string) *Coded {
	if text == "" {
		return nil
	}
	c := term(text)
	return &c
}

func term(text string) Coded { return Coded{scheda.Code(text), scheda.Name(text)} }

func each[T any](rows []scheda.Answers, read func(scheda.Answers) T) (out []T) {
	for _, r := range rows {
		out = append(out, read(r))
	}
	return out
}
