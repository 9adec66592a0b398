package pacts

import (
	"sportello/db"
	"sportello/db/pacts"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/pacts"
	"sportello/views/shared"
)

func (h *Handlers) plan(today rule.Date) act {
	return act{
		can: pacts.Full.CanPlan,
		draw: func(p pacts.Full) views.Act {
			objective, on := p.Objective, today
			if p.Outdated() { // what was written for it is kept
				objective, on = p.Plans[0].Objective, p.Plans[0].ProposedOn
			}
			goal := control("area", "plan_objective", objective)
			goal.Width, goal.Rows = 12, 3
			return views.Act{Title: "Proposta di PAI", Path: views.Path(p.ID, "piano"), Button: "Proponi il PAI", Fields: []views.Control{goal, control("data", "proposed_on", on.Italian())},
				Lead: []string{"Il piano di azione individuale completa il patto: riporta le " + shared.Plural(len(p.Agreed().Actions), "azione", "azioni") + " che ha adesso, con le date e chi le svolge. Si prepara il documento da firmare."}}
		},
		do: func(r *web.Request, p pacts.Full, f *web.Form) error {
			on := f.Date("proposed_on")
			if !f.OK() {
				more(f, pacts.CheckPlan(on, r.Today(), "", f.Text("plan_objective")))
				return nil
			}
			document, err := h.store.ProposePlan(r.Ctx(), r.Actor, p.ID, f.Version(), on, f.Text("plan_objective"))
			if err == nil {
				h.finish(r, document)
			}
			return err
		},
		said: func(_ *web.Request, p pacts.Full, _ *web.Form) string {
			return "Ho registrato la proposta del PAI: il documento è pronto da firmare."
		},
	}
}

func waiting(p pacts.Full) error {
	if len(p.Plans) == 0 || !p.Plans[0].Open() {
		return rule.Refuse("", "Non c'è un PAI che aspetta la firma.")
	}
	return nil
}

func proposed(p pacts.Full) rule.Date {
	if waiting(p) != nil {
		return ""
	}
	return p.Plans[0].ProposedOn
}

func (h *Handlers) planSignature(today rule.Date) act {
	return act{
		can: func(p pacts.Full) error {
			if err := waiting(p); err != nil {
				return err
			}
			return p.CanSignPlan()
		},
		draw: func(p pacts.Full) views.Act {
			return views.Act{Title: "Firma del PAI", Path: views.Path(p.ID, "piano", "firma"), Button: "Registra la firma", Upload: true, Fields: signatures(today, ""),
				Lead: append([]string{"Con la firma il servizio D.2 si registra da solo, fra quelli dei PAI."}, ofMinors(p, today)...)}
		},
		do: func(r *web.Request, p pacts.Full, f *web.Form) error {
			return h.sign(r, f, proposed(p), func(g pacts.Signing) error { return h.store.SignPlan(r.Ctx(), r.Actor, p.ID, f.Version(), g) })
		},
		said: func(_ *web.Request, p pacts.Full, _ *web.Form) string {
			return "Il PAI di " + p.Worker() + " è sottoscritto."
		},
	}
}

func (h *Handlers) planRefusal(today rule.Date) act {
	return act{
		can: waiting,
		draw: func(p pacts.Full) views.Act {
			return views.Act{Title: "Rifiuto del PAI", Path: views.Path(p.ID, "piano", "rifiuto"), Button: "Registra il rifiuto", Danger: true, Fields: refusal(today),
				Lead: []string{"La persona non firma il PAI che le è stato proposto. Il patto resta com'è."}}
		},
		do: func(r *web.Request, p pacts.Full, f *web.Form) error {
			on := f.Date("refused_on")
			if !f.OK() {
				more(f, pacts.CheckRefusal(r.Today(), r.Today(), "", f.Text("reason")))
				return nil
			}
			return h.store.RefusePlan(r.Ctx(), r.Actor, p.ID, f.Version(), on, f.Text("reason"))
		},
		said: func(_ *web.Request, p pacts.Full, _ *web.Form) string {
			return "Ho registrato che " + p.Worker() + " non firma il PAI."
		},
	}
}

// PlanPage asks for a PAI.
func (h *Handlers) PlanPage(r *web.Request) error { return h.page(r, h.plan(r.Today())) }

// ProposePlan proposes a PAI.
func (h *Handlers) ProposePlan(r *web.Request) error { return h.perform(r, h.plan(r.Today())) }

// PlanSignaturePage asks how and when the PAI was signed.
func (h *Handlers) PlanSignaturePage(r *web.Request) error {
	return h.page(r, h.planSignature(r.Today()))
}

// SignPlan records the signature of the PAI.
func (h *Handlers) SignPlan(r *web.Request) error { return h.perform(r, h.planSignature(r.Today())) }

// PlanRefusalPage asks when and why the PAI was not signed.
func (h *Handlers) PlanRefusalPage(r *web.Request) error { return h.page(r, h.planRefusal(r.Today())) }

// RefusePlan records that the PAI was not signed.
func (h *Handlers) RefusePlan(r *web.Request) error { return h.perform(r, h.planRefusal(r.Today())) }

// PlanScan gives the signed copy of a PAI.
func (h *Handlers) PlanScan(r *web.Request) error {
	p, err := h.load(r)
	if err != nil {
		return err
	}
	id, err := r.ID("pai")
	if err != nil {
		return err
	}
	for _, l := range p.Plans {
		if l.ID == id {
			return h.send(r, p, l.ScanID)
		}
	}
	return db.ErrNotFound
}
