package pacts

import (
	"slices"

	"sportello/db/pacts"
	"sportello/db/registry"
	"sportello/handlers/web"
	views "sportello/views/pacts"
)

// choice returns the services of a measure that are for the person: those of L.
// 68/1999 only for who is or was on its list, or where an action of the patto names
// one.
func (h *Handlers) choice(r *web.Request, form views.OfferForm) ([]registry.Service, error) {
	targeted, err := h.store.TargetedServices(r.Ctx(), form.Worker.WorkerID)
	if err != nil || targeted {
		return form.Services, err
	}
	return slices.DeleteFunc(slices.Clone(form.Services), func(s registry.Service) bool {
		return pacts.Targeted(s.Code) && s.Code != form.Values["service_code"]
	}), nil
}

// has reports whether a code is one of the services.
func has(all []registry.Service, code string) bool {
	return slices.ContainsFunc(all, func(s registry.Service) bool { return s.Code == code })
}
