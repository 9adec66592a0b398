package bilancio

import (
	"net/http"

	"sportello/db"
	"sportello/db/bilancio/panels"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
)

// Schede shows the panels of the scheda to the administrator.
func (h *Handlers) Schede(r *web.Request) error {
	p, err := h.schedePage(r, "")
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Schede(p))
}

func (h *Handlers) schedePage(r *web.Request, code string) (views.SchedePage, error) {
	p := views.SchedePage{Base: panels.Base}
	var err error
	if p.Definition, err = h.archive.Scheda(r.Ctx(), panels.Base, 0); err != nil {
		return p, err
	}
	if p.Versions, err = h.archive.SchedaVersions(r.Ctx(), panels.Code); err != nil || code == "" {
		return p, err
	}
	panel, ok := p.Definition.Panel(code)
	if !ok {
		return p, db.ErrNotFound
	}
	p.Panel = panel
	return p, nil
}

// PanelFields shows the fields of a panel, each to be edited.
func (h *Handlers) PanelFields(r *web.Request) error {
	p, err := h.schedePage(r, r.Param("codice"))
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.PanelFields(p))
}

// ChangeField changes label, help and requirement of one field.
func (h *Handlers) ChangeField(r *web.Request) error {
	code := r.Param("codice")
	p, err := h.schedePage(r, code)
	if err != nil {
		return err
	}
	f := r.Form()
	p.Field = f.Text("campo")
	if p.Typed, err = override(f, code, p.Field); err != nil {
		return err
	}
	_, err = h.archive.ChangeScheda(r.Ctx(), r.Actor, panels.Base, int(f.Int("_version")), code+"."+p.Field, p.Typed)
	if refusals, refused := web.Refused(err); refused {
		p.Errors = refusals
		return r.Page(http.StatusUnprocessableEntity, views.PanelFields(p))
	}
	if err != nil {
		return err
	}
	r.Done("Campo modificato: vale per i bilanci che si avviano da adesso.")
	return r.SeeOther("/schede/bilancio/" + code)
}

// override returns what the form says otherwise than the product ships.
func override(f *web.Form, code, path string) (scheda.Override, error) {
	var o scheda.Override
	panel, _ := panels.Base.Panel(code)
	base, ok := panel.Field(path)
	if !ok {
		return o, rule.Refuse("", "Il campo non esiste.")
	}
	if f.Bool("ripristina") {
		return o, nil
	}
	if label := f.Text("etichetta"); label != base.Label {
		o.Label = &label
	}
	if help := f.Text("aiuto"); help != base.Help {
		o.Help = &help
	}
	if required := scheda.Requirement(f.Text("obbligo")); required != "" && required != base.Required {
		o.Required = &required
	}
	return o, nil
}
