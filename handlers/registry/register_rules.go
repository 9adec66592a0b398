package registry

import (
	"slices"

	"sportello/db/indicators"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/handlers/web"
	"sportello/views/shared"
)

// overrides reports whether who asks may go beyond rules of a service.
func overrides(r *web.Request, office int64, s registry.Service, hard []registry.Broken) bool {
	return slices.Contains(r.Actor.CPIs(rule.RoleOfficeHead), office) && registry.Overridable(s, hard)
}

// closedMonth says that the office has closed the month of a day, and what that
// means for what is registered or annulled; "" when it is open.
func (h *Handlers) closedMonth(r *web.Request, office int64, on rule.Date, what string) (string, error) {
	closed, err := h.figures.ClosedFor(r.Ctx(), office, on)
	if err != nil || !closed {
		return "", err
	}
	return shared.ClosedMonth(indicators.MonthName(on.Month()), what), nil
}
