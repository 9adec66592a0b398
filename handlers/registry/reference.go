package registry

import (
	"strconv"

	"sportello/db/registry"
	"sportello/handlers/web"
)

// referable returns what a service of a person may refer to, newest first: the
// candidacies (K.2) of the person, for a graduatoria (K.3).
func (h *Handlers) referable(r *web.Request, worker int64, code string) ([]registry.DeliveredService, error) {
	to := registry.RefersTo(code)
	if to == "" {
		return nil, nil
	}
	all, err := h.store.OfWorker(r.Ctx(), worker)
	var out []registry.DeliveredService
	for _, d := range all {
		if d.Code == to && d.Annulled == "" {
			out = append(out, d)
		}
	}
	return out, err
}

// refer gives a service the reference of the row that was chosen: that of its
// call, or the row itself where it was registered without one.
func refer(d *registry.DeliveredService, all []registry.DeliveredService, chosen string) {
	for _, to := range all {
		if strconv.FormatInt(to.ID, 10) != chosen {
			continue
		}
		if d.Reference, d.ReferenceID = to.Reference, to.ReferenceID; d.Reference == "" {
			d.Reference, d.ReferenceID = registry.ReferenceService, to.ID
		}
	}
}
