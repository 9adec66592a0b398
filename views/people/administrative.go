package people

import (
	"strconv"

	"sportello/db/people"
	"sportello/db/rule"
	"sportello/views/layout"
	"sportello/views/shared"
)

// ConditionForm is what the form of a person's condition shows, as typed.
type ConditionForm struct {
	Worker                        people.Worker
	Now                           people.Shown
	Last                          int64 // the newest one that was there when the form was drawn
	Condition, From, Source, Note string
	Key                           string
	Errors                        rule.Refusals
}

// CategoryForm is what the form of a category set by hand shows, as typed.
type CategoryForm struct {
	Worker             people.Worker
	Now                []people.Group
	Target, From, Note string
	Key                string
	Errors             rule.Refusals
}

// EnrolForm is what the forms of an enrolment in a special list show, as typed.
type EnrolForm struct {
	Worker                                   people.Worker
	Enrolment                                people.SpecialList // as it stands, of one that is changed
	Version                                  int
	List, On, Ends, Deferral, Province, Note string
	Key                                      string
	CanWrite                                 bool
	Errors                                   rule.Refusals
}

// IndexForm is what the form of the quantitative index shows, as typed.
type IndexForm struct {
	Worker                  people.Worker
	Last                    int64 // the newest one that was there when the form was drawn
	Value, On, Source, Note string
	Key                     string
	Errors                  rule.Refusals
}

// AnnulForm is what the form shows that takes back a fact recorded by mistake.
type AnnulForm struct {
	Head    layout.Head
	What    string // «la condizione»
	Facts   []shared.Pair
	Action  string
	Back    string
	Version int
	Reason  string
	Errors  rule.Refusals
}

// Changed tells who sent an old form how things stand now.
type Changed struct {
	Head       layout.Head
	Now, Typed []shared.Pair
	Back       string
}

// ConditionHref is the address of the form of a person's condition.
func ConditionHref(worker int64) string { return EmploymentHref(worker) + "/condizione" }

// CategoryHref is the address of the form of a category set by hand.
func CategoryHref(worker int64) string { return EmploymentHref(worker) + "/categoria" }

// SpecialListsHref is the address of the form of a new enrolment.
func SpecialListsHref(worker int64) string { return EmploymentHref(worker) + "/liste" }

// EnrolmentHref is the address of an enrolment.
func EnrolmentHref(worker, id int64) string { return numbered(SpecialListsHref(worker), id) }

// IndexHref is the address of the form of the quantitative index.
func IndexHref(worker int64) string { return profilesHref(worker) + "/indice" }

// ProfilesHref is the address of a person's profiling.
func ProfilesHref(worker int64) string { return profilesHref(worker) }

// AnnulHref is the address of the form that takes back one of the facts at an
// address.
func AnnulHref(at string, id int64) string { return numbered(at, id) + "/annullamento" }

func numbered(at string, id int64) string { return at + "/" + strconv.FormatInt(id, 10) }

const categoryTerm = "Categoria d.lgs. 297/2002"

var (
	conditionLabels = map[string]string{"condition": "Condizione", "from_on": "Da quando", "source": "Da dove viene", "note": "Nota"}
	categoryLabels  = map[string]string{"target": "Categoria", "from_on": "Da quando", "note": "Da che cosa risulta"}
	enrolLabels     = map[string]string{"list": "Lista", "enrolled_on": "Iscrizione", "ends_on": "Termine", "deferral_on": "Massimo differimento", "province": "Provincia", "note": "Da che cosa risulta"}
	indexLabels     = map[string]string{"value": "Indice", "computed_on": "Calcolato il", "source": "Da dove viene", "note": "Nota"}
	annulLabels     = map[string]string{"reason": "Motivo"}
)

// EmploymentHead is the head of a page below a person's administrative data.
func EmploymentHead(w people.Worker, title string, refused bool) layout.Head {
	return employmentHead(w, title, refused)
}

// ProfileHead is the head of a page below a person's profiling.
func ProfileHead(w people.Worker, title string, refused bool) layout.Head {
	return profileHead(w, title, refused)
}

// datum is a line of the administrative data.
type datum struct {
	term    string
	values  []people.Shown
	href    string // where it is written, "" for nowhere
	act     string
	subject string // what the act is on, for who cannot see the line
}

// data are the administrative data of section 2, each with its source.
func (p EmploymentPage) data() []datum {
	w := p.Worker
	none := func(words string) []people.Shown { return []people.Shown{{Why: words}} }
	status := datum{term: "Stato occupazionale", values: none("non ancora indicato")}
	condition := datum{term: "Condizione", values: []people.Shown{people.ConditionOn(p.Conditions, p.Facts.Periods, p.DIDs, p.Today)}}
	if all := p.backwards(); len(all) > 0 && all[0].To == "" {
		status.values = []people.Shown{{Value: people.EmploymentLabel(all[0].Status), Why: joined("dal "+all[0].From.Italian(), p.why(all[0]))}}
	}
	length := datum{term: "Anzianità di disoccupazione", values: none("nessuna disoccupazione in corso")}
	if u, runs := people.UnemploymentOn(p.Facts.Periods, p.Today); runs {
		length.values = []people.Shown{{Value: monthsOf(u), Why: u.Words()}}
		condition.href, condition.act = ConditionHref(w.ID), "Scrivi la condizione"
	} else if c := condition.values[0]; c.Value == "" {
		condition.values = none("riguarda chi è disoccupato o inoccupato")
	}
	category := datum{term: categoryTerm, values: none("nessuna segue da quello che si sa"), href: CategoryHref(w.ID), act: "Assegna a mano", subject: " una categoria"}
	for i, g := range p.Categories {
		if i == 0 {
			category.values = nil
		}
		category.values = append(category.values, people.Shown{Value: g.Name, Why: g.Why})
	}
	index := datum{term: "Indice di profiling", values: none("non ancora indicato"), href: IndexHref(w.ID), act: "Registra", subject: " un indice di profiling"}
	if x, there := people.IndexOf(p.Indices); there {
		index.values = []people.Shown{{Value: Shown("profiling_index", x.Text(), ""), Why: x.Words()}}
	}
	did := datum{term: "DID", values: none("nessuna in vigore")}
	for _, d := range p.DIDs {
		if d.InForce(p.Today) {
			did.values = []people.Shown{{Value: DIDWords(w), Why: joined(people.ChoiceLabel(people.DIDChannels, d.Channel), d.By)}}
		}
	}
	return []datum{status, condition, category, length, index, did}
}

// monthsOf says how long an unemployment has lasted.
func monthsOf(u people.Unemployment) string {
	if u.Months == 0 {
		return "meno di un mese"
	}
	return shared.Plural(u.Months, "mese", "mesi")
}

// categoryMarks are the categories set by hand that hold.
func (p EmploymentPage) categoryMarks() (out []people.Mark) {
	for _, m := range p.Facts.Marks {
		if kind, _ := people.MarkNamed(m.Target); kind.Category {
			out = append(out, m)
		}
	}
	return out
}

func enrolmentDays(l people.SpecialList) string {
	switch {
	case l.EnrolledOn == "" && l.EndsOn == "":
		return "date non note"
	case l.EnrolledOn == "":
		return "fino al " + l.EndsOn.Italian()
	case l.EndsOn == "":
		return "dal " + l.EnrolledOn.Italian() + ", senza termine"
	}
	return "dal " + l.EnrolledOn.Italian() + " al " + l.EndsOn.Italian()
}

// ConditionFacts are what is known of a condition.
func ConditionFacts(c people.Condition) []shared.Pair {
	return []shared.Pair{{Term: "Condizione", Value: people.ChoiceLabel(people.Conditions, c.Condition)}, {Term: "Da quando", Value: c.From.Italian()},
		{Term: "Da dove viene", Value: people.ChoiceLabel(people.ConditionSources, c.Source)}, {Term: "Nota", Value: c.Note}, {Term: "Registrata da", Value: c.By}, {Term: "Annullata", Value: c.Reason}}
}

// IndexFacts are what is known of an index.
func IndexFacts(x people.Index) []shared.Pair {
	return []shared.Pair{{Term: "Indice", Value: Shown("profiling_index", x.Text(), "")}, {Term: "Calcolato il", Value: x.On.Italian()}, {Term: "Da dove viene", Value: people.ChoiceLabel(people.IndexSources, x.Source)},
		{Term: "Nota", Value: x.Note}, {Term: "Registrato da", Value: x.By}, {Term: "Annullato", Value: x.Reason}}
}

// EnrolmentFacts are what is known of an enrolment.
func EnrolmentFacts(l people.SpecialList) []shared.Pair {
	return []shared.Pair{{Term: "Lista", Value: l.Name()}, {Term: "Iscrizione", Value: l.EnrolledOn.Italian()}, {Term: "Termine", Value: l.EndsOn.Italian()}, {Term: "Massimo differimento", Value: l.DeferralOn.Italian()},
		{Term: "Provincia", Value: l.Province}, {Term: "Da che cosa risulta", Value: l.Note}, {Term: "Registrata da", Value: l.By}, {Term: "Annullata", Value: l.Reason}}
}

// IndexSources are the values of the sources that the form of an index offers.
func IndexSources() []string {
	var out []string
	for _, c := range people.IndexPicks {
		out = append(out, c.Value)
	}
	return out
}

func categoryPicks() []shared.Option {
	var out []shared.Option
	for _, k := range people.MarksOf(true) {
		out = append(out, shared.Option{Value: k.Code, Label: k.Name})
	}
	return out
}

// changeWords says what a change of an enrolment changed.
func changeWords(c people.ListChange) string {
	day := func(d rule.Date) string {
		if d == "" {
			return "nessuno"
		}
		return d.Italian()
	}
	var out []string
	if c.EndsBefore != c.EndsAfter {
		out = append(out, "termine: da "+day(c.EndsBefore)+" a "+day(c.EndsAfter))
	}
	if c.DeferralBefore != c.DeferralAfter {
		out = append(out, "massimo differimento: da "+day(c.DeferralBefore)+" a "+day(c.DeferralAfter))
	}
	return joined(out...)
}
