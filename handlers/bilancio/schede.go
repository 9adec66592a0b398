package bilancio

import (
	"errors"
	"net/http"

	"sportello/db"
	"sportello/db/bilancio/panels"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
	"sportello/views/shared"
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
	f.KeepStored(fieldValues(p))
	if p.Typed, err = override(f, code, p.Field); err != nil {
		return err
	}
	_, err = h.archive.ChangeScheda(r.Ctx(), r.Actor, panels.Base, int(f.Int("_version")), code+"."+p.Field, p.Typed)
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
	r.Done("Campo modificato: vale per i bilanci che si avviano da adesso.")
	return r.SeeOther("/schede/bilancio/" + code)
}

// fieldValues returns a field as its form shows it.
func fieldValues(p views.SchedePage) map[string]string {
	field, _ := p.Panel.Field(p.Field)
	return map[string]string{"etichetta": field.Label, "aiuto": field.Help, "obbligo": string(field.Required)}
}

// twoFields shows what was written of a field beside what it says now: another
// administrator has changed the scheda meanwhile.
func (h *Handlers) twoFields(r *web.Request, f *web.Form, p views.SchedePage, stale db.Stale) error {
	fields := []string{"etichetta", "aiuto"}
	if f.Values.Has("obbligo") { // not every field's can be changed
		fields = append(fields, "obbligo")
	}
	v := f.Versions(fields, views.FieldLabels, fieldValues(p))
	for i, row := range v.Rows {
		if row.Field == "obbligo" {
			v.Rows[i].Mine, v.Rows[i].Stored = views.RequirementWord(row.Mine), views.RequirementWord(row.Stored)
		}
	}
	v.Hidden = append(v.Hidden, shared.KeyValue{Key: "campo", Value: p.Field})
	v.Who, v.When, v.What, v.Me, v.Since = "Qualcun altro", r.Now().Clock(), "questa scheda", r.User.FullName(), r.Now().Clock()
	if len(p.Versions) > 0 {
		v.Who, v.When = p.Versions[0].CreatedBy, p.Versions[0].CreatedAt.Clock()
	}
	v.Action = "/schede/bilancio/" + p.Panel.Code
	v.Version, v.Back = int64(stale.Current), v.Action
	return r.Page(http.StatusConflict, views.TwoFields(p, v))
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
