package pacts

import (
	"sportello/db/pacts"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/pacts"
)

func (h *Handlers) proposal(today rule.Date) act {
	return act{
		can: func(p pacts.Full) error {
			if why := p.ClosedTo(); why != "" {
				return rule.Refuse("", why)
			}
			return nil
		},
		draw: func(p pacts.Full) views.Act {
			v := p.Current()
			a := views.Act{Title: "Proposta del patto", Path: views.Path(p.ID, "proposta"), Button: "Prepara il documento", Changes: p.Changes(),
				Lead: []string{"Si prepara il documento da firmare, con il suo numero di protocollo. Quello che dice è fissato adesso: se il contenuto cambia, si prepara di nuovo."}}
			on := v.ProposedOn
			if on == "" {
				on = today
			}
			a.Fields = []views.Control{control("data", "proposed_on", on.Italian())}
			switch {
			case p.OnlyWords():
				words := control("spunta", "correction", "")
				words.Width, words.Free, words.Hint = 12, true, "Allora vale subito e la firma che c'è resta valida. Altrimenti si prepara il documento da firmare."
				a.Title, a.Fields = "Proposta di aggiornamento", append(a.Fields, words)
				a.Lead = []string{"Sono cambiate solo le parole dell'obiettivo o delle azioni. Chi le ha cambiate dice se è una correzione."}
			case v.N > 1 && !p.NeedsSignature():
				a.Title, a.Button = "Correzione del patto", "Metti in vigore la correzione"
				a.Lead = []string{"Gli impegni delle parti non cambiano: la correzione vale subito e la firma che c'è resta valida."}
			}
			return a
		},
		do: func(r *web.Request, p pacts.Full, f *web.Form) error {
			on := f.Date("proposed_on")
			if !f.OK() {
				more(f, p.Now().Missing())
				return nil
			}
			document, err := h.store.Propose(r.Ctx(), r.Actor, p.ID, f.Version(), pacts.Proposal{On: on, Correction: f.Bool("correction")})
			if err == nil {
				h.finish(r, document)
			}
			return err
		},
		said: func(_ *web.Request, p pacts.Full, f *web.Form) string {
			if p.Current().N > 1 && !p.NeedsSignature() && (!p.OnlyWords() || f.Bool("correction")) {
				return "La correzione è in vigore: la firma che c'è resta valida."
			}
			return "Il documento è pronto: stampalo, fallo firmare e registra la firma."
		},
	}
}

// refusal are the fields of a refusal.
func refusal(today rule.Date) []views.Control {
	why := control("testo", "reason", "")
	why.Width, why.MaxLength = 12, 500
	return []views.Control{control("data", "refused_on", today.Italian()), why}
}

func (h *Handlers) refusal(today rule.Date) act {
	return act{
		can: func(p pacts.Full) error {
			if p.Current().ProposedOn == "" {
				return rule.Refuse("", "Non c'è una proposta da rifiutare: il patto è "+p.State.Word()+".")
			}
			return nil
		},
		draw: func(p pacts.Full) views.Act {
			lead := "La persona non firma il patto che le è stato proposto. Se ne può preparare un altro."
			if p.Current().N > 1 {
				lead = "La persona non firma l'aggiornamento: il patto resta com'era."
			}
			return views.Act{Title: "Rifiuto del patto", Path: views.Path(p.ID, "rifiuto"), Button: "Registra il rifiuto", Danger: true, Lead: []string{lead}, Fields: refusal(today)}
		},
		do: func(r *web.Request, p pacts.Full, f *web.Form) error {
			on := f.Date("refused_on")
			if !f.OK() {
				more(f, pacts.CheckRefusal(r.Today(), r.Today(), "", f.Text("reason")))
				return nil
			}
			return h.store.Refuse(r.Ctx(), r.Actor, p.ID, f.Version(), on, f.Text("reason"))
		},
		said: func(_ *web.Request, p pacts.Full, _ *web.Form) string {
			return "Ho registrato che " + p.Worker() + " non firma."
		},
	}
}

// ProposalPage, Propose, SignaturePage, Sign, RefusalPage and Refuse are what
// becomes of the version that is open.
func (h *Handlers) ProposalPage(r *web.Request) error { return h.page(r, h.proposal(r.Today())) }

// Propose freezes what the open version says and makes its document.
func (h *Handlers) Propose(r *web.Request) error { return h.perform(r, h.proposal(r.Today())) }

// RefusalPage asks when and why it was not signed.
func (h *Handlers) RefusalPage(r *web.Request) error { return h.page(r, h.refusal(r.Today())) }

// Refuse records that it was not signed.
func (h *Handlers) Refuse(r *web.Request) error { return h.perform(r, h.refusal(r.Today())) }
