package access_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sportello/db/rule"
	"sportello/handlers/webtest"
)

// lastMail returns the newest e-mail of the outbox.
func lastMail(t *testing.T, s *webtest.Server) (to, subject, body string) {
	t.Helper()
	err := s.DB.Reader().QueryRow("SELECT recipient, subject, body FROM mail ORDER BY id DESC LIMIT 1").Scan(&to, &subject, &body)
	if err != nil {
		t.Fatal(err)
	}
	return to, subject, body
}

var linkIn = regexp.MustCompile(`/(?:conferma|password)/[A-Za-z0-9_-]{43}`)

func mailedLink(t *testing.T, s *webtest.Server) string {
	t.Helper()
	_, _, body := lastMail(t, s)
	link := linkIn.FindString(body)
	if link == "" {
		t.Fatalf("no link in %q", body)
	}
	return link
}

const strong = "quattro parole messe insieme"

func register(c *webtest.Client, email string) *webtest.Page {
	return c.Get("/registrazione").Submit("form[action='/registrazione']", url.Values{
		"surname": {"Rossi"}, "name": {"Maria"}, "email": {email}, "password": {strong}})
}

// Rows 7 and 9 of the procedure: registration, with a personal address
// suggested, to which the notices go; access with one's own credentials alone.
func TestRegistrationToFirstSignIn(t *testing.T) {
	webtest.Covers(t, 7, 9)
	s := webtest.New(t)
	c := s.Anonymous()
	c.Get("/registrazione").Expect(http.StatusOK).Has("#f-email-aiuto", "indirizzo personale")
	register(c, "maria@posta.it").Follow().Has(".sp-msg", "Controlla la tua posta")
	if to, _, _ := lastMail(t, s); to != "maria@posta.it" {
		t.Errorf("the link went to %s", to)
	}
	link := mailedLink(t, s)
	door := c.Get("/accesso").Has("form[action='/accesso'] a[href='/registrazione']", "Registrati al portale")
	right, wrong := url.Values{"email": {"maria@posta.it"}, "password": {strong}}, url.Values{"email": {"maria@posta.it"}, "password": {strong + "!"}}
	// Until it is confirmed the address is not registered.
	door.Submit("form[action='/accesso']", right).Expect(http.StatusUnprocessableEntity)
	for range 2 { // a scanner of e-mail opens it first
		c.Get(link).Expect(http.StatusOK).Has("main", "maria@posta.it")
	}
	confirm := c.Get(link)
	page := confirm.Submit("main form", nil).Follow().Expect(http.StatusOK)
	page.Has("#flash", "Registrazione confermata")
	confirm.Submit("main form", nil).Expect(http.StatusSeeOther) // a double click
	page.Submit("form[action='/accesso']", wrong).Expect(http.StatusUnprocessableEntity)
	in := page.Submit("form[action='/accesso']", right)
	in.Follow().Expect(http.StatusOK).Has("h1", "Accreditamento Operatori")
	c.Get(link).Expect(http.StatusNotFound).Has("main", "non vale più")
}

func TestRegistrationKeepsWhatWasTypedAndSaysEveryError(t *testing.T) {
	s := webtest.New(t)
	got := s.Anonymous().Get("/registrazione").Submit("form[action='/registrazione']", url.Values{
		"surname": {""}, "name": {"Maria"}, "email": {"maria.posta.it"}, "password": {"corta"}})
	got.Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "3 campi da correggere").Has("title", "Errore:")
	if got.Find("#f-email").AttrOr("value", "") != "maria.posta.it" || got.Find("#f-password").AttrOr("value", "") != "" {
		t.Error("the address is lost, or the password is sent back")
	}
}

func TestAKnownAddressAndAnUnknownOneGetTheSamePages(t *testing.T) {
	s := webtest.New(t)
	s.User("Anna", rule.RoleAdmin, "installazione")
	known, unknown := webtest.Address("Anna"), "nessuno@posta.it"
	for name, ask := range map[string]func(string) *webtest.Page{
		"registration": func(email string) *webtest.Page { return register(s.Anonymous(), email) },
		"forgotten password": func(email string) *webtest.Page {
			return s.Anonymous().Get("/password/richiesta").Submit("form[action='/password/richiesta']", url.Values{"email": {email}})
		},
	} {
		a, b := ask(known), ask(unknown)
		if a.Status != b.Status || a.Header.Get("Location") != b.Header.Get("Location") || a.Follow().Text("main") != b.Follow().Text("main") {
			t.Errorf("%s tells who is known", name)
		}
	}
}

func TestForgottenPassword(t *testing.T) {
	s := webtest.New(t)
	s.User("Anna", rule.RoleAdmin, "installazione")
	other := s.As("Anna")
	c := s.Anonymous()
	c.Get("/password/richiesta").Submit("form[action='/password/richiesta']", url.Values{"email": {webtest.Address("Anna")}}).Follow().Has("main", "Controlla la tua posta")
	link := mailedLink(t, s)
	page := c.Get(link)
	page.Submit("main form", url.Values{"password": {strong}, "repeat": {"un'altra cosa"}}).Expect(http.StatusUnprocessableEntity).Has("#f-repeat-errore", "non sono uguali")
	page.Submit("main form", url.Values{"password": {strong}, "repeat": {strong}}).Follow().Has("#flash", "La nuova password è salvata")
	// a second press of the same form says the same; the link itself is spent
	if again := page.Submit("main form", url.Values{"password": {strong}, "repeat": {strong}}).Expect(http.StatusSeeOther); again.Header.Get("Location") != "/accesso" {
		t.Errorf("the second press leads to %s", again.Header.Get("Location"))
	} else {
		again.Follow().Has("#flash", "La nuova password è salvata")
	}
	c.Get("/accesso").Submit("form[action='/accesso']", url.Values{"email": {webtest.Address("Anna")}, "password": {strong}}).Expect(http.StatusSeeOther)
	if got := other.Get("/account"); got.Status != http.StatusSeeOther {
		t.Errorf("a sign-in outlives the forgotten password: %d", got.Status)
	}
	s.Anonymous().Post(link, url.Values{"password": {strong}, "repeat": {strong}}).Expect(http.StatusNotFound)
	c.Get("/password/"+strings.Repeat("x", 43)).Expect(http.StatusNotFound).Has("main", "non vale più")
}

func TestProfile(t *testing.T) {
	s := webtest.New(t)
	s.User("Anna", rule.RoleOperator, "cpi:San Severo")
	here, there := s.As("Anna"), s.As("Anna")
	page := here.Get("/profilo").Expect(http.StatusOK).Has("#ruoli + ul", "Operatore, CPI di San Severo")
	if n := page.Find("#accessi").Closest("section").Find("li").Length(); n != 2 {
		t.Errorf("%d sign-ins shown", n)
	}
	page.Submit("form[action^='/profilo/accessi/']", nil).Follow().Has("#flash", "L'accesso è stato chiuso")
	there.Get("/profilo").Expect(http.StatusSeeOther)

	there = s.As("Anna")
	page = here.Get("/profilo")
	page.Submit("form[action='/profilo/password']", url.Values{"current": {"sbagliata"}, "password": {strong}, "repeat": {strong}}).
		Expect(http.StatusUnprocessableEntity).Has("#f-current-errore", "La password attuale non è questa")
	page.Submit("form[action='/profilo/password']", url.Values{"current": {webtest.Password}, "password": {strong}, "repeat": {strong}}).Follow().Has("#flash", "La password è cambiata")
	there.Get("/profilo").Expect(http.StatusSeeOther)
	here.Get("/profilo").Expect(http.StatusOK)

	if here.Get("/profilo").Find("body").AttrOr("data-shortcuts", "") != "on" {
		t.Error("shortcuts are off at first")
	}
	here.Get("/profilo").Submit("form[action='/profilo/scorciatoie']", nil).Follow()
	if here.Get("/profilo").Find("body").AttrOr("data-shortcuts", "") != "off" {
		t.Error("shortcuts stay on")
	}
}

func TestFirstAdministrator(t *testing.T) {
	s := webtest.New(t)
	path, err := s.App.Access.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := s.Anonymous()
	page := c.Get(path).Expect(http.StatusOK)
	page.Submit("main form", url.Values{"email": {"x"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "4 campi")
	page.Submit("main form", url.Values{"surname": {"Neri"}, "name": {"Ugo"}, "email": {"ugo@ente.it"}, "password": {strong}}).
		Follow().Expect(http.StatusOK).Has("h1", "Account").Has("#flash", "Sei l'amministratore")
	s.Anonymous().Get(path).Expect(http.StatusNotFound)
}

func TestANetworkThatTriesTooOftenIsHeldBack(t *testing.T) {
	s := webtest.New(t)
	c := s.Anonymous()
	var last *webtest.Page
	for range 31 {
		last = c.Post("/password/richiesta", url.Values{"email": {"a@posta.it"}})
	}
	last.Expect(http.StatusTooManyRequests).Has("main", "troppe richieste")
	s.Clock.Add(3 * 60 * 1e9)
	c.Post("/password/richiesta", url.Values{"email": {"a@posta.it"}}).Expect(http.StatusSeeOther)
}
