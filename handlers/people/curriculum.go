package people

import (
	"bytes"
	"net/http"

	"sportello/db/archive"
	"sportello/db/people"
	"sportello/handlers/web"
	reports "sportello/reports/people"
	views "sportello/views/people"
)

// curriculum returns the CV that the card of the path's person makes today.
func (h *Handlers) curriculum(r *web.Request) (people.Curriculum, error) {
	w, err := h.writable(r)
	if err != nil {
		return people.Curriculum{}, err
	}
	c, err := h.people.Curriculum(r.Ctx(), r.Actor, w.ID)
	if err == nil {
		r.AuditRead("lavoratore.letto", w.ID)
	}
	return c, err
}

// CurriculumPDF gives the CV that the card makes, to be looked at before it is kept.
func (h *Handlers) CurriculumPDF(r *web.Request) error {
	c, err := h.curriculum(r)
	if err != nil {
		return err
	}
	pdf, err := reports.CurriculumPDF(c, r.Now())
	if err != nil {
		return err
	}
	return r.SendFile(bytes.NewReader(pdf), reports.CurriculumName(c)+".pdf", "application/pdf", int64(len(pdf)))
}

// CurriculumXML gives the same as data (docs/EUROPASS.md).
func (h *Handlers) CurriculumXML(r *web.Request) error {
	c, err := h.curriculum(r)
	if err != nil {
		return err
	}
	r.Attachment(reports.CurriculumName(c)+".xml", "application/xml")
	return reports.CurriculumXML(r.Writer, c)
}

// MakeCV keeps the CV that the card makes.
func (h *Handlers) MakeCV(r *web.Request) error {
	p, err := h.cvPage(r)
	if err != nil {
		return err
	}
	f := r.Form()
	p.Key, p.Checked = f.Key(), f.Text("validato") != ""
	if err := h.keepMade(r, p); err != nil && !f.Merge(err) {
		return err
	}
	if p.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.CVs(p))
	}
	r.Done("Ho fatto il curriculum di " + p.Worker.FullName() + " dalla scheda e l'ho salvato: vale fino al " + r.Today().AddMonths(people.CVMonths).Italian() + ".")
	return r.SeeOther(views.CVsHref(p.Worker.ID))
}

func (h *Handlers) keepMade(r *web.Request, p views.CVPage) error {
	if err := p.Needs.Err(); err != nil {
		return err
	}
	pdf, err := reports.CurriculumPDF(p.Made, r.Now())
	if err != nil {
		return err
	}
	received, err := h.archive.Receive(r.Ctx(), archive.OnlyPDF("file"), archive.Upload{Name: reports.CurriculumName(p.Made) + ".pdf", Content: bytes.NewReader(pdf)})
	if err != nil {
		return err
	}
	defer received.Close()
	_, err = h.people.SaveCV(r.Ctx(), r.Actor, people.NewCV{WorkerID: p.Worker.ID, Origin: "generato", Validated: p.Checked, File: received})
	return err
}
