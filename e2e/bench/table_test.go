package main

import (
	"strings"
	"testing"
	"time"
)

func TestQuantile(t *testing.T) {
	var hundred []time.Duration
	for i := range 100 {
		hundred = append(hundred, time.Duration(100-i))
	}
	for _, c := range []struct {
		of   []time.Duration
		q    float64
		want time.Duration
	}{{nil, 0.5, 0}, {hundred[:1], 0.99, 100}, {hundred, 0.5, 50}, {hundred, 0.99, 99}, {hundred, 1, 100}} {
		if got := quantile(c.of, c.q); got != c.want {
			t.Errorf("quantile of %d at %g is %d, want %d", len(c.of), c.q, got, c.want)
		}
	}
	if hundred[0] != 100 {
		t.Error("the durations were put in order in place")
	}
}

func TestReplaceMarked(t *testing.T) {
	for in, want := range map[string]string{
		"a\n" + marker + "\n":                      "a\n" + marker + "\n\nnew\n",
		"a\n" + marker + "\n\nold\n\n## Licence\n": "a\n" + marker + "\n\nnew\n\n## Licence\n",
	} {
		got, err := replaceMarked(in, "new\n")
		if err != nil || got != want {
			t.Errorf("%q becomes %q, %v", in, got, err)
		}
		if again, _ := replaceMarked(got, "new\n"); again != got {
			t.Errorf("a second time it becomes %q", again)
		}
	}
	if _, err := replaceMarked("nothing", "new"); err == nil || !strings.Contains(err.Error(), marker) {
		t.Errorf("without a marker: %v", err)
	}
}

func TestMergeMarked(t *testing.T) {
	const document = "a\n" + marker + "\n\n| what |\n|---|\n| One | 1 |  |  |\n| Two | 2 |  |  |\n\n## Licence\n"
	merged := &table{rows: []row{{"Three", "3", "", ""}, {"One", "7", "", "now"}}}
	want := strings.Replace(document, "| One | 1 |  |  |\n| Two | 2 |  |  |\n", "| One | 7 |  | now |\n| Two | 2 |  |  |\n| Three | 3 |  |  |\n", 1)
	if got, err := merged.mergeMarked(document); err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := merged.mergeMarked("nothing"); err == nil {
		t.Error("without a table")
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("%d is written %s", n, got)
		}
	}
}
