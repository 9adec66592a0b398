package desk

import (
	"strconv"

	"sportello/db/people"
	"sportello/handlers/web"
	views "sportello/views/desk"
)

// lists reads the lists of workers that are active: «nella stessa pagina
// verranno attivati progressivamente nuovi elenchi di lavoratori».
func (h *Handlers) lists(r *web.Request, p *views.Page) error {
	all, err := h.people.Lists(r.Ctx())
	if err != nil {
		return err
	}
	for _, l := range people.ActiveLists(all, r.Today()) {
		p.Lists = append(p.Lists, views.List{Name: l.Name, Href: "/elenchi/" + strconv.FormatInt(l.ID, 10)})
	}
	return nil
}
