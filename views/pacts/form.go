package pacts

import (
	"maps"
	"strings"

	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/views/shared"
)

// Labels are the labels of the fields of a patto, by name.
var Labels = map[string]string{
	"kind": "Tipo di patto", "kind_confirmed": "Conferma", "operator": "Responsabile delle attività", "objective": "Obiettivo", "acts": "Atti di ricerca attiva concordati, uno per riga", "timing": "Tempistica degli atti",
	"frequency": "Frequenza ordinaria dei contatti", "proof": "Come la persona dimostra la ricerca", "note": "Note",
	"laboratori": "Disponibile a laboratori e iniziative di orientamento", "formazione": "Disponibile a formazione e altre misure", "offerte": "Disponibile a congrue offerte di lavoro",
	"availability": "Disponibilità", "actions": "Azioni",
	"description": "Che cosa si fa", "measure": "Misura", "service_code": "Codice del servizio", "network_body": "Attore della rete", "starts_on": "Dal", "due_on": "Entro il", "periodicity": "Ogni quanto", "evidence": "Evidenza",
	"proposed_on": "Proposto il", "signed_on": "Firmato il", "signature": "Come è stato firmato", "place": "Luogo", "scansione": "Copia firmata", "next_contact_on": "Prossimo contatto",
	"refused_on": "Rifiutato il", "reason": "Motivo", "forced": "Considera l'aggiornamento sostanziale", "correction": "È solo una correzione: gli impegni delle parti non cambiano", "ended_on": "Finito il", "end_reason": "Perché finisce", "end_note": "Precisazioni",
	"plan_objective": "A che cosa porta il piano", "checked_on": "Verifica del",
}

// ActionLabels are the labels of the fields of an action.
var ActionLabels = func() map[string]string {
	l := maps.Clone(Labels)
	l["kind"] = "Chi la svolge"
	return l
}()

// ContentsOrder is the order of the fields of the contents.
var ContentsOrder = []string{"kind", "operator", "objective", "acts", "timing", "frequency", "proof", "laboratori", "formazione", "offerte", "note"}

// ContentsFields are the fields of the contents, with what they ask to confirm.
var ContentsFields = append([]string{"kind_confirmed"}, ContentsOrder...)

// ActionOrder is the order of the fields of an action.
var ActionOrder = []string{"kind", "measure", "description", "service_code", "network_body", "starts_on", "due_on", "periodicity", "evidence"}

// ContentsForm is what the form of the contents shows.
type ContentsForm struct {
	Pact      pacts.Pact // with ID 0 for a new one
	First     bool       // the kind may still change
	Interview int64      // that a new one follows from, 0 for none
	Values    map[string]string
	Operators []shared.Option
	Version   int
	Key       string
	Errors    rule.Refusals
}

// ContentsValues returns what the form of the contents is drawn from.
func ContentsValues(kind string, operator string, t pacts.Text) map[string]string {
	v := map[string]string{"kind": kind, "operator": operator, "objective": t.Objective, "acts": strings.Join(t.Acts, "\n"), "timing": t.Timing, "frequency": t.Frequency, "proof": t.Proof, "note": t.Note}
	for _, a := range t.Availability {
		v[a] = "1"
	}
	return v
}

func (f ContentsForm) field(name string, width int) shared.Field {
	return shared.Field{Name: name, Label: Labels[name], Value: f.Values[name], Width: width}.WithError(f.Errors)
}

// kinds are the kinds of patto, each with whom it is for.
func kinds() []shared.Option {
	out := options(pacts.Kinds)
	for i, o := range out {
		if out[i].Hint = pacts.EndedKind(o.Value); o.Value == pacts.KindPSPGG {
			out[i].Hint = "Per chi ha da 15 a 29 anni, non lavora e non studia."
		}
	}
	return out
}

// confirms reports whether the form asks to confirm a measure that has ended.
func (f ContentsForm) confirms() bool {
	return f.Errors.For("kind_confirmed") != "" || f.Values["kind_confirmed"] != ""
}

func (f ContentsForm) action() string {
	if f.Pact.ID == 0 {
		return cardHref(f.Pact.WorkerID) + "/patti"
	}
	return Path(f.Pact.ID, "contenuto")
}

func (f ContentsForm) back() string {
	if f.Pact.ID == 0 {
		return CardHref(f.Pact.WorkerID)
	}
	return Path(f.Pact.ID)
}

// ActionForm is what the form of an action shows.
type ActionForm struct {
	Pact     pacts.Pact
	ID       int64 // 0 for a new one
	Values   map[string]string
	Measures []pacts.Measure
	Version  int
	Key      string
	Errors   rule.Refusals
}

// ActionValues returns what the form of an action is drawn from.
func ActionValues(a pacts.Action) map[string]string {
	return map[string]string{"kind": a.Kind, "measure": a.Measure, "description": a.Description, "service_code": a.ServiceCode, "network_body": a.Body, "starts_on": a.StartsOn.Italian(), "due_on": a.DueOn.Italian(),
		"periodicity": a.Periodicity, "evidence": a.Evidence}
}

func (f ActionForm) field(name string, width int) shared.Field {
	return shared.Field{Name: name, Label: ActionLabels[name], Value: f.Values[name], Width: width}.WithError(f.Errors)
}

func (f ActionForm) measures() []shared.Option {
	var out []shared.Option
	for _, m := range f.Measures {
		out = append(out, shared.Option{Value: m.Letter, Label: m.Name()})
	}
	return out
}

// Said returns a value of a form in words, for two versions side by side.
func Said(name, value string) string {
	for _, all := range [][]people.Choice{pacts.Kinds, pacts.ActionKinds, pacts.Frequencies, pacts.Periodicities} {
		if label := people.ChoiceLabel(all, value); label != value {
			return label
		}
	}
	if value == "1" {
		return "sì"
	}
	return value
}

// Control is one field of a simple act.
type Control struct {
	As string // data, testo, area, scelte, elenco, file, spunta
	shared.Field
}

// Act is a page on which one thing is recorded of a patto.
type Act struct {
	Pact    pacts.Pact
	Title   string
	Lead    []string // what will happen
	Path    string
	Button  string
	Danger  bool
	Upload  bool
	Fields  []Control
	Changes []pacts.Difference
	Version int
	Errors  rule.Refusals
}

// CheckForm is what the form of a check shows.
type CheckForm struct {
	F       pacts.Full
	Today   rule.Date
	Values  map[string]string
	Version int
	Errors  rule.Refusals
}

func (f CheckForm) labels() map[string]string {
	out := map[string]string{"checked_on": Labels["checked_on"], "next_contact_on": Labels["next_contact_on"], "note": Labels["note"]}
	for _, a := range f.F.ToCheck() {
		out["outcome."+id(a.ID)], out["corrective."+id(a.ID)] = "Come va «"+a.Description+"»", "Azione correttiva per «"+a.Description+"»"
	}
	return out
}

func (f CheckForm) field(name, label string, width int) shared.Field {
	return shared.Field{Name: name, Label: label, Value: f.Values[name], Width: width}.WithError(f.Errors)
}

// asItIs says where a patto stands, for whoever wrote beside somebody else.
func asItIs(f pacts.Full) []shared.Pair {
	out := []shared.Pair{{Term: "Stato", Value: f.State.Word() + ", " + Dates(f.Pact)}}
	add := func(term, value string) {
		if value != "" {
			out = append(out, shared.Pair{Term: term, Value: value})
		}
	}
	add("Perché", over(f.Pact))
	if n := len(f.Versions); n > 0 {
		add("Ultima versione", strings.TrimPrefix(f.Versions[n-1].Reason+", "+versionFacts(f.Versions[n-1]), ", "))
	}
	if len(f.Checks) > 0 {
		add("Ultima verifica", strings.TrimSuffix(f.Checks[0].On.Italian()+", "+f.Checks[0].Note, ", "))
	}
	if len(f.Plans) > 0 {
		p := f.Plans[0]
		add("PAI", p.Objective+", "+p.Word()+", proposto il "+p.ProposedOn.Italian())
		add("Firma del PAI", p.SignedOn.Italian())
		add("Rifiuto del PAI", strings.TrimSuffix(p.RefusedOn.Italian()+", "+p.RefusedWhy, ", "))
	}
	return out
}
