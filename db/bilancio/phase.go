package bilancio

import (
	"fmt"
	"slices"

	"sportello/db/bilancio/panels"
	"sportello/db/rule"
)

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
func (b Bilancio) Editable(phase string) string { return b.editable(phase, b.Closed(phase)) }

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

// Unreported returns the meetings of days past whose outcome nobody has
// recorded: their minutes do not count. They stop nothing: a bilancio is
// complete when its last phase is.
func (b Bilancio) Unreported(today rule.Date) []panels.Meeting {
	var out []panels.Meeting
	for _, m := range b.Meetings {
		if m.State == "fissato" && m.Day < today {
			out = append(out, m)
		}
	}
	return out
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
