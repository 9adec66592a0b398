package bilancio

import (
	"fmt"

	"sportello/db/bilancio/panels"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/db/training"
)

// The kinds of document that a bilancio issues.
const (
	KindContract       = "contratto_bilancio"
	KindInvestigative  = "bilancio_investigativa"
	KindRepositioning  = "progetto_riposizionamento"
	KindReceipt        = "ricevuta_iscrizione"
	contractTitle      = "Contratto di bilancio"
	investigativeTitle = "Bilancio delle competenze – fase Investigativa"
	projectTitle       = "Progetto di riposizionamento"
	receiptTitle       = "Ricevuta di iscrizione"
)

// Document is all that a document of a bilancio says, frozen when it is issued.
type Document struct {
	Office     string            `json:"cpi"`
	Province   string            `json:"provincia"`
	Number     string            `json:"numero"`
	Worker     string            `json:"lavoratore"`
	CF         string            `json:"codice_fiscale"`
	BirthDate  rule.Date         `json:"data_nascita"`
	Counsellor string            `json:"consulente"`
	Programme  string            `json:"programma"`
	HoursRange string            `json:"intervallo_ore"`
	HoursDone  string            `json:"ore_svolte"`
	StartedOn  rule.Date         `json:"avvio"`
	IssuedOn   rule.Date         `json:"emissione"`
	Version    int               `json:"versione"` // of the phase: 2 after a reopening
	Reason     string            `json:"motivo_riapertura,omitempty"`
	Meetings   []string          `json:"incontri,omitempty"`
	Sections   []scheda.Section  `json:"sezioni,omitempty"`
	Contract   *Contract         `json:"contratto,omitempty"`
	Receipt    *training.Receipt `json:"ricevuta,omitempty"`
}

// Contract is what only the contract says.
type Contract struct {
	PlannedHours string   `json:"ore_previste"`
	OutOfRange   string   `json:"motivo_durata,omitempty"`
	Calendar     []string `json:"calendario"`
	InCalendar   string   `json:"ore_calendario,omitempty"` // how long its meetings last, where that is not the planned hours
	EndsOn       string   `json:"conclusione_prevista"`
	OfWorker     []string `json:"impegni_persona"`
	OfOffice     []string `json:"impegni_cpi"`
	Clauses      string   `json:"clausole,omitempty"`
	Privacy      string   `json:"versione_informativa"`
}

// freeze returns what every document of the bilancio says.
func (b Bilancio) freeze(today rule.Date) Document {
	f := b.facts(today)
	d := Document{
		Office: b.Office, Province: b.Province, Number: b.Code(), Worker: b.Worker(), CF: string(b.CF), BirthDate: b.BirthDate,
		Counsellor: b.Counsellor, Programme: b.Programme.Title, HoursRange: f.Range(), HoursDone: b.Minutes().Duration(),
		StartedOn: b.StartedOn, IssuedOn: today, Version: 1,
	}
	for _, m := range b.Meetings {
		if m.Attended() {
			d.Meetings = append(d.Meetings, fmt.Sprintf("%s dalle %s, %s, con %s", m.Day.Italian(), m.From, rule.Minutes(m.Minutes).Duration(), m.Operator))
		}
	}
	return d
}

// contract returns the contract as it is to be signed.
func (b Bilancio) contract(today rule.Date) Document {
	d := b.freeze(today)
	plan, terms := b.Panels["PRE06"].Answers, b.Panels["PRE07"].Answers
	panel, _ := b.Definition.Panel("PRE07")
	words := func(field string) []string {
		f, _ := panel.Field(field)
		items := terms[field].Items
		var out []string
		for _, o := range f.Options {
			if len(items) == 0 || contains(items, o.Value) {
				out = append(out, o.Label)
			}
		}
		return out
	}
	c := Contract{
		OutOfRange: plan.Text("motivo_fuori_standard"), EndsOn: rule.Date(plan.Text("conclusione_prevista")).Italian(),
		OfWorker: words("impegni_persona"), OfOffice: words("impegni_cpi"), Clauses: terms.Text("clausole"),
		Privacy: b.Panels["PRE02"].Answers.Text("versione_informativa"),
	}
	if n, ok := plan.Number("ore_previste"); ok {
		c.PlannedHours = panels.Decimal(n)
		if planned := panels.PlannedMinutes(plan); float64(planned) != n*60 {
			c.InCalendar = planned.Duration()
		}
	}
	for _, row := range plan.Rows("incontri") {
		from, _ := rule.ParseMinutes(row.Text("ora"))
		n, _ := row.Number("durata")
		c.Calendar = append(c.Calendar, fmt.Sprintf("%s alle %s, %s", rule.Date(row.Text("data")).Long(), from, rule.Minutes(n).Duration()))
	}
	d.Contract = &c
	return d
}

func contains(items []string, item string) bool {
	for _, i := range items {
		if i == item {
			return true
		}
	}
	return false
}

// phaseDocument returns the document that the closing of a phase issues: all
// that was entered in it, panel by panel.
func (b Bilancio) phaseDocument(phase string, f map[string]panels.Facts, today rule.Date) Document {
	d := b.freeze(today)
	if p, ok := b.Last(phase); ok {
		d.Version, d.Reason = p.Version, p.Reason
	}
	ph, _ := b.Definition.Phase(phase)
	for _, p := range ph.Panels {
		if s := scheda.Describe(p, withoutMail(b.Panels[p.Code].Answers), f[p.Code].Context); len(s.Entries) > 0 {
			d.Sections = append(d.Sections, s)
		}
	}
	return d
}

// withoutMail leaves out what concerns the sending and not the person.
func withoutMail(a scheda.Answers) scheda.Answers {
	out := a.Clone()
	delete(out, panels.MailTick)
	return out
}
