package rule

import (
	"bytes"
	"encoding/csv"
	"strings"
)

// Column is one column of a file that people hand in. The reader of the file,
// the page that asks for it and the model that the page offers take their names
// from the same Columns.
type Column struct {
	Title    string // as the model writes it
	Sample   string // what the model says in it, "" to leave the cell empty
	Required bool   // without it the file cannot be read
}

// ColumnWords returns, as sentences, which columns a file must have and which
// others are known; known is "" when there are none.
func ColumnWords(columns []Column) (needed, known string) {
	var must, may []string
	for _, c := range columns {
		if c.Required {
			must = append(must, c.Title)
		} else {
			may = append(may, c.Title)
		}
	}
	if len(may) > 0 {
		known = "Si riconoscono anche: " + strings.Join(may, ", ") + "."
	}
	return "Servono le colonne: " + strings.Join(must, ", ") + ".", known
}

// ColumnModel returns a file with a line of titles and one correct line, as a
// CSV that Excel opens: semicolons, UTF-8 with its mark.
func ColumnModel(columns []Column) []byte {
	titles, sample := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		titles[i], sample[i] = c.Title, c.Sample
	}
	b := bytes.NewBufferString("\ufeff")
	w := csv.NewWriter(b)
	w.Comma, w.UseCRLF = ';', true
	_ = w.WriteAll([][]string{titles, sample}) // a buffer refuses nothing
	return b.Bytes()
}
