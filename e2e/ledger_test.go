package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	"sportello/handlers/webtest"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"
)

// A day at the desk, from the first appointment to the month's figures: by HTTP
// alone and in a browser with scripts.
func TestFromTheDeskToTheMonth(t *testing.T) {
	dbtest.Proves(t, "regola 4", "regola 16", "indicatore A.4", "indicatore B.1.1", "indicatore D.2.2")
	for name, hand := range map[string]func(*stage, string) hand{
		"over HTTP":    (*stage).plainHand,
		"with scripts": func(s *stage, name string) hand { return s.seatedHand(name, true) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, clock := dbtest.Open(t)
			s := &stage{Server: webtest.Serve(t, d, clock, web.Config{Demo: true}), t: t, newHand: hand}
			w := &month{stage: s}
			w.people()
			w.morning()
			w.review()
			w.vocabulary()
			w.stopped()
			w.laboratory()
			w.sheet()
			w.closing()
		})
	}
}

// month is the day with its people.
type month struct {
	*stage
	giulia, teresa hand
	workers        []int64
	cpi            int64
}

func (w *month) people() {
	actor := w.Actor(w.User("Giulia", rule.RoleOperator, "cpi:San Severo"))
	w.User("Teresa", rule.RoleOfficeHead, "cpi:San Severo")
	w.User("Ada", rule.RoleAdmin, "installazione")
	w.cpi = actor.CPI()
	for i, surname := range []string{"Albani", "Bruni", "Carli", "Donati", "Esposito", "Fabbri", "Gallo"} {
		sex := []string{"F", "M"}[i%2]
		cf, err := rule.ComputeCodiceFiscale(surname, "Andrea", sex, rule.Date(fmt.Sprintf("19%d-03-15", 70+3*i)), "D643")
		w.check(err)
		w.check(w.DB.Write(w.t.Context(), func(tx *db.Tx) error {
			id, err := people.CreateWorkerTx(w.t.Context(), tx, actor, people.Worker{CodiceFiscale: cf, Surname: surname, Name: "Andrea", Sex: sex, BirthDate: rule.Date(fmt.Sprintf("19%d-03-15", 70+3*i)),
				HomeProvince: "FG", ResidenceProv: "FG"}, people.SourceOperator)
			w.workers = append(w.workers, id)
			return err
		}))
	}
	w.giulia, w.teresa = w.newHand(w.stage, "Giulia"), w.newHand(w.stage, "Teresa")
}

func (w *month) card(i int) string { return fmt.Sprintf("/lavoratori/%d", w.workers[i]) }

// morning takes a DID, books an interview and marks it as held.
func (w *month) morning() {
	h := w.giulia
	h.open(w.card(0) + "/did/nuova")
	h.press("main form[action$='/did']", "", url.Values{"declared_on": {"20/11/2026"}, "channel": {"cpi"}})
	answered(w.t, h, http.StatusOK)
	h.open(fmt.Sprintf("/appuntamenti/nuovo?lavoratore=%d", w.workers[0]))
	h.press("form[action='/appuntamenti']", "", url.Values{"giorno": {"2026-11-24"}, "ora": {"09:00"}, "durata": {"20"}, "tipo": {"orientamento"}})
	has(w.t, h, "#flash", "Appuntamento fissato")
	page := h.path()
	w.Clock.Set(rule.Date("2026-11-24").At(9*60 + 20))
	h.open(page)
	h.press("main form[action$='/esito']", "button[value=presente]", nil)
	answered(w.t, h, http.StatusOK)
	if n := w.number("SELECT count(*) FROM delivered_service WHERE code='C.1' AND minutes=20 AND prestazione='B1' AND annulled_at IS NULL"); n != 1 {
		w.t.Fatalf("%d interviews in the ledger", n)
	}
}

// laboratory holds one with six people: five are there, and the replica O.2 of
// each appears (walkthrough C, step 4).
func (w *month) laboratory() {
	h := w.giulia
	h.open("/sessioni/nuova")
	h.press("main form[action='/sessioni']", "", url.Values{"code": {"F1.15"}, "titolo": {"Mettersi in proprio"}, "giorno": {"2026-11-24"}, "ora": {"09:30"}, "durata": {"60"}, "posti": {"6"}})
	has(w.t, h, "#flash", "Sessione fissata")
	page := h.path()
	for _, surname := range []string{"Bruni", "Carli", "Donati", "Esposito", "Fabbri", "Gallo"} {
		h.open(page)
		h.press("main form[action$='/ricerca']", "", url.Values{"q": {surname}})
		h.press("main form[action$='/ingressi']", "", nil)
		has(w.t, h, "#presenze", surname)
	}
	h.open(page)
	h.press(fmt.Sprintf("#presenze form[action$='/presenze']:has(input[value='%d'])", w.workers[6]), "button[value=assente]", nil)
	if seat, ok := h.(*seated); ok { // the next person is near: the focus is on the row that was marked
		var id string
		if seat.js("document.activeElement.id", &id); id != fmt.Sprintf("persona-%d", w.workers[6]) {
			w.t.Errorf("after the mark the focus is on %q", id)
		}
	}
	h.press("#presenze form[aria-label='Tutti presenti']", "", nil)
	has(w.t, h, "#flash", "5 presenze segnate")
	if text := string(h.file(page + "/foglio-firme")); !strings.HasPrefix(text, "%PDF") {
		w.t.Errorf("the sign-in sheet is %.20q", text)
	}
	h.open(w.card(1)) // the laboratory brought its replica
	has(w.t, h, ".sp-time", "F1.15")
	has(w.t, h, ".sp-time", "O.2")
	if n := w.number("SELECT count(*) FROM delivered_service o JOIN delivered_service f ON f.id=o.parent_id WHERE o.code='O.2' AND o.origin='replica' AND f.code='F1.15'"); n != 5 {
		w.t.Errorf("%d replicas of five laboratories", n)
	}
}

// review registers a bilancio by hand and by telephone; the office says its
// services in the words of Puglia.
func (w *month) review() {
	h := w.giulia
	h.open(w.card(0) + "/servizi/nuovo?q=bilancio")
	w.typed(h)
	h.open(w.card(0) + "/servizi/nuovo?codice=E.2")
	h.press("#registrazione", "", url.Values{"minutes": {"120"}, "mode": {"videochiamata"}})
	answered(w.t, h, http.StatusOK)
	if n := w.number("SELECT count(*) FROM delivered_service WHERE code='E.2' AND mode='videochiamata' AND origin='manuale'"); n != 1 {
		w.t.Fatalf("%d reviews in the ledger", n)
	}
}

// typed searches a service letter by letter: what is found is replaced below, and
// the focus stays in the field.
func (w *month) typed(h hand) {
	seat, ok := h.(*seated)
	if !ok {
		return
	}
	seat.run(chromedp.Evaluate("document.querySelector('#f-q').select()", nil), chromedp.SendKeys("#f-q", "colloq", chromedp.ByQuery),
		chromedp.WaitVisible("#servizi-trovati a[href*='q=colloq']", chromedp.ByQuery))
	var id string
	if seat.js("document.activeElement.id", &id); id != "f-q" {
		w.t.Errorf("after what was typed the focus is on %q", id)
	}
}

// vocabulary is switched from Puglia to Marche, and the same event shows E.2
// instead of D2: in the ledger, on the card, and on its own page (walkthrough C,
// step 4). The row itself does not change.
func (w *month) vocabulary() {
	const row = "SELECT id FROM delivered_service WHERE code='E.2' AND prestazione='D2' AND version=1 AND annulled_at IS NULL"
	h, ada, id := w.giulia, w.newHand(w.stage, "Ada"), w.number(row)
	event := fmt.Sprintf("/servizi/%d", id)
	line := "tbody tr:has(a[href='" + event + "'])"
	said := func(title, code string, others ...string) {
		w.t.Helper()
		h.open("/servizi")
		has(w.t, h, line+" th", title)
		h.open(w.card(0))
		has(w.t, h, ".sp-time", title)
		for path, selector := range map[string]string{"/servizi": line + " th .code", w.card(0): ".sp-time li:has(a[href='" + event + "']) .code"} {
			h.open(path)
			has(w.t, h, selector, code)
			for _, other := range others {
				if got := h.text(selector); strings.Contains(got, other) {
					w.t.Errorf("%s says %q, with %s in it", path, got, other)
				}
			}
		}
		h.open(event)
		has(w.t, h, "main", title)
	}
	said("Accesso a misure di sostegno", "D2")
	ada.open("/codici")
	ada.press("form[action='/codici/vocabolario']", "", url.Values{"vocabolario": {"marche"}})
	answered(w.t, ada, http.StatusOK)
	has(w.t, ada, "#flash", "Marche")
	said("Bilancio di competenze", "E.2", "D2")
	if again := w.number(row); again != id {
		w.t.Errorf("the row was %d and is %d", id, again)
	}
}

// stopped tries B.3 outside of Garanzia Giovani: it is blocked with its rule and
// the words of the source, and nothing is written (step 4).
func (w *month) stopped() {
	h := w.giulia
	h.open(w.card(0) + "/servizi/nuovo?codice=B.3")
	if _, scripted := h.(*seated); scripted { // the button cannot be pressed: the form says why
		if got := h.attr("#invia", "aria-disabled"); got != "true" {
			w.t.Errorf("the button of a stopped service has aria-disabled %q", got)
		}
		has(w.t, h, "#regole", "B.3 si registra solo nel programma Garanzia Giovani")
		return
	}
	h.press("#registrazione", "", url.Values{"minutes": {"25"}, "mode": {"presenza"}})
	answered(w.t, h, http.StatusUnprocessableEntity)
	has(w.t, h, "main", "B.3 si registra solo nel programma Garanzia Giovani")
	has(w.t, h, "main", "si aggiunge alla DID") // the words of the source
	if n := w.number("SELECT count(*) FROM delivered_service WHERE code='B.3'"); n != 0 {
		w.t.Errorf("%d rows of B.3", n)
	}
}

// sheet shows each of them, and what is behind a figure (step 8).
func (w *month) sheet() {
	h := w.teresa
	h.open(fmt.Sprintf("/indicatori?ambito=cpi:%d&anno=2026", w.cpi))
	for code, want := range map[string]string{"A.4": "1", "B.1.1": "1", "D.2.2": "6"} { // five of the laboratory, one of the review
		if got := strings.TrimSpace(h.text("[id='r-" + code + "'] td:nth-of-type(11)")); got != want {
			w.t.Errorf("%s is %q in November, want %s", code, got, want)
		}
	}
	has(w.t, h, "[id='r-C.2']", "non ancora rilevato")
	h.open(h.attr("[id='r-D.2.2'] td:nth-of-type(11) a", "href"))
	has(w.t, h, "main", "Bruni Andrea")
	has(w.t, h, "main", "Albani Andrea")
	if strings.Contains(h.text("main table"), "Gallo") {
		w.t.Error("who was absent is counted")
	}
	// From the number to the event itself.
	h.open(h.attr("main tbody tr:has(a[href='"+w.card(0)+"']) a[href^='/servizi/']", "href"))
	has(w.t, h, "h1", "Bilancio di competenze")
	has(w.t, h, "main", "120")
	has(w.t, h, "main", "Albani Andrea")
}

// closing closes the month once it is over; what comes later stands beside its
// figure.
func (w *month) closing() {
	w.teresa.open(fmt.Sprintf("/indicatori?ambito=cpi:%d&anno=2026", w.cpi))
	lacks(w.t, w.teresa, "a[href*='mese=11'].btn-primary")
	w.Clock.Set(rule.Date("2026-12-01").At(9 * 60))
	w.giulia, w.teresa = w.newHand(w.stage, "Giulia"), w.newHand(w.stage, "Teresa")
	h := w.teresa
	h.open(fmt.Sprintf("/indicatori/chiusura?ambito=cpi:%d&anno=2026&mese=11", w.cpi))
	h.press("main form[action^='/indicatori/chiusura']", "", nil)
	answered(w.t, h, http.StatusOK)
	h.open(fmt.Sprintf("/indicatori?ambito=cpi:%d&anno=2026", w.cpi))
	has(w.t, h, "main thead", "chiuso")
	w.giulia.open(w.card(6) + "/servizi/nuovo?codice=E.2")
	w.giulia.press("#registrazione", "", url.Values{"minutes": {"120"}, "mode": {"presenza"}, "date": {"2026-11-24"}})
	answered(w.t, w.giulia, http.StatusOK)
	h.open(fmt.Sprintf("/indicatori?ambito=cpi:%d&anno=2026", w.cpi))
	has(w.t, h, "[id='r-D.2.2']", "rettifica")
	book, err := excelize.OpenReader(bytes.NewReader(h.file(fmt.Sprintf("/indicatori/excel?ambito=cpi:%d&anno=2026", w.cpi))))
	w.check(err)
	defer book.Close()
	rows, err := book.GetRows(book.GetSheetName(0))
	w.check(err)
	found := false
	for _, row := range rows {
		line := strings.Join(row, "|")
		found = found || strings.Contains(line, "D.2.2") && strings.Contains(line, "|6|")
	}
	if !found {
		w.t.Errorf("the workbook has no 6 for D.2.2: %q", rows)
	}
}
