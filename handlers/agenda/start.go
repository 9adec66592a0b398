package agenda

import (
	"net/http"

	"sportello/handlers/web"
	views "sportello/views/agenda"
)

// StartForm asks whether a bilancio is really to be started from an appointment
// whose hour is still far.
func (h *Handlers) StartForm(r *web.Request) error {
	a, err := h.appointment(r)
	if err != nil {
		return err
	}
	if err := a.StartBilancio(moment(r)); err != nil {
		return err
	}
	r.AuditRead("appuntamento.letto", a.Worker)
	return r.Page(http.StatusOK, views.StartConfirmation(a, moment(r)))
}
