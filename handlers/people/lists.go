package people

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/people"
)

// ListsPage leads to the only active list, or shows them all.
func (h *Handlers) ListsPage(r *web.Request) error {
	lists, err := h.people.ListsWithRows(r.Ctx(), r.Actor)
	if err != nil {
		return err
	}
	if active := people.ActiveLists(lists, r.Today()); len(active) == 1 && r.Query("tutti") == "" {
		return r.SeeOther("/elenchi/" + strconv.FormatInt(active[0].ID, 10))
	}
	return r.Page(http.StatusOK, views.Lists(lists, r.Actor.Regional(), r.Today()))
}

// ManageLists shows the lists to the Region, with the form that opens one.
func (h *Handlers) ManageLists(r *web.Request) error {
	return h.manageLists(r, http.StatusOK, views.ListForm{ActiveFrom: string(r.Today())})
}

func (h *Handlers) manageLists(r *web.Request, status int, f views.ListForm) error {
	lists, err := h.people.ListsWithRows(r.Ctx(), r.Actor)
	if err != nil {
		return err
	}
	return r.Page(status, views.ManageLists(lists, f, r.Today()))
}

// listForm reads the form of a list. What is no number or no date is refused
// by the form itself.
func listForm(f *web.Form) (people.WorkerList, views.ListForm) {
	shown := views.ListForm{Name: f.Text("nome"), Priority: f.Text("priorita"), ActiveFrom: f.Text("attiva_dal"), Description: f.Text("descrizione"),
		Version: int(f.Int("_version")), Key: f.Text("_key")}
	l := people.WorkerList{Name: shown.Name, Priority: int(f.Int("priorita")), ActiveFrom: f.Date("attiva_dal"), Description: shown.Description, Version: shown.Version}
	return l, shown
}

// OpenList opens a list for the whole region.
func (h *Handlers) OpenList(r *web.Request) error {
	f := r.Form()
	l, shown := listForm(f)
	id, err := int64(0), error(nil)
	if f.OK() {
		id, err = h.people.OpenList(r.Ctx(), r.Actor, l)
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		shown.Errors = f.Errors
		return h.manageLists(r, http.StatusUnprocessableEntity, shown)
	}
	r.Done("Ho aperto la lista «" + l.Name + "». Ora si può caricare il file dei lavoratori.")
	return r.SeeOther("/elenchi/gestione#" + strconv.FormatInt(id, 10))
}

// ManageList shows one list to the Region.
func (h *Handlers) ManageList(r *web.Request) error {
	l, err := h.list(r)
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.ManageList(l.Name, formOf(l)))
}

func (h *Handlers) list(r *web.Request) (people.WorkerList, error) {
	id, err := r.ID("id")
	if err != nil {
		return people.WorkerList{}, err
	}
	return h.people.List(r.Ctx(), r.Actor, id)
}

func formOf(l people.WorkerList) views.ListForm {
	return views.ListForm{ID: l.ID, Name: l.Name, Priority: strconv.Itoa(l.Priority), ActiveFrom: string(l.ActiveFrom), Description: l.Description,
		Closed: l.ClosedOn != "", Version: l.Version}
}

// ChangeList saves name, priority, date and description.
func (h *Handlers) ChangeList(r *web.Request) error {
	stored, err := h.list(r)
	if err != nil {
		return err
	}
	f := r.Form()
	l, shown := listForm(f)
	l.ID, shown.ID, shown.Closed = stored.ID, stored.ID, stored.ClosedOn != ""
	if f.OK() {
		err = h.people.ChangeList(r.Ctx(), r.Actor, l)
	}
	status := http.StatusUnprocessableEntity
	var stale db.Stale
	if errors.As(err, &stale) {
		status, shown.Version = http.StatusConflict, stale.Current
		err = rule.Refuse("", "Qualcuno ha cambiato la lista nel frattempo: adesso è «"+stored.Name+"», priorità "+strconv.Itoa(stored.Priority)+
			", attiva dal "+stored.ActiveFrom.Italian()+". Se premi di nuovo «Salva», vale quello che hai scritto qui.")
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		shown.Errors = f.Errors
		return r.Page(status, views.ManageList(stored.Name, shown))
	}
	r.Done("Ho salvato la lista «" + l.Name + "».")
	return r.SeeOther("/elenchi/gestione")
}

// CloseList closes a list from today.
func (h *Handlers) CloseList(r *web.Request) error {
	return h.setClosed(r, h.people.CloseList, "Ho chiuso la lista «%». Si può riaprire da «Modifica».")
}

// ReopenList takes the closing back.
func (h *Handlers) ReopenList(r *web.Request) error {
	return h.setClosed(r, h.people.ReopenList, "Ho riaperto la lista «%».")
}

func (h *Handlers) setClosed(r *web.Request, act func(context.Context, rule.Actor, int64, int) error, done string) error {
	l, err := h.list(r)
	if err != nil {
		return err
	}
	if err := act(r.Ctx(), r.Actor, l.ID, int(r.Form().Int("_version"))); err != nil {
		return err
	}
	r.Done(strings.Replace(done, "%", l.Name, 1))
	return r.SeeOther("/elenchi/gestione")
}
