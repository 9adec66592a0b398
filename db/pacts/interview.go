package pacts

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// interview.csv and interview_details.txt are the interview of base orientation,
// as data.
var (
	//go:embed interview.csv
	interviewCSV string
	//go:embed interview_details.txt
	interviewDetails string
)

// cardSections are the sections of the person's card that a panel of the
// interview asks of too, in the order of the form. Their fields stand before the
// panel's own, as the card has them.
var cardSections = map[string][]string{
	"esperienze": {people.SectionJobs},
	"studi":      {people.SectionStudies, people.SectionCourses},
}

// InterviewScheda is version 1 of the scheda «colloquio».
var InterviewScheda = func() scheda.Definition {
	d, err := scheda.Parse("colloquio", interviewCSV, interviewDetails)
	if err != nil {
		panic(err) // embedded and tested: cannot fail
	}
	for _, ph := range d.Phases {
		for i, p := range ph.Panels {
			var fields []scheda.Field
			for _, section := range cardSections[p.Code] {
				of, _ := people.CardScheda.Panel(section)
				fields = append(fields, of.Fields...)
			}
			ph.Panels[i].Fields = append(fields, p.Fields...)
		}
	}
	return d
}()

// MaxPlanned is how long base orientation may be planned in all (Toscana, Carta
// dei servizi: «durata massima di 90 minuti»).
const (
	MaxPlanned = int(agenda.MaxOrientation)
	MinPlanned = int(agenda.MinLength)
)

// The kinds of interview: A) and B) of the source.
const (
	ForPact     = "patto"
	Informative = "informativo"
)

// InterviewKinds are the kinds of interview, with their words.
var InterviewKinds = []people.Choice{
	{Value: ForPact, Label: "Colloquio per il patto di servizio"}, {Value: Informative, Label: "Colloquio di orientamento informativo"},
}

// The phases of an interview, in the source's order.
const (
	PhaseInformation = "informativa"
	PhaseAnalysis    = "analisi"
	PhaseDefinition  = "definizione"
)

// PhaseTitle returns a phase in the source's words.
func PhaseTitle(phase string) string {
	switch phase {
	case PhaseInformation:
		return "Informativa"
	case PhaseAnalysis:
		return "Analisi"
	case PhaseDefinition:
		return "Definizione del patto e delle azioni di ricerca attiva"
	}
	return phase
}

// infoPanel is the panel of the interview of kind B): in one for the patto it may
// stay empty.
const infoPanel = "orientamento"

// InterviewState is where an interview stands, derived from its dated facts.
type InterviewState string

// The states of an interview.
const (
	InterviewOpen    InterviewState = "in_corso"
	InterviewClosed  InterviewState = "concluso"
	InterviewStopped InterviewState = "interrotto"
)

// Word returns the state as the screens write it.
func (s InterviewState) Word() string { return strings.ReplaceAll(string(s), "_", " ") }

// PhaseClosing is the fact that a phase was closed.
type PhaseClosing struct {
	On rule.Date
	By string
}

// Interview is one interview of base orientation with all that is stored of it.
type Interview struct {
	ID         int64
	WorkerID   int64
	CPI        int64
	Kind       string
	Planned    int // minutes, of all its meetings
	Form       int // version of the scheda
	StartedOn  rule.Date
	ClosedOn   rule.Date
	ClosedBy   string
	StoppedOn  rule.Date
	StopReason string
	Version    int
	SavedAt    rule.Instant
	SavedBy    string

	Surname, Name string
	CF            rule.CodiceFiscale
	BirthDate     rule.Date
	Office        string
	Operator      string

	Definition scheda.Definition
	Phases     map[string]PhaseClosing
	Panels     map[string]PanelState // by code; a panel never saved is missing
	Meetings   []Meeting             // those that stand, oldest first
	Referrals  []Referral            // the same
}

// PanelState is what is stored of a panel of an interview.
type PanelState struct {
	Status  scheda.Status
	Answers scheda.Answers
	Prefill panels.Prefilled // what was proposed when it was first saved
	Version int              // 0 when nothing was saved
	SavedAt rule.Instant
	SavedBy string
	savedBy int64
}

// Worker returns surname and name of the person.
func (i Interview) Worker() string { return strings.TrimSpace(i.Surname + " " + i.Name) }

// State returns where the interview stands.
func (i Interview) State() InterviewState {
	switch {
	case i.StoppedOn != "":
		return InterviewStopped
	case i.ClosedOn != "":
		return InterviewClosed
	}
	return InterviewOpen
}

// PhaseCodes returns the phases that the interview has, in order: of an
// informative one the first.
func (i Interview) PhaseCodes() []string {
	if i.Kind == Informative {
		return []string{PhaseInformation}
	}
	return []string{PhaseInformation, PhaseAnalysis, PhaseDefinition}
}

// Phase returns the phase that is under way, "" when all are closed.
func (i Interview) Phase() string {
	for _, ph := range i.PhaseCodes() {
		if i.Phases[ph].On == "" {
			return ph
		}
	}
	return ""
}

// PanelsOf returns the panels of a phase.
func (i Interview) PanelsOf(phase string) []scheda.Panel {
	ph, _ := i.Definition.Phase(phase)
	return ph.Panels
}

// Panel returns a panel of the interview's phases, and whether there is one.
func (i Interview) Panel(code string) (scheda.Panel, bool) {
	p, ok := i.Definition.Panel(code)
	return p, ok && slices.Contains(i.PhaseCodes(), p.Phase)
}

// Status returns the state of a panel.
func (i Interview) Status(code string) scheda.Status {
	if p, saved := i.Panels[code]; saved {
		return p.Status
	}
	return scheda.StatusEmpty
}

// Answers returns the answers of a panel.
func (i Interview) Answers(code string) scheda.Answers { return i.Panels[code].Answers }

// WritableBy reports whether the actor keeps the interviews of its office.
func (i Interview) WritableBy(a rule.Actor) bool {
	return a.System || slices.Contains(a.CPIs(Writers...), i.CPI)
}

// ClosedTo returns why a phase cannot be written now, "" when it can. What stands
// in a closed phase may still be put right until the interview ends.
func (i Interview) ClosedTo(phase string) string {
	switch i.State() {
	case InterviewStopped:
		return "Il colloquio è interrotto dal " + i.StoppedOn.Italian() + ": si può solo leggere."
	case InterviewClosed:
		return "Il colloquio è concluso dal " + i.ClosedOn.Italian() + ": si può solo leggere."
	}
	if now := i.Phase(); slices.Index(i.PhaseCodes(), phase) > slices.Index(i.PhaseCodes(), now) {
		return "La fase «" + PhaseTitle(phase) + "» si apre quando chiudi la fase «" + PhaseTitle(now) + "»."
	}
	return ""
}

// Minutes returns how long the person was met.
func (i Interview) Minutes() int {
	total := 0
	for _, m := range i.Meetings {
		if m.Took {
			total += m.Minutes
		}
	}
	return total
}

// Met reports whether a meeting took place.
func (i Interview) Met() bool {
	return slices.ContainsFunc(i.Meetings, func(m Meeting) bool { return m.Took })
}

// Needs reports whether a panel must be complete for its phase to be closed.
func (i Interview) Needs(code string) bool { return code != infoPanel || i.Kind == Informative }

// Done returns how many panels of a phase are complete, and how many must be.
func (i Interview) Done(phase string) (done, all int) {
	for _, p := range i.PanelsOf(phase) {
		if !i.Needs(p.Code) {
			continue
		}
		if all++; i.Status(p.Code).Done() {
			done++
		}
	}
	return done, all
}

// InterviewFacts are what the closing of a phase needs to know of the person.
type InterviewFacts struct {
	Leanings []people.Propensione // those that hold
	CV       *people.CV           // the one that holds, nil for none
	Profile  *people.Profile      // the last completed, nil for none
	Today    rule.Date
}

// Obstacles returns what keeps a phase from being closed, each with the panel it
// is about: the panels to complete, for the analysis the propensioni and the
// curriculum (Toscana: «devono essere inserite le propensioni lavorative; deve
// essere promossa … la redazione del curriculum o la verifica/aggiornamento»), for
// the last phase that the person was met.
func (i Interview) Obstacles(phase string, f InterviewFacts) rule.Refusals {
	var out rule.Refusals
	if why := i.ClosedTo(phase); why != "" {
		out.Add("", why)
		return out
	}
	all := i.PhaseCodes()
	last := phase == all[len(all)-1]
	for _, ph := range all {
		if ph != phase && (!last || i.Phases[ph].On == "") {
			continue // what was closed is looked at again at the end
		}
		for _, p := range i.PanelsOf(ph) {
			if i.Needs(p.Code) && !i.Status(p.Code).Done() {
				out.Add(p.Code, "Il pannello è da completare.")
			}
		}
		if ph == PhaseAnalysis {
			if len(f.Leanings) == 0 {
				out.Add("adempimenti", "Mancano le propensioni lavorative: in questa fase ne serve almeno una.")
			}
			if why := curriculum(i.Answers("adempimenti").Text("curriculum"), i.StartedOn, f); why != "" {
				out.Add("adempimenti", why)
			}
		}
	}
	if last && !i.Met() {
		out.Add("", "Non c'è ancora un incontro avvenuto: registra quando hai incontrato la persona.")
	}
	return out
}

// curriculum returns why what is said of the CV is not so, "" when it is.
func curriculum(said string, started rule.Date, f InterviewFacts) string {
	switch {
	case said == "redatto" && (f.CV == nil || f.CV.SavedOn < started):
		return "Il curriculum risulta redatto durante il colloquio, ma dal " + started.Italian() + " non ne è stato salvato uno: caricalo con «Salva Curriculum»."
	case said == "verificato" && f.CV == nil:
		return "Il curriculum risulta verificato, ma non ne è stato salvato uno: caricalo con «Salva Curriculum»."
	case said == "verificato" && f.CV.Obsolete(f.Today):
		return "Il curriculum salvato è obsoleto (con data aggiornamento oltre i 6 mesi): salva quello aggiornato."
	}
	return ""
}

// CheckPlanned returns what is wrong with the minutes planned for an interview.
func CheckPlanned(minutes int) rule.Refusals {
	var out rule.Refusals
	switch {
	case minutes > MaxPlanned:
		out.Add("planned", fmt.Sprintf("L'orientamento di base dura al massimo %d minuti, in uno o più incontri (Carta dei servizi, Regione Toscana).", MaxPlanned))
	case minutes < MinPlanned:
		out.Add("planned", fmt.Sprintf("Scrivi quanti minuti prevedi in tutto, da %d a %d.", MinPlanned, MaxPlanned))
	}
	return out
}

// PactText returns what a patto that follows from the interview begins with.
func (i Interview) PactText() Text {
	plan := i.Answers("piano")
	return Text{Objective: i.Answers("obiettivo").Text("obiettivo"), Acts: plan["atti"].Items, Timing: plan.Text("tempi"), Frequency: "mensile", Availability: plan["disponibilita"].Items}.Clean()
}

// PactActions returns the actions agreed on in the interview, for the patto.
func (i Interview) PactActions() []Action {
	var out []Action
	for _, row := range i.Answers("piano").Rows("azioni") {
		a := Action{Kind: row.Text("chi"), Description: row.Text("azione"), Body: row.Text("soggetto"), Measure: row.Text("misura"), DueOn: rule.Date(row.Text("entro")), Source: "colloquio"}
		out = append(out, a.Clean())
	}
	return out
}

// PanelConflict is a save over a panel that somebody else saved in between.
// Nothing was written.
type PanelConflict struct {
	Panel  scheda.Panel
	Mine   scheda.Answers
	Base   scheda.Answers // what both began from, nil when it was not kept
	Stored PanelState
}

func (c PanelConflict) Error() string { return "il pannello è stato salvato nel frattempo" }

// Unwrap lets a conflict be taken for any other stale save.
func (c PanelConflict) Unwrap() error { return db.Stale{Current: c.Stored.Version} }
