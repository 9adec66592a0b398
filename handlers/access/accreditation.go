package access

import (
	"errors"
	"net/http"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/access"
	"sportello/views/layout"
	"sportello/views/shared"
)

// AccreditationPage shows the person's request: the panel while it is a draft,
// the closed request afterwards.
func (h *Handlers) AccreditationPage(r *web.Request) error {
	mine, err := h.store.MyAccreditations(r.Ctx(), r.Actor)
	if err != nil {
		return err
	}
	page := views.AccreditationPage{Panel: firstPanel(r, mine)}
	again := len(mine) > 0 && !mine[0].Open() && r.Query("nuova") != ""
	if len(mine) > 0 && !again {
		page.Panel, page.Before = mine[0], mine[1:]
	} else {
		page.New, page.Before = true, mine
	}
	if page.Panel.Office != "" {
		page.Office = page.Panel.Office + " (" + page.Panel.Province + ")"
	}
	return h.accreditation(r, http.StatusOK, page)
}

// firstPanel returns what is known of the person before they write anything.
func firstPanel(r *web.Request, mine []access.Accreditation) access.Accreditation {
	panel := access.Accreditation{Surname: r.User.Surname, Name: r.User.Name, RequestedRole: rule.RoleOperator}
	if len(mine) > 0 {
		last := mine[0]
		panel.Surname, panel.Name, panel.CodiceFiscale, panel.Phone, panel.Job = last.Surname, last.Name, last.CodiceFiscale, last.Phone, last.Job
	}
	return panel
}

func (h *Handlers) accreditation(r *web.Request, status int, page views.AccreditationPage) error {
	var err error
	page.Opened = r.Now().Clock()
	if page.Offices, err = h.store.OpenOffices(r.Ctx()); err != nil {
		return err
	}
	if page.Panel.ID != 0 {
		if page.History, err = h.store.AccreditationHistory(r.Ctx(), r.Actor, page.Panel.ID); err != nil {
			return err
		}
		if page.Papers, err = h.store.Papers(r.Ctx(), r.Actor, r.App.Archive, page.Panel.ID); err != nil {
			return err
		}
	}
	return r.Page(status, views.MyAccreditation(page))
}

// SaveAccreditation keeps the panel as a draft or, with Chiudi, sends it.
func (h *Handlers) SaveAccreditation(r *web.Request) error {
	f := r.Form()
	mine, err := h.store.MyAccreditations(r.Ctx(), r.Actor)
	if err != nil {
		return err
	}
	panel := access.Accreditation{}
	page := views.AccreditationPage{Before: mine, New: true, Key: f.Key()}
	if len(mine) > 0 && mine[0].Open() {
		panel, page.Before = mine[0], mine[1:]
		f.KeepStored(panelValues(panel))
	}
	offices, err := h.store.OpenOffices(r.Ctx())
	if err != nil {
		return err
	}
	panel = readPanel(f, panel, offices)
	closing := f.Text("azione") == "chiudi"
	if checkPanel(f, panel, closing); !f.OK() {
		page.Panel, page.Office, page.Errors = panel, f.Text("office"), f.Errors
		return h.accreditation(r, http.StatusUnprocessableEntity, page)
	}
	store := h.store.SaveAccreditation
	if closing {
		store = h.store.CloseAccreditation
	}
	saved, err := store(r.Ctx(), r.Actor, panel)
	if f.Merge(err) {
		page.Panel, page.Office, page.Errors = panel, f.Text("office"), f.Errors
		return h.accreditation(r, http.StatusUnprocessableEntity, page)
	}
	var stale db.Stale
	if errors.As(err, &stale) {
		return h.twoPanels(r, f, stale)
	}
	if err != nil {
		return err
	}
	if closing {
		r.Done("La domanda è chiusa e inviata al Centro Servizi. La risposta arriva per e-mail a " + saved.Email + ".")
	} else {
		r.Done("Bozza salvata. La domanda parte quando premi Chiudi.")
	}
	return r.SeeOther("/accreditamento")
}

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
