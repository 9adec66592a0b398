package agenda

import (
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/registry"
	"sportello/handlers/web"
	views "sportello/views/agenda"
	"sportello/views/shared"
)

// NewSession shows the form of a session.
func (h *Handlers) NewSession(r *web.Request) error {
	office, _, err := h.office(r)
	if err != nil {
		return err
	}
	if !office.Writes {
		return db.ErrNotFound
	}
	return h.sessionForm(r, http.StatusOK, office, views.SessionForm{Values: views.SessionValues{
		Operator: strconv.FormatInt(r.Actor.UserID, 10), Day: string(r.Today()), Length: "120", Capacity: "12", Mode: agenda.InPerson,
	}})
}

func (h *Handlers) sessionForm(r *web.Request, status int, office agenda.Office, f views.SessionForm) error {
	var err error
	f.Office, f.Me, f.Today = office, r.Actor.UserID, r.Today()
	if f.Operators, err = h.store.Operators(r.Ctx(), r.Actor, office.ID); err != nil {
		return err
	}
	all, err := h.registry.Services(r.Ctx(), r.Today())
	if err != nil {
		return err
	}
	f.Services = forGroups(all)
	return r.Page(status, views.NewSession(f))
}

// forGroups keeps the services that a group may have, laboratories first.
func forGroups(all []registry.Service) []registry.Service {
	var labs, others []registry.Service
	for _, s := range all {
		switch {
		case !s.Registrable || s.Company || !registry.ForGroups(s.Code):
		case registry.Laboratory(s.Code):
			labs = append(labs, s)
		default:
			others = append(others, s)
		}
	}
	return append(labs, others...)
}

// OpenSession fixes a session.
func (h *Handlers) OpenSession(r *web.Request) error {
	office, _, err := h.office(r)
	if err != nil {
		return err
	}
	f := r.Form()
	v, s := typedSession(f, agenda.Session{CPI: office.ID})
	if f.OK() {
		var id int64
		id, err = h.store.OpenSession(r.Ctx(), r.Actor, s)
		if err == nil {
			r.Done("Sessione fissata: " + s.Title + ", " + s.Slot.Words() + ".")
			return r.SeeOther(views.SessionsPath + "/" + strconv.FormatInt(id, 10))
		}
		if !f.Merge(err) {
			return err
		}
	}
	return h.sessionForm(r, http.StatusUnprocessableEntity, office, views.SessionForm{Values: v, Key: f.Text(shared.FieldKey), Refusals: f.Errors, Free: h.freeFor(r, f, s, err)})
}
