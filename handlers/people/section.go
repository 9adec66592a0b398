package people

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"sportello/db"
	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/db/reference"
	"sportello/db/scheda"
	"sportello/handlers/web"
	views "sportello/views/people"
	forms "sportello/views/scheda"
	"sportello/views/shared"
)

// sectionPage returns the person and the section of the path. What is read of
// them goes into the register.
func (h *Handlers) sectionPage(r *web.Request) (views.SectionPage, error) {
	var p views.SectionPage
	var err error
	if p.Worker, err = h.writable(r); err != nil {
		return p, err
	}
	if p.Section, err = h.people.CardSection(r.Ctx(), r.Actor, p.Worker.ID, r.Param("sezione")); err != nil {
		return p, err
	}
	p.Answers, p.Version, p.CanWrite = p.Section.Answers, p.Section.Version, r.Actor.Has(Desk...)
	p.Versions, err = h.people.SectionVersions(r.Ctx(), p.Worker.ID, p.Section.Panel.Code)
	return p, err
}

// SectionPage shows a section of a person's card: as a form, or as it reads.
func (h *Handlers) SectionPage(r *web.Request) error {
	p, err := h.sectionPage(r)
	if err != nil {
		return err
	}
	if title := p.Worker.StudyTitle; title != "" && p.Version == 0 && p.CanWrite && p.Section.Panel.Code == people.SectionStudies {
		p.Answers = scheda.Answers{"titoli": scheda.Rows(panels.StudyRow(title))}
		p.Proposed = "La prima riga viene dal titolo scritto nella scheda, «" + title + "»: completala e salva."
	}
	r.AuditRead("lavoratore.letto", p.Worker.ID)
	return r.Page(http.StatusOK, views.Section(p))
}

// SaveSection saves a section of a person's card. The button pressed may ask
// for the form again, with a row more or less, or with what a search found:
// then nothing is written.
func (h *Handlers) SaveSection(r *web.Request) error {
	p, err := h.sectionPage(r)
	if err != nil {
		return err
	}
	f := r.Form()
	p.Version = int(f.Int("_version"))
	if p.Unsaved, err = h.reshaped(r, f.Values, &p); err != nil {
		return err
	}
	if p.Unsaved {
		return r.Page(http.StatusOK, views.Section(p))
	}
	for name := range f.Values { // of two versions, field by field: theirs
		if field, ok := strings.CutPrefix(name, "scelta."); ok && f.Text(name) == string(shared.Stored) {
			p.Answers[field] = p.Section.Answers[field]
		}
	}
	err = h.people.SaveSection(r.Ctx(), r.Actor, p.Worker.ID, p.Section.Panel.Code, p.Version, p.Answers)
	var stale db.Stale
	if errors.As(err, &stale) {
		return h.sectionConflict(r, p)
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if p.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.Section(p))
	}
	r.Done("Ho salvato «" + p.Section.Panel.Title + "» di " + p.Worker.FullName() + ".")
	return r.SeeOther(cardPath(p.Worker.ID) + "?sezione=" + views.SectionCareer)
}

// reshaped puts what was sent into the page, after what its button asks for, and
// reports whether a button asked for anything but saving.
func (h *Handlers) reshaped(r *web.Request, sent url.Values, p *views.SectionPage) (bool, error) {
	row := sent.Get(forms.ButtonDelete)
	if row != "" {
		scheda.RemoveRow(sent, row)
	}
	p.Answers = scheda.Decode(p.Section.Panel, sent)
	p.Blank, p.Gone, p.Found = sent.Get(forms.ButtonAdd), row, sent.Get(forms.ButtonFind)
	name, entry, set := strings.Cut(sent.Get(forms.ButtonSet), "=")
	if set {
		p.Answers = scheda.Set(p.Section.Panel, p.Answers, name, entry)
	}
	if p.Found != "" {
		if f, ok := p.Section.Panel.FieldAt(p.Found); ok && f.Source != "" {
			var err error
			if p.Entries, err = h.reference.Lookup(r.Ctx(), reference.Table(f.Source), p.Answers.Text(p.Found), 12); err != nil {
				return false, err
			}
		}
	}
	return set || row != "" || p.Blank != "" || p.Found != "", nil
}

// sectionConflict shows what the operator wrote beside what somebody else has
// saved in the meantime.
func (h *Handlers) sectionConflict(r *web.Request, p views.SectionPage) error {
	var base scheda.Answers
	for _, v := range p.Versions {
		if v.Version == p.Version {
			base = v.Answers
		}
	}
	if p.Version == 0 {
		base = scheda.Answers{}
	}
	path := views.SectionHref(p.Worker.ID, p.Section.Panel.Code)
	v := shared.Versions{Who: p.Section.SavedBy, When: p.Section.SavedAt.Clock(), What: "questa sezione", Me: r.User.FullName(), Since: r.Now().Clock(),
		Action: path, Version: int64(p.Section.Version), Back: path, Rows: forms.VersionRows(p.Section.Panel, p.Context, base, p.Answers, p.Section.Answers)}
	for name, values := range scheda.Encode(p.Section.Panel, p.Answers) {
		for _, value := range values {
			v.Hidden = append(v.Hidden, shared.KeyValue{Key: name, Value: value})
		}
	}
	return r.Page(http.StatusConflict, views.SectionConflict(p, v))
}
