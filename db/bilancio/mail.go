package bilancio

import (
	"cmp"
	"fmt"

	"sportello/db/bilancio/panels"
	"sportello/db/rule"
)

// Consent returns the address that documents may be sent to, "" without the
// consent or a valid address, with the words that say why, for the end of a
// sentence. Both are the card's: PRE02 writes them there, and there they are
// given later, corrected or revoked.
func (b Bilancio) Consent() (address, why string) {
	privacy := b.Panels["PRE02"].Answers
	where := "nel pannello PRE02."
	if b.Closed(panels.Preliminare) {
		where = "nella scheda lavoratore."
	}
	switch {
	case !b.CardConsent && privacy.Is("consenso_email") && b.Status("PRE02").Done():
		return "", "il consenso all'invio per e-mail è stato revocato dalla scheda lavoratore."
	case !b.CardConsent:
		return "", "manca il consenso all'invio per e-mail. Si raccoglie " + where
	}
	address = cmp.Or(b.CardEmail, privacy.Text("email_documenti"))
	if address == "" {
		return "", "manca l'indirizzo e-mail. Si scrive " + where
	}
	address, err := rule.ParseEmail(address)
	if err != nil {
		return "", "l'indirizzo e-mail non è valido. Si corregge " + where
	}
	return address, ""
}

// mailText returns the message that goes with a document. It holds nothing of
// the person but the name.
func mailText(worker, title, office string) (subject, body string) {
	return title, fmt.Sprintf("Gentile %s,\n\nin allegato trovi il documento «%s» del tuo percorso di bilancio delle competenze.\n\n"+
		"Puoi chiedere chiarimenti, o revocare il consenso all'invio per e-mail, al Centro per l'Impiego di %s.\n\nCordiali saluti\nCentro per l'Impiego di %s\n",
		worker, title, office, office)
}
