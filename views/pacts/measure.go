package pacts

import (
	"net/url"
	"strconv"
	"strings"

	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/views/layout"
	"sportello/views/shared"
)

// OfferPath returns the address of an offered measure, or of what is below it.
func OfferPath(id int64, rest ...string) string {
	return strings.Join(append([]string{"/misure", strconv.FormatInt(id, 10)}, rest...), "/")
}

// OffersHref leads to the measures of a person, or to what is below them.
func OffersHref(worker int64, rest ...string) string {
	return strings.Join(append([]string{cardHref(worker), "misure"}, rest...), "/")
}

// OfferLabels are the labels of the fields of an offered measure, by name.
var OfferLabels = map[string]string{
	"measure": "Misura", "session": "Sessione di gruppo", "edition": "Edizione di un percorso", "body": "Datore di lavoro o soggetto della rete", "description": "Che cosa si offre",
	"service_code": "Servizio che la partecipazione registra", "offered_on": "Offerta il", "answer": "Risposta della persona", "answered_on": "Risposta del", "reason": "Motivo",
	"attended_on": "Prima partecipazione del", "mode": "Come si è svolta", "minutes": "Minuti", "outcome": "Come è finita", "outcome_on": "Finita il", "note": "Note",
}

// OfferOrder is the order of the fields of a new offer.
var OfferOrder = []string{"session", "edition", "body", "description", "service_code", "offered_on", "answer", "reason"}

// OfferBadge is the word of an offer with its shape.
func OfferBadge(s pacts.OfferState) (shared.Kind, string) {
	switch s {
	case pacts.OfferBegun, pacts.OfferDone:
		return shared.Good, s.Word()
	case pacts.OfferTaken:
		return shared.Running, s.Word()
	case pacts.OfferWaits:
		return shared.Neutral, s.Word()
	}
	return shared.Stop, s.Word()
}

// OfferDates says in one line the dated facts of an offer.
func OfferDates(o pacts.Offer) string {
	parts := []string{"offerta il " + o.OfferedOn.Italian()}
	for _, f := range []struct {
		word string
		on   rule.Date
	}{{string(o.Answer), o.AnsweredOn}, {"prima partecipazione", o.AttendedOn}, {o.Outcome.Word(), o.OutcomeOn}, {"annullata", o.AnnulledAt.Date()}} {
		if f.on != "" {
			parts = append(parts, f.word+" il "+f.on.Italian())
		}
	}
	return strings.Join(parts, ", ")
}

func offerHead(worker pacts.Pact, refused bool, title string, crumbs ...layout.Crumb) layout.Head {
	h := head(worker, refused, title, "")
	h.Crumbs = append(h.Crumbs[:2:2], layout.Crumb{Label: "Misure", Href: OffersHref(worker.WorkerID)})
	h.Crumbs = append(h.Crumbs, crumbs...)
	if len(crumbs) == 0 {
		h.Crumbs[2].Href = ""
	}
	return h
}

func ofOffer(o pacts.Offer) pacts.Pact {
	return pacts.Pact{WorkerID: o.WorkerID, Surname: o.Surname, Name: o.Name, CF: o.CF}
}

// OffersPage is the measures of a person.
type OffersPage struct {
	Worker   pacts.Pact // who it is
	Offers   []pacts.Offer
	Measures []pacts.Measure
	Writes   bool
}

// ChoosePage asks which measure is offered.
type ChoosePage struct {
	Worker   pacts.Pact
	Measures []pacts.Measure
	Query    url.Values // what the offer comes from: azione, sessione
	From     string     // in words
}

func (p ChoosePage) href(m pacts.Measure) string {
	v := url.Values{"misura": {m.Letter}}
	for key, values := range p.Query {
		v[key] = values
	}
	return OffersHref(p.Worker.WorkerID, "nuova") + "?" + v.Encode()
}

// OfferForm is what the form of a new offer shows.
type OfferForm struct {
	Worker   pacts.Pact
	Measure  pacts.Measure
	Services []registry.Service // that the correspondences give for the measure
	Choice   []registry.Service // those of them that are for the person
	Sessions []shared.Option
	Action   int64
	ActionIs string // its words
	Courses  bool   // an edition of a course may be named
	Values   map[string]string
	Key      string
	Errors   rule.Refusals
}

func (f OfferForm) field(name string, width int) shared.Field {
	return shared.Field{Name: name, Label: OfferLabels[name], Value: f.Values[name], Width: width}.WithError(f.Errors)
}

func (f OfferForm) services() []shared.Option {
	var out []shared.Option
	for _, s := range f.Choice {
		out = append(out, shared.Option{Value: s.Code, Label: s.Code + ", " + strings.Join(strings.Fields(s.Title), " ")})
	}
	return out
}

func (f OfferForm) answers() []shared.Option {
	return append([]shared.Option{{Value: "", Label: "Non ancora"}}, options(pacts.Answers)...)
}

// OfferPage is what the page of an offer shows.
type OfferPage struct {
	O           pacts.Offer
	Measure     pacts.Measure
	Writes      bool
	OpenSession bool
	Service     int64 // the row of the ledger, 0 for none that the reader may open
}

func (p OfferPage) facts() []shared.Pair {
	o := p.O
	service := o.ServiceCode
	if service != "" {
		service += ", " + strings.Join(strings.Fields(o.ServiceTitle), " ")
	}
	answered := orEmpty("il ", o.AnsweredOn.Italian())
	if o.AnswerWhy != "" {
		answered += ", " + o.AnswerWhy
	}
	ended := orEmpty("il ", o.OutcomeOn.Italian())
	if o.OutcomeNote != "" {
		ended += ", " + o.OutcomeNote
	}
	return []shared.Pair{
		{Term: "Misura", Value: p.Measure.Name()}, {Term: "Sessione di gruppo", Value: joinDay(o.Session, o.SessionOn)}, {Term: "Edizione di un percorso", Value: o.Edition},
		{Term: "Datore di lavoro o soggetto della rete", Value: o.Body}, {Term: "Che cosa si offre", Value: o.Description}, {Term: "Azione del patto", Value: o.Action},
		{Term: "Offerta", Value: "il " + o.OfferedOn.Italian() + " da " + o.Operator + ", CPI " + o.Office}, {Term: "Risposta", Value: orNone(strings.Trim(string(o.Answer)+" "+answered, " "), "ancora nessuna")},
		{Term: "Prima partecipazione", Value: o.AttendedOn.Italian()}, {Term: "Servizio che registra", Value: service}, {Term: "Com'è finita", Value: strings.TrimSpace(outcomeWord(o) + " " + ended)},
		{Term: "Annullata", Value: strings.TrimSuffix(o.AnnulledAt.Date().Italian()+", "+o.AnnulledWhy, ", ")},
	}
}

func outcomeWord(o pacts.Offer) string {
	if o.Outcome == "" {
		return ""
	}
	return o.Outcome.Word()
}

func joinDay(text string, on rule.Date) string {
	if text == "" {
		return ""
	}
	return text + ", " + on.Italian()
}

// OfferAct is a page on which one thing is recorded of an offer.
type OfferAct struct {
	O      pacts.Offer
	Title  string
	Lead   []string
	Act    string // the last part of its address
	Button string
	Danger bool
	Fields []Control
	Errors rule.Refusals
}

// OfferListPage is the office's list of offered measures.
type OfferListPage struct {
	Filter   pacts.OfferFilter
	Page     pacts.OfferPage
	Measures []pacts.Measure
	Offices  bool
}

func (p OfferListPage) query() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"stato": string(p.Filter.State), "misura": p.Filter.Measure, "nome": p.Filter.Name} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if p.Filter.Office != 0 {
		v.Set("ufficio", id(p.Filter.Office))
	}
	return v
}

func offersAddress(v url.Values) string {
	if len(v) == 0 {
		return "/misure"
	}
	return "/misure?" + v.Encode()
}

func (p OfferListPage) with(name, value string) string {
	v := p.query()
	v.Del(name)
	if value != "" {
		v.Set(name, value)
	}
	return offersAddress(v)
}

func (p OfferListPage) tabs() []shared.Tab {
	all := 0
	for _, n := range p.Page.Counts {
		all += n
	}
	out := []shared.Tab{{Label: "Tutte", Count: shared.Count(all), Href: p.with("stato", ""), Current: p.Filter.State == ""}}
	for _, s := range pacts.OfferStates {
		out = append(out, shared.Tab{Label: shared.Sentence(s.Label), Count: shared.Count(p.Page.Counts[pacts.OfferState(s.Value)]), Href: p.with("stato", s.Value), Current: string(p.Filter.State) == s.Value})
	}
	return out
}

func (p OfferListPage) chips() []shared.Chip {
	var out []shared.Chip
	if p.Filter.Name != "" {
		out = append(out, shared.Chip{Name: "Nome", Value: p.Filter.Name, Href: p.with("nome", "")})
	}
	if p.Filter.Measure != "" {
		out = append(out, shared.Chip{Name: "Misura", Value: measureName(p.Measures, p.Filter.Measure), Href: p.with("misura", "")})
	}
	return out
}

func (p OfferListPage) cleared() string {
	v := url.Values{}
	if p.Filter.State != "" {
		v.Set("stato", string(p.Filter.State))
	}
	return offersAddress(v)
}

func (p OfferListPage) keep() []shared.KeyValue {
	var out []shared.KeyValue
	if p.Filter.State != "" {
		out = append(out, shared.KeyValue{Key: "stato", Value: string(p.Filter.State)})
	}
	if p.Filter.Office != 0 {
		out = append(out, shared.KeyValue{Key: "ufficio", Value: id(p.Filter.Office)})
	}
	return out
}

func (p OfferListPage) links() shared.PageLinks {
	n := 0
	for state, k := range p.Page.Counts {
		if p.Filter.State == "" || p.Filter.State == state {
			n += k
		}
	}
	above, below := p.Page.Ends()
	return shared.Turns(shared.Plural(n, "misura", "misure"), above, below, p.with)
}

// Options are choices as a form shows them.
func Options(all []people.Choice) []shared.Option { return options(all) }

func measureOptions(all []pacts.Measure) []shared.Option {
	var out []shared.Option
	for _, m := range all {
		out = append(out, shared.Option{Value: m.Letter, Label: m.Name()})
	}
	return out
}

// SaidOffer returns a value of a form of an offer in words.
func SaidOffer(name, value string) string {
	switch name {
	case "answer", "outcome":
		return pacts.OfferState(value).Word()
	case "mode":
		return people.ChoiceLabel(pacts.Modes, value)
	}
	return value
}
