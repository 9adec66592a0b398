package shared

import (
	"math"
	"strconv"
	"strings"
)

// Bar is one value of a chart. Href opens the rows behind it.
type Bar struct {
	Label string
	Name  string // in the table, where there is room for all of it; Label when ""
	Value float64
	Text  string // the value as written; Decimal(Value, 0) when ""
	Href  string
}

func (b Bar) text() string {
	if b.Text != "" {
		return b.Text
	}
	return Decimal(b.Value, 0)
}

// Target is what the values are measured against.
type Target struct {
	Value float64
	Label string // «obiettivo 80%»
}

// Chart is a series with its title and, in words, what it shows.
type Chart struct {
	ID     string // of the figure
	Title  string
	Says   string // «Da 41 di giugno a 62 di novembre, sopra l'obiettivo di 50.»
	Unit   string // header of the column of values: «persone»
	Bars   []Bar
	Target *Target
}

const (
	chartWidth  = 640.0
	barHeight   = 20.0
	barStep     = 30.0
	barLeft     = 180.0
	barRight    = 70.0
	lineHeight  = 220.0
	lineLeft    = 46.0
	lineRight   = 46.0
	lineTop     = 24.0
	lineBottom  = 30.0
	cutFromZero = 0.5 // the axis of a line is cut when its lowest value is above this share of its highest
)

func coord(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

// top returns the value at the end of the axis.
func (c Chart) top() float64 {
	top := 0.0
	for _, b := range c.Bars {
		top = max(top, b.Value)
	}
	if c.Target != nil {
		top = max(top, c.Target.Value)
	}
	if top <= 0 {
		return 1
	}
	return top
}

// floor returns the value at the beginning of a line's axis. Bars begin at
// zero always: their length is what is read.
func (c Chart) floor() float64 {
	low := c.top()
	for _, b := range c.Bars {
		low = min(low, b.Value)
	}
	if c.Target != nil {
		low = min(low, c.Target.Value)
	}
	if low < c.top()*cutFromZero || low == c.top() {
		return 0
	}
	return low - (c.top()-low)*0.2
}

func (c Chart) barX(v float64) float64 {
	return barLeft + max(v, 0)/c.top()*(chartWidth-barLeft-barRight)
}

func (c Chart) barsHeight() float64 { return float64(len(c.Bars))*barStep + 24 }

func (c Chart) lineX(i int) float64 {
	if len(c.Bars) < 2 {
		return lineLeft
	}
	return lineLeft + float64(i)/float64(len(c.Bars)-1)*(chartWidth-lineLeft-lineRight)
}

func (c Chart) lineY(v float64) float64 {
	floor := c.floor()
	share := (v - floor) / (c.top() - floor)
	return lineHeight - lineBottom - share*(lineHeight-lineTop-lineBottom)
}

// path returns the line through all values.
func (c Chart) path() string {
	var b strings.Builder
	for i, bar := range c.Bars {
		if i == 0 {
			b.WriteString("M")
		} else {
			b.WriteString(" L")
		}
		b.WriteString(coord(c.lineX(i)) + " " + coord(c.lineY(bar.Value)))
	}
	return b.String()
}

// tells reports whether the label of point i is written under a line: all when
// few, else the first, the last and every so many.
func (c Chart) tells(i int) bool {
	n := len(c.Bars)
	return n <= 12 || i == 0 || i == n-1 || i%(n/6+1) == 0 && i < n-n/8
}

// Part is one part of a stacked bar.
type Part struct {
	Label string
	Value float64
	Text  string
}

// partGap parts the parts of a stacked bar, which colour alone would not.
const partGap = 0.5

// partX returns where part i begins, in percent of the bar; whole is what the
// bar stands for, 0 for the sum of the parts. What takes away has no length.
func partX(parts []Part, whole float64, i int) float64 {
	total, before := 0.0, 0.0
	for j, p := range parts {
		if j < i {
			before += max(p.Value, 0)
		}
		total += max(p.Value, 0)
	}
	if total = max(total, whole); total == 0 {
		return 0
	}
	return before / total * 100
}

// partWidth returns the length of part i, in percent of the bar.
func partWidth(parts []Part, whole float64, i int) float64 {
	width := partX(parts, whole, i+1) - partX(parts, whole, i)
	return max(width-partGap, min(width, partGap))
}

func partClass(i int) string { return "bar" + strconv.Itoa(i%5+1) }
