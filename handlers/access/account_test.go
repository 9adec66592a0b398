package access_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"sportello/db/rule"
	"sportello/handlers/webtest"
)

func TestAccounts(t *testing.T) {
	s := webtest.New(t)
	s.User("Maria", rule.RoleOperator, "cpi:Foggia")
	maria := s.As("Maria")
	admin, centre := s.Login(rule.RoleAdmin, "installazione"), s.Login(rule.RoleServiceCentre, "installazione")
	list := centre.Get("/account?q=maria&stato=attivi").Expect(http.StatusOK).Has("tbody", "Operatore, CPI di Foggia").Lacks("a[href='/account/nuovo']")
	href := list.Find("tbody th a").AttrOr("href", "")
	centre.Get(href).Submit("form[action$='/disabilitazione']", nil).Follow().Has("#flash", "disabilitato").Has(".sp-badge", "disabilitato")
	maria.Get("/profilo").Expect(http.StatusSeeOther)
	maria.Get("/accesso").Submit("form[action='/accesso']", url.Values{"email": {webtest.Address("Maria")}, "password": {webtest.Password}}).Expect(http.StatusUnprocessableEntity)
	centre.Get(href).Submit("form[action$='/abilitazione']", nil).Follow().Has("#flash", "di nuovo attivo")
	s.As("Maria")

	page := admin.Get(href)
	page.Submit("form[action$='/ruoli']", url.Values{"role": {"provincia"}, "scope": {"Atlantide"}}).Expect(http.StatusUnprocessableEntity).Has("#f-scope-errore", "provincia")
	page.Submit("form[action$='/ruoli']", url.Values{"role": {"provincia"}, "scope": {"Foggia"}}).Follow().Has("#ruoli-account ~ ul", "Provincia, provincia di Foggia")
	admin.Get(href).Submit("form[action$='/revoca']", nil).Follow().Has("#ruoli-account ~ ul", "revocato")
	centre.Get(href).Lacks("form[action$='/ruoli']")
}

func TestAnAdministratorMakesAnAccount(t *testing.T) {
	s := webtest.New(t)
	admin := s.Login(rule.RoleAdmin, "installazione")
	page := admin.Get("/account/nuovo").Expect(http.StatusOK)
	page.Submit("main form", url.Values{"role": {"operatore"}, "scope": {""}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "4 campi")
	blu := url.Values{"surname": {"Blu"}, "name": {"Ada"}, "email": {"ada@posta.it"}, "role": {"operatore"}, "scope": {"San Severo (FG)"}}
	made := page.Submit("main form", blu)
	made.Follow().Has("#flash", "ada@posta.it").Has("main", "Operatore, CPI di San Severo")
	link := mailedLink(t, s)
	if twice := page.Submit("main form", blu); twice.Header.Get("Location") != made.Header.Get("Location") {
		t.Error("a double click makes two accounts")
	}
	// Who goes back, writes something else and sends the page again means it.
	blu.Set("email", "ada2@posta.it")
	s.App.NoMail = true // nothing leaves: the message says where it waits
	other := page.Submit("main form", blu).Expect(http.StatusSeeOther)
	if other.Header.Get("Location") == made.Header.Get("Location") {
		t.Error("what was written the second time is lost")
	}
	other.Follow().Has("#flash", "Il messaggio per ada2@posta.it").Has("#flash a[href='/posta']", "Apri la posta in uscita")
	ada := s.Anonymous()
	ada.Get(link).Submit("main form", url.Values{"password": {strong}, "repeat": {strong}}).Expect(http.StatusSeeOther)
	in := ada.Get("/accesso").Submit("form[action='/accesso']", url.Values{"email": {"ada@posta.it"}, "password": {strong}})
	if got := in.Expect(http.StatusSeeOther).Header.Get("Location"); got != "/scrivania" {
		t.Errorf("led to %q", got)
	}
}

func TestOffices(t *testing.T) {
	s := webtest.New(t)
	admin := s.Login(rule.RoleAdmin, "installazione")
	list := admin.Get("/tabelle/uffici").Expect(http.StatusOK)
	href := list.Find("tbody th a:contains('Mesagne')").AttrOr("href", "")
	one, two := admin.Get(href), admin.Get(href)
	one.Submit("main form", url.Values{"patron_day": {"31/2"}}).Expect(http.StatusUnprocessableEntity).Has("#f-patron_day-errore", "giorno e mese")
	one.Submit("main form", url.Values{"patron_name": {"Madonna del Carmine"}, "patron_day": {"16/7"}}).Follow().Has("tbody", "16/7 Madonna del Carmine")
	both := two.Submit("main form", url.Values{"phone": {"0831 771234"}}).Expect(http.StatusConflict).Has("tbody", "16/7")
	both.Submit("main form", url.Values{"scelta.patron_day": {"s"}, "scelta.patron_name": {"s"}, "scelta.phone": {"m"}}).Follow().Has("tbody", "0831771234").Has("tbody", "Madonna del Carmine")
	admin.Get(href).Submit("main form", url.Values{"valid_to": {"2026-11-23"}}).Follow().Has("tbody", "chiuso")
	if n := admin.Get(href).Find("tbody tr").Length(); n != 3 {
		t.Errorf("%d earlier versions", n)
	}
	admin.Get("/tabelle/uffici/nuovo").Submit("main form", url.Values{"name": {"Casamassima"}, "province": {"BA"}}).Follow().Has("tbody", "Casamassima").Has("#flash", "Parte con gli orari di apertura consueti")
	// all that is missing is said at once, in the order of the form
	admin.Get("/tabelle/uffici/nuovo").Submit("main form", url.Values{"phone": {"x"}}).Expect(http.StatusUnprocessableEntity).
		Has("#riepilogo", "3 campi").Has("#riepilogo li:nth-child(1)", "Nome").Has("#riepilogo li:nth-child(2)", "Provincia").Has("#riepilogo li:nth-child(3)", "Telefono")
	// its responsabile finds an agenda with places, not an empty week
	head := s.Login(rule.RoleOfficeHead, "cpi:Casamassima")
	head.Get("/ufficio").Expect(http.StatusOK).Has("input[name=g1_mattina_dalle][value='08:30']", "")
	head.Get("/agenda").Expect(http.StatusOK).Has("td.free a", "")
}

// TestTheMunicipalitiesOfAnOffice: typed by name, one a line; what nobody knows,
// or another office has, is refused and stays as typed.
func TestTheMunicipalitiesOfAnOffice(t *testing.T) {
	s := webtest.New(t)
	s.User("Ada", rule.RoleAdmin, "installazione")
	s.User("Teresa", rule.RoleOfficeHead, "cpi:San Severo")
	path := func(name string) string {
		var id int64
		if err := s.DB.Reader().QueryRow("SELECT id FROM cpi WHERE name=?", name).Scan(&id); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("/tabelle/uffici/%d", id)
	}
	c, of := s.As("Ada"), path("San Severo")
	const form = "form[action$='/comuni']"
	c.Get(of).Submit(form, url.Values{"comuni": {"San Severo\r\n torremaggiore \r\n\r\nApricena"}}).Follow().Has("#flash", "3 comuni").Has(form+" textarea", "Torremaggiore (FG)")
	c.Get(path("Foggia")).Submit(form, url.Values{"comuni": {"Foggia\nApricena"}}).Expect(http.StatusUnprocessableEntity).Has(form, "«Apricena» è già dell'ufficio di San Severo").Has(form+" textarea", "Apricena")
	c.Get(of).Submit(form, url.Values{"comuni": {"San Severo\nAtlantide"}}).Expect(http.StatusUnprocessableEntity).Has(form, "Non conosco un comune «Atlantide»").Has(form+" textarea", "Atlantide")
	c.Get(of).Has(form+" textarea", "Apricena (FG)") // nothing of it was kept
	c.Get(of).Submit(form, url.Values{"comuni": {"San Severo"}}).Follow().Has("#flash", "1 comune")
	s.As("Teresa").Post(of+"/comuni", url.Values{"comuni": {"San Severo"}}).Expect(http.StatusNotFound)
}
