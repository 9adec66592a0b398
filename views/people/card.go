package people

import (
	"slices"
	"strconv"
	"strings"

	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/conditionality"
	"sportello/db/indicators"
	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/views/shared"
)

// The sections of the card: what the address names.
const (
	SectionStory     = "storia"
	SectionRecord    = "scheda"
	SectionCareer    = "curriculum"
	SectionDID       = "did"
	SectionPacts     = "patto"
	SectionLists     = "liste"
	SectionBilanci   = "bilanci"
	SectionDocuments = "documenti"
	SectionChanges   = "modifiche"
	SectionSeen      = "accessi"
)

// Card is what the card of a person shows. The parts of other areas are read
// by the handler from their own stores, each in the reader's scope.
type Card struct {
	Worker        people.Worker
	Office        int64 // of who looks, 0 for one who has none
	Rows          []people.ListRow
	Groups        []people.Group
	Facts         people.GroupFacts
	Section       string
	Now           rule.Instant
	Today         rule.Date
	Services      []registry.DeliveredService
	Words         registry.Words // that services are said in
	Appointments  []agenda.Appointment
	Riscontri     []agenda.Riscontro
	Bilanci       []Bilancio
	Documents     []archive.Document
	Mails         []archive.OutboxMail
	DIDs          []people.DID
	Conditions    []people.Condition // of who is unemployed
	Indices       []people.Index     // of the section «Scheda anagrafico-professionale»
	Pacts         []pacts.Pact
	PactElsewhere string                     // the other office in which a patto is open, "" for none
	Papers        map[int64]pacts.PaperState // of the documents of patti and PAIs
	Interviews    []pacts.Interview
	Offers        []pacts.Offer           // measures, the last first
	Measures      []pacts.Measure         // that there are
	Notices       []conditionality.Notice // on absences, where the module is on
	PlanTerm      *indicators.Term        // the day by which a PAI is to be proposed, nil for none
	Term          *indicators.Term        // the deadline that runs, nil for none
	Profile       *people.Profile         // the last one completed, nil for none
	Sections      []people.CardSection    // of the section «Curriculum»
	Propensioni   []people.Propensione    // those that hold first
	CVs           []people.CV             // newest first
	Confirmed     map[string]people.Provenance
	Changes       []people.Change
	SeenBy        []archive.AuditLine
	Doubts        []string
	Citizenship   string // its name

	CanWrite       bool // edits and books
	OpenDocument   bool // the pages of documents, messages, appointments and bilanci
	OpenMail       bool // are there for this reader
	OpenAppointing bool
	OpenBilancio   bool
	OpenPact       bool
	OpenInterview  bool
	OpenEnrolment  bool
	OpenRiscontri  bool
	OpenService    map[int64]bool // rows of the ledger, by id
}

func (c Card) path() string { return cardHref(c.Worker.ID) }

func (c Card) section(name string) string {
	if name == SectionStory {
		return c.path()
	}
	return c.path() + "?sezione=" + name
}

// active returns the riscontro that holds, false when there is none.
func (c Card) active() (agenda.Riscontro, bool) {
	if i := slices.IndexFunc(c.Riscontri, agenda.Riscontro.Active); i >= 0 {
		return c.Riscontri[i], true
	}
	// Of a record of another province only the word is known.
	return agenda.Riscontro{Value: c.Worker.Riscontro}, c.Worker.Riscontro != ""
}

// bookHref leads to the choice of a slot: from the row of the list that can be
// convened, or for the person.
func (c Card) bookHref() string {
	for _, r := range c.Rows {
		if r.Convocable() {
			return listHref(r.ListID) + "/righe/" + strconv.FormatInt(r.ID, 10) + "/appuntamento"
		}
	}
	return "/appuntamenti/nuovo?lavoratore=" + strconv.FormatInt(c.Worker.ID, 10)
}

func (c Card) tabs() []shared.Tab {
	count := func(n int) string {
		if n == 0 {
			return ""
		}
		return shared.Count(n)
	}
	var out []shared.Tab
	add := func(name, label, n string) {
		out = append(out, shared.Tab{Label: label, Count: n, Href: c.section(name), Current: c.Section == name})
	}
	add(SectionStory, "Storia", count(len(c.events())))
	if !c.Worker.Partial {
		add(SectionRecord, "Scheda anagrafico-professionale", "")
		add(SectionCareer, "Curriculum", "")
		add(SectionDID, "DID", count(len(c.DIDs)))
	}
	add(SectionPacts, "Percorso", count(len(c.Interviews)+len(c.Pacts)))
	add(SectionLists, "Liste", count(len(c.Rows)))
	add(SectionBilanci, "Bilanci", count(len(c.Bilanci)))
	add(SectionDocuments, "Documenti e messaggi", count(len(c.Documents)+len(c.Mails)))
	if !c.Worker.Partial {
		add(SectionChanges, "Modifiche", "")
		add(SectionSeen, "Chi ha visto", "")
	}
	return out
}

// beginsPact reports whether a patto can be begun: the record is the office's, and
// none is open, there or elsewhere.
func (c Card) beginsPact() bool {
	return c.CanWrite && !c.Worker.Partial && c.PactElsewhere == "" && !slices.ContainsFunc(c.Pacts, func(p pacts.Pact) bool { return !p.State.Over() })
}

// interview returns the interview of orientation that is under way, nil for none.
func (c Card) interview() *pacts.Interview {
	for n := range c.Interviews {
		if c.Interviews[n].State() == pacts.InterviewOpen {
			return &c.Interviews[n]
		}
	}
	return nil
}

// heard returns the id of the last interview for a patto, whose plan is written: a
// patto begins with it; 0 for none.
func (c Card) heard() int64 {
	for _, i := range c.Interviews {
		if i.Kind == pacts.ForPact && i.State() != pacts.InterviewStopped && i.Status("piano").Done() {
			return i.ID
		}
	}
	return 0
}

// beginsInterview reports whether an interview can be begun: the record is the
// office's, and none is under way.
func (c Card) beginsInterview() bool {
	return c.CanWrite && !c.Worker.Partial && c.interview() == nil
}

// pact returns the patto that is not over, nil for none.
func (c Card) pact() *pacts.Pact {
	for i := range c.Pacts {
		if !c.Pacts[i].State.Over() {
			return &c.Pacts[i]
		}
	}
	return nil
}

// born returns «nata a Foggia il 15/03/1974», or what is known of it.
func born(w people.Worker) string {
	if w.BirthDate == "" && w.BirthPlace == "" {
		return ""
	}
	text := "nato"
	if w.Sex == "F" {
		text = "nata"
	}
	if w.BirthPlace != "" {
		text += " a " + rule.PlaceName(w.BirthPlace)
	}
	if w.BirthDate != "" {
		text += " il " + w.BirthDate.Italian()
	}
	return text
}

// facts returns what follows the codice fiscale in the line under the name.
func (c Card) facts() string {
	w := c.Worker
	var parts []string
	if w.BirthDate != "" {
		parts = append(parts, ages(w.Age(c.Today))+", "+born(w))
	} else if b := born(w); b != "" {
		parts = append(parts, b)
	}
	if w.Residence != "" {
		parts = append(parts, "residente a "+rule.PlaceName(w.Residence))
	}
	if len(c.Rows) > 0 {
		parts = append(parts, "CPI "+c.Rows[0].Office)
	}
	return " · " + strings.Join(parts, " · ")
}

func appointmentHref(id int64) string { return "/appuntamenti/" + strconv.FormatInt(id, 10) }

func bilancioHref(id int64) string { return "/bilanci/" + strconv.FormatInt(id, 10) }

func enrolmentHref(id int64) string { return "/iscrizioni/" + strconv.FormatInt(id, 10) }

func documentHref(id int64) string { return "/documenti/" + strconv.FormatInt(id, 10) }

func mailHref(id int64) string { return "/posta/" + strconv.FormatInt(id, 10) }
