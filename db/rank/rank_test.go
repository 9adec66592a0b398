package rank

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var scale = Scale{
	Criteria:  []Criterion{{"base", "Base", 1}, {"isee", "ISEE", -0.5}},
	TieBreaks: []TieBreak{{"anzianità di disoccupazione", true}, {"cognome", false}},
}

func row(id string, base, isee float64, months float64, name string) Row {
	return Row{ID: id, Values: []Value{{base, "b"}, {isee, "i"}}, Ties: []Key{{Number: months}, {Text: name}}}
}

func TestOrder(t *testing.T) {
	excluded := row("x", 1000, 0, 0, "Zeta")
	excluded.Excluded = "Domanda fuori termine."
	got := scale.Order([]Row{
		excluded,
		row("c", 100, 20, 3, "Verdi"),   // 90
		row("a", 90, 0, 12, "Rossi"),    // 90, longer unemployed
		row("b", 90.004, 0, 3, "Abate"), // 90.00, name before Verdi
		row("d", 91, 0, 0, "Neri"),      // 91
	})
	want := []struct {
		id       string
		position int
		score    float64
		tie      string
	}{
		{"d", 1, 91, ""}, {"a", 2, 90, ""},
		{"b", 3, 90, "anzianità di disoccupazione"}, {"c", 4, 90, "cognome"}, {"x", 0, 1000, ""},
	}
	for i, w := range want {
		g := got[i]
		if g.ID != w.id || g.Position != w.position || g.Score != w.score || g.TieBrokenBy != w.tie {
			t.Errorf("row %d: %s %d %v %q, want %+v", i, g.ID, g.Position, g.Score, g.TieBrokenBy, w)
		}
	}
	if p := got[3].Points; p[0] != 100 || p[1] != -10 {
		t.Errorf("points of c: %v, want 100 and -10", p)
	}
}

// The order depends on the rows alone, never on the order in which they come.
func TestOrderIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "n")
		rows := make([]Row, n)
		for i := range rows {
			rows[i] = row(string(rune('a'+i)), float64(rapid.IntRange(0, 3).Draw(t, "base")), 0,
				float64(rapid.IntRange(0, 2).Draw(t, "months")), rapid.SampledFrom([]string{"A", "B"}).Draw(t, "name"))
			if rapid.Bool().Draw(t, "excluded") {
				rows[i].Excluded = "no"
			}
		}
		first, _ := scale.Freeze(scale.Order(rows))
		second, _ := scale.Freeze(scale.Order(rapid.Permutation(rows).Draw(t, "shuffled")))
		if first.SHA256 != second.SHA256 {
			t.Fatalf("two orders of the same rows:\n%s\n%s", first.JSON, second.JSON)
		}
		placed := scale.Order(rows)
		for i := 1; i < n; i++ {
			if placed[i].Excluded == "" && (placed[i-1].Excluded != "" || placed[i].Score > placed[i-1].Score) {
				t.Fatalf("row %d stands above its place", i)
			}
		}
	})
}

func TestFreeze(t *testing.T) {
	rows := []Row{row("a", 1, 0, 0, "") /* -0.5 times 0 */, row("b", 2, 0, 0, "")}
	frozen, err := scale.Freeze(scale.Order(rows))
	if err != nil || len(frozen.SHA256) != 64 || !json.Valid(frozen.JSON) {
		t.Fatalf("frozen: %v %q", err, frozen.SHA256)
	}
	if strings.Contains(string(frozen.JSON), "-0,") || strings.Contains(string(frozen.JSON), "-0]") {
		t.Errorf("a negative zero was frozen: %s", frozen.JSON)
	}
	rows[0].Values[0].Why = "another reason"
	other, _ := scale.Freeze(scale.Order(rows))
	if other.SHA256 == frozen.SHA256 {
		t.Error("an explanation changed and the hash did not")
	}
	heavier := scale
	heavier.Criteria = []Criterion{{"base", "Base", 2}, scale.Criteria[1]}
	if again, _ := heavier.Freeze(heavier.Order(rows)); again.SHA256 == other.SHA256 {
		t.Error("a weight changed and the hash did not")
	}
}
