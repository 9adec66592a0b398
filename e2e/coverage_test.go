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
	"strconv"
	"strings"
	"testing"

	"sportello/handlers/webtest"
)

var update = flag.Bool("update", false, "rewrite COVERAGE.md")

// covered returns, by number of a function of the source, the tests that say
// they prove it.
func covered(t *testing.T) map[int][]string {
	t.Helper()
	out := map[int][]string{}
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
			for _, n := range numbers(f) {
				out[n] = append(out[n], name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// numbers returns the arguments of a test's calls of webtest.Covers.
func numbers(f *ast.FuncDecl) []int {
	var out []int
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if s, ok := call.Fun.(*ast.SelectorExpr); !ok || s.Sel.Name != "Covers" {
			return true
		}
		for _, arg := range call.Args[1:] {
			if lit, ok := arg.(*ast.BasicLit); ok {
				if v, err := strconv.Atoi(lit.Value); err == nil {
					out = append(out, v)
				}
			}
		}
		return true
	})
	return out
}

// TestEveryFunctionOfTheSourceHasATest fails for a function without a test, and
// keeps COVERAGE.md true.
func TestEveryFunctionOfTheSourceHasATest(t *testing.T) {
	file, err := os.Open("testdata/puglia_aass_workflow.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows)-1 != webtest.Functions {
		t.Fatalf("the source has %d functions", len(rows)-1)
	}
	tests := covered(t)
	var b strings.Builder
	b.WriteString("# Which test proves which function of the source\n\nGenerated from the tests' calls of webtest.Covers: `go test ./e2e -run TestEveryFunctionOfTheSourceHasATest -update`.\n\n| n | area | function | tests |\n|---|---|---|---|\n")
	for _, r := range rows[1:] {
		n, _ := strconv.Atoi(r[0])
		names := tests[n]
		slices.Sort(names)
		if names = slices.Compact(names); len(names) == 0 {
			t.Errorf("no test proves function %d: %s", n, r[2])
		}
		fmt.Fprintf(&b, "| %d | %s | %s | %s |\n", n, r[1], r[2], strings.Join(names, "<br>"))
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
