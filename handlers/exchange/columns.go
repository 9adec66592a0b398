package exchange

import (
	"net/http"
	"strconv"

	"sportello/db/exchange"
	"sportello/handlers/web"
	views "sportello/views/exchange"
)

// columns shows the step of the columns; it needs the file.
func (h *Handlers) columns(r *web.Request, status int, p views.LoadPage) (err error) {
	p.Header = p.Load.Titles
	if p.Sample, err = h.loads.Sample(p.Load, 20); err != nil {
		return err
	}
	if p.First, err = h.loads.First(p.Load); err != nil {
		return err
	}
	if p.Mapping == nil {
		p.Mapping = p.Load.Mapping
	}
	return r.Page(status, views.Columns(p))
}

// SetColumns keeps the columns as corrected and starts reading the file.
func (h *Handlers) SetColumns(r *web.Request) error {
	l, err := h.find(r)
	if err != nil {
		return err
	}
	f := r.Form()
	m := exchange.Mapping{}
	for i := range l.Titles {
		key := f.Text("colonna-" + strconv.Itoa(i))
		if _, twice := m[key]; twice {
			f.Add("", "Due colonne vanno nello stesso campo: scegline una.")
		}
		if key != "" {
			m[key] = i
		}
	}
	if f.OK() {
		err := h.loads.Start(r.Ctx(), r.Actor, l.ID, m, int(f.Int("_version")), jobRead, loadPayload{l.ID})
		if err == nil {
			return r.SeeOther(path(l.ID))
		}
		if !f.Merge(err) {
			return err
		}
	}
	return h.page(r, http.StatusUnprocessableEntity, views.LoadPage{Load: l, Mapping: m, Errors: f.Errors})
}
