package people

import (
	"slices"
	"strconv"

	"sportello/db/people"
	"sportello/db/rule"
	"sportello/views/layout"
	"sportello/views/shared"
)

// CVPage is what the pages of a person's CVs show.
type CVPage struct {
	Worker      people.Worker
	All         []people.CV // newest first
	Transfers   []people.Transfer
	Needs       people.CVNeeds
	Made        people.Curriculum // what the card makes today
	CV          people.CV         // of the path
	Transfer    people.Transfer
	Said        people.Transfer // its outcome as typed
	OutcomeOn   string
	ConfirmedOn string
	Registered  string // si, no
	Today       rule.Date
	Reason      string
	Mistaken    bool
	Checked     bool
	Key         string
	Errors      rule.Refusals
	CanWrite    bool
}

// CVsHref is the address of a person's CVs.
func CVsHref(worker int64) string { return cardHref(worker) + "/cv" }

func cvHref(c people.CV, act string) string {
	return CVsHref(c.WorkerID) + "/" + strconv.FormatInt(c.ID, 10) + "/" + act
}

func transferHref(t people.Transfer, act string) string {
	return CVsHref(t.WorkerID) + "/" + strconv.FormatInt(t.CVID, 10) + "/trasferimento/" + strconv.FormatInt(t.ID, 10) + "/" + act
}

var cvLabels = map[string]string{"file": "Curriculum in PDF", "validato": "Convalida", "istruzione": "Istruzione", "propensioni": "Propensioni", "motivo": "Motivo", "consenso": "Consenso",
	"registrato": "Registrazione al portale", "outcome": "Esito", "outcome_on": "Data dell'esito", "note": "Nota", "confirmed_on": "Pre-registrazione confermata il"}

func (p CVPage) head(title string) layout.Head {
	h := layout.Head{Title: "Salva Curriculum", Facts: p.Worker.FullName() + " · " + string(p.Worker.CodiceFiscale), Active: layout.KeyWorkers, Refused: len(p.Errors) > 0,
		Crumbs: []layout.Crumb{{Label: "Lavoratori", Href: "/lavoratori"}, {Label: p.Worker.FullName(), Href: cardHref(p.Worker.ID)}, {Label: "Curriculum", Href: careerHref(p.Worker.ID)}}}
	if title == "" {
		h.Crumbs = append(h.Crumbs, layout.Crumb{Label: "Salva Curriculum"})
		return h
	}
	h.Title = title
	h.Crumbs = append(h.Crumbs, layout.Crumb{Label: "Salva Curriculum", Href: CVsHref(p.Worker.ID)}, layout.Crumb{Label: title})
	return h
}

func (p CVPage) held() []people.CV { return people.HeldCVs(p.All, p.Today) }

func (p CVPage) past() []people.CV {
	held := p.held()
	return slices.DeleteFunc(slices.Clone(p.All), func(c people.CV) bool {
		return slices.ContainsFunc(held, func(h people.CV) bool { return h.ID == c.ID })
	})
}

// heldHeading returns the id and the words of the heading of the n-th of those held.
func (p CVPage) heldHeading(n int) (id, title string) {
	if n < len(p.held())-1 {
		return "cv-bozza", "La bozza che lo sostituirà"
	}
	return "cv-ora", "Il curriculum di adesso"
}

func (p CVPage) transfersOf(c people.CV) []people.Transfer {
	var out []people.Transfer
	for _, t := range p.Transfers {
		if t.CVID == c.ID {
			out = append(out, t)
		}
	}
	return out
}

// waits reports whether a transfer of the CV has no outcome yet: until then
// there is no other.
func (p CVPage) waits(c people.CV) bool {
	return slices.ContainsFunc(p.transfersOf(c), func(t people.Transfer) bool { return t.Outcome == "" })
}

// cvBadge is the word of a CV's state, with its shape.
func cvBadge(c people.CV, on rule.Date) (shared.Kind, string) {
	switch c.State(on) {
	case people.CVAnnulled:
		return shared.Stop, "Annullato"
	case people.CVExpired:
		return shared.Look, "CV obsoleto"
	case people.CVValid:
		return shared.Good, "Validato"
	}
	return shared.Running, "Bozza"
}

func cvFacts(c people.CV, on rule.Date) []shared.Pair {
	out := []shared.Pair{{Term: "Stato", Value: string(c.State(on))}, {Term: "Salvato il", Value: c.SavedOn.Italian() + by(c.SavedBy) + ", CPI " + c.Office}, {Term: "Vale fino al", Value: c.ValidTo.Italian()}}
	if c.ValidatedOn != "" {
		out = append(out, shared.Pair{Term: "Convalidato il", Value: c.ValidatedOn.Italian() + by(c.ValidatedBy)})
	}
	if c.Annulled != "" {
		out = append(out, shared.Pair{Term: "Cancellato il", Value: c.Annulled.Italian() + by(c.AnnulledBy)}, shared.Pair{Term: "Motivo", Value: c.Reason})
	}
	return out
}

func transferFacts(t people.Transfer) []shared.Pair {
	out := []shared.Pair{{Term: "Trasferito il", Value: t.On.Italian() + by(t.By)}, {Term: "Consenso del", Value: t.ConsentOn.Italian()}}
	if t.Preregistered {
		out = append(out, shared.Pair{Term: "Pre-registrazione", Value: "il " + t.On.Italian() + ", da confermare dal messaggio a " + t.Contact})
	}
	if t.Outcome != "" {
		out = append(out, shared.Pair{Term: "Esito", Value: people.ChoiceLabel(people.TransferOutcomes, t.Outcome) + " il " + t.OutcomeOn.Italian()}, shared.Pair{Term: "Nota", Value: t.Note})
	}
	if t.ConfirmedOn != "" {
		out = append(out, shared.Pair{Term: "Pre-registrazione confermata il", Value: t.ConfirmedOn.Italian()})
	}
	return out
}

// made says what of the card goes into the CV that is made from it, each with
// how many there are.
func (p CVPage) made() []shared.Pair {
	c := p.Made
	count := func(term string, n int, one, many string) shared.Pair {
		return shared.Pair{Term: term, Value: shared.Plural(n, one, many)}
	}
	return []shared.Pair{
		count("Occupazione desiderata", len(c.Headline), "professione", "professioni"), count("Esperienza professionale", len(c.Work), "esperienza", "esperienze"),
		count("Istruzione", len(c.Studies), "titolo", "titoli"), count("Formazione", len(c.Training), "corso", "corsi"), count("Competenze linguistiche", len(c.Foreign), "lingua straniera", "lingue straniere"),
		count("Competenze digitali", len(c.Programs), "programma", "programmi"), count("Patenti, abilitazioni e albi", len(c.Driving)+len(c.Patents)+len(c.Rolls), "voce", "voci"),
	}
}

func ticked(yes bool) string {
	if yes {
		return "1"
	}
	return ""
}
