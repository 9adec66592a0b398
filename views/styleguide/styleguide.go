// Package styleguide draws every shared part with sample data, on one page: to
// look at, and for the tests that check what holds for all of them. It is not
// part of the product's routes.
package styleguide

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"sportello/db/rule"
	"sportello/views/layout"
	"sportello/views/shared"
)

// Context returns a context with a sample shell and sample tokens.
func Context(ctx context.Context) context.Context {
	n := 0
	ctx = shared.WithTokens(ctx, "gettone-di-prova", func() string { n++; return "chiave-" + strconv.Itoa(n) })
	return layout.WithShell(ctx, layout.Shell{
		Owner: rule.OwningBody,
		Home:  "/scrivania",
		Menu: layout.Menu(rule.Actor{Grants: []rule.Grant{{Role: rule.RoleOperator, Scope: rule.ScopeCPI, CPI: 1, Province: "FG"}}},
			layout.List{Label: "Mobilità 2011/2012", Href: "/liste/mobilita-2011-2012"}, func(string) bool { return true }),
		User: &layout.User{Name: "Giulia Semeraro", Role: "Operatrice", Office: "CPI Foggia"},
		Flash: &layout.Flash{Level: shared.Done, Text: "Appuntamento spostato a giovedì 26 novembre alle 10:30.",
			Links: []layout.Link{{Label: "Apri l'agenda di quel giorno", Href: "/agenda?giorno=2026-11-26"}},
			Undo:  &layout.Undo{Label: "Rimetti com'era", Action: "/appuntamenti/7/ripristino"}},
		Demo: true, ResetHref: "/demo/ripristino", SearchHref: "/ricerca",
		Support: "/supporto-tecnico", Profile: "/profilo", SignOut: "/uscita",
		Accessibility: "https://form.agid.gov.it/view/esempio",
	})
}

var refusals = rule.Refusals{
	{Field: "codice_fiscale", Message: "L'ultimo carattere dovrebbe essere «H», non «T». Controlla il tesserino."},
	{Field: "nascita", Message: "Il 31 febbraio non esiste. Dal codice fiscale sarebbe il 15/03/1974."},
	{Field: "cap", Message: "Servono 5 cifre."},
	{Field: "canale", Message: "Scegli come avvisare la persona."},
}

var labels = map[string]string{"codice_fiscale": "Codice fiscale", "nascita": "Data di nascita", "cap": "CAP", "canale": "Come avvisare"}

var levels = []shared.Option{
	{Value: "0", Label: "non posseduta"}, {Value: "1", Label: "con guida"}, {Value: "2", Label: "in autonomia su compiti semplici"},
	{Value: "3", Label: "in autonomia"}, {Value: "4", Label: "sa organizzare o insegnare"},
}

var panels = []shared.Panel{
	{Code: "INV01", Name: "Percorso di istruzione", Href: "#INV01", State: shared.StepComplete},
	{Code: "INV07", Name: "Competenze trasversali", Says: "scarto di 2 livelli", Href: "#INV07", State: shared.StepLook},
	{Code: "INV08", Name: "Competenze tecnico-professionali", Says: "salvata alle 11:42", Href: "#INV08", State: shared.StepDraft, Current: true},
	{Code: "INV09", Name: "Lingue", Href: "#INV09", State: shared.StepEmpty},
	{Code: "INV16", Name: "Sintesi e chiusura della fase", Says: "si apre per ultimo", State: shared.StepEmpty},
}

var phases = []shared.Phase{
	{Name: "Preliminare", Says: "chiusa il 10/11/2026", Href: "#preliminare", State: shared.StepClosed},
	{Name: "Investigativa", Says: "8 pannelli completi su 16", State: shared.StepOpen, Current: true},
	{Name: "Riposizionamento", Says: "si apre chiudendo l'Investigativa", State: shared.StepLocked},
	{Name: "Iscrizione", Says: "si apre chiudendo il Riposizionamento", State: shared.StepLocked},
}

func november() shared.MonthCard {
	m := shared.MonthCard{ID: "mese", Title: "Novembre 2026", Previous: "?mese=2026-10", Next: "?mese=2026-12", Note: "Riga scura: giorno quasi pieno."}
	day := rule.Date("2026-10-26")
	for range 6 {
		var week []shared.MonthDay
		for range 7 {
			d := shared.MonthDay{Day: day.Time().Day(), Href: "?giorno=" + string(day), State: shared.DaySome, Current: day == "2026-11-24", Says: day.Long() + ", 9 appuntamenti"}
			switch wd := day.Weekday(); {
			case day.Month() != "2026-11":
				d.State, d.Href = shared.DayOther, ""
			case wd == 0 || wd == 6:
				d.State, d.Href = shared.DayShut, ""
			case wd == 4:
				d.State = shared.DayFull
			}
			week = append(week, d)
			day = day.AddDays(1)
		}
		m.Weeks = append(m.Weeks, week)
	}
	return m
}

var served = shared.Chart{
	ID: "serviti", Title: "Persone servite nel mese, per CPI", Says: "Foggia 214, Cerignola 131, San Severo 96, Manfredonia 88. L'obiettivo è 120.", Unit: "persone",
	Bars:   []shared.Bar{{Label: "Foggia", Value: 214, Href: "#foggia"}, {Label: "Cerignola", Value: 131}, {Label: "San Severo", Value: 96}, {Label: "Manfredonia", Value: 88}},
	Target: &shared.Target{Value: 120, Label: "obiettivo 120"},
}

var trend = shared.Chart{
	ID: "andamento", Title: "Bilanci completati al mese", Says: "Da 41 di giugno a 62 di novembre, sopra l'obiettivo di 50 da settembre.", Unit: "bilanci",
	Bars:   []shared.Bar{{Label: "giugno", Value: 41}, {Label: "luglio", Value: 44}, {Label: "agosto", Value: 39}, {Label: "settembre", Value: 52}, {Label: "ottobre", Value: 58}, {Label: "novembre", Value: 62}},
	Target: &shared.Target{Value: 50, Label: "obiettivo 50"},
}

var versions = shared.Versions{
	Who: "Marco De Santis", When: "10:51", What: "questo pannello", Me: "Giulia Semeraro", Since: "10:38",
	Action: "/bilanci/143/RIP05", Version: 8, Back: "/bilanci/143/RIP05", Download: "/bilanci/143/RIP05/copia",
	Rows: []shared.VersionRow{
		{Field: "azione1", Label: "Azione 1, descrizione", Mine: "Iscriversi al percorso P4264, operatore di carpenteria metallica", Stored: "Iscriversi al percorso P4264, operatore di carpenteria metallica"},
		{Field: "scadenza1", Label: "Azione 1, scadenza", Mine: "05/12/2026", Stored: "07/12/2026", Keep: shared.Mine},
		{Field: "azione3", Label: "Azione 3", Mine: "", Stored: "Rinnovare la patente B entro il 15/01/2027", Keep: shared.Stored},
	},
}

type worker struct{ name, code, age, town, firm, job, end, months string }

var workers = []worker{
	{"Augelli Isabella", "GLLSLL82C52C222J", "44 anni", "Celenza Valfortore", "Vetreria Daunia s.r.l.", "Tappezziere", "01/12/2012", "9 mesi fruiti"},
	{"Caputo Federica", "CPTFRC90B63Z505E", "36 anni", "Sant'Agata di Puglia", "Vetreria Daunia s.r.l.", "Carrellista", "01/09/2011", "7 mesi fruiti"},
	{"Cassano Federica", "CSSFRC89P67A150G", "37 anni", "Ordona", "Officine Meccaniche Gargano s.p.a.", "Operaio edile", "01/09/2012", "19 mesi fruiti"},
	{"Ciccarelli Antonio", "CCCNTN81P03F777Y", "45 anni", "Biccari", "Logistica Adriatica s.p.a.", "Impiegato amministrativo", "01/10/2012", "8 mesi fruiti"},
}

func text(s string) templ.Component { return templ.ComponentFunc(plain(s).Render) }
