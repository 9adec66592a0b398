package indicators

import (
	"net/http"
	"strconv"

	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/indicators"
)

// Objectives shows how the year stands against the objectives.
func (h *Handlers) Objectives(r *web.Request) error {
	a, err := h.ask(r, r.Query)
	if err != nil {
		return err
	}
	p := views.ObjectivesPage{Scopes: a.scopes, Years: a.years, Running: r.Today().Month()}
	if p.Sheet, err = h.store.Sheet(r.Ctx(), a.scope, a.year, counted); err != nil {
		return err
	}
	if p.Judged, err = h.store.Judge(r.Ctx(), p.Sheet); err != nil {
		return err
	}
	h.audit(r, "indicatori.obiettivi", a, len(p.Judged))
	return r.Page(http.StatusOK, views.Objectives(p), web.Fragment{ID: views.ObjectivesID, Component: views.ObjectivesShown(p)})
}

// SystemObjectives shows what the source asks of the whole system, and what of it
// is counted.
func (h *Handlers) SystemObjectives(r *web.Request) error {
	return r.Page(http.StatusOK, views.SystemObjectives(indicators.SystemObjectives))
}

func counted(i indicators.Indicator) bool { return i.Awaits == "" }

// VisitsPage shows the form of the visits without a name.
func (h *Handlers) VisitsPage(r *web.Request) error {
	return h.visits(r, http.StatusOK, r.Query, views.VisitsPage{Day: string(r.Today())})
}

func (h *Handlers) visits(r *web.Request, status int, value func(string) string, p views.VisitsPage) error {
	a, err := h.ask(r, value)
	if err != nil {
		return err
	}
	p.Scope = a.scope
	for _, s := range a.scopes {
		if s.Kind == rule.ScopeCPI {
			p.Scopes = append(p.Scopes, s)
		}
	}
	if p.Last, err = h.store.Visits(r.Ctx(), a.scope, 31); err != nil {
		return err
	}
	return r.Page(status, views.Visits(p))
}

// SaveVisits keeps how many came on a day.
func (h *Handlers) SaveVisits(r *web.Request) error {
	f := r.Form()
	only := func(name string) string {
		if name == "ambito" {
			return f.Text(name)
		}
		return ""
	}
	a, err := h.ask(r, only)
	if err != nil {
		return err
	}
	day := f.Date("giorno")
	number, wrong := strconv.Atoi(f.Text("visite"))
	if wrong != nil {
		f.Add("visite", "Scrivi quante persone sono venute: un numero intero.")
	}
	if f.OK() {
		err = h.store.SaveVisits(r.Ctx(), r.Actor, a.scope, day, number)
		if !f.Merge(err) && err != nil {
			return err
		}
	}
	if !f.OK() {
		return h.visits(r, http.StatusUnprocessableEntity, only, views.VisitsPage{Day: f.Text("giorno"), Number: f.Text("visite"), Key: f.Key(), Errors: f.Errors})
	}
	r.Done("Visite del " + day.Italian() + " salvate: " + strconv.Itoa(number) + ".")
	return r.SeeOther(views.VisitsPath)
}
