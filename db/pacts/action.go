package pacts

import (
	"strings"

	"sportello/db/people"
	"sportello/db/rule"
)

// The kinds of action: a service of the office, of another actor of its network,
// or what the person does alone.
const (
	ByOffice  = "da_cpi"
	ByNetwork = "da_rete"
	ByPerson  = "autonoma"
)

// ActionKinds are the kinds of action, with their words.
var ActionKinds = []people.Choice{
	{Value: ByOffice, Label: "Servizio del Centro per l'Impiego"}, {Value: ByNetwork, Label: "Servizio di un altro attore della rete"}, {Value: ByPerson, Label: "Azione autonoma della persona"},
}

// ActionKindWord returns a kind of action as lists write it.
func ActionKindWord(kind string) string {
	switch kind {
	case ByOffice:
		return "da CPI"
	case ByNetwork:
		return "da rete"
	case ByPerson:
		return "autonoma"
	}
	return kind
}

// ActionState is how an action goes.
type ActionState string

// The states of an action, as the checks leave them.
const (
	Planned   ActionState = "prevista"
	Running   ActionState = "in_corso"
	Finished  ActionState = "conclusa"
	NotDone   ActionState = "non_svolta"
	Cancelled ActionState = "annullata"
)

// ActionStates are the outcomes that a check writes, with their words.
var ActionStates = []people.Choice{
	{Value: string(Planned), Label: "prevista"}, {Value: string(Running), Label: "in corso"}, {Value: string(Finished), Label: "conclusa"},
	{Value: string(NotDone), Label: "non svolta"}, {Value: string(Cancelled), Label: "annullata"},
}

// Word returns the state as the screens write it.
func (s ActionState) Word() string { return people.ChoiceLabel(ActionStates, string(s)) }

// Open reports whether something is still to be done.
func (s ActionState) Open() bool { return s == Planned || s == Running }

// Action is one agreed action.
type Action struct {
	ID          int64       `json:"id"`
	Kind        string      `json:"tipo"`
	Measure     string      `json:"misura,omitempty"`
	Description string      `json:"descrizione"`
	ServiceCode string      `json:"codice_servizio,omitempty"`
	Body        string      `json:"soggetto,omitempty"` // of the network
	StartsOn    rule.Date   `json:"dal,omitempty"`
	DueOn       rule.Date   `json:"entro"`
	Periodicity string      `json:"periodicita,omitempty"`
	Evidence    string      `json:"evidenza,omitempty"`
	State       ActionState `json:"-"`
	Source      string      `json:"-"` // "bilancio", "colloquio": where it was taken over from
	Corrective  string      `json:"-"` // of the last check
	CheckedOn   rule.Date   `json:"-"`
}

// Periodicities are how often an action is repeated; "" is once.
var Periodicities = []people.Choice{
	{Value: "una_volta", Label: "una volta"}, {Value: "giornaliera", Label: "ogni giorno"}, {Value: "settimanale", Label: "ogni settimana"}, {Value: "quindicinale", Label: "ogni due settimane"}, {Value: "mensile", Label: "ogni mese"},
}

// Late reports whether the day of an open action is past.
func (a Action) Late(today rule.Date) bool { return a.State.Open() && a.DueOn < today }

// Clean returns the action without loose blanks.
func (a Action) Clean() Action {
	a.Description, a.Body, a.Evidence = strings.TrimSpace(a.Description), strings.TrimSpace(a.Body), strings.TrimSpace(a.Evidence)
	a.ServiceCode = strings.ToUpper(strings.TrimSpace(a.ServiceCode))
	return a
}

// Check returns what is wrong with an action as it was typed. The refusals name
// kind, measure, description, network_body, starts_on, due_on, periodicity,
// evidence.
func (a Action) Check(measures []Measure) rule.Refusals {
	var out rule.Refusals
	if !known(ActionKinds, a.Kind) {
		out.Add("kind", "Scegli chi svolge l'azione.")
	}
	if a.Description == "" {
		out.Add("description", "Scrivi che cosa si fa.")
	} else if err := rule.TooLong(a.Description, 500); err != nil {
		out.Add("description", err.Error())
	}
	if a.Kind == ByNetwork && a.Body == "" {
		out.Add("network_body", "Scrivi quale attore della rete svolge l'azione.")
	} else if err := rule.TooLong(a.Body, 200); err != nil {
		out.Add("network_body", err.Error())
	} else if a.Kind != ByNetwork && a.Body != "" {
		out.Add("network_body", "Solo un servizio della rete ha un altro attore: cambia chi svolge l'azione, o lascia vuoto.")
	}
	if a.Kind == ByPerson && a.Measure != "" {
		out.Add("measure", "Un'azione autonoma non è una misura offerta: lascia vuoto, o cambia chi la svolge.")
	}
	if a.Kind == ByPerson && a.ServiceCode != "" {
		out.Add("service_code", "Un'azione autonoma non è un servizio: lascia vuoto, o cambia chi la svolge.")
	}
	if _, there := MeasureOf(measures, a.Measure); a.Measure != "" && !there {
		out.Add("measure", "Scegli una misura dell'elenco.")
	}
	switch {
	case a.DueOn == "":
		out.Add("due_on", "Scrivi entro quando.")
	case a.StartsOn != "" && a.DueOn < a.StartsOn:
		out.Add("due_on", "La fine è prima dell'inizio, che è il "+a.StartsOn.Italian()+".")
	case a.DueOn < "2000-01-01", a.DueOn > "2100-01-01":
		out.Add("due_on", "Controlla l'anno.")
	}
	if a.StartsOn != "" && a.StartsOn < "2000-01-01" {
		out.Add("starts_on", "Controlla l'anno.")
	}
	if a.Periodicity != "" && !known(Periodicities, a.Periodicity) {
		out.Add("periodicity", "Scegli ogni quanto.")
	}
	if err := rule.TooLong(a.Evidence, 500); err != nil {
		out.Add("evidence", err.Error())
	}
	return out
}

// Measure is a measure of active policy of the charter of services of Regione
// Toscana, a to h, with its codes of the regional system; some have none.
type Measure struct {
	Letter      string
	Title       string
	Codes       []string
	Description string
}

// MeasureOf returns the measure of a letter, false when there is none.
func MeasureOf(all []Measure, letter string) (Measure, bool) {
	for _, m := range all {
		if m.Letter == letter {
			return m, true
		}
	}
	return Measure{}, false
}

// Name returns the measure as lists write it: «a) seminari… (A06)».
func (m Measure) Name() string {
	name := m.Letter + ") " + m.Title
	if len(m.Codes) > 0 {
		name += " (" + strings.Join(m.Codes, ", ") + ")"
	}
	return name
}
