package people_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"sportello/db/dbtest"
	"sportello/db/rule"
)

// A new person is received in one page: the codice fiscale first, what follows
// from it, who may be the same, and the DID in the same act.
func TestTheReceptionOfANewPerson(t *testing.T) {
	dbtest.Proves(t, "evento accoglienza", "evento DID")
	s := open(t)
	s.load(person{cf: cf(t, "Bianchi", "Rocco", 3), surname: "Bianchi", name: "Rocco"})
	s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	c := s.As("Giulia")
	page := c.Get("/lavoratori/nuovo").Expect(http.StatusOK)
	bad := c.Post("/lavoratori/nuovo", url.Values{"codice_fiscale": {"BNCRCC74C15D643X"}}).Expect(http.StatusUnprocessableEntity)
	bad.Has("#f-codice_fiscale-errore", "dovrebbe essere «H»")
	filled := c.Post("/lavoratori/nuovo", url.Values{"codice_fiscale": {"bncrcc74c15d643h"}, "surname": {"Bianchi"}, "name": {"Rocco"}, "phone": {"3401187725"}}).Expect(http.StatusOK)
	for name, want := range map[string]string{"birth_date": "15/03/1974", "birth_place": "Foggia (FG) [D643]", "phone": "3401187725"} {
		if got := filled.Find("main input[name="+name+"]").AttrOr("value", ""); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := filled.Find("select[name=sex] option[selected]").AttrOr("value", ""); got != "M" {
		t.Errorf("sex %q", got)
	}
	if n := s.count("SELECT count(*) FROM worker"); n != 1 {
		t.Errorf("%d persons: looking wrote one", n)
	}
	// One of eleven digits says nothing of the person, and the page does not say it did.
	c.Post("/lavoratori/nuovo", url.Values{"codice_fiscale": {"12345678903"}}).Expect(http.StatusOK).Has("[role=status]", "provvisorio").Lacks("input[name=birth_date][value]:not([value=''])")
	if said := c.Post("/lavoratori/nuovo", url.Values{"codice_fiscale": {"12345678903"}}).Find("main [role=status]").Text(); strings.Contains(said, "Compilato") {
		t.Errorf("of a provisional code: %s", said)
	}

	// Enter presses the first button: alone the codice fiscale fills in, with
	// anything else the person is added, or what is wrong is said.
	first := page.Find("main form button").First()
	if first.AttrOr("name", "") != "invio" || first.AttrOr("formaction", "") != "" || first.AttrOr("aria-hidden", "") != "true" || first.AttrOr("tabindex", "") != "-1" {
		t.Error("Enter presses another button")
	}
	page.Submit("main form", url.Values{"invio": {"1"}, "codice_fiscale": {"BNCRCC74C15D643H"}}).Expect(http.StatusOK).Has("[data-flash]", "Compilato").Has("#f-birth_date[value='15/03/1974']", "")
	page.Submit("main form", url.Values{"invio": {"1"}, "codice_fiscale": {"BNCRCC74C15D643H"}, "phone": {"3401187725"}}).Expect(http.StatusUnprocessableEntity).Has("#f-surname-errore", "").Lacks("main form [data-flash]")

	whole := url.Values{"codice_fiscale": {"BNCRCC74C15D643H"}, "surname": {"Bianchi"}, "name": {"Rocco"}, "did": {"1"}, "declared_on": {"31/02/2026"}, "channel": {""}}
	page.Submit("main form", whole).Expect(http.StatusUnprocessableEntity).Has("#f-declared_on-errore", "31 febbraio").Has("#f-channel-errore", "Scegli come")
	if n := s.count("SELECT count(*) FROM worker"); n != 1 {
		t.Errorf("%d persons: half of the act was done", n)
	}
	// The summary leads through the page from the top, whatever was checked first.
	var order []string
	page.Submit("main form", url.Values{"codice_fiscale": {"BNCRCC74C15D643H"}, "surname": {""}, "did": {"1"}, "declared_on": {"31/02/2026"}, "phone": {"x"}, "channel": {""}}).Expect(http.StatusUnprocessableEntity).
		Find("#riepilogo li a").Each(func(_ int, a *goquery.Selection) { order = append(order, a.AttrOr("href", "")) })
	if got := strings.Join(order, " "); got != "#f-surname #f-name #f-phone #f-declared_on #f-condition #f-channel" {
		t.Errorf("the summary says %s", got)
	}
	whole["declared_on"], whole["channel"], whole["number"] = []string{"24/11/2026"}, []string{"cpi"}, []string{"FG-99"}
	page.Submit("main form", whole).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "un campo").Has("#f-condition-errore", "va indicata per chi è disoccupato").Has("main input[name=number][value='FG-99']", "")
	whole["condition"] = []string{"senza_lavoro"}
	done := page.Submit("main form", whole).Follow()
	done.Has("#flash", "registrato la sua DID del 24/11/2026").Has("section[aria-labelledby=stato-occupazionale]", "disoccupato").Has("section[aria-labelledby=stato-occupazionale]", "FG-99 del 24/11/2026")
	id, _ := strings.CutPrefix(done.Path, "/lavoratori/")
	record := c.Get("/lavoratori/" + id + "?sezione=scheda")
	for _, row := range []string{"Stato occupazionaledisoccupato", "Data della DID24/11/2026", "Numero della DIDFG-99"} {
		record.Has("main tr", row+"dalla DID del 24/11/2026")
	}
	c.Get("/lavoratori/"+id+"/stato").Has("section[aria-labelledby=amministrativi] tr", "CondizioneSenza lavoro dal 24/11/2026, dalla DID, Giulia Prova")
	record.Has("main tr", "Cognome"+"Bianchi"+"confermato il 24/11/2026 da Giulia Prova")
	done.Has("section[aria-labelledby='mese-2026-11']", "A.1").Has("section[aria-labelledby='mese-2026-11']", "B.1")
	// Whom another province keeps is said at once, not after the page was filled in.
	other := s.Login(rule.RoleOperator, "cpi:Lecce")
	lecce := other.Post("/lavoratori/nuovo", url.Values{"codice_fiscale": {"BNCRCC74C15D643H"}, "phone": {"3401187725"}}).Expect(http.StatusUnprocessableEntity)
	lecce.Has("#f-codice_fiscale-errore", "non fra le persone della tua provincia").Has("main input[name=phone][value='3401187725']", "").Lacks("main input[name=birth_place][value^=Foggia]")
	// That they were told so is in the register at once, without the code; the act that
	// was refused keeps nothing and is refused again.
	denied := "SELECT count(*) FROM audit a JOIN user u ON u.id=a.user_id JOIN role_grant g ON g.user_id=u.id JOIN cpi c ON c.id=g.cpi_id WHERE c.name='Lecce' AND a.action='accesso.negato' AND a.subject='worker' AND a.subject_id=(SELECT id FROM worker WHERE codice_fiscale='BNCRCC74C15D643H') AND a.worker_id=a.subject_id AND a.at<>'' AND a.fields||a.reason='' AND a.count=0"
	if n := s.count(denied); n != 1 {
		t.Errorf("%d lines of who was told of a person elsewhere", n)
	}
	again := other.Get("/lavoratori/nuovo")
	for n := 2; n <= 3; n++ {
		again.Submit("main form", whole).Expect(http.StatusUnprocessableEntity).Has("#f-codice_fiscale-errore", "non fra le persone della tua provincia")
		if got := s.count(denied); got != n {
			t.Errorf("%d lines, want %d: the act that is refused leaves none", got, n)
		}
	}
	if n := s.count("SELECT count(*) FROM audit WHERE action='accesso.negato' AND subject='worker'"); n != 3 {
		t.Errorf("%d lines: who keeps the person, or met a new one, was not told anything", n)
	}
	c.Get("/lavoratori/"+strconv.Itoa(s.count("SELECT id FROM worker WHERE codice_fiscale='BNCRCC74C15D643H'"))+"?sezione=accessi").Has("main", "ha scritto il codice fiscale da un'altra provincia")
	// Without the tick there is no declaration, but what no day can be is refused.
	rossi := url.Values{"codice_fiscale": {"RSSMRA80A01H501U"}, "surname": {"Rossi"}, "name": {"Mario"}, "declared_on": {"boh"}}
	page.Submit("main form", rossi).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "un campo")
	rossi["declared_on"] = []string{"24/11/2026"}
	page.Submit("main form", rossi).Expect(http.StatusSeeOther)
	// A permit that has expired is said at the reception, and on the card.
	verdi := url.Values{"codice_fiscale": {"12345678903"}, "surname": {"Verdi"}, "name": {"Amina"}, "citizenship": {"Marocco [436]"}, "permit_expires_on": {"01/01/2020"}}
	page.Submit("main form", verdi).Follow().Has("#flash", "Il titolo di soggiorno è scaduto il 01/01/2020").Has("main", "Titolo di soggiorno scaduto")
	if n := s.count("SELECT count(*) FROM did"); n != 1 {
		t.Errorf("%d declarations", n)
	}
}
