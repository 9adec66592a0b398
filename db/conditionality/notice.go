package conditionality

import (
	"slices"

	"sportello/db/people"
	"sportello/db/rule"
)

// State is where a judgement of an absence stands, derived from its dated facts.
type State string

// The states: a draft is confirmed or filed by who heads the office, an absence may
// be set aside without one, and each may be annulled.
const (
	Drafted   State = "bozza"
	Confirmed State = "confermata"
	Filed     State = "archiviata"
	SetAside  State = "accantonata"
	Annulled  State = "annullata"
)

// States are all of them as the tabs name them.
var States = []people.Choice{
	{Value: string(Drafted), Label: "da decidere"}, {Value: string(Confirmed), Label: "confermati"}, {Value: string(Filed), Label: "archiviati"},
	{Value: string(SetAside), Label: "non si procede"}, {Value: string(Annulled), Label: "annullati"},
}

// Word returns the state of one notice.
func (s State) Word() string {
	switch s {
	case Drafted:
		return "bozza da decidere"
	case Confirmed:
		return "confermato"
	case Filed:
		return "archiviato"
	case SetAside:
		return "non si procede"
	case Annulled:
		return "annullato"
	}
	return string(s)
}

// Notice is what an office thinks of an absence.
type Notice struct {
	ID        int64
	WorkerID  int64
	CPI       int64
	Key       Key
	MissedOn  rule.Date
	DIDID     int64
	PactID    int64
	Breach    Breach // "" when the absence was set aside
	ReasonsBy rule.Date
	Note      string
	State     State
	DraftID   int64
	Document  int64 // the confirmed notice
	Protocol  string
	Ordinal   int // as the confirmed notice says it, 0 before

	SetAsideAt, ConfirmedAt, FiledAt, AnnulledAt rule.Instant
	SetAsideBy, ConfirmedBy, FiledBy, AnnulledBy string
	Ground, AnnulledGround                       Ground // the reason itself stands apart: see Reason

	Version            int
	CreatedAt, SavedAt rule.Instant
	CreatedBy, SavedBy string

	Surname, Name, Office string
	CF                    rule.CodiceFiscale
	What                  string // what was missed, in words
	Starts                rule.Minutes
	DIDOn                 rule.Date
	DIDNumber             string
	Before                []Earlier // those confirmed before it under the same DID
	Stands                bool      // the absence is still recorded, under the same DID
}

// Worker returns surname and name.
func (n Notice) Worker() string { return n.Surname + " " + n.Name }

// Order returns which one it is now among those confirmed, and why.
func (n Notice) Order() (int, string) { return Order(n.Breach, n.Before) }

// Shifted reports whether the count has changed since the notice was confirmed: one
// before it was annulled.
func (n Notice) Shifted() bool {
	now, _ := n.Order()
	return n.State == Confirmed && now != n.Ordinal
}

// WritableBy reports whether the actor judges absences of its office.
func (n Notice) WritableBy(a rule.Actor) bool { return worksIn(a, n.CPI) }

// HeadedBy reports whether the actor heads its office: the decision is theirs.
func (n Notice) HeadedBy(a rule.Actor) bool {
	return a.System || slices.Contains(a.CPIs(rule.RoleOfficeHead), n.CPI)
}

func worksIn(a rule.Actor, cpi int64) bool {
	return a.System || slices.Contains(a.CPIs(Writers...), cpi)
}

// CanConfirm returns why a notice cannot be confirmed, nil when it can.
func (n Notice) CanConfirm() error {
	switch {
	case n.State != Drafted:
		return rule.Refuse("", "Si conferma solo una bozza: questo avviso è "+n.State.Word()+".")
	case !n.Stands:
		return rule.Refuse("", "L'assenza non risulta più nell'agenda, oppure la DID di quel giorno non è più valida: l'avviso si archivia.")
	}
	return nil
}

// CanFile returns why a draft cannot be filed, nil when it can.
func (n Notice) CanFile() error {
	if n.State != Drafted {
		return rule.Refuse("", "Si archivia solo una bozza: questo avviso è "+n.State.Word()+".")
	}
	return nil
}

// CanAnnul returns why a notice cannot be annulled, nil when it can.
func (n Notice) CanAnnul() error {
	if n.State == Annulled {
		return rule.Refuse("", "È già annullato.")
	}
	return nil
}

// AnnullableBy reports whether the actor may take it back: what was decided is taken
// back by who heads the office.
func (n Notice) AnnullableBy(a rule.Actor) bool {
	if n.State == Confirmed || n.State == Filed {
		return n.HeadedBy(a)
	}
	return n.WritableBy(a)
}
