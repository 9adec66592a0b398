package handlers_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"testing"
)

// calls returns the functions of other packages that a file calls, as
// «package.Function».
func calls(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if s, ok := call.Fun.(*ast.SelectorExpr); ok {
				if pkg, ok := s.X.(*ast.Ident); ok {
					out = append(out, pkg.Name+"."+s.Sel.Name)
				}
			}
		}
		return true
	})
	return out
}
