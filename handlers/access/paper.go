package access

import (
	"sportello/db/archive"
	"sportello/handlers/web"
)

// Paper gives a document of a request: to its owner, and to the Centro Servizi.
func (h *Handlers) Paper(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	d, err := h.store.Paper(r.Ctx(), r.Actor, r.App.Archive, id)
	if err != nil {
		return err
	}
	file, stored, err := r.App.Archive.OpenDocument(r.Ctx(), d)
	if err != nil {
		return err
	}
	defer file.Close()
	r.App.Archive.Read(r.Actor, archive.Audit{Action: "documento.letto", Subject: "document", SubjectID: d.ID})
	return r.SendFile(file, d.FileName(), stored.MediaType, stored.Size)
}
