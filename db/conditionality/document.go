package conditionality

import (
	"fmt"

	"sportello/db/people"
	"sportello/db/rule"
)

// The kinds of document of this area: a draft for who decides, without a protocol
// number, and the notice that was confirmed.
const (
	KindDraft  = "bozza_condizionalita"
	KindNotice = "avviso_condizionalita"
	// The titles stand among the documents of the person, also when the module is off.
	draftTitle  = "Bozza di avviso (d.lgs. 150/2015, art. 21)"
	noticeTitle = "Avviso (d.lgs. 150/2015, art. 21)"
	// protocolSubject is neutral: it stands in the protocol, which others read.
	protocolSubject = "Comunicazione riservata su un appuntamento"
)

// Letter is a notice as its document says it, frozen when it was issued.
type Letter struct {
	Draft       bool               `json:"bozza,omitempty"`
	Recipient   []string           `json:"destinatario,omitempty"`
	Office      string             `json:"ufficio"`
	Address     string             `json:"indirizzo,omitempty"`
	Phone       string             `json:"telefono,omitempty"`
	Email       string             `json:"email,omitempty"`
	Person      string             `json:"persona"`
	CF          rule.CodiceFiscale `json:"codice_fiscale"`
	BirthDate   rule.Date          `json:"nascita"`
	DID         string             `json:"did"`
	Pact        string             `json:"patto"`
	What        string             `json:"che_cosa"`
	When        string             `json:"quando"`
	Operator    string             `json:"con"`
	Called      string             `json:"come_convocata"`
	Breach      string             `json:"mancanza"`
	Law         string             `json:"lettera"` // of art. 21, c. 7
	Quotation   string             `json:"testo_di_legge"`
	Ordinal     string             `json:"ordine"`
	Why         string             `json:"perche"`
	Consequence string             `json:"conseguenza"`
	Reasons     []string           `json:"giustificati_motivi"`
	ReasonsBy   rule.Date          `json:"motivi_entro"`
	Note        string             `json:"nota,omitempty"` // for who decides
	By          string             `json:"operatore"`
	Head        string             `json:"responsabile,omitempty"`
}

// letter says a notice of a fact; the office and the person are filled in by who
// reads them.
func letter(f Fact, d Draft, before []Earlier, by string) Letter {
	n, why := Order(d.Breach, before)
	l := Letter{Office: f.Office, Person: f.Worker(), CF: f.CF, DID: f.DID(), Pact: f.Pact(), What: f.What(), When: f.When(), Operator: f.Operator, Called: f.Called(),
		Breach: d.Breach.Words(), Law: d.Breach.Letter(), Quotation: d.Breach.Quotation(), Ordinal: Ordinal(n), Why: why, Consequence: Foreseen(d.Breach, n).Words(), ReasonsBy: d.ReasonsBy, By: by}
	for _, r := range Justified {
		l.Reasons = append(l.Reasons, r.Label)
	}
	return l
}

// recipient returns how the person is written to: where they live, if known.
func recipient(w people.Worker) []string {
	lines := []string{w.Name + " " + w.Surname}
	street, cap, town, province := w.DomicileAddress, w.DomicileCAP, w.Domicile, w.DomicileProv
	if street == "" || town == "" {
		street, cap, town, province = w.ResidenceAddress, w.ResidenceCAP, w.Residence, w.ResidenceProv
	}
	if street == "" || town == "" {
		return lines
	}
	if province != "" {
		town = fmt.Sprintf("%s (%s)", rule.PlaceName(town), province)
	}
	if cap != "" {
		town = cap + " " + town
	}
	return append(lines, street, town)
}
