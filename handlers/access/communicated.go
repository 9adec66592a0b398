package access

import (
	"encoding/csv"
	"net/http"
	"strconv"

	"sportello/db/access"
	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/access"
	"sportello/views/layout"
)

// NamesPage lists the names communicated to the Region.
func (h *Handlers) NamesPage(r *web.Request) error {
	return h.names(r, http.StatusOK, &web.Form{})
}

func (h *Handlers) names(r *web.Request, status int, f *web.Form) error {
	page := views.NamesPage{Query: r.Query("q"), Active: namesKey(r.Actor), Errors: f.Errors}
	if len(f.Errors) > 0 {
		page.Date, page.Key = f.Text("date"), f.Key()
	}
	var err error
	page.Rows, page.Total, err = h.store.CommunicatedNames(r.Ctx(), r.Actor, access.CommunicatedFilter{Query: page.Query, After: r.After(), Limit: web.PerPage + 1})
	if err != nil {
		return err
	}
	rows, more := web.Cut(page.Rows)
	if page.Rows = rows; more {
		page.Next = r.NextPage(strconv.FormatInt(rows[len(rows)-1].ID, 10))
	}
	if page.Loads, err = h.store.NamesLoads(r.Ctx(), r.Actor, 5); err != nil {
		return err
	}
	r.App.Archive.Read(r.Actor, archive.Audit{Action: "operatori_comunicati.elenco", Subject: "communicated_operator"})
	return r.Page(status, views.Names(page), web.Fragment{ID: "nominativi", Component: views.NamesRows(page)})
}

// namesKey is the item of the menu under which the names stand.
func namesKey(actor rule.Actor) string {
	if actor.Has(rule.RoleServiceCentre) {
		return layout.KeyAccreditations
	}
	return layout.KeyNames
}

// LoadNames stores a file of names, or says what would become of it.
func (h *Handlers) LoadNames(r *web.Request) error {
	f := r.Form()
	date := f.Date("date")
	file, header, err := r.File("file")
	if err != nil {
		return err
	}
	if file == nil {
		f.Add("file", "Scegli il file CSV con i nominativi.")
		return h.names(r, http.StatusUnprocessableEntity, f)
	}
	defer file.Close()
	if !f.OK() {
		return h.names(r, http.StatusUnprocessableEntity, f)
	}
	dry := f.Text("azione") == "prova"
	report, id, err := h.store.ImportOperators(r.Ctx(), r.Actor, access.NamesFile{Name: header.Filename, Reader: file, Date: date, DryRun: dry})
	if f.Merge(err) {
		return h.names(r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	if dry {
		return r.Page(http.StatusOK, views.Load(views.LoadPage{Load: access.NamesLoad{File: header.Filename, Report: report}, DryRun: true, Active: namesKey(r.Actor)}))
	}
	r.Done("Nominativi caricati.")
	return r.SeeOther("/operatori-comunicati/caricamenti/" + strconv.FormatInt(id, 10))
}

// NamesModel answers with an example of a file of names.
func (h *Handlers) NamesModel(r *web.Request) error {
	return r.SendModel("modello-operatori.csv", access.OperatorColumns())
}

// LoadPage shows what became of a file.
func (h *Handlers) LoadPage(r *web.Request) error {
	load, err := h.load(r)
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Load(views.LoadPage{Load: load, Active: namesKey(r.Actor)}))
}

func (h *Handlers) load(r *web.Request) (access.NamesLoad, error) {
	id, err := r.ID("id")
	if err != nil {
		return access.NamesLoad{}, err
	}
	return h.store.NamesLoad(r.Ctx(), r.Actor, id)
}

// Rejects sends the lines of a load that were refused, with their reasons, to
// be corrected and loaded again.
func (h *Handlers) Rejects(r *web.Request) error {
	load, err := h.load(r)
	if err != nil {
		return err
	}
	r.Attachment("scarti.csv", "text/csv; charset=utf-8")
	return access.WriteRejects(csv.NewWriter(r.Writer), load.Report)
}
