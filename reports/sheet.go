package reports

import (
	"fmt"
	"slices"

	"github.com/johnfercher/maroto/v2/pkg/components/col"
	mrow "github.com/johnfercher/maroto/v2/pkg/components/row"
	"github.com/johnfercher/maroto/v2/pkg/components/text"
	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/border"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/props"
)

// Measures of the theme: millimetres, sizes in points.
const (
	margin       = 15.0
	marginTop    = 12.0
	marginBottom = 10.0
	footerHeight = 9.0 // a rule of 4 and a line of 5
	// slack is left free under the footer. Maroto fills up each page with a row
	// of what is left, cut to 9 decimals, and the PDF writer under it starts a
	// new page when a row reaches beyond the edge: less than that cut and more
	// than the error of summing heights makes the two agree on every page.
	slack = 5e-10

	sizeTitle   = 17.0
	sizeHeading = 12.0
	sizeText    = 10.0
	sizeTable   = 9.0
	sizeSmall   = 8.0
)

var (
	ink   = &props.Color{Red: 0x17, Green: 0x32, Blue: 0x4d}
	quiet = &props.Color{Red: 0x46, Green: 0x5a, Blue: 0x6e}
	line  = &props.Color{Red: 0xb8, Green: 0xc2, Blue: 0xcc}
	tint  = &props.Color{Red: 0xea, Green: 0xf0, Blue: 0xf6}

	ruled  = &props.Cell{BorderType: border.Bottom, BorderColor: line, BorderThickness: 0.15}
	shaded = &props.Cell{BackgroundColor: tint}
	signed = &props.Cell{BorderType: border.Bottom, BorderColor: quiet, BorderThickness: 0.2}
)

// gridOf returns the width between the margins: Maroto's grid has one column a
// millimetre, so that widths need no conversion.
func gridOf(landscape bool) int {
	if landscape {
		return 297 - 2*int(margin)
	}
	return 210 - 2*int(margin)
}

// lineHeight returns the height of a line of text of the given size.
func lineHeight(size float64) float64 { return size * 0.49 }

// cell is one piece of text in a row of a page: its lines stand one under
// another. width is in grid columns.
type cell struct {
	width int
	lines []string
	face  face
	size  float64
	color *props.Color
	align align.Type
	left  float64
	right float64
	style *props.Cell
}

// sheet lays a document out: it fills pages with rows of known height and
// decides itself where a page ends, because Maroto draws a row that is higher
// than the page beyond its edge.
type sheet struct {
	faces  typeface
	doc    Document
	grid   int
	height float64 // usable between running header and footer

	pages [][]core.Row
	used  float64
	// repeat draws what stands again at the top of a new page (column titles);
	// nil when nothing does.
	repeat func()

	top    int   // rows of the last page that every page begins with
	piece  piece // the last row or paragraph
	headed bool  // a heading was printed and nothing under it yet: both are one piece
}

// piece is where a row or a paragraph begins, and what its page repeats.
type piece struct {
	page, row int
	repeat    func()
}

// mark notes that a piece begins here.
func (s *sheet) mark() {
	last := len(s.pages) - 1
	if !s.headed || s.piece.page != last {
		s.piece = piece{last, len(s.pages[last]), s.repeat}
	}
	s.headed = false
}

// keepLast takes the last piece along to a new page when the height that must
// follow it does not fit: a signature never stands alone on a page.
func (s *sheet) keepLast(height float64) {
	last := len(s.pages) - 1
	if s.left() >= height || s.piece.page != last || s.piece.row <= s.top {
		return
	}
	moved, high := slices.Clone(s.pages[last][s.piece.row:]), 0.0
	for _, r := range moved {
		high += r.GetHeight(nil, nil)
	}
	if high+height > s.height/2 {
		return
	}
	s.pages[last] = s.pages[last][:s.piece.row]
	s.repeat = s.piece.repeat
	s.newPage()
	s.repeat = nil
	s.pages[last+1] = append(s.pages[last+1], moved...)
	s.used += high
}

// compose returns the rows of every page of the document.
func compose(doc Document) [][]core.Row {
	s := &sheet{faces: theTypeface(), doc: doc, grid: gridOf(doc.Landscape)}
	paper := 297.0
	if doc.Landscape {
		paper = 210
	}
	s.height = paper - marginTop - marginBottom - footerHeight - slack
	s.newPage()
	s.opening()
	for _, section := range doc.Sections {
		s.section(section)
	}
	if len(doc.Signatures) > 0 {
		s.keepLast(signatureHeight)
		Signatures(doc.Signatures).place(s)
	}
	for i := range s.pages {
		s.foot(i)
	}
	return s.pages
}

// newPage starts a page with its running header.
func (s *sheet) newPage() {
	s.pages = append(s.pages, nil)
	s.used = 0
	if len(s.pages) == 1 {
		s.letterhead()
	} else {
		s.runningHead()
	}
	if s.repeat != nil {
		s.repeat()
	}
	s.top = len(s.pages[len(s.pages)-1])
}

// need starts a new page unless height millimetres are left on this one.
func (s *sheet) need(height float64) {
	if s.used+height > s.height {
		s.newPage()
	}
}

// left returns how much of the page is free.
func (s *sheet) left() float64 { return s.height - s.used }

// put adds a row to the page without asking whether it fits.
func (s *sheet) put(height float64, style *props.Cell, cells ...cell) {
	r := mrow.New(height)
	if style != nil {
		r.WithStyle(style)
	}
	for _, c := range cells {
		r.Add(c.col())
	}
	if len(cells) == 0 {
		r.Add(col.New(s.grid))
	}
	last := len(s.pages) - 1
	s.pages[last] = append(s.pages[last], r)
	s.used += height
}

// gap leaves a height empty, except at the top of a page.
func (s *sheet) gap(height float64) {
	if s.left() < height {
		return
	}
	s.put(height, nil)
}

func (c cell) col() core.Col {
	out := col.New(c.width)
	if c.style != nil {
		out.WithStyle(c.style)
	}
	step := lineHeight(c.size)
	for i, l := range c.lines {
		if l == "" {
			continue
		}
		out.Add(text.New(l, props.Text{
			Top: 0.4 + float64(i)*step, Left: c.left, Right: c.right, Family: family, Style: c.face.style, Size: c.size,
			Align: c.align, Color: c.color,
		}))
	}
	return out
}

// flow prints lines one a row, so that they break over pages anywhere; at
// least two stay together.
func (s *sheet) flow(c cell) {
	step := lineHeight(c.size)
	lines := c.lines
	if len(lines) > 1 {
		s.need(2 * step)
	}
	for i, l := range lines {
		s.need(step)
		if i == 0 || len(lines) > 8 && i == len(lines)-2 {
			s.mark()
		}
		c.lines = []string{l}
		s.put(step, nil, c)
	}
}

// letterhead opens the first page: body and office at the left, protocol at
// the right.
func (s *sheet) letterhead() {
	d, t := s.doc, &s.faces
	left := s.grid * 6 / 10
	right := s.grid - left
	var at []string
	if d.Protocol != "" {
		at = append(at, t.clip(t.bold, sizeText, float64(right), "Protocollo n. "+d.Protocol))
		if d.ProtocolDate != "" {
			at = append(at, "del "+d.ProtocolDate.Italian())
		}
	}
	type headline struct {
		text string
		face face
		size float64
	}
	var lines []headline
	for _, l := range t.wrap(t.bold, 12, float64(left), d.Body) {
		lines = append(lines, headline{l, t.bold, 12})
	}
	for _, l := range t.wrap(t.bold, sizeText, float64(left), d.Office) {
		lines = append(lines, headline{l, t.bold, sizeText})
	}
	for _, l := range d.Lines {
		for _, w := range t.wrap(t.regular, sizeSmall, float64(left), l) {
			lines = append(lines, headline{w, t.regular, sizeSmall})
		}
	}
	lines = lines[:min(len(lines), 12)] // a heading, not a text: it never fills the page
	for i := range max(len(lines), len(at)) {
		h := headline{face: t.regular, size: sizeText}
		if i < len(lines) {
			h = lines[i]
		}
		c := cell{width: left, lines: []string{h.text}, face: h.face, size: h.size, color: ink}
		p := cell{width: right, size: sizeText, face: t.regular, align: align.Right, color: ink}
		if i < len(at) {
			p.lines = at[i : i+1]
			if i == 0 {
				p.face = t.bold
			}
		}
		s.put(max(lineHeight(h.size), lineHeight(p.size)), nil, c, p)
	}
	if s.used > 0 {
		s.put(1.5, ruled)
		s.put(4, nil)
	}
}

// runningHead opens the following pages: what the document is, on one line.
func (s *sheet) runningHead() {
	d, t := s.doc, &s.faces
	right := 45
	head := d.Title
	if d.Subtitle != "" {
		head += " – " + d.Subtitle
	}
	protocol := ""
	if d.Protocol != "" {
		protocol = t.clip(t.regular, sizeSmall, float64(right), "Protocollo n. "+d.Protocol)
	}
	s.put(5, ruled,
		cell{width: s.grid - right, lines: []string{t.clip(t.regular, sizeSmall, float64(s.grid-right-3), head)}, face: t.regular, size: sizeSmall, color: quiet},
		cell{width: right, lines: []string{protocol}, face: t.regular, size: sizeSmall, color: quiet, align: align.Right})
	s.put(4, nil)
}

// opening prints recipient, title and subtitle.
func (s *sheet) opening() {
	d, t := s.doc, &s.faces
	if len(d.Recipient) > 0 {
		left := s.grid * 55 / 100
		s.put(4, nil)
		for _, l := range d.Recipient {
			for _, w := range t.wrap(t.regular, sizeText, float64(s.grid-left), l) {
				s.need(lineHeight(sizeText))
				s.put(lineHeight(sizeText), nil, cell{width: left, size: sizeText},
					cell{width: s.grid - left, lines: []string{w}, face: t.regular, size: sizeText})
			}
		}
		s.put(8, nil)
	}
	if d.Title != "" {
		s.flow(cell{width: s.grid, lines: t.wrap(t.bold, sizeTitle, float64(s.grid), d.Title), face: t.bold, size: sizeTitle, color: ink})
	}
	if d.Subtitle != "" {
		s.flow(cell{width: s.grid, lines: t.wrap(t.regular, sizeText, float64(s.grid), d.Subtitle), face: t.regular, size: sizeText, color: quiet})
	}
	if d.Title != "" {
		s.gap(3)
	}
}

// section prints a heading, kept with what follows it, and its blocks.
func (s *sheet) section(section Section) {
	t := &s.faces
	if section.Heading != "" {
		s.gap(2.5)
		s.need(26)
		s.flow(cell{width: s.grid, lines: t.wrap(t.bold, sizeHeading, float64(s.grid), section.Heading), face: t.bold, size: sizeHeading, color: ink})
		s.headed = true
		s.gap(1)
	}
	for _, b := range section.Blocks {
		b.place(s)
	}
}

// foot closes a page: the space left, then when and from what it was made and
// which page of how many it is.
func (s *sheet) foot(i int) {
	d, t := s.doc, &s.faces
	used := 0.0
	for _, r := range s.pages[i] {
		used += r.GetHeight(nil, nil)
	}
	left := ""
	join := func(part string) {
		if left != "" {
			left += " · "
		}
		left += part
	}
	if d.GeneratedAt != "" {
		join("Generato il " + d.GeneratedAt.Italian())
	}
	if d.FormVersion != "" {
		join("Modello " + d.FormVersion)
	}
	if d.Fingerprint != "" {
		join("Impronta " + d.Fingerprint[:min(12, len(d.Fingerprint))])
	}
	if d.Note != "" {
		join(d.Note)
	}
	right := 35
	if rest := s.height - used; rest > 0 { // Maroto measures a row of height 0 by its content
		s.pages[i] = append(s.pages[i], mrow.New(rest).Add(col.New(s.grid)))
	}
	rule := mrow.New(4).Add(col.New(s.grid).WithStyle(ruled))
	foot := mrow.New(5).Add(
		cell{width: s.grid - right, lines: []string{t.clip(t.regular, sizeSmall, float64(s.grid-right-3), left)}, face: t.regular, size: sizeSmall, color: quiet}.col(),
		cell{width: right, lines: []string{fmt.Sprintf("Pagina %d di %d", i+1, len(s.pages))}, face: t.regular, size: sizeSmall, color: quiet, align: align.Right}.col())
	s.pages[i] = append(s.pages[i], rule, foot)
}
