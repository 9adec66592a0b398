package bilancio

import (
	"net/http"

	"sportello/db"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
	"sportello/views/shared"
)

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
	v.Action = p.Href(p.Panel.Code)
	v.Version, v.Back = int64(stale.Current), v.Action
	return r.Page(http.StatusConflict, views.TwoFields(p, v))
}

// override returns what the form says otherwise than the product ships.
func override(f *web.Form, base scheda.Definition, code, path string) (scheda.Override, error) {
	var o scheda.Override
	panel, _ := base.Panel(code)
	ships, ok := panel.Field(path)
	if !ok {
		return o, rule.Refuse("", "Il campo non esiste.")
	}
	if f.Bool("ripristina") {
		return o, nil
	}
	if label := f.Text("etichetta"); label != ships.Label {
		o.Label = &label
	}
	if help := f.Text("aiuto"); help != ships.Help {
		o.Help = &help
	}
	if required := scheda.Requirement(f.Text("obbligo")); required != "" && required != ships.Required {
		o.Required = &required
	}
	return o, nil
}
