package people

import (
	"errors"
	"net/http"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/people"
)

// cvPage returns what the page of a person's CVs shows.
func (h *Handlers) cvPage(r *web.Request) (views.CVPage, error) {
	p := views.CVPage{Today: r.Today(), CanWrite: r.Actor.Has(Desk...)}
	var err error
	if p.Worker, err = h.writable(r); err != nil {
		return p, err
	}
	if p.All, err = h.people.CVs(r.Ctx(), r.Actor, p.Worker.ID); err != nil {
		return p, err
	}
	if p.Transfers, err = h.people.Transfers(r.Ctx(), r.Actor, p.Worker.ID); err != nil {
		return p, err
	}
	if p.Made, err = h.people.Curriculum(r.Ctx(), r.Actor, p.Worker.ID); err != nil {
		return p, err
	}
	p.Needs, err = h.people.CVNeeds(r.Ctx(), p.Worker.ID)
	return p, err
}

// oneCV returns the page with the CV of the path.
func (h *Handlers) oneCV(r *web.Request) (views.CVPage, error) {
	p, err := h.cvPage(r)
	if err != nil {
		return p, err
	}
	id, err := r.ID("cv")
	for _, c := range p.All {
		if c.ID == id {
			p.CV = c
			return p, err
		}
	}
	return p, errors.Join(err, db.ErrNotFound)
}

// CVs shows the CVs of a person, and what is to do with the one that holds.
func (h *Handlers) CVs(r *web.Request) error {
	p, err := h.cvPage(r)
	if err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", p.Worker.ID)
	return r.Page(http.StatusOK, views.CVs(p))
}

// SaveCV keeps the PDF that was sent.
func (h *Handlers) SaveCV(r *web.Request) error {
	p, err := h.cvPage(r)
	if err != nil {
		return err
	}
	f := r.Form()
	p.Key, p.Checked = f.Key(), f.Text("validato") != ""
	if err := h.keepCV(r, p); err != nil && !f.Merge(err) {
		return err
	}
	if p.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.CVs(p))
	}
	r.Done("Ho salvato il curriculum di " + p.Worker.FullName() + ": vale fino al " + r.Today().AddMonths(people.CVMonths).Italian() + ".")
	return r.SeeOther(views.CVsHref(p.Worker.ID))
}

func (h *Handlers) keepCV(r *web.Request, p views.CVPage) error {
	missing := p.Needs.Err()
	file, header, err := r.File("file")
	if err != nil {
		return err
	}
	if file == nil {
		return joined(rule.Refuse("file", "Scegli il curriculum in PDF."), missing)
	}
	defer file.Close()
	received, err := h.archive.Receive(r.Ctx(), archive.OnlyPDF("file"), archive.Upload{Name: header.Filename, Content: file})
	if err != nil {
		return joined(err, missing)
	}
	defer received.Close()
	_, err = h.people.SaveCV(r.Ctx(), r.Actor, people.NewCV{WorkerID: p.Worker.ID, Origin: "caricato", Validated: p.Checked, File: received})
	return err
}

// joined tells the refusals of two errors at once; another error stands alone.
func joined(err, more error) error {
	first, refused := web.Refused(err)
	if second, there := web.Refused(more); refused && there {
		return append(first, second...)
	}
	return err
}

// CVFile gives the PDF of a CV.
func (h *Handlers) CVFile(r *web.Request) error {
	p, err := h.oneCV(r)
	if err != nil {
		return err
	}
	file, stored, err := h.archive.OpenFile(r.Ctx(), p.CV.FileID)
	if err != nil {
		return err
	}
	defer file.Close()
	h.archive.Read(r.Actor, archive.Audit{Action: "file.letto", Subject: "stored_file", SubjectID: p.CV.FileID, WorkerID: p.Worker.ID})
	return r.SendFile(file, stored.Name, stored.MediaType, stored.Size)
}

// ValidateCV records that the CV was checked with the person.
func (h *Handlers) ValidateCV(r *web.Request) error {
	p, err := h.oneCV(r)
	if err != nil {
		return err
	}
	f := r.Form()
	if err := h.people.ValidateCV(r.Ctx(), r.Actor, p.Worker.ID, p.CV.ID, f.Version()); isStale(err) {
		return r.Page(http.StatusConflict, views.CVChanged(p, nil))
	} else if err != nil {
		return err
	}
	r.Done("Il curriculum di " + p.Worker.FullName() + " è convalidato.")
	return r.SeeOther(views.CVsHref(p.Worker.ID))
}
