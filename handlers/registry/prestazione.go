package registry

import (
	"net/http"

	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/registry"
)

// Prestazioni shows the services of the Masterplan with their minutes.
func (h *Handlers) Prestazioni(r *web.Request) error {
	f, err := h.codesFrame(r, views.TabPrestazioni)
	if err != nil {
		return err
	}
	p := views.PrestazioniPage{CodesFrame: f, Minutes: map[string]map[string]registry.TargetMinutes{}}
	if p.Prestazioni, err = h.store.Prestazioni(r.Ctx(), r.Today()); err != nil {
		return err
	}
	for _, x := range p.Prestazioni {
		if p.Minutes[x.Code], err = h.minutesOf(r, x.Code, r.Today()); err != nil {
			return err
		}
	}
	return r.Page(http.StatusOK, views.Prestazioni(p))
}

// minutesOf returns the minutes of a prestazione by target.
func (h *Handlers) minutesOf(r *web.Request, code string, on rule.Date) (map[string]registry.TargetMinutes, error) {
	all, err := h.store.MinutesOf(r.Ctx(), code, on)
	out := map[string]registry.TargetMinutes{}
	for _, m := range all {
		out[m.Target] = m
	}
	return out, err
}

// Prestazione shows one prestazione with its minutes and requirements.
func (h *Handlers) Prestazione(r *web.Request) error {
	f, err := h.codesFrame(r, views.TabPrestazioni)
	if err != nil {
		return err
	}
	p := views.PrestazionePage{CodesFrame: f}
	if p.Prestazione, err = h.store.Prestazione(r.Ctx(), r.Param("codice"), r.Today()); err != nil {
		return err
	}
	if p.Minutes, err = h.minutesOf(r, p.Prestazione.Code, r.Today()); err != nil {
		return err
	}
	if p.History, err = h.store.PrestazioneHistory(r.Ctx(), p.Prestazione.Code); err != nil {
		return err
	}
	services, err := h.store.Services(r.Ctx(), r.Today())
	for _, s := range services {
		if s.CountsAs(p.Prestazione.Code) {
			p.Services = append(p.Services, s)
		}
	}
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.ShowPrestazione(p))
}
