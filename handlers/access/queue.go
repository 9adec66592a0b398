package access

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/archive"
	"sportello/handlers/web"
	views "sportello/views/access"
)

// perPage is how many rows a list shows.
const perPage = 50

// nextPage returns the address of the page after the one shown: the query as it
// stands, with the last row seen.
func nextPage(r *web.Request, last string) string {
	query := url.Values{}
	for k, v := range r.Request.URL.Query() {
		query[k] = v
	}
	query.Set("dopo", last)
	return r.Request.URL.Path + "?" + query.Encode()
}

// after returns the id of the last row of the page before, 0 for the first page.
func after(r *web.Request) int64 {
	id, _ := strconv.ParseInt(r.Query("dopo"), 10, 64)
	return id
}

// Queue shows the requests of accreditation to the Centro Servizi.
func (h *Handlers) Queue(r *web.Request) error {
	page := views.QueuePage{State: access.AccreditationState(r.Query("stato")), Query: r.Query("q")}
	if page.State == "" {
		page.State = access.AccreditationSent
	}
	if !slices.Contains(access.AccreditationStates, page.State) {
		return db.ErrNotFound
	}
	var err error
	page.Rows, err = h.store.Accreditations(r.Ctx(), r.Actor, access.AccreditationFilter{State: page.State, Query: page.Query, After: after(r), Limit: perPage + 1})
	if err != nil {
		return err
	}
	if len(page.Rows) > perPage {
		page.Rows = page.Rows[:perPage]
		page.Next = nextPage(r, strconv.FormatInt(page.Rows[perPage-1].ID, 10))
	}
	if page.Counts, err = h.store.AccreditationCounts(r.Ctx(), r.Actor); err != nil {
		return err
	}
	r.App.Archive.Read(r.Actor, archive.Audit{Action: "accreditamenti.elenco", Subject: "accreditation", Fields: []string{"stato=" + string(page.State)}})
	return r.Page(http.StatusOK, views.Queue(page), web.Fragment{ID: "richieste", Component: views.QueueRows(page)})
}
