package exchange

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"sportello/db/rule"
)

// How large an Excel file may be once unpacked: a real list unpacks to 5-15
// times its size, a bomb to a thousand times.
const (
	unpackedAlways = 32 << 20
	unpackedTimes  = 60
	unpackedNever  = 2 << 30
	// The shared texts alone are kept in memory: those of 200,000 rows are a
	// third of this.
	textsNever = 256 << 20
)

var errBroken = rule.Refuse("file", "Il file Excel è danneggiato e non si apre. Salvalo di nuovo e riprova.")

// book is an open Excel file.
type book struct {
	zip    *zip.ReadCloser
	parts  map[string]*zip.File // by name, in lower case
	styles []cellKind           // what each cell style shows
	texts  sharedTexts
	epoch  epoch
	sheets []bookSheet
}

type bookSheet struct{ name, part string }

func openXLSX(file string) (*Table, error) {
	b, err := openBook(file)
	if err != nil {
		return nil, err
	}
	t := &Table{Format: FormatXLSX, close: b.zip.Close}
	for _, sheet := range b.sheets {
		lines, full, err := b.probe(sheet)
		if err != nil {
			b.zip.Close()
			return nil, errBroken
		}
		if full {
			t.Sheet, t.Lines = sheet.name, lines
			t.rows = func(yield func(Row, error) bool) { b.read(sheet, yield) }
			return t, nil
		}
	}
	b.zip.Close()
	return nil, rule.Refuse("file", "Il file è vuoto.")
}

func openBook(file string) (*book, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	z, err := zip.OpenReader(file)
	if err != nil {
		return nil, errBroken
	}
	b := &book{zip: z, parts: map[string]*zip.File{}}
	if err := b.directory(info.Size()); err != nil {
		z.Close()
		return nil, err
	}
	if err := errors.Join(b.readWorkbook(), b.readStyles(), b.readTexts()); err != nil || len(b.sheets) == 0 {
		z.Close()
		return nil, errBroken
	}
	return b, nil
}

const partTexts = "xl/sharedstrings.xml"

// directory reads the directory of the archive only: it tells a workbook from
// other archives and refuses a bomb before anything is unpacked. That an entry
// is not longer than it says, the zip reader itself sees to.
func (b *book) directory(size int64) error {
	limit := uint64(min(max(unpackedAlways, unpackedTimes*size), unpackedNever))
	var unpacked uint64
	for _, f := range b.zip.File {
		unpacked += f.UncompressedSize64
		name := strings.ToLower(strings.TrimPrefix(f.Name, "/"))
		if unpacked > limit || f.UncompressedSize64 > limit || len(b.zip.File) > 10000 || name == partTexts && f.UncompressedSize64 > textsNever {
			return rule.Refuse("file", "Questo file, una volta aperto, sarebbe troppo grande: non è un elenco. Controlla di aver scelto quello giusto.")
		}
		b.parts[name] = f
	}
	switch {
	case b.parts["xl/workbook.xml"] != nil:
		return nil
	case b.parts["xl/workbook.bin"] != nil:
		return rule.Refuse("file", "Questo file è nel formato binario di Excel (.xlsb). Salvalo come .xlsx e riprova.")
	case b.parts["content.xml"] != nil:
		return rule.Refuse("file", "Questo è un documento di LibreOffice. Salvalo come .xlsx o .csv e riprova.")
	}
	return errNoSheet("un archivio compresso")
}

// maxSmallPart is the most that workbook and styles may weigh.
const maxSmallPart = 32 << 20

// decode reads a small part into v; a part that is not there leaves v as it is.
func (b *book) decode(name string, v any) error {
	f := b.parts[name]
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	return xml.NewDecoder(io.LimitReader(r, maxSmallPart)).Decode(v)
}

func (b *book) readWorkbook() error {
	var workbook struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := errors.Join(b.decode("xl/workbook.xml", &workbook), b.decode("xl/_rels/workbook.xml.rels", &relations)); err != nil {
		return err
	}
	b.epoch = epoch1900
	if p := workbook.Properties.Date1904; p == "1" || p == "true" {
		b.epoch = epoch1904
	}
	targets := map[string]string{}
	for _, r := range relations.All {
		if target, absolute := strings.CutPrefix(r.Target, "/"); absolute {
			targets[r.ID] = strings.ToLower(target)
		} else {
			targets[r.ID] = strings.ToLower(path.Join("xl", r.Target))
		}
	}
	for _, s := range workbook.Sheets {
		for _, a := range s.Attrs { // r:id, in one of two namespaces
			if part := targets[a.Value]; a.Name.Local == "id" && b.parts[part] != nil && (s.State == "" || s.State == "visible") {
				b.sheets = append(b.sheets, bookSheet{s.Name, part})
			}
		}
	}
	return nil
}

func (b *book) readStyles() error {
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := b.decode("xl/styles.xml", &styles); err != nil {
		return err
	}
	codes := map[int]string{}
	for _, f := range styles.Formats {
		codes[f.ID] = f.Code
	}
	for _, c := range styles.Cells {
		b.styles = append(b.styles, kindOf(c.Format, codes))
	}
	return nil
}

// sharedTexts are the shared texts of a workbook, end to end: a million short texts
// as strings would take three times the memory.
type sharedTexts struct {
	all  []byte
	ends []uint32
}

func (t *sharedTexts) add(text []byte) error {
	if len(t.all)+len(text) > 1<<31 {
		return errors.New("too much text")
	}
	t.all = append(t.all, text...)
	t.ends = append(t.ends, uint32(len(t.all)))
	return nil
}

func (t *sharedTexts) get(i int) (string, bool) {
	if i < 0 || i >= len(t.ends) {
		return "", false
	}
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return string(t.all[from:t.ends[i]]), true
}

// readTexts reads the shared texts. A text in several styles comes in pieces; the
// reading aid of eastern scripts (rPh) is no part of it.
func (b *book) readTexts() error {
	f := b.parts[partTexts]
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	x := newXMLScanner(r)
	var text []byte
	aid := false
	for {
		err := x.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("texts: %w", err)
		}
		switch {
		case x.opens("rPh"):
			aid = !x.empty
		case x.closes("rPh"):
			aid = false
		case x.closing && !aid && string(x.name) == "t":
			text = append(text, x.text...)
		}
		if x.closes("si") {
			if err := b.texts.add(unescape(text)); err != nil {
				return err
			}
			text = text[:0]
		}
	}
}
