package agenda_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/webtest"

	"github.com/PuerkitoBio/goquery"
)

const (
	monday    = rule.Date("2026-11-23")
	tuesday   = rule.Date("2026-11-24") // today, 9:00
	wednesday = rule.Date("2026-11-25")
	thursday  = rule.Date("2026-11-26")
)

// world is the product with two operators and the head of San Severo, somebody
// of Lecce and of the province, and people on the list.
type world struct {
	*webtest.Server
	t                                    testing.TB
	store                                *agenda.Store
	giulia, marco, head, lecce, province rule.Actor
	n                                    int
}

func open(t testing.TB) *world {
	t.Helper()
	s := webtest.New(t)
	w := &world{Server: s, t: t, store: agenda.NewStore(s.DB)}
	w.giulia = s.Actor(s.User("Giulia", rule.RoleOperator, "cpi:San Severo"))
	w.marco = s.Actor(s.User("Marco", rule.RoleOperator, "cpi:San Severo"))
	w.head = s.Actor(s.User("Teresa", rule.RoleOfficeHead, "cpi:San Severo"))
	w.lecce = s.Actor(s.User("Luca", rule.RoleOperator, "cpi:Lecce"))
	w.province = s.Actor(s.User("Piera", rule.RoleProvince, "provincia:FG"))
	return w
}

// worker puts a person on the list of the province and returns their id and the row.
func (w *world) worker(surname, name string) (id, row int64) {
	w.t.Helper()
	w.n++
	err := w.DB.Write(w.t.Context(), func(tx *db.Tx) (err error) {
		id, err = people.CreateWorkerTx(w.t.Context(), tx, w.giulia, people.Worker{CodiceFiscale: rule.CodiceFiscale(fmt.Sprintf("XXXYYY80A01H%03dZ", w.n)), Surname: surname, Name: name,
			ResidenceProv: "FG", Residence: "San Severo", BirthDate: "1974-03-15", Email: strings.ToLower(name) + "@posta.example"}, people.SourceOperator)
		if err != nil {
			return err
		}
		row, err = people.PutListRowTx(w.t.Context(), tx, rule.System, people.ListRow{ListID: 1, WorkerID: id, Province: "FG", CPI: w.giulia.CPI(), ReferenceDate: "2014-09-01"})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return id, row
}

func (w *world) book(actor rule.Actor, worker, row int64, day rule.Date, at rule.Minutes) int64 {
	w.t.Helper()
	if now := w.Clock.Now(); day == rule.DateOf(now) && day.At(at).Before(now) { // fixed before its hour
		w.Clock.Set(day.At(at))
		defer w.Clock.Set(now)
	}
	kind := agenda.KindOrientation
	if row != 0 {
		kind = agenda.KindConvocation
	}
	id, err := w.store.Book(w.t.Context(), actor, agenda.Booking{Worker: worker, ListRow: row, Kind: kind, Room: "1", Slot: agenda.Slot{Day: day, Starts: at, Ends: at + 60}})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *world) text(query string, args ...any) string {
	w.t.Helper()
	var s string
	if err := w.DB.Reader().QueryRowContext(w.t.Context(), query, args...).Scan(&s); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	return s
}

func at(id int64, rest ...string) string {
	return "/appuntamenti/" + strconv.FormatInt(id, 10) + strings.Join(rest, "")
}

func TestTheDayIsATableOfHoursAndOperators(t *testing.T) {
	webtest.Covers(t, 23)
	w := open(t)
	a, rowA := w.worker("Popescu", "Giuseppina")
	b, rowB := w.worker("Russo", "Giovanna")
	first := w.book(w.giulia, a, rowA, tuesday, 510)
	w.book(w.marco, b, rowB, tuesday, 600)
	w.book(w.marco, a, 0, thursday, 600)
	w.Clock.Set(tuesday.At(580))
	c := w.As("Giulia")
	page := c.Get("/agenda").Expect(http.StatusOK)
	page.Has("h1", "Agenda di martedì 24 novembre 2026").Has(".sp-facts", "2 appuntamenti")
	page.Has("table.sp-cal thead th", "Giulia Prova (io)").Has("table.sp-cal thead th", "Marco Prova")
	page.Has("td[data-l='Giulia Prova'][rowspan='2'] .sp-ev.late", "esito da compilare")
	page.Has("td[data-l='Marco Prova'] .sp-ev", "Da erogare")
	page.Has("tr.now th", "9:30").Has("tr.now th small", "adesso 9:40") // the row keeps its own hour
	c.Get("/agenda/stampa").Has("table.sp-cal th", "9:30").Lacks("tr.now")
	page.Has("td[data-l='Marco Prova'] .sp-ev .when", "10:00–11:00")
	page.Has("details.sp-narrow a[href*='ora=11%3A30']", "11:30")
	page.Has("td.shut[colspan='3']", "Pausa, fino alle 15:00")
	if n := page.Find("form[action='" + at(first, "/esito") + "'] button[name=esito]").Length(); n != 3 {
		t.Errorf("%d outcome buttons", n)
	}
	page.Has(fmt.Sprintf("td.free a[href='/appuntamenti/nuovo?giorno=2026-11-24&operatore=%d&ora=11%%3A30']", w.marco.UserID), "Libero alle 11:30, Marco Prova")
	page.Lacks("td.free a[href*='ora=08']") // past hours cannot be booked

	next := page.Find("table.sp-month a[href$='2026-11-26']").AttrOr("href", "") // the calendar leads to the days to come
	ahead := c.Get(next).Has("h1", "Agenda di giovedì 26 novembre 2026").Has(".sp-facts", "1 appuntamento").Has("td[data-l='Marco Prova'] .sp-ev", "Popescu Giuseppina")
	if got := ahead.Text(".sp-ev"); strings.Contains(got, "Russo") {
		t.Errorf("of today too: %s", got)
	}
	c.Get("/agenda?giorno=2026-11-28").Has(".sp-empty", "L'ufficio è chiuso: sabato")
	w.As("Piera").Get("/agenda?ufficio="+strconv.FormatInt(w.giulia.CPI(), 10)).Expect(http.StatusOK).Has(".sp-ev", "Popescu").Lacks("td.free a").Lacks("button[name=esito]")
	w.As("Luca").Get("/agenda").Expect(http.StatusOK).Lacks(".sp-ev")
	w.As("Luca").Get("/agenda?ufficio=" + strconv.FormatInt(w.giulia.CPI(), 10)).Expect(http.StatusNotFound)
}

func TestWeekAndMonth(t *testing.T) {
	webtest.Covers(t, 23)
	w := open(t)
	a, row := w.worker("Popescu", "Giuseppina")
	w.book(w.giulia, a, row, thursday, 510)
	c := w.As("Giulia")
	week := c.Get("/agenda?vista=settimana")
	week.Has("h1", "Settimana dal 23 al 27 novembre 2026").Has("td.d4[data-l^='giovedì 26/11, '] .sp-ev", "Popescu Giuseppina")
	if n := week.Find("table.sp-cal thead th[scope=col]").Length(); n != 6 {
		t.Errorf("%d columns", n)
	}
	month := c.Get("/agenda?vista=mese&giorno=2026-11-24")
	month.Has("h1", "Agenda di novembre 2026").Has("table.month td", "8:30 Popescu Giuseppina").Has("table.month td.shut", "Ognissanti").Has(".sp-facts", "1 appuntamento")
	c.Get("/agenda?vista=mese&giorno=2026-12-01").Has("table.month", "Immacolata Concezione")
}

func TestBookingFromTheAgenda(t *testing.T) {
	webtest.Covers(t, 17, 22)
	w := open(t)
	a, _ := w.worker("Bianchi", "Rocco")
	w.worker("Bianchini", "Anna")
	c := w.As("Giulia")
	search := c.Get("/appuntamenti/nuovo?giorno=2026-11-26&ora=10:30&operatore=" + strconv.FormatInt(w.marco.UserID, 10)).Expect(http.StatusOK)
	found := search.Submit("main form[action='/appuntamenti/ricerca']", url.Values{"q": {"bian"}}).Expect(http.StatusOK)
	found.Has("table th[scope=row]", "Bianchi Rocco").Has("table th[scope=row]", "Bianchini Anna")
	search.Submit("main form[action='/appuntamenti/ricerca']", url.Values{"q": {""}}).Expect(http.StatusUnprocessableEntity).Has(".sp-error", "Scrivi il cognome")
	one := search.Submit("main form[action='/appuntamenti/ricerca']", url.Values{"q": {"bianchi rocco"}})
	if one.Expect(http.StatusSeeOther); strings.Contains(one.Header.Get("Location"), "XXX") {
		t.Errorf("a codice fiscale in the address: %s", one.Header.Get("Location"))
	}
	form := one.Follow().Expect(http.StatusOK)
	form.Has("h1", "Nuovo appuntamento di Bianchi Rocco")
	if got := form.Find("input[name=ora]").AttrOr("value", ""); got != "10:30" {
		t.Errorf("the hour is %q", got)
	}
	form.Has("fieldset button[name=scelta]", "gio 26/11, 8:30")
	if got := form.Text("select[name=operatore] option"); !strings.Contains(got, "Giulia Prova (io)") || !strings.Contains(got, "Marco Prova") || strings.Contains(got, "Luca") {
		t.Errorf("the operators are %s", got)
	}
	done := form.Submit("form[action='/appuntamenti']", url.Values{"stanza": {"2"}})
	page := done.Expect(http.StatusSeeOther).Follow().Expect(http.StatusOK)
	page.Has("#flash", "Appuntamento fissato: Bianchi Rocco, giovedì 26 novembre alle 10:30, con Marco Prova.").Has("#flash a", "Stampa la lettera di convocazione")
	page.Has("dl", "Stanza2").Has("section", "Testo inviato").Has("dl", "2026/0000001")
	if got := w.text("SELECT convocation FROM list_row WHERE worker_id=?", a); got != "convocato" {
		t.Errorf("the list says %s", got)
	}
	// The same form again is the same act.
	form.Submit("form[action='/appuntamenti']", url.Values{"stanza": {"2"}}).Expect(http.StatusSeeOther)
	if got := w.text("SELECT count(*) FROM appointment"); got != "1" {
		t.Errorf("%s appointments", got)
	}
	// For oneself, for a colleague of the same office, for nobody else.
	again := c.Get("/appuntamenti/nuovo?giorno=2026-11-27&ora=9:30&lavoratore=" + strconv.FormatInt(a, 10))
	other := url.Values{"operatore": {strconv.FormatInt(w.lecce.UserID, 10)}, "tipo": {"orientamento"}}
	again.Submit("form[action='/appuntamenti']", other).Expect(http.StatusUnprocessableEntity).Has("#f-operatore-errore", "Scegli un operatore del tuo Centro per l'Impiego.")
	again.Submit("form[action='/appuntamenti']", url.Values{"tipo": {"orientamento"}}).Expect(http.StatusSeeOther).Follow().
		Has("#flash", "venerdì 27 novembre alle 9:30, con Giulia Prova")
}

func TestARefusedBookingKeepsTheFormAndShowsWhatIsInTheWay(t *testing.T) {
	w := open(t)
	a, row := w.worker("Bianchi", "Rocco")
	other := w.book(w.marco, a, row, thursday, 630)
	c := w.As("Giulia")
	form := c.Get("/appuntamenti/nuovo?lavoratore=" + strconv.FormatInt(a, 10) + "&giorno=2026-11-26&ora=11:00").Expect(http.StatusOK)
	got := form.Submit("form[action='/appuntamenti']", url.Values{"tipo": {"orientamento"}, "oggetto": {"Primo colloquio"}}).Expect(http.StatusUnprocessableEntity)
	got.Has("[role=alert]", "Bianchi Rocco ha già un impegno: giovedì 26 novembre alle 10:30 è con Marco Prova, stanza 1.")
	got.Has("[role=alert]", "A quell'ora c'è già un appuntamento").Has("#f-ora-errore", "Scegli un altro orario.")
	if n := strings.Count(got.Text("main"), "ha già un impegno"); n != 1 {
		t.Errorf("the refusal is said %d times", n)
	}
	got.Has("[role=alert] a[href='"+at(other)+"']", "Vedi l'appuntamento").Has("title", "Errore")
	if got.Find("input[name=oggetto]").AttrOr("value", "") != "Primo colloquio" || got.Find("input[name=ora]").AttrOr("value", "") != "11:00" {
		t.Error("what was typed is lost")
	}
	got.Has(".sp-ev.clash", "Bianchi Rocco")
	var free []string
	got.Find("button[name=scelta]").Each(func(_ int, b *goquery.Selection) { free = append(free, b.AttrOr("value", "")) })
	if strings.Join(free, " ") != "2026-11-26T08:30 2026-11-26T09:30 2026-11-26T11:30" {
		t.Errorf("free slots: %v", free)
	}
	// A free slot pressed books it.
	booked := got.Submit("form[action='/appuntamenti']", url.Values{"scelta": {"2026-11-26T11:30"}}).Expect(http.StatusSeeOther).Follow()
	booked.Has(".sp-facts", "Giovedì 26 novembre alle 11:30, con Giulia Prova")
	// Every field's error at once.
	bad := form.Submit("form[action='/appuntamenti']", url.Values{"giorno": {"31/02/2027"}, "ora": {"mezzogiorno"}, "durata": {"5"}}).Expect(http.StatusUnprocessableEntity)
	bad.Has("#f-giorno-errore", "Il 31 febbraio 2027 non esiste.").Has("#f-ora-errore", "Scrivi l'ora come 9:30.").Has("#f-durata-errore", "La durata va da 10 a 480")
	if v := bad.Find("input[name=giorno]").AttrOr("value", ""); v != "31/02/2027" {
		t.Errorf("the day typed became %q", v)
	}
}

func TestTheFormFollowsTheColleagueAndTheDayChosenInIt(t *testing.T) {
	w := open(t)
	a, row := w.worker("Bianchi", "Rocco")
	other, _ := w.worker("Verdi", "Anna")
	taken := w.book(w.marco, other, 0, thursday, 510)
	c := w.As("Giulia")
	form := c.Get("/appuntamenti/nuovo?lavoratore=" + strconv.FormatInt(a, 10) + "&giorno=2026-11-25").Expect(http.StatusOK)
	form.Has("#h-giorno", "Mercoledì 25 novembre").Has("button[name=mostra]", "Mostra").Lacks("#giornata a[href='" + at(taken) + "']")
	chosen := url.Values{"mostra": {"1"}, "operatore": {strconv.FormatInt(w.marco.UserID, 10)}, "giorno": {"2026-11-26"}, "ora": {"mezzogiorno"}, "oggetto": {"Primo colloquio"}, "stanza": {"2"}, "tipo": {"orientamento"}}

	// without a script, by the button
	shown := form.Submit("form#f-appuntamento", chosen).Expect(http.StatusOK)
	shown.Has("#h-giorno", "Giovedì 26 novembre").Has("#giornata a[href='"+at(taken)+"']", "Verdi").Lacks(".sp-error")
	if first := shown.Find("button[name=scelta]").First().AttrOr("value", ""); !strings.HasPrefix(first, "2026-11-26T") || first == "2026-11-26T08:30" {
		t.Errorf("the first free time is %s, and at 8:30 Marco is busy", first)
	}
	for name, want := range map[string]string{"oggetto": "Primo colloquio", "stanza": "2", "ora": "mezzogiorno", "giorno": "26/11/2026"} {
		if got := shown.Find("input[name="+name+"]").AttrOr("value", ""); got != want {
			t.Errorf("%s became %q", name, got)
		}
	}
	shown.Has("select[name=operatore] option[selected]", "Marco Prova")
	if kind := shown.Find("input[name=tipo][checked]").AttrOr("value", ""); kind != "orientamento" {
		t.Errorf("the kind became %q", kind)
	}
	if got := w.text("SELECT count(*) FROM appointment"); got != "1" {
		t.Errorf("looking made %s appointments", got)
	}
	// with it, each part by itself
	values := webtest.FormValues(form.Find("form#f-appuntamento"))
	for k, v := range chosen {
		values[k] = v
	}
	for _, id := range []string{"giornata", "liberi"} {
		part := form.Find("#" + id)
		if part.AttrOr("hx-post", "") != "/appuntamenti" || part.AttrOr("hx-include", "") != "#f-appuntamento" || !strings.Contains(part.AttrOr("hx-trigger", ""), "from:#f-giorno") {
			t.Errorf("#%s follows nothing", id)
		}
		got := c.PostFragment("/appuntamenti", id, values).Expect(http.StatusOK)
		html, _ := got.Find("#" + id).Html()
		whole, _ := shown.Find("#" + id).Html()
		if html != whole || got.Find("h1").Length() != 0 {
			t.Errorf("#%s alone is\n%s\nin its page\n%s", id, html, whole)
		}
	}
	// a day that does not exist is said; the same form then makes the appointment
	form.Submit("form#f-appuntamento", url.Values{"mostra": {"1"}, "giorno": {"31/02/2027"}}).Expect(http.StatusOK).Has("#f-giorno-errore", "non esiste")
	booked := shown.Submit("form#f-appuntamento", url.Values{"ora": {"11:30"}}).Expect(http.StatusSeeOther).Follow().Has(".sp-facts", "con Marco Prova")

	move := c.Get(strings.TrimSuffix(booked.Path, "/") + "/spostamento").Expect(http.StatusOK)
	moved := move.Submit("form#f-appuntamento", url.Values{"mostra": {"1"}, "giorno": {"2026-11-27"}}).Expect(http.StatusOK)
	moved.Has("#h-giorno", "Venerdì 27 novembre")
	if got := w.text("SELECT count(*) FROM appointment WHERE state='spostato'"); got != "0" {
		t.Error("looking moved the appointment")
	}
	_ = row
}

func TestMoveCancelConfirmOutcome(t *testing.T) {
	webtest.Covers(t, 22)
	w := open(t)
	a, row := w.worker("Bianchi", "Rocco")
	id := w.book(w.giulia, a, row, thursday, 630)
	c := w.As("Marco")
	page := c.Get(at(id)).Expect(http.StatusOK)
	page.Submit("form[action='"+at(id, "/conferma")+"']", nil).Expect(http.StatusSeeOther).Follow().Has("dl", "Confermato").Lacks("form[action$='/conferma']")

	form := c.Get(at(id, "/spostamento")).Expect(http.StatusOK)
	moved := form.Submit("form[action='"+at(id, "/spostamento")+"']", url.Values{"ora": {"11:30"}, "operatore": {strconv.FormatInt(w.marco.UserID, 10)}}).Expect(http.StatusSeeOther)
	newPage := moved.Follow().Has(".sp-facts", "alle 11:30, con Marco Prova")
	newPage.Has("a[href='"+at(id)+"']", "che sostituisce")
	c.Get(at(id)).Has(".sp-badge", "Spostato").Has("a[href='"+moved.Header.Get("Location")+"']", "vai al nuovo")
	// The old form, sent again from another tab, finds the appointment changed.
	form.Submit("form[action='"+at(id, "/spostamento")+"']", url.Values{"_key": {"altra"}, "ora": {"12:00"}}).Expect(http.StatusConflict).Has("main", "Spostato")

	newID := moved.Header.Get("Location")
	cancel := c.Get(newID + "/annullamento").Expect(http.StatusOK)
	cancel.Submit("form[action='"+newID+"/annullamento']", url.Values{"nota": {"ha telefonato"}}).Expect(http.StatusUnprocessableEntity).Has("#f-motivo-errore", "Scegli il motivo").Has("textarea", "ha telefonato")
	cancel.Submit("form[action='"+newID+"/annullamento']", url.Values{"motivo": {"impedimento"}, "nota": {"ha telefonato"}}).Expect(http.StatusSeeOther).Follow().
		Has(".sp-badge", "disdetto dal cittadino").Has("dl", "Impedimento personale o di famiglia")

	today := w.book(w.giulia, a, 0, tuesday, 510)
	w.Clock.Set(tuesday.At(600))
	day := c.Get("/agenda")
	back := day.Submit("form[action='"+at(today, "/esito")+"']", url.Values{"esito": {"presente"}}).Expect(http.StatusSeeOther)
	if back.Header.Get("Location") != "/agenda" {
		t.Errorf("led to %s", back.Header.Get("Location"))
	}
	after := back.Follow().Has("#flash", "Bianchi Rocco, martedì 24 novembre alle 8:30: presente.").Has(".sp-ev.past .sp-badge", "presente")
	if got := w.text("SELECT code||minutes FROM delivered_service"); got != "C.160" {
		t.Errorf("the ledger says %s", got)
	}
	after.Submit("#flash form", nil).Expect(http.StatusSeeOther).Follow().Has(".sp-badge", "esito da compilare")
	if got := w.text("SELECT count(*) FROM delivered_service WHERE annulled_at IS NULL"); got != "0" {
		t.Errorf("%s rows still stand", got)
	}
	for _, path := range []string{at(id), at(id, "/spostamento"), at(id, "/calendario.ics"), at(id, "/lettera"), at(id, "/annullamento")} {
		w.As("Luca").Get(path).Expect(http.StatusNotFound)
	}
	w.As("Luca").Post(at(today, "/esito"), url.Values{"esito": {"presente"}}).Expect(http.StatusNotFound)
	w.As("Piera").Get(at(today)).Expect(http.StatusOK).Lacks("main form").Lacks("a[href$='/spostamento']")
}

func TestLetterAndCalendarFile(t *testing.T) {
	w := open(t)
	a, row := w.worker("Bianchi", "Rocco")
	id := w.book(w.giulia, a, row, thursday, 630)
	c := w.As("Giulia")
	letter := c.Get(at(id, "/lettera")).Expect(http.StatusOK)
	if !strings.HasPrefix(letter.Body, "%PDF-") || letter.Header.Get("Content-Type") != "application/pdf" || !strings.Contains(letter.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%q %q", letter.Header, letter.Body[:20])
	}
	again := c.Get(at(id, "/lettera"))
	if !bytes.Equal([]byte(letter.Body), []byte(again.Body)) {
		t.Error("the letter was rendered twice")
	}
	file := c.Get(at(id, "/calendario.ics")).Expect(http.StatusOK)
	for _, want := range []string{"BEGIN:VEVENT", "DTSTART:20261126T093000Z", "DTEND:20261126T103000Z", "SUMMARY:Bianchi Rocco", "Centro per l'Impiego di San Severo"} {
		if !strings.Contains(file.Body, want) {
			t.Errorf("the calendar lacks %q:\n%s", want, file.Body)
		}
	}
}

func TestOutcomesToFill(t *testing.T) {
	w := open(t)
	for i, minute := range []rule.Minutes{510, 570} {
		a, row := w.worker(fmt.Sprintf("Rossi%d", i), "Anna")
		w.book(w.giulia, a, row, tuesday, minute)
	}
	w.Clock.Set(tuesday.At(640))
	c := w.As("Marco")
	page := c.Get("/agenda/esiti").Expect(http.StatusOK)
	page.Has(".sp-facts", "2 appuntamenti senza esito")
	if first := page.Text("tbody tr:first-child th"); !strings.Contains(first, "Rossi1") {
		t.Errorf("the newest is not first: %s", first)
	}
	page.Submit("#insieme", url.Values{"esito": {"presente"}}).Expect(http.StatusSeeOther).Follow().Has("#flash", "Non hai spuntato")
	ids := url.Values{"esito": {"presente"}}
	page.Find("input[name=appuntamento]").Each(func(_ int, s *goquery.Selection) { ids.Add("appuntamento", s.AttrOr("value", "")) })
	page.Submit("#insieme", ids).Expect(http.StatusSeeOther).Follow().Has("#flash", "2 appuntamenti segnati: presente.").Has(".sp-empty", "Nessun esito da compilare")
	c.Get("/agenda/esiti?solo=miei").Expect(http.StatusOK)
	c.Get("/agenda").Lacks("form[action='/agenda/esiti']")
}

// The own appointments of whose person a deadline falls due.
func TestMineAreFilteredByTheDeadline(t *testing.T) {
	w := open(t)
	late, _ := w.worker("Tardi", "Ada")
	soon, _ := w.worker("Presto", "Ada")
	none, _ := w.worker("Senza", "Ada")
	for i, id := range []int64{late, soon, none} {
		w.book(w.giulia, id, 0, thursday, rule.Minutes(540+60*i))
	}
	err := w.DB.Write(w.t.Context(), func(tx *db.Tx) error {
		for id, on := range map[int64]string{late: "2026-09-14", soon: "2026-10-01"} {
			if _, err := tx.Exec("INSERT INTO did(worker_id,cpi_id,declared_on,month,channel,created_at,created_by) VALUES(?,?,?,substr(?3,1,7),'cpi','',1)", id, w.giulia.CPI(), on); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c := w.As("Giulia")
	page := c.Get("/appuntamenti/miei").Has("#h-prossimi .sp-count", "3").Has("#miei tr:contains('Tardi') .sp-badge.stop", "colloquio in ritardo di 8 giorni")
	c.Get("/appuntamenti").Has("tr:contains('Presto') .sp-badge.look", "colloquio fra 7 giorni")
	for value, want := range map[string]string{"in_ritardo": "Tardi Ada", "entro_7_giorni": "Presto Ada", "nessuna": "Senza Ada"} {
		page.Has("form[role=search][action='/appuntamenti/miei'] select[name=scadenza] option[value="+value+"]", "")
		found := c.Get("/appuntamenti/miei?scadenza="+value).Has("#h-prossimi .sp-count", "1").Has("#miei tbody th", want).Has(".sp-chips", "Scadenza").Has("#h-oggi + p", "Nessun appuntamento con questo filtro")
		c.Get(found.Find(".sp-chips a").AttrOr("href", "")).Has("#h-prossimi .sp-count", "3")
		c.SwapEqualsReload("/appuntamenti/miei?scadenza="+value, "miei")
	}
}

func TestArchiveAndMine(t *testing.T) {
	webtest.Covers(t, 21, 24, 25)
	w := open(t)
	a, row := w.worker("Bianchi", "Rocco")
	b, rowB := w.worker("Russo", "Giovanna")
	w.book(w.giulia, a, row, tuesday, 600)
	theirs := w.book(w.marco, b, rowB, tuesday, 600)
	future := w.book(w.giulia, b, 0, thursday, 600)
	c := w.As("Giulia")
	page := c.Get("/appuntamenti").Expect(http.StatusOK).Has("h1", "Archivio appuntamenti")
	if n := page.Find("tbody tr").Length(); n != 2 { // from today back
		t.Errorf("%d rows", n)
	}
	c.Get(page.Find("a[rel=prev]").AttrOr("href", "")).Has("tbody td[data-l=Quando]", "26/11/2026").Lacks("a[rel=prev]").Lacks("form[action='/bilanci']")
	// Today's appointments, of colleagues too, offer to start the bilancio; a future one does not.
	if n := page.Find("form[action='/bilanci']").Length(); n != 2 {
		t.Errorf("%d bilanci can start", n)
	}
	page.Lacks("form[action='/bilanci'] input[name=appuntamento][value='" + strconv.FormatInt(future, 10) + "']")
	c.Get("/appuntamenti?nome=bianchi").Has(".sp-chip", "Cognome e nome: bianchi").Has("tbody th", "Bianchi Rocco")
	c.Get("/appuntamenti?nome=nessuno").Has(".sp-empty", "Nessun appuntamento")
	c.SwapEqualsReload("/appuntamenti?tipo=convocazione", "archivio")
	mine := c.Get("/appuntamenti/miei").Expect(http.StatusOK).Has("h1", "I miei appuntamenti")
	mine.Has("main a[href='/appuntamenti?dal=2026-11-24&al=2026-11-24']", "Vai all'archivio appuntamenti del CPI")
	if got := mine.Text("main"); strings.Count(got, "Avvia il bilancio") != 1 {
		t.Errorf("bilanci to start in: %s", got)
	}
	w.As("Luca").Get("/appuntamenti").Lacks("tbody tr")

	// From one's own list the bilancio starts; from the archive a colleague's of today; never a future one or another office's.
	w.Clock.Set(tuesday.At(585)) // when people come in
	own := mine.Submit("form[action='/bilanci']", nil).Expect(http.StatusSeeOther).Header.Get("Location")
	if !strings.HasPrefix(own, "/bilanci/") {
		t.Errorf("led to %s", own)
	}
	c.Get("/appuntamenti/miei").Has("a[href='/bilanci/1']", "Riprendi il bilancio")
	c.Post("/bilanci", url.Values{"appuntamento": {strconv.FormatInt(future, 10)}}).Expect(http.StatusUnprocessableEntity).
		Has("main", "Il bilancio non si avvia prima dell'appuntamento. Questo è del 26/11: potrai avviarlo quel giorno.")
	w.As("Luca").Post("/bilanci", url.Values{"appuntamento": {strconv.FormatInt(theirs, 10)}}).Expect(http.StatusNotFound)
	c.Get("/appuntamenti?dal=domani").Has("#archivio .warn", "«Dal» non filtra")
	archive := c.Get("/appuntamenti?dal=2026-11-24&al=2026-11-24")
	archive.Submit("form[action='/bilanci']", nil).Expect(http.StatusSeeOther)
	if got := w.text("SELECT group_concat(state||bilancio_id) FROM (SELECT * FROM appointment WHERE day=? ORDER BY id)", tuesday); got != "presente1,presente2" {
		t.Errorf("today's appointments: %s", got)
	}
	if got := w.text("SELECT group_concat(code||operator_id) FROM delivered_service"); got != fmt.Sprintf("E.2%d,E.2%d", w.giulia.UserID, w.giulia.UserID) {
		t.Errorf("the ledger says %s", got)
	}
	w.As("Piera").Get("/appuntamenti?ufficio="+strconv.FormatInt(w.giulia.CPI(), 10)).Has("tbody tr", "Bianchi").Lacks("form[action='/bilanci']")
}

// The archive keeps every appointment of the office, whoever recorded it and
// whatever became of it, from the first page to the last.
func TestTheArchiveIsComplete(t *testing.T) {
	webtest.Covers(t, 21)
	w := open(t)
	a, _ := w.worker("Bianchi", "Rocco")
	b, _ := w.worker("Russo", "Giovanna")
	kept := map[string]string{}
	note := func(id int64, state string) { kept[at(id)] = state }
	missed := w.book(w.head, a, 0, tuesday, 570)
	moved, gone := w.book(w.giulia, a, 0, wednesday, 510), w.book(w.marco, b, 0, wednesday, 510)
	now, err := w.store.Move(t.Context(), w.giulia, moved, 0, agenda.Slot{Day: wednesday, Starts: 570, Ends: 630}, 0, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.store.Cancel(t.Context(), w.marco, gone, 0, "impedimento", ""); err != nil {
		t.Fatal(err)
	}
	note(missed, "assente")
	note(moved, "Spostato")
	note(gone, "disdetto")
	note(now, "esito da compilare")
	for _, day := range []rule.Date{"2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03"} {
		for hour := range rule.Minutes(4) {
			note(w.book(w.giulia, a, 0, day, 510+60*hour), "Da erogare")
			note(w.book(w.marco, b, 0, day, 510+60*hour), "Da erogare")
		}
	}
	w.Clock.Set(wednesday.At(800))
	c := w.As("Marco")
	c.Get("/agenda/esiti").Submit("form[action='"+at(missed, "/esito")+"']", url.Values{"esito": {"assente"}}).Expect(http.StatusSeeOther)
	// It opens on today; the days to come are the pages before.
	first := "/appuntamenti"
	for {
		page := c.Get(first).Expect(http.StatusOK)
		if first == "/appuntamenti" {
			page.Has("tbody tr:first-child td[data-l=Quando]", "25/11/2026")
		}
		before, more := page.Find("a[rel=prev]").Attr("href")
		if !more {
			break
		}
		first = before
	}
	for path := first; path != ""; {
		page := c.Get(path).Expect(http.StatusOK)
		page.Find("tbody tr").Each(func(_ int, row *goquery.Selection) {
			href := row.Find("th a").AttrOr("href", "")
			if got := strings.Join(strings.Fields(row.Find("td[data-l=Stato]").Text()), " "); !strings.HasPrefix(got, kept[href]) {
				t.Errorf("%s is «%s», want «%s»", href, got, kept[href])
			}
			delete(kept, href)
		})
		path = page.Find("a[rel=next]").AttrOr("href", "")
	}
	if len(kept) > 0 {
		t.Errorf("not in the archive: %v", kept)
	}
}

// TestABookingThatWritesALetterWarnsOfAnOfficeWithoutAddress: as for the
// convocation of many, and for nothing else; the head is led to where it is written.
func TestABookingThatWritesALetterWarnsOfAnOfficeWithoutAddress(t *testing.T) {
	w := open(t)
	id, row := w.worker("Bianchi", "Rocco")
	booking := "/appuntamenti/nuovo?riga=" + strconv.FormatInt(row, 10)
	const warning = "main .sp-msg.warn"
	w.As("Giulia").Get(booking).Expect(http.StatusOK).Has(warning, "Mancano indirizzo e telefono dell'ufficio").Lacks(warning + " a")
	head := w.As("Teresa")
	head.Get(booking).Has(warning+" a[href='/ufficio#h-scheda']", "Ufficio")
	other, _ := w.worker("Verdi", "Anna")
	interview := w.book(w.giulia, other, 0, thursday, 510)
	head.Get(at(interview, "/spostamento")).Expect(http.StatusOK).Lacks(warning)
	convened := w.book(w.giulia, id, row, thursday, 630)
	head.Get(at(convened, "/spostamento")).Has(warning, "Mancano indirizzo e telefono")
	head.Get("/ufficio").Submit("form[action='/ufficio/scheda']", url.Values{"phone": {"0882 123456"}}).Expect(http.StatusSeeOther)
	head.Get(at(convened, "/spostamento")).Expect(http.StatusOK).Lacks(warning)
}

// TestARiscontroLeadsBackToTheListAsItWasFiltered: the operator who works
// through a list finds it again where it was left, and nobody is led elsewhere.
func TestARiscontroLeadsBackToTheListAsItWasFiltered(t *testing.T) {
	w := open(t)
	a, _ := w.worker("Bianchi", "Rocco")
	c := w.As("Giulia")
	path := fmt.Sprintf("/lavoratori/%d/riscontri", a)
	list := c.Get("/elenchi/1?ordine=-nome&stato=da_convocare").Find("tbody a[href*='/riscontri']").AttrOr("href", "")
	if list != path+"?torna="+url.QueryEscape("/elenchi/1?ordine=-nome&stato=da_convocare") {
		t.Fatalf("the row leads to %q", list)
	}
	list = "/elenchi/1?ordine=-nome&stato=da_convocare"
	page := c.Get(path+"?"+url.Values{"torna": {list}}.Encode()).Has("a[data-key=Escape][href='"+list+"']", "Annulla")
	refused := page.Submit("form[action='"+path+"']", nil).Expect(http.StatusUnprocessableEntity).Has("a[data-key=Escape][href='"+list+"']", "Annulla")
	saved := refused.Submit("form[action='"+path+"']", url.Values{"riscontro": {"escluso"}}).Expect(http.StatusSeeOther)
	if to := saved.Header.Get("Location"); to != list {
		t.Errorf("it leads to %q", to)
	}
	saved.Follow().Has("#flash", "Riscontro registrato per Bianchi Rocco: escluso.").Has("#flash a[href='/lavoratori/"+fmt.Sprint(a)+"']", "Vai alla scheda")
	c.Get(path+"?"+url.Values{"torna": {list}}.Encode()).Has("main a[href='"+list+"']", "Torna indietro")
	c.Get(path+"?torna=//altrove.example/").Lacks("main a[href*='altrove']").Has("main a[href='/lavoratori/"+fmt.Sprint(a)+"']", "Torna indietro")
}

func TestRiscontri(t *testing.T) {
	webtest.Covers(t, 18)
	w := open(t)
	a, row := w.worker("Bianchi", "Rocco")
	id := w.book(w.giulia, a, row, thursday, 630)
	path := fmt.Sprintf("/lavoratori/%d/riscontri", a)
	c := w.As("Giulia")
	page := c.Get(path).Expect(http.StatusOK).Has("h1", "Riscontri/Verifiche").Has("select[name=riscontro] option", "rinunciatario").
		Has("select[name=riscontro] option", "escluso per la presenza di un rapporto di lavoro attivo").Has("main", "L'appuntamento futuro viene disdetto")
	page.Submit("form[action='"+path+"']", url.Values{"note": {"da sentire"}}).Expect(http.StatusUnprocessableEntity).Has("#f-riscontro-errore", "Scegli l'esito").Has("textarea", "da sentire")
	done := page.Submit("form[action='"+path+"']", url.Values{"riscontro": {"rinunciatario"}, "note": {"ha trovato lavoro"}}).Expect(http.StatusSeeOther).Follow()
	done.Has("#flash", "Riscontro registrato per Bianchi Rocco: rinunciatario. 1 appuntamento futuro è stato disdetto.").Has("main", "ha trovato lavoro").Lacks("form[action$='/revoca']")
	c.Get(at(id)).Has(".sp-badge", "disdetto per riscontro")
	c.Get("/elenchi/1").Has(fmt.Sprintf("#riga-%d .sp-badge.stop", row), "rinunciatario").Has(fmt.Sprintf("#riga-%d", row), "non convocabile")
	// Every path to an appointment is closed, also the direct address.
	sentence := "Non si può fissare un appuntamento: il lavoratore risulta rinunciatario dal 24/11/2026 (Giulia Prova). Il responsabile può revocare il riscontro."
	c.Get("/appuntamenti/nuovo?riga="+strconv.FormatInt(row, 10)).Has("[role=alert]", sentence).Lacks("form[action='/appuntamenti']")
	c.Post("/appuntamenti", url.Values{"lavoratore": {fmt.Sprint(a)}, "riga": {fmt.Sprint(row)}, "giorno": {"2026-11-26"}, "ora": {"10:30"}, "durata": {"60"}, "tipo": {"convocazione"}}).
		Expect(http.StatusUnprocessableEntity).Has("[role=alert]", sentence)
	c.Get("/convocazioni/nuova?riga="+strconv.FormatInt(row, 10)).Has("main", "risulta rinunciatario").Lacks("form[action='/convocazioni']")

	c.Post(path+"/revoca", url.Values{"motivo": {"x"}}).Expect(http.StatusNotFound)
	head := w.As("Teresa").Get(path)
	head.Submit("form[action='"+path+"/revoca']", nil).Expect(http.StatusUnprocessableEntity).Has("#f-motivo-errore", "Scrivi il motivo")
	head.Submit("form[action='"+path+"/revoca']", url.Values{"motivo": {"ha cambiato idea"}}).Expect(http.StatusSeeOther).Follow().Has("#flash", "si può di nuovo convocare").Has("ol", "ha cambiato idea")
	c.Get("/elenchi/1").Has(fmt.Sprintf("#riga-%d a[href$='/appuntamento']", row), "Gestione Appuntamenti")
	c.Get(path).Submit("form[action='"+path+"']", url.Values{"riscontro": {"escluso"}}).Expect(http.StatusSeeOther).Follow().Has("#flash", "Riscontro registrato per Bianchi Rocco: escluso.")
	c.Get("/appuntamenti/nuovo?riga="+strconv.FormatInt(row, 10)).Has("[role=alert]", "il lavoratore risulta escluso").Lacks("form[action='/appuntamenti']")
	w.As("Luca").Get(path).Expect(http.StatusNotFound)
	w.As("Luca").Post(path, url.Values{"riscontro": {"escluso"}}).Expect(http.StatusNotFound)
}

func TestConveningMany(t *testing.T) {
	w := open(t)
	var rows []string
	for i := range 3 {
		_, row := w.worker(fmt.Sprintf("Rossi%d", i), "Anna")
		rows = append(rows, strconv.FormatInt(row, 10))
	}
	blocked, row := w.worker("Verdi", "Carlo")
	if _, err := w.store.RecordRiscontro(t.Context(), w.giulia, blocked, agenda.Excluded, ""); err != nil {
		t.Fatal(err)
	}
	c := w.As("Giulia")
	// how many places there are is seen while ticking, and again before convening
	c.Get("/elenchi/1").Expect(http.StatusOK).Has("[data-pickbar=riga]", "42 posti liberi nella tua agenda dal 25/11 al 08/12").Has("input[name=riga][data-mail]", "")
	w.As("Luca").Get("/elenchi/1").Expect(http.StatusOK).Lacks("[data-pickbar]")
	form := c.Post("/convocazioni/nuova", url.Values{"riga": append(rows, strconv.FormatInt(row, 10))}).Expect(http.StatusOK)
	form.Has("h1", "Convocazione").Has("#posti", "42 posti liberi per 3 lettere; 3 e-mail").Has("main", "Verdi Carlo").Has("main", "ha il riscontro «escluso»")
	form.Has("main .sp-msg.warn", "Mancano indirizzo e telefono dell'ufficio").Lacks("main .sp-msg.warn a")
	few := form.Submit("#convoca", url.Values{"riga": rows, "dal": {"2026-11-25"}, "al": {"2026-11-25"}, "durata": {"240"}}).Expect(http.StatusUnprocessableEntity)
	few.Has("[role=alert]", "C'è 1 posto libero per 3 lavoratori").Has("tbody input[type=checkbox][name=riga][checked]", "")
	few.Has("#posti button[name=primi][value='1']", "Convoca solo il primo nome")
	form.Submit("#convoca", url.Values{"riga": rows, "conta": {"1"}, "al": {"2026-11-25"}, "dal": {"2026-11-25"}}).Expect(http.StatusOK).Has("#posti", "4 posti liberi")
	done := form.Submit("#convoca", url.Values{"riga": rows}).Expect(http.StatusSeeOther)
	page := done.Follow().Has("h1", "3 lavoratori convocati").Has("#flash", "3 lavoratori convocati").Has("#lettere", "0 lettere pronte su 3").Has("#lettere progress", "")
	if page.Find("tbody tr").Length() != 3 {
		t.Errorf("%d convened", page.Find("tbody tr").Length())
	}
	if did, err := w.App.Jobs.RunOne(t.Context()); err != nil || !did {
		t.Fatalf("the job: %v, %v", did, err)
	}
	path := done.Header.Get("Location")
	c.Get(path).Has("#lettere", "3 lettere pronte in un solo PDF").Lacks("#lettere progress")
	c.SwapEqualsReload(path, "lettere")
	if letters := c.Get(path + "/lettere").Expect(http.StatusOK); !strings.HasPrefix(letters.Body, "%PDF-") {
		t.Error("no PDF")
	}
	if got := w.text("SELECT state FROM job"); got != "finito" {
		t.Errorf("the job is %s", got)
	}
	w.As("Luca").Get(path).Expect(http.StatusNotFound)
	w.As("Luca").Get(path + "/lettere").Expect(http.StatusNotFound)
}

func TestTheHeadSetsTheOffice(t *testing.T) {
	w := open(t)
	w.As("Giulia").Get("/ufficio").Expect(http.StatusNotFound)
	c := w.As("Teresa")
	page := c.Get("/ufficio").Expect(http.StatusOK).Has("section", "Giulia Prova")
	if got := page.Find("input[name=g2_pomeriggio_dalle]").AttrOr("value", ""); got != "15:00" {
		t.Errorf("tuesday afternoon opens at %q", got)
	}
	page.Submit("form[action='/ufficio/orari']", url.Values{"dal": {"2026-11-26"}, "g4_mattina_dalle": {"9:00"}, "g4_pomeriggio_dalle": {"16:00"}, "g4_pomeriggio_alle": {"15:00"}}).
		Expect(http.StatusUnprocessableEntity).Has("form[action='/ufficio/orari'] .sp-msg", "Giovedì: la chiusura viene dopo l'apertura")
	page.Submit("form[action='/ufficio/orari']", url.Values{"dal": {"2026-11-26"}, "g4_mattina_dalle": {"9:00"}, "g4_pomeriggio_dalle": {""}, "g4_pomeriggio_alle": {""}}).
		Expect(http.StatusSeeOther).Follow().Has("#flash", "Orari salvati: valgono dal 26/11/2026.")
	c.Get("/agenda?giorno=2026-11-26").Has("tbody tr:first-child th", "9:00").Lacks("td.shut")
	page.Has("main .sp-msg.warn", "Mancano indirizzo e telefono dell'ufficio")
	page.Submit("form[action='/ufficio/scheda']", url.Values{"patron_day": {"8/1"}, "patron_name": {"San Severino"}, "address": {"via Gramsci 1"}}).Expect(http.StatusSeeOther)
	c.Get("/agenda?giorno=2027-01-08").Has(".sp-empty", "San Severino, santo patrono")
	page.Submit("form[action='/ufficio/scheda']", url.Values{"patron_day": {"9/1"}}).Expect(http.StatusConflict).Has("main", "8/1").Submit("main form", nil).Expect(http.StatusSeeOther)
	if c := c.Get("/ufficio"); c.Find("input[name=patron_day]").AttrOr("value", "") != "9/1" || c.Find("input[name=address]").AttrOr("value", "") != "via Gramsci 1" {
		t.Error("of two versions the choice was not kept")
	}
	page.Submit("form[action='/ufficio/chiusure']", url.Values{"giorno": {"2026-11-27"}, "motivo": {"assemblea"}}).Expect(http.StatusSeeOther).Follow().Has("main", "Venerdì 27 novembre 2026")
	c.Get("/ufficio").Submit("form[action='/ufficio/chiusure/riapertura']", nil).Expect(http.StatusSeeOther)
	page.Submit("form[action='/ufficio/assenze']", url.Values{"operatore": {fmt.Sprint(w.marco.UserID)}, "dal": {"2026-11-25"}, "al": {"2026-11-25"}, "motivo": {"ferie"}}).
		Expect(http.StatusSeeOther).Follow().Has("main", "25/11/2026: ferie")
	c.Get("/agenda?giorno=2026-11-25").Has("td.shut", "assente: ferie")
	c.Get("/ufficio").Submit("form[action$='/annullamento']", nil).Expect(http.StatusSeeOther).Follow().Has("main", "Nessuna assenza")
}

func TestThePlanOfADayIsForThePrinter(t *testing.T) {
	w := open(t)
	a, row := w.worker("Bianchi", "Rocco")
	w.book(w.giulia, a, row, tuesday, 600)
	page := w.As("Giulia").Get("/agenda/stampa?giorno=2026-11-24").Expect(http.StatusOK)
	page.Has(".sp-facts", "stampata il 24/11/2026 alle 9:00").Has("button[data-print]", "Stampa").Has(".sp-ev .tick", "☐ presente ☐ assente giustificato ☐ assente")
}

// TestAMovedAppointmentCountsOnceEverywhere: desk, agenda and one's own
// appointments count the same day alike.
func TestAMovedAppointmentCountsOnceEverywhere(t *testing.T) {
	w := open(t)
	a, _ := w.worker("Bianchi", "Rocco")
	b, _ := w.worker("Verdi", "Anna")
	w.book(w.giulia, a, 0, tuesday, 600)
	id := w.book(w.giulia, b, 0, tuesday, 690)
	c := w.As("Giulia")
	c.Get(at(id, "/spostamento")).Submit("form#f-appuntamento", url.Values{"giorno": {string(thursday)}}).Expect(http.StatusSeeOther)
	c.Get("/agenda").Has(".sp-facts", "1 appuntamento, uno spostato")
	c.Get("/appuntamenti/miei").Has("#h-oggi .sp-count", "1")
	desk := c.Get("/scrivania")
	desk.Has("#h-odierni .sp-count", "1")
	if got := desk.Text("#h-odierni .sp-count"); got != "1" {
		t.Errorf("the desk counts %s", got)
	}
	if got := c.Get("/appuntamenti/miei").Text("#h-oggi .sp-count"); got != "1" {
		t.Errorf("one's own are %s", got)
	}
}

// TestARebookedHourStandsBesideWhoLeftIt is what a table must not do: draw the
// new appointment of a slot that a cancelled one has freed over its neighbours.
func TestARebookedHourStandsBesideWhoLeftIt(t *testing.T) {
	w := open(t)
	a, _ := w.worker("Popescu", "Giuseppina")
	b, _ := w.worker("Russo", "Giovanna")
	d, _ := w.worker("Verdi", "Anna")
	gone := w.book(w.giulia, a, 0, thursday, 540)
	if err := w.store.Cancel(t.Context(), w.giulia, gone, 0, agenda.Reasons[0].Code, ""); err != nil {
		t.Fatal(err)
	}
	free := fmt.Sprintf("td[data-l='Giulia Prova'] a.book[href='/appuntamenti/nuovo?giorno=2026-11-26&operatore=%d&ora=09%%3A00']", w.giulia.UserID)
	c := w.As("Giulia")
	c.Get("/agenda?giorno=2026-11-26").Has(free, "Libero alle 9:00") // the hour is free again
	fresh := w.book(w.giulia, b, 0, thursday, 570)
	next := w.book(w.giulia, d, 0, thursday, 630)
	page := c.Get("/agenda?giorno=2026-11-26").Lacks(free)
	page.Has(fmt.Sprintf("td[rowspan='2']:has(#a%d) #a%d .when", fresh, gone), "9:00–10:00")
	page.Has(fmt.Sprintf("td[rowspan='2']:has(#a%d) .when", next), "10:30–11:30")
	page.Lacks(fmt.Sprintf("#a%d p", gone)) // one line
	if n := page.Find(fmt.Sprintf("td:has(#a%d) article", next)).Length(); n != 1 {
		t.Errorf("%d appointments in the cell of the next one", n)
	}
}

// TestAFreeCellCarriesNoMoreThanTheGap checks that pressing a free cell leads to
// a form that is accepted.
func TestAFreeCellCarriesNoMoreThanTheGap(t *testing.T) {
	w := open(t)
	a, _ := w.worker("Popescu", "Giuseppina")
	b, _ := w.worker("Russo", "Giovanna")
	d, _ := w.worker("Verdi", "Anna")
	w.book(w.giulia, a, 0, thursday, 960) // 16:00
	if _, err := w.store.Book(t.Context(), w.marco, agenda.Booking{Worker: b, Kind: agenda.KindOrientation, Slot: agenda.Slot{Day: thursday, Starts: 905, Ends: 945}}); err != nil {
		t.Fatal(err)
	}
	c := w.As("Giulia")
	page := c.Get("/agenda?giorno=2026-11-26")
	at := fmt.Sprintf("td.free a[href='/appuntamenti/nuovo?durata=15&giorno=2026-11-26&operatore=%d&ora=15%%3A45']", w.giulia.UserID)
	page.Has(at, "Libero alle 15:45")
	page.Lacks(fmt.Sprintf("td.free a[href*='operatore=%d'][href*='ora=15%%3A00']", w.marco.UserID)) // five minutes are no appointment
	link := page.Find(at).AttrOr("href", "")
	form := c.Get(link + "&lavoratore=" + strconv.FormatInt(d, 10)).Expect(http.StatusOK)
	form.Has("#f-durata[value='15']", "")
	form.Submit("#f-appuntamento", nil).Expect(http.StatusSeeOther)
}

func TestWhoMeetsWhereAndWhenIsTold(t *testing.T) {
	w := open(t)
	a, _ := w.worker("Popescu", "Giuseppina")
	b, _ := w.worker("Russo", "Giovanna")
	first := w.book(w.giulia, a, 0, thursday, 540)
	c := w.As("Marco")
	form := c.Get("/appuntamenti/nuovo?lavoratore=" + strconv.FormatInt(b, 10) + "&giorno=2026-11-26&ora=9:30").Expect(http.StatusOK)
	page := form.Submit("#f-appuntamento", url.Values{"stanza": {"1"}, "tipo": {"orientamento"}, "operatore": {strconv.FormatInt(w.marco.UserID, 10)}}).Expect(http.StatusSeeOther).Follow()
	page.Has(".sp-msg.warn", "La stanza è usata due volte").Has(".sp-msg.warn a[href='"+at(first)+"']", "Popescu Giuseppina")
	far := c.Get("/appuntamenti/nuovo?lavoratore="+strconv.FormatInt(b, 10)).Submit("#f-appuntamento", url.Values{"giorno": {"2031-01-14"}, "ora": {"9:30"}, "tipo": {"orientamento"}})
	far.Expect(http.StatusUnprocessableEntity).Has("#f-giorno-errore", "è fra più di un anno")
	next := far.Submit("#f-appuntamento", url.Values{"giorno": {"2027-01-14"}}).Expect(http.StatusSeeOther).Follow()
	next.Has("#flash", "giovedì 14 gennaio 2027 alle 9:30").Has(".sp-facts", "14 gennaio 2027")
	next.Lacks(".sp-msg.warn")
}

// TestTheDayBesideAFormIsOnlyRead keeps a slip beside the form from starting a
// colleague's bilancio or closing their appointment.
func TestTheDayBesideAFormIsOnlyRead(t *testing.T) {
	w := open(t)
	a, row := w.worker("Bianchi", "Rocco")
	b, _ := w.worker("Russo", "Giovanna")
	w.book(w.giulia, a, row, tuesday, 540)
	c := w.As("Giulia")
	c.Get("/agenda").Has(".sp-ev form[action='/bilanci']", "Avvia il bilancio").Has(".sp-ev button[name=esito]", "presente")
	form := c.Get("/appuntamenti/nuovo?lavoratore=" + strconv.FormatInt(b, 10) + "&giorno=2026-11-24").Expect(http.StatusOK)
	form.Has(".sp-ev", "Bianchi Rocco").Lacks(".sp-ev form")
}

func TestWhatWasMovedStandsApartFromWhatIsCounted(t *testing.T) {
	w := open(t)
	a, _ := w.worker("Bianchi", "Rocco")
	b, _ := w.worker("Russo", "Giovanna")
	w.book(w.giulia, a, 0, tuesday, 600)
	moved := w.book(w.giulia, b, 0, tuesday, 900)
	if _, err := w.store.Move(t.Context(), w.giulia, moved, 0, agenda.Slot{Day: thursday, Starts: 900, Ends: 960}, 0, ""); err != nil {
		t.Fatal(err)
	}
	page := w.As("Giulia").Get("/appuntamenti/miei")
	page.Has("section[aria-labelledby=h-oggi] .sp-count", "1").Has("section[aria-labelledby=h-tolti]", "Russo Giovanna")
	if n := page.Find("section[aria-labelledby=h-oggi] tbody tr").Length(); n != 1 {
		t.Errorf("%d rows under a count of 1", n)
	}
}

func TestOnlyWhoFindsAPlaceIsConvened(t *testing.T) {
	w := open(t)
	var rows []string
	for i := range 3 {
		_, row := w.worker(fmt.Sprintf("Rossi%d", i), "Anna")
		rows = append(rows, strconv.FormatInt(row, 10))
	}
	few := w.As("Giulia").Post("/convocazioni/nuova", url.Values{"riga": rows}).
		Submit("#convoca", url.Values{"riga": rows, "dal": {"2026-11-25"}, "al": {"2026-11-25"}, "durata": {"240"}}).Expect(http.StatusUnprocessableEntity)
	first := few.Submit("#convoca", url.Values{"riga": rows, "primi": {"1"}, "dal": {"2026-11-25"}, "al": {"2026-11-25"}, "durata": {"240"}}).Expect(http.StatusSeeOther).Follow()
	first.Has("h1", "1 lavoratore convocato").Has("tbody th", "Rossi0 Anna")
}
