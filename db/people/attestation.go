package people

import "sportello/db/rule"

// KindAttestation is the kind of the document «Attestazione dei servizi erogati».
const KindAttestation = "attestazione_servizi"

const attestationTitle = "Attestazione dei servizi erogati"

// Attestation is what the document says, frozen when it is issued.
type Attestation struct {
	Person    string             `json:"persona"`
	CF        rule.CodiceFiscale `json:"codice_fiscale"`
	BirthDate rule.Date          `json:"nascita"`
	Office    string             `json:"ufficio"`
	From      rule.Date          `json:"dal"`
	To        rule.Date          `json:"al"`
	Services  []AttestedService  `json:"servizi"`
	By        string             `json:"operatore"`
}

// AttestedService is one line of it.
type AttestedService struct {
	On      rule.Date `json:"giorno"`
	Code    string    `json:"codice"`
	Title   string    `json:"servizio"`
	Minutes int       `json:"minuti"`
	Mode    string    `json:"modalita"`
	Office  string    `json:"ufficio"`
}

// Minutes returns the sum of the minutes.
func (a Attestation) Minutes() int {
	n := 0
	for _, s := range a.Services {
		n += s.Minutes
	}
	return n
}
