package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/handlers/web"
	"sportello/handlers/webtest"
)

// A new person from the reception to the patto, and what comes of it: by HTTP
// alone and in a browser with scripts.
func TestFromTheReceptionToThePatto(t *testing.T) {
	dbtest.Proves(t, "evento accoglienza", "evento DID", "evento CV", "evento patto", "evento PAI", "regola 7", "regola 12",
		"indicatore A.4", "indicatore B.1.1", "indicatore B.1.2", "indicatore B.2", "indicatore C.1", "indicatore D.1", "indicatore D.2.1", "indicatore D.2.2")
	for name, hand := range map[string]func(*stage, string) hand{
		"over HTTP":    (*stage).plainHand,
		"with scripts": func(s *stage, name string) hand { return s.seatedHand(name, true) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, clock := dbtest.Open(t)
			s := &stage{Server: webtest.Serve(t, d, clock, web.Config{Demo: true}), t: t, newHand: hand}
			w := &reception{stage: s}
			w.cpi = w.Actor(w.User("Giulia", rule.RoleOperator, "cpi:San Severo")).CPI()
			w.giulia = w.newHand(s, "Giulia")
			w.received()
			w.career()
			w.interviewed()
			w.pact()
			w.curriculum()
			w.plan()
			w.review()
			w.figures()
			w.late()
			w.updated()
			w.obsolete()
		})
	}
}

// reception is the path of one person.
type reception struct {
	*stage
	giulia                 hand
	cpi                    int64
	card, interview, patto string
}

// act opens a page, fills its form in and arrives where it leads.
func (w *reception) act(path, form string, values url.Values) {
	w.t.Helper()
	w.giulia.open(path)
	for name := range values { // a list has its first row only once somebody adds it
		if list, _, row := strings.Cut(name, ".0."); row && w.giulia.count(form+" [name='"+name+"']") == 0 {
			w.giulia.press(form, "button[name=_add][value='"+list+"']", nil)
		}
	}
	w.giulia.press(form, "", values)
	if w.giulia.status() != http.StatusOK {
		w.t.Fatalf("%s: status %d: %s", path, w.giulia.status(), w.giulia.text("#riepilogo"))
	}
}

// received takes the person in, with the DID, in one page.
func (w *reception) received() {
	w.act("/lavoratori/nuovo", "main form", url.Values{"codice_fiscale": {"BNCRCC74C15D643H"}, "surname": {"Bianchi"}, "name": {"Rocco"}, "phone": {"3401187725"}, "email": {"rocco@nuova.example"},
		"did": {"1"}, "declared_on": {"24/11/2026"}, "channel": {"cpi"}, "condition": {"senza_lavoro"}})
	has(w.t, w.giulia, "#flash", "registrato la sua DID del 24/11/2026")
	w.card, _, _ = strings.Cut(w.giulia.path(), "?")
	has(w.t, w.giulia, "main", "oltre 50 anni") // the reason of a group, from the birth that the code says
}

// career writes a title of study, a job and a propensione.
func (w *reception) career() {
	w.act(w.card+"/carta/istruzione", "#modulo", url.Values{"titoli.0.livello": {"diploma"}, "titoli.0.denominazione": {"Perito meccanico"}, "titoli.0.conseguito": {"si"}, "titoli.0.anno": {"1993"}})
	w.act(w.card+"/carta/esperienze", "#modulo", url.Values{"esperienze.0.datore": {"Officine Tavoliere"}, "esperienze.0.qualifica": {"Saldatore"}, "esperienze.0.dal": {"01/03/2001"}, "esperienze.0.al": {"30/06/2026"},
		"esperienze.0.contratto": {"indeterminato"}})
	w.act(w.card+"/propensioni/nuova", "#modulo", url.Values{"professione": {"Addetti all'assistenza personale [5.5.2.3.0]"}, "provenienza": {"lavoro"}})
}

// interviewed holds the interview of base orientation in its three phases.
func (w *reception) interviewed() {
	h := w.giulia
	w.act(w.card+"/colloqui/nuovo", "main form", url.Values{"planned": {"90"}})
	w.interview, _, _ = strings.Cut(h.path(), "/pannelli/")
	panel := func(code string, v url.Values) {
		w.t.Helper()
		w.act(w.interview+"/pannelli/"+code, "#modulo", v)
		if text := h.text("#riepilogo"); text != "" {
			w.t.Fatalf("%s: %s", code, text)
		}
	}
	closes := func(phase string) {
		w.t.Helper()
		w.act(w.interview+"/fasi/"+phase+"/chiusura", "main form[action$='/chiusura']", nil)
	}
	panel("informativa", url.Values{"svolgimento": {"1"}, "obblighi": {"1"}, "aspettative": {"Un lavoro vicino"}, "motivazioni": {"La famiglia"}})
	closes("informativa")
	panel("domanda", url.Values{"bisogno": {"Tornare al mestiere"}, "opportunita": {"Un corso breve"}, "informazioni": {"Ha la patente"}})
	panel("profilo", url.Values{"profilo": {"Saldatore"}, "profilo_livello": {"3"}, "competenze.0.competenza": {"Saldatura a filo"}, "competenze.0.livello": {"3"}, "competenze.0.richiesta": {"molto"}})
	h.open(w.interview + "/pannelli/esperienze") // what the card knows is there
	if got := h.attr("#modulo [name='esperienze.0.datore']", "value"); got != "Officine Tavoliere" {
		w.t.Fatalf("the interview's first job is %q", got)
	}
	panel("esperienze", url.Values{"qualita": {"4"}})
	panel("studi", url.Values{"qualita": {"3"}, "nessun_corso": {"1"}})
	panel("ricerca", url.Values{"autonomia": {"3"}, "mercato": {"2"}, "metodo": {"3"}})
	panel("promozione", url.Values{"autopromozione": {"2"}, "strumenti": {"curriculum"}})
	panel("vincoli", url.Values{"vincoli": {"4"}})
	panel("obiettivo", url.Values{"obiettivo": {"Saldatore in zona"}, "chiarezza": {"4"}})
	panel("adempimenti", url.Values{"portale": {"promossa"}, "curriculum": {"promosso"}, "curriculum_entro": {"01/12/2026"}})
	closes("analisi")
	panel("piano", url.Values{"atti": {"Mandare il curriculum"}, "tempi": {"ogni settimana"}, "disponibilita": {"laboratori"}, "azioni.0.azione": {"Laboratorio sul curriculum"}, "azioni.0.chi": {"da_cpi"}, "azioni.0.misura": {"a"},
		"azioni.0.entro": {"10/12/2026"}})
	panel("esito", url.Values{"esito": {"patto"}, "sintesi": {"Si punta al mestiere"}})
	w.act(w.interview+"/incontri", "main form", url.Values{"how": {"altro"}, "on": {"24/11/2026"}, "minutes": {"60"}})
	closes("definizione")
	h.open(w.interview)
	has(w.t, h, "section[aria-labelledby=adesso]", "concluso")
}

// pact is what the interview leads to, with three actions, signed at the desk.
func (w *reception) pact() {
	h := w.giulia
	h.open(w.interview)
	w.act(h.attr("section[aria-labelledby=adesso] a.btn", "href"), "main form", url.Values{"frequency": {"mensile"}, "proof": {"diario"}})
	w.patto, _, _ = strings.Cut(h.path(), "?")
	has(w.t, h, "section[aria-labelledby=contenuto]", "Saldatore in zona")
	has(w.t, h, "section[aria-labelledby=azioni]", "Laboratorio sul curriculum")
	for _, v := range []url.Values{
		{"kind": {"da_rete"}, "network_body": {"Camera di commercio"}, "description": {"Colloquio sulle imprese"}, "due_on": {"18/12/2026"}},
		{"kind": {"autonoma"}, "description": {"Candidarsi a quattro offerte"}, "due_on": {"15/01/2027"}, "periodicity": {"settimanale"}},
	} {
		w.act(w.patto+"/azioni/nuova", "main form", v)
	}
	w.act(w.patto+"/proposta", "main form", nil)
	w.Settle()
	w.act(w.patto+"/firma", "main form", url.Values{"place": {"San Severo"}})
	has(w.t, h, "#flash", "è sottoscritto")
	if n := h.count("section[aria-labelledby=azioni] tbody tr"); n != 3 {
		w.t.Errorf("%d actions", n)
	}
	has(w.t, h, "section[aria-labelledby=azioni]", "da rete")
}

// curriculum is made from the card: the person has none.
func (w *reception) curriculum() {
	w.act(w.card+"/cv", "form[action$='/europass']", url.Values{"validato": {"1"}})
	has(w.t, w.giulia, "section[aria-labelledby=cv-ora] header", "Validato")
	w.giulia.open(w.card)
	lacks(w.t, w.giulia, "section[aria-labelledby=gruppi] .sp-badge.look")
}

// plan proposes the individual action plan and has it signed.
func (w *reception) plan() {
	w.act(w.patto+"/piano", "main form", nil)
	w.act(w.patto+"/piano/firma", "main form", nil)
	has(w.t, w.giulia, "#flash", "Il PAI di Bianchi Rocco è sottoscritto")
}

// review begins a bilancio: it finds what the card, the interview and the groups
// know of the person.
func (w *reception) review() {
	h := w.giulia
	w.giulia.open("/appuntamenti/nuovo?lavoratore=" + digits.FindString(w.card))
	h.press("form[action='/appuntamenti']", "", url.Values{"giorno": {"2026-11-24"}, "ora": {"10:30"}, "durata": {"60"}, "tipo": {"bilancio"}})
	has(w.t, h, "#flash", "Appuntamento fissato")
	page := h.path()
	w.Clock.Set(rule.Date("2026-11-24").At(10*60 + 35))
	h.open(page)
	h.press("form[action='/bilanci']", "", nil)
	answered(w.t, h, http.StatusOK)
	bilancio, _, _ := strings.Cut(h.path(), "/pannelli/")
	h.open(bilancio + "/pannelli/PRE04")
	if h.count("#modulo [name=target] option[selected], #modulo [name=target]:checked, #modulo [name=target][checked]") == 0 {
		w.t.Errorf("PRE04 suggests no target: %s", h.text("#modulo"))
	}
	h.open(bilancio + "/pannelli/PRE05")
	has(w.t, h, "#modulo", "Un lavoro vicino")
	has(w.t, h, "#modulo", "dal colloquio di orientamento")
	h.open(bilancio + "/pannelli/INV01")
	has(w.t, h, "main", "si apre quando chiudi la fase Preliminare")
}

// figures are those of the month: each act moved its own.
func (w *reception) figures() {
	w.User("Rita", rule.RoleOfficeHead, "cpi:San Severo")
	h := w.newHand(w.stage, "Rita")
	h.open(fmt.Sprintf("/indicatori?ambito=cpi:%d&anno=2026", w.cpi))
	for code, want := range map[string]string{"A.4": "1", "B.1.1": "1", "B.1.2": "0,0", "B.2": "1", "B.2b": "1", "C.1": "1", "D.1": "1", "D.2.1": "1", "D.2.2": "1"} {
		if got := strings.TrimSpace(h.text("[id='r-" + code + "'] td:nth-of-type(11)")); got != want {
			w.t.Errorf("%s is %q in November, want %s", code, got, want)
		}
	}
}

// late: the laboratory was not held in time; the desk says so, and a check tells
// what came of it.
func (w *reception) late() {
	w.Clock.Set(rule.Date("2026-12-14").At(9 * 60))
	w.giulia = w.newHand(w.stage, "Giulia")
	h := w.giulia
	h.open("/scrivania")
	has(w.t, h, "section[aria-labelledby=t-patti]", "1 azione in ritardo")
	h.open(w.patto)
	has(w.t, h, "section[aria-labelledby=azioni] tbody tr", "in ritardo")
	h.open(w.patto + "/verifiche")
	first := strings.TrimPrefix(h.attr("main form [name^='outcome.']", "name"), "outcome.")
	w.act(w.patto+"/verifiche", "main form", url.Values{"outcome." + first: {"non_svolta"}, "corrective." + first: {"Nuovo appuntamento"}})
	has(w.t, h, "#flash", "Ho registrato la verifica")
	h.open("/scrivania")
	has(w.t, h, "section[aria-labelledby=t-patti]", "Nessuna azione in ritardo")
}

// updated changes the patto: the update says why, and asks for a new signature.
func (w *reception) updated() {
	w.act(w.patto+"/aggiornamento", "main form", url.Values{"reason": {"Il laboratorio è rinviato"}})
	w.act(w.patto+"/azioni/nuova", "main form", url.Values{"kind": {"da_cpi"}, "description": {"Laboratorio di gennaio"}, "measure": {"a"}, "due_on": {"29/01/2027"}})
	has(w.t, w.giulia, "main", "serve una nuova firma")
	w.act(w.patto+"/proposta", "main form", nil)
	w.Settle()
	w.act(w.patto+"/firma", "main form", nil)
	has(w.t, w.giulia, "section[aria-labelledby=versioni]", "Il laboratorio è rinviato")
	has(w.t, w.giulia, "section[aria-labelledby=azioni]", "Laboratorio di gennaio")
	w.giulia.open(w.card)
	has(w.t, w.giulia, ".sp-time", "D.2")
}

// obsolete: six months later the curriculum is.
func (w *reception) obsolete() {
	w.Clock.Set(rule.Date("2027-05-25").At(9 * 60))
	w.giulia = w.newHand(w.stage, "Giulia")
	w.giulia.open(w.card)
	has(w.t, w.giulia, "section[aria-labelledby=gruppi]", "CV obsoleto")
	w.giulia.open("/lavoratori?q=bianchi")
	has(w.t, w.giulia, "main table", "CV obsoleto")
	w.giulia.open(w.card + "/cv")
	has(w.t, w.giulia, "section[aria-labelledby=cv-ora] header", "CV obsoleto")
}
