package pacts

import (
	"strconv"

	"sportello/db/pacts"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/pacts"
)

// removal is the act that takes the action of the path off a patto.
func (h *Handlers) removal(a pacts.Action) act {
	return act{
		can: func(p pacts.Full) error {
			if why := p.ClosedTo(); why != "" {
				return rule.Refuse("", why)
			}
			return nil
		},
		draw: func(p pacts.Full) views.Act {
			return views.Act{Title: "Togli l'azione", Path: views.Path(p.ID, "azioni", strconv.FormatInt(a.ID, 10), "rimozione"), Button: "Togli l'azione", Danger: true,
				Lead: []string{"Si toglie dal patto «" + a.Description + "», entro il " + a.DueOn.Italian() + ". Se il patto è già firmato, serve una nuova firma: fino ad allora vale quello che c'è."}}
		},
		do: func(r *web.Request, p pacts.Full, f *web.Form) error {
			return h.store.RemoveAction(r.Ctx(), r.Actor, p.ID, f.Version(), a.ID)
		},
		said: func(*web.Request, pacts.Full, *web.Form) string {
			return "Ho tolto l'azione «" + a.Description + "»."
		},
	}
}

// RemovalPage asks before an action is taken off a patto.
func (h *Handlers) RemovalPage(r *web.Request) error {
	_, a, err := h.action(r)
	if err != nil {
		return err
	}
	return h.page(r, h.removal(a))
}

// RemoveAction takes an action off a patto.
func (h *Handlers) RemoveAction(r *web.Request) error {
	_, a, err := h.action(r)
	if err != nil {
		return err
	}
	return h.perform(r, h.removal(a))
}
