package people

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/rule"
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
	h.auditList(r, "lista.letta", p, len(p.Page.Rows))
	if status != http.StatusOK { // what refuses is said beside the field, outside the rows
		return r.Page(status, views.List(p))
	}
	return r.Page(status, views.List(p), web.Fragment{ID: views.RowsID, Component: views.Rows(p)})
}

// auditList notes that rows of the list were read: by which filters and how
// many, never by which values.
func (h *Handlers) auditList(r *web.Request, action string, p views.ListPage, rows int) {
	r.App.Archive.Read(r.Actor, archive.Audit{Action: action, Subject: "worker_list", SubjectID: p.List.ID, Fields: p.FilterNames(), Count: rows})
}

// listPage reads the list and the state that an address or a form holds. What
// no filter can mean is left out.
func (h *Handlers) listPage(r *web.Request, v url.Values) (views.ListPage, error) {
	p := views.ListPage{Today: r.Today(), Since: v.Get("assenti_dal"), CanConvene: r.Actor.Has(Desk...), CanOpen: r.Actor.Has(Readers...)}
	id, err := r.ID("id")
	if err != nil {
		return p, err
	}
	if p.List, err = h.people.List(r.Ctx(), r.Actor, id); err != nil {
		return p, err
	}
	p.CanConvene = p.CanConvene && p.List.Active(p.Today)
	if r.Reaches("/elenchi/:id/caricamenti") {
		p.ImportHref = p.Path() + "/caricamenti"
	}
	if err := h.choices(r, &p, v.Get("provincia")); err != nil {
		return p, err
	}
	p.Filter = filterOf(v, p)
	if p.Since != "" {
		if p.Filter.NoShowSince, err = rule.ParseDate(p.Since); err != nil {
			p.SinceSays = err.Error()
		}
	}
	p.At = people.Cursor{After: number(v.Get("dopo")), Before: number(v.Get("prima"))}
	p.Typed, p.Says = p.Filter.Query.Text, p.Filter.Query.Error
	return p, nil
}

// choices fills in the provinces that the reader may look at, the one looked
// at, and its offices.
func (h *Handlers) choices(r *web.Request, p *views.ListPage, province string) error {
	provinces, err := h.access.Provinces(r.Ctx())
	if err != nil {
		return err
	}
	own := r.Actor.Provinces()
	if province == "" && len(own) > 0 {
		province = own[0]
	}
	for _, x := range provinces {
		if !r.Actor.Regional() && !slices.Contains(own, x.Sigla) {
			continue
		}
		if province == "" {
			province = x.Sigla
		}
		p.Provinces = append(p.Provinces, views.Choice{Value: x.Sigla, Label: x.Name})
		if x.Sigla == province {
			p.Province = x.Name
		}
	}
	if p.Province == "" {
		return db.ErrNotFound
	}
	p.Filter.Province = province
	offices, err := h.access.Offices(r.Ctx())
	for _, o := range offices {
		if o.Province == province {
			p.Offices = append(p.Offices, views.Choice{Value: strconv.FormatInt(o.ID, 10), Label: o.Name})
		}
	}
	return err
}

// filterOf returns the filter that the state asks for. A codice fiscale has no
// place in an address: it is searched by a form and left out here.
func filterOf(v url.Values, p views.ListPage) people.Filter {
	f := people.Filter{ListID: p.List.ID, Province: p.Filter.Province, Today: p.Today, Query: people.ParseQuery(v.Get("q")),
		Riscontro: oneOf(v.Get("riscontro"), people.FilterNone, people.Withdrawn, people.Excluded),
		Benefit:   oneOf(v.Get("ammortizzatore"), people.BenefitExpired, people.BenefitRunning),
		Bilancio:  oneOf(v.Get("bilancio"), people.FilterNone, "in_lavorazione", "completo", "interrotto"),
	}
	if f.Query.CF != "" {
		f.Query = people.Query{}
	}
	for _, s := range people.States {
		if s.Value == v.Get("stato") {
			f.State = s.Value
		}
	}
	for _, o := range p.Offices {
		if o.Value == v.Get("cpi") {
			f.CPI = number(o.Value)
		}
	}
	order := v.Get("ordine")
	f.Descending = len(order) > 0 && order[0] == '-'
	if f.Descending {
		order = order[1:]
	}
	if f.Sort = oneOf(order, people.SortBenefit, people.SortCPI); f.Sort == "" {
		f.Sort = people.SortName
	}
	return f
}

func oneOf(value string, allowed ...string) string {
	if slices.Contains(allowed, value) {
		return value
	}
	return ""
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
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
