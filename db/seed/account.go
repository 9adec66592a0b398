package seed

import "sportello/db/rule"

// Account is one of the accounts that the sign-in page of a demonstration shows.
type Account struct {
	Email   string
	Name    string
	Surname string
	Role    rule.Role
	Scope   string    // as the command line writes it
	Says    string    // what the account is for, on the sign-in page
	Also    rule.Role // beside it, in the same scope; "" for none
}

// bodyCode is the codice fiscale of the training body of the account ente.
const bodyCode = "04102030717"

// Accounts are the accounts of the demonstration, all with Password.
var Accounts = []Account{
	{"operatore@demo.example", "Angela", "Russo", rule.RoleOperator, "cpi:San Severo", "Operatore, CPI San Severo", ""},
	{"collega@demo.example", "Michele", "D'Amico", rule.RoleOperator, "cpi:San Severo", "Operatore collega, CPI San Severo", ""},
	{"responsabile@demo.example", "Teresa", "Lombardi", rule.RoleOfficeHead, "cpi:San Severo", "Responsabile, CPI San Severo", ""},
	{"consulente@demo.example", "Paolo", "Ferrante", rule.RoleCounsellor, "cpi:San Severo", "Consulente di orientamento, CPI San Severo, con i dati particolari", rule.RoleSpecialData},
	{"altrove@demo.example", "Serena", "De Giorgi", rule.RoleOperator, "cpi:Lecce", "Operatore, CPI Lecce", ""},
	{"centroservizi@demo.example", "Marta", "Conte", rule.RoleServiceCentre, "installazione", "Centro Servizi", ""},
	{"provincia@demo.example", "Giuseppe", "Palumbo", rule.RoleProvince, "provincia:FG", "Provincia di Foggia", ""},
	{"regione@demo.example", "Francesca", "Carbonara", rule.RoleRegion, "regione", "Regione Puglia", ""},
	{"ente@demo.example", "Nicola", "Zaccaria", rule.RoleTrainingBody, "ente:" + bodyCode, "Ente di formazione", ""},
	{"admin@demo.example", "Davide", "Santoro", rule.RoleAdmin, "installazione", "Amministratore", ""},
}

// The accounts that the story of the demonstration names.
const (
	operatorEmail   = "operatore@demo.example"
	colleagueEmail  = "collega@demo.example"
	headEmail       = "responsabile@demo.example"
	counsellorEmail = "consulente@demo.example"
	elsewhereEmail  = "altrove@demo.example"
	centreEmail     = "centroservizi@demo.example"
	regionEmail     = "regione@demo.example"
	provinceEmail   = "provincia@demo.example"
)

// home is the office in which the demonstration is at work; away is the one of
// another province.
const (
	home = "San Severo"
	away = "Lecce"
)
