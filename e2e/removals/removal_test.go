package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	all, err := Parse("rules.txt", `# A remark
# of two lines.

regola 4: B.3 is for any programme: all
@ db/registry/rules.csv
- 4,B.3
+ 4,

indicatore A.1 bis: two places
# A remark inside.
@ a.go
- 	if x {
-
- 	}
@ b.templ
- <p>
+
+ <b>
`)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Removal{
		{"regola 4", "B.3 is for any programme: all", []Edit{{"db/registry/rules.csv", "4,B.3", "4,"}}, "rules.txt:4"},
		{"indicatore A.1 bis", "two places", []Edit{{"a.go", "\tif x {\n\n\t}", ""}, {"b.templ", "<p>", "\n<b>"}}, "rules.txt:9"},
	}, all); diff != "" {
		t.Error(diff)
	}
	for text, want := range map[string]string{
		"regola 4\n@ f\n- a":                 "x:1: no item",
		"regola 4: w\n- a":                   "x:2: a line begins with",
		"regola 4: w\n@ f\n* a":              "x:3: a line begins with",
		"regola 4: w\n@ f\n- a\n+ b\n- c":    "x:5: another text",
		"\nregola 4: w":                      "x:2: nothing is removed",
		"regola 4: w\n@ f\n+ a":              "x:1: nothing is removed",
		"regola 4: w\n@ f\n- a\n+ a\n\nb: c": "x:1: nothing is removed",
	} {
		if _, err := Parse("x", text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// TestTests reads the map of this checkout: what it names is what is asked.
func TestTests(t *testing.T) {
	coverage, err := os.ReadFile("../COVERAGE.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := Tests(string(coverage))
	if !slices.Contains(tests["regola 16"], "db/people.TestAReplicaFollowsItsParent") || len(tests["indicatore C.2"]) != 0 || len(tests["funzione 43"]) == 0 {
		t.Errorf("%v, %v, %v", tests["regola 16"], tests["indicatore C.2"], tests["funzione 43"])
	}
	runs := Runs([]string{"db/people.TestA", "e2e.TestWalk", "handlers/people.TestB", "db/people.TestC"})
	if diff := cmp.Diff(map[string][]string{"db/people": {"TestA", "TestC"}, "handlers/people": {"TestB"}}, runs); diff != "" {
		t.Error(diff)
	}
	if len(Runs([]string{"e2e.TestWalk"})) != 1 {
		t.Error("a walk alone is not asked")
	}
}

func TestApply(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	read := func(name string) string {
		t.Helper()
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	write("a.go", "one two two")
	write("b.templ", "<p>")
	write("b_templ.go", "generated")
	for _, old := range []string{"two", "three"} {
		r := Removal{Edits: []Edit{{"a.go", "one", "1"}, {"a.go", old, ""}}}
		restore, err := r.Apply(root)
		if err == nil {
			t.Errorf("%s is taken away", old)
		}
		if err := restore(); err != nil || read("a.go") != "one two two" {
			t.Errorf("left: %s %v", read("a.go"), err)
		}
	}
	restore, err := Removal{Edits: []Edit{{"a.go", "one ", ""}, {"a.go", "two two", "2"}, {"b.templ", "p", "b"}}}.Apply(root)
	if err != nil || read("a.go") != "2" || read("b.templ") != "<b>" {
		t.Errorf("%s %s %v", read("a.go"), read("b.templ"), err)
	}
	write("b_templ.go", "generated again")
	if err := restore(); err != nil || read("a.go") != "one two two" || read("b.templ") != "<p>" || read("b_templ.go") != "generated" {
		t.Errorf("%s %s %s %v", read("a.go"), read("b.templ"), read("b_templ.go"), err)
	}
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		out    string
		failed bool
		want   string
	}{
		{"ok  \tsportello/db/registry\t0.1s\n", false, unnoticed},
		{"--- FAIL: TestA (0.0s)\n    rules_test.go:12: stops [] says [2]\nFAIL\n", true, noticed},
		{"--- FAIL: TestA (0.0s)\n    --- FAIL: TestA/x (0.0s)\n        a_test.go:3: no\nFAIL\n", true, noticed},
		{"# sportello/db/registry\nrules.go:3: undefined: x\nFAIL\tsportello/db/registry [build failed]\n", true, broken},
		{"--- FAIL: TestA (0.0s)\npanic: runtime error: index out of range\n", true, broken},
		{"--- FAIL: TestA (0.0s)\n    a_test.go:3: SQL logic error: no such column: x\n", true, broken},
		{"ok  \tsportello/db/registry\t0.1s [no tests to run]\n", false, broken},
		{"signal: killed\n", true, broken},
	} {
		if got, why := judge(c.out, c.failed); got != c.want {
			t.Errorf("%q: %s %s, want %s", c.out, got, why, c.want)
		}
	}
}
