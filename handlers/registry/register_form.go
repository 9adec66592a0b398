package registry

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/registry"
)

// proposed is how many services the search shows.
const proposed = 15

// NewService shows the search of a service and, when one is chosen, its form.
func (h *Handlers) NewService(r *web.Request) error {
	w, err := h.worker(r)
	if err != nil {
		return err
	}
	q := r.Request.URL.Query()
	p := views.RegisterPage{Worker: w, Query: q.Get("q"), Values: url.Values{
		"code": {q.Get("codice")}, "date": {orElse(q.Get("date"), string(r.Today()))}, "mode": {orElse(q.Get("mode"), registry.Modes[0])},
		"programme": {q.Get("programme")}, "outcome": {q.Get("outcome")}, "refers": {q.Get("refers")}, "confirmed": q["confirmed"], "override_reason": {q.Get("override_reason")}, "cpi": {q.Get("cpi")}, "operator": {strconv.FormatInt(r.Actor.UserID, 10)}}}
	return h.showRegister(r, http.StatusOK, p)
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// showRegister fills in what the page needs beyond what was typed.
func (h *Handlers) showRegister(r *web.Request, status int, p views.RegisterPage) error {
	p.Today, p.Me = r.Today(), r.Actor.UserID
	office, all, err := h.office(r, p.Values.Get("cpi"), true)
	if err != nil {
		return err
	}
	p.Office, p.Offices = views.Choice{Value: strconv.FormatInt(office.ID, 10), Label: office.Name}, offices(all)
	if p.Words, err = h.store.Words(r.Ctx(), r.Today()); err != nil {
		return err
	}
	if len(p.Query) > 200 {
		p.Query = ""
	}
	if p.Found, err = h.store.Find(r.Ctx(), p.Query, false, r.Today(), proposed); err != nil {
		return err
	}
	if p.Values.Get("code") != "" {
		if err := h.chosen(r, &p, office.ID); err != nil {
			return err
		}
	}
	return r.Page(status, views.Register(p), web.Fragment{ID: views.FoundID, Component: views.Found(p)}, web.Fragment{ID: views.RulesID, Component: views.ForeseenAgain(p)})
}

// chosen fills in the form of the service that was chosen: its standard minutes,
// its rules, who may have delivered it.
func (h *Handlers) chosen(r *web.Request, p *views.RegisterPage, office int64) error {
	on, err := rule.ParseDate(p.Values.Get("date"))
	if err != nil {
		on = r.Today()
	}
	d := registry.DeliveredService{WorkerID: p.Worker.ID, CPI: office, Code: p.Values.Get("code"), On: on, Programme: p.Values.Get("programme"),
		Outcome: p.Values.Get("outcome"), Note: p.Values.Get("note")}
	var err2 error
	if p.Referable, err2 = h.referable(r, p.Worker.ID, d.Code); err2 != nil {
		return err2
	}
	if len(p.Referable) == 1 && !p.Sent && p.Values.Get("refers") == "" {
		p.Values.Set("refers", strconv.FormatInt(p.Referable[0].ID, 10))
	}
	refer(&d, p.Referable, p.Values.Get("refers"))
	foreseen, err := h.people.ForeseeService(r.Ctx(), d)
	if errors.Is(err, db.ErrNotFound) && p.Errors.For("code") != "" {
		return nil // the form says it
	}
	if err != nil {
		return err
	}
	if p.Closed, err = h.closedMonth(r, office, on, "questo servizio"); err != nil {
		return err
	}
	service := foreseen.Service
	p.Service, p.Broken = &service, foreseen.Broken
	if hard := registry.HardOf(p.Broken); len(hard) > 0 {
		p.MayOverride = overrides(r, office, service, hard)
	}
	if p.Doubts == nil {
		p.Doubts = foreseen.Doubts
	}
	if p.Values.Get("minutes") == "" && !p.Sent && service.Minutes.Mean > 0 {
		p.Values.Set("minutes", strconv.Itoa(service.Minutes.Mean))
	}
	if p.Values.Get("prestazione") == "" {
		p.Values.Set("prestazione", service.Prestazione())
	}
	all, err := h.agenda.Operators(r.Ctx(), r.Actor, office)
	if err != nil {
		return err
	}
	p.Operators = operators(all)
	if p.Words.Vocabulary == registry.Puglia {
		return h.masterplan(r, p)
	}
	return nil
}

// masterplan fills in the minutes that the Masterplan gives the service for the
// groups of the person.
func (h *Handlers) masterplan(r *web.Request, p *views.RegisterPage) error {
	if p.Service.Prestazione() == "" {
		return nil
	}
	rows, err := h.people.Rows(r.Ctx(), r.Actor, p.Worker.ID)
	if err != nil {
		return err
	}
	facts, err := h.people.GroupFacts(r.Ctx(), p.Worker.ID, rows)
	if err != nil {
		return err
	}
	targets := people.Targets(p.Worker, people.Groups(p.Worker, facts, r.Today()), r.Today())
	all, err := h.store.MinutesOf(r.Ctx(), p.Service.Prestazione(), r.Today())
	for _, m := range all {
		if m.Minutes > 0 && slices.Contains(targets, m.Target) {
			p.Masterplan = append(p.Masterplan, m)
		}
	}
	return err
}
