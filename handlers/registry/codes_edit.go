package registry

import (
	"errors"
	"net/http"
	"strings"

	"sportello/db"
	"sportello/db/registry"
	"sportello/handlers/web"
	views "sportello/views/registry"
)

// newest returns the service of the path as its last change left it.
func (h *Handlers) newest(r *web.Request) (registry.Service, error) {
	history, err := h.store.ServiceHistory(r.Ctx(), r.Param("codice"))
	if err == nil && len(history) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return registry.Service{}, err
	}
	return history[0], nil
}

// EditCode shows the form of a service.
func (h *Handlers) EditCode(r *web.Request) error {
	s, err := h.newest(r)
	if err != nil {
		return err
	}
	values := serviceValues(s)
	values["from"] = string(r.Today().AddDays(1))
	return r.Page(http.StatusOK, views.EditCode(views.CodeForm{Service: s, Values: values, Version: s.Version}))
}

func serviceValues(s registry.Service) map[string]string {
	registrable := ""
	if s.Registrable {
		registrable = "1"
	}
	return map[string]string{"title": s.Title, "rule_text": s.RuleText, "minutes_min": minutesText(s.Minutes.Min), "minutes_mean": minutesText(s.Minutes.Mean), "minutes_max": minutesText(s.Minutes.Max),
		"programme": strings.Join(s.Programmes, " "), "prestazioni": strings.Join(s.Prestazioni, " "), "registrable": registrable, "notes": s.Notes, "from": string(s.From)}
}

// ChangeCode changes a service from a day on.
func (h *Handlers) ChangeCode(r *web.Request) error {
	s, err := h.newest(r)
	if err != nil {
		return err
	}
	f := r.Form()
	f.KeepStored(serviceValues(s))
	change := registry.ServiceChange{From: f.Date("from"), Title: f.Text("title"), RuleText: f.Text("rule_text"), Programmes: strings.Fields(f.Text("programme")),
		Prestazioni: strings.Fields(strings.ToUpper(f.Text("prestazioni"))), Registrable: f.Bool("registrable"), Notes: f.Text("notes"),
		Minutes: registry.Range{Min: int(f.Int("minutes_min")), Mean: int(f.Int("minutes_mean")), Max: int(f.Int("minutes_max"))}}
	if f.OK() {
		err = h.store.ChangeService(r.Ctx(), r.Actor, s.Code, f.Version(), change)
	} else {
		err = change.Check(s.From, change.Prestazioni).Err() // beside what could not be read
	}
	var stale db.Stale
	if errors.As(err, &stale) {
		return h.staleCode(r, f, late{title: "Modifica " + s.Code, labels: views.CodeLabels, order: views.CodeOrder, stored: serviceValues(s), version: stale.Current, path: views.CodePath(s.Code)})
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.EditCode(views.CodeForm{Service: s, Values: flat(f), Version: f.Version(), Errors: f.Errors, Key: f.Key()}))
	}
	r.Done(s.Code + " vale così dal " + change.From.Italian() + "; fino al giorno prima resta com'era.")
	return r.SeeOther(views.CodePath(s.Code))
}

func flat(f *web.Form) map[string]string {
	out := map[string]string{}
	for name := range f.Values {
		out[name] = f.Text(name)
	}
	return out
}

// late is a form that came after somebody else's save.
type late struct {
	title, path string
	labels      map[string]string
	order       []string
	stored      map[string]string
	version     int
	action      string // where the choice is sent, "" for path
}

// staleCode answers 409 with what was typed beside what is stored.
func (h *Handlers) staleCode(r *web.Request, f *web.Form, l late) error {
	v := f.Versions(l.order, l.labels, l.stored)
	v.Who, v.When, v.What, v.Me, v.Since = "Qualcun altro", r.Now().Clock(), "questi dati", r.User.FullName(), r.Now().Clock()
	v.Action, v.Version, v.Back = orElse(l.action, l.path), int64(l.version), l.path
	return r.Page(http.StatusConflict, views.CodeConflict(l.title, l.path, v))
}
