package archive

import (
	"net/http"
	"strconv"

	"sportello/db/archive"
	"sportello/handlers/web"
	views "sportello/views/archive"
)

// Audit shows the register of acts to an administrator.
func (h *Handlers) Audit(r *web.Request) error {
	page := views.AuditPage{User: r.Query("utente"), Worker: r.Query("lavoratore"), From: r.Query("dal"), To: r.Query("al")}
	form := &web.Form{Values: r.Request.URL.Query()}
	f := archive.AuditFilter{
		UserID: form.Int("utente"), WorkerID: form.Int("lavoratore"), From: form.Date("dal"), To: form.Date("al"), Before: before(r), Limit: perPage + 1,
	}
	page.Errors = form.Errors
	if !form.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.Audit(page), web.Fragment{ID: "atti", Component: views.AuditRows(page)})
	}
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
