package people

import (
	"errors"
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/handlers/web"
	views "sportello/views/people"
)

// List shows a list of one of the reader's provinces.
func (h *Handlers) List(r *web.Request) error {
	p, err := h.listPage(r, r.Request.URL.Query())
	if err != nil {
		return err
	}
	return h.showList(r, http.StatusOK, p)
}

func (h *Handlers) showList(r *web.Request, status int, p views.ListPage) error {
	var err error
	if p.Page, err = h.people.Page(r.Ctx(), r.Actor, p.Filter, p.At); err != nil {
		return err
	}
	if p.Counts, err = h.people.Counts(r.Ctx(), r.Actor, p.Filter); err != nil {
		return err
	}
	if p.CanOpen {
		workers := make([]int64, len(p.Page.Rows))
		for i, row := range p.Page.Rows {
			workers[i] = row.WorkerID
		}
		if p.Obsolete, err = h.people.ObsoleteCVs(r.Ctx(), r.Actor, workers); err != nil {
			return err
		}
		if p.Terms, err = h.figures.TermsOf(r.Ctx(), r.Actor, workers); err != nil {
			return err
		}
	}
	if err := h.places(r, &p); err != nil {
		return err
	}
	h.auditList(r, "lista.letta", p, len(p.Page.Rows))
	if status != http.StatusOK { // what refuses is said beside the field, outside the rows
		r.Header("HX-Push-Url", p.Href()) // a form's address cannot be loaded again
		return r.Page(status, views.List(p))
	}
	return r.Page(status, views.List(p), web.Fragment{ID: views.RowsID, Component: views.Filtered(p)})
}

// places counts the free places that a convocation would propose, so that they
// are seen while rows are ticked.
func (h *Handlers) places(r *web.Request, p *views.ListPage) error {
	if !p.Convocable() {
		return nil
	}
	p.From, p.To = agenda.ProposedPeriod(r.Today())
	free, err := h.agenda.FreeBetween(r.Ctx(), r.Actor, r.Actor.CPI(), []int64{r.Actor.UserID}, p.From, p.To, agenda.DefaultLength)
	p.Free = len(free)
	return err
}

// auditList notes that rows of the list were read: by which filters and how
// many, never by which values.
func (h *Handlers) auditList(r *web.Request, action string, p views.ListPage, rows int) {
	r.App.Archive.Read(r.Actor, archive.Audit{Action: action, Subject: "worker_list", SubjectID: p.List.ID, Fields: p.FilterNames(), Count: rows})
}

// SearchList takes the form above the list: a codice fiscale leads to the
// person's record and never into an address; anything else leads to the list.
func (h *Handlers) SearchList(r *web.Request) error {
	v := r.Form().Values
	query := people.ParseQuery(v.Get("q"))
	p, err := h.listPage(r, v)
	if err != nil {
		return err
	}
	if query.CF == "" {
		if p.Says != "" || p.SinceSays != "" {
			return h.showList(r, http.StatusUnprocessableEntity, p)
		}
		return r.SeeOther(p.Href())
	}
	_, worker, err := h.people.RowByCF(r.Ctx(), r.Actor, p.List.ID, p.Filter.Province, query.CF)
	switch {
	case err == nil && p.CanOpen:
		return r.SeeOther("/lavoratori/" + strconv.FormatInt(worker, 10))
	case err == nil:
		p.Says = "La persona è in questa lista; la sua scheda si apre nei Centri per l'Impiego."
	case errors.Is(err, db.ErrNotFound):
		p.Says = "Nessun lavoratore di questa lista ha questo codice fiscale nella provincia di " + p.Province + "."
	default:
		return err
	}
	p.Typed, p.Filter.Query = query.Text, people.Query{Error: p.Says}
	return h.showList(r, http.StatusUnprocessableEntity, p)
}

// BookRow leads from a row of the list to the choice of the slot.
func (h *Handlers) BookRow(r *web.Request) error {
	id, err := r.ID("riga")
	if err != nil {
		return err
	}
	row, err := h.people.Row(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	if list, err := r.ID("id"); err != nil || row.ListID != list {
		return db.ErrNotFound
	}
	return r.SeeOther("/appuntamenti/nuovo?riga=" + strconv.FormatInt(id, 10))
}
