package web

import (
	"net/url"
	"strconv"

	"sportello/db"
	"sportello/views/shared"
)

// PerPage is how many rows a list shows.
const PerPage = 50

// afterKey names, in the address, the last row of the page before.
const afterKey = "dopo"

// After returns the id of the last row of the page before, 0 for the first
// page.
func (r *Request) After() int64 {
	id, _ := strconv.ParseInt(r.Query(afterKey), 10, 64)
	return id
}

// AfterText returns what names the last row of the page before, "" for the
// first page.
func (r *Request) AfterText() string { return r.Query(afterKey) }

// NextPage returns the address of the page after the one shown: as it stands,
// with the last row seen.
func (r *Request) NextPage(last string) string {
	query := url.Values{}
	for k, v := range r.Request.URL.Query() {
		query[k] = v
	}
	query.Set(afterKey, last)
	return r.Request.URL.Path + "?" + query.Encode()
}

// Cut returns the rows of one page out of the rows asked for (one more than a
// page), and whether there are more.
func Cut[T any](rows []T) (page []T, more bool) {
	if len(rows) > PerPage {
		return rows[:PerPage], true
	}
	return rows, false
}

// Window returns which page of a list the address asks for.
func (r *Request) Window() db.Window {
	return db.Window{Below: db.ParsePlace(r.Query(shared.BelowKey)), Above: db.ParsePlace(r.Query(shared.AboveKey))}
}
