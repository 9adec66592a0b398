package archive

import (
	"errors"
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/archive"
	"sportello/handlers/web"
	views "sportello/views/archive"
)

// Audit shows the register of acts to an administrator. The address holds the
// filters, account and person by number.
func (h *Handlers) Audit(r *web.Request) error {
	form := &web.Form{Values: r.Request.URL.Query()}
	page, err := h.auditFilters(r, form)
	if err != nil {
		return err
	}
	if !form.OK() {
		page.Errors = form.Errors
		return r.Page(http.StatusUnprocessableEntity, views.Audit(page), web.Fragment{ID: "atti", Component: views.AuditRows(page)})
	}
	f := archive.AuditFilter{UserID: page.User.ID, WorkerID: page.Worker.ID, From: form.Date("dal"), To: form.Date("al"), Before: before(r), Limit: perPage + 1}
	rows, err := h.store.AuditLines(r.Ctx(), r.Actor, f)
	if err != nil {
		return err
	}
	page.Rows = rows[:min(len(rows), perPage)]
	if len(page.Rows) > 0 {
		page.Next = older(r, len(rows) > perPage, page.Rows[len(page.Rows)-1].ID)
	}
	// Who watches is written down too.
	h.store.Read(r.Actor, archive.Audit{Action: "registro.letto", Subject: "audit", Count: len(page.Rows), WorkerID: f.WorkerID,
		Fields: []string{"utente=" + strconv.FormatInt(f.UserID, 10), "dal=" + string(f.From), "al=" + string(f.To)}})
	return r.Page(http.StatusOK, views.Audit(page), web.Fragment{ID: "atti", Component: views.AuditRows(page)})
}

// auditFilters reads the filters that an address or a form holds, and names the
// account and the person that they are about.
func (h *Handlers) auditFilters(r *web.Request, f *web.Form) (views.AuditPage, error) {
	page := views.AuditPage{User: views.AuditTarget{ID: f.Int("utente")}, Worker: views.AuditTarget{ID: f.Int("lavoratore")}, From: f.Text("dal"), To: f.Text("al")}
	f.Date("dal")
	f.Date("al")
	if id := page.User.ID; id != 0 {
		user, err := h.app.Access.User(r.Ctx(), id)
		if err != nil && !errors.Is(err, db.ErrNotFound) {
			return page, err
		}
		page.User.Name = user.FullName()
	}
	if id := page.Worker.ID; id != 0 {
		worker, err := h.people.IdentifyID(r.Ctx(), r.Actor, id)
		if err != nil && !errors.Is(err, db.ErrNotFound) {
			return page, err
		}
		page.Worker.Name = worker.FullName()
	}
	return page, nil
}

// SearchAudit takes the filters as people type them, the name or address of an
// account and the name or codice fiscale of a person, and leads to the register
// under their numbers: what was typed enters no address. Where several answer,
// it asks which one.
func (h *Handlers) SearchAudit(r *web.Request) error {
	form := r.Form()
	page, err := h.auditFilters(r, form)
	if err != nil {
		return err
	}
	page.UserTyped, page.WorkerTyped = form.Text("account"), form.Text("persona")
	if err := h.findAccount(r, form, &page); err != nil {
		return err
	}
	if err := h.findPerson(r, form, &page); err != nil {
		return err
	}
	if form.OK() {
		return r.SeeOther(page.Href())
	}
	page.Errors = form.Errors
	return r.Page(http.StatusUnprocessableEntity, views.Audit(page))
}
