package panels

import (
	"sportello/db/rule"
	"sportello/db/scheda"
)

// Card is what is known of the person before the bilancio: the worker's card
// and the row of the list that the person was convened from.
type Card struct {
	CodiceFiscale  rule.CodiceFiscale
	Surname, Name  string
	Sex            string
	BirthDate      rule.Date
	BirthPlace     string // as a lookup holds it
	Citizenship    string // as a lookup holds it
	Permit         string
	PermitUntil    rule.Date
	Residence      string // as a lookup holds it
	ResidenceCAP   string
	ResidenceAt    string
	Domicile       string
	DomicileCAP    string
	DomicileAt     string
	Phone, Email   string
	Dependants     string
	Employment     string
	StudyTitle     string
	ProfilingIndex string
	DIDOn          rule.Date
	DIDNumber      string
	EmailConsent   bool
	IDOConsent     bool
	UpdatedOn      rule.Date

	Targets  []string           // codes of the groups that the person is in
	Sections map[string]Section // of the card, by panel that asks the same

	Leanings  []Leaning // the propensioni that hold, in their order
	Interview Interview

	List        string // name of the list, "" when the person is in none
	ListOn      rule.Date
	Company     string
	Job         string // as a lookup holds it
	Benefit     string
	BenefitFrom rule.Date
	BenefitTo   rule.Date
	DismissedOn rule.Date
}

// Section is what a section of the card says, and since when.
type Section struct {
	Answers scheda.Answers
	On      rule.Date
}

// CardSections are the sections of the card that a panel asks the same of, with
// the same names, by panel.
var CardSections = map[string]string{
	"INV01": "istruzione", "INV02": "formazione", "INV03": "esperienze", "INV09": "lingue", "INV10": "informatica", "INV11": "abilitazioni",
}

// fromSection proposes what the card's section says, field by field; otherwise
// proposes what is not there, and may be nil.
func fromSection(code string, otherwise func(proposal, Card, Facts)) func(proposal, Card, Facts) {
	return func(p proposal, c Card, f Facts) {
		if otherwise != nil {
			otherwise(p, c, f)
		}
		s := c.Sections[code]
		panel, _ := Base.Panel(code)
		for _, field := range panel.Fields {
			if v, there := s.Answers[field.Name]; there {
				p.value(field.Name, v, fromCard, s.On, "")
			}
		}
	}
}

const (
	fromCard    = "dalla scheda lavoratore"
	fromList    = "dalla lista"
	fromBooking = "dall'appuntamento"
	fromPanels  = "dai pannelli precedenti"
)

// Prefilled are the values proposed for a panel, by field, each with where it
// comes from.
type Prefilled map[string]Proposed

// Proposed is a value proposed for a field.
type Proposed struct {
	Value scheda.Value `json:"value"`
	From  string       `json:"from"`         // «dalla scheda lavoratore»
	On    rule.Date    `json:"on,omitempty"` // day of the source
	// Column is the worker's column that the value was taken from: a changed
	// value is offered back to the card.
	Column string `json:"column,omitempty"`
}

// Words returns where the value comes from: «dalla scheda lavoratore, 12/11/2026».
func (p Proposed) Words() string {
	if p.On == "" {
		return p.From
	}
	return p.From + ", " + p.On.Italian()
}

// Answers returns the proposed values as answers.
func (p Prefilled) Answers() scheda.Answers {
	out := scheda.Answers{}
	for name, v := range p {
		if !v.Value.Blank() {
			out[name] = v.Value
		}
	}
	return out
}

// proposal collects the values proposed for a panel.
type proposal struct{ values Prefilled }

func (p proposal) text(field, value, from string, on rule.Date, column string) {
	p.value(field, scheda.T(value), from, on, column)
}

func (p proposal) value(field string, v scheda.Value, from string, on rule.Date, column string) {
	if !v.Blank() {
		p.values[field] = Proposed{Value: v, From: from, On: on, Column: column}
	}
}

func (p proposal) card(c Card, field, value, column string) {
	p.text(field, value, fromCard, c.UpdatedOn, column)
}

func (p proposal) list(c Card, field, value string) {
	p.text(field, value, fromList+" «"+c.List+"»", c.ListOn, "")
}

func yes(b bool) string {
	if b {
		return "si"
	}
	return ""
}
