package pacts

import (
	"io"
	"strconv"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/pacts"
	"sportello/handlers/web"
)

func (h *Handlers) send(r *web.Request, f pacts.Full, file int64) error {
	if file == 0 {
		return db.ErrNotFound
	}
	h.archive.Read(r.Actor, archive.Audit{Action: "file.letto", Subject: "stored_file", SubjectID: file, WorkerID: f.WorkerID})
	content, stored, err := h.archive.OpenFile(r.Ctx(), file)
	if err != nil {
		return err
	}
	defer content.Close()
	r.Attachment(stored.Name, stored.MediaType)
	r.Writer.Header().Set("Content-Length", strconv.FormatInt(stored.Size, 10))
	_, err = io.Copy(r.Writer, content)
	return err
}

// Scan gives the signed copy of a version.
func (h *Handlers) Scan(r *web.Request) error {
	p, err := h.load(r)
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(r.Param("n"))
	for _, v := range p.Versions {
		if v.N == n {
			return h.send(r, p, v.ScanID)
		}
	}
	return db.ErrNotFound
}
