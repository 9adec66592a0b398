package people

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/views/shared"

	"github.com/a-h/templ"
)

// The sections of the card: what the address names.
const (
	SectionStory     = "storia"
	SectionRecord    = "scheda"
	SectionLists     = "liste"
	SectionBilanci   = "bilanci"
	SectionDocuments = "documenti"
	SectionChanges   = "modifiche"
	SectionSeen      = "accessi"
)

// Bilancio is a bilancio as the card shows it.
type Bilancio struct {
	ID        int64
	Number    string // 2026/0143
	State     string
	Phase     string // as the screens write it
	Office    string
	By        string
	StartedOn rule.Date
	EndedOn   rule.Date
	Progress  string // «8 pannelli completi»
	NoScan    bool   // the signed contract is missing
}

// Card is what the card of a person shows. The parts of other areas are read
// by the handler from their own stores, each in the reader's scope.
type Card struct {
	Worker       people.Worker
	Rows         []people.ListRow
	Groups       []people.Group
	Section      string
	Now          rule.Instant
	Today        rule.Date
	Services     []registry.DeliveredService
	Appointments []agenda.Appointment
	Riscontri    []agenda.Riscontro
	Bilanci      []Bilancio
	Documents    []archive.Document
	Mails        []archive.OutboxMail
	Confirmed    map[string]people.Provenance
	Changes      []people.Change
	SeenBy       []archive.AuditLine
	Doubts       []string
	Citizenship  string // its name

	CanWrite       bool // edits and books
	OpenDocument   bool // the pages of documents, messages, appointments and bilanci
	OpenMail       bool // are there for this reader
	OpenAppointing bool
	OpenBilancio   bool
	OpenEnrolment  bool
	OpenRiscontri  bool
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
	}
	add(SectionLists, "Liste", count(len(c.Rows)))
	add(SectionBilanci, "Bilanci", count(len(c.Bilanci)))
	add(SectionDocuments, "Documenti e messaggi", count(len(c.Documents)+len(c.Mails)))
	if !c.Worker.Partial {
		add(SectionChanges, "Modifiche", "")
		add(SectionSeen, "Chi ha visto", "")
	}
	return out
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

// event is one point of the story, with what it is ordered by.
type event struct {
	at    string // instant, or day for what has no hour
	day   rule.Date
	event shared.Event
	svc   *registry.DeliveredService
}

// upcoming returns the appointments still to come, the next one first.
func (c Card) upcoming() []agenda.Appointment {
	var out []agenda.Appointment
	for _, a := range c.Appointments {
		if a.Open() && !a.ToFill(c.Now) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b agenda.Appointment) int {
		return strings.Compare(string(a.Slot.StartsAt()), string(b.Slot.StartsAt()))
	})
	return out
}

// toFill returns the appointments whose outcome is missing.
func (c Card) toFill() []agenda.Appointment {
	var out []agenda.Appointment
	for _, a := range c.Appointments {
		if a.ToFill(c.Now) {
			out = append(out, a)
		}
	}
	return out
}

// events returns what happened, newest first. An attended meeting that left a
// service in the ledger is told by the service.
func (c Card) events() []event {
	var out []event
	told := map[int64]bool{}
	for i := range c.Services {
		s := &c.Services[i]
		told[s.AppointmentID] = true
		out = append(out, event{at: string(s.On), day: s.On, svc: s, event: shared.Event{Title: serviceTitle(*s), When: s.On.Italian(), Date: string(s.On), Body: serviceLine(c, *s)}})
	}
	for _, a := range c.Appointments {
		if a.Open() || a.State == agenda.Attended && told[a.ID] {
			continue
		}
		e := shared.Event{Title: a.What(), When: a.Slot.Day.Italian(), Date: string(a.Slot.Day), Body: appointmentLine(c, a)}
		if a.State == agenda.Missed {
			e.Kind = shared.Stop
		}
		out = append(out, event{at: string(a.Slot.StartsAt()), day: a.Slot.Day, event: e})
	}
	for _, r := range c.Riscontri {
		day := r.RecordedAt.Date()
		out = append(out, event{at: string(r.RecordedAt), day: day, event: shared.Event{Title: "Riscontro: " + r.Value, When: day.Italian(), Date: string(day), Kind: shared.Stop, Body: riscontroLine(r)}})
		if !r.Active() {
			day := r.RevokedAt.Date()
			out = append(out, event{at: string(r.RevokedAt), day: day, event: shared.Event{Title: "Riscontro revocato", When: day.Italian(), Date: string(day), Body: words(r.RevokedReason, r.RevokedBy)}})
		}
	}
	for _, b := range c.Bilanci {
		out = append(out, event{at: string(b.StartedOn), day: b.StartedOn, event: shared.Event{Title: "Bilancio " + b.Number + " avviato", When: b.StartedOn.Italian(), Date: string(b.StartedOn), Body: bilancioLine(c, b)}})
		if b.EndedOn != "" {
			out = append(out, event{at: string(b.EndedOn) + "~", day: b.EndedOn, event: shared.Event{Title: "Bilancio " + b.Number + " " + people.BilancioWord(b.State), When: b.EndedOn.Italian(), Date: string(b.EndedOn), Body: bilancioLine(c, b)}})
		}
	}
	for _, d := range c.Documents {
		day := d.IssuedAt.Date()
		out = append(out, event{at: string(d.IssuedAt), day: day, event: shared.Event{Title: d.Title, When: day.Italian(), Date: string(day), Body: documentLine(c, d)}})
	}
	for _, r := range c.Rows {
		out = append(out, event{at: string(r.ReferenceDate), day: r.ReferenceDate, event: shared.Event{Title: "Nella lista " + r.ListName, When: r.ReferenceDate.Italian(), Date: string(r.ReferenceDate),
			Body: words("priorità "+strconv.Itoa(r.Priority), "CPI "+r.Office, r.Company)}})
	}
	slices.SortStableFunc(out, func(a, b event) int { return strings.Compare(b.at, a.at) })
	return out
}

// month is one card of the story.
type month struct {
	title  string // «Novembre 2026»
	id     string
	total  string // «4 servizi, 7 ore e 05»
	events []shared.Event
}

func (c Card) months() []month {
	var out []month
	minutes, services := 0, 0
	flush := func() {
		if len(out) > 0 && services > 0 {
			out[len(out)-1].total = shared.Plural(services, "servizio", "servizi") + ", " + rule.Minutes(minutes).Duration()
		}
		minutes, services = 0, 0
	}
	for _, e := range c.events() {
		id := "senza-data"
		if len(e.day) == 10 {
			id = "mese-" + e.day.Month()
		}
		if len(out) == 0 || out[len(out)-1].id != id {
			flush()
			title := "Senza data"
			if len(e.day) == 10 {
				t := e.day.Time()
				title = shared.Sentence(rule.MonthName(t.Month())) + " " + strconv.Itoa(t.Year())
			}
			out = append(out, month{title: title, id: id})
		}
		if e.svc != nil && e.svc.Annulled == "" {
			services++
			minutes += e.svc.Minutes
		}
		last := &out[len(out)-1]
		last.events = append(last.events, e.event)
	}
	flush()
	return out
}

func serviceTitle(s registry.DeliveredService) string {
	title := s.Title
	if title == "" {
		title = s.Code
	}
	if s.Annulled != "" {
		title += " (annullato)"
	}
	return title
}

// outcomeWords says in words what came of a service: how a bilancio ended, or
// the outcome as it is written.
func outcomeWords(outcome string) string {
	panel, _ := panels.Base.Panel("RIP08")
	ended, _ := panel.Field("esito")
	return ended.OptionLabel(outcome)
}

func originWords(o registry.Origin) string {
	switch o {
	case registry.OriginManual:
		return "a mano"
	case registry.OriginAutomatic:
		return "dall'atto"
	}
	return string(o)
}

func appointmentWhen(a agenda.Appointment, today rule.Date) string {
	if a.Slot.Day == today {
		return "oggi, " + a.Slot.Starts.String()
	}
	t := a.Slot.Day.Time()
	return fmt.Sprintf("%s %d %s, %s", a.Slot.Day.WeekdayName(), t.Day(), rule.MonthName(time.Month(t.Month())), a.Slot.Starts)
}

func appointmentKind(word string) shared.Kind {
	switch word {
	case "presente":
		return shared.Good
	case "assente":
		return shared.Stop
	case "esito da compilare":
		return shared.Look
	}
	return shared.Neutral
}

func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}

// words is a body of plain words, divided by points.
func words(parts ...string) templ.Component { return plain(joined(parts...)) }

func appointmentHref(id int64) string { return "/appuntamenti/" + strconv.FormatInt(id, 10) }
func bilancioHref(id int64) string    { return "/bilanci/" + strconv.FormatInt(id, 10) }
func enrolmentHref(id int64) string   { return "/iscrizioni/" + strconv.FormatInt(id, 10) }
func documentHref(id int64) string    { return "/documenti/" + strconv.FormatInt(id, 10) }
func mailHref(id int64) string        { return "/posta/" + strconv.FormatInt(id, 10) }

func mailWord(m archive.OutboxMail) (shared.Kind, string) {
	switch m.State {
	case archive.MailSent:
		return shared.Good, m.State.Label()
	case archive.MailFailed:
		return shared.Stop, m.State.Label()
	}
	return shared.Neutral, m.State.Label()
}

// done says what a line of the register tells, in the words of the screens.
func done(l archive.AuditLine) string {
	switch l.Action {
	case "lavoratore.letto":
		return "ha aperto la scheda"
	case "lavoratore.cercato":
		return "ha trovato la persona con il codice fiscale"
	case "lavoratore.creato":
		return "ha aggiunto la persona"
	case "lavoratore.modificato":
		labels := make([]string, len(l.Fields))
		for i, f := range l.Fields {
			labels[i] = people.Label(f)
		}
		return "ha modificato: " + strings.Join(labels, ", ")
	case "lavoratore.convocato":
		return "ha convocato la persona"
	}
	noun, verb, _ := strings.Cut(l.Action, ".")
	return strings.ReplaceAll(strings.TrimSpace(noun+" "+verb), "_", " ")
}

// employment returns the lines of the employment status.
func (c Card) employment() []shared.Pair {
	w := c.Worker
	pairs := []shared.Pair{{Term: "Stato", Value: people.EmploymentLabel(w.Employment)}}
	if w.DIDOn != "" || w.DIDNumber != "" {
		did := w.DIDNumber
		if w.DIDOn != "" {
			did = strings.TrimSpace(did + " del " + w.DIDOn.Italian())
		}
		pairs = append(pairs, shared.Pair{Term: "DID", Value: did})
	}
	if w.ProfilingIndex != nil {
		pairs = append(pairs, shared.Pair{Term: "Profiling", Value: shared.Decimal(*w.ProfilingIndex, 2)})
	}
	pairs = append(pairs, shared.Pair{Term: "Titolo di studio", Value: w.StudyTitle})
	if len(c.Rows) > 0 && c.Rows[0].BenefitTo != "" {
		r := c.Rows[0]
		text := r.Benefit
		if r.BenefitFrom != "" {
			text += " dal " + r.BenefitFrom.Italian()
		}
		pairs = append(pairs, shared.Pair{Term: "Ammortizzatore", Value: strings.TrimSpace(text + " al " + r.BenefitTo.Italian())})
	}
	return pairs
}

// source says where a field of the record comes from.
func (c Card) source(column string) string {
	if c.Worker.Value(column) == "" {
		return ""
	}
	if p, ok := c.Confirmed[column]; ok {
		return "confermato il " + p.At.Date().Italian() + by(p.By)
	}
	for _, r := range c.Rows {
		return "dalla lista del " + r.ReferenceDate.Italian()
	}
	return ""
}

func by(name string) string {
	if name == "" {
		return ""
	}
	return " da " + name
}

func consent(on rule.Date) string {
	if on == "" {
		return "no"
	}
	return "sì, dal " + on.Italian()
}

// recordGroup is one part of the record, as the section shows it.
type recordGroup struct {
	title   string
	columns []string
}

var recordGroups = []recordGroup{
	{"Dati anagrafici", []string{"codice_fiscale", "surname", "name", "sex", "birth_date", "birth_place", "citizenship", "permit", "permit_expires_on", "dependants"}},
	{"Residenza e domicilio", []string{"residence", "residence_province", "residence_address", "residence_cap", "domicile", "domicile_province", "domicile_address", "domicile_cap"}},
	{"Recapiti e consensi", []string{"phone", "email", "email_consent_on", "ido_consent_on"}},
	{"Dati amministrativi", []string{"employment_status", "did_on", "did_number", "profiling_index", "study_title"}},
}

// shownValue returns a column as the screens write it.
func (c Card) shownValue(column string) string {
	return Shown(column, c.Worker.Value(column), c.Citizenship)
}

// Shown returns a value of a column as the screens write it; citizenship is the
// name of the citizenship when the column is that one.
func Shown(column, value, citizenship string) string {
	switch column {
	case "birth_date", "permit_expires_on", "did_on":
		return rule.Date(value).Italian()
	case "email_consent_on", "ido_consent_on":
		return consent(rule.Date(value))
	case "employment_status":
		return people.EmploymentLabel(value)
	case "profiling_index":
		return strings.Replace(value, ".", ",", 1)
	case "birth_place", "residence", "domicile":
		return rule.PlaceName(value)
	case "citizenship":
		if citizenship != "" {
			return citizenship
		}
	}
	return value
}

// differing counts the cells of the files that the record contradicts.
func (c Card) differing() int {
	n := 0
	for _, r := range c.Rows {
		for _, cell := range people.FileCells(r, c.Worker, c.Today) {
			if cell.Differ {
				n++
			}
		}
	}
	return n
}
