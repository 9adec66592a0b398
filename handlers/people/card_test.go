package people_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
)

func card(id int64, rest string) string { return fmt.Sprintf("/lavoratori/%d%s", id, rest) }

func TestTheCardTellsTheStory(t *testing.T) {
	s := open(t)
	rows, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria", company: "Vetreria Daunia", to: "2012-12-01"})
	id := workers[0]
	operator := s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	actor := s.Actor(operator)
	ag := agenda.NewStore(s.DB)
	for _, day := range []rule.Date{"2026-11-24", "2026-11-26"} {
		b := agenda.Booking{CPI: s.office("San Severo"), Operator: operator, Worker: id, Kind: agenda.KindOrientation, Slot: agenda.Slot{Day: day, Starts: 11 * 60, Ends: 12 * 60}, Room: "2"}
		if day == "2026-11-26" {
			b.Kind, b.ListRow = agenda.KindConvocation, rows[0]
		}
		if _, err := ag.Book(context.Background(), actor, b); err != nil {
			t.Fatal(err)
		}
	}
	s.write(func(ctx context.Context, tx *db.Tx) error {
		for _, day := range []rule.Date{"2026-11-10", "2026-11-03", "2026-10-28"} {
			if _, err := people.DeliverTx(ctx, tx, actor, registry.DeliveredService{WorkerID: id, CPI: s.office("San Severo"), Operator: operator, Code: "E.2", On: day, Minutes: 165, Mode: "presenza",
				Origin: registry.OriginAutomatic}); err != nil {
				return err
			}
		}
		return nil
	})
	c := s.As("Giulia")
	page := c.Get(card(id, "")).Expect(http.StatusOK)
	page.Has("h1", "Rossi Maria").Has(".sp-facts", string(cf(t, "Rossi", "Maria", 1))).Has(".sp-facts", "65 anni").Has(".sp-facts", "residente a Lucera").Has(".sp-facts", "CPI San Severo")
	page.Has(".sp-tabs [aria-current]", "Storia 5")
	page.Has("#gruppi + ul", "Svantaggiatooltre 50 anni (65)").Has("#gruppi + ul", "Mobilità 2011/2012in lista dal 02/11/2026, priorità 1, Vetreria Daunia")
	page.Has("section[aria-labelledby=in-programma] li:first-child", "oggi, 11:00").Has("section[aria-labelledby=in-programma] li:first-child .sp-badge", "Da erogare")
	page.Has("section[aria-labelledby='mese-2026-11'] header", "2 servizi, 5 ore e 30").Has("section[aria-labelledby='mese-2026-11'] li:contains('10/11/2026')", "E.2").Has("section[aria-labelledby='mese-2026-10']", "165 minuti")
	page.Has("section[aria-labelledby=adesso]", "Prossimo appuntamento").Has("section[aria-labelledby=adesso]", "nessun riscontro registrato").Has("section[aria-labelledby=recapiti]", "3331234567").Has("section[aria-labelledby=recapiti]", "dalla lista del 02/11/2026")
	if months := page.Find("section[aria-labelledby^=mese-]"); months.Length() != 2 || months.First().AttrOr("aria-labelledby", "") != "mese-2026-11" {
		t.Errorf("%d months, want the newest of two first", months.Length())
	}
	for section, want := range map[string]string{"scheda": "Dati anagrafici", "liste": "Cosa diceva il file", "bilanci": "Nessun bilancio", "documenti": "Lettera", "modifiche": "Nessuna modifica"} {
		got := c.Get(card(id, "?sezione="+section)).Expect(http.StatusOK)
		if !strings.Contains(got.Text("main"), want) && section != "documenti" {
			t.Errorf("section %s lacks %q: %s", section, want, got.Text("main"))
		}
		got.Has(".sp-tabs [aria-current]", "")
	}
	s.flush()
	c.Get(card(id, "?sezione=accessi")).Has("tbody", "Prova Giulia").Has("tbody", "ha aperto la scheda")
	var reads int
	if err := s.DB.Reader().QueryRow("SELECT count(*) FROM audit WHERE action='lavoratore.letto' AND worker_id=?", id).Scan(&reads); err != nil || reads != 6 {
		t.Errorf("%d readings in the register, want one for each of 6 pages (%v)", reads, err)
	}
}

func TestARiscontroClosesTheWayToAnAppointment(t *testing.T) {
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"})
	s.User("Giulia", rule.RoleOfficeHead, "cpi:San Severo")
	c := s.As("Giulia")
	c.Get(card(workers[0], "")).Has("a.btn-primary[href$=appuntamento]", "Gestione Appuntamenti")
	var head int64
	if err := s.DB.Reader().QueryRow("SELECT id FROM user WHERE name='Giulia'").Scan(&head); err != nil {
		t.Fatal(err)
	}
	if _, err := agenda.NewStore(s.DB).RecordRiscontro(context.Background(), s.Actor(head), workers[0], agenda.Excluded, "assunto"); err != nil {
		t.Fatal(err)
	}
	page := c.Get(card(workers[0], ""))
	page.Has("a.btn-primary[aria-disabled=true]", "Gestione Appuntamenti").Has("#perche", "escluso: non si possono fissare appuntamenti").Lacks("a.btn-primary[href]")
	page.Has("section[aria-labelledby=adesso] .sp-badge.stop", "escluso").Has("section[aria-labelledby='mese-2026-11']", "assunto")
}

func TestAnotherProvinceGets404(t *testing.T) {
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"})
	c := s.Login(rule.RoleOperator, "cpi:Lecce")
	for _, path := range []string{"", "?sezione=scheda", "/modifica", "/codice-fiscale"} {
		c.Get(card(workers[0], path)).Expect(http.StatusNotFound)
	}
	c.Post(card(workers[0], "/modifica"), url.Values{"phone": {"3330000000"}, "_version": {"1"}}).Expect(http.StatusNotFound)
	c.Post(card(workers[0], "/codice-fiscale"), url.Values{"codice_fiscale": {"12345678903"}, "motivo": {"x"}, "_version": {"1"}}).Expect(http.StatusNotFound)
	c.Get("/lavoratori?q=rossi").Expect(http.StatusOK).Has(".sp-empty", "Nessuno con questo nome")
	c.Post("/cerca", url.Values{"q": {string(cf(t, "Rossi", "Maria", 1))}}).Expect(http.StatusUnprocessableEntity).Has(".sp-error", "Nessun lavoratore del tuo territorio")

	// A row in a list of Lecce shows the person's identity, and no more.
	s.write(func(ctx context.Context, tx *db.Tx) error {
		_, err := people.PutListRowTx(ctx, tx, rule.System, people.ListRow{ListID: 1, WorkerID: workers[0], Province: "LE", CPI: s.office("Lecce"), LoadID: 2, ReferenceDate: "2026-11-03", Raw: json.RawMessage(`{"cognome":"Rossi"}`)})
		return err
	})
	page := c.Get(card(workers[0], "")).Expect(http.StatusOK).Has("main", "La scheda di questa persona è di un'altra provincia").Lacks("a[href$=modifica]").Lacks("section[aria-labelledby=recapiti]")
	if strings.Contains(page.Body, "3331234567") || strings.Contains(page.Body, "02/11/2026") {
		t.Error("the record of another province is shown")
	}
	c.Get(card(workers[0], "/modifica")).Expect(http.StatusNotFound)
	c.Get(card(workers[0], "?sezione=modifiche")).Expect(http.StatusOK).Lacks("main table")
	province := s.Login(rule.RoleProvince, "provincia:FG")
	province.Get(card(workers[0], "")).Expect(http.StatusOK).Lacks("a[href$=modifica]").Lacks(".sp-title .btn-primary")
	province.Get(card(workers[0], "/modifica")).Expect(http.StatusNotFound)
}

func TestSearchOfPersons(t *testing.T) {
	s := open(t)
	code := cf(t, "De Santis", "Maria", 1)
	_, workers := s.load(person{cf: code, surname: "De Santis", name: "Maria"}, person{cf: cf(t, "Desantis", "Anna", 2), surname: "Desantis", name: "Anna"})
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	home := c.Get("/lavoratori").Expect(http.StatusOK).Has(".sp-empty", "Cerca una persona")
	header := home.Submit("header form[action='/cerca']", url.Values{"q": {"desantis"}})
	if got := header.Expect(http.StatusSeeOther).Header.Get("Location"); got != "/lavoratori?q=desantis" {
		t.Errorf("the search of the header leads to %s", got)
	}
	if n := header.Follow().Find("tbody tr").Length(); n != 2 {
		t.Errorf("desantis finds %d, want 2", n)
	}
	if n := c.Get("/lavoratori?q=maria+de+santis").Find("tbody tr").Length(); n != 1 {
		t.Errorf("maria de santis finds %d, want 1", n)
	}
	for _, form := range []string{"header form[action='/cerca']", "form[action='/lavoratori/ricerca']"} {
		if got := home.Submit(form, url.Values{"q": {string(code)}}).Expect(http.StatusSeeOther).Header.Get("Location"); got != card(workers[0], "") {
			t.Errorf("the codice fiscale leads to %s", got)
		}
		refused := home.Submit(form, url.Values{"q": {string(code[:15]) + "?"}}).Expect(http.StatusUnprocessableEntity)
		if refused.Find("main input[name=q]").AttrOr("value", "") == "" || refused.Text(".sp-error") == "" {
			t.Error("what was typed was lost, or not explained")
		}
	}
}

func TestEditingARecord(t *testing.T) {
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"})
	id := workers[0]
	s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	c := s.As("Giulia")
	form := c.Get(card(id, "/modifica")).Expect(http.StatusOK)
	saved := form.Submit("main form", url.Values{"phone": {"340 118 7725"}, "residence": {"San Severo"}, "email_consent_on": {"1"}, "motivo": {"detto allo sportello"}})
	saved.Follow().Has(".sp-flash", "Ho salvato la scheda di Rossi Maria").Has("section[aria-labelledby=recapiti]", "3401187725confermato il 24/11/2026 da Giulia Prova").
		Has("section[aria-labelledby=recapiti]", "sì, dal 24/11/2026").Has(".sp-facts", "residente a San Severo").
		Has("section[aria-labelledby=adesso]", "1 dato diverso dal file")
	c.Get(card(id, "?sezione=liste")).Has("tbody .sp-badge.look", "diverso")
	changes := c.Get(card(id, "?sezione=modifiche"))
	changes.Has("tbody", "Telefono33312345673401187725Giulia Prova detto allo sportello").Has("tbody", "Comune di residenzaLuceraSan Severo")
	w, err := s.people.Worker(context.Background(), rule.System, id)
	if err != nil || w.ResidenceCode != "I158" || w.ResidenceProv != "FG" || w.Email != "a@b.it" {
		t.Fatalf("%+v %v", w, err)
	}
	confirmed, err := s.people.Confirmed(context.Background(), id)
	if err != nil || confirmed["phone"].By != "Giulia Prova" || confirmed["email"].By != "" {
		t.Fatalf("confirmed %v (%v): what was not touched is not confirmed", confirmed, err)
	}

	refused := c.Get(card(id, "/modifica")).Submit("main form", url.Values{"surname": {""}, "phone": {"abc"}, "birth_date": {"31/02/1970"}, "residence": {"Paese Che Non C'è"}, "email": {"a@b"}})
	refused.Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "ci sono 5 campi da correggere").Has("title", "Errore:")
	for name, want := range map[string]string{"phone": "abc", "birth_date": "31/02/1970", "residence": "Paese Che Non C'è", "email": "a@b"} {
		if got := refused.Find("main input[name="+name+"]").AttrOr("value", ""); got != want {
			t.Errorf("%s was typed as %q and came back as %q", name, want, got)
		}
	}
	c.Get(card(id, "/modifica")).Submit("main form", url.Values{"conferma": {"1"}}).Expect(http.StatusSeeOther)
	if confirmed, _ = s.people.Confirmed(context.Background(), id); confirmed["email"].By != "Giulia Prova" {
		t.Error("what was checked with the person is not confirmed")
	}
}

func TestTwoPeopleEditAtOnce(t *testing.T) {
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"})
	id := workers[0]
	s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	s.User("Marco", rule.RoleOperator, "cpi:San Severo")
	mine, theirs := s.As("Giulia").Get(card(id, "/modifica")), s.As("Marco").Get(card(id, "/modifica"))
	theirs.Submit("main form", url.Values{"phone": {"3331111111"}, "dependants": {"2"}}).Expect(http.StatusSeeOther)
	conflict := mine.Submit("main form", url.Values{"phone": {"3332222222"}, "email": {"nuova@b.it"}}).Expect(http.StatusConflict)
	conflict.Has("[data-summary]", "Marco Prova ha salvato questa scheda").Has("main tbody", "3331111111").Has("main tbody", "3332222222").Has("main tbody", "nuova@b.it")
	if conflict.Find("input[name='scelta.phone'][value=s][checked]").Length() != 1 || conflict.Find("input[name='scelta.email'][value=m][checked]").Length() != 1 {
		t.Error("what only one of the two changed is not chosen to begin with")
	}
	w, _ := s.people.Worker(context.Background(), rule.System, id)
	if w.Phone != "3331111111" || w.Email != "a@b.it" {
		t.Fatalf("a stale save overwrote: %+v", w)
	}
	conflict.Submit("main form", url.Values{"scelta.phone": {"m"}, "scelta.dependants": {"s"}}).Expect(http.StatusSeeOther)
	w, _ = s.people.Worker(context.Background(), rule.System, id)
	if w.Phone != "3332222222" || w.Email != "nuova@b.it" || w.Dependants == nil || *w.Dependants != 2 {
		t.Fatalf("the choices were not saved: %+v", w)
	}
}

func TestAddingAPerson(t *testing.T) {
	s := open(t)
	code := cf(t, "Verdi", "Rosa", 7)
	s.load(person{cf: cf(t, "Verdi", "Rosa", 1), surname: "Verdi", name: "Rosa"})
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	form := c.Get("/lavoratori/nuovo").Expect(http.StatusOK)
	empty := form.Submit("main form", nil).Expect(http.StatusUnprocessableEntity)
	empty.Has("#riepilogo", "ci sono 3 campi da correggere")
	values := url.Values{"codice_fiscale": {string(code)}, "surname": {"Bruni"}, "name": {"Ada"}}
	created := form.Submit("main form", values).Expect(http.StatusSeeOther)
	created.Follow().Has("h1", "Bruni Ada").Has(".sp-facts", "nato a Foggia").Has("section[aria-labelledby=adesso]", "Il cognome «Bruni» nel codice fiscale")
	if again := form.Submit("main form", values).Expect(http.StatusSeeOther); again.Header.Get("Location") != created.Header.Get("Location") {
		t.Error("a form sent twice leads elsewhere")
	}
	c.Get("/lavoratori/nuovo").Submit("main form", values).Expect(http.StatusUnprocessableEntity).Has("#doppioni a", "Bruni Ada")

	birth, _ := cf(t, "Verdi", "Rosa", 1).BirthDate("2026-11-24")
	twin := url.Values{"codice_fiscale": {"12345678903"}, "surname": {"VERDI"}, "name": {"rosa"}, "birth_date": {birth.Italian()}}
	warned := c.Get("/lavoratori/nuovo").Submit("main form", twin).Expect(http.StatusUnprocessableEntity)
	warned.Has("#doppioni", "Forse questa persona c'è già").Has("#doppioni", "stesso nome e stessa data di nascita").Has("button[name=comunque]", "È un'altra persona")
	twin.Set("comunque", "1")
	added := warned.Submit("main form", twin).Follow().Has("h1", "VERDI rosa").Has("#gruppi + ul", "Codice fiscale provvisorio")

	while := c.Post("/lavoratori/doppioni", url.Values{"surname": {"verdi"}, "name": {"rosa"}}).Expect(http.StatusOK)
	while.Has("a", "Verdi Rosa")

	path := added.Path
	refused := c.Get(path+"/codice-fiscale").Submit("main form", url.Values{"codice_fiscale": {string(code)}}).Expect(http.StatusUnprocessableEntity)
	refused.Has("#riepilogo", "Scrivi perché")
	c.Get(path+"/codice-fiscale").Submit("main form", url.Values{"codice_fiscale": {string(code)}, "motivo": {"attribuito"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "già in archivio")
	c.Get(path+"/codice-fiscale").Submit("main form", url.Values{"codice_fiscale": {string(cf(t, "Verdi", "Rosa", 9))}, "motivo": {"attribuito quello definitivo"}}).Follow().
		Has(".sp-flash", "Quello di prima resta nella storia").Has(".sp-facts", string(cf(t, "Verdi", "Rosa", 9)))
	c.Get(path+"?sezione=modifiche").Has("tbody", "Codice fiscale12345678903").Has("tbody", "attribuito quello definitivo")
}
