package bilancio

import (
	"net/http"

	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
	"sportello/views/shared"
)

// Show shows a bilancio at a glance.
func (h *Handlers) Show(r *web.Request) error { return h.show(r, http.StatusOK, nil) }

func (h *Handlers) show(r *web.Request, status int, refusals rule.Refusals) error {
	b, err := h.load(r)
	if err != nil {
		return err
	}
	p := views.ShowPage{Frame: frame(r, b, b.Phase, ""), Unbooked: len(b.Unbooked(r.Today())), Errors: map[string]string{}}
	for _, e := range refusals {
		p.Errors[e.Field] = e.Message
	}
	_, p.NoMail = b.Consent()
	if p.Documents, err = h.documents(r, b); err != nil {
		return err
	}
	if p.Scan, err = h.scan(r, b); err != nil {
		return err
	}
	if p.Programmes, err = h.store.Programmes(r.Ctx(), r.Today()); err != nil {
		return err
	}
	if b.State == bilancio.Complete && r.Reaches("/iscrizioni/:id") {
		if p.Enrolments, err = h.courses.EnrolmentsOf(r.Ctx(), b.WorkerID); err != nil {
			return err
		}
	}
	return r.Page(status, views.Show(p))
}

// scan returns the file of the signed contract, nil until there is one.
func (h *Handlers) scan(r *web.Request, b bilancio.Bilancio) (*archive.StoredFile, error) {
	if b.ScanFileID == 0 {
		return nil, nil
	}
	file, err := h.archive.File(r.Ctx(), b.ScanFileID)
	return &file, err
}

func (h *Handlers) documents(r *web.Request, b bilancio.Bilancio) ([]views.DocumentRow, error) {
	docs, err := h.archive.DocumentsOf(r.Ctx(), "bilancio", b.ID)
	if err != nil {
		return nil, err
	}
	out := make([]views.DocumentRow, len(docs))
	for i, d := range docs {
		out[i].Document = d
		if out[i].Mails, err = h.archive.MailsOfDocument(r.Ctx(), d.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// SetProgramme changes the programme of the path.
func (h *Handlers) SetProgramme(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	err = h.store.SetProgramme(r.Ctx(), r.Actor, id, r.Form().Text("programma"))
	if refusals, refused := web.Refused(err); refused {
		return h.show(r, http.StatusUnprocessableEntity, refusals)
	}
	if err != nil {
		return err
	}
	r.Done("Ho cambiato il programma del percorso.")
	return r.SeeOther(views.Path(id))
}

// BookMeetings puts the meetings of the calendar into the agenda.
func (h *Handlers) BookMeetings(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	n, err := h.store.BookMeetings(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	r.Done("In agenda: " + shared.Plural(n, "incontro", "incontri") + " con il consulente.")
	return r.SeeOther(views.Path(id) + "#incontri")
}

// SendDocument puts a document into the outbox for the person.
func (h *Handlers) SendDocument(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	document, err := r.ID("documento")
	if err != nil {
		return err
	}
	to, err := h.store.SendDocument(r.Ctx(), r.Actor, id, document)
	if err != nil {
		return err
	}
	r.Done("Il documento parte per " + to + ": qui sotto vedi quando è inviato.")
	return r.SeeOther(views.Path(id) + "#documenti")
}
