package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/handlers/webtest"
)

const section = "section[aria-labelledby=t-segnalazioni]"

// TestTheDeskTellsOfReferralsToWhoMayKnow: who has the grant of the office sees whose
// profile proposes a referral, with name and day and no more, and that is a line of
// the register; nobody else's desk has the section.
func TestTheDeskTellsOfReferralsToWhoMayKnow(t *testing.T) {
	s := webtest.New(t)
	giulia := staff(t, s)
	paolo := s.As("Paolo")
	paolo.Get("/scrivania").Expect(http.StatusOK).Has(section, "Nessun profilo propone una segnalazione").Has(section+" .sp-big", "0")

	rocco, _ := proposing(t, s, giulia)
	lines := func() (n int) {
		if err := s.DB.Reader().QueryRowContext(t.Context(), "SELECT count(*) FROM audit WHERE action='segnalazioni.da_valutare'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, who := range []string{"Giulia", "Teresa", "Piera", "Fulvia"} {
		page := s.As(who).Get("/scrivania").Expect(http.StatusOK)
		if text := page.Text("body"); who != "Fulvia" && (page.Find(section).Length() != 0 || strings.Contains(text, "Segnalazioni")) || strings.Contains(text, "Bianchi Rocco") {
			t.Errorf("the desk of %s tells of referrals", who)
		}
	}
	if lines() != 0 {
		t.Error("who saw nothing is in the register")
	}
	page := paolo.Get("/scrivania").Expect(http.StatusOK).Has(section+" .sp-big", "1").Has(section+" li", "Bianchi Rocco profilo del 24/11/2026")
	if strings.Contains(page.Find(section).Text(), "madre") || lines() != 1 {
		t.Errorf("%s; %d lines", page.Find(section).Text(), lines())
	}
	href := page.Find(section+" li a").AttrOr("href", "")
	if want := fmt.Sprintf("/lavoratori/%d/segnalazione", rocco); href != want {
		t.Errorf("it leads to %s, want %s", href, want)
	}
	paolo.Get(href).Expect(http.StatusOK).Has("main", "Nuova segnalazione")
	if err := s.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("CREATE TRIGGER mute BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT,'no register'); END")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got := paolo.Get("/scrivania"); got.Status != http.StatusInternalServerError || strings.Contains(got.Body, "Bianchi") {
		t.Errorf("without a register: %d", got.Status)
	}
}

// staff signs up an operator, who is returned, who heads the office and the province,
// and who has the grant: Paolo in San Severo, Fulvia in Foggia.
func staff(t *testing.T, s *webtest.Server) rule.Actor {
	t.Helper()
	giulia := s.Actor(s.User("Giulia", rule.RoleOperator, "cpi:San Severo"))
	s.User("Teresa", rule.RoleOfficeHead, "cpi:San Severo")
	s.User("Piera", rule.RoleProvince, "provincia:FG")
	for name, office := range map[string]string{"Paolo": "San Severo", "Fulvia": "Foggia"} {
		id := s.User(name, rule.RoleCounsellor, "cpi:"+office)
		g, err := s.App.Access.ParseScope(t.Context(), rule.RoleSpecialData, "cpi:"+office)
		if err == nil {
			err = s.App.Access.Grant(t.Context(), rule.System, id, g)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return giulia
}

// proposing makes a person whose profile proposes a referral, and returns both.
func proposing(t *testing.T, s *webtest.Server, giulia rule.Actor) (person, profile int64) {
	t.Helper()
	rocco := worker(t, s, giulia, 1, "Bianchi", "Rocco")
	store := people.NewStore(s.DB)
	id, err := store.StartProfile(t.Context(), giulia, rocco)
	if err != nil {
		t.Fatal(err)
	}
	answers := scheda.Answers{"risultato_atteso": scheda.T("Un percorso"), "lavoro_cercato": scheda.T("Magazziniere"), "difficolta": scheda.Many("nessuna"), "fascia": scheda.T("1")}
	for _, q := range []string{"obiettivo", "profilo", "esperienza", "formazione", "mercato", "ricerca", "autonomia", "promozione", "vincoli"} {
		answers[q] = scheda.T("3")
	}
	p, err := store.SaveProfile(t.Context(), giulia, rocco, id, people.ProfileInput{Part: people.PartQuestions, Version: 1, Answers: answers, Complete: true})
	if err == nil {
		_, err = store.SaveProfile(t.Context(), giulia, rocco, id, people.ProfileInput{Part: people.PartInDepth, Version: p.Version, Complete: true,
			Answers: scheda.Answers{"aree": scheda.In(scheda.Answers{"famiglia": scheda.In(scheda.Answers{"livello": scheda.T("4"), "nota": scheda.T("Assiste la madre"), "servizi": scheda.T("si")})})}})
	}
	if err != nil {
		t.Fatal(err)
	}
	return rocco, id
}

// TestAJudgementTakesAProfileOffTheDesk: who has the grant says why there is no
// referral, and nobody else is told.
func TestAJudgementTakesAProfileOffTheDesk(t *testing.T) {
	dbtest.Proves(t, "orientamento 8")
	s := webtest.New(t)
	rocco, id := proposing(t, s, staff(t, s))
	href, paolo := fmt.Sprintf("/lavoratori/%d/segnalazione", rocco), s.As("Paolo")
	paolo.Get("/scrivania").Expect(http.StatusOK).Has(section+" .sp-big", "1")
	judge(t, paolo, href)
	paolo.Get("/scrivania").Expect(http.StatusOK).Has(section, "Nessun profilo propone una segnalazione").Has(section+" .sp-big", "0")
	if got := s.As("Fulvia").Get(href); got.Status == http.StatusOK && strings.Contains(got.Body, "non si segnala") { // the grant is of an office
		t.Error("who has the grant of another office reads the judgement")
	}
	for _, who := range []string{"Giulia", "Teresa", "Piera"} {
		s.As(who).Get(href).Expect(http.StatusNotFound)
		for _, section := range []string{"", "?sezione=accessi", "?sezione=modifiche", "/profilo", fmt.Sprintf("/profilo/%d", id)} {
			page := s.As(who).Get(fmt.Sprintf("/lavoratori/%d", rocco) + section)
			if text := strings.ToLower(page.Text("body")); strings.Contains(text, "non si segnala") || strings.Contains(text, "valutata") || strings.Contains(text, "già seguita") {
				t.Errorf("%s of %s tells of the judgement", section, who)
			}
		}
	}
}

// judge sends the judgement of the page, first with too short a reason, and then
// once more from a tab that was open.
func judge(t *testing.T, paolo *webtest.Client, href string) {
	t.Helper()
	const form, why = "form[action$='/valutazione']", "La famiglia è già seguita dai servizi"
	open := paolo.Get(href).Expect(http.StatusOK).Has(form, "Il profilo del 24/11/2026 propone una segnalazione")
	refused := open.Submit(form, url.Values{"why": {"breve"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "10 caratteri").Has("#f-why-errore", "10 caratteri")
	if kept := refused.Text(form + " textarea"); kept != "breve" || refused.Text("textarea[name=reason]") != "" {
		t.Errorf("kept: %q, and as a referral %q", kept, refused.Text("textarea[name=reason]"))
	}
	done := refused.Submit(form, url.Values{"why": {why}}).Expect(http.StatusSeeOther).Follow().Has("main", why).Has("main h2", "24/11/2026, valutata: non si segnala").Has("main", "Paolo")
	if done.Find(form).Length() != 0 || done.Find("form[action$='/segnalazione']").Length() != 1 {
		t.Error("judged, it asks again or no referral can be made")
	}
	open.Submit(form, url.Values{"why": {"Un'altra ragione, di un'altra finestra"}}).Expect(http.StatusConflict).Has("main", "di un'altra finestra").Has("main", "Non ho salvato")
	if at := done.Find("main section h2").First().Text(); !strings.Contains(at, "valutata") {
		t.Errorf("the history begins with %q", at)
	}
}
