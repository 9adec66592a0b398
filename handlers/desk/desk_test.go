package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/bilancio"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/webtest"

	"github.com/PuerkitoBio/goquery"
)

const today = rule.Date("2026-11-24") // 9:00

// worker makes a person of the province of Foggia.
func worker(t *testing.T, s *webtest.Server, actor rule.Actor, n int, surname, name string) (id int64) {
	t.Helper()
	err := s.DB.Write(t.Context(), func(tx *db.Tx) (err error) {
		id, err = people.CreateWorkerTx(t.Context(), tx, actor, people.Worker{CodiceFiscale: rule.CodiceFiscale(fmt.Sprintf("XXXYYY80A01H%03dZ", n)),
			Surname: surname, Name: name, ResidenceProv: "FG"}, people.SourceOperator)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func book(t *testing.T, s *webtest.Server, actor rule.Actor, worker int64, day rule.Date, at rule.Minutes) int64 {
	t.Helper()
	id, err := agenda.NewStore(s.DB).Book(t.Context(), actor, agenda.Booking{Worker: worker, Kind: agenda.KindOther, Subject: "Primo colloquio", Room: "2",
		Slot: agenda.Slot{Day: day, Starts: at, Ends: at + 60}})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestTheDeskHasItsTwoBoxes(t *testing.T) {
	webtest.Covers(t, 20, 23, 26, 27, 28)
	s := webtest.New(t)
	giulia := s.Actor(s.User("Giulia", rule.RoleOperator, "cpi:San Severo"))
	marco := s.Actor(s.User("Marco", rule.RoleOperator, "cpi:San Severo"))
	s.User("Luca", rule.RoleOperator, "cpi:Lecce")
	s.User("Piera", rule.RoleProvince, "provincia:FG")
	rocco := worker(t, s, giulia, 1, "Bianchi", "Rocco")
	popescu := worker(t, s, giulia, 2, "Popescu", "Giuseppina")
	prencipe := worker(t, s, giulia, 3, "Prencipe", "Antonio")
	late := book(t, s, giulia, popescu, today, 510)
	book(t, s, giulia, rocco, today, 600)
	theirs := book(t, s, marco, prencipe, today, 540)
	book(t, s, giulia, prencipe, "2026-11-26", 600)

	skills := bilancio.NewStore(s.DB)
	started, err := skills.Start(t.Context(), marco, theirs, "")
	if err != nil {
		t.Fatal(err)
	}
	s.Clock.Set(today.At(580)) // 9:40

	page := s.As("Giulia").Get("/scrivania").Expect(http.StatusOK)
	page.Has("h1", "La mia scrivania").Has(".sp-facts", "martedì 24 novembre 2026 · Centro per l'Impiego di San Severo")
	page.Has("section[aria-labelledby=t-persone] .sp-big", "1").Has("section[aria-labelledby=t-persone]", "Bianchi Rocco").Has("section[aria-labelledby=t-persone] .sp-badge", "fra 20 minuti")
	page.Has("section[aria-labelledby=t-esiti] .sp-big", "1").Has("section[aria-labelledby=t-esiti]", "oggi 8:30 Popescu Giuseppina")

	a := "section[aria-labelledby=h-a] "
	page.Has(a+"h2", "RIQUADRO A - Appuntamenti CPI")
	page.Has(a+"a[href='/appuntamenti']", "Archivio appuntamenti").Has(a+"a[href='/agenda']", "Gestione appuntamenti").Has(a+".sp-count", "4")
	page.Has(a+"ul[aria-labelledby=h-odierni]", "8:30 Popescu Giuseppina").Has(a+"ul[aria-labelledby=h-odierni] .sp-badge", "esito da compilare")
	page.Has(a+"table.sp-month a[href='/agenda?giorno=2026-11-26']", "26, 1 appuntamento")
	daysOfTheOffice(t, s, page)

	b := "section[aria-labelledby=h-b] "
	page.Has(b+"h2", "RIQUADRO B - Bilanci di Competenze CPI")
	page.Has(b+"a[href='/appuntamenti/miei']", "I miei appuntamenti").Has(b+"form[action='/bilanci'] button", "Avvia il bilancio")
	page.Has(b+"a[href='/appuntamenti?dal=2026-11-24&al=2026-11-24']", "Vai all'archivio appuntamenti del CPI")
	page.Has(b+"a[href='/bilanci?stato=in_lavorazione']", "Bilanci di Competenze in lavorazione").Has(b+fmt.Sprintf("a[href='/bilanci/%d']", started), "Prencipe Antonio").Has(b, "Preliminare 0/7")
	page.Has(b+"a[href='/bilanci?stato=completo']", "Bilanci di Competenze completi")
	page.Has("section[aria-labelledby=h-elenchi] a[href='/elenchi/1']", "Mobilità 2011/2012")
	// Lists are opened one by one: a new one appears here, in order of priority; one of tomorrow does not yet.
	for name, from := range map[string]rule.Date{"Cassa integrazione in deroga": today, "Mobilità 2013": today.AddDays(1)} {
		if err := s.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := people.OpenListTx(t.Context(), tx, rule.System, people.WorkerList{Name: name, Priority: 2, ActiveFrom: from})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.As("Giulia").Get("/scrivania").Text("section[aria-labelledby=h-elenchi] ul"); !strings.HasPrefix(got, "Mobilità 2011/2012Cassa integrazione in deroga") || strings.Contains(got, "2013") {
		t.Errorf("lists on the desk: %s", got)
	}
	page.Has("section[aria-labelledby=t-attesa] .sp-big", "0").Has("section[aria-labelledby=t-scansioni] .sp-big", "0")

	// One click from the desk, and back to it.
	done := page.Submit(fmt.Sprintf("form[action='/appuntamenti/%d/esito']", late), url.Values{"esito": {"assente"}}).Expect(http.StatusSeeOther)
	done.Follow().Has("h1", "La mia scrivania").Has("#flash", "Popescu Giuseppina").Has("section[aria-labelledby=t-esiti]", "Tutti gli esiti sono compilati.")

	other := s.As("Luca").Get("/scrivania").Expect(http.StatusOK)
	for _, name := range []string{"Bianchi", "Popescu", "Prencipe"} {
		if strings.Contains(other.Text("main"), name) {
			t.Errorf("Lecce sees %s", name)
		}
	}
	read := s.As("Piera").Get(fmt.Sprintf("/scrivania?ufficio=%d", giulia.CPI())).Expect(http.StatusOK)
	read.Has(b, "Prencipe Antonio").Lacks("a[href='/appuntamenti/nuovo']").Lacks("form[action='/bilanci']").Lacks("button[name=esito]")
	s.As("Luca").Get(fmt.Sprintf("/scrivania?ufficio=%d", giulia.CPI())).Expect(http.StatusNotFound)

	s.Clock.Add(6 * 24 * time.Hour) // nobody touched the bilancio
	idle := s.As("Marco").Get("/scrivania")
	idle.Has("section[aria-labelledby=t-attesa] .sp-big", "1").Has("section[aria-labelledby=t-attesa] .sp-badge", "fermo dal 24/11")
}

// daysOfTheOffice fails the test unless the desk shows today's appointments of
// every operator, by time, and its calendar opens those of a day to come.
func daysOfTheOffice(t *testing.T, s *webtest.Server, page *webtest.Page) {
	t.Helper()
	var names []string
	page.Find("ul[aria-labelledby=h-odierni] li a").Each(func(_ int, a *goquery.Selection) { names = append(names, a.Text()) })
	if got := strings.Join(names, ", "); got != "Popescu Giuseppina, Prencipe Antonio, Bianchi Rocco" {
		t.Errorf("today's appointments: %s", got)
	}
	next := page.Find("section[aria-labelledby=h-a] table.sp-month a[href$='2026-11-26']").AttrOr("href", "")
	s.As("Giulia").Get(next).Has("h1", "Agenda di giovedì 26 novembre 2026").Has("table.sp-cal .sp-ev", "Prencipe Antonio").Has(".sp-facts", "1 appuntamento")
}

// The desk serves the workers of the office's province, and of them those whom
// no riscontro keeps from being met.
func TestAppointmentsAreForWorkersOfTheProvinceWhoMayBeMet(t *testing.T) {
	webtest.Covers(t, 20)
	s := webtest.New(t)
	giulia := s.Actor(s.User("Giulia", rule.RoleOperator, "cpi:San Severo"))
	luca := s.Actor(s.User("Luca", rule.RoleOperator, "cpi:Lecce"))
	ours, blocked := worker(t, s, giulia, 1, "Bianchi", "Rocco"), worker(t, s, giulia, 2, "Verdi", "Carlo")
	var theirs int64
	if err := s.DB.Write(t.Context(), func(tx *db.Tx) (err error) {
		theirs, err = people.CreateWorkerTx(t.Context(), tx, luca, people.Worker{CodiceFiscale: "XXXYYY80A01H003Z", Surname: "De Giorgi", Name: "Anna", ResidenceProv: "LE"}, people.SourceOperator)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := agenda.NewStore(s.DB).RecordRiscontro(t.Context(), giulia, blocked, agenda.Excluded, ""); err != nil {
		t.Fatal(err)
	}
	c := s.As("Giulia")
	ask := func(who int64, hour string) *webtest.Page {
		return c.Post("/appuntamenti", url.Values{"lavoratore": {fmt.Sprint(who)}, "operatore": {fmt.Sprint(giulia.UserID)}, "giorno": {"2026-11-26"}, "ora": {hour},
			"durata": {"60"}, "tipo": {"orientamento"}, "modalita": {"presenza"}})
	}
	ask(ours, "8:30").Expect(http.StatusSeeOther)
	ask(blocked, "9:30").Expect(http.StatusUnprocessableEntity).Has("[role=alert]", "il lavoratore risulta escluso")
	ask(theirs, "10:30").Expect(http.StatusNotFound)
	c.Get(fmt.Sprintf("/appuntamenti/nuovo?lavoratore=%d", theirs)).Expect(http.StatusNotFound)
	c.Get(fmt.Sprintf("/appuntamenti/nuovo?lavoratore=%d", blocked)).Expect(http.StatusOK).Lacks("form[action='/appuntamenti']")
}

func TestAMissingScanIsOnTheDesk(t *testing.T) {
	s := webtest.New(t)
	giulia := s.Actor(s.User("Giulia", rule.RoleOperator, "cpi:San Severo"))
	w := worker(t, s, giulia, 1, "Prencipe", "Antonio")
	id, err := bilancio.NewStore(s.DB).Start(t.Context(), giulia, book(t, s, giulia, w, today, 540), "")
	if err != nil {
		t.Fatal(err)
	}
	err = s.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.ExecContext(t.Context(), "UPDATE bilancio SET contract_on=? WHERE id=?", today, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	page := s.As("Giulia").Get("/scrivania")
	page.Has("section[aria-labelledby=t-scansioni] .sp-big", "1").Has(fmt.Sprintf("section[aria-labelledby=t-scansioni] a[href='/bilanci/%d/contratto']", id), "Carica")
	page.Has("section[aria-labelledby=h-b] .sp-badge", "manca la scansione")
	// The counter opens the rows that it counts, not one more of the same phase.
	other := worker(t, s, giulia, 2, "Popescu", "Giuseppina")
	if _, err := bilancio.NewStore(s.DB).Start(t.Context(), giulia, book(t, s, giulia, other, today, 600), ""); err != nil {
		t.Fatal(err)
	}
	opens := func(key string, n int) {
		t.Helper()
		page := s.As("Giulia").Get("/scrivania").Has("section[aria-labelledby="+key+"] .sp-big", fmt.Sprint(n))
		list := s.As("Giulia").Get(page.Find("#"+key+" a").AttrOr("href", "")).Expect(http.StatusOK)
		if got := list.Find("main tbody tr").Length(); got != n {
			t.Errorf("%s counts %d and opens %d", key, n, got)
		}
	}
	opens("t-scansioni", 1)
	opens("t-attesa", 0)
	s.Clock.Set(today.AddDays(6).At(540))
	if _, err := bilancio.NewStore(s.DB).Start(t.Context(), giulia, book(t, s, giulia, worker(t, s, giulia, 3, "Verdi", "Anna"), today.AddDays(6), 660), ""); err != nil {
		t.Fatal(err)
	}
	book(t, s, giulia, w, today.AddDays(6), 720)
	opens("t-attesa", 2)
	opens("t-persone", 1)
	s.Clock.Set(today.At(540))
	// Its person's appointment offers to go on, not to start another.
	page.Has(fmt.Sprintf("section[aria-labelledby=h-b] a.btn[href='/bilanci/%d']", id), "Riprendi il bilancio").Lacks("form[action='/bilanci']")
}

// Who reads a whole province finds its chief town open, is told whose territory
// it is, and is offered nothing that only who works in an office can do.
func TestAProvinceReadsItsOffices(t *testing.T) {
	s := webtest.New(t)
	for province, town := range map[string]string{"FG": "Foggia", "BT": "Barletta", "LE": "Lecce"} {
		s.User("di "+town, rule.RoleProvince, "provincia:"+province)
		c := s.As("di " + town)
		page := c.Get("/scrivania").Expect(http.StatusOK)
		page.Has(".sp-facts", "Centro per l'Impiego di "+town).Has(".sp-who", "Provincia di "+town)
		page.Has("#h-a ~ ul", "Gestione appuntamenti").Has("#h-a ~ ul", "li gestisce chi ci lavora").Lacks("a[href='/appuntamenti/miei']")
		c.Get("/agenda").Has(".sp-facts", "Centro per l'Impiego di "+town)
	}
	c := s.As("di Foggia")
	c.Get("/bilanci").Expect(http.StatusOK).Lacks("a[href='/appuntamenti/miei']")
	c.Get("/lavoratori").Expect(http.StatusOK).Lacks("a[href='/lavoratori/nuovo']").Lacks(".sp-foot kbd:contains('n')")
	s.Login(rule.RoleOperator, "cpi:San Severo").Get("/scrivania").Has(".sp-facts", "Centro per l'Impiego di San Severo").Has("#h-a ~ ul", "per te o per un operatore dello stesso CPI")
}
