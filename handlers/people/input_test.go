package people_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db/rule"
)

// A codice fiscale that cannot be one, a day that does not exist, a name that is
// none: all said at once, each beside its field, with what was typed; nobody is
// added.
func TestAPersonThatCannotBe(t *testing.T) {
	s := open(t)
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	page := c.Get("/lavoratori/nuovo").Expect(http.StatusOK)
	for code, want := range map[string]string{
		"":                 "Scrivi il codice fiscale.",
		"RSS80":            "Il codice fiscale ha 16 caratteri",
		"RSSMRA80A01H501T": "L'ultimo carattere del codice fiscale",
		"RSSMRA80A41H5O1U": "dovrebbe essere una cifra, non «O»",
		"12345678901":      "cifra",
	} {
		typed := url.Values{"codice_fiscale": {code}, "surname": {strings.Repeat("à", 3000)}, "name": {""}, "birth_date": {"31/02/2026"}, "phone": {"tre tre tre"},
			"email": {"<script>alert(1)</script>"}, "residence_address": {"Via <b>Roma</b>"}}
		refused := page.Submit("form[action='/lavoratori']", typed).Expect(http.StatusUnprocessableEntity)
		for field, sentence := range map[string]string{"codice_fiscale": want, "surname": "3.000 caratteri", "name": "Scrivi il nome.", "birth_date": "Il 31 febbraio 2026 non esiste.", "phone": "telefono", "email": "e-mail"} {
			refused.Has("#f-"+field+"-errore", sentence).Has("#riepilogo a[href='#f-"+field+"']", "")
		}
		for field, values := range typed {
			if got := refused.Find("main [name='"+field+"']").AttrOr("value", ""); got != values[0] {
				t.Errorf("%s: %.40q was kept of %.40q", field, got, values[0])
			}
		}
		refused.Lacks("main script").Lacks("main b:contains('Roma')")
	}
	var n int
	if err := s.DB.Reader().QueryRow("SELECT count(*) FROM worker").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d people were added, %v", n, err)
	}
}
