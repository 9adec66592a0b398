package bilancio_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"sportello/db/access"
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/dbtest"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/training"
	"sportello/handlers/web"
	"sportello/handlers/webtest"

	"github.com/PuerkitoBio/goquery"
)

const today = rule.Date("2026-11-24")

// desk is the product with an office, a worker, a small catalogue and an
// appointment of today.
type desk struct {
	*webtest.Server
	t           testing.TB
	operator    *webtest.Client
	actor       rule.Actor
	worker      int64
	appointment int64
}

func newDesk(t testing.TB) desk {
	t.Helper()
	d, clock := dbtest.Open(t)
	s := webtest.Serve(t, d, clock, web.Config{Demo: true})
	o := desk{Server: s, t: t}
	o.actor = s.Actor(s.User("giulia", rule.RoleOperator, "cpi:San Severo"))
	o.operator = s.As("giulia")
	var err error
	o.worker, err = people.NewStore(d).Create(t.Context(), o.actor, map[string]string{
		"codice_fiscale": "BNCRCC74C15D643H", "surname": "Bianchi", "name": "Rocco", "sex": "M", "birth_date": "1974-03-15", "phone": "3401187725", "email": "rocco@posta.example",
		"residence": "San Severo", "residence_code": "I158", "residence_province": "FG", "residence_cap": "71016", "residence_address": "Via Roma, 12",
	})
	o.check(err)
	o.appointment, err = agenda.NewStore(d).Book(t.Context(), o.actor, agenda.Booking{Worker: o.worker, Kind: agenda.KindBilancio, Slot: agenda.Slot{Day: today, Starts: 540, Ends: 720}})
	o.check(err)
	o.catalogue()
	return o
}

func (o desk) check(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o desk) catalogue() {
	o.t.Helper()
	region := o.Actor(o.User("regia", rule.RoleRegion, "regione"))
	s := training.NewStore(o.DB)
	body, err := s.SaveBody(o.t.Context(), region, training.Body{CodiceFiscale: "02345670711", Name: "Form.It"})
	o.check(err)
	_, err = s.SaveCourse(o.t.Context(), region, training.Course{Code: "P8", Title: "Saldatura senza organismo", Description: "Saldatura e lettura di disegni tecnici.", Active: true}, nil)
	o.check(err)
	for i, title := range []string{"Addetto alla saldatura di strutture metalliche", "Lettura del disegno tecnico", "Operatore di carpenteria"} {
		course, err := s.SaveCourse(o.t.Context(), region, training.Course{Code: fmt.Sprintf("P%d", i), Title: title, Description: "Saldatura e lettura di disegni tecnici.",
			Competences: []string{"leggere disegni tecnici"}, Hours: 120, Active: true}, []int64{body})
		o.check(err)
		_, err = s.SaveEdition(o.t.Context(), region, training.Edition{Code: fmt.Sprintf("E%d", i), CourseID: course, BodyID: body, Place: training.Place{Town: "Foggia", Province: "FG"},
			StartsOn: "2027-01-12", Seats: 15, SeatsTaken: 3, Timetable: "mattina"})
		o.check(err)
	}
}

// start begins the bilancio as the button of an appointment does, and returns
// its address.
func (o desk) start() string {
	o.t.Helper()
	page := o.operator.Post("/bilanci", url.Values{"appuntamento": {fmt.Sprint(o.appointment)}, "_key": {"una chiave sola"}}).Expect(http.StatusSeeOther)
	path, ok := strings.CutSuffix(page.Header.Get("Location"), "/pannelli/PRE01")
	if !ok {
		o.t.Fatalf("led to %s", page.Header.Get("Location"))
	}
	return path
}

// complete fills a panel with its sample and completes it, by its own buttons.
func (o desk) complete(path, code string) *webtest.Page {
	o.t.Helper()
	page := o.operator.Get(path + "/pannelli/" + code).Expect(http.StatusOK)
	page = page.Submit("form.sp-example", nil).Follow().Expect(http.StatusOK)
	done := page.Submit("#modulo", nil)
	if done.Status != http.StatusSeeOther {
		o.t.Fatalf("%s: %d %s", code, done.Status, done.Text("#riepilogo"))
	}
	return done
}

func (o desk) completePhase(path, phase string, but string) {
	o.t.Helper()
	ph, _ := panels.Base.Phase(phase)
	for _, p := range ph.Panels {
		if !strings.Contains(but, p.Code) {
			o.complete(path, p.Code)
		}
	}
}

func (o desk) close(path, phase string) *webtest.Page {
	o.t.Helper()
	return o.operator.Get(path+"/fasi/"+phase+"/chiusura").Expect(http.StatusOK).Submit("main form", nil).Expect(http.StatusSeeOther)
}

// pdf is a small sound PDF, as a scanner makes it.
func pdf(t testing.TB) []byte {
	t.Helper()
	content, err := os.ReadFile("testdata/contratto-firmato.pdf")
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// toInvestigativa brings a bilancio through the Preliminare.
func (o desk) toInvestigativa() string {
	o.t.Helper()
	path := o.start()
	o.completePhase(path, panels.Preliminare, "PRE07")
	o.operator.Get(path+"/contratto").Submit("form[action$='/contratto']", nil).Follow().Has("main", "Scarica il contratto da firmare")
	o.operator.Upload(path+"/scansione", url.Values{}, "scansione", "contratto firmato.pdf", pdf(o.t)).Follow().Has("main", "contratto firmato.pdf")
	o.complete(path, "PRE07")
	o.close(path, panels.Preliminare)
	return path
}

// The whole bilancio on screen without a script: every panel is filled in and
// completed by its own form.
func TestTheWholeBilancioOnScreen(t *testing.T) {
	t.Parallel()
	webtest.Covers(t, 24, 26, 27, 29, 32, 35, 39, 43)
	o := newDesk(t)
	path := o.toInvestigativa()
	colleague, elsewhere := o.Login(rule.RoleOperator, "cpi:San Severo"), o.Login(rule.RoleOperator, "cpi:Lecce")
	o.listed(colleague, elsewhere, bilancio.InProgress)
	page := o.operator.Get(path).Expect(http.StatusOK)
	page.Has("h1", "Bilancio delle competenze di Bianchi Rocco").Has(".sp-facts", "n. 2026/0001 · 52 anni · BNCRCC74C15D643H · consulente giulia Prova · durata finora 3 ore, previste da 8 a 12")
	page.Has(".sp-phases .done", "Preliminare chiusa il 24/11/2026").Has(".sp-phases .on", "Investigativa 0 pannelli completi su 16")
	page.Has(".sp-phases", "si apre chiudendo l'Investigativa")
	page.Submit("form[action$='/incontri']", nil).Follow().Has("#flash", "In agenda: 2 incontri")
	o.operator.Get(path+"/pannelli/RIP01").Lacks("#modulo").Has(".sp-panelhead .sp-badge", "vuoto")

	o.completePhase(path, panels.Investigativa, "")
	closed := o.close(path, panels.Investigativa).Follow()
	closed.Has("#flash", "La fase Investigativa è chiusa. Si è aperta la fase di Riposizionamento.")
	aimless := o.operator.Get(path + "/pannelli/RIP06").Lacks("#f-selezionati li.sp-item")
	aimless.Has("#f-selezionati a[href='"+path+"/pannelli/RIP01']", "Indica prima l'obiettivo in RIP01")
	o.completePhase(path, panels.Riposizionamento, "")
	o.close(path, panels.Riposizionamento)
	o.completePhase(path, panels.Iscrizione, "ISC04")
	o.attach(path)
	last := o.operator.Get(path+"/pannelli/ISC04").Has("#modulo button.btn-primary", "Conferma l'iscrizione")
	if n := last.Find("#modulo [name=stato]").Length() + last.Find("#modulo [name=stato] option[value=conclusa]").Length(); n == 0 || strings.Contains(last.Text("#modulo"), "Conclusa") {
		t.Errorf("ISC04 offers states that come later")
	}
	last.Submit("#modulo", url.Values{"stato": {"conclusa"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "può essere solo «Confermata»")
	done := last.Submit("#modulo", url.Values{"invio_email": {"1"}}).Follow()
	done.Has("#flash", "L'iscrizione è confermata e il bilancio è completo.").Has("[aria-labelledby=documenti]", "Ricevuta di iscrizione").Has("[aria-labelledby=documenti]", "in coda")
	o.operator.Get("/bilanci?stato=completo").Has("tbody tr", "Bianchi Rocco").Has("tbody tr", "Iscrizione a un percorso formativo")
	o.enrolled()
	o.operator.Get("/bilanci").Lacks("tbody tr")
	o.listed(colleague, elsewhere, bilancio.Complete)

	b, err := bilancio.NewStore(o.DB).Bilancio(t.Context(), o.actor, 1)
	o.check(err)
	for _, p := range panels.Base.Panels() {
		if !b.Status(p.Code).Done() {
			t.Errorf("%s is %s", p.Code, b.Status(p.Code))
		}
		if p.Help == "" {
			t.Errorf("%s has no text that says how it is used", p.Code)
		}
		o.operator.Get(path+"/pannelli/"+p.Code).Expect(http.StatusOK).Lacks("#modulo").Has("h2", p.Code+" "+p.Title).Has(".sp-help", p.Help)
	}
	docs, err := archive.NewStore(o.DB).DocumentsOf(t.Context(), "bilancio", 1)
	o.check(err)
	for _, d := range docs {
		if d.FileID == 0 {
			t.Errorf("%s has no file", d.Kind)
		}
	}
}

// listed fails the test unless the lists and the desk of whoever works in the
// office name the bilancio under its state and under no other; those of another
// office never do.
func (o desk) listed(colleague, elsewhere *webtest.Client, state bilancio.State) {
	o.t.Helper()
	for s, title := range map[bilancio.State]string{bilancio.InProgress: "Bilanci di Competenze in lavorazione", bilancio.Complete: "Bilanci di Competenze completi"} {
		heading := "section[aria-labelledby=h-b] h3:contains('" + title + "')"
		row := heading + " + ul a[href='/bilanci/1']"
		home := colleague.Get("/scrivania").Expect(http.StatusOK)
		page := colleague.Get(home.Find(heading+" a").AttrOr("href", "no link")).Expect(http.StatusOK).Has(".sp-tabs [aria-current]", title)
		if s == state {
			home.Has(row, "Bianchi Rocco").Has(heading+" .sp-count", "1")
			page.Has("tbody tr", "Bianchi Rocco")
		} else {
			home.Lacks(row).Has(heading+" .sp-count", "0")
			page.Lacks("tbody tr")
		}
		elsewhere.Get("/scrivania").Expect(http.StatusOK).Lacks(row)
		elsewhere.Get("/bilanci?stato=" + string(s)).Expect(http.StatusOK).Lacks("tbody tr")
	}
}

// A meeting that nobody has written the outcome of is said before the path goes
// on without its minutes: at the closing of a phase and at the confirmation.
func TestAMeetingWithoutOutcomeIsSaid(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	path := o.toInvestigativa()
	o.operator.Get(path).Submit("form[action$='/incontri']", nil).Follow().Has("#flash", "In agenda: 2 incontri")
	o.operator.Get(path + "/fasi/investigativa/chiusura").Lacks("main a[href^='/appuntamenti/']")
	b, err := bilancio.NewStore(o.DB).Bilancio(t.Context(), o.actor, 1)
	o.check(err)
	late := b.Meetings[len(b.Meetings)-1]
	o.Clock.Set(late.Day.AddDays(1).Time().Add(10 * time.Hour))
	o.operator = o.As("giulia") // the session of that day is over
	for _, page := range []string{"/fasi/investigativa/chiusura", "/fasi/riposizionamento/chiusura"} {
		o.operator.Get(path+page).Has("main .sp-msg.warn", "Ci sono incontri senza esito").
			Has(fmt.Sprintf("main .sp-msg.warn a[href='/appuntamenti/%d']", late.ID), "incontro del "+late.Day.Italian())
	}
}

// enrolled fails the test unless the person has a place in the course that was
// chosen, with the service of the LEP H, and the edition a seat less.
func (o desk) enrolled() {
	o.t.Helper()
	var state, course, services string
	o.check(o.DB.Reader().QueryRow("SELECT e.state, c.code FROM enrolment e JOIN course c ON c.id=e.course_id WHERE e.worker_id=? AND e.bilancio_id=1", o.worker).Scan(&state, &course))
	o.check(o.DB.Reader().QueryRow("SELECT group_concat(code) FROM delivered_service WHERE worker_id=? AND reference='iscrizione'", o.worker).Scan(&services))
	if state != "confermata" || course != "P0" || services != "H.6" {
		o.t.Errorf("enrolled in %s, %s, with the service %s", course, state, services)
	}
	region := o.Login(rule.RoleRegion, "regione")
	region.Get("/percorsi?q=Addetto+alla+saldatura").Has("tbody tr", "11 posti liberi")
}

// attach sends a file for a row of ISC02, and reads it back.
func (o desk) attach(path string) {
	o.t.Helper()
	page := o.operator.Get(path + "/pannelli/ISC02")
	form := page.Find("#modulo")
	if form.AttrOr("enctype", "") != "multipart/form-data" {
		o.t.Error("the form sends no files")
	}
	name := form.Find("input[type=file]").First().AttrOr("name", "")
	sent := webtest.FormValues(form)
	sent.Del("_csrf")
	page = o.operator.Upload(path+"/pannelli/ISC02/bozza", sent, name, "carta d'identità.pdf", pdf(o.t)).Follow()
	link := page.Find("#modulo fieldset a[href*='/file/']")
	if link.Text() != "carta d'identità.pdf" {
		o.t.Fatalf("the file is called %q", link.Text())
	}
	if got := o.operator.Get(link.AttrOr("href", "")).Expect(http.StatusOK); got.Body != string(pdf(o.t)) {
		o.t.Error("the file does not come back as it was sent")
	}
	o.operator.Get(path + "/file/999").Expect(http.StatusNotFound)
	o.operator.Upload(path+"/pannelli/ISC02/bozza", webtest.FormValues(page.Find("#modulo")), name, "finto.pdf", []byte("testo")).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "non è un PDF")
	page.Submit("#modulo", nil).Expect(http.StatusSeeOther)
}

func TestARefusedPanelKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	path := o.start()
	page := o.operator.Get(path + "/pannelli/PRE03")
	got := page.Submit("#modulo", url.Values{"data_nascita": {"31/02/1974"}, "residenza.cap": {"7101"}, "nome": {strings.Repeat("à", 3000)}, "email": {"<script>alert(1)</script>"}})
	got.Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Il 31 febbraio 1974 non esiste.").Has("#riepilogo a[href='#f-residenza-cap']", "Residenza, cap").Has("title", "Errore:")
	if v := got.Find("[name=data_nascita]").AttrOr("value", ""); v != "31/02/1974" {
		t.Errorf("the date typed is %q", v)
	}
	if v := got.Find("[name=nome]").AttrOr("value", ""); len([]rune(v)) != 3000 {
		t.Errorf("%d characters of the name are left", len([]rune(v)))
	}
	if strings.Contains(got.Body, "<script>alert") {
		t.Error("a script in the address came back alive")
	}
	// the draft keeps it all the same, and the page says so
	got.Has("#riepilogo h2", "Bozza salvata, non ancora completata: ci sono 6 campi da correggere")
	again := o.operator.Get(path + "/pannelli/PRE03").Expect(http.StatusOK)
	if v := again.Find("[name=data_nascita]").AttrOr("value", ""); v != "31/02/1974" {
		t.Errorf("the draft holds the date %q", v)
	}
	if mine, drawn := again.Find("#modulo [name=_version]").AttrOr("value", ""), got.Find("#modulo [name=_version]").AttrOr("value", ""); mine != drawn {
		t.Errorf("the refused page goes on from version %s, the draft is version %s", drawn, mine)
	}
	// from another tab, of before, nothing is kept: both versions are shown
	page.Submit("#modulo", url.Values{"nome": {""}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo h2", "Non ho salvato")
}

// The same error in every entry of a list is said once, the panels have titles of
// their own, and on a narrow page only the phase of the panel is shown.
func TestAListOfEqualErrorsIsSaidOnce(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	path := o.toInvestigativa()
	page := o.operator.Get(path + "/pannelli/INV07").Expect(http.StatusOK)
	page.Has("title", "INV07 Competenze trasversali - Bilancio delle competenze di Bianchi Rocco").Has(".sp-nowonly .sp-phases", "Investigativa")
	o.operator.Get(path).Has("title", "Bilancio delle competenze di Bianchi Rocco").Lacks(".sp-nowonly")
	refused := page.Submit("#modulo", nil).Expect(http.StatusUnprocessableEntity)
	refused.Has("#riepilogo h2", "ci sono 20 campi da correggere").Has("#riepilogo li:first-child", "Livello secondo la persona: da correggere in 10 voci, a cominciare da «Comunicazione»")
	if n := refused.Find("#riepilogo li").Length(); n != 2 {
		t.Errorf("the summary has %d lines, want 2", n)
	}
	refused.Has("#f-trasversali", "Scegli una voce: «Livello secondo la persona».")
}

func TestRowsAreAddedAndRemovedWithoutAScript(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	path := o.toInvestigativa()
	panel := path + "/pannelli/INV02"
	page := o.operator.Get(panel).Lacks("[name='corsi.0.titolo']")
	add := func(p *webtest.Page, more url.Values) *webtest.Page {
		values := webtest.FormValues(p.Find("#modulo"))
		for k, v := range more {
			values[k] = v
		}
		return o.operator.Post(panel+"/bozza", values).Follow()
	}
	page = add(page, url.Values{"_add": {"corsi"}})
	page.Has("legend", "Nuova voce")
	page = add(page, url.Values{"corsi.0.titolo": {"Saldatura"}, "_add": {"corsi"}})
	page.Has("legend", "Saldatura").Has("legend", "Nuova voce")
	page = add(page, url.Values{"corsi.1.titolo": {"Carrelli"}})
	if n := page.Find("fieldset.sp-item").Length(); n != 2 {
		t.Errorf("%d rows", n)
	}
	page = add(page, url.Values{"_del": {"corsi.0"}})
	page.Has("legend", "Carrelli")
	if strings.Contains(page.Text("legend"), "Saldatura") {
		t.Error("the row is still there")
	}
	// a lookup is searched and taken by buttons
	panel = path + "/pannelli/INV09"
	page = o.operator.Get(panel)
	page = add(page, url.Values{"lingua_madre": {"ital"}, "_find": {"lingua_madre"}})
	page.Has(".sp-found button", "Italiano")
	page = add(page, url.Values{"_set": {page.Find(".sp-found button").First().AttrOr("value", "")}})
	if v := page.Find("[name=lingua_madre]").AttrOr("value", ""); !strings.HasPrefix(v, "Italiano") {
		t.Errorf("taken: %q", v)
	}
}

// The contract is printed, signed, scanned and put into its place: before that
// nothing else opens.
func TestTheContractOpensTheInvestigativa(t *testing.T) {
	t.Parallel()
	webtest.Covers(t, 30, 31, 42)
	o := newDesk(t)
	path := o.start()
	unsigned := o.operator.Get(path+"/pannelli/PRE07").Submit("form.sp-example", nil).Follow()
	unsigned.Lacks("#modulo [name=impegni_persona][type=checkbox]").Has("#modulo li", "Partecipare alla restituzione")
	refused := unsigned.Submit("#modulo", nil).Expect(http.StatusUnprocessableEntity)
	refused.Has("#riepilogo", "Nell'ordine: prepara il contratto, fallo firmare, carica la scansione").Has("#modulo a[href$='/contratto']", "Prepara il contratto")
	o.operator.Get(path+"/contratto").Has("main", "Prima vanno completati questi pannelli:").Lacks("form[action$='/contratto']")
	o.completePhase(path, panels.Preliminare, "PRE07")
	page := o.operator.Get(path+"/contratto").Submit("form[action$='/contratto']", nil).Follow()
	file := o.operator.Get(page.Find("a[href^='/documenti/']").AttrOr("href", "")).Expect(http.StatusOK)
	if file.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(file.Body, "%PDF-") {
		t.Errorf("the contract is %s", file.Header.Get("Content-Type"))
	}
	text := textOf(t, file.Body)
	for _, w := range []string{"Contratto di bilancio n. 2026/0001", "Bianchi Rocco", "BNCRCC74C15D643H", "Protocollo n. 2026/0000001", "Durata prevista 9 ore", "martedì 1 dicembre 2026 alle 9:00, 3 ore", "La persona si impegna a",
		"partecipare agli incontri concordati", "Il Centro per l'Impiego si impegna a", "garantire riservatezza", "Il percorso può essere interrotto motivandolo", "La persona", "Il consulente"} {
		if !strings.Contains(strings.ToLower(text), strings.ToLower(w)) {
			t.Errorf("the contract does not say «%s»: %s", w, text)
		}
	}
	o.operator.Get(path+"/fasi/preliminare/chiusura").Has("main", "La fase Investigativa si apre quando carichi il contratto firmato")
	o.operator.Upload(path+"/scansione", url.Values{}, "scansione", "contratto firmato.pdf", pdf(t)).Expect(http.StatusSeeOther)
	scan := o.operator.Get(path + "/scansione").Expect(http.StatusOK)
	if scan.Header.Get("Content-Security-Policy") != "sandbox; default-src 'none'" || scan.Body != string(pdf(t)) {
		t.Error("the scan does not come back as it was sent")
	}
	o.operator.Get(path+"/contratto").Has("main a.btn[href$='/pannelli/PRE07']", "Vai al pannello PRE07").Has("main", "La nuova scansione avrà un nuovo numero di protocollo")
	o.operator.Get(path+"/pannelli/PRE07").Has("#f-scansione a", "contratto firmato.pdf").Has("#f-protocollo", "2026/0000002")
	o.complete(path, "PRE07")
	o.operator.Get(path).Has("#contratto-firmato a[href$='/scansione']", "Contratto firmato").Has("#contratto-firmato", "prot. 2026/0000002").Has("#contratto-firmato", "contratto firmato.pdf")
	o.close(path, panels.Preliminare).Follow().Has("h2", "INV01")
	o.operator.Upload(path+"/scansione", url.Values{}, "scansione", "altro.pdf", pdf(t)).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "La fase Preliminare è chiusa.")
	closed := o.operator.Get(path+"/pannelli/PRE07").Has(".sp-panelhead .sp-badge", "completo").Has("dl, table", "24/11/2026")
	if strings.Contains(closed.Text("main"), "2026-11-24") {
		t.Error("the day of printing is written as a machine writes it")
	}
	closed.Has(".sp-buttons .btn-outline-primary", "PRE06")
	o.operator.Get(path+"/pannelli/PRE06").Has(".sp-buttons .btn-outline-primary:last-child", "PRE07")
}

// The document of each phase holds all that was entered, and goes to the person
// by one button.
func TestTheDocumentsOfThePhases(t *testing.T) {
	t.Parallel()
	webtest.Covers(t, 33, 34, 36, 37, 38, 40, 41)
	o := newDesk(t)
	path := o.toInvestigativa()
	o.completePhase(path, panels.Investigativa, "INV16")
	o.unticked(path, "INV16").Expect(http.StatusSeeOther)
	o.close(path, panels.Investigativa)
	o.mailed(panels.Investigativa, 0)
	o.sent(path, "Bilancio delle competenze – fase Investigativa", "Officine Gargano srl", "saldare giunti di telai metallici", "Affidabilità", "Italiano")
	o.completePhase(path, panels.Riposizionamento, "RIP06 RIP08")
	o.unticked(path, "RIP08").Expect(http.StatusSeeOther)
	o.otherTrade()
	courses := o.operator.Get(path + "/pannelli/RIP06")
	courses.Has("main h4", "1. Addetto alla saldatura di strutture metalliche").Has("main", "Perché questo percorso").Has(".sp-badge.good", "12 posti liberi su 15")
	o.scored(courses)
	if strings.Contains(courses.Text("main h4"), "senza organismo") {
		t.Error("a course that nobody holds is proposed")
	}
	courses.Has("#percorsi", "4 su 5 a catalogo").Has("#poco-vicini summary", "Poco vicini all'obiettivo: 1").Has("#poco-vicini h4", "4. Accoglienza alberghiera")
	if n := courses.Find("#poco-vicini h4").Length(); n != 1 {
		t.Errorf("%d courses are folded away", n)
	}
	if last := courses.Find("main h4").Last().Text(); last != "4. Accoglienza alberghiera" {
		t.Errorf("the course of another trade is at %q", last)
	}
	o.complete(path, "RIP06")
	o.close(path, panels.Riposizionamento)
	o.mailed(panels.Riposizionamento, 1)
	o.prints(path, "Progetto di riposizionamento", "3. Operatore di carpenteria", "Accoglienza alberghiera")
	o.sent(path, "Progetto di riposizionamento", "L'obiettivo professionale è «Saldatori e tagliatori a fiamma»", "Frequentare un corso per «Leggere disegni tecnici e schemi meccanici»", "P0")
	o.operator.Post(path+"/iscrizione", nil).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "è da completare")
	o.completePhase(path, panels.Iscrizione, "ISC03 ISC04")
	o.operator.Post(path+"/iscrizione", nil).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "è da completare")
	o.complete(path, "ISC03")
	o.operator.Get(path+"/pannelli/ISC04").Submit("#modulo", url.Values{panels.MailTick: {""}}).Expect(http.StatusSeeOther)
	o.mailed(panels.Iscrizione, 2)
	o.sent(path, "Ricevuta di iscrizione", "Ricevuta di iscrizione n. 1", "Form.It", "Impegno alla frequenza")
	o.moves(path)
}

// unticked completes the last panel of a phase without «Inviare alla persona».
func (o desk) unticked(path, code string) *webtest.Page {
	o.t.Helper()
	page := o.operator.Get(path+"/pannelli/"+code).Expect(http.StatusOK).Submit("form.sp-example", nil).Follow()
	return page.Submit("#modulo", url.Values{panels.MailTick: {""}})
}

// moves has the person enrolled in another edition: a new number with a receipt
// of its own, reached from the bilancio and from the card; the old one is kept.
func (o desk) moves(path string) {
	o.t.Helper()
	var course, body int64
	o.check(o.DB.Reader().QueryRow("SELECT course_id, body_id FROM enrolment").Scan(&course, &body))
	edition, err := training.NewStore(o.DB).SaveEdition(o.t.Context(), o.Actor(o.User("altra regia", rule.RoleRegion, "regione")), training.Edition{Code: "DOPO", CourseID: course, BodyID: body,
		Place: training.Place{Town: "Lucera", Province: "FG"}, StartsOn: "2027-03-01", Seats: 10, Timetable: "serale"})
	o.check(err)
	o.operator.Get(fmt.Sprintf("/lavoratori/%d", o.worker)).Has("a[href='/iscrizioni/1']", "iscrizione")
	o.operator.Get(path).Has("[aria-labelledby=esito] a[href='/iscrizioni/1']", "Iscrizione n. 1")
	old := o.operator.Get("/iscrizioni/1").Expect(http.StatusOK)
	receipt := old.Find("main a[href^='/documenti/']").AttrOr("href", "")
	first := o.operator.Get(receipt).Expect(http.StatusOK).Body
	page := old.Submit("form[action$='/spostamento']", url.Values{"edizione": {fmt.Sprint(edition)}}).Follow().Has("h1", "Iscrizione n. 2").Has("main", "Prende il posto di")
	renewed := page.Find("main a[href^='/documenti/']").AttrOr("href", "")
	if renewed == "" || renewed == receipt {
		o.t.Fatalf("the new enrolment has the receipt %q", renewed)
	}
	text := textOf(o.t, o.operator.Get(renewed).Expect(http.StatusOK).Body)
	for _, w := range []string{"Ricevuta di iscrizione n. 2", "DOPO", "Lucera", "Impegno alla frequenza"} {
		if !strings.Contains(text, w) {
			o.t.Errorf("the new receipt does not say «%s»", w)
		}
	}
	o.operator.Get("/iscrizioni/1").Has("main .sp-badge", "spostata").Has("main a[href='/iscrizioni/2']", "iscrizione n. 2").Has("main a[href='"+receipt+"']", "Ricevuta di iscrizione n. 1")
	if kept := o.operator.Get(receipt).Expect(http.StatusOK).Body; kept != first {
		o.t.Error("the old receipt has changed")
	}
	o.operator.Get(path).Has("[aria-labelledby=esito]", "Iscrizione n. 2").Has("[aria-labelledby=documenti]", "versione 2")
}

// otherTrade adds to the catalogue a course that has nothing to do with the
// bilancio: it comes last, though its title and its seat would put it first.
func (o desk) otherTrade() {
	o.t.Helper()
	region := o.Actor(o.User("turismo", rule.RoleRegion, "regione"))
	s := training.NewStore(o.DB)
	course, err := s.SaveCourse(o.t.Context(), region, training.Course{Code: "P7", Title: "Accoglienza alberghiera", Description: "Ricevere i clienti di un albergo.", Hours: 120, Active: true}, []int64{1})
	o.check(err)
	_, err = s.SaveEdition(o.t.Context(), region, training.Edition{Code: "E7", CourseID: course, BodyID: 1, Place: training.Place{Town: "San Severo", Province: "FG"}, StartsOn: "2027-01-12", Seats: 15, Timetable: "mattina"})
	o.check(err)
}

// scored fails the test unless each course shows its score as a bar that is also
// said in words, and each part of it with its number.
func (o desk) scored(page *webtest.Page) {
	o.t.Helper()
	courses := page.Find("ol.sp-plain > li")
	if courses.Length() != 4 {
		o.t.Fatalf("%d courses", courses.Length())
	}
	courses.Each(func(_ int, c *goquery.Selection) {
		score := c.Find(".sp-score .sp-big").Text()
		said := c.Find(".sp-score svg[role=img]").AttrOr("aria-label", "")
		if score == "" || !strings.HasPrefix(said, "Punteggio "+score+" su 100: divari ") {
			o.t.Errorf("%q is said as %q", score, said)
		}
		var labels []string
		c.Find(".sp-legend li").Each(func(_ int, part *goquery.Selection) {
			text := strings.Join(strings.Fields(part.Text()), " ")
			label, number, _ := strings.Cut(text, " ")
			labels = append(labels, label)
			if points, most, ok := strings.Cut(number, "/"); !ok || !strings.Contains(said, strings.ToLower(label)+" "+points+" su "+most) {
				o.t.Errorf("%q is not in %q", text, said)
			}
		})
		if got := strings.Join(labels, " "); got != "Divari Obiettivo Distanza Orario Avvio" {
			o.t.Errorf("the parts are %s", got)
		}
		if c.Find("details li").Length() < 3 {
			o.t.Error("no reasons line by line")
		}
	})
}

// prints fails the test unless the document says what it must and not what it
// must not.
func (o desk) prints(path, title, must, mustNot string) {
	o.t.Helper()
	link := o.operator.Get(path).Find("[aria-labelledby=documenti] a").FilterFunction(func(_ int, s *goquery.Selection) bool { return strings.Contains(s.Text(), title) }).First()
	text := textOf(o.t, o.operator.Get(link.AttrOr("href", "")).Expect(http.StatusOK).Body)
	if !strings.Contains(text, must) || strings.Contains(text, mustNot) {
		o.t.Errorf("«%s» does not say «%s», or says «%s»: %s", title, must, mustNot, text)
	}
}

// sent opens the document with the title, reads the words in it, and sends it.
func (o desk) sent(path, title string, words ...string) {
	o.t.Helper()
	page := o.operator.Get(path)
	row := page.Find("[aria-labelledby=documenti] li").FilterFunction(func(_ int, s *goquery.Selection) bool { return strings.Contains(s.Find("a").Text(), title) }).First()
	if row.Length() == 0 {
		o.t.Fatalf("no document «%s»", title)
	}
	id := row.AttrOr("id", "")
	text := textOf(o.t, o.operator.Get(row.Find("a").AttrOr("href", "")).Expect(http.StatusOK).Body)
	for _, w := range words {
		if !strings.Contains(text, w) {
			o.t.Errorf("«%s» does not say «%s»", title, w)
		}
	}
	page.Submit("#"+id+" form", nil).Follow().Has("#"+id, "in coda").Has("#"+id, "a rocco@posta.example")
}

// textOf returns what pdftotext reads in a PDF, on one line.
func textOf(t testing.TB, content string) string {
	t.Helper()
	cmd := exec.Command("pdftotext", "-enc", "UTF-8", "-", "-")
	cmd.Stdin = strings.NewReader(content)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("pdftotext (Debian: poppler-utils): %v", err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// A colleague's appointment of today serves, through the archive; not one of
// another day.
func TestStartOnAColleaguesAppointmentOfToday(t *testing.T) {
	t.Parallel()
	webtest.Covers(t, 24, 25)
	o := newDesk(t)
	o.User("marco", rule.RoleOperator, "cpi:San Severo")
	marco := o.As("marco")
	start := func(c *webtest.Client) *webtest.Page {
		return c.Post("/bilanci", url.Values{"appuntamento": {fmt.Sprint(o.appointment)}})
	}
	o.Clock.Add(-24 * time.Hour)
	start(o.operator).Expect(http.StatusUnprocessableEntity).Has("main", "Il bilancio non si avvia prima dell'appuntamento. Questo è del 24/11: potrai avviarlo quel giorno.")
	o.Clock.Add(24 * time.Hour)
	start(marco).Expect(http.StatusSeeOther)
	marco.Get("/bilanci").Has("tbody tr", "marco Prova")
	start(o.operator).Expect(http.StatusUnprocessableEntity).Has("main", "è già partito un bilancio")

	other, err := people.NewStore(o.DB).Create(t.Context(), o.actor, map[string]string{"codice_fiscale": "RSSMRA80A01H501U", "surname": "Rossi", "name": "Mario", "residence_province": "FG"})
	o.check(err)
	o.appointment, err = agenda.NewStore(o.DB).Book(t.Context(), o.actor, agenda.Booking{Worker: other, Kind: agenda.KindOrientation, Slot: agenda.Slot{Day: today, Starts: 720, Ends: 780}})
	o.check(err)
	o.Clock.Add(24 * time.Hour)
	marco, o.operator = o.As("marco"), o.As("giulia") // the night ended their sign-in
	start(marco).Expect(http.StatusUnprocessableEntity).Has("main", "Il bilancio sull'appuntamento di un collega si avvia solo il giorno stesso. Questo era del 24/11, con giulia Prova.")
	start(o.operator).Expect(http.StatusSeeOther) // one's own of a past day
}

// What the start writes is not taken back: hours before the appointment it is
// asked again, on a page that needs no script.
func TestAStartFarFromItsHourIsAskedAgain(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	form := url.Values{"appuntamento": {fmt.Sprint(o.appointment)}}
	o.Clock.Add(-31 * time.Minute)
	asked := o.operator.Post("/bilanci", form).Expect(http.StatusSeeOther).Follow().Expect(http.StatusOK)
	asked.Has("h1", "Avvia il bilancio di Bianchi Rocco").Has(".sp-msg.warn", "alle 9:00, con giulia Prova; adesso sono le 8:29.")
	asked.Has("form[action='/bilanci'] button.btn-primary", "avvia il bilancio")
	var n int
	o.check(o.DB.Reader().QueryRowContext(t.Context(), "SELECT count(*) FROM bilancio").Scan(&n))
	if n != 0 {
		t.Fatal("the bilancio has started unasked")
	}
	asked.Submit("form[action='/bilanci']", nil).Expect(http.StatusSeeOther).Follow().Has("#flash", "Ho avviato il bilancio")

	late := newDesk(t)
	late.Clock.Add(-30 * time.Minute)
	late.operator.Post("/bilanci", url.Values{"appuntamento": {fmt.Sprint(late.appointment)}}).Expect(http.StatusSeeOther).Follow().Has("#flash", "Ho avviato il bilancio")
}

func TestTheListSwapsAsItReloads(t *testing.T) {
	t.Parallel()
	webtest.Covers(t, 26)
	o := newDesk(t)
	path := o.start()
	o.operator.Fragment("/bilanci", "elenco").Expect(http.StatusOK)
	o.operator.Get(path).Has("#flash", "Ho avviato il bilancio") // the fragment left it for the page
	o.operator.SwapEqualsReload("/bilanci", "elenco")
	o.operator.Get("/bilanci?nome=bianchi+roc&fase=preliminare").Has("tbody tr", "Bianchi Rocco").Has(".sp-chip", "Nome: bianchi roc")
	for _, none := range []string{"?nome=verdi", "?fase=iscrizione", "?stato=completo", "?consulente=99"} {
		o.operator.Get("/bilanci" + none).Lacks("tbody tr")
	}
}

// Two tabs save one panel: 409 with both versions; the choice is saved.
func TestTwoTabsShowBothVersions(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	path := o.start()
	o.User("marco", rule.RoleOperator, "cpi:San Severo")
	marco := o.As("marco")
	panel := path + "/pannelli/PRE05"
	mine, theirs := o.operator.Get(panel), marco.Get(panel)
	send := func(c *webtest.Client, p *webtest.Page, more url.Values) *webtest.Page {
		values := webtest.FormValues(p.Find("#modulo"))
		for k, v := range more {
			values[k] = v
		}
		return c.Post(panel+"/bozza", values)
	}
	send(marco, theirs, url.Values{"aspettative": {"La versione di Marco"}, "ostacoli_percepiti": {"Il trasporto"}}).Expect(http.StatusSeeOther)
	both := send(o.operator, mine, url.Values{"aspettative": {"La mia versione"}}).Expect(http.StatusConflict)
	both.Has("main", "marco Prova ha salvato questo pannello alle").Has(".sp-two", "La mia versione").Has(".sp-two", "La versione di Marco").Has(".sp-two", "Il trasporto")
	for field, side := range map[string]string{"aspettative": "m", "ostacoli_percepiti": "s"} { // what only one changed is chosen already
		if both.Find("[name='scelta."+field+"'][checked]").AttrOr("value", "") != side {
			t.Errorf("%s: the other side is chosen", field)
		}
	}
	merged := both.Submit("main form", nil).Follow()
	merged.Has("[name=aspettative]", "La mia versione").Has("[name=ostacoli_percepiti]", "Il trasporto")
	// autosave says so in its place
	req := send(marco, theirs, url.Values{"aspettative": {"Ancora"}})
	req.Expect(http.StatusConflict)
}

func TestAutosaveAnswersWithItsFragment(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	path := o.start()
	page := o.operator.Get(path + "/pannelli/PRE05")
	if got := page.Find("#modulo").AttrOr("data-autosave", ""); got != path+"/pannelli/PRE05/bozza" {
		t.Errorf("autosave to %q", got)
	}
	saved := o.operator.PostFragment(path+"/pannelli/PRE05/bozza", "bozza", url.Values{"aspettative": {"Vorrei"}, "_version": {"0"}})
	saved.Expect(http.StatusOK).Has("#bozza", "Bozza salvata alle 9:00")
	if v := saved.Find("#bozza").AttrOr("data-version", ""); v != "1" {
		t.Errorf("version %q", v)
	}
	stale := o.operator.PostFragment(path+"/pannelli/PRE05/bozza", "bozza", url.Values{"aspettative": {"Altro"}, "_version": {"0"}})
	stale.Expect(http.StatusConflict).Has("#bozza.failed", "Premi «Salva bozza»: vedrai le due versioni.")
}

// The sign-in ends while a panel is being filled in: the draft that the page
// sends by itself gets the form of sign-in, and goes through once signed in
// again; meanwhile nothing is written.
func TestAutosaveAfterTheEndOfTheSignIn(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	path := o.start() + "/pannelli/PRE05"
	o.operator.Get(path).Expect(http.StatusOK)
	o.Clock.Add(access.IdleTimeout + time.Minute)
	draft := func() *webtest.Page {
		return o.operator.PostFragment(path+"/bozza", "bozza", url.Values{"aspettative": {"Quello che stavo scrivendo"}, "_version": {"0"}})
	}
	asked := draft().Expect(http.StatusUnauthorized).Lacks("#bozza")
	form := asked.Find("form[data-signin]")
	if form.Length() != 1 {
		t.Fatalf("no form of sign-in: %s", asked.Text("body"))
	}
	var panels int
	o.check(o.DB.Reader().QueryRow("SELECT count(*) FROM bilancio_panel WHERE panel='PRE05'").Scan(&panels))
	if panels != 0 {
		t.Error("something was written for nobody")
	}
	// The script signs in over the page, without what the form carries, and sends the draft again.
	in := o.operator.PostFragment("/accesso", "accesso", url.Values{"email": {webtest.Address("giulia")}, "password": {webtest.Password}})
	if in.Status != http.StatusSeeOther {
		t.Fatalf("sign-in: %d", in.Status)
	}
	draft().Expect(http.StatusOK).Has("#bozza", "Bozza salvata")
	o.operator.Get(path).Has("[name=aspettative]", "Quello che stavo scrivendo")
	// Signed in again in another window: the old page's token is another visit's, and the answer brings the new one.
	other := o.As("giulia")
	stale := other.PostWith(path+"/bozza", "bozza", url.Values{"_csrf": {form.Find("input[name=_csrf]").AttrOr("value", "")}, "aspettative": {"Ancora"}, "_version": {"1"}})
	stale.Expect(http.StatusConflict).Has("form[data-resumed]", "Invia adesso")
	if stale.Find("form[data-resumed] input[name=aspettative]").AttrOr("value", "") != "Ancora" {
		t.Error("what was written is not offered again")
	}
}

func TestSuggestionsAreTaken(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	path := o.toInvestigativa()
	for _, code := range []string{"INV01", "INV02", "INV03", "INV04"} {
		o.complete(path, code)
	}
	panel := path + "/pannelli/INV08"
	page := o.operator.Get(panel).Has("main h3", "Competenze suggerite").Has(".sp-rows", "emersa da INV04, «saldare giunti di telai metallici»")
	values := webtest.FormValues(page.Find("#modulo"))
	values.Set("_take", page.Find("button[name=_take]").First().AttrOr("value", ""))
	page = o.operator.Post(panel+"/bozza", values).Follow()
	page.Has("fieldset.sp-item legend", "Saldare ad arco con elettrodo rivestito")
}

func TestClosingSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	webtest.Covers(t, 42)
	o := newDesk(t)
	path := o.start()
	page := o.operator.Get(path + "/fasi/preliminare/chiusura").Expect(http.StatusOK)
	page.Has("main", "La fase non si può ancora chiudere").Has("main button[aria-disabled=true]", "Chiudi la fase Preliminare").Has(".sp-msg a[href$='/pannelli/PRE02']", "PRE02").Lacks("main form[action$='/chiusura']")
	o.operator.Post(path+"/fasi/preliminare/chiusura", nil).Expect(http.StatusUnprocessableEntity)
	o.operator.Get(path+"/pannelli/INV01").Has("main", "La fase Investigativa si apre quando chiudi la fase Preliminare.").Lacks("#modulo")
	o.operator.Post(path+"/iscrizione", nil).Expect(http.StatusUnprocessableEntity)
	// The phase is what refuses, not the course that is still to be chosen.
	if _, err := bilancio.NewStore(o.DB).Enrol(t.Context(), o.actor, 1, bilancio.Confirmation{}); err == nil || !strings.Contains(err.Error(), "La fase Iscrizione si apre quando chiudi") {
		t.Errorf("an early enrolment is refused with %v", err)
	}
	o.operator.Get(path + "/fasi/quinta/chiusura").Expect(http.StatusNotFound)
	o.operator.Get(path + "/pannelli/XXX").Expect(http.StatusNotFound)
}

func TestAFileThatIsNoScanIsRefused(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	path := o.start()
	o.completePhase(path, panels.Preliminare, "PRE07")
	o.operator.Upload(path+"/scansione", url.Values{}, "scansione", "contratto.pdf", pdf(t)).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Prima va preparato il contratto")
	o.operator.Post(path+"/contratto", nil).Expect(http.StatusSeeOther)
	page := o.operator.Upload(path+"/scansione", url.Values{}, "scansione", "contratto.pdf", []byte("questo non è un PDF"))
	page.Expect(http.StatusUnprocessableEntity).Has("#f-scansione-errore", "Questo file non è un PDF, anche se ne ha il nome.").Has("#riepilogo", "Il file va scelto di nuovo")
	o.operator.Post(path+"/scansione", nil).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Scegli il file da caricare.")
}

func TestReopeningByTheHeadOnly(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	path := o.toInvestigativa()
	o.operator.Get(path + "/fasi/preliminare/riapertura").Expect(http.StatusNotFound)
	head := o.Login(rule.RoleOfficeHead, "cpi:San Severo")
	page := head.Get(path + "/fasi/preliminare/riapertura").Expect(http.StatusOK)
	page.Submit("main form", nil).Expect(http.StatusUnprocessableEntity).Has("#f-motivo-errore", "Scrivi il motivo della riapertura.")
	done := page.Submit("main form", url.Values{"motivo": {"Manca un dato"}}).Follow()
	done.Has("#flash", "La fase Preliminare è di nuovo aperta.").Has("[aria-labelledby=fasi]", "riaperta il").Has("main", "Manca un dato")
	o.operator.Get(path+"/pannelli/PRE05").Has("#modulo", "Completa e vai a PRE06")
	var reason string
	o.check(o.DB.Reader().QueryRow("SELECT reason FROM audit WHERE action='bilancio.fase_riaperta'").Scan(&reason))
	if reason != "Manca un dato" {
		t.Errorf("the audit says %q", reason)
	}
}

func TestInterruption(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	path := o.start()
	page := o.operator.Get(path + "/interruzione")
	page.Submit("main form", url.Values{"motivo": {""}}).Expect(http.StatusUnprocessableEntity)
	page = page.Submit("main form", url.Values{"motivo": {"Ha trovato lavoro"}}).Follow()
	page.Has("main", "Il bilancio è interrotto dal 24/11/2026").Has("main", "Ha trovato lavoro")
	o.operator.Get(path + "/pannelli/PRE01").Lacks("#modulo")
	o.operator.Get("/bilanci?stato=interrotto").Has("tbody", "Bianchi Rocco")
}

func TestAnotherOfficeFindsNothing(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	path := o.toInvestigativa()
	elsewhere := o.Login(rule.RoleOperator, "cpi:Lecce")
	for _, page := range []string{"", "/pannelli/PRE01", "/fasi/investigativa/chiusura", "/contratto", "/scansione", "/interruzione", "/file/1"} {
		elsewhere.Get(path + page).Expect(http.StatusNotFound)
	}
	for _, act := range []string{"/pannelli/INV01/bozza", "/pannelli/INV01/completamento", "/pannelli/INV01/esempio", "/pannelli/PRE03/scheda-lavoratore", "/fasi/investigativa/chiusura", "/contratto", "/programma", "/incontri", "/iscrizione", "/documenti/1/invio", "/interruzione"} {
		elsewhere.Post(path+act, url.Values{"motivo": {"x"}}).Expect(http.StatusNotFound)
	}
	elsewhere.Upload(path+"/scansione", url.Values{}, "scansione", "x.pdf", pdf(t)).Expect(http.StatusNotFound)
	elsewhere.Get("/bilanci").Lacks("tbody tr")
	province := o.Login(rule.RoleProvince, "provincia:FG")
	province.Get(path+"/pannelli/INV01").Expect(http.StatusOK).Lacks("#modulo").Has("main", "qui si può solo leggere")
}

func TestTheCardIsOfferedWhatChanged(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	path := o.start()
	page := o.operator.Get(path+"/pannelli/PRE03").Submit("form.sp-example", nil).Follow()
	page.Has("#f-cognome-aiuto", "Proposto dalla scheda lavoratore, 24/11/2026.")
	page = page.Submit("#modulo", url.Values{"telefono": {"3331234567"}}).Follow()
	page.Has("main .sp-msg.warn", "Aggiornare anche la scheda lavoratore?").Has(".sp-msg.warn li", "Telefono: nella scheda «3401187725», qui «3331234567»")
	if next := page.Find(".sp-msg.warn a.btn"); next.Text() != "No, continua" || next.AttrOr("href", "") != path+"/pannelli/PRE04" {
		t.Errorf("the way on without the card: %q to %s", next.Text(), next.AttrOr("href", ""))
	}
	page.Submit("form[action$='/scheda-lavoratore']", nil).Follow().Has("h2", "PRE04").Has("#flash", "Scheda lavoratore aggiornata")
	page = o.operator.Get(path + "/pannelli/PRE03").Lacks("form[action$='/scheda-lavoratore']")
	page.Submit("#modulo", nil).Follow().Has("h2", "PRE04")
	w, err := people.NewStore(o.DB).Worker(t.Context(), o.actor, o.worker)
	if err != nil || w.Phone != "3331234567" {
		t.Errorf("%q %v", w.Phone, err)
	}
}

// TestTheDIDOfAPanelIsDeclared: date and number of the DID reach the card as a
// declaration, and never over another.
func TestTheDIDOfAPanelIsDeclared(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	path := o.start()
	page := o.operator.Get(path+"/pannelli/PRE04").Submit("form.sp-example", nil).Follow()
	page = page.Submit("#modulo", nil).Follow()
	page.Has(".sp-msg.warn", "Aggiornare anche la scheda lavoratore?").Submit("form[action$='/scheda-lavoratore']", nil).Follow().Has("#flash", "Scheda lavoratore aggiornata")
	persons := people.NewStore(o.DB)
	dids, err := persons.DIDs(t.Context(), o.worker)
	if err != nil || len(dids) != 1 || dids[0].Number != "004512" || dids[0].On != rule.Date("2026-11-24").AddDays(-200) || dids[0].Note == "" {
		t.Fatalf("%+v %v", dids, err)
	}
	var services int
	if err := o.DB.Reader().QueryRow("SELECT count(*) FROM delivered_service WHERE code='B.1'").Scan(&services); err != nil || services != 0 {
		t.Errorf("%d B.1 of a DID taken 200 days ago (%v)", services, err)
	}
	o.operator.Get(path+"/pannelli/PRE04").Submit("#modulo", url.Values{"numero_did": {"999"}}).Follow().
		Submit("form[action$='/scheda-lavoratore']", nil).Expect(http.StatusUnprocessableEntity).Has("main", "C'è già una DID in vigore")
	if dids, err := persons.DIDs(t.Context(), o.worker); err != nil || len(dids) != 1 || dids[0].Number != "004512" {
		t.Errorf("%+v %v", dids, err)
	}
}

func TestTheAdministratorChangesAField(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	admin := o.Login(rule.RoleAdmin, "installazione")
	old := o.start()
	admin.Get("/schede").Has("tbody th", "INV16").Has("main", "Versione in uso: 1")
	page := admin.Get("/schede/bilancio/PRE05")
	page.Submit("#f-campo-ostacoli_percepiti", url.Values{"etichetta": {"Che cosa ti ostacola"}, "aiuto": {"Con le sue parole."}, "obbligo": {"si"}}).Follow().Has("#flash", "Campo modificato")
	admin.Get("/schede").Has("main", "Versione in uso: 2").Has("main", "1 campo modificato")
	page.Submit("#f-campo-aspettative", url.Values{"etichetta": {"X"}}).Expect(http.StatusConflict)
	admin.Get("/schede/bilancio/PRE05").Submit("#f-campo-aspettative", url.Values{"etichetta": {" "}}).Expect(http.StatusUnprocessableEntity)
	o.operator.Get(old+"/pannelli/PRE05").Has("label[for=f-ostacoli_percepiti]", "Ostacoli percepiti") // its own version

	worker, err := people.NewStore(o.DB).Create(t.Context(), o.actor, map[string]string{"codice_fiscale": "RSSMRA80A01H501U", "surname": "Rossi", "name": "Mario", "residence_province": "FG"})
	o.check(err)
	o.appointment, err = agenda.NewStore(o.DB).Book(t.Context(), o.actor, agenda.Booking{Worker: worker, Kind: agenda.KindOrientation, Slot: agenda.Slot{Day: today, Starts: 720, Ends: 780}})
	o.check(err)
	next := o.operator.Post("/bilanci", url.Values{"appuntamento": {fmt.Sprint(o.appointment)}, "conferma": {"1"}}).Follow()
	path, _ := strings.CutSuffix(next.Path, "/pannelli/PRE01")
	o.operator.Get(path+"/pannelli/PRE05").Has("label[for=f-ostacoli_percepiti]", "Che cosa ti ostacola")
	o.operator.Get("/schede").Expect(http.StatusNotFound)
}

// Outside a demonstration there are no sample answers.
func TestSamplesAreOfTheDemoOnly(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	c.Post("/bilanci/1/pannelli/PRE01/esempio", nil).Expect(http.StatusNotFound)
}
