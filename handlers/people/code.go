package people

import (
	"errors"
	"net/http"

	"sportello/db"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/people"
)

// ChangeCodePage shows the form that replaces the codice fiscale.
func (h *Handlers) ChangeCodePage(r *web.Request) error {
	w, err := h.writable(r)
	if err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", w.ID)
	return r.Page(http.StatusOK, views.ChangeCode(views.CodeForm{Worker: w, Version: w.Version}))
}

// ChangeCode replaces the codice fiscale: a provisional one by the definitive,
// or one that was written wrong.
func (h *Handlers) ChangeCode(r *web.Request) error {
	w, err := h.writable(r)
	if err != nil {
		return err
	}
	f := r.Form()
	form := views.CodeForm{Worker: w, Code: f.Text("codice_fiscale"), Reason: f.Required("motivo", "Scrivi perché il codice fiscale cambia."), Version: int(f.Int("_version"))}
	cf, err := rule.ParseCodiceFiscale(form.Code)
	if err != nil {
		f.Add("codice_fiscale", err.Error())
	} else if cf == w.CodiceFiscale {
		f.Add("codice_fiscale", "È già il codice fiscale di questa persona.")
	}
	if err := rule.TooLong(form.Reason, 200); err != nil {
		f.Add("motivo", err.Error())
	}
	if f.OK() {
		err = h.people.Update(r.Ctx(), r.Actor, w.ID, form.Version, map[string]string{"codice_fiscale": string(cf)}, form.Reason)
	}
	status := http.StatusUnprocessableEntity
	var stale db.Stale
	if errors.As(err, &stale) {
		status, form.Version = http.StatusConflict, stale.Current
		err = rule.Refuse("", "Qualcuno ha cambiato la scheda nel frattempo: il codice fiscale adesso è "+string(w.CodiceFiscale)+". Se premi di nuovo il pulsante, vale quello che hai scritto qui.")
	}
	if f.OK() && err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		form.Errors = f.Errors
		return r.Page(status, views.ChangeCode(form))
	}
	r.Done("Ho cambiato il codice fiscale di " + w.FullName() + ". Quello di prima resta nella storia.")
	return r.SeeOther(cardPath(w.ID))
}
