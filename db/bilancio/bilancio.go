package bilancio

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/bilancio/panels"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// State is how far a bilancio has come.
type State string

// The states of a bilancio. Complete: enrolment confirmed, or Riposizionamento
// closed with another outcome. Interrupted: stopped with a reason.
const (
	InProgress  State = "in_lavorazione"
	Complete    State = "completo"
	Interrupted State = "interrotto"
)

// Label returns the state as the screens write it.
func (s State) Label() string {
	if s == InProgress {
		return "in lavorazione"
	}
	return string(s)
}

// Writers are the roles that fill in a bilancio of their office. The province
// reads it, nobody else opens it.
var Writers = []rule.Role{rule.RoleOperator, rule.RoleOfficeHead, rule.RoleCounsellor}

// Readers are the roles that may open one.
var Readers = append(slices.Clone(Writers), rule.RoleProvince)

// Programme is what a path is given for, with how long it lasts and the code
// that each attended meeting is recorded with.
type Programme struct {
	Code, Title        string
	HoursMin, HoursMax float64
	ServiceCode        string
}

// TargetedProgramme is that of people registered under L. 68/99, whose meetings
// are M4.2.
const TargetedProgramme = "L68"

// PhaseState is one opening of a phase. A reopened phase has several: the last
// is the current one, the others keep their documents.
type PhaseState struct {
	Phase      string
	Version    int
	OpenedAt   rule.Instant
	ClosedAt   rule.Instant // "" while open
	ClosedBy   string
	Reason     string // of the reopening
	DocumentID int64
	Document   string // title and protocol number, "" for none
}

// PanelState is what is stored of a panel.
type PanelState struct {
	Code     string
	Status   scheda.Status
	Answers  scheda.Answers
	Prefill  panels.Prefilled
	Warnings int
	SavedAt  rule.Instant
	SavedBy  int64
	SavedAs  string // name of who saved
	Version  int    // 0 when nothing was saved
}

// Bilancio is one skills review with all that is stored of it.
type Bilancio struct {
	ID            int64
	Year, Number  int
	CPI           int64
	Office        string
	Province      string
	WorkerID      int64
	Surname       string
	Name          string
	CF            rule.CodiceFiscale
	BirthDate     rule.Date
	ListRowID     int64
	AppointmentID int64
	CounsellorID  int64
	Counsellor    string
	Programme     Programme
	FormVersion   int
	State         State
	Phase         string
	StartedAt     rule.Instant
	StartedOn     rule.Date
	EndedAt       rule.Instant
	EndReason     string
	ContractOn    rule.Date // "" until the contract was issued
	Outcome       string
	SavedAt       rule.Instant
	SavedBy       string
	Version       int
	Riscontro     string // active, "" for none
	CardConsent   bool   // the person's card holds the consent to documents by e-mail
	CardEmail     string

	Definition scheda.Definition
	Phases     []PhaseState          // every opening, in order
	Panels     map[string]PanelState // by code; a panel never saved is missing
	Meetings   []panels.Meeting
	ScanFileID int64 // signed contract, 0 until uploaded
}

// Code returns the number of the bilancio as it is written: 2026/0143.
func (b Bilancio) Code() string { return fmt.Sprintf("%d/%04d", b.Year, b.Number) }

// Worker returns surname and name.
func (b Bilancio) Worker() string { return strings.TrimSpace(b.Surname + " " + b.Name) }

// Answers returns the answers of every panel, by code.
func (b Bilancio) Answers() map[string]scheda.Answers {
	out := make(map[string]scheda.Answers, len(b.Panels))
	for code, p := range b.Panels {
		out[code] = p.Answers
	}
	return out
}

// PhaseAnswers returns the answers of the panels of one phase.
func (b Bilancio) PhaseAnswers(phase string) map[string]scheda.Answers {
	out := map[string]scheda.Answers{}
	ph, _ := b.Definition.Phase(phase)
	for _, p := range ph.Panels {
		out[p.Code] = b.Panels[p.Code].Answers
	}
	return out
}

// Status returns the state of a panel.
func (b Bilancio) Status(code string) scheda.Status {
	if p, ok := b.Panels[code]; ok {
		return p.Status
	}
	return scheda.StatusEmpty
}

// Last returns the current opening of a phase, and whether it was ever opened.
func (b Bilancio) Last(phase string) (PhaseState, bool) {
	for _, p := range slices.Backward(b.Phases) {
		if p.Phase == phase {
			return p, true
		}
	}
	return PhaseState{}, false
}

// Closed reports whether the phase is closed.
func (b Bilancio) Closed(phase string) bool {
	p, ok := b.Last(phase)
	return ok && p.ClosedAt != ""
}

// Locked reports whether the phase waits for the one before.
func (b Bilancio) Locked(phase string) bool { return phase != b.Phase && !b.Closed(phase) }

// Editable returns the refusal of a change to the phase, "" when it may be
// changed.
func (b Bilancio) Editable(phase string) string {
	switch {
	case b.State == Interrupted:
		return "Il bilancio è interrotto: si può solo leggere."
	case b.Closed(phase):
		return fmt.Sprintf("La fase %s è chiusa. Può riaprirla il responsabile, indicando il motivo.", panels.PhaseLabel(phase))
	case b.State != InProgress:
		return "Il bilancio è completo: si può solo leggere."
	case phase != b.Phase:
		return fmt.Sprintf("La fase %s si apre quando chiudi la fase %s.", panels.PhaseLabel(phase), panels.PhaseLabel(panels.Before(phase)))
	}
	return ""
}

// Done returns how many panels of the phase are complete, and how many there are.
func (b Bilancio) Done(phase string) (done, all int) {
	ph, _ := b.Definition.Phase(phase)
	for _, p := range ph.Panels {
		if b.Status(p.Code).Done() {
			done++
		}
	}
	return done, len(ph.Panels)
}

// Minutes returns how long the person was met so far.
func (b Bilancio) Minutes() rule.Minutes {
	total := 0
	for _, m := range b.Meetings {
		if m.Attended() {
			total += m.Minutes
		}
	}
	return rule.Minutes(total)
}

// MinutesSince returns how long the person was met in the meetings that began
// after a moment.
func (b Bilancio) MinutesSince(at rule.Instant) rule.Minutes {
	total := 0
	for _, m := range b.Meetings {
		if m.Attended() && rule.InstantOf(m.Day.At(m.From)) > at {
			total += m.Minutes
		}
	}
	return rule.Minutes(total)
}

// LastMeeting returns the day of the last attended meeting, "" for none.
func (b Bilancio) LastMeeting() rule.Date {
	var last rule.Date
	for _, m := range b.Meetings {
		if m.Attended() {
			last = max(last, m.Day)
		}
	}
	return last
}

// WritableBy reports whether the actor may fill in the bilancio: someone who
// works in its office.
func (b Bilancio) WritableBy(a rule.Actor) bool {
	return a.System || slices.Contains(a.CPIs(Writers...), b.CPI)
}

// HeadedBy reports whether the actor is the responsabile of the bilancio's office.
func (b Bilancio) HeadedBy(a rule.Actor) bool {
	return a.System || slices.Contains(a.CPIs(rule.RoleOfficeHead), b.CPI)
}

// Consent returns the address that documents may be sent to, "" without the
// consent or a valid address, with the sentence that says why. The consent is
// the card's: PRE02 writes it there, and there it is given later or revoked.
func (b Bilancio) Consent() (address, why string) {
	const not = "Non ho inviato il documento: "
	privacy := b.Panels["PRE02"].Answers
	switch {
	case !b.CardConsent && privacy.Is("consenso_email") && b.Status("PRE02").Done():
		return "", not + "il consenso all'invio per e-mail è stato revocato dalla scheda lavoratore."
	case !b.CardConsent:
		return "", not + "manca il consenso all'invio per e-mail. Si raccoglie nel pannello PRE02."
	}
	address = cmp.Or(privacy.Text("email_documenti"), b.CardEmail)
	if address == "" {
		return "", not + "manca l'indirizzo e-mail. Si scrive nel pannello PRE02."
	}
	address, err := rule.ParseEmail(address)
	if err != nil {
		return "", not + "l'indirizzo e-mail non è valido."
	}
	return address, ""
}

// Ends returns what becomes of the bilancio when the phase is closed: its
// state, and the phase that opens, "" when none does.
func (b Bilancio) Ends(phase string) (State, string) {
	if phase == panels.Iscrizione {
		return Complete, ""
	}
	if phase == panels.Riposizionamento {
		switch b.Panels["RIP08"].Answers.Text("esito") {
		case "interrotto":
			return Interrupted, ""
		case "iscrizione_formazione":
		default:
			return Complete, ""
		}
	}
	next := panels.After(phase)
	for next != "" && b.Closed(next) { // the phase was reopened: go on where the path had come
		next = panels.After(next)
	}
	if next == "" {
		return Complete, ""
	}
	return InProgress, next
}

// Obstacles returns why the phase cannot be closed, one sentence each with the
// panel that it concerns; none when it can. broken are panels complete in
// themselves that no longer agree with the others.
func (b Bilancio) Obstacles(phase string, broken map[string]string) rule.Refusals {
	var out rule.Refusals
	if why := b.Editable(phase); why != "" {
		out.Add("", why)
		return out
	}
	ph, _ := b.Definition.Phase(phase)
	for _, p := range ph.Panels {
		switch {
		case p.Code == "ISC04": // completed by the confirmation itself
		case p.Code == "PRE07" && b.ContractOn == "":
			out.Add(p.Code, "Il contratto di bilancio non è ancora stato preparato per la firma.")
		case p.Code == "PRE07" && b.ScanFileID == 0:
			out.Add(p.Code, "La fase Investigativa si apre quando carichi il contratto firmato (PDF, JPEG o PNG, fino a 10 MB) e chiudi la fase Preliminare.")
		case !b.Status(p.Code).Done():
			out.Add(p.Code, fmt.Sprintf("Il pannello %s è da completare: ora è %s.", p.Title, b.Status(p.Code).Label()))
		case broken[p.Code] != "":
			out.Add(p.Code, fmt.Sprintf("Il pannello %s va rivisto: %s", p.Title, broken[p.Code]))
		}
	}
	if phase == panels.Preliminare && b.Status("PRE05").Done() && b.Panels["PRE05"].Answers.Text("idoneita_percorso") != "si" {
		out.Add("PRE05", "Il bilancio non è adatto alla domanda: il percorso si chiude con l'interruzione, indicando il motivo.")
	}
	if phase == panels.Iscrizione && b.Panels["ISC02"].Answers.Text("esito") == "non_ammissibile" {
		out.Add("ISC02", "L'esito della verifica è «Non ammissibile»: l'iscrizione non si può confermare.")
	}
	return out
}

func parsePrefill(data string) (panels.Prefilled, error) {
	out := panels.Prefilled{}
	err := json.Unmarshal([]byte(data), &out)
	return out, err
}

// Holds returns nil when a panel of the bilancio holds the file, db.ErrNotFound
// otherwise.
func (b Bilancio) Holds(file int64) error {
	id := strconv.FormatInt(file, 10)
	for _, p := range b.Definition.Panels() {
		for _, f := range p.Fields {
			v := b.Panels[p.Code].Answers[f.Name]
			if f.Type == scheda.File && scheda.Code(v.Text) == id {
				return nil
			}
			for _, sub := range f.Sub {
				for _, row := range v.Rows {
					if sub.Type == scheda.File && scheda.Code(row.Text(sub.Name)) == id {
						return nil
					}
				}
			}
		}
	}
	return db.ErrNotFound
}

// WithFile returns the answers with a file in the row that has the identity.
func WithFile(a scheda.Answers, list, id, value string) scheda.Answers {
	out := a.Clone()
	for _, row := range out.Rows(list) {
		if row.Text(scheda.RowID) == id {
			row["file"] = scheda.T(value)
		}
	}
	return out
}

// ContractMissing returns why the contract cannot be prepared yet, none when it
// can.
func (b Bilancio) ContractMissing() rule.Refusals {
	var refusals rule.Refusals
	var one rule.Refusal
	err := contractReady(b)
	if errors.As(err, &one) {
		return rule.Refusals{one}
	}
	errors.As(err, &refusals)
	return refusals
}
