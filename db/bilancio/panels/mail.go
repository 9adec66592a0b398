package panels

import "sportello/db/scheda"

// MailTick is the field of the last panel of a phase that asks to send its
// document to the person.
const MailTick = "invio_email"

// prefillMail ticks it when the document may be sent: it is then one act with
// the closing of the phase.
func prefillMail(p proposal, f Facts) {
	if f.MailTo != "" {
		p.text(MailTick, "si", "perché la persona ha dato il consenso: parte per "+f.MailTo, "", "")
	}
}

// invio_email: «solo con consenso_email». The consent may be revoked at any
// time, also between the panel and the closing: the phase is closed all the
// same, and the document stays.
func checkMail(a scheda.Answers, f Facts, r *report) {
	if a.Is(MailTick) && f.NoMail != "" {
		r.warn(MailTick, "Il documento non parte per e-mail: "+f.NoMail)
	}
}
