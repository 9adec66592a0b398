package access

import (
	"net/http"
	"slices"
	"strconv"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/archive"
	"sportello/handlers/web"
	views "sportello/views/access"
)

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
	page.Rows, err = h.store.Accreditations(r.Ctx(), r.Actor, access.AccreditationFilter{State: page.State, Query: page.Query, After: r.After(), Limit: web.PerPage + 1})
	if err != nil {
		return err
	}
	rows, more := web.Cut(page.Rows)
	if page.Rows = rows; more {
		page.Next = r.NextPage(strconv.FormatInt(rows[len(rows)-1].ID, 10))
	}
	if page.Counts, err = h.store.AccreditationCounts(r.Ctx(), r.Actor); err != nil {
		return err
	}
	r.App.Archive.Read(r.Actor, archive.Audit{Action: "accreditamenti.elenco", Subject: "accreditation", Fields: []string{"stato=" + string(page.State)}})
	return r.Page(http.StatusOK, views.Queue(page), web.Fragment{ID: "richieste", Component: views.QueueRows(page)})
}
