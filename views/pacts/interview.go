package pacts

import (
	"fmt"
	"strconv"
	"strings"

	"sportello/db/agenda"
	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/views/layout"
	forms "sportello/views/scheda"
	"sportello/views/shared"
)

// InterviewPath returns the address of an interview, or of what is below it.
func InterviewPath(id int64, rest ...string) string {
	return strings.Join(append([]string{"/colloqui", strconv.FormatInt(id, 10)}, rest...), "/")
}

// InterviewLabels are the labels of the fields of an interview's forms, by name.
var InterviewLabels = map[string]string{
	"kind": "Tipo di colloquio", "planned": "Minuti previsti in tutto", "appointment": "Appuntamento", "session": "Sessione di gruppo", "how": "Che incontro è stato",
	"on": "Giorno", "minutes": "Minuti", "mode": "Come si è svolto", "service": "Servizio", "body": "Quale servizio, e di chi", "consulenza": "Consulenza orientativa: a che cosa serve", "bilancio": "Bilancio delle competenze: a che cosa serve", "reason": "Motivo",
}

// InterviewFrame is what every page of one interview stands in.
type InterviewFrame struct {
	I      pacts.Interview
	Today  rule.Date
	Phase  string // whose panels are listed
	Panel  string // the open one, "" on pages that are no panel
	Writes bool   // the actor keeps the interviews of the office
}

func (f InterviewFrame) path(rest ...string) string { return InterviewPath(f.I.ID, rest...) }

func (f InterviewFrame) panelPath(code string) string { return f.path("pannelli", code) }

func (f InterviewFrame) open() bool { return f.I.State() == pacts.InterviewOpen }

func (f InterviewFrame) head(crumbs ...layout.Crumb) layout.Head {
	h := layout.Head{Title: people.ChoiceLabel(pacts.InterviewKinds, f.I.Kind), Facts: f.facts(), Active: layout.KeyWorkers,
		Crumbs: []layout.Crumb{{Label: "Lavoratori", Href: "/lavoratori"}, {Label: f.I.Worker(), Href: CardHref(f.I.WorkerID)}, {Label: "Colloquio di orientamento"}}}
	if len(crumbs) > 0 {
		h.Crumbs[2].Href = f.path()
		h.Crumbs = append(h.Crumbs, crumbs...)
		h.Part = crumbs[len(crumbs)-1].Label
	}
	return h
}

// facts is the line under the title.
func (f InterviewFrame) facts() string {
	parts := []string{f.I.Worker(), string(f.I.CF)}
	if f.I.BirthDate != "" {
		parts = append(parts, shared.Plural(f.I.BirthDate.AgeOn(f.Today), "anno", "anni"))
	}
	return strings.Join(append(parts, "con "+f.I.Operator, "CPI "+f.I.Office, f.timeWords()), " · ")
}

func (f InterviewFrame) timeWords() string {
	return fmt.Sprintf("%s su %d previsti", shared.Plural(f.I.Minutes(), "minuto", "minuti"), f.I.Planned)
}

// InterviewBadge is the word of an interview with its shape.
func InterviewBadge(s pacts.InterviewState) (shared.Kind, string) {
	switch s {
	case pacts.InterviewClosed:
		return shared.Good, s.Word()
	case pacts.InterviewStopped:
		return shared.Stop, s.Word()
	}
	return shared.Running, s.Word()
}

func (f InterviewFrame) phases() []shared.Phase {
	var out []shared.Phase
	now := f.I.Phase()
	for _, ph := range f.I.PhaseCodes() {
		p := shared.Phase{Name: pacts.PhaseTitle(ph), Current: ph == f.Phase}
		done, all := f.I.Done(ph)
		switch {
		case f.I.Phases[ph].On != "":
			p.State, p.Says, p.Href = shared.StepClosed, "chiusa il "+f.I.Phases[ph].On.Italian(), f.firstPanel(ph)
		case ph == now:
			p.State, p.Says, p.Href = shared.StepOpen, fmt.Sprintf("%s su %d", shared.Plural(done, "pannello completo", "pannelli completi"), all), f.firstPanel(ph)
		case !f.open():
			p.State, p.Says = shared.StepLocked, "non si è aperta"
		default:
			p.State, p.Says = shared.StepLocked, "si apre chiudendo quella prima"
		}
		out = append(out, p)
	}
	return out
}

// firstPanel returns the address of the first panel of a phase that is still to
// complete, else of the first.
func (f InterviewFrame) firstPanel(phase string) string {
	all := f.I.PanelsOf(phase)
	for _, p := range all {
		if !f.I.Status(p.Code).Done() && f.I.Phases[phase].On == "" {
			return f.panelPath(p.Code)
		}
	}
	return f.panelPath(all[0].Code)
}

var panelSteps = map[scheda.Status]shared.StepState{
	scheda.StatusEmpty: shared.StepEmpty, scheda.StatusDraft: shared.StepDraft, scheda.StatusComplete: shared.StepComplete, scheda.StatusWarnings: shared.StepLook,
}

func (f InterviewFrame) panels() []shared.Panel {
	var out []shared.Panel
	for n, p := range f.I.PanelsOf(f.Phase) {
		step := shared.Panel{Code: strconv.Itoa(n + 1), Name: p.Title, Href: f.panelPath(p.Code), State: panelSteps[f.I.Status(p.Code)], Current: p.Code == f.Panel}
		state := f.I.Panels[p.Code]
		switch {
		case state.Status == scheda.StatusDraft && state.SavedAt.Date() == f.Today:
			step.Says = "salvata alle " + state.SavedAt.Clock()
		case state.Status == scheda.StatusDraft:
			step.Says = "salvata il " + state.SavedAt.Date().Short()
		}
		if f.optional(p.Code) {
			step.Says = strings.TrimSuffix("facoltativo, "+step.Says, ", ")
		}
		out = append(out, step)
	}
	return out
}

// neighbours returns the panels of the phase before and after the open one.
func (f InterviewFrame) neighbours() (before, after scheda.Panel) {
	all := f.I.PanelsOf(f.Phase)
	for i, p := range all {
		if p.Code != f.Panel {
			continue
		}
		if i > 0 {
			before = all[i-1]
		}
		if i+1 < len(all) {
			after = all[i+1]
		}
	}
	return before, after
}

// optional reports whether the phase may be closed without the panel.
func (f InterviewFrame) optional(code string) bool { return !f.I.Needs(code) }

// closing returns the address that closes the listed phase when it is the one
// under way and nothing of its panels is missing, else "". What else is missing,
// the page of the closing says.
func (f InterviewFrame) closing() string {
	done, all := f.I.Done(f.Phase)
	if !f.Writes || !f.open() || f.Phase != f.I.Phase() || done < all {
		return ""
	}
	return f.path("fasi", f.Phase, "chiusura")
}

// NextPanel returns where to go on from a completed panel: to the next of its
// phase, after the last to the closing of the phase.
func NextPanel(i pacts.Interview, p scheda.Panel) string {
	f := InterviewFrame{I: i, Phase: p.Phase, Panel: p.Code}
	if _, after := f.neighbours(); after.Code != "" {
		return f.panelPath(after.Code)
	}
	if i.Phases[p.Phase].On != "" {
		return f.path()
	}
	return f.path("fasi", p.Phase, "chiusura")
}

// InterviewPanelPage is one panel of an interview.
type InterviewPanelPage struct {
	InterviewFrame
	View    pacts.PanelView
	Answers scheda.Answers // as typed, when the form was refused
	Errors  rule.Refusals
	Kept    bool   // what was refused is kept as a draft
	Blank   string // the repeat that shows a blank row
	Gone    string // the row just taken away
	Found   string // the lookup searched, and what was found
	Entries []string
	Facts   pacts.InterviewFacts
}

func (p InterviewPanelPage) form() forms.Form {
	f := forms.Form{Panel: p.View.Panel, Answers: p.Answers, Context: p.View.Context, Errors: p.Errors, Sources: map[string]string{}, Blank: p.Blank, Gone: p.Gone, Found: p.Found, Entries: p.Entries,
		Draft: p.panelPath(p.View.Panel.Code) + "/bozza"}
	for name, v := range p.View.State.Prefill {
		if people.SameField(p.Answers[name], v.Value) {
			f.Sources[name] = v.Words()
		}
	}
	return f
}

func (p InterviewPanelPage) draft() shared.Draft {
	d := shared.Draft{Version: int64(p.View.State.Version)}
	if p.View.State.Status == scheda.StatusDraft {
		d.SavedAt = p.View.State.SavedAt.Clock()
	}
	return d
}

func (p InterviewPanelPage) head() layout.Head {
	h := p.InterviewFrame.head(layout.Crumb{Label: p.View.Panel.Title})
	h.Refused = len(p.Errors) > 0
	if p.View.ReadOnly == "" {
		h.Shortcuts = []shared.Shortcut{{Keys: "Alt+ArrowUp", Word: "pannello prima"}, {Keys: "Alt+ArrowDown", Word: "pannello dopo"}, {Keys: "Ctrl+s", Word: "salva bozza"}, {Keys: "Ctrl+Enter", Word: "completa"}}
	}
	return h
}

func (p InterviewPanelPage) primary() string {
	if _, after := p.neighbours(); after.Code != "" {
		return "Completa e vai a " + after.Title
	}
	if p.I.Phases[p.Phase].On != "" {
		return "Completa"
	}
	return "Completa e vai alla chiusura della fase"
}

// InterviewPage is an interview at a glance.
type InterviewPage struct {
	InterviewFrame
	Facts  pacts.InterviewFacts
	Pact   *pacts.Pact // the person's that is not over, nil for none
	Errors rule.Refusals
	Values map[string]string // as typed in a form that was refused
	OpenBilancio, OpenAppointment,
	OpenPact bool
}

func (p InterviewPage) planned() string {
	if v, typed := p.Values["planned"]; typed {
		return v
	}
	return strconv.Itoa(p.I.Planned)
}

func meetingWhat(m pacts.Meeting) string {
	switch {
	case m.Session != 0:
		return "sessione di gruppo «" + m.Title + "»"
	case m.Appointment != 0:
		return "appuntamento"
	}
	return "incontro"
}

func meetingWord(m pacts.Meeting) (shared.Kind, string) {
	if m.Took {
		return shared.Good, "presente"
	}
	return shared.Look, "esito da compilare"
}

func meetingDetail(m pacts.Meeting) string {
	return strings.Join([]string{shared.Plural(m.Minutes, "minuto", "minuti"), agenda.ModeLabel(m.Mode), "con " + m.Operator}, " · ")
}

func cvWords(f pacts.InterviewFacts) string {
	switch {
	case f.CV == nil:
		return "nessuno salvato"
	case f.CV.Obsolete(f.Today):
		return "CV obsoleto (con data aggiornamento oltre i 6 mesi)"
	}
	return "salvato il " + f.CV.SavedOn.Italian() + ", valido fino al " + f.CV.ValidTo.Italian()
}

func leaningWords(f pacts.InterviewFacts) string {
	var out []string
	for _, l := range f.Leanings {
		out = append(out, l.Title)
	}
	return strings.Join(out, "; ")
}

func (p InterviewPage) outcome() string {
	panel, ok := p.I.Panel("esito")
	if !ok {
		return ""
	}
	field, _ := panel.Field("esito")
	return scheda.FieldWords(panel, field, p.I.Answers("esito"), scheda.Context{})
}

// InterviewForm is a page on which one thing is recorded of an interview.
type InterviewForm struct {
	I       pacts.Interview // with ID 0 for one to be begun
	Title   string
	Lead    []string
	Path    string
	Back    string
	Button  string
	Danger  bool
	Creates bool // carries a key of its own
	Key     string
	Fields  []Control
	Errors  rule.Refusals
}

func (f InterviewForm) head() layout.Head {
	h := layout.Head{Title: f.Title, Facts: f.I.Worker() + " · " + string(f.I.CF), Active: layout.KeyWorkers, Refused: len(f.Errors) > 0,
		Crumbs: []layout.Crumb{{Label: "Lavoratori", Href: "/lavoratori"}, {Label: f.I.Worker(), Href: CardHref(f.I.WorkerID)}}}
	if f.I.ID != 0 {
		h.Crumbs = append(h.Crumbs, layout.Crumb{Label: "Colloquio di orientamento", Href: InterviewPath(f.I.ID)})
	}
	h.Crumbs = append(h.Crumbs, layout.Crumb{Label: f.Title})
	return h
}

// PhaseClosingPage asks before a phase is closed, and says what is missing.
type PhaseClosingPage struct {
	InterviewFrame
	Facts     pacts.InterviewFacts
	Obstacles rule.Refusals
}

func (p PhaseClosingPage) last() bool {
	all := p.I.PhaseCodes()
	return p.Phase == all[len(all)-1]
}

func (p PhaseClosingPage) button() string {
	if p.last() {
		return "Concludi il colloquio"
	}
	return "Chiudi la fase"
}

func (p PhaseClosingPage) title(code string) string {
	panel, _ := p.I.Panel(code)
	return panel.Title
}

func phaseTitle(phase string) string { return pacts.PhaseTitle(phase) }
