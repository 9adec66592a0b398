package handlers_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// areas in their order: a lower one never imports a higher one.
var areas = []string{
	"archive", "access", "reference", "registry", "people", "agenda", "training", "bilancio",
	"pacts", "conditionality", "employers", "placement", "calls", "indicators", "exchange",
}

var leaves = []string{"rule", "scheda", "rank", "italian"}

// imports returns, by file of the project, the project's packages it imports
// and all the others; tests and generated files aside.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	err := filepath.WalkDir("..", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && d.Name() != ".." || d.Name() == "bench") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(strings.TrimPrefix(p, "../"))
		out[name] = nil
		for _, i := range file.Imports {
			v, _ := strconv.Unquote(i.Path.Value)
			out[name] = append(out[name], v)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// area returns the area of a package or file below the layer, "" if there is none.
func area(p, layer string) string {
	rest, ok := strings.CutPrefix(p, layer+"/")
	if !ok {
		return ""
	}
	first, _, _ := strings.Cut(rest, "/")
	return first
}

func TestLayersImportOnlyWhatIsBelow(t *testing.T) {
	for file, imported := range imports(t) {
		dir := path.Dir(file)
		for _, i := range imported {
			i, ours := strings.CutPrefix(i, "sportello/")
			switch {
			case !ours:
				continue
			case strings.HasPrefix(dir, "db"):
				if strings.HasPrefix(i, "handlers") || strings.HasPrefix(i, "views") || strings.HasPrefix(i, "reports") {
					t.Errorf("%s imports %s: db knows nothing of what is above it", file, i)
				}
			case strings.HasPrefix(dir, "views"), strings.HasPrefix(dir, "reports"):
				if strings.HasPrefix(i, "handlers") {
					t.Errorf("%s imports %s", file, i)
				}
			}
		}
	}
}

func TestAreasOfTheDatabaseKeepTheirOrder(t *testing.T) {
	for file, imported := range imports(t) {
		from := area(file, "db")
		if !slices.Contains(areas, from) && !slices.Contains(leaves, from) {
			continue
		}
		for _, i := range imported {
			to := area(strings.TrimPrefix(i, "sportello/")+"/", "db")
			switch {
			case to == "" || to == from || slices.Contains(leaves, to) || !slices.Contains(areas, to):
			case slices.Contains(leaves, from):
				t.Errorf("%s imports %s: a leaf imports leaves only", file, i)
			case slices.Index(areas, to) > slices.Index(areas, from):
				t.Errorf("%s imports %s, which is higher", file, i)
			}
		}
	}
}

func TestHandlerAreasDoNotImportEachOther(t *testing.T) {
	kit := []string{"web", "webtest", "command"}
	for file, imported := range imports(t) {
		from := area(file, "handlers")
		if from == "" || strings.HasSuffix(from, ".go") || slices.Contains(kit, from) {
			continue
		}
		for _, i := range imported {
			to := area(strings.TrimPrefix(i, "sportello/")+"/", "handlers")
			if to != "" && to != from && !slices.Contains(kit, to) {
				t.Errorf("%s imports %s", file, i)
			}
		}
	}
}

func TestOnlyStoresTouchSQL(t *testing.T) {
	for file, imported := range imports(t) {
		from := area(file, "db")
		if !slices.Contains(areas, from) && !slices.Contains(leaves, from) && !strings.HasPrefix(file, "handlers/") && !strings.HasPrefix(file, "views/") && !strings.HasPrefix(file, "reports/") {
			continue
		}
		if slices.Contains(imported, "database/sql") && !strings.HasSuffix(file, "_store.go") {
			t.Errorf("%s imports database/sql: SQL stands in *_store.go", file)
		}
	}
}

func TestTheClockIsReadInMainAndDbOnly(t *testing.T) {
	for _, layer := range []string{"../handlers", "../views", "../reports"} {
		filepath.WalkDir(layer, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
				return err
			}
			for _, line := range calls(t, p) {
				if line == "time.Now" && !strings.HasSuffix(p, "web/observe.go") {
					t.Errorf("%s reads the clock", p)
				}
			}
			return nil
		})
	}
}
