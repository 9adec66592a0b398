package agenda

import (
	"io"
	"strconv"

	"sportello/db"
	"sportello/handlers/web"
)

// Letter sends the letter of convocation.
func (h *Handlers) Letter(r *web.Request) error {
	a, err := h.appointment(r)
	if err != nil {
		return err
	}
	summons, found, err := h.store.ConvocationOf(r.Ctx(), r.Actor, a.ID)
	if err != nil {
		return err
	}
	if !found || summons.Document == 0 {
		return db.ErrNotFound
	}
	r.AuditRead("lettera.letta", a.Worker)
	return h.sendDocument(r, summons.Document)
}

// sendDocument sends the file of a document, rendering it first if need be.
func (h *Handlers) sendDocument(r *web.Request, id int64) error {
	d, err := h.archive.Document(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	file, stored, err := h.archive.OpenDocument(r.Ctx(), d)
	if err != nil {
		return err
	}
	defer file.Close()
	r.Attachment(d.FileName(), stored.MediaType)
	_, err = io.Copy(r.Writer, file)
	return err
}

// ICS sends the appointment for a calendar program.
func (h *Handlers) ICS(r *web.Request) error {
	a, err := h.appointment(r)
	if err != nil {
		return err
	}
	r.AuditRead("appuntamento.esportato", a.Worker)
	r.Attachment("appuntamento-"+strconv.FormatInt(a.ID, 10)+".ics", "text/calendar; charset=utf-8")
	_, err = io.WriteString(r.Writer, calendarFile(a, r.Now(), r.App.URL))
	return err
}
