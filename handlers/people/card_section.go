package people

import (
	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/db/reference"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/people"
	"sportello/views/shared"
)

// section fills in what only one section of the card shows.
func (h *Handlers) section(r *web.Request, c *views.Card) (err error) {
	switch c.Section {
	case views.SectionRecord:
		if c.Worker.Citizenship != "" {
			if e, err := h.reference.Title(r.Ctx(), reference.TableCitizenships, c.Worker.Citizenship); err == nil {
				c.Citizenship = e.Name
			}
		}
		c.Indices, err = h.people.Indices(r.Ctx(), c.Worker.ID)
	case views.SectionCareer:
		c.Sections, err = h.people.Sections(r.Ctx(), c.Worker.ID)
	case views.SectionChanges:
		c.Changes, err = h.people.History(r.Ctx(), r.Actor, c.Worker.ID)
	case views.SectionSeen:
		// The register is read as the installation: the person is in the
		// reader's scope, and who has looked at them is for their office to know;
		// that there are special data is for nobody without the grant.
		c.SeenBy, err = h.archive.AuditLines(r.Ctx(), rule.System, archive.AuditFilter{WorkerID: c.Worker.ID, Without: people.SpecialSubjects, Limit: 200})
	}
	return err
}

func bilancioOf(b bilancio.Row) views.Bilancio {
	v := views.Bilancio{ID: b.ID, Number: b.Number, State: string(b.State), Office: b.Office, By: b.Counsellor, StartedOn: b.StartedOn, EndedOn: b.EndedAt.Date()}
	if b.State == bilancio.InProgress {
		v.Phase = panels.PhaseWords(b.Phase)
		v.Progress = shared.Plural(b.Done, "pannello completo", "pannelli completi")
		v.NoScan = b.Contract && !b.Scan
	}
	return v
}
