package agenda

import (
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/handlers/web"
	views "sportello/views/agenda"
	"sportello/views/layout"
	"sportello/views/shared"
)

// outcomesShown is how many appointments without outcome a page lists.
const outcomesShown = 200

// OutcomesPage lists what is over and has no outcome, newest first.
func (h *Handlers) OutcomesPage(r *web.Request) error {
	office, offices, err := h.office(r)
	if err != nil {
		return err
	}
	if !office.Writes {
		return db.ErrNotFound
	}
	p := views.OutcomesPage{Calendar: views.Calendar{Office: office, Offices: offices, Moment: moment(r)}, Mine: r.Query("solo") == "miei"}
	var operator int64
	if p.Mine {
		operator = r.Actor.UserID
	}
	if p.List, p.Total, err = h.store.ToFill(r.Ctx(), r.Actor, office.ID, operator, outcomesShown); err != nil {
		return err
	}
	h.auditList(r, "esiti.letti", office.ID, len(p.List))
	return r.Page(http.StatusOK, views.Outcomes(p))
}

// Outcomes says the same of several appointments.
func (h *Handlers) Outcomes(r *web.Request) error {
	f := r.Form()
	var ids []int64
	for _, v := range f.All("appuntamento") {
		id, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return db.ErrNotFound
		}
		ids = append(ids, id)
	}
	back := web.LocalPath(f.Text("torna"), "/agenda/esiti")
	if len(ids) == 0 {
		r.Flash(layout.Flash{Level: shared.Warn, Text: "Non hai spuntato nessun appuntamento."})
		return r.SeeOther(back)
	}
	action := agenda.Action(f.Text("esito"))
	n, err := h.store.Outcomes(r.Ctx(), r.Actor, ids, action)
	if err != nil {
		return err
	}
	r.Done(shared.Plural(n, "appuntamento segnato", "appuntamenti segnati") + ": " + action.Label() + ".")
	return r.SeeOther(back)
}
