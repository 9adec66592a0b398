package rule

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for key, spellings := range map[string][]string{
		"dangelo":     {"D'Angelo", "Dangelo", "D’Angelo", "D`ANGELO", "d angelo", "DʼAngelo", "D´Angelo"},
		"desantis":    {"De Santis", "Desantis", "DE  SANTIS", "de-santis", "De\u00a0Santis"},
		"nicolo":      {"Nicolò", "NICOLO'", "Nicolo`", "Nicolo\u0300", "NICOLÒ"},
		"lukasz":      {"Łukasz", "łukasz", "LUKASZ"},
		"dordevic":    {"Đorđević", "DORDEVIC"},
		"stefan":      {"Ştefan", "Ștefan", "stefan"},
		"strasse":     {"Straße", "STRASSE"},
		"soren":       {"Søren"},
		"istanbul":    {"İstanbul", "ıstanbul"},
		"aerosmith":   {"Ærosmith"},
		"forlicesena": {"Forlì-Cesena", "Forlì–Cesena"},
		"":            {"", " ", "'-", "\u0301"},
	} {
		for _, s := range spellings {
			if got := Fold(s); got != key {
				t.Errorf("Fold(%q) = %q, want %q", s, got, key)
			}
		}
	}
}

func TestFoldWords(t *testing.T) {
	for text, want := range map[string][]string{
		"Addetto alla saldatura":             {"addetto", "alla", "saldatura"},
		"L'operatore è all’opera: città!":    {"l", "operatore", "e", "all", "opera", "citta"},
		"C++ / 2° livello (ISO-9001), 3,5 €": {"c", "2", "livello", "iso", "9001", "3", "5"},
		"  ":                                 nil,
	} {
		if got := FoldWords(text); !slices.Equal(got, want) {
			t.Errorf("FoldWords(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestFoldProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[A-Za-zàÈŁđßİ' \-’0-9]{0,30}`)).Draw(t, "s")
		key := Fold(s)
		if Fold(key) != key {
			t.Fatalf("Fold(%q) = %q, folded again %q", s, key, Fold(key))
		}
		if strings.Join(FoldWords(s), "") != key {
			t.Fatalf("FoldWords(%q) = %q, Fold %q", s, FoldWords(s), key)
		}
		if noise := Fold(" '" + s + "-"); noise != key {
			t.Fatalf("Fold(%q) = %q, with noise %q", s, key, noise)
		}
	})
}
