package bilancio

import (
	"errors"
	"net/http"
	"slices"

	"sportello/db"
	"sportello/db/bilancio/panels"
	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
)

// schede are the forms that an administrator may reword.
var schede = []views.Scheda{
	{Base: panels.Base, Name: "Bilancio delle competenze", Fixed: "i bilanci già avviati restano alla loro", From: "vale per i bilanci che si avviano da adesso"},
	{Base: pacts.InterviewScheda, Name: "Colloquio di orientamento", Fixed: "i colloqui già cominciati restano alla loro", From: "vale per i colloqui che si cominciano da adesso"},
	{Base: people.ProfileScheda, Name: "Profilazione qualitativa", Fixed: "i profili già cominciati restano alla loro", From: "vale per i profili che si cominciano da adesso"},
	{Base: people.CardScheda, Name: "Sezioni della scheda lavoratore", Fixed: "le sezioni si leggono e si compilano sempre con l'ultima", From: "vale da adesso per tutte le schede"},
}

// Schede shows the panels of the schede to the administrator.
func (h *Handlers) Schede(r *web.Request) error {
	var all []views.SchedePage
	for _, s := range schede {
		p, err := h.schedaPage(r, s)
		if err != nil {
			return err
		}
		all = append(all, p)
	}
	return r.Page(http.StatusOK, views.Schede(all))
}

func (h *Handlers) schedaPage(r *web.Request, s views.Scheda) (views.SchedePage, error) {
	p := views.SchedePage{Scheda: s}
	var err error
	if p.Definition, err = h.archive.Scheda(r.Ctx(), s.Base, 0); err != nil {
		return p, err
	}
	p.Versions, err = h.archive.SchedaVersions(r.Ctx(), s.Base.Code)
	return p, err
}

// panelPage returns the scheda and the panel of the path.
func (h *Handlers) panelPage(r *web.Request) (views.SchedePage, error) {
	at := slices.IndexFunc(schede, func(s views.Scheda) bool { return s.Base.Code == r.Param("scheda") })
	if at < 0 {
		return views.SchedePage{}, db.ErrNotFound
	}
	p, err := h.schedaPage(r, schede[at])
	if err != nil {
		return p, err
	}
	code := r.Param("codice")
	panel, ok := p.Definition.Panel(code)
	if !ok {
		return p, db.ErrNotFound
	}
	p.Panel = panel
	return p, nil
}

// PanelFields shows the fields of a panel, each to be edited.
func (h *Handlers) PanelFields(r *web.Request) error {
	p, err := h.panelPage(r)
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.PanelFields(p))
}

// ChangeField changes label, help and requirement of one field.
func (h *Handlers) ChangeField(r *web.Request) error {
	code := r.Param("codice")
	p, err := h.panelPage(r)
	if err != nil {
		return err
	}
	f := r.Form()
	p.Field = f.Text("campo")
	f.KeepStored(fieldValues(p))
	if p.Typed, err = override(f, p.Base, code, p.Field); err != nil {
		return err
	}
	_, err = h.archive.ChangeScheda(r.Ctx(), r.Actor, p.Base, int(f.Int("_version")), code+"."+p.Field, p.Typed)
	if refusals, refused := web.Refused(err); refused {
		p.Errors = refusals
		return r.Page(http.StatusUnprocessableEntity, views.PanelFields(p))
	}
	var stale db.Stale
	if errors.As(err, &stale) {
		return h.twoFields(r, f, p, stale)
	}
	if err != nil {
		return err
	}
	r.Done("Campo modificato: " + p.From + ".")
	return r.SeeOther(p.Href(code))
}
