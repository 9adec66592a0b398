// Package archive shows what acts leave behind: documents, the protocol
// register, the outbox, the register of acts, and the backups.
package archive

import (
	"io"
	"net/url"
	"os"
	"strconv"

	"sportello/db/archive"
	"sportello/db/people"
	"sportello/handlers/web"
)

// Handlers answer the pages of the archive.
type Handlers struct {
	app    *web.App
	store  *archive.Store
	people *people.Store
}

// New returns the handlers and tells the runner how backups are made.
func New(app *web.App) *Handlers {
	h := &Handlers{app: app, store: app.Archive, people: people.NewStore(app.DB)}
	app.Jobs.Register(jobBackup, h.backup)
	app.Jobs.Register(jobCheck, h.check)
	return h
}

// perPage is how many rows a list shows.
const perPage = 50

// before returns the id after which the page begins, 0 for the newest.
func before(r *web.Request) int64 {
	id, _ := strconv.ParseInt(r.Query("prima"), 10, 64)
	return max(id, 0)
}

// older returns the address of the page after the one shown, "" when it is the
// last: the query as it stands, with the last row seen.
func older(r *web.Request, more bool, last int64) string {
	if !more {
		return ""
	}
	query := url.Values{}
	for k, v := range r.Request.URL.Query() {
		query[k] = v
	}
	query.Set("prima", strconv.FormatInt(last, 10))
	return r.Request.URL.Path + "?" + query.Encode()
}

// sendFile answers with a stored file, to be saved.
func sendFile(r *web.Request, file *os.File, name, mediaType string, size int64) error {
	r.Attachment(name, mediaType)
	r.Writer.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	_, err := io.Copy(r.Writer, file)
	return err
}
