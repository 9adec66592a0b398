package layout

import "sportello/db/rule"

// MenuItem is one entry of the menu.
type MenuItem struct {
	Key   string // compared with Head.Active
	Label string
	Href  string
	Keys  string // shortcut: "g a"
}

// The keys of the menu: what a page names as Active.
const (
	KeyDesk           = "scrivania"
	KeyList           = "elenchi"
	KeyAgenda         = "agenda"
	KeyBilanci        = "bilanci"
	KeyWorkers        = "lavoratori"
	KeyServices       = "servizi"
	KeyCodes          = "codici"
	KeyCatalogue      = "catalogo"
	KeyCompanies      = "aziende"
	KeyCalls          = "avvisi"
	KeyIndicators     = "indicatori"
	KeyOffice         = "ufficio"
	KeyL68            = "iscritti-l68"
	KeyComputation    = "computo"
	KeyRankings       = "graduatorie"
	KeyApplications   = "domande"
	KeyOrders         = "mandati"
	KeyReporting      = "rendicontazione"
	KeyProtocol       = "protocollo"
	KeyInfo           = "richieste-info"
	KeyFAQ            = "faq"
	KeyProcedure      = "iter"
	KeyAccreditations = "accreditamenti"
	KeySupport        = "supporto"
	KeyNames          = "operatori-comunicati"
	KeyAccounts       = "account"
	KeyCourses        = "percorsi"
	KeyEditions       = "edizioni"
	KeyEnrolments     = "iscritti"
	KeyTables         = "tabelle"
	KeySchede         = "schede"
	KeyModules        = "moduli"
	KeyBackups        = "copie"
	KeyAudit          = "registro"
	KeyHome           = "home"
	KeyAccreditation  = "accreditamento"
	KeyAsk            = "richiedi-info"
	KeyFAQPublic      = "faq-pubbliche"
	KeyIter           = "iter-procedurale"
	KeyHelp           = "supporto-tecnico"
)

// entry is a menu item and where it may lead: the first path that exists.
type entry struct {
	item  MenuItem
	paths []string
}

func at(key, label, keys string, paths ...string) entry {
	return entry{MenuItem{Key: key, Label: label, Keys: keys}, paths}
}

var (
	desk       = at(KeyDesk, "La mia scrivania", "g s", "/scrivania")
	agenda     = at(KeyAgenda, "Agenda", "g a", "/agenda")
	bilanci    = at(KeyBilanci, "Bilanci", "g b", "/bilanci")
	workers    = at(KeyWorkers, "Lavoratori", "g l", "/lavoratori")
	services   = at(KeyServices, "Servizi", "g e", "/servizi")
	catalogue  = at(KeyCatalogue, "Catalogo", "g c", "/percorsi")
	companies  = at(KeyCompanies, "Aziende", "g z", "/aziende")
	calls      = at(KeyCalls, "Avvisi", "g v", "/avvisi")
	indicators = at(KeyIndicators, "Indicatori", "g i", "/indicatori")
)

// List is the entry of the priority lists: the name of the only active one, or
// «Elenchi lavoratori» when there are several.
type List struct{ Label, Href string }

// Menu returns the menu of the actor's roles, in their order and without
// repetition. What the actor cannot open, or is not there yet, is absent: has
// reports whether a path is one of the actor's pages.
func Menu(a rule.Actor, list List, has func(path string) bool) []MenuItem {
	lists := at(KeyList, list.Label, "g m", list.Href)
	operator := []entry{desk, lists, agenda, bilanci, workers, services, catalogue, companies, calls, indicators}
	byRole := map[rule.Role][]entry{
		rule.RoleOperator:   operator,
		rule.RoleCounsellor: operator,
		rule.RoleOfficeHead: append(append([]entry{}, operator...), at(KeyOffice, "Ufficio", "g u", "/ufficio")),
		rule.RoleTargetedPlacement: {desk, at(KeyL68, "Iscritti L.68", "", "/iscritti-l68"), at(KeyComputation, "Computo", "", "/computo"),
			at(KeyRankings, "Graduatorie", "", "/graduatorie"), companies, indicators},
		rule.RoleProvince: {desk, lists, agenda, bilanci, services, calls, at(KeyApplications, "Domande", "", "/domande"), at(KeyOrders, "Mandati", "", "/mandati"),
			at(KeyReporting, "Rendicontazione", "", "/rendicontazione"), indicators, at(KeyProtocol, "Protocollo", "", "/protocollo")},
		rule.RoleRegion: {at(KeyList, "Liste", "g m", "/elenchi/gestione"), catalogue, calls, at(KeyInfo, "Richiedi Info", "", "/richieste/informazioni"), at(KeyFAQ, "FAQ", "", "/faq/gestione"),
			at(KeyProcedure, "Iter Procedurale", "", "/iter-procedurale/gestione"), at(KeyNames, "Operatori comunicati", "", "/operatori-comunicati"), at(KeyTables, "Tabelle", "", "/tabelle"), indicators},
		rule.RoleServiceCentre: {at(KeyAccreditations, "Accreditamenti", "", "/accreditamenti"), at(KeySupport, "Supporto Tecnico", "", "/richieste/supporto"),
			at(KeyAccounts, "Account", "", "/account")},
		rule.RoleTrainingBody: {at(KeyCourses, "I miei percorsi", "", "/ente/percorsi"), at(KeyEditions, "Edizioni", "", "/ente/edizioni"), at(KeyEnrolments, "Iscritti", "", "/ente/iscritti")},
		rule.RoleAdmin: {at(KeyAccounts, "Account", "", "/account"), at(KeyTables, "Tabelle", "", "/tabelle"), at(KeyCodes, "Codici", "", "/codici"), at(KeySchede, "Schede", "", "/schede"),
			at(KeyModules, "Moduli", "", "/moduli"), at(KeyBackups, "Copie di sicurezza", "", "/copie"), at(KeyAudit, "Registro", "", "/registro")},
	}
	var menu []MenuItem
	seen := map[string]bool{}
	for _, role := range rule.Roles {
		if a.System || !a.Has(role) {
			continue
		}
		for _, e := range byRole[role] {
			for _, path := range e.paths {
				if path != "" && !seen[e.item.Key] && has(path) {
					seen[e.item.Key] = true
					item := e.item
					item.Href = path
					menu = append(menu, item)
				}
			}
		}
	}
	return menu
}

// PublicMenu returns the menu of who has no role: the visitor of the public
// page, and the operator who is not accredited yet.
func PublicMenu(has func(path string) bool) []MenuItem {
	var menu []MenuItem
	for _, e := range []entry{
		at(KeyHome, "Welfare to Work", "", "/"), at(KeyAccreditation, "Accreditamento Operatori", "", "/accreditamento"),
		at(KeyHelp, "Supporto Tecnico", "", "/supporto-tecnico"), at(KeyAsk, "Richiedi Info", "", "/richiedi-info"),
		at(KeyFAQPublic, "FAQ", "", "/faq"), at(KeyIter, "Iter Procedurale", "", "/iter-procedurale"),
	} {
		if has(e.paths[0]) {
			item := e.item
			item.Href = e.paths[0]
			menu = append(menu, item)
		}
	}
	return menu
}
