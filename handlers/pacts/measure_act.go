package pacts

import (
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/pacts"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/pacts"
	"sportello/views/shared"
)

// offerAct is one thing that is recorded of an offered measure on a page of its
// own.
type offerAct struct {
	form views.OfferAct // its page, as it is first shown
	can  func(pacts.Offer) error
	do   func(*web.Request, pacts.Offer, *web.Form) error
	said string
}

func (h *Handlers) offerActPage(r *web.Request, act func(pacts.Offer) offerAct) error {
	p, err := h.writableOffer(r)
	if err != nil {
		return err
	}
	a := act(p.O)
	if err := a.can(p.O); err != nil {
		return err
	}
	a.form.O = p.O
	return r.Page(http.StatusOK, views.DoOffer(a.form))
}

func (h *Handlers) writableOffer(r *web.Request) (views.OfferPage, error) {
	p, err := h.offer(r)
	if err == nil && !p.Writes {
		err = db.ErrNotFound
	}
	return p, err
}

func (h *Handlers) performOffer(r *web.Request, act func(pacts.Offer) offerAct) error {
	p, err := h.writableOffer(r)
	if err != nil {
		return err
	}
	a, f := act(p.O), r.Form()
	err = a.do(r, p.O, f)
	if isStale(err) {
		var kept []shared.Pair
		for _, c := range a.form.Fields {
			kept = append(kept, shared.Pair{Term: views.OfferLabels[c.Name], Value: views.SaidOffer(c.Name, f.Text(c.Name))})
		}
		return r.Page(http.StatusConflict, views.OfferChanged(p, kept))
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		a.form.O, a.form.Errors = p.O, f.Errors
		a.form.O.Version = f.Version()
		for i := range a.form.Fields {
			a.form.Fields[i].Value = f.Text(a.form.Fields[i].Name)
		}
		return r.Page(http.StatusUnprocessableEntity, views.DoOffer(a.form))
	}
	r.Done(a.said)
	return r.SeeOther(views.OfferPath(p.O.ID))
}

func offerControl(as, name, value string, width int) views.Control {
	return views.Control{As: as, Field: shared.Field{Name: name, Value: value, Width: width}}
}

func optional(c views.Control, hint string) views.Control {
	c.Optional, c.Hint, c.MaxLength = true, hint, 500
	return c
}

// answering records what the person answered.
func (h *Handlers) answering(today rule.Date) func(pacts.Offer) offerAct {
	return func(o pacts.Offer) offerAct {
		choice := offerControl("scelte", "answer", "", 12)
		choice.Options, choice.Across = views.Options(pacts.Answers), true
		a := offerAct{can: pacts.Offer.CanAnswer, said: "Ho registrato la risposta.",
			form: views.OfferAct{Title: "Risposta alla misura", Act: "risposta", Button: "Registra la risposta",
				Fields: []views.Control{choice, offerControl("data", "answered_on", today.Italian(), 4), optional(offerControl("testo", "reason", "", 12), "Serve se la persona rifiuta.")}},
			do: func(r *web.Request, o pacts.Offer, f *web.Form) error {
				x := pacts.OfferAnswer{Answer: pacts.OfferState(f.Text("answer")), On: f.Date("answered_on"), Reason: f.Text("reason")}
				if !f.OK() {
					more(f, x.Check(o, r.Today()))
					return nil
				}
				return h.store.AnswerOffer(r.Ctx(), r.Actor, o.ID, f.Version(), x)
			}}
		if o.SessionID != 0 {
			a.form.Lead = []string{"Se accetta, la persona entra nell'elenco della sessione del " + o.SessionOn.Italian() + "."}
		}
		return a
	}
}

// attending records the first time that the person took part.
func (h *Handlers) attending(today rule.Date) func(pacts.Offer) offerAct {
	return func(o pacts.Offer) offerAct {
		a := offerAct{can: pacts.Offer.CanAttend, said: "Ho registrato la prima partecipazione.",
			form: views.OfferAct{Title: "Prima partecipazione alla misura", Act: "partecipazione", Button: "Registra la partecipazione",
				Fields: []views.Control{offerControl("data", "attended_on", today.Italian(), 4)}, Lead: []string{"Questa offerta non registra un servizio."}},
			do: func(r *web.Request, o pacts.Offer, f *web.Form) error {
				x := pacts.OfferAttendance{On: f.Date("attended_on"), Mode: f.Text("mode")}
				if text := f.Text("minutes"); text != "" && o.ServiceCode != "" {
					n, err := strconv.Atoi(text)
					if err != nil || n < 1 {
						f.Add("minutes", "I minuti vanno da 1 a 720; lascia vuoto per la durata media del servizio.")
					}
					x.Minutes = n
				}
				if !f.OK() {
					more(f, x.Check(o, r.Today()))
					return nil
				}
				return h.store.AttendOffer(r.Ctx(), r.Actor, o.ID, f.Version(), x)
			}}
		if o.ServiceCode != "" {
			mode := offerControl("scelte", "mode", "presenza", 12)
			mode.Options, mode.Across = views.Options(pacts.Modes), true
			minutes := optional(offerControl("testo", "minutes", "", 4), "Vuoto prende la durata media del servizio.")
			minutes.InputMode, minutes.MaxLength = "numeric", 3
			a.form.Lead, a.form.Fields = []string{"Si registra il servizio " + o.ServiceCode + ", " + o.ServiceTitle + "."}, append(a.form.Fields, mode, minutes)
		}
		return a
	}
}
