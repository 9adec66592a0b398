package bilancio

import (
	"slices"

	"sportello/db/bilancio/panels"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// facts are those that the bilancio itself tells.
func (b Bilancio) facts(today rule.Date) panels.Facts {
	f := panels.Facts{
		Context: scheda.Context{Today: today, Panels: b.Answers(), Choices: map[string][]scheda.Option{}},
		Path: panels.Path{
			Definition: b.Definition, Number: b.Code(), Office: b.Office, CF: b.CF, AppointmentID: b.AppointmentID, AppointmentOn: b.StartedOn,
			CounsellorID: b.CounsellorID, ListRowID: b.ListRowID, ContractOn: b.ContractOn, Meetings: b.Meetings,
		},
		HoursMin: b.Programme.HoursMin, HoursMax: b.Programme.HoursMax, HoursDone: hours(b.Minutes()), LastMeeting: b.LastMeeting(),
	}
	f.MailTo, f.NoMail = b.Consent()
	if i := slices.IndexFunc(b.Phases, func(p PhaseState) bool { return p.Phase == panels.Investigativa }); i >= 0 { // from its first opening
		f.HoursPhase = hours(b.MinutesSince(b.Phases[i].OpenedAt))
	}
	f.Choices["INV04.attivita.esperienza"] = panels.ExperienceChoices(f.Panels["INV03"])
	f.Choices["INV16.competenze_chiave"] = panels.KeyChoices(panels.Competences(b.Definition, f.Panels))
	return f
}

func hours(m rule.Minutes) float64 { return float64(m) / 60 }

// openWarnings returns what still deserves a look in the Investigativa, for
// the list of incongruities of INV16.
func (b Bilancio) openWarnings(f panels.Facts) []string {
	var out []string
	ph, _ := b.Definition.Phase(panels.Investigativa)
	for _, p := range ph.Panels {
		if p.Code == "INV16" || b.Panels[p.Code].Warnings == 0 {
			continue
		}
		_, warnings := panels.Validate(p, b.Panels[p.Code].Answers, f)
		for _, w := range warnings {
			out = append(out, p.Code+": "+w.Message)
		}
	}
	return out
}
