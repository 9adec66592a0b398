package pacts_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db/agenda"
	"sportello/db/dbtest"
	"sportello/db/people"
	"sportello/db/reference"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/handlers/webtest"
)

// answered completes each panel of an interview.
var answered = []struct {
	panel string
	v     url.Values
}{
	{"informativa", url.Values{"svolgimento": {"si"}, "obblighi": {"si"}, "aspettative": {"Un lavoro vicino"}, "motivazioni": {"La famiglia"}}},
	{"domanda", url.Values{"bisogno": {"Tornare al mestiere"}, "opportunita": {"Un corso breve"}, "informazioni": {"Ha la patente"}}},
	{"profilo", url.Values{"profilo": {"Muratore"}, "profilo_livello": {"3"}, "competenze.0.competenza": {"Posa di mattoni"}, "competenze.0.livello": {"3"}, "competenze.0.richiesta": {"molto"}}},
	{"esperienze", url.Values{"qualita": {"4"}, "nessuna_esperienza": {"si"}}},
	{"studi", url.Values{"qualita": {"3"}, "nessun_corso": {"si"}, "titoli.0.livello": {"diploma"}, "titoli.0.denominazione": {"Geometra"}, "titoli.0.conseguito": {"si"}, "titoli.0.anno": {"1993"}}},
	{"ricerca", url.Values{"autonomia": {"3"}, "mercato": {"2"}, "metodo": {"3"}, "imprese.0.impresa": {"Edile Daunia"}, "imprese.0.entro": {"10/12/2026"}}},
	{"promozione", url.Values{"autopromozione": {"2"}, "strumenti": {"curriculum"}}},
	{"vincoli", url.Values{"vincoli": {"4"}}},
	{"obiettivo", url.Values{"obiettivo": {"Muratore in zona"}, "chiarezza": {"4"}}},
	{"adempimenti", url.Values{"portale": {"promossa"}, "curriculum": {"promosso"}, "curriculum_entro": {"01/12/2026"}}},
	{"piano", url.Values{"atti": {"Mandare il curriculum"}, "tempi": {"ogni settimana"}, "disponibilita": {"laboratori"}, "azioni.0.azione": {"Laboratorio sul curriculum"}, "azioni.0.chi": {"da_cpi"}, "azioni.0.misura": {"a"}, "azioni.0.entro": {"10/12/2026"}}},
	{"esito", url.Values{"esito": {"patto"}, "sintesi": {"Si punta all'edilizia"}}},
}

func (d *desk) lean() {
	d.t.Helper()
	found, err := reference.NewStore(d.DB).Lookup(d.t.Context(), reference.TableProfessions, "muratore", 1)
	if err == nil {
		_, err = people.NewStore(d.DB).SavePropensione(d.t.Context(), d.Actor(d.operator), d.worker, 0, 0, scheda.Answers{"professione": scheda.T(found[0]), "provenienza": scheda.Many("lavoro"), "data_intervista": scheda.T("2026-11-24")})
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

func draft(p *webtest.Page, c *webtest.Client, path string, values url.Values) *webtest.Page {
	sent := webtest.FormValues(p.Find(panelForm))
	for k, v := range values {
		sent[k] = v
	}
	return c.Post(path+"/bozza", sent)
}

func (d *desk) text(query string) (out string) {
	d.t.Helper()
	if err := d.DB.Reader().QueryRow(query).Scan(&out); err != nil {
		d.t.Fatal(err)
	}
	return out
}

const panelForm = "#modulo"

// interviewed begins an interview and returns its address.
func (d *desk) interviewed() string {
	d.t.Helper()
	d.giulia.Get(d.card()+"/colloqui/nuovo").Expect(http.StatusOK).Submit("main form", url.Values{"planned": {"90"}}).Follow().Has("h2", "Informativa").Has("#flash", "è cominciato")
	return "/colloqui/1"
}

func TestAnInterviewFromTheCardToThePatto(t *testing.T) {
	dbtest.Proves(t, "orientamento 2", "orientamento 3", "orientamento 5", "orientamento 11", "orientamento 12", "orientamento 24", "orientamento 25")
	d := open(t)
	c := d.giulia
	section := d.card() + "?sezione=patto"
	c.Get(section).Has("nav a[aria-current]", "Percorso").Has("section[aria-labelledby=colloqui]", "Nessun colloquio").Has("section[aria-labelledby=profilo-qualitativo]", "Nessun profilo").Has("section[aria-labelledby=patti]", "Nessun patto")
	c.Get(d.card()+"/colloqui/nuovo").Submit("main form", url.Values{"planned": {"91"}}).Expect(http.StatusUnprocessableEntity).Has("#f-planned-errore", "al massimo 90 minuti, in uno o più incontri (Carta dei servizi").Has(`#f-planned[value="91"]`, "")
	path := d.interviewed()
	c.Get(section).Has("section[aria-labelledby=colloqui]", "in corso").Lacks("section[aria-labelledby=colloqui] a.btn").Has("section[aria-labelledby=adesso]", "Riprendi")
	c.Get(d.card() + "/colloqui/nuovo").Expect(http.StatusSeeOther)

	// Phases open one after the other; a panel says all that is wrong at once and keeps what was typed.
	c.Get(path+"/pannelli/domanda").Expect(http.StatusOK).Has("main", "si apre quando chiudi").Lacks(panelForm)
	wrong := c.Get(path+"/pannelli/informativa").Submit(panelForm, url.Values{"aspettative": {"Un lavoro vicino"}}).Expect(http.StatusUnprocessableEntity)
	wrong.Has("#riepilogo", "3 campi").Has("#f-svolgimento-errore", "spiega come si svolge").Has("#f-aspettative", "Un lavoro vicino")
	c.Get(path+"/fasi/informativa/chiusura").Expect(http.StatusOK).Has("main", "è da completare").Has("main button[aria-disabled]", "Chiudi la fase")
	done := map[string]int{}
	complete := func(from, to int) {
		for _, p := range answered[from:to] {
			page := c.Get(path+"/pannelli/"+p.panel).Expect(http.StatusOK).Submit(panelForm, p.v)
			if page.Status != http.StatusSeeOther {
				t.Fatalf("%s: %d %s", p.panel, page.Status, page.Text("#riepilogo"))
			}
			done[p.panel]++
		}
	}
	closes := func(phase string) *webtest.Page {
		return c.Get(path+"/fasi/"+phase+"/chiusura").Expect(http.StatusOK).Submit("main form", nil).Follow()
	}
	complete(0, 1)
	closes("informativa").Has("#flash", "Si è aperta «Analisi»").Has("h2", "Analisi della domanda")
	complete(1, 10)
	c.Get(path+"/pannelli/adempimenti").Has("main .sp-card .sp-rows", "da inserire")
	c.Get(path+"/fasi/analisi/chiusura").Has("main", "Mancano le propensioni lavorative").Has("main a", "Inserisci le propensioni").Lacks("main form[action$='/chiusura']")
	c.Post(path+"/fasi/analisi/chiusura", nil).Expect(http.StatusUnprocessableEntity)
	d.lean()
	// What the panel says of the studies is offered to the card.
	told := c.Get(path + "/pannelli/studi")
	told.Has("form.sp-msg", "Aggiornare anche la scheda lavoratore?").Has("form.sp-msg", "Geometra").Submit("form.sp-msg", nil).Follow().Has("#flash", "Ho aggiornato la scheda lavoratore")
	c.Get(d.card()+"?sezione=curriculum").Has("main", "Geometra").Has("main", "dal colloquio")
	c.Get(path + "/pannelli/studi").Lacks("form.sp-msg")
	closes("analisi").Has("h2", "Piano degli atti di ricerca attiva").Has(`#f-azioni-0-azione[value="Proporre la candidatura a «Edile Daunia»"]`, "").Has("main", "dalla fase di analisi")
	complete(10, 12)
	c.Get(path+"/fasi/definizione/chiusura").Has("main", "Non c'è ancora un incontro avvenuto").Has("main a", "Registra un incontro")

	// A meeting that was in no agenda registers base orientation once.
	bad := c.Get(path+"/incontri").Submit("main form", url.Values{"how": {"altro"}, "on": {"25/11/2026"}, "minutes": {"2"}}).Expect(http.StatusUnprocessableEntity)
	bad.Has("#riepilogo", "2 campi").Has("#f-on-errore", "nel futuro").Has("#f-minutes-errore", "da 10 a 480")
	c.Get(path+"/incontri").Submit("main form", url.Values{"how": {"altro"}, "on": {"24/11/2026"}, "minutes": {"40"}}).Follow().Has("#flash", "Ho registrato l'incontro").Has("section[aria-labelledby=incontri]", "40 minuti")
	c.Get(d.card()).Has("section[aria-labelledby='mese-2026-11']", "C.1")
	c.Get(path+"/incontri/1/annullamento").Submit("main form", nil).Expect(http.StatusUnprocessableEntity).Has("#f-reason-errore", "Scrivi perché")
	c.Get(path+"/incontri/1/annullamento").Submit("main form", url.Values{"reason": {"altro giorno"}}).Follow().Lacks("section[aria-labelledby=incontri] li")
	c.Get(path+"/incontri").Submit("main form", url.Values{"how": {"altro"}, "on": {"23/11/2026"}, "minutes": {"95"}}).Follow().Has("main", "di norma l'orientamento di base ne dura al massimo 90")

	// The duration planned: refused above, and both versions of a stale save.
	page := c.Get(path)
	page.Submit("form[action$='/durata']", url.Values{"planned": {"100"}}).Expect(http.StatusUnprocessableEntity).Has("#f-planned-errore", "al massimo 90")
	page.Submit("form[action$='/durata']", url.Values{"planned": {"80"}}).Follow().Has("#flash", "durata prevista")
	page.Submit("form[action$='/durata']", url.Values{"planned": {"70"}}).Expect(http.StatusConflict).Has("main", "80")

	// Its outcome is the patto, with what was agreed on.
	closes("definizione").Has("#flash", "è concluso").Has("section[aria-labelledby=adesso]", "concluso").Has("section[aria-labelledby=adesso] a.btn", "Prepara il patto").Lacks("section[aria-labelledby=incontri] a.btn")
	c.Get(path+"/pannelli/domanda").Lacks(panelForm).Has("main", "Tornare al mestiere")
	pact := c.Get(path).Find("section[aria-labelledby=adesso] a.btn").AttrOr("href", "")
	form := c.Get(pact).Expect(http.StatusOK)
	form.Has("#f-objective", "Muratore in zona").Has("#f-acts", "Mandare il curriculum").Has(`#f-timing[value="ogni settimana"]`, "")
	form.Submit("main form", url.Values{"frequency": {"mai"}}).Expect(http.StatusUnprocessableEntity).Has(`input[name=colloquio][value="1"]`, "")
	form.Submit("main form", nil).Follow().Has("#flash", "guarda le azioni che vengono dal colloquio").Has("section[aria-labelledby=azioni]", "Laboratorio sul curriculum").Has("section[aria-labelledby=azioni]", "dal colloquio di orientamento").Has("section[aria-labelledby=azioni]", "Misura a)")
	c.Get(d.card() + "/patti/nuovo?colloquio=9").Expect(http.StatusNotFound)

	lecce := d.Login(rule.RoleOperator, "cpi:Lecce")
	for _, p := range []string{"", "/pannelli/domanda", "/fasi/analisi/chiusura", "/incontri", "/rinvii", "/interruzione"} {
		lecce.Get(path + p).Expect(http.StatusNotFound)
	}
	d.Login(rule.RoleProvince, "provincia:FG").Get(path).Expect(http.StatusOK).Lacks(".sp-actions a").Lacks("main form")
}

func TestAnInterviewFromAnAppointmentAndWhatItDirectsTo(t *testing.T) {
	dbtest.Proves(t, "orientamento 2", "orientamento 57", "orientamento 58", "orientamento 59", "orientamento 60", "orientamento 61", "orientamento 67")
	d := open(t)
	c := d.giulia
	book := func(kind agenda.Kind, starts rule.Minutes) int64 {
		id, err := agenda.NewStore(d.DB).Book(t.Context(), d.Actor(d.operator), agenda.Booking{Worker: d.worker, Kind: kind, Slot: agenda.Slot{Day: "2026-11-24", Starts: starts, Ends: starts + 45}})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	first := book(agenda.KindOrientation, 540)
	from := c.Get(fmt.Sprintf("/appuntamenti/%d", first)).Find("a[href*='/colloqui/nuovo']").AttrOr("href", "")
	form := c.Get(from).Expect(http.StatusOK)
	form.Has(`#f-planned[value="45"]`, "").Has("main", "risulta presente")
	form.Submit("main form", url.Values{"kind": {"informativo"}}).Follow().Has("h2", "Informativa")
	const path = "/colloqui/1"
	c.Get(path).Has("h1", "Colloquio di orientamento informativo").Has("section[aria-labelledby=incontri]", "presente").Has("section[aria-labelledby=incontri]", "45 minuti").Lacks("section[aria-labelledby=adesso] a[href$='/propensioni']")
	if got := d.text("SELECT count(*)||' '||min(code)||' '||min(reference) FROM delivered_service WHERE annulled_at IS NULL AND code='C.1'"); got != "1 C.1 appuntamento" {
		t.Errorf("the ledger has %s", got)
	}
	c.Get(from).Expect(http.StatusSeeOther) // it is a meeting of the interview by now
	second := book(agenda.KindOrientation, 600)
	again := c.Get(c.Get(fmt.Sprintf("/appuntamenti/%d", second)).Find("a[href*='/colloqui/nuovo']").AttrOr("href", "")).Follow()
	again.Has("h1", "Nuovo incontro").Submit("main form", nil).Follow().Has("main, .sp-page, body", "90 minuti su 45")

	wrong := c.Get(path+"/rinvii").Submit("main form", url.Values{"service": {"consulenza"}, "on": {"31/11/2026"}}).Expect(http.StatusUnprocessableEntity)
	wrong.Has("#riepilogo", "3 campi").Has("#f-on-errore", "novembre").Has("#f-consulenza-errore", "almeno uno scopo").Has("#f-reason-errore", "Scrivi perché")
	c.Get(path+"/rinvii").Submit("main form", url.Values{"service": {"consulenza"}, "consulenza": {"ostacoli"}, "reason": {"Non sa che strada prendere"}}).Follow().
		Has("section[aria-labelledby=rinvii]", "Consulenza orientativa").Has("section[aria-labelledby=rinvii]", "ostacoli che bloccano").Has("section[aria-labelledby=rinvii]", "24/11/2026")
	c.Get(path+"/rinvii").Submit("main form", url.Values{"service": {"bilancio"}, "bilancio": {"gap", "esperienze"}, "reason": {"Molti mestieri"}}).Follow().Has("section[aria-labelledby=rinvii]", "gap di competenza")
	c.Get(path+"/rinvii").Submit("main form", url.Values{"service": {"altro"}, "body": {"Sportello EURES"}, "reason": {"Vuole partire"}}).Follow().Has("section[aria-labelledby=rinvii]", "Sportello EURES")

	// From there the appointment is fixed, of its kind and as long as its charter says.
	booking := c.Get(c.Get(path).Find("section[aria-labelledby=rinvii] a.btn-xs[href*='tipo=consulenza']").AttrOr("href", "")).Expect(http.StatusOK)
	if kind := booking.Find("input[name=tipo][checked]").AttrOr("value", ""); kind != "consulenza" {
		t.Errorf("proposed kind %q", kind)
	}
	fixed := url.Values{"giorno": {"2026-11-26"}, "ora": {"10:00"}}
	booking.Submit("#f-appuntamento", url.Values{"giorno": {"2026-11-26"}, "ora": {"10:00"}, "durata": {"30"}}).Expect(http.StatusUnprocessableEntity).Has("main", "almeno 60 minuti (Carta dei servizi)")
	booking.Submit("#f-appuntamento", fixed).Expect(http.StatusSeeOther)
	c.Get(path).Has("section[aria-labelledby=rinvii]", "fissata").Has("section[aria-labelledby=rinvii]", "appuntamento del 26/11/2026")
	c.Get(path).Submit("form[action='/colloqui/1/rinvii/3/annullamento']", nil).Follow().Lacks("form[action='/colloqui/1/rinvii/3/annullamento']")
	c.Get(d.card()+"?sezione=patto").Has("section[aria-labelledby=colloqui]", "indirizzata a: Bilancio delle competenze, il 24/11/2026")

	c.Get(path+"/interruzione").Submit("main form", nil).Expect(http.StatusUnprocessableEntity).Has("#f-reason-errore", "Scrivi perché")
	c.Get(path+"/interruzione").Submit("main form", url.Values{"reason": {"Non torna"}}).Follow().Has("main", "Il colloquio è interrotto").Has("main", "Non torna").Lacks("main form")
}

// A panel keeps itself, grows a row without a script, and shows both versions of
// what two people wrote.
func TestAPanelOfAnInterviewIsKept(t *testing.T) {
	d := open(t)
	c := d.giulia
	path := d.interviewed()
	panel := path + "/pannelli/informativa"
	page := c.Get(panel)
	draft(page, c, panel, url.Values{"aspettative": {"Bozza"}}).Follow().Has("#f-aspettative", "Bozza").Has("[role=status]", "Bozza salvata")
	d.User("Teresa", rule.RoleOfficeHead, "cpi:San Severo")
	teresa := d.As("Teresa")
	hers := teresa.Get(panel)
	draft(c.Get(panel), c, panel, url.Values{"aspettative": {"Mia"}}).Expect(http.StatusSeeOther)
	both := draft(hers, teresa, panel, url.Values{"aspettative": {"Sua"}}).Expect(http.StatusConflict)
	both.Has("main", "Mia").Has("main", "Sua").Has("main", "Giulia")
	both.Submit("main form", url.Values{"scelta.aspettative": {"s"}}).Follow().Has("#f-aspettative", "Mia")

	c.Get(panel).Submit(panelForm, answered[0].v).Expect(http.StatusSeeOther)
	c.Get(path+"/fasi/informativa/chiusura").Submit("main form", nil).Expect(http.StatusSeeOther)
	jobs := path + "/pannelli/esperienze"
	draft(c.Get(jobs), c, jobs, url.Values{"esperienze.0.datore": {"Edile"}, "_add": {"esperienze"}}).Follow().Has("#f-esperienze-1-datore[autofocus]", "")
	draft(c.Get(jobs), c, jobs, url.Values{"esperienze.0.qualifica": {"murator"}, "_find": {"esperienze.0.qualifica"}}).Follow().Has("main", "Muratori")
	draft(c.Get(jobs), c, jobs, url.Values{"_del": {"esperienze.0"}}).Follow().Has("[autofocus]", "")
	if page := c.Get(jobs); strings.Contains(page.Body, "Edile") {
		t.Error("the row is still there")
	}
}

// A panel may stay empty: who stands on it finds the closing of the phase, and it
// says that it is optional however it was saved.
func TestAnOptionalPanelLeadsToTheClosingOfThePhase(t *testing.T) {
	d := open(t)
	c := d.giulia
	path := d.interviewed()
	const optional, link = "/pannelli/orientamento", "main a[href='/colloqui/1/fasi/informativa/chiusura']"
	c.Get(path).Lacks("a[href$='/chiusura']")
	c.Get(path + optional).Lacks(link)
	c.Get(path+"/pannelli/informativa").Submit(panelForm, answered[0].v).Expect(http.StatusSeeOther)

	says := func(page *webtest.Page) {
		t.Helper()
		page.Expect(http.StatusOK).Has("#pannello .sp-opt", "facoltativo").Has("nav[aria-label='Pannelli della fase'] a[aria-current]", "facoltativo")
	}
	says(c.Get(path+optional).Has(link, "Vai alla chiusura della fase"))
	c.Get(path+"/pannelli/informativa").Has(link, "").Lacks("#pannello .sp-opt")
	c.Get(path).Has("a.btn-primary[href$='/fasi/informativa/chiusura']", "Vai alla chiusura della fase")
	d.Login(rule.RoleProvince, "provincia:FG").Get(path).Lacks("a[href$='/chiusura']")

	draft(c.Get(path+optional), c, path+optional, url.Values{"note": {"x"}}).Expect(http.StatusSeeOther)
	says(c.Get(path + optional))
	c.Get(path+"/fasi/informativa/chiusura").Submit("main form", nil).Expect(http.StatusSeeOther)
	c.Get(path + optional).Lacks(link)
}

// The administrator rewords the interview: those begun already keep their version.
func TestTheInterviewIsASchedaOfTheAdministrator(t *testing.T) {
	d := open(t)
	path := d.interviewed()
	admin := d.Login(rule.RoleAdmin, "installazione")
	admin.Get("/schede").Has("main", "Colloquio di orientamento")
	const panel = "/schede/colloquio/informativa"
	form := admin.Get(panel).Expect(http.StatusOK)
	form.Submit("form:has(input[name=campo][value=aspettative])", url.Values{"etichetta": {"Che cosa si aspetta"}}).Follow().Has("#flash", "vale per i colloqui che si cominciano da adesso")
	d.giulia.Get(path+"/pannelli/informativa").Has("label[for=f-aspettative]", "Aspettative")
	d.giulia.Get(path+"/interruzione").Submit("main form", url.Values{"reason": {"si ricomincia"}}).Follow()
	d.interviewed()
	d.giulia.Get("/colloqui/2/pannelli/informativa").Has("label[for=f-aspettative]", "Che cosa si aspetta")
}
