package bilancio_test

import (
	"net/http"
	"net/url"
	"testing"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/handlers/webtest"
)

// At the end of a phase «Inviare alla persona» is ticked when the consent is
// recorded and the address is good: the document goes with the closing. Without
// them there is nothing to tick, and the reason stands there.
func TestTheDocumentGoesToWhoConsents(t *testing.T) {
	t.Parallel()
	webtest.Covers(t, 34, 38, 41)
	o := newDesk(t)
	path := o.toInvestigativa()
	o.completePhase(path, panels.Investigativa, "INV16")
	consent := func(change map[string]string) {
		t.Helper()
		store := people.NewStore(o.DB)
		w, err := store.Worker(t.Context(), o.actor, o.worker)
		o.check(err)
		o.check(store.Update(t.Context(), o.actor, o.worker, w.Version, change, "Chiesto dalla persona."))
	}
	tick := func(code string) *webtest.Page {
		return o.operator.Get(path + "/pannelli/" + code).Expect(http.StatusOK)
	}
	without := func(code, why string) {
		t.Helper()
		tick(code).Lacks("[name=invio_email]").Has("#f-invio_email", "Inviare alla persona Il documento non parte per e-mail: "+why)
	}

	consent(map[string]string{"email_consent_on": ""})
	without("INV16", "il consenso all'invio per e-mail è stato revocato dalla scheda lavoratore.")
	consent(map[string]string{"email_consent_on": string(today), "email": ""})
	o.check(o.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE bilancio_panel SET answers=json_remove(answers,'$.email_documenti') WHERE panel='PRE02'")
		return err
	}))
	without("INV16", "manca l'indirizzo e-mail. Si scrive nella scheda lavoratore.")
	consent(map[string]string{"email": "rocco@nuova.example"})
	tick("INV16").Has("#f-invio_email-aiuto", "parte per rocco@nuova.example")
	if _, on := tick("INV16").Find("[name=invio_email]").Attr("checked"); !on {
		t.Fatal("INV16: «Inviare alla persona» is not ticked")
	}
	o.complete(path, "INV16")
	o.close(path, panels.Investigativa).Follow().Has("#flash", "Il documento parte per rocco@nuova.example.")
	o.mailed(panels.Investigativa, 1)

	// Revoked between the panel and the closing: said on the page that closes,
	// and again after it.
	o.completePhase(path, panels.Riposizionamento, "RIP07 RIP08")
	feedback := o.operator.Get(path+"/pannelli/RIP07").Submit("form.sp-example", nil).Follow()
	feedback.Submit("#modulo", url.Values{"consegna": {"entrambe"}}).Expect(http.StatusSeeOther)
	if _, on := tick("RIP08").Find("[name=invio_email]").Attr("checked"); !on {
		t.Error("RIP08: «Inviare alla persona» is not ticked")
	}
	o.complete(path, "RIP08")
	consent(map[string]string{"email_consent_on": ""})
	o.operator.Get(path+"/fasi/riposizionamento/chiusura").Has(".sp-msg.warn", "RIP08: Il documento non parte per e-mail: il consenso all'invio per e-mail è stato revocato")
	o.close(path, panels.Riposizionamento).Follow().Has("#flash", "Non ho inviato il documento: il consenso all'invio per e-mail è stato revocato dalla scheda lavoratore.")
	o.mailed(panels.Riposizionamento, 1)

	o.completePhase(path, panels.Iscrizione, "ISC04")
	without("ISC04", "il consenso all'invio per e-mail è stato revocato dalla scheda lavoratore.")
	consent(map[string]string{"email_consent_on": string(today)})
	last := tick("ISC04")
	if _, on := last.Find("[name=invio_email]").Attr("checked"); !on {
		t.Error("ISC04: «Inviare alla persona» is not ticked")
	}
	last.Submit("#modulo", nil).Follow().Has("#flash", "Il documento parte per rocco@nuova.example.")
	o.mailed(panels.Iscrizione, 2)
}

// mailed fails the test unless so many messages with a document wait to leave.
func (o desk) mailed(phase string, n int) {
	o.t.Helper()
	docs, err := archive.NewStore(o.DB).DocumentsOf(o.t.Context(), "bilancio", 1)
	o.check(err)
	sent := 0
	for _, d := range docs {
		mails, err := archive.NewStore(o.DB).MailsOfDocument(o.t.Context(), d.ID)
		o.check(err)
		sent += len(mails)
	}
	if sent != n {
		o.t.Errorf("after %s %d messages, want %d", phase, sent, n)
	}
}

// Who did not consent gets nothing: no tick, no button, and no way round them.
func TestWithoutConsentNothingGoes(t *testing.T) {
	t.Parallel()
	webtest.Covers(t, 34, 38, 41)
	o := newDesk(t)
	path := o.start()
	o.completePhase(path, panels.Preliminare, "PRE02 PRE07")
	privacy := o.operator.Get(path+"/pannelli/PRE02").Submit("form.sp-example", nil).Follow()
	privacy.Submit("#modulo", url.Values{"consenso_email": {""}, "email_documenti": {""}}).Expect(http.StatusSeeOther)
	o.operator.Get(path+"/contratto").Submit("form[action$='/contratto']", nil)
	o.operator.Get(path).Has("[aria-labelledby=documenti]", "I documenti non partono per e-mail: manca il consenso all'invio per e-mail. Si raccoglie nel pannello PRE02.").Lacks("form[action$='/invio']")
	o.operator.Post(path+"/documenti/1/invio", nil).Expect(http.StatusUnprocessableEntity).Has("main", "Non ho inviato il documento: manca il consenso all'invio per e-mail.")
	o.operator.Upload(path+"/scansione", url.Values{}, "scansione", "contratto.pdf", pdf(t))
	o.complete(path, "PRE07")
	o.close(path, panels.Preliminare)
	o.completePhase(path, panels.Investigativa, "INV16")
	end := o.operator.Get(path + "/pannelli/INV16").Lacks("[name=invio_email]")
	end.Has("#f-invio_email", "Il documento non parte per e-mail: manca il consenso all'invio per e-mail. Si raccoglie nella scheda lavoratore.")
	end.Submit("form.sp-example", nil).Follow().Submit("#modulo", url.Values{"invio_email": {"1"}}).Expect(http.StatusSeeOther)
	o.close(path, panels.Investigativa)
	o.mailed(panels.Investigativa, 0)
}
