package exchange

import (
	"net/http"
	"strconv"

	"sportello/handlers/web"
	views "sportello/views/exchange"
)

// SetHeader takes another row of the file as the one with the titles.
func (h *Handlers) SetHeader(r *web.Request) error {
	l, err := h.find(r)
	if err != nil {
		return err
	}
	f := r.Form()
	row, err := strconv.Atoi(f.Text("riga"))
	if err != nil {
		row = -1 // no row of a file
	}
	err = h.loads.SetHeader(r.Ctx(), r.Actor, l.ID, row, int(f.Int("_version")))
	if err == nil {
		return r.SeeOther(path(l.ID))
	}
	if !f.Merge(err) {
		return err
	}
	return h.page(r, http.StatusUnprocessableEntity, views.LoadPage{Load: l, Errors: f.Errors})
}
