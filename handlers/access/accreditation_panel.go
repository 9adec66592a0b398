package access

import (
	"net/http"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/access"
	"sportello/views/layout"
	"sportello/views/shared"
)

// readPanel puts what was typed into the panel of the stored draft, or into a
// new one.
func readPanel(f *web.Form, panel access.Accreditation, offices []access.Office) access.Accreditation {
	panel.Surname, panel.Name, panel.CodiceFiscale = f.Text("surname"), f.Text("name"), f.Text("codice_fiscale")
	panel.Phone, panel.Job, panel.RequestedRole = f.Text("phone"), f.Text("job"), rule.Role(f.Text("requested_role"))
	panel.CPI, panel.Version = 0, f.Version()
	if text := f.Text("office"); text != "" {
		office, err := access.FindOffice(offices, text)
		if err != nil {
			f.Add("office", err.Error())
		}
		panel.CPI = office.ID
	}
	return panel
}

// checkPanel adds what the rules refuse to what the form has refused already.
func checkPanel(f *web.Form, panel access.Accreditation, closing bool) {
	_, err := panel.Check(closing)
	refusals, _ := web.Refused(err)
	for _, one := range refusals {
		if f.Errors.For(one.Field) == "" {
			f.Add(one.Field, one.Message)
		}
	}
}

// panelValues returns the stored panel as its form would send it.
func panelValues(a access.Accreditation) map[string]string {
	office := ""
	if a.CPI != 0 {
		office = a.Office + " (" + a.Province + ")"
	}
	return map[string]string{"office": office, "surname": a.Surname, "name": a.Name, "codice_fiscale": a.CodiceFiscale,
		"phone": a.Phone, "job": a.Job, "requested_role": string(a.RequestedRole)}
}

// panelOrder is the order of the panel's fields on the screen.
var panelOrder = []string{"office", "job", "surname", "name", "codice_fiscale", "phone", "requested_role"}

// twoPanels shows both versions of a draft that another tab has saved.
func (h *Handlers) twoPanels(r *web.Request, f *web.Form, stale db.Stale) error {
	mine, err := h.store.MyAccreditations(r.Ctx(), r.Actor)
	if err != nil {
		return err
	}
	if len(mine) == 0 || !mine[0].Open() {
		return stale
	}
	v := f.Versions(panelOrder, views.PanelLabels(), panelValues(mine[0]))
	v.Who, v.When, v.What, v.Since = "Un'altra finestra", mine[0].SavedAt.Clock(), "questo pannello", f.Text("aperta")
	v.Me, v.Action, v.Version, v.Back = "questa finestra", "/accreditamento", int64(stale.Current), "/accreditamento"
	v.Hidden = append(v.Hidden, shared.KeyValue{Key: "azione", Value: f.Text("azione")})
	head := layout.Head{Title: "Accreditamento Operatori", Active: layout.KeyAccreditation, Refused: true}
	return r.Page(http.StatusConflict, views.Stale(head, v))
}
