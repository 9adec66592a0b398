package shared

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"pgregory.net/rapid"
)

// Whatever the values, no bar or point leaves its drawing, and bars begin at
// zero: twice the value is twice the length.
func TestChartsStayInsideTheirDrawing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 1e6), 1, 40).Draw(t, "values")
		c := Chart{ID: "c"}
		for _, v := range values {
			c.Bars = append(c.Bars, Bar{Value: v})
		}
		if rapid.Bool().Draw(t, "target") {
			c.Target = &Target{Value: rapid.Float64Range(0, 1e6).Draw(t, "value of target")}
		}
		for i, b := range c.Bars {
			if x := c.barX(b.Value); x < barLeft || x > chartWidth-barRight+0.001 {
				t.Fatalf("bar %d ends at %v", i, x)
			}
			if y := c.lineY(b.Value); y < lineTop-0.001 || y > lineHeight-lineBottom+0.001 {
				t.Fatalf("point %d at %v", i, y)
			}
		}
	})
	c := Chart{Bars: []Bar{{Value: 40}, {Value: 80}, {Value: 100}}}
	if one, two := c.barX(40)-barLeft, c.barX(80)-barLeft; two != 2*one {
		t.Errorf("40 is %v long, 80 is %v", one, two)
	}
}

func TestStackedPartsFillTheBar(t *testing.T) {
	parts := []Part{{Value: 30}, {Value: 0}, {Value: 10}}
	if got := partX(parts, 0, 3); got != 100 {
		t.Errorf("the parts end at %v", got)
	}
	if got := partX(parts, 0, 1); got != 75 {
		t.Errorf("the first ends at %v", got)
	}
	if got := partX([]Part{{}, {}}, 0, 1); got != 0 {
		t.Errorf("nothing ends at %v", got)
	}
	score := []Part{{Value: 30}, {Value: 10}, {Value: -3}}
	if got := partX(score, 100, 3); got != 40 {
		t.Errorf("40 of 100 end at %v", got)
	}
	if first, second := partX(score, 100, 0)+partWidth(score, 100, 0), partX(score, 100, 1); first >= second {
		t.Errorf("no room between %v and %v", first, second)
	}
	if got := partWidth(score, 100, 2); got != 0 {
		t.Errorf("what is taken away is %v long", got)
	}
}

// A chart is never the only place of a number.
func TestChartsComeWithTheirTable(t *testing.T) {
	c := Chart{ID: "x", Title: "Titolo", Says: "Detto a parole.", Unit: "persone", Bars: []Bar{{Label: "Foggia", Value: 1214, Href: "/foggia"}}, Target: &Target{Value: 120, Label: "obiettivo 120"}}
	for name, component := range map[string]templ.Component{"bar": BarChart(c), "line": LineChart(c)} {
		var b bytes.Buffer
		if err := component.Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`<a href="/foggia">1.214</a>`, "Detto a parole.", "obiettivo 120", `<th scope="row">Foggia</th>`} {
			if strings.Count(b.String(), want) == 0 {
				t.Errorf("%s chart lacks %s", name, strconv.Quote(want))
			}
		}
	}
}
