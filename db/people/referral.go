package people

import (
	"strings"

	"sportello/db/rule"
)

// KindReferral is the kind of the letter to the social services.
const KindReferral = "segnalazione_sociale"

// referralTitle is neutral: it stands in the protocol, which others read.
const referralTitle = "Segnalazione ai servizi sociali"

// Referral is a letter to the social services of a municipality about a person,
// and what came of it (Accordo in Conferenza Unificata 146 of 23/11/2020).
type Referral struct {
	ID           int64
	WorkerID     int64
	ProfileID    int64 // 0 for none
	CPI          int64
	Municipality string
	Reason       string
	On           rule.Date
	Document     int64
	Protocol     string
	Outcome      string // "" while none is known
	OutcomeOn    rule.Date
	OutcomeNote  string
	Version      int
	By           string
}

// ReferralOutcomes are what may come of a referral.
var ReferralOutcomes = []Choice{
	{"presa_in_carico", "Presa in carico"}, {"gia_seguita", "Era già seguita"}, {"non_presa_in_carico", "Non presa in carico"}, {"nessuna_risposta", "Nessuna risposta"},
}

// ReferralLetter is a referral as its document says it, frozen when it was issued.
type ReferralLetter struct {
	Office       string             `json:"ufficio"`
	Municipality string             `json:"comune"`
	Person       string             `json:"persona"`
	CF           rule.CodiceFiscale `json:"codice_fiscale"`
	BirthDate    rule.Date          `json:"nascita"`
	Residence    string             `json:"residenza"`
	Phone        string             `json:"telefono,omitempty"`
	Reason       string             `json:"motivo"`
	By           string             `json:"operatore"`
}

// check returns what is wrong with a referral, but whether there is such a
// municipality; the refusals name municipality, reason.
func (r Referral) check() (out rule.Refusals) {
	switch {
	case r.Municipality == "":
		out.Add("municipality", "Scrivi a quale Comune è la segnalazione.")
	case len([]rune(r.Municipality)) > 100:
		out.Add("municipality", "Il nome del Comune è più lungo di 100 caratteri.")
	}
	switch n := len([]rune(r.Reason)); {
	case n < 20:
		out.Add("reason", "Scrivi perché si segnala, in almeno 20 caratteri: è il testo della lettera.")
	case n > 2000:
		out.Add("reason", "Il testo è più lungo di 2.000 caratteri.")
	}
	return out
}

// checkOutcome returns what is wrong with an outcome; the refusals name outcome,
// outcome_on, outcome_note.
func (r Referral) checkOutcome(today rule.Date, outcome string, on rule.Date, note string) (out rule.Refusals) {
	if ChoiceLabel(ReferralOutcomes, outcome) == outcome {
		out.Add("outcome", "Scegli com'è andata.")
	}
	switch {
	case on == "":
		out.Add("outcome_on", "Scrivi da quale giorno si sa.")
	case on > today:
		out.Add("outcome_on", "Il giorno è nel futuro.")
	case on < r.On:
		out.Add("outcome_on", "Il giorno viene prima della segnalazione, che è del "+r.On.Italian()+".")
	}
	if len([]rune(strings.TrimSpace(note))) > 1000 {
		out.Add("outcome_note", "La nota è più lunga di 1.000 caratteri.")
	}
	return out
}
