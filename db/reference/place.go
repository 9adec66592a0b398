package reference

import (
	"errors"

	"sportello/db/rule"
)

// Place is a municipality, as it was called for a time, or a foreign state.
type Place struct {
	Code     string // cadastral code; "" for stateless persons
	Name     string
	Province string // sigla, "" abroad
	Istat    string
	From, To rule.Date // "" abroad
	Current  bool      // a municipality of today
	Foreign  bool
}

// Label returns «San Severo (FG)», or the name of the state.
func (p Place) Label() string {
	if p.Province == "" {
		return p.Name
	}
	return p.Name + " (" + p.Province + ")"
}

// Entry returns the place as a search field proposes it.
func (p Place) Entry() Entry { return Entry{Code: p.Code, Name: p.Label()} }

// ErrAmbiguous is a name that several places bear, when nothing tells which.
var ErrAmbiguous = errors.New("nome di più luoghi")
