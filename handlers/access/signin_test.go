package access_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"sportello/db/access"
	"sportello/db/rule"
	"sportello/handlers/webtest"
)

func TestSignInLeadsToThePageAskedFor(t *testing.T) {
	s := webtest.New(t)
	s.User("Anna", rule.RoleAdmin, "installazione")
	c := s.Anonymous()
	page := c.Get("/accesso?torna=/profilo").Has("main form", "La pagina che hai chiesto si apre dopo l'accesso")
	c.Get("/accesso").Has("h1", "Area Riservata CPI").Lacks("main form .sp-msg")
	got := page.Submit("form[action='/accesso']", url.Values{"email": {webtest.Address("Anna")}, "password": {webtest.Password}})
	if got.Expect(http.StatusSeeOther).Header.Get("Location") != "/profilo" {
		t.Errorf("led to %q", got.Header.Get("Location"))
	}
	outside := s.Anonymous().Get("/accesso?torna=//altrove.example").Submit("form[action='/accesso']", url.Values{"email": {webtest.Address("Anna")}, "password": {webtest.Password}})
	if outside.Header.Get("Location") != "/account" {
		t.Errorf("led outside: %q", outside.Header.Get("Location"))
	}
}

func TestAWrongPasswordAndAnUnknownAddressGetTheSameAnswer(t *testing.T) {
	s := webtest.New(t)
	s.User("Anna", rule.RoleAdmin, "installazione")
	c := s.Anonymous()
	var texts []string
	for _, email := range []string{webtest.Address("Anna"), "nessuno@prova.example"} {
		got := c.Get("/accesso").Submit("form[action='/accesso']", url.Values{"email": {email}, "password": {"una parola sbagliata"}})
		texts = append(texts, got.Expect(http.StatusUnprocessableEntity).Text("[role=alert]"))
	}
	if texts[0] != texts[1] || texts[0] == "" {
		t.Errorf("answers differ: %q", texts)
	}
}

func TestRepeatedFailuresLockTheAddressForAWhile(t *testing.T) {
	s := webtest.New(t)
	s.User("Anna", rule.RoleAdmin, "installazione")
	c := s.Anonymous()
	try := func(password string) *webtest.Page {
		return c.Get("/accesso").Submit("form[action='/accesso']", url.Values{"email": {webtest.Address("Anna")}, "password": {password}})
	}
	for range access.MaxFailures {
		try("una parola sbagliata").Expect(http.StatusUnprocessableEntity)
	}
	try(webtest.Password).Expect(http.StatusUnprocessableEntity).Has("[role=alert]", "Troppi tentativi")
	s.Clock.Add(access.FailureWindow + time.Second)
	try(webtest.Password).Expect(http.StatusSeeOther)
}

func TestAFormSentAfterTheEndOfTheSignInIsOfferedAgain(t *testing.T) {
	s := webtest.New(t)
	c := s.Login(rule.RoleAdmin, "installazione")
	s.Clock.Add(access.IdleTimeout + time.Minute)
	asked := c.Post("/uscita", url.Values{"nota": {"quello che ho scritto"}})
	asked.Expect(http.StatusUnauthorized).Has("main", "La sessione è scaduta")
	resumed := asked.Submit("form[action='/accesso']", url.Values{"email": {webtest.Address("admin installazione")}, "password": {webtest.Password}})
	form := resumed.Expect(http.StatusOK).Find("form[action='/uscita'][method='post'] input[name='nota']")
	if form.AttrOr("value", "") != "quello che ho scritto" {
		t.Errorf("the text was lost:\n%s", resumed.Text("main"))
	}
	resumed.Submit("main form", nil).Expect(http.StatusSeeOther)
}

func TestAFormWithoutItsTokenIsRefused(t *testing.T) {
	s := webtest.New(t)
	c := s.Login(rule.RoleAdmin, "installazione")
	forged := url.Values{"_csrf": {"inventato"}, "nota": {"altrui"}}
	c.PostFrom("https://altrove.example", "/uscita", forged).Expect(http.StatusForbidden)
	for _, silent := range []string{"", "null"} { // a browser that does not say where a form comes from
		c.PostFrom(silent, "/uscita", forged).Expect(http.StatusUnprocessableEntity).Lacks("form input[name=nota]")
	}
	c.Get("/accesso").Expect(http.StatusSeeOther)
}

// A form of ours whose token is another sign-in's is offered again, with all
// that was written in it.
func TestAFormOfAnotherSignInIsOfferedAgain(t *testing.T) {
	s := webtest.New(t)
	s.User("Anna", rule.RoleRegion, "regione")
	c := s.As("Anna")
	page := c.Get("/faq/gestione/nuova")
	c.Post("/uscita", nil)
	c.Get("/accesso").Submit("form[action='/accesso']", url.Values{"email": {webtest.Address("Anna")}, "password": {webtest.Password}}).Expect(http.StatusSeeOther)
	again := page.Submit("main form", url.Values{"question": {"Chi si convoca?"}, "answer": {"Una lunga risposta"}}).Expect(http.StatusConflict)
	again.Has("main", "Quello che avevi scritto è ancora qui").Submit("form[data-resumed]", nil).Follow().Has("main", "Chi si convoca?")
}
