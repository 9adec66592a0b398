package exchange

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"sportello/db/rule"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const (
	// maxLine is the longest line of a CSV, in bytes.
	maxLine = 1 << 20
	// maxSpan is how many lines a quoted cell may take; beyond them the quote
	// is taken for a sign of the text, as a stray one is.
	maxSpan = 20
)

func openCSV(path string) (*Table, error) {
	t := &Table{Format: FormatCSV, close: func() error { return nil }}
	if err := t.probe(path); err != nil {
		return nil, err
	}
	t.rows = func(yield func(Row, error) bool) {
		f, err := os.Open(path)
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer f.Close()
		t.readCSV(t.decode(f), yield)
	}
	return t, nil
}

// probe finds encoding and delimiter. The whole file is read for the encoding:
// one accent in the last row decides it.
func (t *Table) probe(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := t.probeEncoding(f); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	var sample []string
	lines := &lineReader{r: bufio.NewReaderSize(t.decode(f), 1<<16)}
	for len(sample) < 60 {
		line, err := lines.next()
		if err != nil {
			break
		}
		sample = append(sample, line)
	}
	t.Delimiter = delimiterOf(sample)
	return nil
}

func (t *Table) probeEncoding(r io.Reader) error {
	buf := make([]byte, 1<<16)
	var rest []byte
	t.Encoding = "UTF-8"
	for first := true; ; first = false {
		n, err := r.Read(buf)
		chunk := buf[:n]
		if first {
			if order, ok := utf16Order(chunk); ok {
				t.Encoding = "UTF-16" + order
			}
		}
		if strings.HasPrefix(t.Encoding, "UTF-16") {
			t.Lines += bytes.Count(chunk, []byte{'\n'})
		} else {
			if bytes.IndexByte(chunk, 0) >= 0 {
				return errNoSheet("")
			}
			t.Lines += bytes.Count(chunk, []byte{'\n'})
			if t.Encoding == "UTF-8" {
				rest = append(rest, chunk...)
				cut := lastRuneStart(rest)
				if !utf8.Valid(rest[:cut]) {
					t.Encoding = "Windows-1252"
				}
				rest = append(rest[:0], rest[cut:]...)
			}
		}
		if errors.Is(err, io.EOF) {
			if t.Encoding == "UTF-8" && len(rest) > 0 {
				t.Encoding = "Windows-1252"
			}
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// lastRuneStart returns where an unfinished character at the end of b begins,
// len(b) if there is none.
func lastRuneStart(b []byte) int {
	for i := len(b) - 1; i >= 0 && i >= len(b)-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return i
			}
			break
		}
	}
	return len(b)
}

// utf16Order returns "LE" or "BE" when the text is UTF-16: by its mark, or, as
// some programs leave it out, by a zero in every other byte.
func utf16Order(head []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return "LE", true
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return "BE", true
	}
	head = head[:min(len(head), 400)&^1]
	if len(head) < 8 {
		return "", false
	}
	var zero [2]int
	for i, b := range head {
		if b == 0 {
			zero[i&1]++
		}
	}
	half := len(head) / 2
	for i, order := range []string{"BE", "LE"} {
		text := zero[i]*10 >= half*9 && zero[1-i] == 0
		for j := 0; text && j+1 < len(head); j += 2 { // zeros alone are no text
			u := binary.BigEndian.Uint16(head[j:])
			if order == "LE" {
				u = binary.LittleEndian.Uint16(head[j:])
			}
			text = u >= 0x20 || u == '\n' || u == '\r' || u == '\t'
		}
		if text {
			return order, true
		}
	}
	return "", false
}

// decode returns the text of the file in UTF-8, without a byte order mark.
func (t *Table) decode(r io.Reader) io.Reader {
	switch t.Encoding {
	case "Windows-1252":
		return transform.NewReader(r, charmap.Windows1252.NewDecoder())
	case "UTF-16LE":
		return transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case "UTF-16BE":
		return transform.NewReader(r, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	}
	return transform.NewReader(r, unicode.UTF8BOM.NewDecoder())
}

// delimiterOf returns the sign that most lines use most often outside quotes.
// Titles above the header have none, addresses have some commas: the median
// tells them from the delimiter, which stands equally often in every line.
func delimiterOf(lines []string) rune {
	if len(lines) > 0 {
		if hint, ok := separatorHint(lines[0]); ok {
			return hint
		}
	}
	best, most := ';', 0
	for _, d := range []rune{';', '\t', ',', '|'} {
		var counts []int
		for _, l := range lines {
			if strings.TrimSpace(l) == "" {
				continue
			}
			quoted, n := false, 0
			for _, r := range l {
				if r == '"' {
					quoted = !quoted
				} else if r == d && !quoted {
					n++
				}
			}
			counts = append(counts, n)
		}
		if len(counts) == 0 {
			continue
		}
		slices.Sort(counts)
		if median := counts[len(counts)/2]; median > most {
			best, most = d, median
		}
	}
	return best
}

// separatorHint reads the line «sep=;» that Excel understands.
func separatorHint(line string) (rune, bool) {
	rest, ok := strings.CutPrefix(strings.ToLower(strings.TrimRight(line, " ")), "sep=")
	if !ok || utf8.RuneCountInString(rest) != 1 {
		return 0, false
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return r, true
}

// lineReader gives lines without their end, be it \n, \r\n or a lone \r.
type lineReader struct {
	r       *bufio.Reader
	pending []string // lines given back
}

func (l *lineReader) next() (string, error) {
	if len(l.pending) > 0 {
		line := l.pending[0]
		l.pending = l.pending[1:]
		return line, nil
	}
	var line []byte
	for {
		b, err := l.r.ReadByte()
		if err != nil {
			if len(line) > 0 && errors.Is(err, io.EOF) {
				return string(line), nil
			}
			return "", err
		}
		switch b {
		case '\n':
			return string(line), nil
		case '\r':
			if next, err := l.r.Peek(1); err == nil && next[0] == '\n' {
				_, _ = l.r.ReadByte()
			}
			return string(line), nil
		}
		if line = append(line, b); len(line) > maxLine {
			return "", rule.Refuse("file", "Questo file ha una riga lunga oltre un milione di caratteri: non è un elenco.")
		}
	}
}

func (t *Table) readCSV(r io.Reader, yield func(Row, error) bool) {
	lines := &lineReader{r: bufio.NewReaderSize(r, 1<<16)}
	for n := 1; ; {
		line, err := lines.next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			yield(Row{}, err)
			return
		}
		if n == 1 {
			if _, ok := separatorHint(line); ok {
				n++
				continue
			}
		}
		cells, closed := splitLine(line, t.Delimiter)
		taken := 1
		if !closed {
			if more, c, ok := t.span(lines, line); ok {
				taken, cells = taken+more, c
			}
		}
		if !yield(Row{n, cells}, nil) {
			return
		}
		n += taken
	}
}

// span reads on until the open quote of a line closes. It returns how many
// lines it took; false when it does not close within maxSpan lines, and then
// it has given them back.
func (t *Table) span(lines *lineReader, line string) (int, []string, bool) {
	var more []string
	for len(more) < maxSpan {
		next, err := lines.next()
		if err != nil {
			break
		}
		more = append(more, next)
		line += "\n" + next
		if len(line) > maxLine {
			break
		}
		if cells, closed := splitLine(line, t.Delimiter); closed {
			return len(more), cells, true
		}
	}
	lines.pending = append(more, lines.pending...)
	return 0, nil, false
}

// splitLine cuts a line at the delimiters outside quotes. A quote opens at the
// beginning of a cell only and a double one inside stands for one. When a
// quote stays open it returns false, and the cells with that quote taken as
// text.
func splitLine(line string, delimiter rune) ([]string, bool) {
	width := utf8.RuneLen(delimiter)
	var cells []string
	closed := true
	for {
		if rest, ok := strings.CutPrefix(line, `"`); ok && closed {
			cell, after, ok := quotedCell(rest, delimiter)
			if ok {
				cells = append(cells, cell)
				if after == "" {
					return cells, true
				}
				line = after[width:]
				continue
			}
			closed = false
		}
		i := strings.IndexRune(line, delimiter)
		if i < 0 {
			return append(cells, line), closed
		}
		cells = append(cells, line[:i])
		line = line[i+width:]
	}
}

// quotedCell reads the cell after its opening quote, and what follows it: ""
// or a text that begins with the delimiter.
func quotedCell(s string, delimiter rune) (cell, after string, ok bool) {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			return "", "", false
		}
		b.WriteString(s[:i])
		s = s[i+1:]
		switch {
		case strings.HasPrefix(s, `"`):
			b.WriteByte('"')
			s = s[1:]
		case s == "" || strings.HasPrefix(s, string(delimiter)):
			return b.String(), s, true
		default:
			b.WriteByte('"') // a stray quote inside: the sender did not double it
		}
	}
}
