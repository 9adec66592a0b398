package people

import (
	"net/http"
	"strconv"

	"sportello/db/archive"
	"sportello/db/people"
	"sportello/handlers/web"
	views "sportello/views/people"
)

// Search shows the persons whose name is searched for.
func (h *Handlers) Search(r *web.Request) error {
	q := people.ParseQuery(r.Query("q"))
	if q.CF != "" {
		q = people.Query{} // a codice fiscale has no place in an address
	}
	return h.search(r, http.StatusOK, q)
}

// found is how many persons a search shows.
const found = 50

func (h *Handlers) search(r *web.Request, status int, q people.Query) error {
	p := views.SearchPage{Query: q, Today: r.Today(), CanAdd: r.Actor.Has(Desk...)}
	if len(q.Words) > 0 {
		var err error
		if p.Found, err = h.people.SearchWorkers(r.Ctx(), r.Actor, q.Text, found+1); err != nil {
			return err
		}
		if p.More = len(p.Found) > found; p.More {
			p.Found = p.Found[:found]
		}
		workers := make([]int64, len(p.Found))
		for i, w := range p.Found {
			workers[i] = w.ID
		}
		if p.Obsolete, err = h.people.ObsoleteCVs(r.Ctx(), r.Actor, workers); err != nil {
			return err
		}
		if p.Terms, err = h.figures.TermsOf(r.Ctx(), r.Actor, workers); err != nil {
			return err
		}
		r.App.Archive.Read(r.Actor, archive.Audit{Action: "lavoratori.cercati", Subject: "worker", Fields: []string{"nome"}, Count: len(p.Found)})
	}
	return r.Page(status, views.Search(p))
}

// Find takes the search field of every page and of the page of persons: a
// codice fiscale leads to the record, a name to the persons of that name.
func (h *Handlers) Find(r *web.Request) error {
	q := people.ParseQuery(r.Form().Text("q"))
	switch {
	case q.Error != "":
		return h.search(r, http.StatusUnprocessableEntity, q)
	case q.CF == "":
		return r.SeeOther(views.SearchHref(q.Text))
	}
	w, err := h.people.SearchWorkers(r.Ctx(), r.Actor, string(q.CF), 1)
	if err != nil {
		return err
	}
	r.App.Archive.Read(r.Actor, archive.Audit{Action: "lavoratore.cercato", Subject: "worker", Fields: []string{"codice_fiscale"}, Count: len(w), WorkerID: idOf(w)})
	if len(w) == 0 {
		q.Error = "Nessun lavoratore del tuo territorio ha questo codice fiscale."
		return h.search(r, http.StatusUnprocessableEntity, q)
	}
	return r.SeeOther("/lavoratori/" + strconv.FormatInt(w[0].ID, 10))
}

func idOf(found []people.Worker) int64 {
	if len(found) == 0 {
		return 0
	}
	return found[0].ID
}
