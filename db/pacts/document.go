package pacts

import (
	"fmt"

	"sportello/db/people"
	"sportello/db/rule"
)

// The kinds of document of this area.
const (
	KindDocument  = "patto_servizio"
	KindPlan      = "piano_azione_individuale"
	planTitle     = "Piano di azione individuale (PAI)"
	protocolClass = "Patto di servizio"
)

// Document is all that the document of a patto or of a PAI says, frozen when it is
// issued.
type Document struct {
	Contents
	Title        string       `json:"titolo"`
	Number       string       `json:"numero"`
	VersionN     int          `json:"versione"`
	Reason       string       `json:"motivo_aggiornamento,omitempty"`
	Office       string       `json:"cpi"`
	Worker       string       `json:"lavoratore"`
	CF           string       `json:"codice_fiscale"`
	BirthDate    rule.Date    `json:"data_nascita"`
	DID          string       `json:"did"`
	Profile      string       `json:"profilo"`
	ProposedOn   rule.Date    `json:"proposta"`
	Signs        bool         `json:"da_firmare"`
	SignedBefore rule.Date    `json:"firma_valida,omitempty"` // of what a correction leaves valid
	Declared     []string     `json:"disponibilita_dichiarate"`
	FrequencyW   string       `json:"frequenza_contatti"`
	MeasureNames []string     `json:"misure"`                // of each action, in their order
	Outcomes     []string     `json:"esiti,omitempty"`       // of each action, as the checks left it
	Replaces     string       `json:"sostituisce,omitempty"` // the version in force before
	Changes      []Difference `json:"cambiamenti,omitempty"`
	Minor        bool         `json:"minorenne,omitempty"` // on the day of the proposal
}

func (f Full) document(on rule.Date, signs bool) Document {
	v := f.Current()
	d := Document{Contents: f.Now(), Title: KindTitle(f.Kind), Number: f.Code(), VersionN: v.N, Reason: v.Reason, Office: f.Office, Worker: f.Worker(), CF: string(f.CF), BirthDate: f.BirthDate,
		ProposedOn: on, Signs: signs, FrequencyW: people.ChoiceLabel(Frequencies, f.Frequency), DID: f.DIDWords(), Profile: f.Profile}
	if !signs {
		d.SignedBefore = f.SignedOn
		for _, old := range f.Versions {
			if old.EffectiveOn != "" && old.Substantive {
				d.SignedBefore = old.EffectiveOn
			}
		}
	}
	for _, a := range f.Availability {
		d.Declared = append(d.Declared, people.ChoiceLabel(Availabilities, a))
	}
	if v.N > 1 {
		d.Replaces, d.Changes = f.Effective().words(), f.Changes()
	}
	d.Minor = f.Minor(on)
	f.describe(&d)
	return d
}

// describe writes of each action its measure and what the checks said of it.
func (f Full) describe(d *Document) {
	d.MeasureNames, d.Outcomes = nil, nil
	for _, a := range d.Actions {
		name := ""
		if m, known := MeasureOf(f.Measures, a.Measure); known {
			name = m.Name()
		}
		d.MeasureNames = append(d.MeasureNames, name)
		said := ""
		if now, there := actionOf(f.Actions, a.ID); there && now.CheckedOn != "" && (!now.State.Open() || now.Corrective != "") {
			said = now.State.Word() + " alla verifica del " + now.CheckedOn.Italian()
			if now.Corrective != "" {
				said += ": " + now.Corrective
			}
		}
		d.Outcomes = append(d.Outcomes, said)
	}
}

// Minor reports whether the person is not of age on a day (c.c., art. 2).
func (f Full) Minor(on rule.Date) bool {
	born := bornOn(f.BirthDate, f.CF, on)
	return born != "" && born.AddMonths(18*12) > on
}

// words returns the version as a document names it.
func (v Version) words() string {
	if v.N > 1 {
		return fmt.Sprintf("aggiornamento %d, del %s", v.N-1, v.EffectiveOn.Italian())
	}
	return "patto del " + v.EffectiveOn.Italian()
}

func (f Full) planDocument(on rule.Date, objective string) Document {
	d := f.document(on, true)
	d.Contents = f.Agreed()
	d.Title, d.Objective, d.VersionN, d.Reason, d.Replaces, d.Changes = planTitle, objective, 1, "", "", nil
	f.describe(&d)
	return d
}

// DIDWords says which DID the patto follows.
func (f Full) DIDWords() string {
	if f.DID.On == "" {
		return ""
	}
	if f.DID.Number == "" {
		return "del " + f.DID.On.Italian()
	}
	return f.DID.Number + " del " + f.DID.On.Italian()
}

func (f Full) versionWords() string {
	if n := f.Current().N; n > 1 {
		return fmt.Sprintf(", aggiornamento %d", n-1)
	}
	return ""
}
