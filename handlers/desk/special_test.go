package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/handlers/webtest"
)

// TestTheDeskTellsOfReferralsToWhoMayKnow: who has the grant of the office sees whose
// profile proposes a referral, with name and day and no more, and that is a line of
// the register; nobody else's desk has the section.
func TestTheDeskTellsOfReferralsToWhoMayKnow(t *testing.T) {
	s := webtest.New(t)
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
	const section = "section[aria-labelledby=t-segnalazioni]"
	paolo := s.As("Paolo")
	paolo.Get("/scrivania").Expect(http.StatusOK).Has(section, "Nessun profilo propone una segnalazione").Has(section+" .sp-big", "0")

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
