package web

import (
	"io"
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
