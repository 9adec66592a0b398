package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/rule"
)

// How much a request may carry.
const (
	maxForm   = 2 << 20
	maxUpload = 64 << 20
	inMemory  = 1 << 20
)

// parse reads the body of an unsafe request within its limit.
func (r *Request) parse() error {
	limit := int64(maxForm)
	multipart := strings.HasPrefix(r.Request.Header.Get("Content-Type"), "multipart/form-data")
	if multipart {
		limit = maxUpload
	}
	r.Request.Body = http.MaxBytesReader(r.Writer, r.Request.Body, limit)
	var err error
	if multipart {
		err = r.Request.ParseMultipartForm(inMemory)
	} else {
		err = r.Request.ParseForm()
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return rule.Refuse("", "Quello che hai inviato è troppo grande: al massimo "+strconv.FormatInt(limit>>20, 10)+" MB.")
	}
	if full := db.Classify(err); errors.Is(full, db.ErrDiskFull) { // a large file waits on the disk
		return full
	}
	if err != nil {
		return rule.Refuse("", "Il modulo è arrivato incompleto. Torna indietro e invialo di nuovo.")
	}
	return nil
}
