package italian

import (
	"strings"
	"testing"

	"sportello/db/rule"

	"pgregory.net/rapid"
)

func TestWordsOfAFamilyMeet(t *testing.T) {
	for _, family := range []string{
		"saldatore saldatura saldature saldare saldatrice saldatori",
		"muratore muratura murature muro muri",
		"contabile contabilità contabili",
		"segretaria segreteria segretario segretarie",
		"pizza pizze pizzaiolo pizzeria",
		"panettiere panetteria pane panificazione",
		"giardiniere giardinaggio giardini giardino",
		"elettricista elettrico elettrici elettricità elettriche",
		"estetista estetica estetico estetiche",
		"massaggio massaggiatore massaggi",
		"parrucchiere parrucchiera parrucchieri",
		"infermiere infermieristica infermieri",
		"potatura potare potatore",
		"tagliare taglio tagliatore tagliatori",
		"installatore installano installazione installare",
		"vendita venditore vendere venditrice",
		"pulizia pulizie pulitore pulire",
		"cucire cucito cucitrice cucitura",
		"freno freni frenante frenanti",
		"turismo turistico turista turisti",
		"apicoltore apicoltura api",
		"fornaio forno forni fornai",
		"assistente assistenza assistere assistono",
		"idraulico idraulica idraulici",
		"frigorista frigorifero refrigerazione",
		"immobiliare immobili immobile immobiliari",
		"perché perche PERCHÈ",
	} {
		words := strings.Fields(family)
		want := root(rule.Fold(words[0]))
		for _, w := range words[1:] {
			if got := root(rule.Fold(w)); got != want {
				t.Errorf("%s: root %q, %s has %q", w, got, words[0], want)
			}
		}
	}
}

func TestStrangersDoNotMeet(t *testing.T) {
	for _, pair := range []string{
		"elettricista elettronica", "camera cameriere", "mercato merci", "assistente asse", "logistica logo",
		"autista autore", "cantiere cantante", "formaggio forma", "animale anima", "acqua acquisto", "personale persona",
		"trattore trattamento", "messaggio massaggio", "cucina cucire", "cavo cavallo",
	} {
		a, b, _ := strings.Cut(pair, " ")
		if root(a) == root(b) {
			t.Errorf("%s and %s share the root %q", a, b, root(a))
		}
	}
}

func TestWordsOf(t *testing.T) {
	got := Words("Addetto all'autodiagnosi dell’IMPIANTO frenante, e per i più esperti: C++")
	var stems []string
	for _, w := range got {
		stems = append(stems, w.Stem)
	}
	if s := strings.Join(stems, " "); s != "addett autodiagnos impiant frenant espert" {
		t.Errorf("words: %s", s)
	}
	if got[1].Part != root("diagnosi") {
		t.Errorf("autodiagnosi has the part %q, want that of diagnosi", got[1].Part)
	}
}

// No text, however odd, stops the reader or gives an empty word.
func TestWordsOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, w := range Words(rapid.String().Draw(t, "text")) {
			if w.Stem == "" || w.Root == "" {
				t.Fatalf("empty form in %+v", w)
			}
		}
	})
}
