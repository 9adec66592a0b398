package webtest

import "testing"

// Functions is how many functions the source document names; e2e/COVERAGE.md
// maps each to the tests that prove it.
const Functions = 43

// Covers says that the test proves the functions of the source with these
// numbers (e2e/testdata/puglia_aass_workflow.csv), and fails when their
// behaviour is removed. The map of e2e/COVERAGE.md is made from these calls, so
// the numbers are written out in the call.
func Covers(t testing.TB, functions ...int) {
	t.Helper()
	for _, n := range functions {
		if n < 1 || n > Functions {
			t.Fatalf("the source names no function %d", n)
		}
	}
}
