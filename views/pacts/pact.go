package pacts

import (
	"slices"
	"strconv"
	"strings"

	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/views/layout"
	"sportello/views/shared"
)

// Path returns the address of a patto, or of what is below it.
func Path(id int64, rest ...string) string {
	return strings.Join(append([]string{"/patti", strconv.FormatInt(id, 10)}, rest...), "/")
}

func cardHref(worker int64) string { return "/lavoratori/" + strconv.FormatInt(worker, 10) }

// CardHref leads to the patti on the card of a person.
func CardHref(worker int64) string { return cardHref(worker) + "?sezione=patto" }

// Page is what the page of a patto shows.
type Page struct {
	F            pacts.Full
	Today        rule.Date
	Writes       bool
	OpenDocument bool
	OpenService  bool
	Offers       map[int64][]pacts.Offer // of each action
	Taken        []pacts.Offered         // actions of a bilancio that it may take
}

// Badge is the word of a patto with its shape.
func Badge(s pacts.State) (shared.Kind, string) {
	switch s {
	case pacts.Signed, pacts.Concluded:
		return shared.Good, s.Word()
	case pacts.Proposed:
		return shared.Running, s.Word()
	case pacts.Draft:
		return shared.Neutral, s.Word()
	}
	return shared.Stop, s.Word()
}

// actionBadge is the word of an action with its shape.
func actionBadge(a pacts.Action) (shared.Kind, string) {
	switch a.State {
	case pacts.Finished:
		return shared.Good, a.State.Word()
	case pacts.Running:
		return shared.Running, a.State.Word()
	case pacts.NotDone:
		return shared.Stop, a.State.Word()
	}
	return shared.Neutral, a.State.Word()
}

// planBadge is the word of a PAI with its shape.
func planBadge(p pacts.Plan) (shared.Kind, string) {
	switch {
	case p.SignedOn != "":
		return shared.Good, p.Word()
	case p.RefusedOn != "":
		return shared.Stop, p.Word()
	}
	return shared.Running, p.Word()
}

func head(p pacts.Pact, refused bool, title string, crumb string) layout.Head {
	h := layout.Head{Title: title, Facts: p.Worker() + " · " + string(p.CF), Active: layout.KeyWorkers, Refused: refused,
		Crumbs: []layout.Crumb{{Label: "Lavoratori", Href: "/lavoratori"}, {Label: p.Worker(), Href: cardHref(p.WorkerID)}}}
	if p.ID == 0 {
		h.Crumbs = append(h.Crumbs, layout.Crumb{Label: crumb})
		return h
	}
	h.Crumbs = append(h.Crumbs, layout.Crumb{Label: "Patto n. " + p.Code(), Href: Path(p.ID)})
	if crumb != "" {
		h.Crumbs = append(h.Crumbs, layout.Crumb{Label: crumb})
	} else {
		h.Crumbs[2].Href = ""
	}
	return h
}

// facts is the line under the title of a patto.
func (p Page) facts() string {
	parts := []string{p.F.Worker(), string(p.F.CF)}
	if p.F.BirthDate != "" {
		parts = append(parts, strconv.Itoa(p.F.BirthDate.AgeOn(p.Today))+" anni")
	}
	return strings.Join(append(parts, "CPI "+p.F.Office, "responsabile "+p.F.Operator), " · ")
}

// editable reports whether the reader may write what the patto says now.
func (p Page) editable() bool { return p.Writes && p.F.ClosedTo() == "" }

// offers reports whether a measure may be offered for an action from here.
func (p Page) offers(a pacts.Action) bool {
	open := slices.ContainsFunc(p.Offers[a.ID], func(o pacts.Offer) bool { return o.State.Open() })
	return p.Writes && !p.F.State.Over() && a.Kind != pacts.ByPerson && a.State.Open() && !open
}

func offerHref(worker, action int64) string {
	return OffersHref(worker, "nuova") + "?azione=" + strconv.FormatInt(action, 10)
}

func (p Page) ready() bool {
	v := p.F.Current()
	return v.N != 0 && (v.ProposedOn == "" || !p.F.Frozen())
}

// waits reports whether what was proposed waits for its signature.
func (p Page) waits() bool {
	v := p.F.Current()
	return v.N != 0 && v.ProposedOn != "" && p.F.Frozen()
}

func (p Page) text() []shared.Pair {
	t := p.F.Text
	var declared []string
	for _, a := range t.Availability {
		declared = append(declared, people.ChoiceLabel(pacts.Availabilities, a))
	}
	return []shared.Pair{
		{Term: "Obiettivo", Value: t.Objective}, {Term: "Atti di ricerca attiva", Value: strings.Join(t.Acts, "; ")}, {Term: "Tempistica", Value: t.Timing},
		{Term: "Contatti con il responsabile", Value: people.ChoiceLabel(pacts.Frequencies, t.Frequency)}, {Term: "Come si dimostra la ricerca", Value: t.Proof},
		{Term: "Disponibilità (art. 20, comma 3)", Value: strings.Join(declared, "; ")}, {Term: "DID", Value: orNone(p.F.DIDWords(), "nessuna in vigore")},
		{Term: "Profilo di occupabilità", Value: orNone(p.F.Profile, "non indicato nella scheda")}, {Term: "Note", Value: t.Note},
	}
}

func orNone(text, none string) string {
	if text == "" {
		return none
	}
	return text
}

// Dates says in one line the dated facts of a patto.
func Dates(p pacts.Pact) string {
	var parts []string
	for _, f := range []struct {
		word string
		on   rule.Date
	}{{"proposto il", p.ProposedOn}, {"sottoscritto il", p.SignedOn}, {"rifiutato il", p.RefusedOn}, {"finito il", p.EndedOn}} {
		if f.on != "" {
			parts = append(parts, f.word+" "+f.on.Italian())
		}
	}
	if len(parts) == 0 {
		return "preparato il " + p.CreatedAt.Date().Italian()
	}
	return strings.Join(parts, ", ")
}

// over says why a patto is over.
func over(p pacts.Pact) string {
	switch p.State {
	case pacts.Refused:
		return "La persona non ha firmato, il " + p.RefusedOn.Italian() + ": " + p.RefusedWhy
	case pacts.Concluded:
		return "Concluso il " + p.EndedOn.Italian() + ": " + ending(p, pacts.Conclusions)
	case pacts.Lapsed:
		return "Decaduto il " + p.EndedOn.Italian() + ": " + ending(p, pacts.Lapses)
	case pacts.Annulled:
		return "Annullato il " + p.AnnulledAt.Date().Italian() + ", era registrato per errore: " + p.AnnulledWhy
	}
	return ""
}

func ending(p pacts.Pact, all []people.Choice) string {
	text := people.ChoiceLabel(all, p.EndReason)
	if p.EndNote != "" {
		text += ". " + p.EndNote
	}
	return text
}

// versionFacts tells the story of a version.
func versionFacts(v pacts.Version) string {
	var parts []string
	add := func(on rule.Date, text string) {
		if on != "" {
			parts = append(parts, text+" il "+on.Italian())
		}
	}
	add(v.ProposedOn, "proposta")
	switch {
	case v.EffectiveOn != "" && v.Substantive:
		add(v.EffectiveOn, "firmata ("+pacts.SignatureWord(v.Signature)+orEmpty(", ", v.Place)+")")
	case v.EffectiveOn != "":
		add(v.EffectiveOn, "correzione in vigore senza nuova firma")
	}
	add(v.RefusedOn, "rifiutata")
	if v.RefusedWhy != "" {
		parts = append(parts, v.RefusedWhy)
	}
	if v.DroppedAt != "" {
		parts = append(parts, "lasciata il "+v.DroppedAt.Date().Italian())
	}
	if len(parts) == 0 {
		return "in preparazione dal " + v.OpenedAt.Date().Italian()
	}
	return strings.Join(parts, " · ")
}

func orEmpty(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}

// before returns the version that was in force when the n-th was written.
func (p Page) before(n int) (pacts.Contents, bool) {
	for i := n - 2; i >= 0; i-- {
		if p.F.Versions[i].EffectiveOn != "" {
			return p.F.Versions[i].Contents, true
		}
	}
	return pacts.Contents{}, false
}

func options(all []people.Choice) []shared.Option {
	out := make([]shared.Option, len(all))
	for i, c := range all {
		out[i] = shared.Option{Value: c.Value, Label: shared.Sentence(c.Label)}
	}
	return out
}

func when(a pacts.Action) string {
	if a.StartsOn != "" {
		return "dal " + a.StartsOn.Italian() + " al " + a.DueOn.Italian()
	}
	return "entro il " + a.DueOn.Italian()
}

func measureName(all []pacts.Measure, letter string) string {
	if m, known := pacts.MeasureOf(all, letter); known {
		return m.Name()
	}
	return ""
}

func sourceWord(source string) string {
	return map[string]string{"bilancio": "dal piano operativo del bilancio", "colloquio": "dal colloquio di orientamento"}[source]
}
