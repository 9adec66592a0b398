package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/db/training"
	"sportello/handlers/web"
	"sportello/handlers/webtest"

	"github.com/xuri/excelize/v2"
)

// The way of an operator from the request for access to the receipt of an
// enrolment, on the whole list of a province: by HTTP alone, in a browser
// without scripts, in a browser with them.
func TestFromAccreditationToReceipt(t *testing.T) {
	webtest.Covers(t, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 25, 26, 27, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43)
	for _, walk := range []struct {
		name, list string
		hand       func(*stage, string) hand
	}{
		{"over HTTP", wholeList, (*stage).plainHand},
		{"without scripts", updatedList, func(s *stage, name string) hand { return s.seatedHand(name, false) }},
		{"with scripts", wholeList, func(s *stage, name string) hand { return s.seatedHand(name, true) }},
	} {
		t.Run(walk.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, walk.hand)
			s.accreditation()
			s.importList(walk.list)
			s.listAndExcel()
			s.riscontro()
			s.appointments()
			s.start()
			s.preliminare()
			s.investigativa()
			s.riposizionamento()
			s.iscrizione()
			s.afterwards()
		})
	}
}

// The lists of db/exchange/testdata, and how many people of San Severo they hold.
const (
	wholeList   = "lista_mobilita_2011_2012_FG.xlsx"
	updatedList = "lista_mobilita_FG_aggiornamento.csv"
)

const (
	day1 = rule.Date("2026-11-24") // a Tuesday; the clock stands at 9:00
	day2 = rule.Date("2026-11-25") // the meeting that Verdi misses
	day3 = rule.Date("2026-12-02")
	day4 = rule.Date("2026-12-09")
)

// mailbox is where the person wants the documents.
const mailbox = "bianchi@posta.example"

// person is somebody of the list, as the screen names them.
type person struct {
	name     string // surname first
	surname  string
	row, id  int64
	cardPath string
}

// stage is the product with those who act in the walk.
type stage struct {
	*webtest.Server
	t                     *testing.T
	newHand               func(*stage, string) hand
	maria, centre         hand
	rossi, bianchi, later person
	appointment, ahead    string // addresses
	verdi                 int64
	bilancio              string // address
	withoutBody           string
}

func newStage(t *testing.T, newHand func(*stage, string) hand) *stage {
	t.Helper()
	d, clock := dbtest.Open(t)
	s := &stage{Server: webtest.Serve(t, d, clock, web.Config{Demo: true}), t: t, newHand: newHand}
	s.User("Maria", "", "")
	s.User("Carla", rule.RoleServiceCentre, "installazione")
	s.User("Teresa", rule.RoleOfficeHead, "cpi:San Severo")
	s.verdi = s.User("Verdi", rule.RoleOperator, "cpi:San Severo")
	s.User("Luca", rule.RoleOperator, "cpi:Lecce")
	s.catalogue()
	return s
}

func (s *stage) plainHand(name string) hand {
	return &plain{t: s.t, client: s.As(name)}
}

func (s *stage) seatedHand(name string, scripts bool) hand {
	p := open(s.t, s.URL, scripts)
	p.signIn(webtest.Address(name), webtest.Password)
	var runs bool
	if p.js("typeof htmx !== 'undefined'", &runs); runs != scripts {
		s.t.Fatalf("scripts run: %v, want %v", runs, scripts)
	}
	return &seated{walker: p}
}

func (s *stage) check(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// catalogue holds five courses that suit a welder: four that a body would run,
// and one that nobody offers.
func (s *stage) catalogue() {
	s.t.Helper()
	region := s.Actor(s.User("Regia", rule.RoleRegion, "regione"))
	store := training.NewStore(s.DB)
	body, err := store.SaveBody(s.t.Context(), region, training.Body{CodiceFiscale: "02345670711", Name: "Form.It"})
	s.check(err)
	s.withoutBody = "Saldatura di strutture metalliche senza organismo"
	titles := []string{"Addetto alla saldatura di strutture metalliche", "Saldatore con lettura del disegno tecnico", "Tecniche di saldatura ad arco", "Saldatura e carpenteria metallica", s.withoutBody}
	for i, title := range titles {
		bodies := []int64{body}
		if title == s.withoutBody {
			bodies = nil
		}
		course, err := store.SaveCourse(s.t.Context(), region, training.Course{Code: fmt.Sprintf("P%d", i+1), Title: title, Description: "Saldatura e lettura di disegni tecnici.",
			Competences: []string{"leggere disegni tecnici", "tecniche di saldatura"}, Hours: 120, Active: true}, bodies)
		s.check(err)
		if bodies == nil {
			continue
		}
		for _, e := range []training.Edition{{Code: fmt.Sprintf("E%d-piena", i+1), Seats: 12, SeatsTaken: 12}, {Code: fmt.Sprintf("E%d", i+1), Seats: 15, SeatsTaken: 3}} {
			e.CourseID, e.BodyID, e.Place, e.StartsOn, e.Timetable = course, body, training.Place{Town: "San Severo", Province: "FG"}, "2027-01-12", "mattina"
			_, err := store.SaveEdition(s.t.Context(), region, e)
			s.check(err)
		}
	}
}

// number returns the single number that the query finds.
func (s *stage) number(query string, args ...any) (n int) {
	s.t.Helper()
	s.check(s.DB.Reader().QueryRowContext(s.t.Context(), query, args...).Scan(&n))
	return n
}

// mailed fails unless the outbox holds the message for the address.
func (s *stage) mailed(to, subject string) {
	s.t.Helper()
	if s.number("SELECT count(*) FROM mail WHERE recipient=? AND subject LIKE ?", to, "%"+subject+"%") == 0 {
		var all string
		s.check(s.DB.Reader().QueryRowContext(s.t.Context(), "SELECT group_concat(recipient||': '||subject, '; ') FROM mail").Scan(&all))
		s.t.Fatalf("no e-mail «%s» for %s, but %s", subject, to, all)
	}
}

// pdf returns what the PDF at the address says.
func (s *stage) pdf(h hand, path string) string {
	s.t.Helper()
	content := h.file(path)
	if !bytes.HasPrefix(content, []byte("%PDF-")) {
		s.t.Fatalf("%s is no PDF", path)
	}
	name := filepath.Join(s.t.TempDir(), "documento.pdf")
	s.check(os.WriteFile(name, content, 0o600))
	text, err := exec.CommandContext(s.t.Context(), "pdftotext", "-layout", name, "-").Output()
	s.check(err)
	return strings.Join(strings.Fields(string(text)), " ")
}

// says fails unless the PDF holds the words.
func (s *stage) says(h hand, path string, words ...string) {
	s.t.Helper()
	text := s.pdf(h, path)
	for _, w := range words {
		if !strings.Contains(text, w) {
			s.t.Fatalf("%s does not say %q: %.1500s", path, w, text)
		}
	}
}

// 1. The first sign-in shows the accreditation; the desk opens once it is enabled.
func (s *stage) accreditation() {
	s.maria, s.centre = s.newHand(s, "Maria"), s.newHand(s, "Carla")
	h := s.maria
	h.open("/scrivania")
	answered(s.t, h, http.StatusNotFound)
	h.open("/accreditamento")
	cf, err := rule.ComputeCodiceFiscale("Prova", "Maria", "F", "1980-01-01", "H501")
	s.check(err)
	h.press("main form", "button[value=chiudi]", url.Values{"office": {"San Severo (FG)"}, "surname": {"Prova"}, "name": {"Maria"}, "codice_fiscale": {string(cf)},
		"phone": {"0882 123456"}, "job": {"colloqui"}, "requested_role": {"operatore"}})
	has(s.t, h, "#flash", "chiusa e inviata")
	s.says(h, h.attr("#documenti + ul a", "href"), "Maria", string(cf))

	s.centre.open("/accreditamenti")
	has(s.t, s.centre, "tbody", "Prova Maria")
	s.centre.open(s.centre.attr("tbody th a", "href"))
	s.centre.press("form[action$='/abilitazione']", "", url.Values{"reason": {"Comunicata per telefono dal responsabile"}})
	has(s.t, s.centre, "#flash", "Abilitazione fatta")
	s.mailed(webtest.Address("Maria"), "Accreditamento abilitato")
	h.open("/scrivania")
	has(s.t, h, "h1", "La mia scrivania")
}

// The list is loaded by the head of the office, through its four steps.
func (s *stage) importList(name string) {
	h := s.newHand(s, "Teresa")
	h.open("/elenchi/1/caricamenti")
	h.send("form[action='/elenchi/1/caricamenti']", "file", "../db/exchange/testdata/"+name, url.Values{"mittente": {"Regione"}})
	load := h.path()
	h.press("form[action$='/colonne']", "", nil)
	s.Settle()
	h.open(load)
	h.press("form[action$='/applicazione']", "", nil)
	s.Settle()
	want := map[string]int{wholeList: 4725, updatedList: 587}[name]
	if got := s.number("SELECT count(*) FROM list_row"); got != want {
		s.t.Fatalf("%d rows on the list, want %d", got, want)
	}
}

// 2. The operator sees who of the own province is not convened yet, and takes
// the sheet along.
func (s *stage) listAndExcel() {
	h := s.maria
	h.open("/elenchi/1?stato=da_convocare")
	has(s.t, h, ".sp-facts", "Lavoratori della provincia di Foggia")
	lacks(s.t, h, "tbody .sp-badge.running")
	sheet, err := excelize.OpenReader(bytes.NewReader(h.file(h.attr("a[href^='/elenchi/1/excel']", "href"))))
	s.check(err)
	rows, err := sheet.GetRows(sheet.GetSheetName(0))
	s.check(err)
	if got, want := len(rows)-1, s.number("SELECT count(*) FROM list_row WHERE province='FG' AND convocation='da_convocare'"); got != want || want == 0 {
		s.t.Fatalf("the sheet has %d people, want %d", got, want)
	}
	lecce := s.newHand(s, "Luca")
	lecce.open("/elenchi/1")
	lacks(s.t, lecce, "tbody th a")

	office := s.number("SELECT id FROM cpi WHERE name='San Severo'")
	h.open(fmt.Sprintf("/elenchi/1?stato=da_convocare&cpi=%d", office))
	s.rossi, s.bianchi, s.later = s.nth(1), s.nth(2), s.nth(3)
}

var digits = regexp.MustCompile(`\d+`)

// nth returns who stands in a line of the list.
func (s *stage) nth(n int) person {
	s.t.Helper()
	tr := fmt.Sprintf("tbody tr:nth-child(%d) ", n)
	p := person{name: s.maria.text(tr + "th a"), cardPath: s.maria.attr(tr+"th a", "href")}
	p.id, _ = strconv.ParseInt(digits.FindString(p.cardPath), 10, 64)
	p.row, _ = strconv.ParseInt(digits.FindString(s.maria.attr(fmt.Sprintf("tbody tr:nth-child(%d)", n), "id")), 10, 64)
	if p.id == 0 || p.row == 0 {
		s.t.Fatalf("nobody in line %d: %s", n, s.maria.text("tbody"))
	}
	s.check(s.DB.Reader().QueryRowContext(s.t.Context(), "SELECT surname FROM worker WHERE id=?", p.id).Scan(&p.surname))
	return p
}

// 3. Who turns out to work already can be given no appointment.
func (s *stage) riscontro() {
	h := s.maria
	h.open(s.rossi.cardPath + "/riscontri")
	h.press("form[action$='/riscontri']", "", url.Values{"riscontro": {"escluso"}, "note": {"Rapporto di lavoro attivo, dalle comunicazioni obbligatorie."}})
	has(s.t, h, "#flash", ": escluso.")
	h.open("/elenchi/1?stato=escluso")
	row := fmt.Sprintf("#riga-%d ", s.rossi.row)
	has(s.t, h, row, "non convocabile")
	lacks(s.t, h, row+"a[href$='/appuntamento']")
	h.open(fmt.Sprintf("/appuntamenti/nuovo?riga=%d", s.rossi.row))
	has(s.t, h, "main", "risulta escluso")
	s.book(s.rossi.id, day2, "09:00", 60, http.StatusUnprocessableEntity)
	has(s.t, h, "main", "risulta escluso")
}

// book presses «Fissa appuntamento» for somebody, through the form of one who
// can be met if need be.
func (s *stage) book(worker int64, day rule.Date, at string, minutes, want int) {
	s.t.Helper()
	h := s.maria
	values := url.Values{"operatore": {fmt.Sprint(s.verdi)}, "giorno": {string(day)}, "ora": {at}, "durata": {fmt.Sprint(minutes)}}
	if h.count("form[action='/appuntamenti']") == 0 {
		h.open(fmt.Sprintf("/appuntamenti/nuovo?lavoratore=%d", s.bianchi.id))
		values.Set("lavoratore", fmt.Sprint(worker))
		values.Set("riga", fmt.Sprint(s.rossi.row))
	}
	h.press("form[action='/appuntamenti']", "", values)
	answered(s.t, h, want)
}

// 4. An appointment for tomorrow with a colleague, its letter, and another in
// the same hour refused.
func (s *stage) appointments() {
	h := s.maria
	link := fmt.Sprintf("/elenchi/1/righe/%d/appuntamento", s.bianchi.row)
	h.open("/elenchi/1?stato=da_convocare&cpi=" + fmt.Sprint(s.number("SELECT id FROM cpi WHERE name='San Severo'")))
	if h.count("a[href='"+link+"']") != 1 {
		s.t.Fatalf("no «Gestione Appuntamenti» for %s", s.bianchi.name)
	}
	h.open(link)
	s.book(s.bianchi.id, day2, "09:00", 180, http.StatusOK)
	has(s.t, h, "#flash", "Appuntamento fissato: "+s.bianchi.name)
	has(s.t, h, "#flash", "con Verdi Prova")
	s.appointment = h.path()
	s.Settle()
	s.says(h, s.appointment+"/lettera", s.bianchi.surname, "25 novembre 2026", "2026/")

	h.open(fmt.Sprintf("/appuntamenti/nuovo?lavoratore=%d", s.later.id))
	s.book(s.later.id, day2, "10:00", 60, http.StatusUnprocessableEntity)
	has(s.t, h, "[role=alert]", s.bianchi.name)
	s.book(s.later.id, day3.AddDays(1), "10:00", 60, http.StatusOK)
	s.ahead = h.path()
}

// 5. The next day the colleague is absent: the operator starts the bilancio on
// the colleague's appointment of today, and on none to come.
func (s *stage) start() {
	s.Clock.Set(day2.At(9 * 60))
	s.maria = s.newHand(s, "Maria")
	h := s.maria
	h.open("/scrivania")
	archive := "section[aria-labelledby=h-b] a[href^='/appuntamenti?dal=']"
	has(s.t, h, archive, "Vai all'archivio appuntamenti del CPI")
	h.open(h.attr(archive, "href"))
	has(s.t, h, "main", s.bianchi.name)
	lacks(s.t, h, "input[name=appuntamento][value='"+digits.FindString(s.ahead)+"']")
	h.open(s.ahead)
	lacks(s.t, h, "form[action='/bilanci']")

	h.open(s.appointment)
	h.press("form[action='/bilanci']", "", url.Values{"appuntamento": {digits.FindString(s.ahead)}})
	answered(s.t, h, http.StatusUnprocessableEntity)
	if n := s.number("SELECT count(*) FROM bilancio"); n != 0 {
		s.t.Fatal("a bilancio started on an appointment to come")
	}
	h.open(s.appointment)
	h.press("form[action='/bilanci']", "", nil)
	answered(s.t, h, http.StatusOK)
	path, ok := strings.CutSuffix(h.path(), "/pannelli/PRE01")
	if !ok {
		s.t.Fatalf("led to %s", h.path())
	}
	s.bilancio = path
}

// panel fills a panel in with its sample, changes the fields given and completes
// it.
func (s *stage) panel(code string, change url.Values) {
	s.t.Helper()
	h := s.maria
	h.open(s.bilancio + "/pannelli/" + code)
	if h.text(".sp-help") == "" {
		s.t.Fatalf("%s says nothing of how it is filled in", code)
	}
	h.press("form.sp-example", "", nil)
	h.press("#modulo", "", change)
	if h.status() != http.StatusOK {
		s.t.Fatalf("%s: status %d: %s", code, h.status(), h.text("#riepilogo"))
	}
}

// panels completes the panels of a phase but those named.
func (s *stage) panels(phase string, but ...string) {
	s.t.Helper()
	ph, _ := panels.Base.Phase(phase)
	for _, p := range ph.Panels {
		if !strings.Contains(strings.Join(but, " "), p.Code) {
			s.panel(p.Code, nil)
		}
	}
}

func (s *stage) closePhase(phase string) {
	s.t.Helper()
	s.maria.open(s.bilancio + "/fasi/" + phase + "/chiusura")
	s.maria.press("main form[action$='/chiusura']", "", nil)
	answered(s.t, s.maria, http.StatusOK)
	has(s.t, s.maria, "#flash", "La "+panels.PhaseWords(phase)+" è chiusa.")
	s.Settle()
}

// document returns the address of the latest document of the kind, which must
// be stored as a file.
func (s *stage) document(kind string) string {
	s.t.Helper()
	var id int64
	s.check(s.DB.Reader().QueryRowContext(s.t.Context(), "SELECT id FROM document WHERE subject='bilancio' AND kind=? AND file_id IS NOT NULL ORDER BY id DESC LIMIT 1", kind).Scan(&id))
	return fmt.Sprintf("/documenti/%d", id)
}

// 6. Preliminare: prefilled from the list; the Investigativa opens with the
// signed contract.
func (s *stage) preliminare() {
	h := s.maria
	h.open(s.bilancio + "/pannelli/PRE03")
	if surname := h.attr("#modulo [name=cognome]", "value"); surname == "" || !strings.HasPrefix(s.bianchi.name, surname) {
		s.t.Fatalf("the surname is prefilled with %q", surname)
	}
	s.panel("PRE02", url.Values{"email_documenti": {mailbox}})
	s.panels(panels.Preliminare, "PRE02", "PRE07")
	h.open(s.bilancio + "/pannelli/INV01")
	lacks(s.t, h, "#modulo")
	has(s.t, h, "main", "si apre quando chiudi la fase Preliminare")

	h.open(s.bilancio + "/contratto")
	h.press("form[action$='/contratto']", "", nil)
	s.Settle()
	s.says(h, s.document(bilancio.KindContract), s.bianchi.surname)
	h.open(s.bilancio + "/contratto")
	h.send("form[action$='/scansione']", "scansione", "../handlers/bilancio/testdata/contratto-firmato.pdf", nil)
	answered(s.t, h, http.StatusOK)
	s.panel("PRE07", nil)
	s.closePhase(panels.Preliminare)
	has(s.t, h, "#flash", "Si è aperta la fase Investigativa")
	h.open(s.bilancio)
	h.press("form[action$='/incontri']", "", nil)
	has(s.t, h, "#flash", "2 incontri")
}

// attend marks the bilancio's meeting of the day as held.
func (s *stage) attend(day rule.Date) {
	s.t.Helper()
	s.Clock.Set(day.At(9*60 + 5))
	s.maria = s.newHand(s, "Maria")
	id := s.number("SELECT id FROM appointment WHERE worker_id=? AND day=? AND state='fissato'", s.bianchi.id, day)
	s.maria.open(fmt.Sprintf("/appuntamenti/%d", id))
	s.maria.press("form[action$='/esito']", "button[value=presente]", url.Values{"minuti": {"180"}})
	answered(s.t, s.maria, http.StatusOK)
}

// 7. Investigativa: INV08 suggests what INV04 showed; its document is sent.
func (s *stage) investigativa() {
	s.attend(day3)
	h := s.maria
	before := []string{"INV01", "INV02", "INV03", "INV04", "INV05", "INV06", "INV07"}
	for _, code := range before {
		s.panel(code, nil)
	}
	h.open(s.bilancio + "/pannelli/INV08")
	has(s.t, h, ".sp-rows", "emersa da INV04")
	s.panels(panels.Investigativa, append(before, "INV16")...)
	s.panel("INV16", url.Values{"invio_email": {"1"}})
	s.closePhase(panels.Investigativa)
	s.says(h, s.document(bilancio.KindInvestigative), s.bianchi.surname)
	s.mailed(mailbox, "nvestigativ")
}

// 8. Riposizionamento: how much of the objective is covered, a plan of three
// actions, the courses that some body would run.
func (s *stage) riposizionamento() {
	s.attend(day4)
	h := s.maria
	for _, code := range []string{"RIP01", "RIP02"} {
		s.panel(code, nil)
	}
	// Three gaps; 16 levels held of 26 that the objective asks for.
	s.panel("RIP03", url.Values{"righe.0.livello_richiesto": {"4"}, "righe.0.livello_posseduto": {"2"}, "righe.3.livello_richiesto": {"4"},
		"righe.4.livello_richiesto": {"4"}, "righe.5.livello_posseduto": {"2"}})
	s.panel("RIP04", nil)
	s.panel("RIP05", nil)
	h.open(s.bilancio + "/pannelli/RIP05")
	if n := h.count("#modulo fieldset.sp-item"); n != 3 {
		s.t.Errorf("the plan has %d actions, want 3", n)
	}
	h.open(s.bilancio + "/pannelli/RIP06")
	has(s.t, h, "#modulo", "Copertura dell'obiettivo 62 %")
	has(s.t, h, "#modulo", "4 su 5 a catalogo")
	has(s.t, h, "#esclusi", s.withoutBody+": ")
	has(s.t, h, "#esclusi", "organismo")
	if n := h.count("#modulo input[type=checkbox][name=selezionati]"); n != 4 {
		s.t.Errorf("%d courses can be chosen, want 4", n)
	}
	s.panels(panels.Riposizionamento, "RIP01", "RIP02", "RIP03", "RIP04", "RIP05", "RIP08")
	s.panel("RIP08", url.Values{"invio_email": {"1"}})
	s.closePhase(panels.Riposizionamento)
	s.says(h, s.document(bilancio.KindRepositioning), s.bianchi.surname)
	s.mailed(mailbox, "iposizionamento")
}

// 9. Iscrizione: a full edition is refused, another takes the person; receipt
// with number, sent by e-mail.
func (s *stage) iscrizione() {
	h := s.maria
	h.open(s.bilancio + "/pannelli/ISC01")
	h.press("form.sp-example", "", nil)
	full, free := s.edition(12), s.edition(3)
	h.press("#modulo", "", url.Values{"edizione": {full}})
	answered(s.t, h, http.StatusUnprocessableEntity)
	has(s.t, h, "#riepilogo", "al completo")
	h.press("#modulo", "", url.Values{"edizione": {free}})
	answered(s.t, h, http.StatusOK)
	s.panel("ISC02", nil)
	s.panel("ISC03", nil)
	h.open(s.bilancio + "/pannelli/ISC04")
	h.press("#modulo", "", url.Values{"invio_email": {"1"}})
	answered(s.t, h, http.StatusOK)
	has(s.t, h, "#flash", "L'iscrizione è confermata e il bilancio è completo.")
	s.Settle()
	number := s.number("SELECT number FROM enrolment WHERE worker_id=? AND edition_id=?", s.bianchi.id, free)
	s.says(h, s.document(bilancio.KindReceipt), s.bianchi.surname, fmt.Sprint(number), "2026/", "San Severo")
	s.mailed(mailbox, "icevuta")
}

// edition returns the edition on the screen with so many seats taken before.
func (s *stage) edition(taken int) string {
	s.t.Helper()
	rows, err := s.DB.Reader().QueryContext(s.t.Context(), "SELECT id FROM edition WHERE seats_taken=?", taken)
	s.check(err)
	defer rows.Close()
	for rows.Next() {
		var id string
		s.check(rows.Scan(&id))
		if s.maria.count("#modulo [name=edizione] option[value='"+id+"'], #modulo input[name=edizione][value='"+id+"']") > 0 {
			return id
		}
	}
	s.t.Fatalf("no edition with %d seats taken: %s", taken, s.maria.text("#modulo"))
	return ""
}

// 10. What the desk, the register of services and the card say afterwards, and
// what another office sees of it.
func (s *stage) afterwards() {
	h := s.maria
	h.open("/scrivania")
	h.open(h.attr("section[aria-labelledby=h-b] a[href='/bilanci?stato=completo']", "href"))
	has(s.t, h, "tbody tr", s.bianchi.name)
	h.open("/bilanci?stato=in_lavorazione")
	lacks(s.t, h, "tbody tr")
	if n := s.number("SELECT count(*) FROM delivered_service WHERE worker_id=? AND code='E.2' AND minutes=180 AND annulled_at IS NULL", s.bianchi.id); n != 3 {
		s.t.Errorf("%d meetings of three hours are registered as E.2, want 3", n)
	}
	if n := s.number("SELECT count(*) FROM delivered_service WHERE worker_id=? AND code='E.2'", s.bianchi.id); n != 3 {
		s.t.Errorf("%d rows of E.2, want one for each meeting", n)
	}
	h.open(s.bilancio)
	has(s.t, h, "[aria-labelledby=incontri]", "Durata finora 9 ore")
	h.open(s.bianchi.cardPath)
	for _, words := range []string{"Bilancio 2026/0001 completo", "Ricevuta di iscrizione", "Progetto di riposizionamento", "fase Investigativa", "Contratto di bilancio", "Lettera di convocazione", "E.2", "Iscrizione a un percorso formativo"} {
		has(s.t, h, "main", words)
	}

	lecce := s.newHand(s, "Luca")
	for _, path := range []string{s.bilancio, s.bilancio + "/pannelli/INV01", s.bilancio + "/contratto", s.appointment} {
		lecce.open(path)
		answered(s.t, lecce, http.StatusNotFound)
	}
}
