package pacts

import (
	"sportello/db/pacts"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/pacts"
	"sportello/views/shared"
)

func (h *Handlers) update() act {
	return act{
		can: pacts.Full.CanUpdate,
		draw: func(p pacts.Full) views.Act {
			why := control("testo", "reason", "")
			why.Width, why.MaxLength = 12, 500
			forced := control("spunta", "forced", "")
			forced.Width, forced.Free, forced.Hint = 12, true, "Chiede una nuova firma anche se cambia solo il testo."
			return views.Act{Title: "Aggiornamento del patto", Path: views.Path(p.ID, "aggiornamento"), Button: "Apri l'aggiornamento", Fields: []views.Control{why, forced},
				Lead: []string{"Si apre una nuova versione da scrivere. Se cambiano gli impegni delle parti (atti, azioni, date, disponibilità, contatti) serve una nuova firma; una correzione del testo no."}}
		},
		do: func(r *web.Request, p pacts.Full, f *web.Form) error {
			return h.store.Reopen(r.Ctx(), r.Actor, p.ID, f.Version(), f.Text("reason"), f.Bool("forced"))
		},
		said: func(*web.Request, pacts.Full, *web.Form) string {
			return "L'aggiornamento è aperto: cambia il contenuto o le azioni, poi prepara la proposta."
		},
	}
}

func (h *Handlers) dropping() act {
	return act{
		can: func(p pacts.Full) error {
			if p.Current().N < 2 {
				return rule.Refuse("", "Non c'è un aggiornamento da lasciare.")
			}
			return nil
		},
		draw: func(p pacts.Full) views.Act {
			return views.Act{Title: "Lascia l'aggiornamento", Path: views.Path(p.ID, "aggiornamento", "abbandono"), Button: "Lascia l'aggiornamento", Danger: true, Changes: p.Changes(),
				Lead: []string{"Il patto torna a dire quello che è stato firmato. L'aggiornamento resta nella storia."}}
		},
		do: func(r *web.Request, p pacts.Full, f *web.Form) error {
			return h.store.Drop(r.Ctx(), r.Actor, p.ID, f.Version())
		},
		said: func(*web.Request, pacts.Full, *web.Form) string {
			return "L'aggiornamento è stato lasciato: vale la versione firmata."
		},
	}
}

func (h *Handlers) ending(today rule.Date) act {
	return act{
		can: func(p pacts.Full) error {
			if p.State != pacts.Signed {
				return rule.Refuse("", "Finisce un patto sottoscritto: questo è "+p.State.Word()+".")
			}
			return nil
		},
		draw: func(p pacts.Full) views.Act {
			why := control("elenco", "end_reason", "")
			why.Width, why.Blank = 8, "Scegli"
			for _, c := range pacts.Conclusions {
				why.Options = append(why.Options, shared.Option{Value: c.Value, Label: "Concluso: " + c.Label})
			}
			for _, c := range pacts.Lapses {
				why.Options = append(why.Options, shared.Option{Value: c.Value, Label: "Decaduto: " + c.Label})
			}
			note := control("testo", "end_note", "")
			note.Width, note.Optional, note.MaxLength = 12, true, 500
			return views.Act{Title: "Fine del patto", Path: views.Path(p.ID, "fine"), Button: "Registra la fine", Fields: []views.Control{control("data", "ended_on", today.Italian()), why, note},
				Lead: []string{"Da quel giorno la persona non ha più un patto in vigore. Un aggiornamento ancora aperto viene lasciato."}}
		},
		do: func(r *web.Request, p pacts.Full, f *web.Form) error {
			e := pacts.Ending{On: f.Date("ended_on"), Reason: f.Text("end_reason"), Note: f.Text("end_note"), State: pacts.EndStateOf(f.Text("end_reason"))}
			if !f.OK() {
				more(f, e.Check(r.Today(), p.SignedOn))
				return nil
			}
			return h.store.End(r.Ctx(), r.Actor, p.ID, f.Version(), e)
		},
		said: func(_ *web.Request, p pacts.Full, f *web.Form) string {
			return "Il patto di " + p.Worker() + " è " + string(pacts.EndStateOf(f.Text("end_reason"))) + "."
		},
	}
}

func (h *Handlers) annulment() act {
	return act{
		can: func(p pacts.Full) error {
			if p.State == pacts.Annulled {
				return rule.Refuse("", "Il patto è già annullato: resta com'è nella storia.")
			}
			return nil
		},
		draw: func(p pacts.Full) views.Act {
			why := control("testo", "reason", "")
			why.Width, why.MaxLength = 12, 500
			return views.Act{Title: "Annullamento del patto", Path: views.Path(p.ID, "annullamento"), Button: "Annulla il patto", Danger: true, Fields: []views.Control{why},
				Lead: []string{"Si annulla un patto registrato per errore. Resta nella storia con il motivo, e con lui si annullano i servizi che aveva registrato. Se invece il patto non vale più, registra la sua fine."}}
		},
		do: func(r *web.Request, p pacts.Full, f *web.Form) error {
			return h.store.Annul(r.Ctx(), r.Actor, p.ID, f.Version(), f.Text("reason"))
		},
		said: func(*web.Request, pacts.Full, *web.Form) string {
			return "Ho annullato il patto: resta nella storia, con il motivo."
		},
	}
}

// UpdatePage asks why the patto is updated.
func (h *Handlers) UpdatePage(r *web.Request) error { return h.page(r, h.update()) }

// Update begins an update.
func (h *Handlers) Update(r *web.Request) error { return h.perform(r, h.update()) }

// DropPage asks before an update is given up.
func (h *Handlers) DropPage(r *web.Request) error { return h.page(r, h.dropping()) }

// Drop gives up an update.
func (h *Handlers) Drop(r *web.Request) error { return h.perform(r, h.dropping()) }

// EndPage asks when and why the patto ended.
func (h *Handlers) EndPage(r *web.Request) error { return h.page(r, h.ending(r.Today())) }

// End records that the patto ended.
func (h *Handlers) End(r *web.Request) error { return h.perform(r, h.ending(r.Today())) }

// AnnulPage asks why the patto was recorded by mistake.
func (h *Handlers) AnnulPage(r *web.Request) error { return h.page(r, h.annulment()) }

// Annul takes back a patto recorded by mistake.
func (h *Handlers) Annul(r *web.Request) error { return h.perform(r, h.annulment()) }
