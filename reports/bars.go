package reports

import (
	"github.com/johnfercher/maroto/v2/pkg/props"
)

// Bars prints values as bars from zero, one below another, each with its number
// at its end: read without colour, and drawn from the same numbers.
type Bars struct {
	Title string
	Items []Bar
	Limit float64 // what the longest bar may stand for; the highest value when 0
}

// Bar is one value of a chart, with the number as it is written.
type Bar struct {
	Label, Text string
	Value       float64
}

// Measures of a chart, in millimetres.
const (
	barName   = 34
	barNumber = 26
	barThick  = 4.0
	barSpace  = 0.9
)

var barFill = &props.Cell{BackgroundColor: &props.Color{Red: 0, Green: 0x4a, Blue: 0x94}}

func (b Bars) place(s *sheet) {
	t := &s.faces
	s.need(float64(len(b.Items))*(barThick+barSpace) + 8)
	if b.Title != "" {
		s.put(lineHeight(sizeText)+1, nil, cell{width: s.grid, lines: []string{t.clip(t.bold, sizeText, float64(s.grid), b.Title)}, face: t.bold, size: sizeText, color: ink})
	}
	top := b.Limit
	for _, item := range b.Items {
		top = max(top, item.Value)
	}
	room := s.grid - barName - barNumber
	for _, item := range b.Items {
		s.need(barThick + barSpace)
		length := 0
		if top > 0 {
			length = int(item.Value / top * float64(room))
		}
		if item.Value > 0 {
			length = max(1, length)
		}
		cells := []cell{{width: barName, lines: []string{t.clip(t.regular, sizeSmall, barName-2, item.Label)}, face: t.regular, size: sizeSmall, color: quiet}}
		if length > 0 {
			cells = append(cells, cell{width: length, size: sizeSmall, face: t.regular, style: barFill})
		}
		cells = append(cells, cell{width: s.grid - barName - length, lines: []string{item.Text}, face: t.bold, size: sizeSmall, left: 1.5})
		s.put(barThick, nil, cells...)
		s.gap(barSpace)
	}
	s.gap(3)
}
