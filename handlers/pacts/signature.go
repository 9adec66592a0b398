package pacts

import (
	"sportello/db/pacts"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/pacts"
	"sportello/views/shared"
)

func control(as, name, value string) views.Control {
	return views.Control{As: as, Field: shared.Field{Name: name, Value: value, Width: 4}}
}

// signatures are the fields of a signature.
func signatures(today rule.Date, next string) []views.Control {
	how := control("scelte", "signature", pacts.InPresence)
	how.Width = 12
	how.Options = []shared.Option{{Value: pacts.InPresence, Label: "Firma in presenza", Hint: "La persona ha firmato davanti all'operatore: la copia resta in ufficio."},
		{Value: pacts.OnPaper, Label: "Copia firmata su carta", Hint: "Si carica qui la sua scansione, con un numero di protocollo."}}
	scan := control("file", "scansione", "")
	scan.Width, scan.Free, scan.Multiple, scan.Accept, scan.Hint = 12, true, true, ".pdf,.jpg,.jpeg,.png", "Solo per la copia su carta: un PDF, oppure una o più immagini JPEG o PNG, fino a 10 MB."
	place := control("testo", "place", "")
	place.Optional = true
	out := []views.Control{control("data", "signed_on", today.Italian()), place, how, scan}
	if next != "" {
		contact := control("data", "next_contact_on", next)
		contact.Hint = "Dalla frequenza concordata: si può cambiare."
		out = append(out, contact)
	}
	return out
}

func (h *Handlers) signature(today rule.Date) act {
	return act{
		can: pacts.Full.CanSign,
		draw: func(p pacts.Full) views.Act {
			next := pacts.NextContact(today, p.Frequency).Italian()
			lead := "Dalla firma il patto è in vigore e il servizio D.1 si registra da solo."
			if p.Current().N > 1 {
				lead = "Dalla firma vale l'aggiornamento, e il servizio D.2 si registra da solo."
				if p.NextCheckOn > today {
					next = p.NextCheckOn.Italian()
				}
			}
			return views.Act{Title: "Firma del patto", Path: views.Path(p.ID, "firma"), Button: "Registra la firma", Upload: true, Lead: append([]string{lead}, ofMinors(p, today)...), Fields: signatures(today, next)}
		},
		do: func(r *web.Request, p pacts.Full, f *web.Form) error {
			return h.sign(r, f, p.Current().ProposedOn, func(g pacts.Signing) error { return h.store.Sign(r.Ctx(), r.Actor, p.ID, f.Version(), g) })
		},
		said: func(_ *web.Request, p pacts.Full, f *web.Form) string {
			return "Il patto di " + p.Worker() + " è sottoscritto."
		},
	}
}

// ofMinors says who else signs for a person who is not of age.
func ofMinors(p pacts.Full, today rule.Date) []string {
	if !p.Minor(today) {
		return nil
	}
	return []string{"La persona è minorenne: firma anche chi ne ha la responsabilità genitoriale."}
}

// SignaturePage asks how and when it was signed.
func (h *Handlers) SignaturePage(r *web.Request) error { return h.page(r, h.signature(r.Today())) }

// Sign records the signature.
func (h *Handlers) Sign(r *web.Request) error { return h.perform(r, h.signature(r.Today())) }
