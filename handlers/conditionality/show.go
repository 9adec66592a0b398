package conditionality

import (
	"net/http"

	"sportello/handlers/web"
	views "sportello/views/conditionality"
)

// Show shows a notice, without the reason for which it was closed.
func (h *Handlers) Show(r *web.Request) error {
	n, err := h.notice(r)
	if err != nil {
		return err
	}
	p := views.NoticePage{N: n, Heads: n.HeadedBy(r.Actor), Annuls: n.AnnullableBy(r.Actor), OpenDocument: r.Reaches("/documenti/:id"), Special: n.ReasonsReadableBy(r.Actor)}
	if p.Readers, err = h.people.SpecialReaders(r.Ctx(), n.CPI); err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Show(p))
}

// ReasonPage shows why a notice was closed, which was read as soon as the store
// gives it.
func (h *Handlers) ReasonPage(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	n, reasons, err := h.store.Reasons(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Reasons(n, reasons))
}
