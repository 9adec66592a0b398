package handlers_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"sportello/db/bilancio/panels"
	"sportello/db/rule"
	"sportello/handlers/webtest"
)

const (
	tuesday  = rule.Date("2026-11-24") // today, 9:00
	thursday = rule.Date("2026-11-26")
)

const strong = "quattro parole messe insieme"

// v makes the values of a form out of pairs.
func v(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		out.Add(pairs[i], pairs[i+1])
	}
	return out
}

func (w *works) content(path ...string) []byte {
	w.t.Helper()
	content, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		w.t.Fatal(err)
	}
	return content
}

func (w *works) pdf() []byte { return w.content("bilancio", "testdata", "contratto-firmato.pdf") }

func (w *works) cf(surname, name, sex string, birth rule.Date) string {
	w.t.Helper()
	cf, err := rule.ComputeCodiceFiscale(surname, name, sex, birth, "D643")
	if err != nil {
		w.t.Fatal(err)
	}
	return string(cf)
}

// everything does each act of the product once, in the order of the work.
func (w *works) everything() {
	w.firstAdministrator()
	w.people()
	w.registration()
	w.profile()
	w.accreditation()
	w.accountsAndTables()
	w.helpdesk()
	w.lists()
	w.persons()
	w.profiling()
	w.services()
	w.codes()
	w.office()
	w.appointments()
	w.sessions()
	w.catalogue()
	w.bilancio()
	w.interviews()
	w.pacts()
	w.measures()
	w.conditionality()
	w.enrolments()
	w.records()
	w.figures()
}

func (w *works) figures() {
	w.do(act{who: "giulia", page: "/indicatori/visite", set: v("giorno", "2026-11-24", "visite", "12")}).Has("#flash", "salvate: 12")
	w.do(act{who: "teresa", page: "/indicatori/anni-base", form: "form[action='/indicatori/anni-base']", set: v("indicatore", "A.2", "anno_base", "2011", "valore", "100"), other: v("indicatore", "A.2", "anno_base", "2011", "valore", "90")}).Has("#flash", "Valore salvato")
	w.do(act{who: "teresa", page: "/indicatori/anni-base", form: "form[action$='/importazione']", file: &file{"file", "anni.csv", []byte("CPI;Indicatore;Anno;Valore\nSan Severo;A.4;2011;900\n")}}).Has("#flash", "importati: 1")
	w.do(act{who: "ada", page: "/tabelle/obiettivi/1", set: v("value", "30"), other: v("value", "35")}).Has("#flash", "Obiettivo salvato")
	w.do(act{who: "teresa", page: "/indicatori/chiusura?anno=2026&mese=10"}).Has("#flash", "ottobre 2026 è chiuso")
}

func (w *works) firstAdministrator() {
	path, err := w.App.Access.SetupLink(w.ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	w.clients["ugo"] = w.Anonymous()
	w.do(act{who: "ugo", page: path, set: v("surname", "Neri", "name", "Ugo", "email", "ugo@ente.example", "password", strong), signsIn: true}).Has("h1", "Account")
}

// mailed returns the address of the last link that was mailed.
func (w *works) mailed(kind string) string {
	w.t.Helper()
	body := w.one("SELECT body FROM mail WHERE body LIKE '%/" + kind + "/%' ORDER BY id DESC LIMIT 1")
	_, rest, _ := strings.Cut(body, "/"+kind+"/")
	return "/" + kind + "/" + strings.Fields(rest)[0]
}

func (w *works) registration() {
	w.do(act{page: "/registrazione", form: "form[action='/registrazione']", set: v("surname", "Rossi", "name", "Maria", "email", "rossi@posta.example", "password", strong)})
	w.do(act{page: w.mailed("conferma")}).Has("#flash", "Registrazione confermata")
	w.do(act{page: "/password/richiesta", form: "form[action='/password/richiesta']", set: v("email", "rossi@posta.example")})
	w.do(act{page: w.mailed("password"), set: v("password", strong, "repeat", strong)}).Has("#flash", "La nuova password è salvata")
}

func (w *works) profile() {
	w.As("nuova") // another browser
	w.do(act{who: "nuova", page: "/profilo", form: "form[action^='/profilo/accessi/']"}).Has("#flash", "chiuso")
	w.do(act{who: "nuova", page: "/profilo", form: "form[action='/profilo/scorciatoie']"})
	w.do(act{who: "cambia", page: "/profilo", form: "form[action='/profilo/password']", set: v("current", webtest.Password, "password", strong, "repeat", strong)}).
		Has("#flash", "La password è cambiata")
}

func (w *works) accreditation() {
	cf := w.cf("Rossi", "Maria", "F", "1980-01-01")
	names := "CPI;Cognome;Nome;Codice fiscale;Data\nSan Severo;Rossi;Maria;" + cf + ";20/09/2014\nAtlantide;Blu;=1+1;;\n"
	w.do(act{who: "carla", page: "/operatori-comunicati", form: "form[action='/operatori-comunicati/caricamenti']", set: v("azione", "carica"),
		file: &file{"file", "nomi.csv", []byte(names)}}).Has("main", "Esito")
	panel := v("office", "San Severo (FG)", "surname", "Rossi", "name", "Maria", "codice_fiscale", cf, "phone", "0882 123456", "job", "colloqui", "requested_role", "operatore")
	draft, closed := merged(panel, "azione", "bozza"), merged(panel, "azione", "chiudi")
	w.do(act{who: "maria", page: "/accreditamento", set: draft}).Has("#flash", "Bozza salvata")
	w.do(act{who: "maria", page: "/accreditamento", set: merged(draft, "job", "accoglienza"), other: v("job", "sportello informativo")})
	w.do(act{who: "maria", page: "/accreditamento", set: closed}).Has("#flash", "chiusa e inviata")
	w.do(act{who: "nuova", page: "/accreditamento", set: merged(closed, "surname", "Nuova", "codice_fiscale", w.cf("Nuova", "Maria", "F", "1981-02-03"))})
	request := func(surname string) string {
		return "/accreditamenti/" + w.one("SELECT id FROM accreditation WHERE surname=?", surname)
	}
	w.do(act{who: "carla", page: request("Nuova"), form: "form[action$='/rifiuto']", set: v("reason", "Manca la comunicazione"), other: v("reason", "Dati diversi da quelli dell'ufficio")})
	w.do(act{who: "carla", page: request("Rossi"), form: "form[action$='/abilitazione']"}).Has("#flash", "Abilitazione fatta")
	w.do(act{who: "carla", page: request("Rossi"), form: "form[action$='/revoca']", set: v("reason", "Ha cambiato ente"), other: v("reason", "È in pensione")})
}

// merged returns the values with some more.
func merged(values url.Values, pairs ...string) url.Values {
	out := url.Values{}
	for k, vs := range values {
		out[k] = vs
	}
	for k, vs := range v(pairs...) {
		out[k] = vs
	}
	return out
}

func (w *works) accountsAndTables() {
	w.do(act{who: "ada", page: "/account/nuovo", set: v("surname", "Bruno", "name", "Elio", "email", "elio@ente.example", "role", "operatore", "scope", "Lecce (LE)")}).Has("#flash", "Account creato")
	account := "/account/" + w.one("SELECT id FROM user WHERE email='elio@ente.example'")
	w.do(act{who: "ada", page: account, form: "form[action$='/ruoli']", set: v("role", "provincia", "scope", "Foggia")}).Has("#flash", "Ruolo assegnato")
	w.do(act{who: "ada", page: account, form: "form[action$='/revoca']"}).Has("#flash", "tolto")
	w.do(act{who: "ada", page: account, form: "form[action$='/disabilitazione']"}).Has("#flash", "disabilitato")
	w.do(act{who: "ada", page: account, form: "form[action$='/abilitazione']"}).Has("#flash", "di nuovo attivo")
	w.do(act{who: "ada", page: "/tabelle/uffici/nuovo", set: v("name", "Castellaneta", "province", "TA")})
	w.do(act{who: "ada", page: "/tabelle/uffici/" + w.one("SELECT id FROM cpi WHERE name='Castellaneta'"), form: "form:has([name=address])", set: v("address", "via Roma 1"), other: v("address", "via Milano 2")})
	w.do(act{who: "ada", page: "/tabelle/uffici/" + w.one("SELECT id FROM cpi WHERE name='Castellaneta'"), form: "form[action$='/comuni']", set: v("comuni", "Castellaneta\nLaterza\nGinosa")}).Has("#flash", "3 comuni")
	repertorio := w.client("ada").Get("/tabelle/repertorio.csv").Body
	lines := strings.SplitAfter(repertorio, "\n")
	w.do(act{who: "ada", page: "/tabelle", form: "form[action='/tabelle/repertorio']", file: &file{"file", "repertorio.csv", []byte(strings.Join(lines[:len(lines)-2], ""))}})
	w.do(act{who: "ada", page: "/tabelle/pesi", set: v("divari", "45", "figura", "25"), other: v("divari", "40", "figura", "30")}).Has("#flash", "Pesi salvati")
	w.do(act{who: "ada", page: "/schede/bilancio/PRE05", form: "#f-campo-ostacoli_percepiti", set: v("etichetta", "Che cosa ti ostacola"), other: v("etichetta", "Ostacoli dichiarati")}).Has("#flash", "Campo modificato")
}

func (w *works) helpdesk() {
	ask := v("name", "Maria Rossi", "email", "maria@posta.example", "subject", "Non trovo il pannello", "body", "Dove si chiude la domanda?")
	w.do(act{page: "/supporto-tecnico", form: "form[action='/supporto-tecnico']", set: ask})
	w.do(act{who: "giulia", page: "/richiedi-info", form: "form[action='/richiedi-info']", set: ask})
	id := func(kind string) string { return w.one("SELECT id FROM help_request WHERE kind=?", kind) }
	w.do(act{who: "carla", page: "/richieste/supporto/" + id("supporto_tecnico"), set: v("answer", "In fondo alla pagina.")}).Has("#flash", "Risposta inviata")
	w.do(act{who: "regia", page: "/richieste/informazioni/" + id("richiedi_info"), set: v("answer", "Nel pannello.")})
	w.do(act{who: "regia", page: "/faq/gestione/nuova", set: v("question", "Chi si convoca?", "answer", "Chi è nell'elenco.")})
	w.do(act{who: "regia", page: "/faq/gestione/nuova", set: v("question", "Quando?", "answer", "Presto.")})
	w.do(act{who: "regia", page: "/faq/gestione/1", set: v("answer", "I lavoratori dell'elenco."), other: v("answer", "Chi ha finito la mobilità.")})
	w.do(act{who: "regia", page: "/faq/gestione", form: "form[action='/faq/gestione/1/pubblicazione']"})
	w.do(act{who: "regia", page: "/faq/gestione", form: "form[action='/faq/gestione/1/posizione']"})
	w.do(act{who: "regia", page: "/faq/gestione", form: "form[action='/faq/gestione/1/ritiro']"})
	w.do(act{who: "regia", page: "/iter-procedurale/gestione", set: v("version", "0.1", "changes", "prima versione", "published_on", "20/09/2014"), file: &file{"file", "iter.pdf", w.pdf()}})
}

func (w *works) lists() {
	w.do(act{who: "regia", page: "/elenchi/gestione", form: "form[action='/elenchi/gestione']", set: v("nome", "CIG in deroga 2013", "priorita", "2", "attiva_dal", "2026-11-01")})
	list := "/elenchi/gestione/" + w.one("SELECT id FROM worker_list WHERE name LIKE 'CIG%'")
	w.do(act{who: "regia", page: list, form: "form[action='" + list + "']", set: v("priorita", "3"), other: v("priorita", "47")})
	w.do(act{who: "regia", page: list, form: "form[action$='/chiusura']"})
	w.do(act{who: "regia", page: list, form: "form[action$='/riapertura']"})

	const uploads = "/elenchi/1/caricamenti"
	content := w.content("..", "db", "exchange", "testdata", "lista_mobilita_FG_aggiornamento_inizio.csv")
	upload := func(name string) string {
		w.do(act{who: "teresa", page: uploads, form: "form[action='" + uploads + "']", set: v("data", "24/11/2026", "mittente", "Regione"), file: &file{"file", name, content}})
		return "/caricamenti/" + w.one("SELECT max(id) FROM import_load")
	}
	given := upload("sbagliato.csv")
	w.do(act{who: "teresa", page: given, form: "form[action$='/titoli']", set: v("riga", "1"), other: v("riga", "0")})
	w.do(act{who: "teresa", page: given, form: "form[action$='/colonne']"})
	w.Settle()
	w.do(act{who: "teresa", page: given, form: "form[action$='/scarto']"})
	load := upload("elenco.csv")
	w.do(act{who: "teresa", page: load, form: "form[action$='/colonne']"})
	w.Settle()
	w.do(act{who: "teresa", page: load, form: "form[action$='/applicazione']"}).Has("#avanzamento", "Applicazione di elenco.csv")
	w.Settle()
	w.do(act{who: "teresa", page: load, form: "form[action$='/annullamento']"}).Has("#flash", "annullato")
	// The rows that the rest of the day works on.
	load = upload("di nuovo.csv")
	w.do(act{who: "teresa", page: load, form: "form[action$='/colonne']"})
	w.Settle()
	w.do(act{who: "teresa", page: load, form: "form[action$='/applicazione']"})
	w.Settle()
}

// row returns the id of the n-th row of the list.
func (w *works) row(n int) string {
	w.t.Helper()
	return w.one("SELECT id FROM list_row ORDER BY id LIMIT 1 OFFSET ?", n-1)
}

// listed returns the id of the person in the n-th row of the list.
func (w *works) listed(n int) string {
	w.t.Helper()
	return w.one("SELECT worker_id FROM list_row ORDER BY id LIMIT 1 OFFSET ?", n-1)
}

// bianchi is the person whose way is walked to the end.
func (w *works) bianchi() string { return w.one("SELECT id FROM worker WHERE surname='Bianchi'") }

func (w *works) persons() {
	person := v("codice_fiscale", "BNCRCC74C15D643H", "surname", "Bianchi", "name", "Rocco", "phone", "3401187725", "email", "rocco@posta.example",
		"residence", "San Severo (FG)", "residence_cap", "71016", "residence_address", "Via Roma, 12")
	w.do(act{who: "giulia", page: "/lavoratori/nuovo", form: "form[action='/lavoratori']", set: person}).Has("#flash", "aggiunto")
	card := "/lavoratori/" + w.bianchi()
	w.do(act{who: "giulia", page: card + "/modifica", form: "form[action$='/modifica']", set: v("phone", "3331234567", "email_consent_on", "1"), other: v("phone", "3339998887")}).Has("#flash", "Ho salvato")
	w.do(act{who: "giulia", page: "/lavoratori/" + w.listed(9) + "/codice-fiscale", form: "form[action$='/codice-fiscale']",
		set:   v("codice_fiscale", w.cf("Altro", "Nome", "M", "1970-05-06"), "motivo", "errore di trascrizione"),
		other: v("codice_fiscale", w.cf("Ancora", "Altro", "M", "1971-05-06"))})
	w.do(act{who: "giulia", page: card + "/carta/istruzione", form: "#modulo",
		set:   v("titoli.0.livello", "diploma", "titoli.0.denominazione", "Perito meccanico", "titoli.0.conseguito", "si", "titoli.0.anno", "1993"),
		other: v("titoli.0.denominazione", "Perito chimico")}).Has("#flash", "Ho salvato")
	leanings := card + "/propensioni"
	w.do(act{who: "giulia", page: leanings + "/nuova", form: "#modulo", set: v("professione", "Addetti all'assistenza personale [5.5.2.3.0]", "provenienza", "lavoro", "note.settore", "sanità")}).Has("#flash", "Ho salvato la propensione")
	one := leanings + "/" + w.one("SELECT max(id) FROM propensione")
	w.do(act{who: "giulia", page: one, form: "#modulo", set: v("note.settore", "assistenza"), other: v("note.settore", "cooperative sociali")}).Has("#flash", "Ho salvato")
	w.do(act{who: "giulia", page: one + "/ritiro", form: "form[action$='/ritiro']", set: v("motivo", "ha cambiato idea"), other: v("motivo", "un altro motivo")}).Has("#flash", "Ho ritirato")
	w.quietly(func() {
		w.do(act{who: "giulia", page: leanings + "/nuova", form: "#modulo", set: v("professione", "Addetti all'assistenza personale [5.5.2.3.0]", "provenienza", "lavoro")})
	})
	w.do(act{who: "giulia", page: card + "/stato", form: "main form", set: v("status", "inattivo", "from_on", "01/09/2026", "note", "detto allo sportello")}).Has("#flash", "Ho registrato lo stato")
	w.do(act{who: "giulia", page: card + "/stato/" + w.one("SELECT max(id) FROM employment_statement") + "/annullamento", form: "form[action$='/annullamento']",
		set: v("reason", "era di un'altra persona"), other: v("reason", "data sbagliata")}).Has("#flash", "Ho annullato lo stato")
	w.do(act{who: "giulia", page: card + "/gruppi", form: "main form", set: v("target", "adi", "from_on", "01/09/2026", "note", "domanda accolta")}).Has("#flash", "Assegno di inclusione")
	w.do(act{who: "giulia", page: card + "/gruppi/" + w.one("SELECT max(id) FROM worker_target") + "/fine", form: "form[action$='/fine']",
		set: v("to_on", "20/11/2026"), other: v("to_on", "19/11/2026")}).Has("#flash", "Ho registrato la fine del gruppo")
	w.administrative(card)
	w.curricula(card)
	declared := func(who string) string {
		w.do(act{who: "giulia", page: who + "/did/nuova", form: "form[action$='/did']", set: v("declared_on", "20/11/2026", "number", "FG-17", "channel", "cpi", "age_confirmed", "1")}).Has("#flash", "Ho registrato la DID")
		return who + "/did/" + w.one("SELECT max(id) FROM did")
	}
	other := "/lavoratori/" + w.listed(9)
	w.do(act{who: "giulia", page: declared(other) + "/fine", form: "form[action$='/fine']", set: v("ended_on", "22/11/2026", "end_reason", "lavoro"), other: v("ended_on", "21/11/2026", "end_reason", "lavoro")}).
		Has("#flash", "finita il")
	w.do(act{who: "giulia", page: declared(card) + "/annullamento", form: "form[action$='/annullamento']", set: v("reason", "era di un'altra persona"), other: v("reason", "data sbagliata")}).
		Has("#flash", "Ho annullato")
	w.quietly(func() { declared(card) })
	w.do(act{who: "giulia", page: "/scadenze", form: "form[action='/scadenze/promemoria']"}).Has("#flash", "Segnato come fatto")
	w.do(act{who: "giulia", page: "/scadenze", form: "form[action$='/revoca']"}).Has("#flash", "Di nuovo da fare")
	w.quietly(func() { w.do(act{who: "giulia", page: "/scadenze", form: "form[action='/scadenze/promemoria']"}) })
	term := "/scadenze/1/" + w.one("SELECT max(id) FROM did") + "/sospensione"
	w.do(act{who: "giulia", page: term, form: "form[action$='/sospensione']", set: v("from_day", "20/11/2026", "reason", "ricovero")}).Has("#flash", "Ho sospeso")
	w.do(act{who: "giulia", page: term, form: "form[action$='/ripresa']", set: v("to_day", "23/11/2026")}).Has("#flash", "è ripartita")
}

// administrative writes what no other fact of a card tells, and takes it back.
func (w *works) administrative(card string) {
	annul := v("reason", "era di un'altra persona")
	again := v("reason", "data sbagliata")
	w.quietly(func() {
		w.do(act{who: "giulia", page: card + "/stato", form: "main form", set: v("status", "inoccupato", "from_on", "18/11/2026")})
	})
	w.do(act{who: "giulia", page: card + "/stato/condizione", form: "form[action$='/condizione']", set: v("condition", "senza_lavoro", "from_on", "20/11/2026"), other: v("from_on", "19/11/2026")}).Has("#flash", "Ho registrato la condizione")
	w.do(act{who: "giulia", page: card + "/stato/condizione/" + w.one("SELECT max(id) FROM worker_condition") + "/annullamento", form: "form[action$='/annullamento']", set: annul, other: again}).Has("#flash", "Ho annullato la condizione")
	w.do(act{who: "giulia", page: card + "/stato/categoria", form: "form[action$='/categoria']", set: v("target", "cat_inoccupati_ld", "from_on", "01/09/2026", "note", "elenco anagrafico")}).Has("#flash", "Inoccupati di lunga durata")
	w.do(act{who: "giulia", page: card + "/stato/liste", form: "form[action$='/liste']", set: v("list", "lsu", "enrolled_on", "01/03/2014", "province", "FG", "note", "delibera")}).Has("#flash", "Ho registrato l'iscrizione")
	list := card + "/stato/liste/" + w.one("SELECT max(id) FROM special_list")
	w.do(act{who: "giulia", page: list, form: "main form", set: v("ends_on", "29/02/2016"), other: v("ends_on", "31/03/2016")}).Has("#flash", "Ho salvato il termine")
	w.do(act{who: "giulia", page: list + "/annullamento", form: "form[action$='/annullamento']", set: annul, other: again}).Has("#flash", "Ho annullato l'iscrizione")
	w.do(act{who: "giulia", page: card + "/profilo/indice", form: "form[action$='/indice']", set: v("value", "0,71", "computed_on", "10/11/2026"), other: v("value", "0,5", "computed_on", "11/11/2026")}).Has("#flash", "Ho registrato l'indice")
	w.do(act{who: "giulia", page: card + "/profilo/indice/" + w.one("SELECT max(id) FROM profile_index") + "/annullamento", form: "form[action$='/annullamento']", set: annul, other: again}).Has("#flash", "Ho annullato l'indice")
}

// profiling makes a profile that shows fragility, and looks into it.
func (w *works) profiling() {
	profiles := "/lavoratori/" + w.bianchi() + "/profilo"
	w.do(act{who: "giulia", page: profiles, form: "form[action$='/profilo']"}).Has("h1", "Profilo qualitativo")
	one := profiles + "/" + w.one("SELECT max(id) FROM profile")
	answers := v("risultato_atteso", "Un corso", "lavoro_cercato", "Saldatore", "fascia", "2", "difficolta", "colloqui")
	for _, question := range []string{"obiettivo", "profilo", "esperienza", "formazione", "mercato", "ricerca", "autonomia", "promozione", "vincoli"} {
		answers.Set(question, "3")
	}
	w.do(act{who: "giulia", page: one, form: "#modulo", action: one + "/bozza", set: v("lavoro_cercato", "Fabbro"), other: v("lavoro_cercato", "Carpentiere")})
	w.do(act{who: "giulia", page: one, form: "#modulo", set: answers, other: v("lavoro_cercato", "Idraulico")}).Has("#flash", "mostrano fragilità")
	w.do(act{who: "giulia", page: one + "/approfondimento", form: "#modulo", action: one + "/approfondimento/bozza", set: v("aree.casa.livello", "3", "aree.casa.nota", "Senza auto"), other: v("aree.casa.nota", "Senza patente")})
	w.do(act{who: "giulia", page: one + "/approfondimento", form: "#modulo", set: v("aree.casa.nota", "Senza mezzi", "aree.famiglia.livello", "4"), other: v("aree.casa.nota", "Lontano da tutto")}).
		Has("#flash", "C.2 è registrato").Has("main", "Senza mezzi").Has("main", "servizi sociali")
	w.do(act{who: "paolo", page: one + "/aree-riservate", form: "#modulo", set: v("salute", "3", "salute_effetti", "Non può stare in piedi a lungo")}).Has("main", "Non può stare in piedi a lungo")
	refer := "/lavoratori/" + w.bianchi() + "/segnalazione"
	w.do(act{who: "paolo", page: refer, form: "form[action$='/valutazione']", set: v("why", "La famiglia è già seguita dai servizi")}).Has("#flash", "non si segnala").Has("main", "già seguita dai servizi")
	w.do(act{who: "paolo", page: refer, form: "form[action$='/segnalazione']", set: v("municipality", "San Severo", "reason", "Assiste da sola la madre, senza alcun aiuto")}).Has("#flash", "la lettera è pronta")
	w.do(act{who: "paolo", page: refer + "/" + w.one("SELECT max(id) FROM social_referral") + "/esito", form: "form[action$='/esito']", set: v("outcome", "presa_in_carico", "outcome_on", "24/11/2026", "outcome_note", "Colloquio fissato")}).Has("main", "Presa in carico")
}

// curricula keeps a CV, hands it to the portal, and cancels it.
func (w *works) curricula(card string) {
	cvs := card + "/cv"
	w.do(act{who: "giulia", page: cvs, form: "form[action$='/europass']"}).Has("#flash", "dalla scheda")
	w.do(act{who: "giulia", page: cvs, form: "form[action='" + cvs + "']", file: &file{"file", "cv.pdf", w.pdf()}}).Has("#flash", "Ho salvato il curriculum")
	one := cvs + "/" + w.one("SELECT max(id) FROM cv")
	w.do(act{who: "giulia", page: cvs, form: "form[action$='/convalida']"}).Has("#flash", "convalidato")
	w.quietly(func() {
		w.do(act{who: "giulia", page: card + "/modifica", form: "form[action$='/modifica']", set: v("ido_consent_on", "1")})
	})
	w.do(act{who: "giulia", page: one + "/trasferimento", form: "form[action$='/trasferimento']", set: v("registrato", "no"), other: v("registrato", "si")}).Has("#flash", "trasferimento è registrato")
	outcome := one + "/trasferimento/" + w.one("SELECT max(id) FROM cv_transfer") + "/esito"
	w.do(act{who: "giulia", page: outcome, form: "form[action$='/esito']", set: v("outcome", "riuscito", "outcome_on", "24/11/2026"), other: v("outcome", "riuscito", "outcome_on", "24/11/2026", "note", "il portale non rispondeva")}).
		Has("#flash", "esito")
	w.do(act{who: "giulia", page: one + "/annullamento", form: "form[action$='/annullamento']", set: v("motivo", "lo chiede la persona"), other: v("motivo", "era vecchio")}).Has("#flash", "Ho cancellato")
	w.quietly(func() {
		w.do(act{who: "giulia", page: cvs, form: "form[action='" + cvs + "']", set: v("validato", "1"), file: &file{"file", "cv.pdf", w.pdf()}})
		w.do(act{who: "giulia", page: cvs + "/" + w.one("SELECT max(id) FROM cv") + "/trasferimento", form: "form[action$='/trasferimento']", set: v("registrato", "si")})
	})
}

// services registers by hand: as it is, in deroga, and puts right.
func (w *works) services() {
	card := "/lavoratori/" + w.bianchi()
	w.do(act{who: "giulia", page: card + "/servizi/nuovo?codice=C.1", form: "#registrazione", set: v("minutes", "60", "note", "primo colloquio")}).Has("#flash", "Servizio registrato")
	row := "/servizi/" + w.one("SELECT max(id) FROM delivered_service WHERE code='C.1'")
	w.do(act{who: "giulia", page: row, form: "form[action$='/correzione']", set: v("minutes", "75", "mode", "telefono"), other: v("minutes", "80", "note", "richiamato")}).Has("#flash", "corretta")
	w.do(act{who: "giulia", page: row, form: "form[action$='/annullamento']", set: v("reason", "era di un'altra persona")}).Has("#flash", "annullata")
	w.quietly(func() { w.do(act{who: "giulia", page: card + "/servizi/nuovo?codice=C.1", form: "#registrazione"}) })
	w.do(act{who: "giulia", page: card + "/attestazione"}).Has("#flash", "L'attestazione è pronta")
}

// codes changes the codes from tomorrow on, and sends what there is to send.
func (w *works) codes() {
	w.do(act{who: "ada", page: "/codici", form: "form[action='/codici/vocabolario']", set: v("vocabolario", "marche")}).Has("#flash", "Marche")
	w.quietly(func() {
		w.do(act{who: "ada", page: "/codici", form: "form[action='/codici/vocabolario']", set: v("vocabolario", "puglia")})
	})
	w.do(act{who: "ada", page: "/codici/servizi/C.1/modifica", set: v("minutes_max", "150"), other: v("minutes_max", "130")}).Has("#flash", "vale così dal")
	w.do(act{who: "ada", page: "/codici/prestazioni/B1/modifica", set: v("notes", "durata rivista"), other: v("notes", "durata confermata")}).Has("#flash", "vale così dal")
	w.do(act{who: "ada", page: "/codici/servizi/C.1", form: "form[action$='/nazionale']", set: v("national", "A05"), other: v("national", "A06")}).Has("#flash", "come A05")
	office := "/codici/uffici/" + w.one("SELECT id FROM cpi WHERE name='San Severo'")
	w.do(act{who: "ada", page: strings.Replace(office, "uffici/", "uffici?apri=", 1), form: "form[action='" + office + "']", set: v("code", "I158C000001"), other: v("code", "I158C000002")}).Has("#flash", "salvato")
	w.do(act{who: "teresa", page: "/codici/sezione-6?mese=2026-11", form: ".sp-actions form"}).Has("#flash", "il file è pronto")
}

func (w *works) office() {
	w.do(act{who: "teresa", page: "/ufficio", form: "form[action='/ufficio/scheda']", set: v("address", "via Gramsci 1", "patron_day", "8/1", "patron_name", "San Severino"), other: v("address", "via Don Minzoni 2")})
	w.do(act{who: "teresa", page: "/ufficio", form: "form[action='/ufficio/orari']", set: v("dal", "2026-12-14", "g4_mattina_dalle", "9:00")})
	w.do(act{who: "teresa", page: "/ufficio", form: "form[action='/ufficio/chiusure']", set: v("giorno", "2027-02-05", "motivo", "assemblea")})
	w.do(act{who: "teresa", page: "/ufficio", form: "form[action='/ufficio/chiusure/riapertura']"})
	w.do(act{who: "teresa", page: "/ufficio", form: "form[action='/ufficio/assenze']", set: v("operatore", w.user("marco"), "dal", "2027-02-08", "al", "2027-02-08", "motivo", "ferie")})
	w.do(act{who: "teresa", page: "/ufficio", form: "form[action^='/ufficio/assenze/']"})
}

// sessions holds a laboratory: who was there, who was not, and one that does not
// take place.
func (w *works) sessions() {
	lab := v("code", "F1.15", "titolo", "Mettersi in proprio", "giorno", "2026-11-27", "ora", "09:00", "durata", "60", "posti", "6", "modalita", "presenza")
	w.do(act{who: "giulia", page: "/sessioni/nuova", set: lab}).Has("#flash", "Sessione fissata")
	id := w.one("SELECT max(id) FROM group_session")
	page := "/sessioni/" + id
	w.do(act{who: "giulia", page: page + "/modifica", set: v("stanza", "sala", "posti", "8"), other: v("stanza", "piano terra", "titolo", "Lavoro autonomo")}).Has("#flash", "Sessione cambiata")
	w.write("UPDATE group_session SET day='2026-11-24' WHERE id=" + id) // its day has come
	worker := w.bianchi()
	w.write("INSERT INTO session_attendee(session_id,worker_id,added_at,added_by) SELECT " + id + ", id, '2026-11-24T08:00:00.000Z', 1 FROM worker WHERE id<>" + worker + " LIMIT 1")
	w.do(act{who: "giulia", page: page, form: "form[action$='/uscite']"}).Has("#flash", "Tolto")
	w.do(act{who: "giulia", page: page + "?lavoratore=" + worker, form: "form[action$='/ingressi']"}).Has("#flash", "Aggiunto")
	w.do(act{who: "giulia", page: page, form: "form[action$='/presenze'][aria-label='Tutti presenti']"}).Has("#flash", "1 presenza segnata")
	w.do(act{who: "giulia", page: page + "/annullamento", set: v("motivo", "Manca la corrente")}).Has("#flash", "Sessione annullata")
	w.do(act{who: "giulia", page: "/sessioni/nuova", set: merged(lab, "titolo", "Il curriculum", "giorno", "2027-03-02")}).Has("#flash", "Sessione fissata")
}

func (w *works) user(name string) string {
	return w.one("SELECT id FROM user WHERE email=?", webtest.Address(name))
}

// book fixes an appointment by its form and returns its address.
func (w *works) book(query string, day rule.Date, at string, more ...string) string {
	w.do(act{who: "giulia", page: "/appuntamenti/nuovo?" + query, form: "form[action='/appuntamenti']",
		set: merged(v("operatore", w.user("giulia"), "giorno", string(day), "ora", at, "durata", "30"), more...)}).Has("#flash", "Appuntamento fissato")
	return "/appuntamenti/" + w.one("SELECT max(id) FROM appointment")
}

func (w *works) appointments() {
	convened := w.book("riga="+w.row(1), thursday, "10:30", "tipo", "convocazione")
	w.do(act{who: "giulia", page: convened, form: "form[action$='/conferma']"}).Has("#flash", "ha confermato")
	w.do(act{who: "giulia", page: convened + "/spostamento", form: "form[action$='/spostamento']", set: v("ora", "11:30"), other: v("ora", "12:00")}).Has("#flash", "Appuntamento fissato")
	moved := "/appuntamenti/" + w.one("SELECT max(id) FROM appointment")
	w.do(act{who: "giulia", page: moved + "/annullamento", form: "form[action$='/annullamento']", set: v("motivo", "impedimento", "nota", "ha telefonato"), other: v("nota", "lo dice la figlia")})

	w.do(act{who: "marco", page: "/convocazioni/nuova?riga=" + w.row(2) + "&riga=" + w.row(3), form: "#convoca", set: url.Values{"riga": {w.row(2), w.row(3)}}}).Has("h1", "2 lavoratori convocati")
	w.Settle()
	w.do(act{who: "giulia", page: "/lavoratori/" + w.listed(2) + "/riscontri", form: "form[action$='/riscontri']", set: v("riscontro", "rinunciatario", "note", "ha trovato lavoro")})
	w.do(act{who: "teresa", page: "/lavoratori/" + w.listed(2) + "/riscontri", form: "form[action$='/revoca']", set: v("motivo", "ha cambiato idea")})

	today := []string{w.book("lavoratore="+w.listed(4), tuesday, "09:30"), w.book("lavoratore="+w.listed(5), tuesday, "10:00"), w.book("lavoratore="+w.listed(6), tuesday, "10:30")}
	w.later(tuesday, 11*60)
	w.do(act{who: "giulia", page: today[0], form: "form[action$='/esito']", set: v("esito", "presente")}).Has("#flash", "presente")
	w.do(act{who: "giulia", page: today[0], form: "form[action$='/riapertura']"}).Has("#flash", "è stato tolto")
	ids := url.Values{"esito": {"assente"}}
	for _, a := range today[1:] {
		ids.Add("appuntamento", strings.TrimPrefix(a, "/appuntamenti/"))
	}
	w.do(act{who: "giulia", page: "/agenda/esiti", form: "#insieme", set: ids}).Has("#flash", "2 appuntamenti segnati")
}

func (w *works) catalogue() {
	w.do(act{who: "regia", page: "/organismi/nuovo", set: v("nome", "Form.It", "codice_fiscale", "02345670711")})
	body := w.one("SELECT id FROM training_body")
	w.do(act{who: "regia", page: "/organismi/" + body + "/modifica", set: v("telefono", "0881123456"), other: v("telefono", "0881654321")})
	for i, title := range []string{"Addetto alla saldatura di strutture metalliche", "Lettura del disegno tecnico"} {
		w.do(act{who: "regia", page: "/percorsi/nuovo", set: v("codice", fmt.Sprintf("P%d", i+1), "titolo", title, "descrizione", "Saldatura e lettura di disegni tecnici.",
			"competenze", "leggere disegni tecnici", "ore", "120", "organismi", body)})
	}
	course := w.one("SELECT id FROM course WHERE code='P1'")
	w.do(act{who: "regia", page: "/percorsi/" + course + "/modifica", set: v("requisiti", "licenza media"), other: v("requisiti", "diploma")})
	edition := func(code string, seats string) url.Values {
		return v("codice", code, "posti", seats, "inizio", "2026-12-01", "fine", "2026-12-20", "sede", "Foggia", "provincia", "FG", "orario", "mattina")
	}
	w.do(act{who: "regia", page: "/percorsi/" + course + "/edizioni/nuova", set: edition("E1", "1")})
	w.do(act{who: "regia", page: "/percorsi/" + w.one("SELECT id FROM course WHERE code='P2'") + "/edizioni/nuova", set: edition("E9", "15")})
	w.do(act{who: "ente", page: "/ente/percorsi/" + course + "/edizioni/nuova", set: edition("E2", "15")})
	first, own := w.one("SELECT id FROM edition WHERE code='E1'"), w.one("SELECT id FROM edition WHERE code='E2'")
	w.do(act{who: "regia", page: "/edizioni/" + first + "/modifica", set: v("sede", "San Severo"), other: v("sede", "Lucera")})
	w.do(act{who: "ente", page: "/ente/edizioni/" + own + "/modifica", set: v("posti", "12"), other: v("posti", "17")})
	file := &file{"file", "catalogo.csv", []byte("codice_percorso,titolo,organismo\nP9,Tecniche di cucina,\n")}
	w.do(act{who: "regia", page: "/percorsi/importazione", form: "form[action='/percorsi/importazione']", file: file})
}

func (w *works) bilancio() {
	id := w.book("lavoratore="+w.bianchi(), tuesday, "11:30", "durata", "60")
	w.do(act{who: "giulia", page: id, form: "form[action='/bilanci']"}).Has("h2", "PRE01")
	const path = "/bilanci/1"
	panel := func(code string) string { return path + "/pannelli/" + code }
	w.do(act{who: "giulia", page: path, form: "form[action$='/programma']", set: v("programma", w.one("SELECT code FROM programme ORDER BY code DESC LIMIT 1"))})
	w.do(act{who: "giulia", page: panel("PRE05"), form: "#modulo", action: panel("PRE05") + "/bozza", set: v("aspettative", "Vorrei saldare"), other: v("aspettative", "Vorrei guidare")})
	w.do(act{who: "giulia", page: panel("PRE01"), form: "form.sp-example"})
	w.do(act{who: "giulia", page: panel("PRE01"), form: "#modulo"}).Has("#flash", "completato")
	w.quietly(func() { w.panels(panels.Preliminare, "PRE01", "PRE03", "PRE07") })
	w.quietly(func() { w.do(act{who: "giulia", page: panel("PRE03"), form: "form.sp-example"}) })
	w.do(act{who: "giulia", page: panel("PRE03"), form: "#modulo", set: v("telefono", "3337654321"), other: v("telefono", "3330001112")})
	w.do(act{who: "giulia", page: panel("PRE03"), form: "form[action$='/scheda-lavoratore']"}).Has("#flash", "Scheda lavoratore aggiornata")
	w.do(act{who: "giulia", page: path + "/contratto", form: "form[action$='/contratto']"}).Has("#flash", "Il contratto è pronto")
	w.do(act{who: "giulia", page: path + "/contratto", form: "form[action$='/scansione']", file: &file{"scansione", "contratto firmato.pdf", w.pdf()}})
	w.quietly(func() { w.panels(panels.Preliminare, "PRE01", "PRE02", "PRE03", "PRE04", "PRE05", "PRE06") })
	w.do(act{who: "giulia", page: path + "/fasi/preliminare/chiusura", form: "main form"}).Has("#flash", "è chiusa")
	w.do(act{who: "teresa", page: path + "/fasi/preliminare/riapertura", form: "main form", set: v("motivo", "Manca un dato")})
	w.quietly(func() { w.do(act{who: "giulia", page: path + "/fasi/preliminare/chiusura", form: "main form"}) })
	w.do(act{who: "giulia", page: path, form: "form[action$='/incontri']"}).Has("#flash", "In agenda")
	for _, phase := range []string{panels.Investigativa, panels.Riposizionamento} {
		w.quietly(func() {
			w.panels(phase)
			w.do(act{who: "giulia", page: path + "/fasi/" + phase + "/chiusura", form: "main form"})
		})
	}
	w.Settle()
	w.do(act{who: "giulia", page: path, form: "form[action$='/invio']"}).Has("#flash", "Il documento parte")
	w.quietly(func() { w.panels(panels.Iscrizione, "ISC02", "ISC04") })
	w.attachment(panel("ISC02"))
	w.do(act{who: "giulia", page: panel("ISC04"), form: "#modulo"}).Has("#flash", "L'iscrizione è confermata")

	// Another one, that stops.
	other := w.book("lavoratore="+w.listed(7), tuesday, "12:30")
	w.later(tuesday, 12*60+20) // far from its hour it would be asked again
	w.quietly(func() { w.do(act{who: "giulia", page: other, form: "form[action='/bilanci']"}) })
	w.do(act{who: "giulia", page: "/bilanci/2/interruzione", form: "main form", set: v("motivo", "Ha trovato lavoro")})
}

// interviews holds an interview of base orientation with the person, which directs
// to another service and ends before its time, and one that comes to its end.
func (w *works) interviews() {
	card := "/lavoratori/" + w.bianchi()
	begin := func() string {
		w.do(act{who: "giulia", page: card + "/colloqui/nuovo", set: v("kind", "informativo", "planned", "60")}).Has("#flash", "è cominciato")
		return "/colloqui/" + w.one("SELECT max(id) FROM interview")
	}
	path := begin()
	w.do(act{who: "giulia", page: path, form: "form[action$='/durata']", set: v("planned", "70"), other: v("planned", "80")}).Has("#flash", "durata prevista")
	w.do(act{who: "giulia", page: path + "/incontri", set: v("how", "altro", "on", "24/11/2026", "minutes", "30")}).Has("#flash", "Ho registrato l'incontro")
	w.do(act{who: "giulia", page: path + "/incontri/" + w.one("SELECT max(id) FROM interview_meeting") + "/annullamento", set: v("reason", "altro giorno")}).Has("#flash", "Ho annullato l'incontro")
	w.do(act{who: "giulia", page: path + "/rinvii", set: v("service", "altro", "body", "Sportello EURES", "reason", "vuole partire")}).Has("#flash", "indirizzata")
	w.do(act{who: "giulia", page: path, form: "form[action$='/annullamento']"}).Has("#flash", "Tolto")
	w.do(act{who: "giulia", page: path + "/interruzione", set: v("reason", "non torna")}).Has("#flash", "è interrotto")
	w.quietly(func() { path = begin() })
	const panel = "#modulo"
	informed := v("svolgimento", "si", "obblighi", "si", "aspettative", "Un lavoro vicino", "motivazioni", "La famiglia")
	first := path + "/pannelli/informativa"
	w.do(act{who: "giulia", page: first, form: panel, action: first + "/bozza", set: v("aspettative", "Un lavoro"), other: v("aspettative", "Un corso")})
	w.do(act{who: "giulia", page: first, form: panel, set: informed, other: v("motivazioni", "La casa")}).Has("#flash", "completato")
	w.quietly(func() {
		w.do(act{who: "giulia", page: path + "/pannelli/orientamento", form: panel, set: v("informazioni", "lavoro", "consultazione", "motori", "attivazione", "Cerca da sé")})
		w.do(act{who: "giulia", page: path + "/incontri", set: v("how", "altro", "on", "24/11/2026", "minutes", "30")})
	})
	w.do(act{who: "giulia", page: path + "/fasi/informativa/chiusura"}).Has("#flash", "è concluso")
	w.tellsTheCard(card)
}

// tellsTheCard holds an interview for the patto as far as what the card asks too;
// it stays under way.
func (w *works) tellsTheCard(card string) {
	var path string
	w.quietly(func() {
		w.do(act{who: "giulia", page: card + "/colloqui/nuovo", set: v("kind", "patto", "planned", "60")})
		path = "/colloqui/" + w.one("SELECT max(id) FROM interview")
		w.do(act{who: "giulia", page: path + "/pannelli/informativa", form: "#modulo", set: v("svolgimento", "si", "obblighi", "si", "aspettative", "Un lavoro vicino", "motivazioni", "La famiglia")})
		w.do(act{who: "giulia", page: path + "/fasi/informativa/chiusura"})
		w.do(act{who: "giulia", page: path + "/pannelli/studi", form: "#modulo", set: v("qualita", "3", "titoli.9.livello", "diploma", "titoli.9.denominazione", "Perito agrario", "titoli.9.conseguito", "si", "titoli.9.anno", "1993")})
	})
	w.do(act{who: "giulia", page: path + "/pannelli/studi", form: "form.sp-msg"}).Has("#flash", "Ho aggiornato la scheda")
}

// pacts makes patti with the person: one that is refused, one that is signed,
// updated, checked and ended, one that was a mistake.
func (w *works) pacts() {
	card := "/lavoratori/" + w.bianchi()
	contents := v("objective", "Un impiego da saldatore", "acts", "Mandare il curriculum", "timing", "ogni settimana", "frequency", "mensile", "proof", "diario", "laboratori", "1", "formazione", "1", "offerte", "1")
	begin := func() string {
		w.do(act{who: "giulia", page: card + "/patti/nuovo", set: contents}).Has("#flash", "Ho preparato il patto")
		return "/patti/" + w.one("SELECT max(id) FROM pact")
	}
	action := func(path, what string) string {
		w.do(act{who: "giulia", page: path + "/azioni/nuova", set: v("kind", "autonoma", "description", what, "due_on", "10/12/2026")}).Has("#flash", "Ho salvato l'azione")
		return path + "/azioni/" + w.one("SELECT max(id) FROM pact_action")
	}
	path := begin()
	w.do(act{who: "giulia", page: path + "/contenuto", set: v("objective", "Un impiego da carpentiere"), other: v("objective", "Un impiego da fabbro")}).Has("#flash", "Ho salvato il contenuto")
	one, two := action(path, "Candidarsi"), action(path, "Iscriversi al portale")
	w.do(act{who: "giulia", page: one, set: v("description", "Candidarsi a quattro offerte"), other: v("description", "Candidarsi a due offerte")}).Has("#flash", "Ho salvato l'azione")
	w.do(act{who: "giulia", page: two + "/rimozione"}).Has("#flash", "Ho tolto")
	w.do(act{who: "giulia", page: path, form: "form[action$='/azioni-bilancio']"}).Has("#flash", "Ho riportato")
	w.do(act{who: "giulia", page: path + "/proposta", set: v("proposed_on", "24/11/2026"), other: v("proposed_on", "23/11/2026")}).Has("#flash", "Il documento è pronto")
	w.do(act{who: "giulia", page: path + "/rifiuto", set: v("reason", "ci ripensa"), other: v("reason", "non vuole")}).Has("#flash", "non firma")
	signs := func(page string) {
		w.do(act{who: "giulia", page: page, set: v("signature", "scansione", "signed_on", "24/11/2026"), other: v("signed_on", "23/11/2026"), file: &file{"scansione", "patto firmato.pdf", w.pdf()}}).Has("#flash", "sottoscritto")
	}
	w.quietly(func() {
		path = begin()
		action(path, "Candidarsi")
		w.do(act{who: "giulia", page: path + "/proposta"})
	})
	signs(path + "/firma")
	w.do(act{who: "giulia", page: path + "/aggiornamento", set: v("reason", "un laboratorio in più"), other: v("reason", "altro")}).Has("#flash", "L'aggiornamento è aperto")
	w.do(act{who: "giulia", page: path + "/aggiornamento/abbandono"}).Has("#flash", "lasciato")
	w.do(act{who: "giulia", page: path + "/verifiche", set: v("note", "procede"), other: v("note", "va bene")}).Has("#flash", "Ho registrato la verifica")
	w.do(act{who: "giulia", page: path + "/piano", set: v("plan_objective", "Rientrare in fabbrica"), other: v("plan_objective", "Rientrare")}).Has("#flash", "PAI")
	w.do(act{who: "giulia", page: path + "/piano/rifiuto", set: v("reason", "lo rivede"), other: v("reason", "no")}).Has("#flash", "non firma il PAI")
	w.quietly(func() { w.do(act{who: "giulia", page: path + "/piano"}) })
	signs(path + "/piano/firma")
	w.do(act{who: "giulia", page: path + "/fine", set: v("end_reason", "lavoro"), other: v("end_reason", "rinuncia")}).Has("#flash", "concluso")
	w.quietly(func() { path = begin() })
	w.do(act{who: "giulia", page: path + "/annullamento", set: v("reason", "era di un altro"), other: v("reason", "sbagliato")}).Has("#flash", "Ho annullato il patto")
	w.Settle()
}

// measures offers a measure to the person, who takes part in it; another was a
// mistake.
func (w *works) measures() {
	card := "/lavoratori/" + w.bianchi()
	offer := func() string {
		w.do(act{who: "giulia", page: card + "/misure/nuova?misura=b", set: v("body", "Officina Rossi", "service_code", "F2.1", "offered_on", "24/11/2026")}).Has("#flash", "Ho registrato l'offerta")
		return "/misure/" + w.one("SELECT max(id) FROM measure_offer")
	}
	path := offer()
	w.do(act{who: "giulia", page: path + "/risposta", set: v("answer", "accettata"), other: v("answer", "rifiutata", "reason", "ci ripensa")}).Has("#flash", "Ho registrato la risposta")
	w.do(act{who: "giulia", page: path + "/partecipazione", set: v("minutes", "45"), other: v("minutes", "30")}).Has("#flash", "prima partecipazione")
	w.do(act{who: "giulia", page: path + "/esito", set: v("outcome", "conclusa"), other: v("outcome", "interrotta")}).Has("#flash", "Ho registrato l'esito")
	w.quietly(func() { path = offer() })
	w.do(act{who: "giulia", page: path + "/annullamento", set: v("reason", "era di un altro"), other: v("reason", "sbagliato")}).Has("#flash", "Ho annullato l'offerta")
}

// conditionality switches the optional module on and judges absences of the person:
// confirmed and taken back, archived, set aside. One waits as a draft, one for its
// judgement.
func (w *works) conditionality() {
	w.do(act{who: "ada", page: "/moduli", form: "form[action='/moduli/condizionalita']"}).Has("#flash", "è acceso")
	absence := func() string {
		w.write("INSERT INTO appointment(cpi_id,operator_id,worker_id,kind,day,starts,ends,starts_at,ends_at,state,created_by,created_at) SELECT cpi_id, operator_id, " + w.bianchi() + ", 'orientamento', '2026-11-24', 500, 530, '2026-11-24T07:20:00.000Z', '2026-11-24T07:50:00.000Z', 'assente', created_by, created_at FROM appointment WHERE state='assente' LIMIT 1")
		return "/condizionalita/valutazioni/a" + w.one("SELECT max(id) FROM appointment")
	}
	draft := func() string {
		w.do(act{who: "giulia", page: absence(), set: v("reasons_by", "10/12/2026", "note", "non ha avvisato")}).Has("#flash", "La bozza è pronta")
		return "/condizionalita/" + w.one("SELECT max(id) FROM conditionality_notice")
	}
	path := draft()
	w.do(act{who: "teresa", page: path + "/conferma", set: v("reasons_by", "11/12/2026"), other: v("reasons_by", "12/12/2026")}).Has("#flash", "è confermato")
	w.do(act{who: "teresa", page: path + "/annullamento", apart: true, set: v("reason", "malattia", "reason_text", "certificato arrivato dopo"), other: v("reason_text", "lo dice la madre")}).Has("#flash", "È annullato")
	w.quietly(func() { path = draft() })
	w.do(act{who: "teresa", page: path + "/archiviazione", apart: true, set: v("reason", "maternita", "reason_text", "certificato di novembre"), other: v("reason_text", "certificato di ottobre")}).Has("#flash", "è archiviato")
	w.do(act{who: "giulia", page: absence() + "/accantonamento", set: v("reason", "altro", "reason_text", "La lettera è tornata indietro")}).Has("#flash", "non si procede")
	w.quietly(func() { draft() })
	absence()
	w.Settle()
}

// quietly does acts that another one of their kind stands for already.
func (w *works) quietly(acts func()) {
	around := w.around
	w.around = func(a *attempt) *webtest.Page { return a.send(a.client, a.sent) }
	acts()
	w.around = around
}

// panels completes the panels of a phase with their samples, but those named.
func (w *works) panels(phase string, but ...string) {
	ph, _ := panels.Base.Phase(phase)
	for _, p := range ph.Panels {
		if strings.Contains(strings.Join(but, " "), p.Code) {
			continue
		}
		w.do(act{who: "giulia", page: "/bilanci/1/pannelli/" + p.Code, form: "form.sp-example"})
		w.do(act{who: "giulia", page: "/bilanci/1/pannelli/" + p.Code, form: "#modulo"})
	}
}

// attachment sends a file in a row of a panel, and completes it.
func (w *works) attachment(panel string) {
	w.quietly(func() { w.do(act{who: "giulia", page: panel, form: "form.sp-example"}) })
	name := w.client("giulia").Get(panel).Find("#modulo input[type=file]").First().AttrOr("name", "")
	w.do(act{who: "giulia", page: panel, form: "#modulo", action: panel + "/bozza", file: &file{name, "carta d'identità.pdf", w.pdf()}})
	w.quietly(func() { w.do(act{who: "giulia", page: panel, form: "#modulo"}) })
}

func (w *works) enrolments() {
	id := w.one("SELECT id FROM enrolment")
	path := "/iscrizioni/" + id
	other := w.one("SELECT e.id FROM edition e JOIN enrolment n ON n.course_id=e.course_id WHERE e.id<>n.edition_id LIMIT 1")
	w.do(act{who: "giulia", page: path, form: "form[action$='/spostamento']", set: v("edizione", other)}).Has("#flash", "spostata")
	moved := w.one("SELECT max(id) FROM enrolment")
	w.write("UPDATE enrolment SET state='in_attesa' WHERE id=?", moved)
	w.do(act{who: "giulia", page: "/iscrizioni/" + moved, form: "form[action$='/conferma']"}).Has("#flash", "Posto confermato")
	w.later("2026-12-21", 9*60)
	w.do(act{who: "ente", page: "/ente/iscritti", form: "form[action$='/conclusione']"}).Has("#flash", "conclusa")
	w.write("UPDATE enrolment SET state='confermata' WHERE id=?", moved)
	w.do(act{who: "giulia", page: "/iscrizioni/" + moved, form: "form[action$='/rinuncia']", set: v("motivo", "ha trovato lavoro")}).Has("#flash", "Rinuncia registrata")
}

// later moves the clock; everybody signs in again.
func (w *works) later(day rule.Date, minutes rule.Minutes) {
	w.Clock.Set(day.At(minutes))
	w.clients = map[string]*webtest.Client{"": w.Anonymous()}
}

func (w *works) records() {
	w.write("UPDATE mail SET state='fallita', attempts=12, last_error='Il server di posta non risponde.' WHERE kind='convocazione'")
	w.do(act{who: "giulia", page: "/posta/" + w.one("SELECT max(id) FROM mail WHERE kind='convocazione'"), form: "form[action$='/ripetizione']"}).Has("#flash", "di nuovo in coda")
	w.do(act{who: "teresa", page: "/protocollo/" + w.one("SELECT max(id) FROM protocol_entry WHERE annulled_at IS NULL"), form: "form[action$='/annullamento']", set: v("reason", "persona sbagliata")})
	w.do(act{who: "ada", page: "/copie", form: "form[action='/copie']"})
	w.do(act{who: "ada", page: "/copie", form: "form[action='/copie/controlli']"})
	w.Settle()
}
