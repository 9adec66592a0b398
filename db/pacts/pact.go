// Package pacts keeps the patto di servizio personalizzato (d.lgs. 150/2015, art.
// 20): what a person and an office agree on, its versions, its individual action
// plan, and the checks of how its actions go.
package pacts

import (
	"fmt"
	"slices"
	"strings"

	"sportello/db/people"
	"sportello/db/rule"
)

// State is where a patto stands, derived from its dated facts.
type State string

// The states of a patto.
const (
	Draft     State = "bozza"
	Proposed  State = "proposto"
	Signed    State = "sottoscritto"
	Refused   State = "rifiutato"
	Concluded State = "concluso"
	Lapsed    State = "decaduto"
	Annulled  State = "annullato" // recorded by mistake
)

// States are the states in the order of the screens, with their words.
var States = []people.Choice{
	{Value: string(Signed), Label: "sottoscritti"}, {Value: string(Proposed), Label: "proposti"}, {Value: string(Draft), Label: "in preparazione"},
	{Value: string(Refused), Label: "rifiutati"}, {Value: string(Concluded), Label: "conclusi"}, {Value: string(Lapsed), Label: "decaduti"}, {Value: string(Annulled), Label: "annullati"},
}

// Over reports whether nothing more happens to a patto of the state.
func (s State) Over() bool { return s != Draft && s != Proposed && s != Signed }

// Word returns the state as the screens write it.
func (s State) Word() string {
	if s == Draft {
		return "in preparazione"
	}
	return string(s)
}

// The kinds of patto.
const (
	KindPDS   = "PDS"
	KindPSP   = "PSP"
	KindPSPGG = "PSP_GG"
	KindPpL   = "PpL"
)

// Kinds are the kinds of patto, with their words.
var Kinds = []people.Choice{
	{Value: KindPSP, Label: "Patto di servizio personalizzato (PSP)"}, {Value: KindPSPGG, Label: "Patto di servizio personalizzato Garanzia Giovani (PSP GG)"},
	{Value: KindPDS, Label: "Patto di servizio (PDS), precedente al d.lgs. 150/2015"}, {Value: KindPpL, Label: "Patto per il lavoro (PpL), beneficiari del Reddito di Cittadinanza"},
}

// KindShort returns the kind in few letters, as lists write it: «PSP GG».
func KindShort(kind string) string { return strings.ReplaceAll(kind, "_", " ") }

// KindTitle returns the title of the document of a kind.
func KindTitle(kind string) string {
	switch kind {
	case KindPDS:
		return "Patto di servizio"
	case KindPSPGG:
		return "Patto di servizio personalizzato – Garanzia Giovani"
	case KindPpL:
		return "Patto per il lavoro"
	}
	return "Patto di servizio personalizzato"
}

// Programme returns the programme in which the services of a kind are delivered.
func Programme(kind string) string {
	switch kind {
	case KindPSPGG:
		return "GG"
	case KindPpL:
		return "RdC"
	}
	return ""
}

// Frequencies are how often the person and the responsible operator meet (art. 20
// c. 2 d). Value is what is stored.
var Frequencies = []people.Choice{
	{Value: "settimanale", Label: "ogni settimana"}, {Value: "quindicinale", Label: "ogni due settimane"}, {Value: "mensile", Label: "ogni mese"},
	{Value: "bimestrale", Label: "ogni due mesi"}, {Value: "trimestrale", Label: "ogni tre mesi"},
}

// NextContact returns when the next contact is due after a day, at a frequency.
func NextContact(on rule.Date, frequency string) rule.Date {
	switch frequency {
	case "settimanale":
		return rule.NextWorkingDay(on.AddDays(7), "")
	case "quindicinale":
		return rule.NextWorkingDay(on.AddDays(14), "")
	case "bimestrale":
		return rule.NextWorkingDay(on.AddMonths(2), "")
	case "trimestrale":
		return rule.NextWorkingDay(on.AddMonths(3), "")
	}
	return rule.NextWorkingDay(on.AddMonths(1), "")
}

// Availabilities are what the person declares to be available for (d.lgs. 150/2015,
// art. 20 c. 3): laboratories for the search of work, training and other measures,
// suitable offers of work (art. 25).
var Availabilities = []people.Choice{
	{Value: "laboratori", Label: "partecipare a iniziative e laboratori per rafforzare le competenze nella ricerca attiva di lavoro (curriculum, colloqui) o ad altre iniziative di orientamento"},
	{Value: "formazione", Label: "partecipare a iniziative di formazione o di riqualificazione, o ad altre iniziative di politica attiva o di attivazione"},
	{Value: "offerte", Label: "accettare congrue offerte di lavoro"},
}

// The reasons for which a patto in force ends: it is concluded or it lapses.
var (
	Conclusions = []people.Choice{
		{Value: "lavoro", Label: "Ha trovato lavoro"}, {Value: "obiettivo", Label: "Obiettivo raggiunto"}, {Value: "azioni_concluse", Label: "Le azioni sono concluse"},
		{Value: "accordo", Label: "Di comune accordo"}, {Value: "trasferimento", Label: "Trasferimento ad altro Centro per l'Impiego"}, {Value: "altra_conclusione", Label: "Altro motivo di conclusione"},
	}
	Lapses = []people.Choice{
		{Value: "fine_did", Label: "La DID non è più in vigore"}, {Value: "rinuncia", Label: "La persona vi rinuncia"}, {Value: "mancata_partecipazione", Label: "Mancata partecipazione senza giustificato motivo"},
		{Value: "altra_decadenza", Label: "Altro motivo di decadenza"},
	}
)

// Pact is one patto with its person and its office.
type Pact struct {
	ID         int64
	WorkerID   int64
	CPI        int64
	Kind       string
	State      State
	OperatorID int64
	Text
	Programme   string
	ProposedOn  rule.Date
	SignedOn    rule.Date
	RefusedOn   rule.Date
	RefusedWhy  string
	NextCheckOn rule.Date
	EndedOn     rule.Date
	EndReason   string
	EndNote     string
	AnnulledAt  rule.Instant
	AnnulledWhy string
	Version     int
	CreatedAt   rule.Instant
	SavedAt     rule.Instant
	SavedBy     string

	Surname, Name string
	CF            rule.CodiceFiscale
	BirthDate     rule.Date
	Office        string
	Operator      string
	Late          int       // open actions whose day is past
	OpenActions   int       // not finished yet
	PlanOn        rule.Date // that a PAI which waits for its signature was proposed
}

// Text is what the parties agree on, apart from the actions.
type Text struct {
	Objective    string
	Acts         []string // of active search
	Timing       string
	Frequency    string
	Proof        string
	Availability []string
	Note         string
}

// known reports whether a value is one of the choices.
func known(all []people.Choice, value string) bool {
	return slices.ContainsFunc(all, func(c people.Choice) bool { return c.Value == value })
}

// Worker returns surname and name of the person.
func (p Pact) Worker() string { return strings.TrimSpace(p.Surname + " " + p.Name) }

// Code returns the number of the patto as the screens write it.
func (p Pact) Code() string { return fmt.Sprint(p.ID) }

// Writers are the roles that keep the patti of their office; the province reads
// them.
var Writers = []rule.Role{rule.RoleOperator, rule.RoleOfficeHead, rule.RoleCounsellor}

// Readers are the roles that may open one.
var Readers = append(slices.Clone(Writers), rule.RoleProvince)

// WritableBy reports whether the actor keeps the patti of its office.
func (p Pact) WritableBy(a rule.Actor) bool {
	return a.System || slices.Contains(a.CPIs(Writers...), p.CPI)
}

// CheckDue reports whether the contact that was agreed on is to be held by a day.
func (p Pact) CheckDue(on rule.Date) bool {
	return p.State == Signed && p.NextCheckOn != "" && p.NextCheckOn <= on
}

// most is how long the longer texts may be.
const most = 2000

// Clean returns the text with its lines and choices in order.
func (t Text) Clean() Text {
	t.Objective, t.Timing, t.Proof, t.Note = strings.TrimSpace(t.Objective), strings.TrimSpace(t.Timing), strings.TrimSpace(t.Proof), strings.TrimSpace(t.Note)
	t.Acts = lines(t.Acts)
	var declared []string
	for _, a := range Availabilities {
		if slices.Contains(t.Availability, a.Value) {
			declared = append(declared, a.Value)
		}
	}
	t.Availability = declared
	return t
}

func lines(all []string) []string {
	var out []string
	for _, l := range all {
		if l = strings.Join(strings.Fields(l), " "); l != "" && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// Check returns what is wrong with the text as it was typed; what is missing is
// asked for when it is proposed. The refusals name objective, acts, timing,
// frequency, proof, note.
func (t Text) Check() rule.Refusals {
	var out rule.Refusals
	for _, f := range []struct{ field, text string }{{"objective", t.Objective}, {"timing", t.Timing}, {"proof", t.Proof}, {"note", t.Note}} {
		if err := rule.TooLong(f.text, most); err != nil {
			out.Add(f.field, err.Error())
		}
	}
	if len(t.Acts) > 20 {
		out.Add("acts", "Gli atti sono più di 20: riuniscine qualcuno.")
	}
	for _, a := range t.Acts {
		if err := rule.TooLong(a, 300); err != nil {
			out.Add("acts", "«"+string([]rune(a)[:30])+"…»: "+err.Error())
		}
	}
	if t.Frequency != "" && !known(Frequencies, t.Frequency) {
		out.Add("frequency", "Scegli ogni quanto vi sentite.")
	}
	return out
}

// Missing returns what a patto must still say before it can be proposed (art. 20
// c. 2 and 3), in the fields of its form.
func (c Contents) Missing() rule.Refusals {
	var out rule.Refusals
	for _, f := range []struct {
		field, sentence string
		there           bool
	}{
		{"objective", "Manca l'obiettivo del patto.", c.Objective != ""},
		{"acts", "Mancano gli atti di ricerca attiva concordati (art. 20, comma 2, lettera c).", len(c.Acts) > 0},
		{"timing", "Manca la tempistica degli atti (art. 20, comma 2, lettera c).", c.Timing != ""},
		{"frequency", "Manca la frequenza ordinaria dei contatti (art. 20, comma 2, lettera d).", c.Frequency != ""},
		{"proof", "Manca come la persona dimostra la ricerca (art. 20, comma 2, lettera e).", c.Proof != ""},
		{"availability", "Manca la disponibilità della persona (art. 20, comma 3).", len(c.Availability) > 0},
		{"actions", "Serve almeno un'azione con la sua data.", len(c.Actions) > 0},
	} {
		if !f.there {
			out.Add(f.field, f.sentence)
		}
	}
	return out
}
