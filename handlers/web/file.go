package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
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
