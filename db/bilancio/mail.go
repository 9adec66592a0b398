package bilancio

import (
	"cmp"
	"fmt"

	"sportello/db/rule"
)

// Consent returns the address that documents may be sent to, "" without the
// consent or a valid address, with the sentence that says why. The consent is
// the card's: PRE02 writes it there, and there it is given later or revoked.
func (b Bilancio) Consent() (address, why string) {
	const not = "Non ho inviato il documento: "
	privacy := b.Panels["PRE02"].Answers
	switch {
	case !b.CardConsent && privacy.Is("consenso_email") && b.Status("PRE02").Done():
		return "", not + "il consenso all'invio per e-mail è stato revocato dalla scheda lavoratore."
	case !b.CardConsent:
		return "", not + "manca il consenso all'invio per e-mail. Si raccoglie nel pannello PRE02."
	}
	address = cmp.Or(privacy.Text("email_documenti"), b.CardEmail)
	if address == "" {
		return "", not + "manca l'indirizzo e-mail. Si scrive nel pannello PRE02."
	}
	address, err := rule.ParseEmail(address)
	if err != nil {
		return "", not + "l'indirizzo e-mail non è valido."
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
