// Package bilancio holds the bilancio delle competenze: four sequential phases
// of panels, their answers, gates, documents and reopening. What the panels
// themselves ask stands in bilancio/panels.
package bilancio

import (
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

// Standing is what decides whether a bilancio may be changed, and by whom.
type Standing struct {
	ID           int64
	Year, Number int
	CPI          int64
	WorkerID     int64
	FormVersion  int
	State        State
	Phase        string
}

// Code returns the number of the bilancio as it is written: 2026/0143.
func (s Standing) Code() string { return fmt.Sprintf("%d/%04d", s.Year, s.Number) }

// WritableBy reports whether the actor may fill in the bilancio: someone who
// works in its office.
func (s Standing) WritableBy(a rule.Actor) bool {
	return a.System || slices.Contains(a.CPIs(Writers...), s.CPI)
}

// HeadedBy reports whether the actor is the responsabile of the bilancio's office.
func (s Standing) HeadedBy(a rule.Actor) bool {
	return a.System || slices.Contains(a.CPIs(rule.RoleOfficeHead), s.CPI)
}

// editable returns the refusal of a change to the phase, "" when it may be
// changed; closed is whether the phase is.
func (s Standing) editable(phase string, closed bool) string {
	switch {
	case s.State == Interrupted:
		return "Il bilancio è interrotto: si può solo leggere."
	case closed:
		return fmt.Sprintf("La %s è chiusa. Può riaprirla il responsabile, indicando il motivo.", panels.PhaseWords(phase))
	case s.State != InProgress:
		return "Il bilancio è completo: si può solo leggere."
	case phase != s.Phase:
		return fmt.Sprintf("La %s si apre quando chiudi la %s.", panels.PhaseWords(phase), panels.PhaseWords(panels.Before(phase)))
	}
	return ""
}

// Bilancio is one skills review with all that is stored of it.
type Bilancio struct {
	Standing
	Office        string
	Province      string
	Surname       string
	Name          string
	CF            rule.CodiceFiscale
	BirthDate     rule.Date
	ListRowID     int64
	AppointmentID int64
	CounsellorID  int64
	Counsellor    string
	Programme     Programme
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
