package registry

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"sportello/db/people"
	"sportello/db/registry"
	"sportello/handlers/web"
	"sportello/views/layout"
	views "sportello/views/registry"
	"sportello/views/shared"
)

// Register registers the service.
func (h *Handlers) Register(r *web.Request) error {
	w, err := h.worker(r)
	if err != nil {
		return err
	}
	f := r.Form()
	office, _, err := h.office(r, f.Text("cpi"), true)
	if err != nil {
		return err
	}
	d := registry.DeliveredService{WorkerID: w.ID, CPI: office.ID, Code: f.Text("code"), On: f.Date("date"), Mode: f.Text("mode"), Programme: f.Text("programme"),
		Prestazione: f.Text("prestazione"), Operator: f.Int("operator"), Planned: f.Int("planned"), Minutes: int(f.Int("minutes")), MinutesReason: f.Bounded("minutes_reason", 500),
		Outcome: f.Bounded("outcome", 200), Note: f.Bounded("note", 2000), OverrideReason: f.Bounded("override_reason", 500)}
	service, unknown := h.store.ServiceOn(r.Ctx(), d.Code, r.Today())
	if unknown == nil {
		d.MinutesPlan = service.Minutes.Mean
	}
	d.Confirmed = f.All("confirmed")
	referable, err := h.referable(r, w.ID, d.Code)
	if err != nil {
		return err
	}
	refer(&d, referable, f.Text("refers"))
	p := views.RegisterPage{Worker: w, Values: f.Values, Sent: true, Key: f.Key()}
	var id int64
	var soft []registry.Broken
	if f.OK() {
		id, soft, err = h.people.RegisterService(r.Ctx(), r.Actor, d)
	} else if unknown == nil {
		err = service.ByHand(d, r.Today()).Err()
	}
	var stop registry.Stop
	if errors.As(err, &stop) {
		p.Stop, p.MayOverride = &stop, overrides(r, office.ID, stop.Service, stop.Broken)
		return h.showRegister(r, http.StatusUnprocessableEntity, p)
	}
	var doubtful registry.Doubtful
	if errors.As(err, &doubtful) {
		p.Doubts, err = doubtful.Doubts, nil
		f.Add("confirmed", "Spunta per confermare, oppure correggi.")
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if p.Errors = f.Errors; !f.OK() {
		return h.showRegister(r, http.StatusUnprocessableEntity, p)
	}
	return h.registered(r, w, d, id, soft)
}

// registered says what was registered, and the soft rules that it does not keep.
func (h *Handlers) registered(r *web.Request, w people.Worker, d registry.DeliveredService, id int64, soft []registry.Broken) error {
	done := "Servizio registrato: "
	if row, err := h.store.Delivered(r.Ctx(), r.Actor, id); err != nil {
		return err
	} else if row.Beyond {
		done = "Servizio registrato in deroga: "
	}
	flash := layout.Flash{Level: shared.Done, Text: done + d.Code + ", " + shared.Plural(d.Minutes, "minuto", "minuti") + ", " + d.On.Italian() + ".",
		Links: []layout.Link{{Label: "Apri la registrazione", Href: views.ServicePath(id)}, {Label: "Registra un altro servizio", Href: views.RegisterPath(w.ID)}}}
	closed, err := h.closedMonth(r, d.CPI, d.On, "questo servizio")
	if err != nil {
		return err
	}
	if closed != "" {
		flash.Level, flash.Text = shared.Warn, flash.Text+" "+closed
	}
	var sentences []string
	for _, b := range soft {
		sentences = append(sentences, b.Sentence())
	}
	if d.Code == "B.1" && w.DIDOn == "" {
		flash.Links = append([]layout.Link{{Label: "Registra la DID", Href: views.DIDPath(w.ID)}}, flash.Links...)
		flash.Text += " La DID non è ancora registrata: sulla scheda non risulta."
		flash.Level = shared.Warn
	}
	if len(sentences) > 0 {
		flash.Level, flash.Text = shared.Warn, flash.Text+" Guarda: "+strings.Join(sentences, " ")
	}
	r.Flash(flash)
	return r.SeeOther("/lavoratori/" + strconv.FormatInt(w.ID, 10))
}
