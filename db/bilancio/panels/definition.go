// Package panels holds the panels of the bilancio delle competenze: their
// definition, what each checks, computes and proposes, and the samples that
// fill them in for a demonstration. All of it is pure: no SQL, no clock. What
// concerns one panel stands in the file of its phase.
package panels

import (
	_ "embed"
	"slices"

	"sportello/db/scheda"
)

// panels.csv is the list of the panels and their fields (source: domain brief
// of the product, reconstructed from libretto formativo and scheda
// anagrafico-professionale; the ministry's schema is not public). details.txt
// says as data what it leaves in prose.
var (
	//go:embed panels.csv
	panelsCSV string
	//go:embed details.txt
	detailsText string
)

// Code is the code of the scheda of the bilancio.
const Code = "bilancio"

// Base is version 1 of the scheda, as the product ships it.
var Base = func() scheda.Definition {
	d, err := scheda.Parse(Code, panelsCSV, detailsText)
	if err != nil {
		panic(err) // embedded and tested: cannot fail
	}
	return d
}()

// The phases, in order.
const (
	Preliminare      = "preliminare"
	Investigativa    = "investigativa"
	Riposizionamento = "riposizionamento"
	Iscrizione       = "iscrizione"
)

// Phases lists the phases in order.
var Phases = []string{Preliminare, Investigativa, Riposizionamento, Iscrizione}

// PhaseLabel returns the phase as the screens write it.
func PhaseLabel(phase string) string {
	switch phase {
	case Preliminare:
		return "Preliminare"
	case Investigativa:
		return "Investigativa"
	case Riposizionamento:
		return "Riposizionamento"
	case Iscrizione:
		return "Iscrizione"
	}
	return phase
}

// PhaseTitle returns the heading of the phase, in the words of the procedure.
func PhaseTitle(phase string) string {
	if phase == Iscrizione {
		return "Iscrizione al Percorso Formativo"
	}
	return PhaseLabel(phase)
}

// PhaseWords returns the phase inside a sentence: «fase di Riposizionamento».
func PhaseWords(phase string) string {
	if phase == Riposizionamento {
		return "fase di Riposizionamento"
	}
	return "fase " + PhaseLabel(phase)
}

// Before returns the phase before, "" for the first.
func Before(phase string) string {
	if i := slices.Index(Phases, phase); i > 0 {
		return Phases[i-1]
	}
	return ""
}

// After returns the phase after, "" for the last.
func After(phase string) string {
	if i := slices.Index(Phases, phase); i >= 0 && i+1 < len(Phases) {
		return Phases[i+1]
	}
	return ""
}
