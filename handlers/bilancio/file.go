package bilancio

import (
	"io"
	"strconv"
	"strings"

	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/scheda"
	"sportello/handlers/web"
	forms "sportello/views/scheda"
)

// File gives a file that a panel of the bilancio holds.
func (h *Handlers) File(r *web.Request) error {
	b, err := h.load(r)
	if err != nil {
		return err
	}
	file, err := r.ID("file")
	if err != nil {
		return err
	}
	if err := b.Holds(file); err != nil {
		return err
	}
	h.archive.Read(r.Actor, archive.Audit{Action: "file.letto", Subject: "stored_file", SubjectID: file, WorkerID: b.WorkerID})
	return h.sendFile(r, file)
}

// sendFile answers with a file of the archive, as an attachment.
func (h *Handlers) sendFile(r *web.Request, id int64) error {
	file, stored, err := h.archive.OpenFile(r.Ctx(), id)
	if err != nil {
		return err
	}
	defer file.Close()
	r.Attachment(stored.Name, stored.MediaType)
	r.Writer.Header().Set("Content-Length", strconv.FormatInt(stored.Size, 10))
	_, err = io.Copy(r.Writer, file)
	return err
}

// withFiles keeps the files that were sent for rows of the panel, and names
// them there.
func (h *Handlers) withFiles(r *web.Request, sheet bilancio.Sheet, answers scheda.Answers) (scheda.Answers, error) {
	if r.Request.MultipartForm == nil {
		return answers, nil
	}
	for name, headers := range r.Request.MultipartForm.File {
		rest, ok := strings.CutPrefix(name, forms.ButtonFile+".")
		list, row, hasRow := strings.Cut(rest, ".")
		if !ok || !hasRow || len(headers) == 0 || headers[0].Size == 0 {
			continue
		}
		at := fieldOfRow(answers, list, row)
		if at == "" {
			continue
		}
		content, err := headers[0].Open()
		if err != nil {
			return answers, err
		}
		received, err := h.archive.Receive(r.Ctx(), archive.Scan(at), archive.Upload{Name: headers[0].Filename, Content: content})
		content.Close()
		if err != nil {
			return answers, err
		}
		value, err := h.store.KeepFile(r.Ctx(), r.Actor, sheet, received)
		received.Close()
		if err != nil {
			return answers, err
		}
		answers = bilancio.WithFile(answers, list, row, value)
	}
	return answers, nil
}

// fieldOfRow returns the name of the file field of the row with the identity,
// "" when the row is not there.
func fieldOfRow(a scheda.Answers, list, id string) string {
	for i, row := range a.Rows(list) {
		if row.Text(scheda.RowID) == id {
			return list + "." + strconv.Itoa(i) + ".file"
		}
	}
	return ""
}
