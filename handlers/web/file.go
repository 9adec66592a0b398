package web

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"

	"sportello/db/rule"
)

// SendFile answers with a stored file, to be saved under the name; size is in
// bytes.
func (r *Request) SendFile(content io.Reader, name, mediaType string, size int64) error {
	r.Attachment(name, mediaType)
	r.Writer.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	_, err := io.Copy(r.Writer, content)
	return err
}

// File returns the file sent under the name, nil when none was chosen.
func (r *Request) File(name string) (multipart.File, *multipart.FileHeader, error) {
	f, h, err := r.Request.FormFile(name)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, nil, nil
	}
	return f, h, err
}

// SendModel answers with the model of a file that people hand in, to be filled.
func (r *Request) SendModel(name string, columns []rule.Column) error {
	model := rule.ColumnModel(columns)
	return r.SendFile(bytes.NewReader(model), name, "text/csv; charset=utf-8", int64(len(model)))
}
