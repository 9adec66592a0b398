package pacts_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/bilancio"
	"sportello/db/dbtest"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/handlers/webtest"
)

func (d *desk) measures() string { return d.card() + "/misure" }

// session fixes a group session of today.
func (d *desk) session(code string) int64 {
	d.t.Helper()
	actor := d.Actor(d.operator)
	id, err := agenda.NewStore(d.DB).OpenSession(d.t.Context(), actor, agenda.Session{Code: code, Title: "Il curriculum", Slot: agenda.Slot{Day: "2026-11-24", Starts: 10 * 60, Ends: 11 * 60}, Mode: "presenza", Capacity: 5})
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

func TestAMeasureIsOfferedAnsweredAttended(t *testing.T) {
	dbtest.Proves(t, "misura b", "misura c", "misura h")
	d := open(t)
	c := d.giulia
	c.Get(d.card()+"?sezione=patto").Has("section[aria-labelledby=h-misure]", "Nessuna misura offerta").Has("section[aria-labelledby=h-misure] a", "Offri una misura")
	c.Get(d.measures()).Has(".sp-empty", "Nessuna misura offerta")
	choose := c.Get(d.measures() + "/nuova").Expect(http.StatusOK)
	for _, name := range []string{"a) seminari/laboratori di gruppo", "(A06)", "b) tirocinio di inserimento", "(C06, B04)", "c) accompagnamento al lavoro", "d) scouting", "(B03)", "e) iniziative di carattere formativo", "(C07)",
		"f) informazioni e consulenza EURES (B01)", "g) Servizio Individuazione, Validazione e certificazione delle competenze", "h) Consulenza auto-impresa", "nella valutazione delle proposte di lavoro"} {
		choose.Has("section[aria-labelledby=h-quale]", name)
	}
	form := c.Get(d.measures() + "/nuova?misura=b").Expect(http.StatusOK)
	form.Has("h2", "b) tirocinio").Has("#f-service_code option[value='F2.1']", "F2.1").Lacks("#f-service_code option[value='F1.5']")
	wrong := form.Submit("main form", url.Values{"offered_on": {"31/02/2026"}, "answer": {"rifiutata"}}).Expect(http.StatusUnprocessableEntity)
	wrong.Has("#riepilogo", "2 campi").Has("#f-description-errore", "Scrivi che cosa si offre").Has("#f-offered_on", "")
	wrong = form.Submit("main form", url.Values{"body": {"Officina Rossi"}, "answer": {"rifiutata"}}).Expect(http.StatusUnprocessableEntity)
	wrong.Has("#f-reason-errore", "perché la persona rifiuta")
	page := form.Submit("main form", url.Values{"body": {"Officina Rossi"}, "service_code": {"F2.1"}, "offered_on": {"20/11/2026"}}).Follow()
	page.Has("#flash", "Ho registrato l'offerta della misura b)").Has("section[aria-labelledby=adesso]", "in attesa di risposta").Has("section[aria-labelledby=h-offerta]", "Officina Rossi")
	const path = "/misure/1"
	c.Get(path + "/esito").Expect(http.StatusUnprocessableEntity)
	late := c.Get(path + "/risposta")
	c.Get(path+"/risposta").Submit("main form", url.Values{"answered_on": {"boh"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "2 campi")
	c.Get(path+"/risposta").Submit("main form", url.Values{"answer": {"accettata"}, "answered_on": {"21/11/2026"}}).Follow().Has("#flash", "Ho registrato la risposta").Has("section[aria-labelledby=adesso]", "accettata il 21/11/2026")
	late.Submit("main form", url.Values{"answer": {"rifiutata"}, "reason": {"ci ripensa"}}).Expect(http.StatusConflict).Has("main", "ci ripensa").Has("main", "accettata il 21/11/2026")
	c.Get(path+"/partecipazione").Has("main form", "F2.1").Submit("main form", url.Values{"minutes": {"zero"}}).Expect(http.StatusUnprocessableEntity).Has("#f-minutes-errore", "da 1 a 720")
	page = c.Get(path+"/partecipazione").Submit("main form", url.Values{"attended_on": {"23/11/2026"}, "mode": {"presenza"}, "minutes": {"45"}}).Follow()
	page.Has("#flash", "prima partecipazione").Has("section[aria-labelledby=adesso]", "frequentata").Has("section[aria-labelledby=adesso] a", "Servizio registrato")
	c.Get(d.card()).Has("section[aria-labelledby='mese-2026-11']", "F2.1")
	c.Get(path+"/esito").Submit("main form", url.Values{"outcome": {"non_partecipata"}}).Expect(http.StatusUnprocessableEntity).Has("#f-outcome-errore", "La persona ha partecipato")
	c.Get(path+"/esito").Submit("main form", url.Values{"outcome": {"conclusa"}, "note": {"assunto"}}).Follow().Has("section[aria-labelledby=h-offerta]", "conclusa il 24/11/2026, assunto")

	// Where the source has no code the operator chooses a service, or none.
	own := c.Get(d.measures()+"/nuova?misura=h").Lacks("select#f-service_code").Submit("main form", url.Values{"description": {"Colloquio sull'impresa"}, "service_code": {"BOH"}, "answer": {"accettata"}})
	own.Expect(http.StatusUnprocessableEntity).Has("#f-service_code-errore", "non è un servizio").Submit("main form", url.Values{"service_code": {""}}).Follow().Has("#flash", "misura h)")
	c.Get("/misure/2/partecipazione").Has("main form", "non registra un servizio").Lacks("#f-minutes").Submit("main form", nil).Follow().Has("section[aria-labelledby=adesso]", "frequentata").Lacks("a[href^='/servizi/']")

	c.Get("/misure").Has("tbody tr", "Bianchi Rocco").Has("tbody", "h) Consulenza auto-impresa")
	c.Get("/misure?misura=b&stato=conclusa").Has("tbody", "Officina Rossi").Lacks("tbody tr:nth-child(2)")
	c.Get("/misure?stato=in_attesa").Has(".sp-empty", "Nessuna misura")
	c.SwapEqualsReload("/misure?misura=b", "misure")
	c.Get(d.card()+"?sezione=patto").Has("section[aria-labelledby=h-misure]", "Officina Rossi")
	c.Get(path+"/annullamento").Submit("main form", nil).Expect(http.StatusUnprocessableEntity).Has("#f-reason-errore", "Scrivi perché")
	c.Get(path+"/annullamento").Submit("main form", url.Values{"reason": {"era di un altro"}}).Follow().Has("main", "era registrata per errore: era di un altro").Lacks(".sp-actions a.btn")

	lecce := d.Login(rule.RoleOperator, "cpi:Lecce")
	for _, p := range []string{path, path + "/esito", d.measures(), d.measures() + "/nuova"} {
		lecce.Get(p).Expect(http.StatusNotFound)
	}
	lecce.Get("/misure").Has(".sp-empty", "Nessuna misura")
	d.Login(rule.RoleProvince, "provincia:FG").Get(path).Expect(http.StatusOK).Lacks(".sp-actions a")
}

// TestThePattoTakesTheActionsOfTheBilancio: one click each, and an update that is
// to be signed when the patto is.
func TestThePattoTakesTheActionsOfTheBilancio(t *testing.T) {
	d := open(t)
	c, path := d.giulia, d.signed()
	c.Get(path).Lacks("section[aria-labelledby=dal-bilancio]")
	actor := d.Actor(d.operator)
	meeting, err := agenda.NewStore(d.DB).Book(t.Context(), actor, agenda.Booking{CPI: actor.CPI(), Operator: actor.UserID, Worker: d.worker, Kind: agenda.KindBilancio, Slot: agenda.Slot{Day: "2026-11-24", Starts: 11 * 60, Ends: 12 * 60}})
	if err != nil {
		t.Fatal(err)
	}
	review, err := bilancio.NewStore(d.DB).Start(t.Context(), actor, meeting, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO bilancio_panel(bilancio_id,panel,state,answers,saved_at,saved_by) VALUES(?,'RIP05','completo',
			'{"aggiorna_patto":"si","azioni":[{"_id":"r1","descrizione":"Visitare tre officine","responsabile":"rete","soggetto_rete":"Artigiani","scadenza":"2027-01-20","verifica":"Nomi","stato":"da_fare"},
			{"_id":"r2","descrizione":"Iscriversi al corso","responsabile":"persona","scadenza":"2026-12-20","verifica":"Ricevuta","stato":"da_fare"}]}',?,1)`, review, tx.Now)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	page := c.Get(path).Has("section[aria-labelledby=dal-bilancio]", "Visitare tre officine").Has("section[aria-labelledby=dal-bilancio]", "da rete: Artigiani, entro il 20/01/2027").Has("section[aria-labelledby=dal-bilancio]", "apre un aggiornamento")
	page = page.Submit("form[aria-label='Riporta l\\'azione «Visitare tre officine»']", nil).Follow()
	page.Has("#flash", "chiede una nuova firma").Has("section[aria-labelledby=azioni]", "Visitare tre officine").Has("section[aria-labelledby=azioni]", "dal piano operativo del bilancio").Has("main", "serve una nuova firma").Has("main ins", "Visitare tre officine")
	page.Has("section[aria-labelledby=dal-bilancio]", "Iscriversi al corso").Lacks("form[aria-label='Riporta l\\'azione «Visitare tre officine»']")
	d.Login(rule.RoleProvince, "provincia:FG").Get(path).Has("section[aria-labelledby=dal-bilancio]", "Iscriversi al corso").Lacks("section[aria-labelledby=dal-bilancio] form")
	d.Login(rule.RoleOperator, "cpi:Lecce").Post(path+"/azioni-bilancio", url.Values{"azione": {"1/r2"}, "_version": {"1"}}).Expect(http.StatusNotFound)
}

func TestAMeasureFromThePattoAndFromASession(t *testing.T) {
	dbtest.Proves(t, "misura a")
	d := open(t)
	c, pact := d.giulia, d.signed()
	page := c.Get(pact).Has("section[aria-labelledby=azioni] tbody tr:first-child", "Offri la misura")
	if n := page.Find("section[aria-labelledby=azioni] a[href*='misure/nuova']").Length(); n != 2 {
		t.Errorf("%d actions are offered: not the one that the person does alone", n)
	}
	session := d.session("F1.5")
	form := c.Get(d.measures()+"/nuova?azione=1").Expect(http.StatusOK).Has("main form", "Per l'azione del patto «Laboratorio sul curriculum»").Has("#f-session", "Il curriculum (F1.5)")
	page = form.Submit("main form", url.Values{"session": {fmt.Sprint(session)}, "answer": {"accettata"}}).Follow()
	page.Has("section[aria-labelledby=adesso] a", "Il curriculum").Has("section[aria-labelledby=adesso]", "Patto n. 1").Has("section[aria-labelledby=adesso]", "accettata").Lacks("a[href$='/partecipazione']")
	c.Get(pact).Has("section[aria-labelledby=azioni]", "Misura a) offerta il 24/11/2026").Lacks("a[href$='nuova?azione=1']").Has("a[href$='nuova?azione=2']", "Offri la misura")
	twice := c.Get(d.measures()+"/nuova?azione=1&misura=c").Submit("main form", url.Values{"description": {"un'altra volta"}})
	twice.Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "la misura a) è già offerta dal 24/11/2026 (accettata)")

	inSession := fmt.Sprintf("/sessioni/%d", session)
	c.Get(inSession).Has("#presenze", "Bianchi Rocco").Has("#presenze a", "Offri come misura")
	choose := c.Get(fmt.Sprintf("%s/nuova?sessione=%d", d.measures(), session)).Has("main", "che registra F1.5").Has("section[aria-labelledby=h-quale]", "a) seminari").Has("section[aria-labelledby=h-quale]", "c) accompagnamento")
	choose.Lacks("a[href*='misura=b']").Lacks("a[href*='misura=f']")
	c.Get(choose.Find("a[href*='misura=a']").AttrOr("href", "")).Has("#f-session option[selected]", "Il curriculum")
	c.Get(inSession).Submit("form[action$='/presenze'][aria-label='Tutti presenti']", nil).Follow().Has("#flash", "1 presenza segnata")
	c.Get("/misure/1").Has("section[aria-labelledby=adesso]", "prima partecipazione il 24/11/2026").Has("section[aria-labelledby=adesso] a", "Servizio registrato")
	c.Get(d.measures() + "/nuova?azione=99").Expect(http.StatusNotFound)
	c.Get(d.measures() + "/nuova?sessione=99").Expect(http.StatusNotFound)
}

// TestServicesOfTheTargetedListAreForWhoIsOnIt: what the service of a measure may be
// leaves out those of L. 68/1999, but for who is or was on its list.
func TestServicesOfTheTargetedListAreForWhoIsOnIt(t *testing.T) {
	d := open(t)
	page := func() *webtest.Page { return d.giulia.Get(d.measures() + "/nuova?misura=b").Expect(http.StatusOK) }
	page().Has("#f-service_code option[value='F2.1']", "F2.1").Lacks("#f-service_code option[value^='M']")
	if err := d.DB.Write(t.Context(), func(tx *db.Tx) error {
		return registry.StandTx(t.Context(), tx, registry.Standing{WorkerID: d.worker, Kind: registry.StandingL68, ReferenceID: 1, From: "2025-01-01", To: "2025-06-30"})
	}); err != nil {
		t.Fatal(err)
	}
	if page().Find("#f-service_code option[value^='M']").Length() == 0 {
		t.Error("who was on the list finds none of its services")
	}
}
