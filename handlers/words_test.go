package handlers_test

import (
	"net/http"
	"testing"

	"sportello/db/rule"
	"sportello/handlers/webtest"
)

// The words of the procedure are the words on the screen, letter for letter:
// whoever has the guide in hand finds what it names. Lists, appointments and
// bilanci have their own in their areas' tests.
func TestTheWordsOfTheProcedure(t *testing.T) {
	s := webtest.New(t)
	s.User("senza ruolo", "", "")
	visitor, applicant, operator := s.Anonymous(), s.As("senza ruolo"), s.Login(rule.RoleOperator, "cpi:San Severo")
	for _, page := range []struct {
		c     *webtest.Client
		path  string
		words map[string]string // what is named, and which element must bear it
	}{
		{visitor, "/lavoro", map[string]string{"Lavoro": "h1", "Accesso Cataloghi": "h2", "Welfare to Work": "main a"}},
		{visitor, "/", map[string]string{
			"Welfare to Work – AASS": "h1", "Area Riservata CPI": "h2", "Supporto Tecnico": "main h3 a", "Richiedi Info": "main h3 a", "FAQ": "main h3 a", "Iter Procedurale": "main h3 a",
			"Accreditamento Operatori": "main h3 a", "Registrazione al portale": "main h3 a", "Abilitazione Accreditamento": "main h3", "Prerequisiti": "main h2",
			"Login": "main label", "Password": "main label", "Sistema di Supporto Operatori CPI": ".sp-brand",
		}},
		{applicant, "/accreditamento", map[string]string{
			"Accreditamento Operatori": "h1", "Richiesta Accreditamento": ".sp-steps li", "Abilitazione Accreditamento": ".sp-steps li",
			"Pannello di Accreditamento": "main h2", "Chiudi": "main button",
		}},
		{operator, "/scrivania", map[string]string{
			"La mia scrivania": "h1", "RIQUADRO A - Appuntamenti CPI": "h2", "Archivio appuntamenti": "main h3 a", "Gestione appuntamenti": "main h3 a",
			"RIQUADRO B - Bilanci di Competenze CPI": "h2", "I miei appuntamenti": "main h3 a", "Vai all'archivio appuntamenti del CPI": "main a",
			"Bilanci di Competenze in lavorazione": "main h3 a", "Bilanci di Competenze completi": "main h3 a", "Mobilità 2011/2012": "main li a",
		}},
		{operator, "/elenchi/1", map[string]string{"Mobilità 2011/2012": "h1", "Estrai su file excel": "main a", "Riscontri/Verifiche": "label"}},
	} {
		got := page.c.Get(page.path).Expect(http.StatusOK)
		for words, element := range page.words {
			got.Has(element, words)
		}
	}
}
