package people

import (
	"slices"
	"strconv"
	"strings"

	"sportello/db/agenda"
	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/views/shared"

	"github.com/a-h/templ"
)

// event is one point of the story, with what it is ordered by.
type event struct {
	at    string // instant, or day for what has no hour
	day   rule.Date
	event shared.Event
	svc   *registry.DeliveredService
}

// events returns what happened, newest first. An attended meeting that left a
// service in the ledger is told by the service.
func (c Card) events() []event {
	var out []event
	told := map[int64]bool{}
	for i := range c.Services {
		s := &c.Services[i]
		told[s.AppointmentID] = true
		e := shared.Event{Title: c.serviceTitle(*s), When: s.On.Italian(), Date: string(s.On), Body: serviceLine(c, *s), Gone: s.Annulled != ""}
		if e.Gone {
			e.Kind = shared.Stop
		}
		out = append(out, event{at: string(s.On), day: s.On, svc: s, event: e})
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
	out = append(out, c.careerEvents()...)
	slices.SortStableFunc(out, func(a, b event) int { return strings.Compare(b.at, a.at) })
	return out
}

// careerEvents returns what the person said they lean to, and what became of
// their CVs.
func (c Card) careerEvents() []event {
	var out []event
	add := func(at string, day rule.Date, e shared.Event) {
		e.When, e.Date = day.Italian(), string(day)
		out = append(out, event{at: at, day: day, event: e})
	}
	for _, p := range c.Propensioni {
		add(string(p.InterviewedOn), p.InterviewedOn, shared.Event{Title: "Propensione: " + p.Title, Gone: p.Withdrawn != "", Body: propensioneLine(p)})
		if p.Withdrawn != "" {
			add(string(p.Withdrawn), p.Withdrawn.Date(), shared.Event{Title: "Propensione ritirata: " + p.Title, Body: words(p.Reason, p.WithdrawnBy)})
		}
	}
	for _, v := range c.CVs {
		add(string(v.SavedOn), v.SavedOn, shared.Event{Title: "Curriculum salvato", Gone: v.Annulled != "", Body: cvLine(v, c.Today)})
		if v.Annulled != "" {
			add(string(v.Annulled), v.Annulled.Date(), shared.Event{Title: "Curriculum cancellato", Kind: shared.Stop, Body: words(v.Reason, v.AnnulledBy)})
		}
	}
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

// serviceTitle is the name of a service; its line tells what the vocabulary of
// the installation calls it.
func (c Card) serviceTitle(s registry.DeliveredService) string {
	title := c.Words.Name(s.Code, s.Prestazione)
	if title == "" {
		title = s.Title
	}
	if title == "" {
		title = s.Code
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
