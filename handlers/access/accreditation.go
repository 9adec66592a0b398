package access

import (
	"errors"
	"net/http"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/access"
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
