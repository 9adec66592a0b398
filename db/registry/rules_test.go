package registry_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sportello/db/dbtest"
	"sportello/db/registry"
)

// all is a case that keeps every rule that a code can keep.
func all(code string) registry.Case {
	c := registry.Case{Code: code, Note: "scritta", Competent: true, Before: map[string]bool{}, Same: map[string]bool{}, Standing: map[string]bool{}}
	for _, r := range registry.Rules {
		if !slices.Contains(r.Codes, code) {
			continue
		}
		switch r.Needs {
		case "prima":
			c.Before[r.Value] = true
		case "riferimento":
			c.Same[r.Value] = true
		case "posizione":
			c.Standing[r.Value] = true
		case "programma":
			c.Programme = r.Value
		case "esito":
			c.Outcome, _, _ = strings.Cut(r.Value, "|")
		case "gruppo":
			c.Group = true
		case "impresa":
			c.Company = true
		}
	}
	return c
}

// without takes away from a case what a rule needs.
func without(c registry.Case, r registry.Rule) registry.Case {
	switch r.Needs {
	case "prima":
		c.Before = map[string]bool{}
	case "riferimento":
		c.Same = map[string]bool{}
	case "posizione":
		c.Standing = map[string]bool{}
	case "programma":
		c.Programme = "GOL"
	case "esito":
		c.Outcome = "altro"
	case "gruppo":
		c.Group = false
	case "singolo":
		c.Group = true
	case "nota":
		c.Note = ""
	case "competente":
		c.Competent = false
	case "impresa":
		c.Company = false
	}
	return c
}

// TestEachRuleStopsAndLetsPass tries every line of the rules on each of its
// codes: with what it needs it lets pass, without it speaks.
func TestEachRuleStopsAndLetsPass(t *testing.T) {
	for _, r := range registry.Rules {
		for _, code := range r.Codes {
			speaks := func(c registry.Case) bool {
				return slices.ContainsFunc(registry.Check(c), func(b registry.Broken) bool {
					return b.Number == r.Number && b.Hard == r.Hard && b.Text == strings.ReplaceAll(r.Text, "{codice}", code)
				})
			}
			if r.Needs == "mai" {
				if !speaks(all(code)) {
					t.Errorf("rule %d lets %s pass", r.Number, code)
				}
				continue
			}
			if speaks(all(code)) {
				t.Errorf("rule %d (%s) stops %s, which keeps it", r.Number, r.Needs, code)
			}
			if !speaks(without(all(code), r)) {
				t.Errorf("rule %d (%s) lets %s pass without", r.Number, r.Needs, code)
			}
		}
	}
}

// TestTheRulesAreTheBriefs holds what each rule of the table asks for, one by
// one, against what the domain says of it.
func TestTheRulesAreTheBriefs(t *testing.T) {
	dbtest.Proves(t, "regola 1", "regola 2", "regola 3", "regola 4", "regola 5", "regola 6", "regola 7", "regola 8", "regola 9", "regola 10", "regola 11", "regola 12",
		"regola 13", "regola 14", "regola 15", "regola 16", "regola 17", "regola 18")
	type c = registry.Case
	before := func(codes ...string) map[string]bool {
		m := map[string]bool{}
		for _, code := range codes {
			m[code] = true
		}
		return m
	}
	for _, x := range []struct {
		what string
		c    registry.Case
		hard []int
		soft []int
	}{
		{"F is a title", c{Code: "F"}, []int{1}, nil},
		{"M is a title", c{Code: "M"}, []int{1}, nil},
		{"N is closed", c{Code: "N"}, []int{1}, nil},
		{"B.1 without reception", c{Code: "B.1"}, nil, []int{2}},
		{"B.1 after reception", c{Code: "B.1", Before: before("A.1")}, nil, nil},
		{"B.2 alone", c{Code: "B.2"}, nil, nil},
		{"D.1 without the interview", c{Code: "D.1", Competent: true, Standing: before("did")}, []int{2}, nil},
		{"A.2 outside of GG", c{Code: "A.2"}, []int{3}, nil},
		{"A.3 outside of RdC", c{Code: "A.3"}, []int{3}, nil},
		{"A.3 in RdC", c{Code: "A.3", Programme: "RdC"}, nil, nil},
		{"B.3 outside of GG", c{Code: "B.3", Before: before("B.1")}, []int{4}, nil},
		{"B.3 without B.1", c{Code: "B.3", Programme: "GG"}, []int{4}, nil},
		{"B.3 as it should be", c{Code: "B.3", Programme: "GG", Before: before("B.1")}, nil, nil},
		{"B.4 outside of RdC", c{Code: "B.4", Outcome: "esonero", Before: before("A.3")}, []int{5}, nil},
		{"B.4 without A.3", c{Code: "B.4", Programme: "RdC", Outcome: "esonero"}, []int{5}, nil},
		{"B.4 with another outcome", c{Code: "B.4", Programme: "RdC", Outcome: "boh", Before: before("A.3")}, []int{5}, nil},
		{"B.4 as it should be", c{Code: "B.4", Programme: "RdC", Outcome: "trasformazione", Before: before("A.3")}, nil, nil},
		{"C.2 without the questionnaire", c{Code: "C.2", Before: before("C.1")}, []int{6}, nil},
		{"C.2 without C.1", c{Code: "C.2", Standing: before("profilo_1b")}, nil, []int{6}},
		{"D.1 without a DID", c{Code: "D.1", Competent: true, Before: before("B.1")}, []int{7}, nil},
		{"D.1 elsewhere", c{Code: "D.1", Before: before("B.1"), Standing: before("did")}, []int{7}, nil},
		{"D.2 without a patto", c{Code: "D.2"}, []int{7}, nil},
		{"E.3 outside of GG", c{Code: "E.3"}, []int{8}, nil},
		{"E.4 without a word of S.Or.Prendo", c{Code: "E.4"}, nil, []int{8}},
		{"E.5 outside of VALICO", c{Code: "E.5"}, nil, []int{8}},
		{"F1.3 outside of GG", c{Code: "F1.3"}, []int{9}, nil},
		{"F1.2 of a group", c{Code: "F1.2", Group: true}, []int{9}, nil},
		{"a lab of one", c{Code: "F1.7"}, nil, []int{9}},
		{"a lab of a group", c{Code: "F1.7", Group: true}, nil, nil},
		{"an outcome without preselection", c{Code: "F3.2"}, []int{10}, nil},
		{"an L. 68 outcome without preselection", c{Code: "M6.2", Before: before("M1.2")}, nil, []int{10}},
		{"G.2 without G.1", c{Code: "G.2"}, []int{11}, nil},
		{"G.4 outside of RdC", c{Code: "G.4"}, []int{11}, nil},
		{"H.6 without a patto", c{Code: "H.6"}, nil, []int{12}},
		{"H.8 needs none", c{Code: "H.8"}, nil, nil},
		{"K.3 of another call", c{Code: "K.3", Before: before("K.2")}, []int{13}, nil},
		{"K.3 of the same call", c{Code: "K.3", Before: before("K.2"), Same: before("K.2")}, nil, nil},
		{"L2 outside of RdC", c{Code: "L2"}, []int{14}, nil},
		{"M1.2 without a DID", c{Code: "M1.2"}, []int{14}, nil},
		{"M2.1 before the register", c{Code: "M2.1"}, []int{14}, nil},
		{"M3.2 without a patto L. 68", c{Code: "M3.2", Before: before("M1.2")}, nil, []int{15}},
		{"O.2 by hand", c{Code: "O.2"}, []int{16}, nil},
		{"a service to companies for a person", c{Code: "R.3"}, []int{17}, nil},
		{"Q.2 without its request", c{Code: "Q.2", Company: true}, nil, []int{17}},
	} {
		var hard, soft []int
		for _, b := range registry.Check(x.c) {
			if b.Hard {
				hard = append(hard, b.Number)
			} else {
				soft = append(soft, b.Number)
			}
		}
		if !slices.Equal(hard, x.hard) || !slices.Equal(soft, x.soft) {
			t.Errorf("%s: stops %v says %v, want %v and %v", x.what, hard, soft, x.hard, x.soft)
		}
	}
	for _, outcome := range []string{"conferma", "esclusione", "esonero", "trasformazione"} {
		if broken := registry.Check(c{Code: "B.4", Programme: "RdC", Outcome: outcome, Before: before("A.3")}); len(broken) != 0 {
			t.Errorf("B.4 with the outcome %s: %v", outcome, broken)
		}
	}
	for code, want := range map[string]string{"F1.15": "O.2", "F1.14": "", "M5.15": ""} {
		if got := registry.Replica(code); got != want {
			t.Errorf("%s brings %q, want %q", code, got, want)
		}
	}
	for _, code := range []string{"A.3", "B.4", "D.1", "G.4"} {
		if !registry.Exported(code) {
			t.Errorf("%s is not exported", code)
		}
	}
	if registry.Exported("A.1") {
		t.Error("A.1 is exported")
	}
}

// TestEveryCodeOfARuleIsNamed: of which codes each rule speaks, as the domain
// lists them, when a registration brings nothing of what they need.
func TestEveryCodeOfARuleIsNamed(t *testing.T) {
	dbtest.Proves(t, "regola 1", "regola 2", "regola 3", "regola 4", "regola 5", "regola 6", "regola 7", "regola 8", "regola 9", "regola 10", "regola 11", "regola 12",
		"regola 13", "regola 14", "regola 15", "regola 16", "regola 17")
	series := func(prefix string, from, to int) (out []string) {
		for n := from; n <= to; n++ {
			out = append(out, fmt.Sprint(prefix, n))
		}
		return out
	}
	targeted := slices.Concat(series("M2.", 1, 2), series("M3.", 1, 3), series("M4.", 1, 3), series("M5.", 1, 16), series("M6.", 1, 4))
	for n, want := range map[int][]string{
		1: {"F", "M", "N"}, 2: {"B.1", "D.1"}, 3: {"A.2", "A.3"}, 4: {"B.3"}, 5: {"B.4"}, 6: {"C.2"}, 7: {"D.1", "D.2"},
		8: {"E.3", "E.4", "E.5", "E.6", "M4.3"}, 9: slices.Concat(series("F1.", 3, 16), series("M5.", 3, 16)),
		10: {"F3.2", "M6.2", "M6.3", "M6.4"}, 11: series("G.", 2, 4), 12: series("H.", 1, 7), 13: {"K.3"}, 14: append(targeted, "L2", "M1.2"), 15: {"M3.2", "M3.3"},
		16: {"O.2"}, 17: {"P.1", "P.2", "Q.1", "Q.2", "R.1", "R.2", "R.3", "S.1", "S.2", "S.3"},
	} {
		slices.Sort(want)
		var got []string
		for _, r := range registry.Rules {
			for _, code := range r.Codes {
				if slices.ContainsFunc(registry.Check(registry.Case{Code: code}), func(b registry.Broken) bool { return b.Number == n }) {
					got = append(got, code)
				}
			}
		}
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Errorf("rule %d speaks of %v, want %v", n, got, want)
		}
	}
}

// TestWhatAGroupMayHave is what the sources give to laboratories, to small groups
// and at events, and nothing else: base orientation too is given «tramite sessioni
// di gruppo» (Toscana).
func TestWhatAGroupMayHave(t *testing.T) {
	dbtest.Proves(t, "regola 9")
	want := []string{"C.1", "E.1", "I.1", "I.2", "I.3", "M4.1"}
	for n := 5; n <= 16; n++ {
		want = append(want, fmt.Sprintf("F1.%d", n), fmt.Sprintf("M5.%d", n))
	}
	for _, code := range want {
		if !registry.ForGroups(code) {
			t.Errorf("%s is not for groups", code)
		}
		if registry.Laboratory(code) != (code[:2] == "F1" || code[:2] == "M5") {
			t.Errorf("%s: laboratory is %v", code, registry.Laboratory(code))
		}
		for _, b := range registry.Check(registry.Case{Code: code, Group: true}) {
			if b.Number == 9 {
				t.Errorf("%s in a group: %s", code, b.Sentence())
			}
		}
	}
	for _, code := range []string{"A.1", "B.1", "C.2", "D.1", "E.2", "E.4", "F1.1", "F1.2", "F1.3", "G.1", "H.2", "H.8", "K.2", "L1", "M2.1", "M5.2", "O.1", "O.2", "P.1", "F", ""} {
		if registry.ForGroups(code) {
			t.Errorf("%s is for groups", code)
		}
	}
}
