package e2e

import (
	"encoding/csv"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sportello/db/indicators"
	"sportello/db/registry"
	"sportello/handlers/webtest"
)

var update = flag.Bool("update", false, "rewrite COVERAGE.md")

// covered returns, by item of the sources («funzione 17», «regola 4»), the tests
// that say they prove it.
func covered(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	err := filepath.WalkDir("..", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || !strings.HasPrefix(f.Name.Name, "Test") {
				continue
			}
			name := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(p)), "../") + "." + f.Name.Name
			for _, item := range items(f) {
				out[item] = append(out[item], name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for item, names := range out {
		slices.Sort(names)
		out[item] = slices.Compact(names)
	}
	return out
}

// items returns what a test's calls of webtest.Covers and dbtest.Proves name.
func items(f *ast.FuncDecl) []string {
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		s, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || s.Sel.Name != "Covers" && s.Sel.Name != "Proves" {
			return true
		}
		for _, arg := range call.Args[1:] {
			lit, ok := arg.(*ast.BasicLit)
			switch {
			case ok && lit.Kind == token.INT:
				out = append(out, "funzione "+lit.Value)
			case ok && lit.Kind == token.STRING:
				out = append(out, strings.Trim(lit.Value, "\""))
			}
		}
		return true
	})
	return out
}

// table is a part of the map: the items of one source, each with its words. One
// that is open waits for facts that nobody records yet, or is no function.
type table struct {
	title string
	rows  []item
}

type item struct{ name, area, words, open string }

// tables are the parts of the map.
func tables(t *testing.T) []table {
	t.Helper()
	functions := table{title: "Functions of the procedure Welfare to Work - AASS (Puglia)"}
	for _, r := range records(t, "testdata/puglia_aass_workflow.csv") {
		functions.rows = append(functions.rows, item{"funzione " + r[0], r[1], r[2], ""})
	}
	if len(functions.rows) != webtest.Functions {
		t.Fatalf("the source has %d functions", len(functions.rows))
	}
	rules := table{title: "Rules of registration (Regione Marche)"}
	for n := 1; n <= 18; n++ {
		var words []string
		for _, r := range registry.Rules {
			if r.Number == n && len(words) < 1 {
				words = append(words, r.Text)
			}
		}
		if n == 18 {
			words = []string{"A.3, B.4, D.1 e G.4 vanno da soli nell'esportazione SAP."}
		}
		rules.rows = append(rules.rows, item{fmt.Sprintf("regola %d", n), "", strings.Join(words, " "), ""})
	}
	figures := table{title: "Indicators of the monthly sheet (Puglia, DGR 847/2010)"}
	for _, i := range indicators.All {
		open := ""
		if i.Awaits != "" {
			open = "non ancora rilevato: attende " + i.Awaits
		}
		figures.rows = append(figures.rows, item{"indicatore " + i.Code, i.Service, i.Title, open})
	}
	return []table{functions, rules, figures, automaticEvents(t), deadlines(), orientation(t), conditionality(t)}
}

// orientation are the rows of the orientation sheet and its measures; what is
// open, and why, stands in a file of its own.
func orientation(t *testing.T) table {
	open := map[string]string{}
	for _, r := range records(t, "testdata/orientation_open.csv") {
		open[r[0]] = r[1]
	}
	out := table{title: "Orientation, profiling, propensioni, CV and patto (Toscana, Scheda 2)"}
	add := func(name, area, words string) {
		out.rows = append(out.rows, item{name, area, words, open[name]})
		delete(open, name)
	}
	for _, r := range records(t, "testdata/toscana_orientation.csv") {
		add("orientamento "+r[0], r[1], r[2]+": "+r[3])
	}
	for _, r := range records(t, "testdata/toscana_measures.csv") {
		add("misura "+r[0], "misura", r[1])
	}
	for name := range open {
		t.Errorf("%s stands open and is in no source", name)
	}
	return out
}

// conditionality are the rules of the optional module on missed appointments.
func conditionality(t *testing.T) table {
	out := table{title: "Conditionality, an optional module (d.lgs. 150/2015, art. 21, c. 7)"}
	for _, r := range records(t, "testdata/conditionality.csv") {
		out.rows = append(out.rows, item{"condizionalità " + r[0], r[1], r[2], ""})
	}
	return out
}

// automaticEvents are the acts that register themselves in the ledger.
func automaticEvents(t *testing.T) table {
	events := table{title: "Automatic events: acts that write the ledger by themselves"}
	for _, r := range records(t, "testdata/automatic_events.csv") {
		open := ""
		if r[4] != "" {
			open = "attende " + r[4]
		}
		events.rows = append(events.rows, item{"evento " + r[0], r[2] + " · " + r[3], r[1], open})
	}
	return events
}

// deadlines are the time rules of the Masterplan; a text has nothing to test.
func deadlines() table {
	out := table{title: "Deadlines: time rules of the Masterplan (Puglia, DGR 847/2010)"}
	for _, d := range indicators.Deadlines {
		open := ""
		switch {
		case d.Kind == indicators.KindText:
			open = "non è una funzione: " + d.Awaits
		case d.Awaits != "":
			open = "attende " + d.Awaits
		}
		out.rows = append(out.rows, item{fmt.Sprintf("scadenza %d", d.Number), string(d.Kind), d.Rule + ": " + d.Source, open})
	}
	return out
}

func records(t *testing.T, path string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// TestEveryFunctionOfTheSourceHasATest fails for an item without a test, and
// keeps COVERAGE.md true.
func TestEveryFunctionOfTheSourceHasATest(t *testing.T) {
	tests := covered(t)
	var b strings.Builder
	b.WriteString("# Which test proves which item of the sources\n\nGenerated from the tests' calls of webtest.Covers and dbtest.Proves: `go test ./e2e -run TestEveryFunctionOfTheSourceHasATest -update`.\n")
	known := map[string]bool{}
	for _, part := range tables(t) {
		fmt.Fprintf(&b, "\n## %s\n\n| item | area | what | tests |\n|---|---|---|---|\n", part.title)
		for _, r := range part.rows {
			known[r.name] = true
			names := strings.Join(tests[r.name], "<br>")
			switch {
			case r.open != "" && names != "":
				t.Errorf("%s is open (%s) and has a test: %s", r.name, r.open, names)
			case r.open != "":
				names = r.open
			case names == "":
				t.Errorf("no test proves %s: %s", r.name, r.words)
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.name, r.area, strings.ReplaceAll(r.words, "|", "\\|"), names)
		}
	}
	for name, by := range tests {
		if !known[name] {
			t.Errorf("%s is in no source, and is proved by %v", name, by)
		}
	}
	if *update {
		if err := os.WriteFile("COVERAGE.md", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, _ := os.ReadFile("COVERAGE.md"); string(have) != b.String() {
		t.Error("COVERAGE.md is out of date: run the test with -update")
	}
}
