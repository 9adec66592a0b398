package reports

import (
	"math"
	"strconv"

	"github.com/johnfercher/maroto/v2/pkg/consts/align"
)

func (f Facts) place(s *sheet) {
	t := &s.faces
	label := s.grid * 32 / 100
	step := lineHeight(sizeText)
	for _, fact := range f {
		value := fact.Value
		if t.wrap(t.regular, sizeText, 1000, value) == nil {
			value = "—"
		}
		names := t.wrap(t.regular, sizeText, float64(label-3), fact.Label)
		values := t.wrap(t.bold, sizeText, float64(s.grid-label), value)
		n := max(len(names), len(values))
		if h := float64(n)*step + 1; h < s.height/2 {
			s.need(h)
		}
		for i := range n {
			s.need(step)
			if i == 0 {
				s.mark()
			}
			s.put(step, nil,
				cell{width: label, lines: lineAt(names, i), face: t.regular, size: sizeText, color: quiet},
				cell{width: s.grid - label, lines: lineAt(values, i), face: t.bold, size: sizeText})
		}
		s.gap(1)
	}
	s.gap(2)
}

func lineAt(lines []string, i int) []string {
	if i < len(lines) {
		return lines[i : i+1]
	}
	return nil
}

func (p Paragraph) place(s *sheet) {
	t := &s.faces
	f, size := t.regular, sizeText
	if p.Bold {
		f = t.bold
	}
	if p.Small {
		size = sizeSmall
	}
	s.flow(cell{width: s.grid, lines: t.wrap(f, size, float64(s.grid), p.Text), face: f, size: size})
	s.gap(2)
}

func (l List) place(s *sheet) {
	t := &s.faces
	const mark = 8
	step := lineHeight(sizeText)
	for n, item := range l.Items {
		sign := strconv.Itoa(n+1) + "."
		if l.Bullet {
			sign = "•"
		}
		lines := t.wrap(t.regular, sizeText, float64(s.grid-mark), item)
		if len(lines) > 1 {
			s.need(2 * step)
		}
		for i := range max(1, len(lines)) {
			s.need(step)
			if i == 0 {
				s.mark()
			}
			first := cell{width: mark, face: t.regular, size: sizeText, left: 1}
			if i == 0 {
				first.lines = []string{sign}
			}
			s.put(step, nil, first, cell{width: s.grid - mark, lines: lineAt(lines, i), face: t.regular, size: sizeText})
		}
		s.gap(0.8)
	}
	s.gap(2)
}

// Inside a table cell: space at the sides and under the text.
const (
	cellSide = 1.2
	cellFoot = 1.2
)

func (tb Table) place(s *sheet) {
	if len(tb.Columns) == 0 {
		return
	}
	widths := tb.widths(&s.faces, s.grid)
	titles := func() { tb.titles(s, widths) }
	s.need(20)
	titles()
	if len(tb.Rows) == 0 {
		empty := tb.Empty
		if empty == "" {
			empty = "Nessuna riga."
		}
		Paragraph{Text: empty}.place(s)
		return
	}
	s.repeat = titles
	for _, row := range tb.Rows {
		tb.row(s, widths, row)
	}
	s.repeat = nil
	s.gap(3)
}

// widths shares the grid among the columns: each has room for its longest word,
// so that a day or a number is never broken, and what is left goes by share.
func (tb Table) widths(t *typeface, grid int) []int {
	least := tb.least(t, grid)
	out := make([]int, len(least))
	bound := make([]bool, len(least)) // columns that have their least and no more
	for settled := false; !settled; {
		settled = true
		total, rest := 0.0, grid
		for i, c := range tb.Columns {
			if bound[i] {
				rest -= least[i]
			} else {
				total += c.share()
			}
		}
		for i, c := range tb.Columns {
			if bound[i] {
				out[i] = least[i]
				continue
			}
			out[i] = int(c.share() / total * float64(max(0, rest)))
			if out[i] < least[i] {
				bound[i], settled = true, false
			}
		}
	}
	return spread(out, bound, grid)
}

// spread makes the widths fill the grid: what rounding leaves goes to the last
// column that may have it, what is too much is taken in proportion.
func spread(widths []int, bound []bool, grid int) []int {
	sum, last := 0, len(widths)-1
	for i, w := range widths {
		sum += w
		if !bound[i] {
			last = i
		}
	}
	if sum > grid {
		over, before := grid, sum
		for i, w := range widths {
			widths[i] = max(1, w*grid/before)
			over -= widths[i]
		}
		sum = grid - over
	}
	widths[last] += grid - sum
	return widths
}

func (c Column) share() float64 {
	if c.Width <= 0 {
		return 1
	}
	return c.Width
}

// least returns the width in grid columns that holds the longest word of each
// column; a word longer than a quarter of the page may be cut.
func (tb Table) least(t *typeface, grid int) []int {
	out := make([]int, len(tb.Columns))
	for i, c := range tb.Columns {
		widest := t.bold.widestWord(sizeTable, t.printable(c.Title))
		for _, row := range tb.Rows {
			if i < len(row) {
				widest = max(widest, t.regular.widestWord(sizeTable, t.printable(row[i])))
			}
		}
		out[i] = max(1, min(int(math.Ceil(widest+2*cellSide+0.1)), grid/4))
	}
	return out
}

// Fits reports whether an upright page is wide enough for the longest words of
// all columns. A table that is not reads better row by row.
func (tb Table) Fits() bool {
	faces := theTypeface()
	sum, grid := 0, gridOf(false)
	for _, w := range tb.least(&faces, grid) {
		sum += w
	}
	return sum <= grid
}

func (tb Table) titles(s *sheet, widths []int) {
	t := &s.faces
	cells := make([]cell, len(widths))
	height := 0
	for i, w := range widths {
		lines := t.wrap(t.bold, sizeTable, float64(w)-2*cellSide, tb.Columns[i].Title)
		lines = lines[:min(len(lines), 3)]
		height = max(height, len(lines))
		cells[i] = tb.cell(t.bold, i, w, lines)
		cells[i].color = ink
	}
	s.put(float64(max(height, 1))*lineHeight(sizeTable)+cellFoot, shaded, cells...)
}

func (tb Table) cell(f face, i, width int, lines []string) cell {
	c := cell{width: width, lines: lines, face: f, size: sizeTable, left: cellSide}
	if tb.Columns[i].Right {
		c.align = align.Right
		c.left = 0
		c.right = cellSide
	}
	return c
}

// row prints one row; a row higher than what a fresh page holds continues on
// the next one.
func (tb Table) row(s *sheet, widths []int, values []string) {
	t := &s.faces
	step := lineHeight(sizeTable)
	texts := make([][]string, len(widths))
	height := 1
	for i, w := range widths {
		if i < len(values) {
			texts[i] = t.wrap(t.regular, sizeTable, float64(w)-2*cellSide, values[i])
		}
		height = max(height, len(texts[i]))
	}
	whole := max(float64(height)*step+cellFoot, tb.RowHeight)
	if whole < s.height/2 {
		s.need(whole)
	}
	for from := 0; from < height; {
		s.need(step + cellFoot)
		if from == 0 {
			s.mark()
		}
		n := min(height-from, max(1, int((s.left()-cellFoot)/step)))
		cells := make([]cell, len(widths))
		for i, w := range widths {
			part := texts[i][min(from, len(texts[i])):min(from+n, len(texts[i]))]
			cells[i] = tb.cell(t.regular, i, w, part)
		}
		h := float64(n)*step + cellFoot
		if n == height {
			h = whole
		}
		s.put(h, ruled, cells...)
		from += n
	}
}

// signatureHeight is that of a line of signatures, in millimetres.
const signatureHeight = 34.0

func (sg Signatures) place(s *sheet) {
	t := &s.faces
	const height = signatureHeight
	for from := 0; from < len(sg); from += 2 {
		s.need(height)
		s.gap(6)
		pair := sg[from:min(from+2, len(sg))]
		width := s.grid * 42 / 100
		between := s.grid - 2*width
		roles := make([]cell, 0, 3)
		lines := make([]cell, 0, 3)
		names := make([]cell, 0, 3)
		for i, one := range pair {
			if i > 0 {
				roles = append(roles, cell{width: between, size: sizeText})
				lines = append(lines, cell{width: between, size: sizeText})
				names = append(names, cell{width: between, size: sizeText})
			}
			roles = append(roles, cell{width: width, size: sizeText, face: t.regular, color: quiet,
				lines: []string{t.clip(t.regular, sizeText, float64(width), one.Role)}})
			lines = append(lines, cell{width: width, size: sizeText, style: signed})
			under := t.wrap(t.regular, sizeText, float64(width), one.Name)
			if len(under) > 2 {
				under = []string{under[0], t.clip(t.regular, sizeText, float64(width), under[1]+under[2])}
			}
			names = append(names, cell{width: width, size: sizeText, face: t.regular, lines: under})
		}
		s.put(5, nil, roles...)
		s.put(11, nil, lines...)
		s.put(12, nil, names...)
	}
}

func (PageBreak) place(s *sheet) { s.newPage() }

func (g Gap) place(s *sheet) { s.gap(float64(g)) }
