package indicators

import (
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"sportello/db/indicators"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/reports"
)

// SheetName returns the name under which the monthly sheet is saved.
func SheetName(s indicators.Sheet, extension string) string {
	return strings.Join(append(append([]string{"scheda-mensile"}, rule.FoldWords(s.Scope.Label)...), strconv.Itoa(s.Year)), "-") + "." + extension
}

// Columns of the form: the area, what is done, the indicator, the months, the
// year and what has changed since months were closed; beside them the year by
// gender and by age.
const (
	columnMonth = 4 // of January
	columnYear  = columnMonth + 12
	columnAmend = columnYear + 1
	columnSex   = columnAmend + 2
	columnBand  = columnSex + 4
)

var monthNames = []string{"Gennaio", "Febbraio", "Marzo", "Aprile", "Maggio", "Giugno", "Luglio", "Agosto", "Settembre", "Ottobre", "Novembre", "Dicembre"}

// Workbook writes the monthly sheets in the layout of the source's form (DGR
// Puglia 847/2010, §3.4): one tab for each, the months across. The parts of a
// month by gender and age are rows below the indicator, folded away; those of
// the year stand beside. An indicator whose facts nobody records says so.
func Workbook(w io.Writer, sheets []indicators.Sheet, services []registry.Prestazione, at rule.Instant) (err error) {
	f := excelize.NewFile()
	defer func() {
		if cerr := f.Close(); err == nil && cerr != nil {
			err = cerr
		}
	}()
	if err := reports.Describe(f, "Scheda mensile "+strconv.Itoa(sheets[0].Year)+", "+sheets[0].Scope.Label, at); err != nil {
		return err
	}
	styles, err := formStyles(f)
	if err != nil {
		return err
	}
	for n, s := range sheets {
		name := reports.TabName(s.Scope.Label)
		if n == 0 {
			err = f.SetSheetName(f.GetSheetName(0), name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err != nil {
			return err
		}
		if err := writeForm(f, name, s, services, styles); err != nil {
			return err
		}
	}
	return f.Write(w)
}

type formStyle struct{ title, quiet, header, text, number, mean, part, partNumber, year int }

func formStyles(f *excelize.File) (s formStyle, err error) {
	mean, whole := "#,##0.0", "#,##0"
	plain := &excelize.Font{Family: "Calibri", Size: 11}
	border := []excelize.Border{{Type: "bottom", Color: "D3DAE2", Style: 1}}
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	for _, x := range []struct {
		id    *int
		style excelize.Style
	}{
		{&s.title, excelize.Style{Font: &excelize.Font{Family: "Calibri", Bold: true, Size: 14, Color: "17324D"}}},
		{&s.quiet, excelize.Style{Font: &excelize.Font{Family: "Calibri", Color: "465A6E"}}},
		{&s.header, excelize.Style{Font: &excelize.Font{Family: "Calibri", Bold: true, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"004A94"}}, Alignment: &excelize.Alignment{Vertical: "center", Horizontal: "center", WrapText: true}}},
		{&s.text, excelize.Style{Font: plain, Border: border, Alignment: top}},
		{&s.number, excelize.Style{Font: plain, Border: border, CustomNumFmt: &whole, Alignment: &excelize.Alignment{Vertical: "top"}}},
		{&s.mean, excelize.Style{Font: plain, Border: border, CustomNumFmt: &mean, Alignment: &excelize.Alignment{Vertical: "top"}}},
		{&s.part, excelize.Style{Border: border, Font: &excelize.Font{Family: "Calibri", Color: "465A6E"}, Alignment: &excelize.Alignment{Indent: 2}}},
		{&s.partNumber, excelize.Style{Border: border, Font: &excelize.Font{Family: "Calibri", Color: "465A6E"}, CustomNumFmt: &whole}},
		{&s.year, excelize.Style{Border: border, Font: &excelize.Font{Family: "Calibri", Bold: true}, CustomNumFmt: &whole, Alignment: &excelize.Alignment{Vertical: "top"}}},
	} {
		if *x.id, err = f.NewStyle(&x.style); err != nil {
			return s, err
		}
	}
	return s, nil
}

// form writes the rows of one tab.
type form struct {
	stream *excelize.StreamWriter
	styles formStyle
	row    int
	err    error
}

func (f *form) put(opts excelize.RowOpts, cells map[int]any) {
	f.row++
	last := 0
	for column := range cells {
		last = max(last, column)
	}
	values := make([]any, last)
	for column, v := range cells {
		values[column-1] = v
	}
	if f.err == nil {
		f.err = f.stream.SetRow("A"+strconv.Itoa(f.row), values, opts)
	}
}

func (f *form) merge(from, to int) {
	a, _ := excelize.CoordinatesToCellName(from, f.row)
	b, _ := excelize.CoordinatesToCellName(to, f.row)
	if f.err == nil {
		f.err = f.stream.MergeCell(a, b)
	}
}

func cellOf(style int, v any) excelize.Cell { return excelize.Cell{StyleID: style, Value: v} }

func writeForm(f *excelize.File, name string, s indicators.Sheet, services []registry.Prestazione, styles formStyle) error {
	landscape, fit, height, paper := "landscape", 1, 0, 8 // A3: the form is wide
	if err := f.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &paper, FitToWidth: &fit, FitToHeight: &height}); err != nil {
		return err
	}
	on, above := true, false
	if err := f.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &on, OutlineSummaryBelow: &above}); err != nil {
		return err
	}
	stream, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	out := &form{stream: stream, styles: styles}
	out.widths()
	out.heading(s)
	area := ""
	for _, l := range s.Lines {
		label := areaLabel(l.Indicator.Area())
		if label == area {
			label = ""
		} else {
			area = label
		}
		out.line(s, l, label, serviceName(services, l.Indicator.Service))
	}
	if out.err != nil {
		return out.err
	}
	return stream.Flush()
}

func (f *form) widths() {
	for column, width := range map[int]float64{1: 24, 2: 34, 3: 46, columnYear: 9, columnAmend: 20, columnAmend + 1: 3, columnBand - 1: 3} {
		f.width(column, width)
	}
	for m := range 12 {
		f.width(columnMonth+m, 10)
	}
	for c := columnSex; c < columnBand+len(indicators.Bands()); c++ {
		if c != columnBand-1 {
			f.width(c, 9)
		}
	}
	if f.err == nil {
		f.err = f.stream.SetPanes(&excelize.Panes{Freeze: true, XSplit: 3, YSplit: 4, TopLeftCell: "D5", ActivePane: "bottomRight"})
	}
}

func (f *form) width(column int, w float64) {
	if f.err == nil {
		f.err = f.stream.SetColWidth(column, column, w)
	}
}

// heading writes whose the sheet is, and the titles of the columns with how far
// each month is.
func (f *form) heading(s indicators.Sheet) {
	f.put(excelize.RowOpts{Height: 22}, map[int]any{1: cellOf(f.styles.title, s.Scope.Label+", scheda mensile "+strconv.Itoa(s.Year))})
	f.put(excelize.RowOpts{}, map[int]any{1: cellOf(f.styles.quiet, "La colonna Anno conta ogni persona una volta sola. Le parti per genere ed età di ogni mese sono nelle righe raggruppate; quelle dell'anno sono a destra.")})
	h := func(text string) excelize.Cell { return cellOf(f.styles.header, text) }
	groups := map[int]any{columnSex: h("Genere, nell'anno"), columnBand: h("Età, nell'anno")}
	titles := map[int]any{1: h("Area"), 2: h("Descrizione delle attività e dei servizi"), 3: h("Indicatore"), columnYear: h("Anno"), columnAmend: h("Rettifiche"),
		columnSex: h("Femmine"), columnSex + 1: h("Maschi"), columnSex + 2: h("Non noto")}
	for m := range 12 {
		state := ""
		switch {
		case s.Months[m].Future:
		case s.Months[m].Closed:
			state = "chiuso"
		default:
			state = "aperto"
		}
		groups[columnMonth+m], titles[columnMonth+m] = h(state), h(monthNames[m]+" "+strconv.Itoa(s.Year))
	}
	for n, band := range indicators.Bands() {
		if band == "" {
			band = "Non nota"
		}
		titles[columnBand+n] = h(band)
	}
	f.put(excelize.RowOpts{}, groups)
	f.merge(columnSex, columnSex+2)
	f.merge(columnBand, columnBand+len(indicators.Bands())-1)
	f.put(excelize.RowOpts{Height: 32}, titles)
}

// line writes an indicator, its parts of the year beside it and its parts of the
// months below it.
func (f *form) line(s indicators.Sheet, l indicators.Line, area, service string) {
	cells := map[int]any{1: cellOf(f.styles.text, area), 2: cellOf(f.styles.text, service), 3: cellOf(f.styles.text, l.Indicator.Code+" "+l.Indicator.Words())}
	high := excelize.RowOpts{Height: 15.5 * float64(max(linesOf(area, 24), linesOf(service, 34), linesOf(l.Indicator.Code+" "+l.Indicator.Words(), 46)))}
	if l.Indicator.Awaits != "" {
		cells[columnMonth] = cellOf(f.styles.part, "non ancora rilevato: si conterà con "+l.Indicator.Awaits)
		f.put(high, cells)
		f.merge(columnMonth, columnYear)
		return
	}
	var amended []string
	for m, month := range s.Months {
		if month.Future {
			continue
		}
		cells[columnMonth+m] = f.value(l.Indicator, l.Months[m], f.styles.number)
		if l.Months[m].Amended {
			amended = append(amended, strings.ToLower(monthNames[m])+" "+l.Months[m].AmendText(l.Indicator))
		}
	}
	if l.Year.Amended {
		amended = append(amended, "anno "+l.Year.AmendText(l.Indicator))
	}
	cells[columnYear] = f.value(l.Indicator, l.Year, f.styles.year)
	changes := strings.Join(amended, "; ")
	cells[columnAmend] = cellOf(f.styles.text, changes)
	high.Height = max(high.Height, 15.5*float64(linesOf(changes, 20)))
	if l.Indicator.Split() {
		for n, sex := range sexes {
			cells[columnSex+n] = cellOf(f.styles.number, l.Year.Sex(sex.code))
		}
		for n, band := range indicators.Bands() {
			cells[columnBand+n] = cellOf(f.styles.number, l.Year.Band(band))
		}
	}
	f.put(high, cells)
	if l.Indicator.Split() {
		f.parts(s, l)
	}
}

// linesOf returns how many lines a text fills in a column of so many characters:
// the rows of a stream keep the height that they are given.
func linesOf(text string, width int) int {
	lines, left := 1, width
	for _, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word) + 1
		if n > left {
			lines, left = lines+1, width
		}
		left -= n
	}
	return lines
}

var sexes = []struct{ code, label string }{{"F", "Femmine"}, {"M", "Maschi"}, {"", "Genere non noto"}}

func (f *form) parts(s indicators.Sheet, l indicators.Line) {
	part := func(label string, of func(indicators.Figure) int) {
		cells := map[int]any{3: cellOf(f.styles.part, label), columnYear: cellOf(f.styles.partNumber, of(l.Year))}
		for m, month := range s.Months {
			if !month.Future {
				cells[columnMonth+m] = cellOf(f.styles.partNumber, of(l.Months[m]))
			}
		}
		f.put(excelize.RowOpts{OutlineLevel: 1, Hidden: true}, cells)
	}
	for _, sex := range sexes {
		part(sex.label, func(x indicators.Figure) int { return x.Sex(sex.code) })
	}
	for _, band := range indicators.Bands() {
		label := band + " anni"
		if band == "" {
			label = "Età non nota"
		}
		part(label, func(x indicators.Figure) int { return x.Band(band) })
	}
}

// value returns a figure as a cell: a mean of days has a decimal, and nothing
// stands where there was no case.
func (f *form) value(i indicators.Indicator, x indicators.Figure, style int) any {
	if i.Counts != indicators.Days {
		return cellOf(style, x.Value)
	}
	if mean, ok := x.Mean(); ok {
		return cellOf(f.styles.mean, mean)
	}
	return cellOf(style, nil)
}

func areaLabel(code string) string {
	for _, a := range indicators.Areas {
		if a.Code == code {
			return a.Label
		}
	}
	return code
}

func serviceName(services []registry.Prestazione, code string) string {
	for _, p := range services {
		if p.Code == code {
			return code + " " + p.Name
		}
	}
	return code
}
