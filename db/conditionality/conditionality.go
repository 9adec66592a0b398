// Package conditionality owns the optional module on conditionality: which missed
// appointments and sessions an office judges, and the notices that who heads it
// confirms. It drafts for a person's decision and never sanctions: DID, patto,
// benefit and status are not touched here.
package conditionality

import (
	"fmt"
	"slices"
	"strings"

	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/db/rule"
)

// Breach is what was missed, as d.lgs. 150/2015, art. 21, c. 7 tells it apart.
type Breach string

// The breaches that are about being absent, with their letter.
const (
	MissedCall    Breach = "convocazione"    // a)
	MissedSupport Breach = "orientamento"    // b)
	MissedMeasure Breach = "politica_attiva" // c)
)

// Breaches are all of them, in the order of the law.
var Breaches = []people.Choice{
	{Value: string(MissedCall), Label: "Convocazione o appuntamento (lettera a)"},
	{Value: string(MissedSupport), Label: "Iniziativa o laboratorio di orientamento (lettera b)"},
	{Value: string(MissedMeasure), Label: "Formazione o altra misura di politica attiva (lettera c)"},
}

// Known reports whether it is one of the breaches.
func (b Breach) Known() bool { return known(Breaches, string(b)) }

// Letter returns the letter of art. 21, c. 7: «a».
func (b Breach) Letter() string {
	return map[Breach]string{MissedCall: "a", MissedSupport: "b", MissedMeasure: "c"}[b]
}

// Words returns what was missed: «mancata presentazione a una convocazione o a un
// appuntamento».
func (b Breach) Words() string {
	switch b {
	case MissedCall:
		return "mancata presentazione a una convocazione o a un appuntamento"
	case MissedSupport:
		return "mancata partecipazione a un'iniziativa di orientamento"
	case MissedMeasure:
		return "mancata partecipazione a una misura di politica attiva"
	}
	return ""
}

// Quotation returns the words of the law (d.lgs. 150/2015, art. 21, c. 7).
func (b Breach) Quotation() string {
	switch b {
	case MissedCall:
		return "in caso di mancata presentazione, in assenza di giustificato motivo, alle convocazioni ovvero agli appuntamenti di cui all'articolo 20, comma 1 e comma 2, lettera d), e all'articolo 21, commi 2 e 6: " +
			"1) la decurtazione di un quarto di una mensilità, in caso di prima mancata presentazione; 2) la decurtazione di una mensilità, alla seconda mancata presentazione; " +
			"3) la decadenza dalla prestazione e dallo stato di disoccupazione, in caso di ulteriore mancata presentazione"
	case MissedSupport:
		return "in caso di mancata partecipazione, in assenza di giustificato motivo, alle iniziative di orientamento di cui all'articolo 20, comma 3, lettera a), le medesime conseguenze di cui alla lettera a)"
	case MissedMeasure:
		return "in caso di mancata partecipazione, in assenza di giustificato motivo, alle iniziative di cui all'articolo 20, comma 3, lettera b): 1) la decurtazione di una mensilità, alla prima mancata partecipazione; " +
			"2) la decadenza dalla prestazione e dallo stato di disoccupazione, in caso di ulteriore mancata partecipazione"
	}
	return ""
}

// CountsWith reports whether one breach comes before another in the count: a) and
// b) have the same consequences and count together, c) counts by itself.
func (b Breach) CountsWith(other Breach) bool {
	return (b == MissedMeasure) == (other == MissedMeasure)
}

// Consequence is what the law foresees, from the mildest.
type Consequence int

// The consequences of art. 21, c. 7.
const (
	QuarterMonth Consequence = iota + 1
	WholeMonth
	Loss
)

// Words returns the consequence as a notice writes it.
func (c Consequence) Words() string {
	switch c {
	case QuarterMonth:
		return "la decurtazione di un quarto di una mensilità della prestazione"
	case WholeMonth:
		return "la decurtazione di una mensilità della prestazione"
	case Loss:
		return "la decadenza dalla prestazione e dallo stato di disoccupazione"
	}
	return ""
}

// Foreseen returns the consequence of the n-th breach of its kind; n begins at 1
// (d.lgs. 150/2015, art. 21, c. 7, letters a, b and c).
func Foreseen(b Breach, n int) Consequence {
	if b == MissedMeasure {
		n++ // the quarter of a month is not there
	}
	return Consequence(min(max(n, int(QuarterMonth)), int(Loss)))
}

// Earlier is a notice that was confirmed before.
type Earlier struct {
	Breach    Breach
	On        rule.Date // of what was missed
	Confirmed rule.Date
}

// Order returns which one a breach is after those confirmed before it under the
// same DID, from 1, and why: «seconda: la prima è quella del 12/10/2026, confermata
// il 20/10/2026».
func Order(b Breach, before []Earlier) (n int, why string) {
	var named []string
	n = 1
	for _, e := range before {
		if b.CountsWith(e.Breach) {
			named = append(named, "la "+Ordinal(n)+" è quella del "+e.On.Italian()+", confermata il "+e.Confirmed.Italian())
			n++
		}
	}
	if n == 1 {
		return n, "prima: con questa DID non ci sono altri avvisi confermati di questo tipo"
	}
	return n, Ordinal(n) + ": " + strings.Join(named, "; ")
}

// Ordinal returns a number as a word that goes with «mancata presentazione».
func Ordinal(n int) string {
	words := []string{"prima", "seconda", "terza", "quarta", "quinta"}
	if n >= 1 && n <= len(words) {
		return words[n-1]
	}
	return fmt.Sprintf("%dª", n)
}

// Justified are the reasons that the law accepts for an absence; Other is for what
// they do not name.
var Justified = []people.Choice{
	{Value: "malattia", Label: "Malattia o infortunio"}, {Value: "servizio_civile", Label: "Servizio civile"}, {Value: "maternita", Label: "Maternità"},
	{Value: "famiglia", Label: "Gravi motivi familiari"}, {Value: "mobilita", Label: "Limitazioni alla mobilità personale"}, {Value: "forza_maggiore", Label: "Forza maggiore"},
}

// Other is the reason that is told in words.
const Other = "altro"

// Reasons are the justified reasons and the other one.
var Reasons = append(slices.Clone(Justified), people.Choice{Value: Other, Label: "Altro, spiegato qui sotto"})

// Ground is all that a notice says to everybody of why it was closed: which reason
// it was is about health or family, and stands apart.
type Ground string

// The grounds.
const (
	WithReason Ground = "giustificato"
	WithOther  Ground = "altro"
)

// Words returns the ground as the pages say it, "" for none.
func (g Ground) Words() string {
	switch g {
	case WithReason:
		return "Motivo giustificato"
	case WithOther:
		return "Altro motivo"
	}
	return ""
}

// Closing says why there is no notice, or none any more.
type Closing struct{ Reason, Text string }

// Ground returns what everybody may know of it.
func (c Closing) Ground() Ground {
	if c.Reason == Other {
		return WithOther
	}
	return WithReason
}

// Check returns what is wrong with it; the refusals name reason, reason_text.
func (c Closing) Check() (out rule.Refusals) {
	if !known(Reasons, c.Reason) {
		out.Add("reason", "Scegli il motivo.")
	}
	text := strings.TrimSpace(c.Text)
	if c.Reason == Other && len([]rune(text)) < 10 {
		out.Add("reason_text", "Spiega il motivo in almeno 10 caratteri.")
	}
	if err := rule.TooLong(text, maxText); err != nil {
		out.Add("reason_text", err.Error())
	}
	return out
}

// Words says a reason with its explanation.
func (c Closing) Words() string {
	label := people.ChoiceLabel(Reasons, c.Reason)
	switch {
	case c.Reason == Other || c.Reason == "":
		return c.Text
	case c.Text == "":
		return label
	}
	return label + ". " + c.Text
}

const maxText = 1000

// Days in which the person may send their reasons (L. 241/1990, art. 10): those
// proposed, and the most.
const (
	DaysToAnswer    = 10
	MaxDaysToAnswer = 90
)

// Draft is a notice as it is proposed.
type Draft struct {
	Breach    Breach
	ReasonsBy rule.Date
	Note      string
}

// Check returns what is wrong with a draft made on a day; the refusals name breach,
// reasons_by, note.
func (d Draft) Check(today rule.Date) (out rule.Refusals) {
	if !d.Breach.Known() {
		out.Add("breach", "Scegli a che cosa la persona è mancata.")
	}
	checkTerm(&out, d.ReasonsBy, today)
	if err := rule.TooLong(strings.TrimSpace(d.Note), maxText); err != nil {
		out.Add("note", err.Error())
	}
	return out
}

func checkTerm(out *rule.Refusals, by, today rule.Date) {
	switch {
	case by == "":
		out.Add("reasons_by", "Scrivi fino a quale giorno la persona può mandare i suoi motivi.")
	case by <= today:
		out.Add("reasons_by", "Il giorno viene dopo oggi: la persona deve avere il tempo di rispondere.")
	case today.DaysUntil(by) > MaxDaysToAnswer:
		out.Add("reasons_by", fmt.Sprintf("Il giorno è più lontano di %d giorni.", MaxDaysToAnswer))
	}
}

// CheckTerm returns what is wrong with the day until which the person may answer;
// the refusal names reasons_by.
func CheckTerm(by, today rule.Date) (out rule.Refusals) {
	checkTerm(&out, by, today)
	return out
}

// Writers draft notices and set absences aside in their office; Readers see them.
var (
	Writers = pacts.Writers
	Readers = pacts.Readers
)

func known(all []people.Choice, value string) bool {
	return slices.ContainsFunc(all, func(c people.Choice) bool { return c.Value == value })
}
