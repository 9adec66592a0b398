package exchange

import (
	"archive/zip"
	"errors"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"sportello/db/rule"

	"github.com/xuri/excelize/v2"
)

// How large an Excel file may be once unpacked: a real list unpacks to 5-15
// times its size, a bomb to a thousand times.
const (
	unpackedAlways = 32 << 20
	unpackedTimes  = 60
	unpackedNever  = 2 << 30
)

func openXLSX(path, tmpDir string) (*Table, error) {
	limit, err := checkZip(path)
	if err != nil {
		return nil, err
	}
	f, err := excelize.OpenFile(path, excelize.Options{
		UnzipSizeLimit: limit, UnzipXMLSizeLimit: 4 << 20, TmpDir: tmpDir,
	})
	if err != nil {
		return nil, rule.Refuse("file", "Il file Excel è danneggiato e non si apre. Salvalo di nuovo e riprova.")
	}
	t := &Table{Format: FormatXLSX, close: f.Close}
	if err := markDates(f); err != nil {
		f.Close()
		return nil, rule.Refuse("file", "Il file Excel è danneggiato e non si apre. Salvalo di nuovo e riprova.")
	}
	if t.Sheet = firstFullSheet(f); t.Sheet == "" {
		f.Close()
		return nil, rule.Refuse("file", "Il file è vuoto.")
	}
	t.Lines = linesOf(f, t.Sheet)
	t.rows = func(yield func(Row, error) bool) { readSheet(f, t.Sheet, yield) }
	return t, nil
}

// checkZip reads the directory of the archive only: it tells a workbook from
// other archives and refuses a bomb before anything is unpacked. It returns
// the limit to unpack to.
func checkZip(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		return 0, rule.Refuse("file", "Il file Excel è danneggiato e non si apre. Salvalo di nuovo e riprova.")
	}
	defer z.Close()
	limit := min(max(unpackedAlways, unpackedTimes*info.Size()), unpackedNever)
	var unpacked uint64
	workbook, ods := false, false
	for _, f := range z.File {
		unpacked += f.UncompressedSize64
		if unpacked > uint64(limit) || len(z.File) > 10000 {
			return 0, rule.Refuse("file", "Questo file, una volta aperto, sarebbe troppo grande: non è un elenco. Controlla di aver scelto quello giusto.")
		}
		name := strings.TrimPrefix(f.Name, "/")
		workbook = workbook || strings.EqualFold(name, "xl/workbook.xml")
		ods = ods || name == "content.xml"
		if strings.EqualFold(name, "xl/workbook.bin") {
			return 0, rule.Refuse("file", "Questo file è nel formato binario di Excel (.xlsb). Salvalo come .xlsx e riprova.")
		}
	}
	switch {
	case workbook:
		return limit, nil
	case ods:
		return 0, rule.Refuse("file", "Questo è un documento di LibreOffice. Salvalo come .xlsx o .csv e riprova.")
	}
	return 0, errNoSheet("un archivio compresso")
}

// Marks that the formats of an open workbook put before the number of a day or
// of a moment: control characters, which no cell can hold.
const (
	dayMark    = "\x01"
	momentMark = "\x02"
)

// markDates rewrites the number formats of the open workbook, in memory, so
// that a date is read as its serial number behind a mark, whatever its
// author's format, and any other number as it is, without separators or
// currency. excelize would write dates itself, at four times the cost of all
// the rest of a row.
func markDates(f *excelize.File) error {
	day, moment := `"`+dayMark+`"0.000000`, `"`+momentMark+`"0.000000`
	dayStyle, err := f.NewStyle(&excelize.Style{CustomNumFmt: &day})
	if err != nil {
		return err
	}
	momentStyle, err := f.NewStyle(&excelize.Style{CustomNumFmt: &moment})
	if err != nil {
		return err
	}
	if f.Styles == nil || f.Styles.CellXfs == nil {
		return errors.New("no styles")
	}
	codes := map[int]string{}
	if f.Styles.NumFmts != nil {
		for _, nf := range f.Styles.NumFmts.NumFmt {
			codes[nf.NumFmtID] = nf.FormatCode
		}
	}
	xfs := f.Styles.CellXfs.Xf
	dayID, momentID, none := xfs[dayStyle].NumFmtID, xfs[momentStyle].NumFmtID, 0
	for i := range xfs {
		if xfs[i].NumFmtID == nil || i == dayStyle || i == momentStyle {
			continue
		}
		switch formatKind(*xfs[i].NumFmtID, codes) {
		case "day":
			xfs[i].NumFmtID = dayID
		case "moment":
			xfs[i].NumFmtID = momentID
		case "":
			xfs[i].NumFmtID = &none
		}
	}
	return nil
}

// formatKind returns what a number format shows: "day", "moment", "time" (of
// day, which stays as its author wrote it) or "" for a number. The numbers are
// those that Excel keeps for its own formats.
func formatKind(id int, codes map[int]string) string {
	code, custom := codes[id]
	switch {
	case custom:
		letters := strings.ToLower(bare(code))
		switch {
		case !isDateFormat(code):
			return ""
		case !strings.ContainsAny(letters, "hs"):
			return "day"
		case strings.ContainsAny(letters, "yd"):
			return "moment"
		}
		return "time"
	case id == 22:
		return "moment"
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return "day"
	case id >= 18 && id <= 21, id >= 45 && id <= 47:
		return "time"
	}
	return ""
}

// unmark turns a marked serial number into its date.
func unmark(cell string, epoch time.Time) string {
	isDay := strings.Contains(cell, dayMark)
	number := strings.NewReplacer(dayMark, "", momentMark, "").Replace(cell)
	serial, err := strconv.ParseFloat(number, 64)
	if err != nil || serial < 0 || serial > 2958465 { // 31/12/9999
		return number
	}
	if isDay || serial == math.Trunc(serial) {
		return epoch.AddDate(0, 0, int(serial)).Format(time.DateOnly)
	}
	whole := math.Floor(serial)
	return epoch.AddDate(0, 0, int(whole)).Add(time.Duration(math.Round((serial-whole)*24*60)) * time.Minute).Format("2006-01-02 15:04")
}

// epochOf returns day 0 of the workbook: Excel counts a 29 February 1900 that
// never was, so the days after it count from 30 December 1899; files born on
// old Macintoshes count from 1904.
func epochOf(f *excelize.File) time.Time {
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
		return time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
}

// bare returns a number format without its quoted text, its escapes, its
// [conditions] and its second section: what is left are the format's letters.
func bare(code string) string {
	code, _, _ = strings.Cut(code, ";")
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
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isDateFormat reports whether a number format shows a date or a time: it has
// a letter of dates and no digit placeholder.
func isDateFormat(code string) bool {
	code = strings.ToLower(bare(code))
	if strings.Contains(code, "general") || strings.ContainsAny(code, "#?") {
		return false
	}
	return strings.ContainsAny(code, "ydhs") || strings.Contains(code, "mm")
}

// firstFullSheet returns the first visible sheet that holds a row, "" if none
// does.
func firstFullSheet(f *excelize.File) string {
	for _, name := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(name); err != nil || !visible {
			continue
		}
		full := false
		readSheet(f, name, func(r Row, err error) bool {
			full = err == nil && strings.TrimSpace(strings.Join(r.Cells, "")) != ""
			return !full && err == nil
		})
		if full {
			return name
		}
	}
	return ""
}

// linesOf returns the number of the last row as the sheet states it.
func linesOf(f *excelize.File, sheet string) int {
	area, err := f.GetSheetDimension(sheet)
	if err != nil {
		return 0
	}
	_, last, ok := strings.Cut(area, ":")
	if !ok {
		last = area
	}
	_, row, err := excelize.CellNameToCoordinates(last)
	if err != nil {
		return 0
	}
	return row
}

func readSheet(f *excelize.File, sheet string, yield func(Row, error) bool) {
	rows, err := f.Rows(sheet)
	if err != nil {
		yield(Row{}, columnsError(1, err))
		return
	}
	defer rows.Close()
	epoch := epochOf(f)
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			yield(Row{}, columnsError(n, err))
			return
		}
		for i, c := range cells {
			if strings.ContainsAny(c, dayMark+momentMark) {
				cells[i] = unmark(c, epoch)
			}
		}
		if len(cells) > 0 && !yield(Row{n, cells}, nil) {
			return
		}
	}
	if err := rows.Error(); err != nil {
		yield(Row{}, columnsError(0, err))
	}
}
