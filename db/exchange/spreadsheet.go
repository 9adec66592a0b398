package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"sportello/db/rule"
)

// Format is how a table came.
type Format string

// The formats that are read.
const (
	FormatXLSX Format = "xlsx"
	FormatCSV  Format = "csv"
)

// Row is one line of a table that says something: lines without text are
// passed over. Cells are trimmed; a cell that Excel holds as a date is written
// 2006-01-02 (or 2006-01-02 15:04 when it has a time).
type Row struct {
	Number int // of the line in the file, from 1, as the sender's program shows it
	Cells  []string
}

// Table is a file of rows and columns: an Excel sheet or a CSV file.
type Table struct {
	Format    Format
	Sheet     string // name of the sheet read, "" for a CSV
	Delimiter rune   // of a CSV
	Encoding  string // of a CSV: "UTF-8", "UTF-16" or "Windows-1252"
	Lines     int    // lines of the file, an estimate: for a progress bar

	rows  func(yield func(Row, error) bool)
	close func() error
}

// maxCells is the width beyond which the cells of a row are not read.
const maxCells = 500

// OpenTable recognises the file by its content, whatever its name says, and
// makes it ready to be read. What it refuses it refuses with an Italian
// sentence for the field "file".
func OpenTable(path string) (*Table, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	head := make([]byte, 8192)
	n, err := io.ReadFull(f, head)
	f.Close()
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	head = head[:n]
	switch kind := sniff(head); kind {
	case "":
		return openCSV(path)
	case "zip":
		return openXLSX(path)
	case "ole":
		if bytes.Contains(head, utf16LE("EncryptedPackage")) || oleHasEncryptedPackage(path) {
			return nil, rule.Refuse("file", "Questo file è protetto da una password. Toglila, salvalo di nuovo e riprova.")
		}
		return nil, rule.Refuse("file", "Questo file è nel vecchio formato di Excel (.xls). Aprilo e salvalo come .xlsx, poi riprova.")
	case "empty":
		return nil, rule.Refuse("file", "Il file è vuoto.")
	case "binary":
		return nil, errNoSheet("")
	default:
		return nil, errNoSheet(kind)
	}
}

// errNoSheet is the refusal of a file that is something else.
func errNoSheet(what string) error {
	if what != "" {
		what = ": sembra " + what
	}
	return rule.Refuse("file", "Questo file non è un foglio di calcolo"+what+". Carica un file Excel (.xlsx) o CSV.")
}

// sniff returns what the beginning of a file is: "" for text, "zip", "ole",
// "empty", "binary", or another kind in words.
func sniff(head []byte) string {
	trimmed := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	if len(trimmed) == 0 {
		return "empty"
	}
	for _, m := range []struct{ magic, kind string }{
		{"PK\x03\x04", "zip"}, {"PK\x05\x06", "zip"}, {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"},
		{"%PDF-", "un PDF"}, {"\x89PNG", "un'immagine"}, {"\xff\xd8\xff", "un'immagine"}, {"GIF8", "un'immagine"},
		{"{\\rtf", "un testo di Word"}, {"\x1f\x8b", "un archivio compresso"}, {"Rar!", "un archivio compresso"}, {"7z\xbc\xaf", "un archivio compresso"},
	} {
		if bytes.HasPrefix(head, []byte(m.magic)) || bytes.HasPrefix(trimmed, []byte(m.magic)) {
			return m.kind
		}
	}
	if lower := bytes.ToLower(trimmed[:min(len(trimmed), 512)]); bytes.HasPrefix(lower, []byte("<!doctype")) ||
		bytes.HasPrefix(lower, []byte("<html")) || bytes.HasPrefix(lower, []byte("<?xml")) || bytes.HasPrefix(lower, []byte("<table")) {
		return "una pagina web"
	}
	if _, ok := utf16Order(head); ok {
		return ""
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return "binary"
	}
	control := 0
	for _, b := range head {
		if b < 0x20 && b != '\t' && b != '\n' && b != '\r' {
			control++
		}
	}
	if control*50 > len(head) { // more than 2 %: no text
		return "binary"
	}
	return ""
}

func utf16LE(s string) []byte {
	out := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}

// oleHasEncryptedPackage looks for the directory of a protected workbook,
// which may stand anywhere in the first megabytes.
func oleHasEncryptedPackage(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, 4<<20))
	return err == nil && bytes.Contains(data, utf16LE("EncryptedPackage"))
}

// Rows reads the table from its beginning, with memory that does not grow with
// it. A Row's cells are the reader's to keep. It may be called again: for a
// preview, then for the load.
func (t *Table) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		t.rows(func(r Row, err error) bool {
			if err != nil {
				return yield(Row{}, err)
			}
			said := false
			r.Cells = r.Cells[:min(len(r.Cells), maxCells)]
			for i, c := range r.Cells {
				r.Cells[i] = strings.TrimSpace(c)
				said = said || r.Cells[i] != ""
			}
			if !said {
				return true
			}
			return yield(r, nil)
		})
	}
}

// Close frees what the table holds.
func (t *Table) Close() error { return t.close() }

// columnsError is the refusal of a file that breaks while it is read.
func columnsError(line int, err error) error {
	return fmt.Errorf("%w (%w)", rule.Refusal{Field: "file", Message: fmt.Sprintf("Il file si interrompe o è danneggiato alla riga %d. Salvalo di nuovo e riprova.", line)}, err)
}
