package handlers_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sportello/db/rule"
	"sportello/handlers/web"
	"sportello/handlers/webtest"
)

// whose says to whom a record belongs that a route names: to everybody whose
// role opens the route, or to an office (and the province over it), a province,
// a training body, a person.
type whose string

const (
	everybodys whose = "everybody's"
	anOffices  whose = "an office's"
	aProvinces whose = "a province's"
	aBodys     whose = "a body's"
	aPersons   whose = "a person's"
)

// belongs says whose the records of each route are, by the beginning of its
// path; the longest beginning counts. A route that names a record must be here.
var belongs = map[string]whose{
	"/lavoratori/:id/segnalazione": anOffices, "/lavoratori/:id/profilo/:profilo/aree-riservate": anOffices,
	"/bilanci/:id": anOffices, "/documenti/:id": anOffices, "/posta/:id": anOffices, "/protocollo/:id": anOffices, "/appuntamenti/:id": anOffices,
	"/convocazioni/:lotto": anOffices, "/ufficio/assenze/:id": anOffices, "/iscrizioni/:id": anOffices, "/sessioni/:id": anOffices,
	"/servizi/:id": anOffices, "/condizionalita/": anOffices, "/patti/:id": anOffices, "/colloqui/:id": anOffices, "/misure/:id": anOffices,
	"/lavoratori/:id": aProvinces, "/caricamenti/:id": aProvinces, "/elenchi/:id/righe/:riga": aProvinces,
	"/ente/percorsi/:id": aBodys, "/ente/edizioni/:id": aBodys, "/ente/iscritti/:id": aBodys,
	"/profilo/accessi/:id": aPersons, "/accreditamento/documenti/:id": aPersons,

	"/elenchi/:id":         everybodys,                                                            // a list is the Region's; whose rows of it are shown, elsewhere says
	"/elenchi/gestione":    everybodys,                                                            // the Region's own
	"/registri-protocollo": everybodys,                                                            // a day; whose entries are on it, elsewhere says
	"/percorsi/:id":        everybodys, "/edizioni/:id": everybodys, "/organismi/:id": everybodys, // the catalogue is public
	"/schede/": everybodys, "/tabelle/uffici/:id": everybodys, "/tabelle/obiettivi/:id": everybodys, "/cerca/:tabella": everybodys, "/copie/:nome": everybodys, // the installation's
	"/codici/":     everybodys,                                                                          // the installation's; whose rows section 6 tells of, elsewhere says
	"/account/:id": everybodys, "/accreditamenti/:id": everybodys, "/operatori-comunicati/": everybodys, // the Centro Servizi serves all offices
	"/scadenze/:regola/:id": anOffices, "/scadenze/promemoria/:id": anOffices,
	"/indicatori/:codice": everybodys, // a definition is public; whose figures are shown, elsewhere says
	"/faq/gestione/:id":   everybodys, "/iter-procedurale/": everybodys, "/richieste/": everybodys,
	"/conferma/:token": everybodys, "/password/:token": everybodys, "/installazione/:token": everybodys, // who has the key
}

func belongsTo(t *testing.T, path string) whose {
	t.Helper()
	longest := ""
	for prefix := range belongs {
		if strings.HasPrefix(path, prefix) && len(prefix) > len(longest) {
			longest = prefix
		}
	}
	if longest == "" {
		t.Errorf("%s: nobody says whose its records are", path)
	}
	return belongs[longest]
}

// strangers are the people elsewhere, and what they have no part in.
var strangers = []struct {
	name, scope string
	role        rule.Role
	no          []whose
}{
	{"operatore di Lecce", "cpi:Lecce", rule.RoleOperator, []whose{anOffices, aProvinces, aBodys, aPersons}},
	{"responsabile di Lecce", "cpi:Lecce", rule.RoleOfficeHead, []whose{anOffices, aProvinces, aBodys, aPersons}},
	{"consulente di Lecce", "cpi:Lecce", rule.RoleCounsellor, []whose{anOffices, aProvinces, aBodys, aPersons}},
	{"operatore di Foggia", "cpi:Foggia", rule.RoleOperator, []whose{anOffices, aBodys, aPersons}},
	{"responsabile di Foggia", "cpi:Foggia", rule.RoleOfficeHead, []whose{anOffices, aBodys, aPersons}},
	{"consulente di Foggia", "cpi:Foggia", rule.RoleCounsellor, []whose{anOffices, aBodys, aPersons}},
	{"provincia di Lecce", "provincia:LE", rule.RoleProvince, []whose{anOffices, aProvinces, aBodys, aPersons}},
	{"mirato di Lecce", "provincia:LE", rule.RoleTargetedPlacement, []whose{anOffices, aProvinces, aBodys, aPersons}},
	{"altro ente", "ente:03456780729", rule.RoleTrainingBody, []whose{anOffices, aProvinces, aBodys, aPersons}},
	{"dati di Lecce", "cpi:Lecce", rule.RoleSpecialData, []whose{anOffices, aProvinces, aBodys, aPersons}},
	{"dati di San Severo", "cpi:San Severo", rule.RoleSpecialData, []whose{anOffices, aProvinces, aBodys, aPersons}}, // the grant alone opens nothing
	{"regione", "regione", rule.RoleRegion, []whose{anOffices, aBodys, aPersons}},
	{"centro servizi", "installazione", rule.RoleServiceCentre, []whose{anOffices, aProvinces, aBodys}},
	{"nessuno", "", "", []whose{anOffices, aProvinces, aBodys, aPersons}},
}

// address puts the records of the office into a route.
func (w *works) address(path string) string {
	w.t.Helper()
	one := func(query string) string { return w.one(query) }
	for prefix, id := range map[string]func() string{
		"/bilanci/:id/interruzione": func() string { return "3" }, // under way
		"/bilanci/:id":              func() string { return "1" },
		"/documenti/:id":            func() string { return one("SELECT max(id) FROM document WHERE subject='bilancio'") },
		"/posta/:id":                func() string { return one("SELECT max(id) FROM mail WHERE cpi_id IS NOT NULL AND private=0") },
		"/protocollo/:id":           func() string { return one("SELECT max(id) FROM protocol_entry WHERE cpi_id IS NOT NULL") },
		"/appuntamenti/:id": func() string {
			return one("SELECT max(id) FROM appointment WHERE state='fissato' AND kind='convocazione'")
		},
		"/convocazioni/:lotto": func() string { return one("SELECT max(id) FROM convocation_batch") },
		"/ufficio/assenze/:id": func() string { return one("SELECT max(id) FROM absence") },
		"/iscrizioni/:id":      func() string { return one("SELECT max(id) FROM enrolment") },
		"/condizionalita/:id":  func() string { return one("SELECT max(id) FROM conditionality_notice") },
		"/sessioni/:id":        func() string { return one("SELECT max(id) FROM group_session") },
		"/servizi/:id":         func() string { return one("SELECT max(id) FROM delivered_service WHERE code='C.1'") },
		"/lavoratori/:id":      w.bianchi,
		"/patti/:id":           func() string { return one("SELECT max(pact_id) FROM pact_version WHERE scan_file_id IS NOT NULL") },
		"/colloqui/:id":        func() string { return one("SELECT max(id) FROM interview") }, // under way
		"/misure/:id":          func() string { return one("SELECT max(id) FROM measure_offer") },
		"/scadenze/:regola/:id": func() string {
			return one("SELECT max(id) FROM did") // waits for the interview
		},
		"/scadenze/promemoria/:id": func() string {
			return one("SELECT max(id) FROM reminder_done WHERE undone_at IS NULL")
		},
		"/caricamenti/:id":   func() string { return one("SELECT max(id) FROM import_load WHERE state='anteprima'") },
		"/elenchi/:id":       func() string { return "1" },
		"/ente/percorsi/:id": func() string { return one("SELECT id FROM course WHERE code='P1'") },
		"/ente/edizioni/:id": func() string { return one("SELECT id FROM edition WHERE code='E2'") },
		"/ente/iscritti/:id": func() string { return one("SELECT max(id) FROM enrolment") },
		"/profilo/accessi/:id": func() string {
			return one("SELECT substr(token_hash,1,16) FROM sign_in WHERE user_id=(SELECT id FROM user WHERE email='giulia@prova.example') LIMIT 1")
		},
		"/accreditamento/documenti/:id": func() string { return one("SELECT min(id) FROM document WHERE subject='accreditation'") },
	} {
		if strings.HasPrefix(path, prefix) && (prefix != "/bilanci/:id" || !strings.HasPrefix(path, "/bilanci/:id/interruzione")) {
			path = strings.Replace(path, ":lotto", ":id", 1)
			path = strings.Replace(path, ":id", id(), 1)
			break
		}
	}
	for act, table := range map[string]string{"/stato/:n": "employment_statement", "/gruppi/:n": "worker_target", "/condizione/:n": "worker_condition", "/liste/:n": "special_list", "/indice/:n": "profile_index"} {
		if strings.Contains(path, act) {
			path = strings.Replace(path, ":n", w.one("SELECT max(id) FROM "+table), 1)
		}
	}
	if strings.HasPrefix(path, "/colloqui/") {
		path = strings.NewReplacer(":codice", "studi", ":fase", "analisi", ":incontro", w.one("SELECT max(id) FROM interview_meeting"), ":rinvio", w.one("SELECT max(id) FROM interview_referral")).Replace(path)
	}
	return strings.NewReplacer("/versioni/:n", "/versioni/1", ":azione", w.one("SELECT max(id) FROM pact_action WHERE removed_at IS NULL AND pact_id=(SELECT max(pact_id) FROM pact_version WHERE scan_file_id IS NOT NULL)"),
		":pai", w.one("SELECT max(id) FROM plan WHERE scan_file_id IS NOT NULL"), ":codice", "PRE03", ":sezione", "istruzione", ":fase", "preliminare", ":riga", w.row(1), ":regola", "1", ":did", w.one("SELECT max(id) FROM did WHERE worker_id=?", w.bianchi()), ":segnalazione", w.one("SELECT max(id) FROM social_referral"), ":profilo", w.one("SELECT max(id) FROM profile WHERE worker_id=?", w.bianchi()),
		":cv", w.one("SELECT max(id) FROM cv"), ":fatto", "a"+w.one("SELECT max(id) FROM appointment WHERE state='assente' AND worker_id=?", w.bianchi()), ":invio", w.one("SELECT max(id) FROM cv_transfer"),
		":prop", w.one("SELECT max(id) FROM propensione WHERE worker_id=?", w.bianchi()),
		":documento", w.one("SELECT max(id) FROM document WHERE subject='bilancio'"),
		":file", w.one("SELECT max(id) FROM stored_file WHERE name LIKE 'carta%'")).Replace(path)
}

// goesOn leaves something under way after the day's work: what is over is
// refused for another reason.
func (w *works) goesOn() {
	w.quietly(func() {
		w.do(act{who: "giulia", page: "/lavoratori/" + w.listed(7) + "/did/nuova", form: "form[action$='/did']", set: v("declared_on", "20/11/2026", "channel", "portale", "age_confirmed", "1")})
		w.do(act{who: "giulia", page: w.book("lavoratore="+w.listed(8), "2026-12-21", "09:00"), form: "form[action='/bilanci']"})
		w.book("riga="+w.row(9), "2026-12-22", "10:30", "tipo", "convocazione")
		interview := "/colloqui/" + w.one("SELECT max(id) FROM interview")
		w.do(act{who: "giulia", page: interview + "/incontri", set: v("how", "altro", "on", "24/11/2026", "minutes", "30")})
		w.do(act{who: "giulia", page: interview + "/rinvii", set: v("service", "altro", "body", "Sportello EURES", "reason", "vuole partire")})
		w.do(act{who: "teresa", page: "/ufficio", form: "form[action='/ufficio/assenze']", set: v("operatore", w.user("marco"), "dal", "2027-02-08", "al", "2027-02-08", "motivo", "ferie")})
		content := w.content("..", "db", "exchange", "testdata", "lista_mobilita_FG_aggiornamento_inizio.csv")
		const uploads = "/elenchi/1/caricamenti"
		w.do(act{who: "teresa", page: uploads, form: "form[action='" + uploads + "']", set: v("data", "20/12/2026", "mittente", "Regione"), file: &file{"file", "altro.csv", content}})
		w.do(act{who: "teresa", page: "/caricamenti/" + w.one("SELECT max(id) FROM import_load"), form: "form[action$='/colonne']"})
		w.Settle()
	})
}

// TestNothingOfAnotherOfficeExists asks for each record that a route can name,
// as everybody who has no part in it: it does not exist, and nothing is written.
// Then those whose it is find it there.
func TestNothingOfAnotherOfficeExists(t *testing.T) {
	w := newWorks(t)
	w.everything()
	w.goesOn()
	w.Server = webtest.Serve(t, w.DB, w.Clock, web.Config{})
	var clients []*webtest.Client
	for _, s := range strangers {
		w.User(s.name, s.role, s.scope)
		clients = append(clients, w.As(s.name))
	}
	w.clients = map[string]*webtest.Client{}
	for _, a := range accounts {
		if a.name != "cambia" {
			w.client(a.name)
		}
	}
	type asked struct {
		route, path string
		whose       whose
	}
	var all []asked
	for _, r := range w.routes {
		if !strings.Contains(r.Path, ":") {
			continue
		}
		if whose := belongsTo(t, r.Path); whose != everybodys {
			all = append(all, asked{r.Method + " " + r.Path, w.address(r.Path), whose})
		}
	}
	before := w.state()
	for i, s := range strangers {
		for _, a := range all {
			if !slices.Contains(s.no, a.whose) {
				continue
			}
			got := ask(clients[i], a.route, a.path)
			if got.Status != http.StatusNotFound {
				t.Errorf("%s (%s) as %s: status %d, want 404", a.route, a.path, s.name, got.Status)
			}
			if strings.Contains(got.Body, "Bianchi") {
				t.Errorf("%s as %s tells of the person", a.route, s.name)
			}
		}
		w.elsewhere(clients[i], s.name, s.no)
	}
	w.unchanged(before, "what others asked for")
	demo := &works{Server: webtest.Serve(t, w.DB, w.Clock, web.Config{Demo: true}), t: t, ctx: w.ctx}
	for _, a := range all {
		if strings.HasSuffix(a.path, "/esempio") { // of a demonstration only
			for name, want := range map[string]int{"operatore di Lecce": http.StatusNotFound, "operatore di Foggia": http.StatusNotFound, "giulia": http.StatusUnprocessableEntity} {
				ask(demo.As(name), a.route, a.path).Expect(want)
			}
			continue
		}
		found := false
		for _, account := range accounts {
			if account.name == "cambia" || found {
				continue
			}
			found = ask(w.clients[account.name], a.route, a.path).Status != http.StatusNotFound
		}
		if !found {
			t.Errorf("%s (%s) exists for nobody: the test asks for nothing", a.route, a.path)
		}
	}
}

func ask(c *webtest.Client, route, path string) *webtest.Page {
	if strings.HasPrefix(route, "GET ") {
		return c.Get(path)
	}
	return c.Post(path, url.Values{"reason": {"perché"}, "motivo": {"perché"}, "esito": {"presente"}, "_version": {"1"}, "lavoratore": {"1"}})
}

// elsewhere asks for what is named in a query or in a form: it does not exist
// either, or the page is one's own.
func (w *works) elsewhere(c *webtest.Client, name string, no []whose) {
	w.t.Helper()
	office := w.one("SELECT id FROM cpi WHERE name='San Severo'")
	appointment, row, worker, operator := w.one("SELECT max(id) FROM appointment WHERE state='fissato'"), w.row(9), w.bianchi(), w.user("giulia")
	for path, whose := range map[string]whose{
		"/agenda?ufficio=" + office: anOffices, "/agenda?vista=mese&ufficio=" + office: anOffices, "/agenda/stampa?ufficio=" + office: anOffices, "/agenda/esiti?ufficio=" + office: anOffices,
		"/scrivania?ufficio=" + office: anOffices, "/scadenze?ufficio=" + office: anOffices, "/carico?ufficio=" + office: anOffices, "/scadenze/excel?ufficio=" + office: anOffices, "/servizi?ufficio=" + office: anOffices, "/servizi/excel?ufficio=" + office: anOffices, "/appuntamenti?ufficio=" + office: anOffices, "/appuntamenti/nuovo?lavoratore=" + worker: aProvinces, "/appuntamenti/nuovo?riga=" + row: aProvinces,
		"/elenchi/1?provincia=FG": aProvinces, "/elenchi/1/excel?provincia=FG": aProvinces, "/ente/iscritti?edizione=" + w.one("SELECT id FROM edition WHERE code='E2'"): aBodys,
	} {
		if got := c.Get(path); slices.Contains(no, whose) && got.Status != http.StatusNotFound {
			w.t.Errorf("GET %s as %s: status %d, want 404", path, name, got.Status)
		}
	}
	for path, values := range map[string]url.Values{
		"/bilanci":            v("appuntamento", appointment),
		"/appuntamenti":       v("lavoratore", worker, "riga", row, "operatore", operator, "giorno", "2026-12-23", "ora", "10:30", "durata", "30", "tipo", "orientamento"),
		"/agenda/esiti":       v("appuntamento", appointment, "esito", "presente"),
		"/convocazioni":       v("riga", row, "operatore", operator, "dal", "2026-12-22", "al", "2026-12-31", "durata", "30"),
		"/ufficio/assenze":    v("operatore", operator, "dal", "2027-02-08", "al", "2027-02-08", "motivo", "ferie"),
		"/lavoratori/ricerca": v("q", "BNCRCC74C15D643H"), "/cerca": v("q", "Bianchi"), "/appuntamenti/ricerca": v("q", "Bianchi"), "/lavoratori/doppioni": v("surname", "Bianchi", "name", "Rocco"),
		"/convocazioni/nuova": v("riga", row), "/elenchi/1/ricerca": v("q", "BNCRCC74C15D643H", "provincia", "FG"),
	} {
		got := c.Post(path, values)
		if got.Status == http.StatusSeeOther && strings.Contains(path, "cerca") {
			got = got.Follow()
		}
		if slices.Contains(no, aProvinces) && strings.Contains(got.Text("main"), "Rocco") && !strings.Contains(got.Text("main"), "Nessun") {
			w.t.Errorf("POST %s as %s tells of the person: %s", path, name, got.Text("main"))
		}
		if got.Status == http.StatusSeeOther {
			w.t.Errorf("POST %s as %s leads to %s", path, name, got.Header.Get("Location"))
		}
	}
	for _, path := range []string{"/posta", "/protocollo", "/patti", "/condizionalita", "/condizionalita?stato=bozza", "/colloqui", "/colloqui?stato=concluso", "/misure", "/bilanci", "/bilanci?stato=completo", "/servizi", "/servizi/deroghe", "/codici/sezione-6?mese=2026-11", "/appuntamenti", "/appuntamenti/miei", "/agenda", "/scrivania", "/lavoratori?q=bianchi", "/ente/iscritti", "/elenchi/1/caricamenti"} {
		page := c.Get(path)
		if page.Status == http.StatusOK && strings.Contains(page.Text("main"), "Bianchi Rocco") && (slices.Contains(no, aProvinces) || !strings.HasPrefix(path, "/lavoratori")) {
			w.t.Errorf("GET %s as %s shows the person", path, name)
		}
	}
	register := c.Get("/registri-protocollo/2026-11-24")
	if register.Status == http.StatusOK && strings.Contains(textOf(w.t, register.Body), "Bianchi") {
		w.t.Errorf("the register of the day as %s tells of the person", name)
	}
}
