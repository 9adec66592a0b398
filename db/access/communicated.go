package access

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"sportello/db/rule"

	"golang.org/x/text/encoding/charmap"
)

// Communicated is a name that an office communicated to the Region.
type Communicated struct {
	ID            int64
	CPI           int64
	Office        string
	Province      string
	Surname       string
	Name          string
	CodiceFiscale string
	On            rule.Date
}

// Check is a request held against the names communicated to the Region.
type Check struct {
	Found *Communicated // same codice fiscale, same office
	Doubt []string      // what differs even so: surname or name
	Near  []Near        // names that look like this one
	Other []string      // other accounts already enabled with this codice fiscale
}

// Near is a communicated name that is not the one asked for, with what differs.
type Near struct {
	Communicated
	Differences []string
}

// differences returns one sentence for each fact of the request that the
// communicated name contradicts.
func (c Communicated) differences(a Accreditation) []string {
	var out []string
	if c.CodiceFiscale != a.CodiceFiscale {
		out = append(out, fmt.Sprintf("Il codice fiscale comunicato è %s, nella richiesta %s.", c.CodiceFiscale, a.CodiceFiscale))
	}
	if c.CPI != a.CPI {
		out = append(out, fmt.Sprintf("L'ufficio comunicato è il CPI di %s, nella richiesta il CPI di %s.", c.Office, a.Office))
	}
	if rule.Fold(c.Surname) != rule.Fold(a.Surname) {
		out = append(out, fmt.Sprintf("Il cognome comunicato è «%s», nella richiesta «%s».", c.Surname, a.Surname))
	}
	if rule.Fold(c.Name) != rule.Fold(a.Name) {
		out = append(out, fmt.Sprintf("Il nome comunicato è «%s», nella richiesta «%s».", c.Name, a.Name))
	}
	return out
}

// nearlySame reports whether two codici fiscali differ in at most two places:
// a slip of the keys.
func nearlySame(a, b string) bool {
	if len(a) != 16 || len(b) != 16 {
		return false
	}
	differ := 0
	for i := range len(a) {
		if a[i] != b[i] {
			differ++
		}
	}
	return differ <= 2
}

// LoadReport is what became of a file of names. Created + Updated + Unchanged +
// Duplicates + Rejected are its data rows; Warned counts apart.
type LoadReport struct {
	rule.Tally
	Header []string  `json:"-"`
	Lines  []LineOut `json:"-"` // those rejected, doubled or warned about
}

// LineOut is a line that needs a word.
type LineOut struct {
	Line    int      `json:"line"` // number in the file, from 1
	Fate    string   `json:"fate"` // scartata, doppia, avviso
	Reasons []string `json:"reasons"`
	Cells   []string `json:"cells"`
}

// The fates of a LineOut.
const (
	FateRejected  = "scartata"
	FateDuplicate = "doppia"
	FateWarned    = "avviso"
)

// nameColumns are the columns of a file of names, with the words, folded, by
// which a header names each.
var nameColumns = []struct {
	key    string
	label  string
	sample string
	words  []string
}{
	{"cpi", "CPI", "San Severo", []string{"cpi", "cti", "centroperlimpiego", "centroimpiego", "ufficio", "sede", "denominazionecpi", "cpidiappartenenza"}},
	{"surname", "cognome", "Rossi", []string{"cognome", "cognomeoperatore"}},
	{"name", "nome", "Mario", []string{"nome", "nomeoperatore"}},
	{"cf", "codice fiscale", "RSSMRA80A01I158G", []string{"codicefiscale", "cf", "codfiscale", "codfisc", "cfisc", "codicefisc"}},
	{"date", "data", "01/02/2026", []string{"data", "datacomunicazione", "comunicatoil", "datadicomunicazione", "comunicazione", "datanota", "datainvio"}},
}

// OperatorColumns returns the columns of a file of names, for the page that
// takes it and its model. The date may be missing: the reference date of the
// load stands in.
func OperatorColumns() []rule.Column {
	out := make([]rule.Column, len(nameColumns))
	for i, c := range nameColumns {
		out[i] = rule.Column{Title: c.label, Sample: c.sample, Required: c.key != "date"}
	}
	return out
}

// nameLine is one data line of the file, with the number it has there.
type nameLine struct {
	number int
	cells  []string
	values map[string]string
}

// errNotCSV is a file that cannot be read as a table of text.
var errNotCSV = errors.New("Il file non è un CSV leggibile. Salvalo dal foglio di calcolo come «CSV» e riprova.")

// maxNamesFile is the largest file of names, in bytes: far beyond every
// operator of a region.
const maxNamesFile = 5 << 20

// readNames finds the header and returns the data lines below it. The error is
// an Italian sentence.
func readNames(r io.Reader) (header []string, lines []nameLine, err error) {
	data, err := io.ReadAll(io.LimitReader(r, maxNamesFile+1))
	if err != nil {
		return nil, nil, err
	}
	if len(data) > maxNamesFile {
		return nil, nil, errors.New("Il file è troppo grande: al massimo 5 MB.")
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if bytes.ContainsRune(data, 0) || bytes.HasPrefix(data, []byte("PK")) {
		return nil, nil, errNotCSV
	}
	if !utf8.Valid(data) {
		if data, err = charmap.Windows1252.NewDecoder().Bytes(data); err != nil {
			return nil, nil, errNotCSV
		}
	}
	reader := csv.NewReader(bytes.NewReader(data))
	reader.Comma = separatorOf(data)
	reader.FieldsPerRecord, reader.LazyQuotes, reader.TrimLeadingSpace = -1, true, true
	var columns map[int]string
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, errNotCSV
		}
		if columns == nil {
			if columns = headerColumns(record); columns != nil {
				header = record
			}
			continue
		}
		number, _ := reader.FieldPos(0)
		if line := newNameLine(number, record, columns); !line.empty() {
			lines = append(lines, line)
		}
	}
	if columns == nil {
		return nil, nil, errors.New("Non trovo la riga di intestazione con le colonne CPI, cognome, nome, codice fiscale e data.")
	}
	if missing := missingColumns(columns); missing != "" {
		return nil, nil, errors.New("Nel file manca la colonna «" + missing + "».")
	}
	return header, lines, nil
}

func newNameLine(number int, record []string, columns map[int]string) nameLine {
	l := nameLine{number: number, cells: record, values: map[string]string{}}
	for i, key := range columns {
		if i < len(record) {
			l.values[key] = oneLine(record[i])
		}
	}
	return l
}

// empty reports whether the line holds nothing, or a total: no person.
func (l nameLine) empty() bool {
	return strings.TrimSpace(strings.Join(l.cells, "")) == "" ||
		l.values["cf"] == "" && strings.HasPrefix(rule.Fold(strings.Join(l.cells, "")), "totale")
}

// separatorOf returns the separator that the first lines use most.
func separatorOf(data []byte) rune {
	head := data[:min(len(data), 4096)]
	best, most := ';', 0
	for _, c := range ";,\t" {
		if n := bytes.Count(head, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}

// headerColumns returns which column each cell of a header names, nil when the
// row is no header.
func headerColumns(record []string) map[int]string {
	columns, seen := map[int]string{}, map[string]bool{}
	for i, cell := range record {
		word := rule.Fold(cell)
		for _, c := range nameColumns {
			for _, w := range c.words {
				if word == w && !seen[c.key] {
					columns[i], seen[c.key] = c.key, true
				}
			}
		}
	}
	if len(columns) < 3 {
		return nil
	}
	return columns
}

// missingColumns returns the label of the first column that must be there and
// is not; the date may be missing: the reference date of the load stands in.
func missingColumns(columns map[int]string) string {
	have := map[string]bool{}
	for _, key := range columns {
		have[key] = true
	}
	for _, c := range nameColumns {
		if !have[c.key] && c.key != "date" {
			return c.label
		}
	}
	return ""
}

// WriteRejects writes the lines that were refused with their reasons, as a file
// that can be corrected and loaded again. A cell that a spreadsheet would take
// for a formula is written as text.
func WriteRejects(w *csv.Writer, r LoadReport) error {
	w.Comma, w.UseCRLF = ';', true
	if err := w.Write(append(append([]string{}, r.Header...), "Riga", "Motivo")); err != nil {
		return err
	}
	for _, l := range r.Lines {
		if l.Fate != FateRejected {
			continue
		}
		record := make([]string, 0, len(r.Header)+2)
		for i := range max(len(r.Header), len(l.Cells)) {
			cell := ""
			if i < len(l.Cells) {
				cell = l.Cells[i]
			}
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				cell = "'" + cell
			}
			record = append(record, cell)
		}
		if err := w.Write(append(record, fmt.Sprint(l.Line), strings.Join(l.Reasons, "; "))); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
