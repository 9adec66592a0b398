package archive

import (
	"sportello/db/archive"
	"sportello/handlers/web"
)

// Document gives an issued document to be saved. One whose file a crash left
// out is rendered first.
func (h *Handlers) Document(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	d, err := h.store.Document(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	read := archive.Audit{Action: "documento.letto", Subject: "document", SubjectID: d.ID, WorkerID: d.WorkerID}
	if d.Special { // written down before the answer, or there is none
		read.Subject, read.SubjectID = d.Subject, d.SubjectID
		if err := h.store.ReadNow(r.Ctx(), r.Actor, read); err != nil {
			return err
		}
	}
	file, stored, err := h.store.OpenDocument(r.Ctx(), d)
	if err != nil {
		return err
	}
	defer file.Close()
	if !d.Special {
		h.store.Read(r.Actor, read)
	}
	return sendFile(r, file, d.FileName(), stored.MediaType, stored.Size)
}
