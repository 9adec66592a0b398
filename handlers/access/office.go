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
)

// Offices lists the offices, closed ones too.
func (h *Handlers) Offices(r *web.Request) error {
	offices, err := h.store.Offices(r.Ctx())
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Offices(views.OfficesPage{Offices: offices, Today: r.Today()}))
}

// NewOfficePage shows the card of an office to add.
func (h *Handlers) NewOfficePage(r *web.Request) error {
	return h.office(r, http.StatusOK, views.OfficeForm{ValidFrom: string(r.Today())})
}

// OfficePage shows the card of an office with its earlier versions.
func (h *Handlers) OfficePage(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	office, err := h.store.Office(r.Ctx(), id)
	if err != nil {
		return err
	}
	return h.office(r, http.StatusOK, formOf(office))
}

func (h *Handlers) office(r *web.Request, status int, form views.OfficeForm) error {
	var err error
	form.Opened = r.Now().Clock()
	if form.Provinces, err = h.store.Provinces(r.Ctx()); err != nil {
		return err
	}
	if form.Office.ID != 0 {
		if form.Catchment == "" && len(form.CatchmentErrors) == 0 {
			if form.Catchment, err = h.catchment(r, form.Office.ID); err != nil {
				return err
			}
		}
		if form.History, err = h.store.OfficeHistory(r.Ctx(), form.Office.ID); err != nil {
			return err
		}
	}
	return r.Page(status, views.OfficeCard(form))
}

// AddOffice adds an office.
func (h *Handlers) AddOffice(r *web.Request) error { return h.saveOffice(r, access.Office{}) }

// SaveOffice changes an office, keeping what it was.
func (h *Handlers) SaveOffice(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	stored, err := h.store.Office(r.Ctx(), id)
	if err != nil {
		return err
	}
	return h.saveOffice(r, stored)
}

func (h *Handlers) saveOffice(r *web.Request, stored access.Office) error {
	f := r.Form()
	f.KeepStored(officeValues(stored))
	office := access.Office{
		ID: stored.ID, Name: f.Text("name"), Province: f.Text("province"), Pilot: f.Bool("pilot"), Address: f.Text("address"), Phone: f.Text("phone"),
		Email: f.Text("email"), PatronDay: f.Text("patron_day"), PatronName: f.Text("patron_name"), ValidFrom: f.Date("valid_from"), ValidTo: f.Date("valid_to"),
		Version: f.Version(),
	}
	refused := func() error {
		return h.office(r, http.StatusUnprocessableEntity, views.OfficeForm{Office: office, Patron: f.Text("patron_day"), ValidFrom: f.Text("valid_from"),
			ValidTo: f.Text("valid_to"), Key: f.Key(), Errors: f.Errors})
	}
	if !f.OK() {
		return refused()
	}
	_, err := h.store.SaveOffice(r.Ctx(), r.Actor, office)
	if f.Merge(err) {
		return refused()
	}
	var stale db.Stale
	if errors.As(err, &stale) {
		return h.twoOffices(r, f, stored, stale)
	}
	if err != nil {
		return err
	}
	if stored.ID == 0 {
		r.Done("Ufficio aggiunto. Parte con gli orari di apertura consueti: il suo responsabile li cambia in «Ufficio».")
	} else {
		r.Done("Ufficio salvato.")
	}
	return r.SeeOther("/tabelle/uffici")
}

var officeOrder = []string{"name", "province", "address", "phone", "email", "patron_name", "patron_day", "pilot", "valid_from", "valid_to"}

// officeValues returns the stored card as its form would send it.
func officeValues(o access.Office) map[string]string {
	values := map[string]string{"name": o.Name, "province": o.Province, "address": o.Address, "phone": o.Phone, "email": o.Email,
		"patron_name": o.PatronName, "patron_day": o.PatronText(), "pilot": map[bool]string{true: "1"}[o.Pilot],
		"valid_from": string(o.ValidFrom), "valid_to": string(o.ValidTo)}
	for field, open := range map[string]rule.Date{"valid_from": access.AlwaysFrom, "valid_to": access.ForeverTo} {
		if values[field] == string(open) {
			values[field] = ""
		}
	}
	return values
}

// twoOffices shows both versions of a card that somebody else has saved.
func (h *Handlers) twoOffices(r *web.Request, f *web.Form, stored access.Office, stale db.Stale) error {
	v := f.Versions(officeOrder, views.OfficeLabels(), officeValues(stored))
	history, err := h.store.OfficeHistory(r.Ctx(), stored.ID)
	if err != nil {
		return err
	}
	if len(history) > 0 {
		v.Who, v.When = history[0].By, history[0].Replaced.Clock()
	}
	v.What, v.Me, v.Since = "questo ufficio", r.User.FullName(), f.Text("aperta")
	v.Action, v.Version, v.Back = r.Request.URL.Path, int64(stale.Current), r.Request.URL.Path
	head := layout.Head{Title: "CPI di " + stored.Name, Active: layout.KeyTables, Refused: true}
	return r.Page(http.StatusConflict, views.Stale(head, v))
}
