// Package conditionality draws the optional module on missed appointments.
package conditionality

import (
	"strconv"
	"strings"

	"sportello/db/conditionality"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/views/layout"
	"sportello/views/shared"
)

// ListPath is the page of the module.
const ListPath = "/condizionalita"

// Path returns the address of a notice, or of what is below it.
func Path(id int64, rest ...string) string {
	return strings.Join(append([]string{ListPath, strconv.FormatInt(id, 10)}, rest...), "/")
}

// FactPath returns the address at which an absence is judged.
func FactPath(k conditionality.Key, rest ...string) string {
	return strings.Join(append([]string{ListPath, "valutazioni", k.String()}, rest...), "/")
}

// AppointmentPath returns the address at which a missed appointment is judged.
func AppointmentPath(id int64) string { return FactPath(conditionality.Key{Appointment: id}) }

func cardHref(worker int64) string { return "/lavoratori/" + strconv.FormatInt(worker, 10) }

// Labels are the labels of the fields, by name.
var Labels = map[string]string{
	"breach": "A che cosa è mancata la persona", "reasons_by": "Motivi entro il", "note": "Nota per chi decide", "reason": "Motivo", "reason_text": "Spiegazione",
}

// Badge is the word of a notice with its shape.
func Badge(s conditionality.State) (shared.Kind, string) {
	switch s {
	case conditionality.Drafted:
		return shared.Look, s.Word()
	case conditionality.Confirmed:
		return shared.Stop, s.Word()
	}
	return shared.Neutral, s.Word()
}

func options(all []people.Choice) []shared.Option {
	out := make([]shared.Option, len(all))
	for i, c := range all {
		out[i] = shared.Option{Value: c.Value, Label: c.Label}
	}
	return out
}

func head(title, facts string, refused bool, crumbs ...layout.Crumb) layout.Head {
	return layout.Head{Title: title, Facts: facts, Active: layout.KeyWorkers, Refused: refused,
		Crumbs: append([]layout.Crumb{{Label: "La mia scrivania", Href: "/scrivania"}, {Label: "Condizionalità", Href: ListPath}}, crumbs...)}
}

// FactPage is an absence with the form about it.
type FactPage struct {
	F      conditionality.Fact
	Before []conditionality.Earlier // confirmed under the same DID
	Values map[string]string
	Key    string
	Errors rule.Refusals
}

func (p FactPage) field(name string, width int) shared.Field {
	return shared.Field{Name: name, Label: Labels[name], Value: p.Values[name], Width: width}.WithError(p.Errors)
}

func factPairs(f conditionality.Fact) []shared.Pair {
	return []shared.Pair{
		{Term: "Persona", Body: personLink(f.WorkerID, f.Worker())}, {Term: "Codice fiscale", Value: string(f.CF)},
		{Term: "Che cosa", Body: factLink(f.Key, f.What())}, {Term: "Quando", Value: f.When()}, {Term: "Con", Value: f.Operator}, {Term: "Ufficio", Value: "Centro per l'Impiego di " + f.Office},
		{Term: "Come è stata convocata", Value: f.Called()}, {Term: "DID", Value: f.DID()}, {Term: "Patto di servizio", Value: f.Pact()},
	}
}

func factHref(k conditionality.Key) string {
	if k.Session != 0 {
		return "/sessioni/" + strconv.FormatInt(k.Session, 10)
	}
	return "/appuntamenti/" + strconv.FormatInt(k.Appointment, 10)
}

// Act is one thing that is done about a notice, or about an absence, on a page of its
// own.
type Act struct {
	Title  string
	Person string
	Path   string
	Back   string
	Button string
	Danger bool
	Lead   []string
	Facts  []shared.Pair
	Fields []shared.Field // as kinds says
	// Version is of the notice, Key of the form about an absence.
	Version int
	Key     string
	Errors  rule.Refusals
}

func (a Act) crumbs() []layout.Crumb {
	return []layout.Crumb{{Label: a.Person, Href: a.Back}, {Label: a.Title}}
}

// ClosingFields are the fields of why there is no notice, with who reads them
// afterwards.
func ClosingFields(reason, text string, readers []string) []shared.Field {
	return []shared.Field{
		{Name: "reason", Label: Labels["reason"], Value: reason, Options: options(conditionality.Reasons), Hint: whoReads(readers)},
		{Name: "reason_text", Label: Labels["reason_text"], Value: text, Rows: 3, Free: true, MaxLength: 1000, Hint: "Serve se il motivo è «Altro»; per gli altri, se vuoi, il documento che lo prova. Mai una diagnosi."},
	}
}

// TermField is the field of the day until which the person may answer.
func TermField(value string) shared.Field {
	return shared.Field{Name: "reasons_by", Label: Labels["reasons_by"], Value: value, Width: 4, Autocomplete: "off", Hint: "L'ultimo giorno in cui la persona può mandare i suoi motivi (L. 241/1990, art. 10)."}
}

// NoticePairs are the facts of a notice.
func NoticePairs(n conditionality.Notice) []shared.Pair {
	out := []shared.Pair{
		{Term: "Persona", Body: personLink(n.WorkerID, n.Worker())}, {Term: "Codice fiscale", Value: string(n.CF)},
		{Term: "Che cosa", Body: factLink(n.Key, n.What)}, {Term: "Quando", Value: n.MissedOn.Long() + ", ore " + n.Starts.String()}, {Term: "Ufficio", Value: "Centro per l'Impiego di " + n.Office},
	}
	if n.State == conditionality.Annulled {
		out = append(out, shared.Pair{Term: "Perché è annullato", Value: n.AnnulledGround.Words()})
	}
	if n.Breach == "" {
		return append(out, shared.Pair{Term: "Perché non si procede", Value: n.Ground.Words()})
	}
	order, why := n.Order()
	out = append(out, shared.Pair{Term: "Mancanza", Value: shared.Sentence(n.Breach.Words()) + " (lettera " + n.Breach.Letter() + ")"},
		shared.Pair{Term: "Quante volte", Value: shared.Sentence(why)}, shared.Pair{Term: "Conseguenza prevista", Value: conditionality.Foreseen(n.Breach, order).Words()},
		shared.Pair{Term: "Motivi entro il", Value: n.ReasonsBy.Italian()}, shared.Pair{Term: "Protocollo", Value: n.Protocol}, shared.Pair{Term: "Nota per chi decide", Value: n.Note})
	if n.FiledAt != "" {
		out = append(out, shared.Pair{Term: "Perché è archiviato", Value: n.Ground.Words()})
	}
	return out
}

// Story says in one line what became of a notice.
func Story(n conditionality.Notice) string {
	parts := []string{}
	add := func(at rule.Instant, word, by string) {
		if at != "" {
			parts = append(parts, word+" il "+at.Date().Italian()+" da "+by)
		}
	}
	if n.Breach != "" {
		add(n.CreatedAt, "preparato", n.CreatedBy)
	}
	add(n.SetAsideAt, "messo da parte", n.SetAsideBy)
	add(n.ConfirmedAt, "confermato", n.ConfirmedBy)
	add(n.FiledAt, "archiviato", n.FiledBy)
	add(n.AnnulledAt, "annullato", n.AnnulledBy)
	return strings.Join(parts, " · ")
}
