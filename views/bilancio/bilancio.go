// Package bilancio draws the pages of the bilancio delle competenze: lists, the
// phases with their panels, the contract, closing and reopening, enrolment.
package bilancio

import (
	"fmt"
	"strconv"
	"strings"

	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/views/layout"
	"sportello/views/shared"
)

// Frame is what every page of one bilancio stands in.
type Frame struct {
	B      bilancio.Bilancio
	Today  rule.Date
	Phase  string // whose panels are listed
	Panel  string // the open one, "" on pages that are no panel
	Writes bool   // the actor works in the office
	Head   bool   // the actor is its responsabile
	Demo   bool
}

// Path returns the address of a bilancio, and of what belongs to it.
func Path(id int64, rest ...string) string {
	return strings.Join(append([]string{"/bilanci/" + strconv.FormatInt(id, 10)}, rest...), "/")
}

func (f Frame) path(rest ...string) string { return Path(f.B.ID, rest...) }

func (f Frame) panelPath(code string) string { return f.path("pannelli", code) }

func (f Frame) listTitle() (title, href string) {
	switch f.B.State {
	case bilancio.Complete:
		return "Bilanci di Competenze completi", "/bilanci?stato=completo"
	case bilancio.Interrupted:
		return "Bilanci interrotti", "/bilanci?stato=interrotto"
	}
	return "Bilanci di Competenze in lavorazione", "/bilanci"
}

func (f Frame) head(crumbs ...layout.Crumb) layout.Head {
	list, href := f.listTitle()
	h := layout.Head{
		Title: "Bilancio delle competenze di " + f.B.Worker(), FactsRow: facts(f), Actions: actions(f), Active: layout.KeyBilanci,
		Crumbs: []layout.Crumb{{Label: "La mia scrivania", Href: "/scrivania"}, {Label: list, Href: href}},
	}
	if len(crumbs) == 0 {
		h.Crumbs = append(h.Crumbs, layout.Crumb{Label: f.B.Worker()})
		return h
	}
	h.Crumbs = append(h.Crumbs, layout.Crumb{Label: f.B.Worker(), Href: f.path()})
	h.Crumbs = append(h.Crumbs, crumbs...)
	h.Part = crumbs[len(crumbs)-1].Label // tabs and history tell panels apart
	return h
}

// hoursWords returns «previste da 8 a 12».
func (f Frame) hoursWords() string {
	return fmt.Sprintf("previste da %s a %s", number(f.B.Programme.HoursMin), number(f.B.Programme.HoursMax))
}

func number(n float64) string {
	return strings.TrimSuffix(strings.ReplaceAll(strconv.FormatFloat(n, 'f', 1, 64), ".", ","), ",0")
}

// outOfRange reports whether the hours done are more than planned, or too few
// at the end.
func (f Frame) outOfRange() bool {
	hours := float64(f.B.Minutes()) / 60
	return hours > f.B.Programme.HoursMax || hours < f.B.Programme.HoursMin && f.B.Closed(panels.Investigativa)
}

func (f Frame) phases() []shared.Phase {
	var out []shared.Phase
	for _, ph := range panels.Phases {
		done, all := f.B.Done(ph)
		p := shared.Phase{Name: panels.PhaseTitle(ph), Current: ph == f.Phase}
		last, _ := f.B.Last(ph)
		switch {
		case f.B.Closed(ph):
			p.State, p.Says, p.Href = shared.StepClosed, "chiusa il "+last.ClosedAt.Date().Italian(), f.firstPanel(ph)
		case f.B.Locked(ph):
			p.State, p.Says = shared.StepLocked, f.opens(ph)
		default:
			p.State, p.Says, p.Href = shared.StepOpen, fmt.Sprintf("%s su %d", shared.Plural(done, "pannello completo", "pannelli completi"), all), f.firstPanel(ph)
		}
		out = append(out, p)
	}
	return out
}

// opens says what opens a phase that is locked.
func (f Frame) opens(phase string) string {
	if f.B.State != bilancio.InProgress {
		return "non si è aperta"
	}
	for i, ph := range panels.Phases {
		if ph == phase && i > 0 {
			article := "il "
			switch panels.Phases[i-1] {
			case panels.Preliminare:
				article = "la "
			case panels.Investigativa:
				article = "l'"
			}
			return "si apre chiudendo " + article + panels.PhaseLabel(panels.Phases[i-1])
		}
	}
	return ""
}

// firstPanel returns the address of the first panel of the phase that is still
// to complete, else of the first.
func (f Frame) firstPanel(phase string) string {
	ph, _ := f.B.Definition.Phase(phase)
	for _, p := range ph.Panels {
		if !f.B.Status(p.Code).Done() && !f.B.Closed(phase) {
			return f.panelPath(p.Code)
		}
	}
	return f.panelPath(ph.Panels[0].Code)
}

var steps = map[scheda.Status]shared.StepState{
	scheda.StatusEmpty: shared.StepEmpty, scheda.StatusDraft: shared.StepDraft, scheda.StatusComplete: shared.StepComplete, scheda.StatusWarnings: shared.StepLook,
}

func (f Frame) panels() []shared.Panel {
	ph, _ := f.B.Definition.Phase(f.Phase)
	out := make([]shared.Panel, len(ph.Panels))
	for i, p := range ph.Panels {
		state := f.B.Panels[p.Code]
		out[i] = shared.Panel{Code: p.Code, Name: p.Title, Href: f.panelPath(p.Code), State: steps[f.B.Status(p.Code)], Current: p.Code == f.Panel}
		switch {
		case state.Status == scheda.StatusDraft:
			out[i].Says = "salvata alle " + state.SavedAt.Clock()
			if state.SavedAt.Date() != f.Today {
				out[i].Says = "salvata il " + state.SavedAt.Date().Short()
			}
		case i == len(ph.Panels)-1 && state.Version == 0:
			out[i].Says = "si compila per ultimo"
		}
	}
	return out
}

// neighbours returns the panels before and after the open one, "" for none.
func (f Frame) neighbours() (before, after scheda.Panel) {
	ph, _ := f.B.Definition.Phase(f.Phase)
	for i, p := range ph.Panels {
		if p.Code != f.Panel {
			continue
		}
		if i > 0 {
			before = ph.Panels[i-1]
		}
		if i+1 < len(ph.Panels) {
			after = ph.Panels[i+1]
		}
	}
	return before, after
}

func (f Frame) sidebar() string { return "Pannelli della " + panels.PhaseWords(f.Phase) }

// RowKind returns the shape of a state of a bilancio.
func stateKind(s bilancio.State) shared.Kind {
	switch s {
	case bilancio.Complete:
		return shared.Good
	case bilancio.Interrupted:
		return shared.Stop
	}
	return shared.Running
}

// OutcomeLabel returns the outcome of a path as the screens write it.
func OutcomeLabel(outcome string) string {
	p, _ := panels.Base.Panel("RIP08")
	f, _ := p.Field("esito")
	return f.OptionLabel(outcome)
}

// meetingWord returns the state of a meeting in the agenda's words.
func meetingWord(m panels.Meeting, today rule.Date) string {
	switch m.State {
	case "fissato":
		if m.Day < today {
			return "esito da compilare"
		}
		return "Da erogare"
	case "assente_giustificato":
		return "assente giustificato"
	}
	return m.State
}

func meetingKind(m panels.Meeting, today rule.Date) shared.Kind {
	switch {
	case m.Attended():
		return shared.Good
	case m.State == "assente":
		return shared.Stop
	case m.State == "fissato" && m.Day < today:
		return shared.Look
	}
	return shared.Neutral
}

// DocumentRow is an issued document with what became of it.
type DocumentRow struct {
	archive.Document
	Mails []archive.OutboxMail
}

func documentHref(id int64) string { return "/documenti/" + strconv.FormatInt(id, 10) }

func workerHref(id int64) string { return "/lavoratori/" + strconv.FormatInt(id, 10) }

func appointmentHref(id int64) string { return "/appuntamenti/" + strconv.FormatInt(id, 10) }

func mailKind(s archive.MailState) shared.Kind {
	switch s {
	case archive.MailSent:
		return shared.Good
	case archive.MailFailed:
		return shared.Stop
	}
	return shared.Running
}
