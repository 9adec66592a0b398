package people_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/rule"
)

// Whoever has not the grant does not learn that there is a referral; whoever has
// it reads it only once that is written in the register.
func TestAReferralIsReadWithItsGrantAndNeverUnwritten(t *testing.T) {
	dbtest.Proves(t, "orientamento 8")
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"})
	id := workers[0]
	s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	head := s.User("Paolo", rule.RoleCounsellor, "cpi:San Severo")
	g, err := s.App.Access.ParseScope(t.Context(), rule.RoleSpecialData, "cpi:San Severo")
	if err == nil {
		err = s.App.Access.Grant(t.Context(), rule.System, head, g)
	}
	if err != nil {
		t.Fatal(err)
	}
	paolo, giulia := s.As("Paolo"), s.As("Giulia")
	path := card(id, "/segnalazione")
	const why = "Assiste da sola la madre, senza alcun aiuto"
	paolo.Get(path).Submit("form[action$='/segnalazione']", url.Values{"municipality": {""}, "reason": {"breve"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Comune").Has("#riepilogo", "20 caratteri")
	for text, sentence := range map[string]string{"Atlantide": "Non conosco il Comune «Atlantide»", "Samone": "aggiungi la provincia", "Albania": "Non conosco il Comune", "Nessuno [X999]": "Non conosco il Comune", "Torre Maggiore [I158": "Non conosco il Comune"} {
		refused := paolo.Get(path).Submit("form[action$='/segnalazione']", url.Values{"municipality": {text}, "reason": {why}}).Expect(http.StatusUnprocessableEntity).Has("#f-municipality-errore", sentence)
		if kept := refused.Find("input[name=municipality]").AttrOr("value", ""); kept != text || refused.Text("textarea[name=reason]") != why {
			t.Errorf("kept of %q: %q, %q", text, kept, refused.Text("textarea[name=reason]"))
		}
	}
	if n := s.count("SELECT count(*) FROM social_referral"); n != 0 {
		t.Errorf("%d referrals to a municipality that there is not", n)
	}
	if table := paolo.Get(path).Find("input[name=municipality]").AttrOr("hx-get", ""); !strings.HasPrefix(table, "/cerca/comuni") {
		t.Errorf("the municipality is looked for at %q", table)
	}
	paolo.Get(path).Submit("form[action$='/segnalazione']", url.Values{"municipality": {"san severo"}, "reason": {why}}).Expect(http.StatusSeeOther).Follow().Has("main", why).Has("main", "2026/").Has("main h2", "Comune di San Severo (FG)")
	document := "/documenti/" + strconv.Itoa(s.count("SELECT document_id FROM social_referral"))
	if text := paolo.Get(document).Expect(http.StatusOK).PDF(); !strings.Contains(strings.Join(strings.Fields(text), " "), "Rossi Maria") || !strings.Contains(strings.Join(strings.Fields(text), " "), "madre") {
		t.Errorf("the letter says %s", text)
	}
	if n := s.count("SELECT count(*) FROM protocol_entry WHERE subject||counterpart LIKE '%Rossi%'"); n != 0 {
		t.Error("the protocol names the person")
	}
	for _, p := range []string{path, document, path + "/1/esito"} {
		giulia.Get(p).Expect(http.StatusNotFound)
	}
	for _, section := range []string{"", "?sezione=documenti", "?sezione=accessi", "?sezione=modifiche", "/profilo"} {
		page := giulia.Get(card(id, section)).Expect(http.StatusOK)
		if text := strings.ToLower(page.Text("main")); strings.Contains(text, "segnalazione") || strings.Contains(text, "madre") {
			t.Errorf("%s tells of the referral", section)
		}
	}
	reads := func() int { return s.count("SELECT count(*) FROM audit WHERE action='segnalazione.letta'") }
	before := reads()
	paolo.Get(path).Expect(http.StatusOK)
	if reads() != before+1 { // at once: nothing was flushed
		t.Error("a reading was not written")
	}
	if err := s.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("CREATE TRIGGER mute BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT,'no register'); END")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, document} {
		if got := paolo.Get(p); got.Status != http.StatusInternalServerError || strings.Contains(got.Body, "madre") {
			t.Errorf("%s without a register: %d", p, got.Status)
		}
	}
}
