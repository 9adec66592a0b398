package registry

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/registry"
	"sportello/handlers/web"
	views "sportello/views/registry"
)

// Mappings shows under which national code each service is sent, and which wait.
func (h *Handlers) Mappings(r *web.Request) error {
	f, err := h.codesFrame(r, views.TabNational)
	if err != nil {
		return err
	}
	p := views.MappingsPage{CodesFrame: f, Only: oneOf(r.Query("stato"), views.OnlyGoing, views.OnlyWaiting, views.OnlyUnmapped), Counts: map[views.State]int{}}
	all, err := h.store.Mappings(r.Ctx())
	if err != nil {
		return err
	}
	for _, m := range all {
		state := views.MappingState(m)
		p.Counts[state]++
		if p.Only == "" || p.Only == state.Word {
			p.Mappings = append(p.Mappings, m)
		}
	}
	return r.Page(http.StatusOK, views.Mappings(p))
}

// mapping returns the national code of a service, the zero Mapping where the
// sources say nothing of it.
func (h *Handlers) mapping(r *web.Request, code string) (registry.Mapping, error) {
	all, err := h.store.Mappings(r.Ctx())
	if i := slices.IndexFunc(all, func(m registry.Mapping) bool { return m.Code == code }); i >= 0 {
		return all[i], err
	}
	return registry.Mapping{}, err
}

// Confirm sets and confirms the national code of a service.
func (h *Handlers) Confirm(r *web.Request) error {
	m, err := h.mapping(r, r.Param("codice"))
	if err != nil || m.Code == "" {
		return cmpErr(err, db.ErrNotFound)
	}
	f := r.Form()
	stored := map[string]string{"national": m.National}
	f.KeepStored(stored)
	national := strings.ToUpper(f.Text("national"))
	err = h.store.Confirm(r.Ctx(), r.Actor, m.Code, national, f.Version())
	var stale db.Stale
	if errors.As(err, &stale) {
		return h.staleCode(r, f, late{title: "Codice nazionale di " + m.Code, labels: views.NationalLabels, order: []string{"national"}, stored: stored, version: stale.Current,
			path: views.CodePath(m.Code), action: views.CodePath(m.Code) + "/nazionale"})
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		return h.code(r, http.StatusUnprocessableEntity, f)
	}
	if national == "" {
		r.Done(m.Code + " non va tra le politiche attive nazionali: è confermato.")
	} else {
		r.Done(m.Code + " va tra le politiche attive nazionali come " + national + ".")
	}
	return r.SeeOther(views.CodePath(m.Code))
}

// Offices shows the ministry's codes of the offices.
func (h *Handlers) Offices(r *web.Request) error {
	open, _ := strconv.ParseInt(r.Query("apri"), 10, 64) // what is no office opens none
	return h.offices(r, http.StatusOK, views.OfficeCodesPage{Open: open})
}

func (h *Handlers) offices(r *web.Request, status int, p views.OfficeCodesPage) (err error) {
	if p.CodesFrame, err = h.codesFrame(r, views.TabOffices); err != nil {
		return err
	}
	if p.Offices, err = h.exchange.SAPOffices(r.Ctx()); err != nil {
		return err
	}
	return r.Page(status, views.OfficeCodes(p))
}

// SetOffice writes the ministry's code of an office.
func (h *Handlers) SetOffice(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	all, err := h.exchange.SAPOffices(r.Ctx())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(o views.SAPOffice) bool { return o.CPI == id })
	if i < 0 {
		return db.ErrNotFound
	}
	f := r.Form()
	stored := map[string]string{"code": all[i].Code}
	f.KeepStored(stored)
	err = h.exchange.SetSAPOffice(r.Ctx(), r.Actor, id, f.Text("code"), f.Version())
	var stale db.Stale
	if errors.As(err, &stale) {
		return h.staleCode(r, f, late{title: "Codice ministeriale di " + all[i].Office, labels: map[string]string{"code": "Codice"}, order: []string{"code"}, stored: stored,
			version: stale.Current, path: views.OfficeCodesPath, action: views.OfficeCodesPath + "/" + r.Param("id")})
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		return h.offices(r, http.StatusUnprocessableEntity, views.OfficeCodesPage{Open: id, Sent: true, Typed: f.Text("code"), Errors: f.Errors})
	}
	r.Done("Il codice del Centro per l'Impiego di " + all[i].Office + " è salvato.")
	if next := f.Int("poi"); next != 0 {
		return r.SeeOther(views.OfficeCodePath(next))
	}
	return r.SeeOther(views.OfficeCodesPath)
}
