// Package reports prints documents (PDF, by Maroto) and workbooks (Excel, by
// excelize). What a document says is data of the caller; how it looks is
// decided here, once.
package reports

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/johnfercher/maroto/v2"
	"github.com/johnfercher/maroto/v2/pkg/components/page"
	"github.com/johnfercher/maroto/v2/pkg/config"
	"github.com/johnfercher/maroto/v2/pkg/consts/orientation"
	"github.com/johnfercher/maroto/v2/pkg/consts/pagesize"
	"github.com/johnfercher/maroto/v2/pkg/props"
	"github.com/phpdave11/gofpdf"

	"sportello/db/rule"
)

// The writer underneath lists the fonts of a file in the order of a map, unless
// told otherwise; the same document must come out the same.
func init() { gofpdf.SetDefaultCatalogSort(true) }

// Document is one printed act: what is asked of it and nothing of its looks.
// Every string is data: it is drawn letter for letter, whatever it holds.
type Document struct {
	Kind     string // what it is, for the properties of the file: «Contratto di bilancio»
	Title    string // the heading of the first page
	Subtitle string // one quieter line under it, e.g. the person and the codice fiscale

	Body   string   // the public body in whose name it is made: «ARPAL Puglia»
	Office string   // «Centro per l'Impiego di San Severo»
	Lines  []string // address, telephone, e-mail of the office, under its name

	Protocol     string    // «2026/0000123», "" when the document has none
	ProtocolDate rule.Date // day of the protocol
	Recipient    []string  // lines of the address at the right, for a letter

	Sections   []Section
	Signatures []Signature // signature lines at the end

	Landscape   bool
	GeneratedAt rule.Instant // frozen at issue: the document tells when its data were taken
	FormVersion string       // «modello 3», of the form that the data were given to
	Fingerprint string       // hash of the data; the footer prints the first 12 characters
	Note        string       // one line over the footer, e.g. «Dati inventati»
}

// Section is a titled part of a document; an empty Heading prints none.
type Section struct {
	Heading string
	Blocks  []Block
}

// Block is a piece of a section: Facts, Table, Paragraph, List, Signatures or
// PageBreak.
type Block interface{ place(*sheet) }

// Fact is one label with its value.
type Fact struct{ Label, Value string }

// Facts prints labels at the left and values beside them; a value may have
// several lines. An empty value prints «—», so that what is missing shows.
type Facts []Fact

// Paragraph prints running text; a line break in it is kept.
type Paragraph struct {
	Text  string
	Bold  bool
	Small bool
}

// List prints items with a number or, when Bullet is true, a dot.
type List struct {
	Items  []string
	Bullet bool
}

// Table prints rows under column titles that are repeated on each page.
type Table struct {
	Columns []Column
	Rows    [][]string
	Empty   string // sentence printed in place of no row; "" prints «Nessuna riga.»

	RowHeight float64 // the least height of a row in millimetres, for writing in it by hand
}

// Column is one column of a Table: Width is its share of the page against the
// others, 0 counts as 1.
type Column struct {
	Title string
	Width float64
	Right bool // numbers and amounts stand at the right
}

// Signature is a line to sign on: Role above it («Il lavoratore»), Name under it.
type Signature struct{ Role, Name string }

// Signatures prints signature lines in the middle of a document.
type Signatures []Signature

// PageBreak starts a new page.
type PageBreak struct{}

// Gap leaves the given height empty, in millimetres.
type Gap float64

// Render returns the PDF of the document. Texts wrap, words longer than their
// column are cut, rows higher than a page continue on the next one.
func Render(doc Document) ([]byte, error) { return RenderAll(doc.Kind, []Document{doc}) }

// RenderAll returns one PDF with several documents one after another, each on
// a page of its own and with its own page numbers: the letters of a bulk
// convocation. title is that of the file. All must have the orientation of the
// first; with no document it is an error.
func RenderAll(title string, docs []Document) ([]byte, error) {
	if len(docs) == 0 {
		return nil, errors.New("reports: no document to render")
	}
	first := docs[0]
	m := maroto.New(configure(title, first).Build())
	for _, doc := range docs {
		if doc.Landscape != first.Landscape {
			return nil, errors.New("reports: documents of one file must have one orientation")
		}
		for _, rows := range compose(doc) {
			m.AddPages(page.New().Add(rows...))
		}
	}
	out, err := m.Generate()
	if err != nil {
		return nil, fmt.Errorf("reports: %w", err)
	}
	return declareLanguage(dateModification(out.GetBytes()))
}

// dateModification gives the file's date of change that of its making: the
// writer takes the clock for it, and the same document would never come out the
// same twice.
func dateModification(pdf []byte) []byte {
	const created, modified, digits = "/CreationDate (D:", "/ModDate (D:", len("20060102150405")
	from, to := bytes.LastIndex(pdf, []byte(created)), bytes.LastIndex(pdf, []byte(modified))
	if from >= 0 && to >= 0 {
		copy(pdf[to+len(modified):][:digits], pdf[from+len(created):][:digits])
	}
	return pdf
}

func configure(title string, doc Document) config.Builder {
	t := theTypeface()
	created := doc.GeneratedAt.Time()
	if created.IsZero() { // the writer would take the clock instead
		created = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if doc.Title != "" && doc.Title != title {
		title += " – " + t.clip(t.regular, 10, 400, doc.Title)
	}
	b := config.NewBuilder().
		WithPageSize(pagesize.A4).
		WithLeftMargin(margin).WithRightMargin(margin).WithTopMargin(marginTop).WithBottomMargin(marginBottom).
		WithMaxGridSize(gridOf(doc.Landscape)).
		WithSequentialMode().
		WithCompression(true).
		WithCustomFonts(t.files).
		WithDefaultFont(&props.Font{Family: family, Size: sizeText}).
		WithTitle(t.printable(title), true).
		WithCreator("Sportello", true).
		WithCreationDate(created)
	if doc.Body != "" {
		b = b.WithAuthor(t.printable(doc.Body), true)
	}
	if doc.Protocol != "" {
		b = b.WithSubject("Protocollo n. "+t.printable(doc.Protocol), true)
	}
	if doc.Landscape {
		b = b.WithOrientation(orientation.Horizontal)
	}
	return b
}

// declareLanguage adds to the catalogue of the file its language, for screen
// readers, and asks viewers to show the title instead of the file name. The
// catalogue is the last object that the writer puts out, so only the place of
// the cross-reference table moves.
func declareLanguage(pdf []byte) ([]byte, error) {
	const catalogue = "/Type /Catalog\n"
	const entries = "/Lang (it-IT)\n/ViewerPreferences << /DisplayDocTitle true >>\n"
	at := bytes.LastIndex(pdf, []byte(catalogue))
	start := bytes.LastIndex(pdf, []byte("startxref\n"))
	if at < 0 || start < at {
		return nil, errors.New("reports: the PDF has no catalogue where expected")
	}
	at += len(catalogue)
	number, rest, ok := bytes.Cut(pdf[start+len("startxref\n"):], []byte("\n"))
	offset, err := strconv.Atoi(string(number))
	if !ok || err != nil {
		return nil, errors.New("reports: the PDF has no cross-reference offset")
	}
	out := make([]byte, 0, len(pdf)+len(entries)+8)
	out = append(out, pdf[:at]...)
	out = append(out, entries...)
	out = append(out, pdf[at:start]...)
	out = fmt.Appendf(out, "startxref\n%d\n", offset+len(entries))
	return append(out, rest...), nil
}
