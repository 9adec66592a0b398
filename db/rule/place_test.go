package rule

import (
	"testing"

	"pgregory.net/rapid"
)

func TestPlaceName(t *testing.T) {
	for came, want := range map[string]string{
		"ANZANO DI PUGLIA": "Anzano di Puglia", "SAN SEVERO": "San Severo", "SANT'AGATA DI PUGLIA": "Sant'Agata di Puglia", "SANT’AGATA DI PUGLIA": "Sant'Agata di Puglia",
		"L'AQUILA": "L'Aquila", "ROCCA D'EVANDRO": "Rocca d'Evandro", "REGGIO NELL'EMILIA": "Reggio nell'Emilia", "ACQUAVIVA DELLE FONTI": "Acquaviva delle Fonti",
		"PRESICCE-ACQUARICA": "Presicce-Acquarica", "FORLI'": "Forlì", "SAN DONA' DI PIAVE": "San Donà di Piave", "CITTA' DEL VATICANO": "Città del Vaticano", "CA' TRON": "Ca' Tron",
		"CASTELNOVO NE' MONTI": "Castelnovo ne' Monti", "DEL GESU'": "Del Gesù", "NARDÒ": "Nardò", "ALÌ TERME": "Alì Terme", "ISOLE  TREMITI ": "Isole Tremiti",
		"SAN GIOVANNI ROTONDO (FG)": "San Giovanni Rotondo (FG)", "BAR": "Bar",
		"Vico del Gargano": "Vico del Gargano", "san severo": "san severo", "": "", "71016": "71016", "De Sica e figli": "De Sica e figli",
	} {
		if got := PlaceName(came); got != want {
			t.Errorf("%q is shown as %q, want %q", came, got, want)
		}
	}
}

// Whatever came, it is the same place that is searched for, and saying it twice
// changes nothing.
func TestPlaceNameIsTheSamePlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		came := rapid.StringMatching(`[A-ZÀÈÌÒÙ'’ -]{0,30}|[A-Za-zàèé' ]{0,30}`).Draw(t, "name")
		shown := PlaceName(came)
		if Fold(shown) != Fold(came) {
			t.Fatalf("%q became %q", came, shown)
		}
		if again := PlaceName(shown); len([]rune(came)) > 1 && again != shown && !allCapitals(shown) {
			t.Fatalf("%q, then %q", shown, again)
		}
	})
}
