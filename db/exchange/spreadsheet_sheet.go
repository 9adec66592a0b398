package exchange

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// cellKind is what the style of a cell makes of its number.
type cellKind byte

const (
	kindNumber cellKind = iota
	kindDay             // a date
	kindMoment          // a date with a time
	kindTime            // a time of day
)

// kindOf returns what a number format shows. The numbers are those that Excel
// keeps for its own formats (ECMA-376, 18.8.30); codes are the file's own.
func kindOf(id int, codes map[int]string) cellKind {
	if code, custom := codes[id]; custom {
		return kindOfCode(code)
	}
	switch {
	case id == 22:
		return kindMoment
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return kindDay
	case id >= 18 && id <= 21, id >= 45 && id <= 47:
		return kindTime
	}
	return kindNumber
}

// kindOfCode returns what a format code shows: a date or time has one of their
// letters and no place for digits.
func kindOfCode(code string) cellKind {
	letters := strings.ToLower(bare(code))
	if strings.Contains(letters, "general") || strings.ContainsAny(letters, "#?") {
		return kindNumber
	}
	day, clock := strings.ContainsAny(letters, "yd"), strings.ContainsAny(letters, "hs")
	switch {
	case day && clock:
		return kindMoment
	case day, !clock && strings.Contains(letters, "mm"):
		return kindDay
	case clock:
		return kindTime
	}
	return kindNumber
}

// bare returns a number format without its quoted text, its escapes, its
// [conditions] and its further sections: what is left are the format's letters.
func bare(code string) string {
	var b strings.Builder
	quoted, bracket, escaped := false, false, false
	for _, r := range code {
		switch {
		case escaped:
			escaped = false
		case r == '\\' || r == '_' || r == '*':
			escaped = true
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '[':
			bracket = true
		case r == ']':
			bracket = false
		case bracket:
		case r == ';':
			return b.String()
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// epoch is day 0 of a workbook.
type epoch struct{ time.Time }

var (
	// Excel counts a 29 February 1900 that never was, so the days after it count
	// from 30 December 1899.
	epoch1900 = epoch{time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)}
	// Files born on old Macintoshes count from 1904.
	epoch1904 = epoch{time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)}
)

// maxSerial is 31 December 9999.
const maxSerial = 2958465

// show returns a number as its style shows it: 2006-01-02, 2006-01-02 15:04,
// 15:04, or the number with the 15 digits that Excel keeps.
func (e epoch) show(number string, kind cellKind) string {
	if kind == kindNumber && len(number) <= 15 && !strings.ContainsAny(number, "eE") {
		return number
	}
	serial, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return number
	}
	if kind != kindNumber && (serial < 0 || serial > maxSerial) {
		kind = kindNumber
	}
	whole := math.Floor(serial)
	minutes := int(math.Round((serial - whole) * 24 * 60))
	at := e.AddDate(0, 0, int(whole)).Add(time.Duration(minutes) * time.Minute)
	switch {
	case kind == kindTime && whole == 0 && minutes < 24*60:
		return at.Format("15:04")
	case kind == kindDay:
		return e.AddDate(0, 0, int(whole)).Format(time.DateOnly)
	case kind == kindMoment && minutes == 0:
		return at.Format(time.DateOnly)
	case kind == kindMoment:
		return at.Format("2006-01-02 15:04")
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(serial, 'g', 15, 64), 64)
	if err != nil {
		return number
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// probe returns how many lines a sheet says it has, and whether it holds any
// text at all.
func (b *book) probe(sheet bookSheet) (lines int, full bool, err error) {
	s, err := b.openSheet(sheet)
	if err != nil {
		return 0, false, err
	}
	defer s.close()
	for !full {
		row, err := s.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, false, err
		}
		full = strings.TrimSpace(strings.Join(row.Cells, "")) != ""
	}
	return s.lines, full, nil
}

func (b *book) read(sheet bookSheet, yield func(Row, error) bool) {
	s, err := b.openSheet(sheet)
	if err != nil {
		yield(Row{}, columnsError(1, err))
		return
	}
	defer s.close()
	for {
		row, err := s.next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			yield(Row{}, columnsError(s.row, err))
			return
		}
		if len(row.Cells) > 0 && !yield(row, nil) {
			return
		}
	}
}

// sheetReader reads the rows of one sheet.
type sheetReader struct {
	book  *book
	x     *xmlScanner
	part  io.Closer
	row   int // number of the row under way
	lines int // of the sheet, as it says itself
}

func (b *book) openSheet(sheet bookSheet) (*sheetReader, error) {
	r, err := b.parts[sheet.part].Open()
	if err != nil {
		return nil, err
	}
	return &sheetReader{book: b, x: newXMLScanner(r), part: r}, nil
}

func (s *sheetReader) close() { s.part.Close() }

// next returns the next row that the file holds; io.EOF after the last. A file
// that ends inside a row is broken.
func (s *sheetReader) next() (Row, error) {
	for {
		if err := s.x.next(); err != nil {
			if errors.Is(err, io.EOF) { // the sheet ends at its closing tag
				err = io.ErrUnexpectedEOF
			}
			return Row{}, err
		}
		switch {
		case s.x.opens("row"):
			s.row++
			if n, err := strconv.Atoi(string(s.x.attr("r"))); err == nil && n >= s.row {
				s.row = n
			}
			if s.x.empty {
				continue
			}
			cells, err := s.cells()
			return Row{Number: s.row, Cells: cells}, err
		case s.x.opens("dimension"):
			s.lines = lastRow(s.x.attr("ref"))
		case s.x.closes("sheetData"), s.x.closes("worksheet"):
			return Row{}, io.EOF
		}
	}
}

// cells reads the cells of the row just opened.
func (s *sheetReader) cells() ([]string, error) {
	var cells []string
	column := -1
	for {
		if err := s.x.next(); err != nil {
			return nil, io.ErrUnexpectedEOF
		}
		switch {
		case s.x.closes("row"):
			return cells, nil
		case s.x.opens("c"):
			column++
			if c := columnOf(s.x.attr("r")); c >= 0 {
				column = c
			}
			if s.x.empty {
				continue
			}
			value, err := s.cell()
			if err != nil {
				return nil, err
			}
			if value == "" || column >= maxCells {
				continue
			}
			if cells == nil {
				cells = make([]string, 0, max(column+1, 24))
			}
			for len(cells) <= column {
				cells = append(cells, "")
			}
			cells[column] = value
		}
	}
}

// cell reads the cell just opened, up to its end.
func (s *sheetReader) cell() (string, error) {
	typ := string(s.x.attr("t"))
	kind := kindNumber
	if style, err := strconv.Atoi(string(s.x.attr("s"))); err == nil && style >= 0 && style < len(s.book.styles) {
		kind = s.book.styles[style]
	}
	var value, inline []byte
	aid := false
	for {
		if err := s.x.next(); err != nil {
			return "", io.ErrUnexpectedEOF
		}
		switch {
		case s.x.opens("rPh"):
			aid = !s.x.empty
		case s.x.closing && string(s.x.name) == "rPh":
			aid = false
		case s.x.closing && string(s.x.name) == "v":
			value = append(value, s.x.text...)
		case s.x.closing && string(s.x.name) == "t" && !aid:
			inline = append(inline, s.x.text...)
		case s.x.closing && string(s.x.name) == "c":
			return s.show(typ, kind, value, inline)
		}
	}
}

// show returns the text of a cell of the given type (ECMA-376, 18.18.11).
func (s *sheetReader) show(typ string, kind cellKind, value, inline []byte) (string, error) {
	switch typ {
	case "s":
		i, err := strconv.Atoi(string(bytes.TrimSpace(value)))
		text, ok := s.book.texts.get(i)
		if err != nil || !ok {
			return "", errXML
		}
		return text, nil
	case "inlineStr":
		return string(unescape(inline)), nil
	case "str", "e":
		return string(unescape(value)), nil
	case "b":
		if string(bytes.TrimSpace(value)) == "1" {
			return "TRUE", nil
		}
		return "FALSE", nil
	case "d":
		return strings.TrimSuffix(strings.Replace(string(value), "T", " ", 1), " 00:00:00"), nil
	}
	return s.book.epoch.show(string(value), kind), nil
}

// columnOf returns the column of a cell reference, 0 for A; -1 for none.
func columnOf(ref []byte) int {
	n := 0
	for i, c := range ref {
		if c < 'A' || c > 'Z' {
			if i == 0 {
				return -1
			}
			break
		}
		if n = n*26 + int(c-'A') + 1; n > 1<<20 {
			return -1
		}
	}
	return n - 1
}

// lastRow returns the last row of an area such as A1:V4834, 0 for none.
func lastRow(ref []byte) int {
	if i := bytes.IndexByte(ref, ':'); i >= 0 {
		ref = ref[i+1:]
	}
	n, _ := strconv.Atoi(strings.TrimLeft(string(ref), "ABCDEFGHIJKLMNOPQRSTUVWXYZ$"))
	return n
}
