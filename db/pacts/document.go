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
	Title        string    `json:"titolo"`
	Number       string    `json:"numero"`
	VersionN     int       `json:"versione"`
	Reason       string    `json:"motivo_aggiornamento,omitempty"`
	Office       string    `json:"cpi"`
	Worker       string    `json:"lavoratore"`
	CF           string    `json:"codice_fiscale"`
	BirthDate    rule.Date `json:"data_nascita"`
	DID          string    `json:"did"`
	Profile      string    `json:"profilo"`
	ProposedOn   rule.Date `json:"proposta"`
	Signs        bool      `json:"da_firmare"`
	SignedBefore rule.Date `json:"firma_valida,omitempty"` // of what a correction leaves valid
	Declared     []string  `json:"disponibilita_dichiarate"`
	FrequencyW   string    `json:"frequenza_contatti"`
	MeasureNames []string  `json:"misure"` // of each action, in their order
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
	for _, a := range f.Actions {
		name := ""
		if m, known := MeasureOf(f.Measures, a.Measure); known {
			name = m.Name()
		}
		d.MeasureNames = append(d.MeasureNames, name)
	}
	return d
}

func (f Full) planDocument(on rule.Date, objective string) Document {
	d := f.document(on, true)
	d.Title, d.Objective, d.VersionN, d.Reason = planTitle, objective, 1, ""
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
