package exchange

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"sportello/db/rule"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func write(t testing.TB, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "upload")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t testing.TB, path string) *Table {
	t.Helper()
	table, err := OpenTable(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { table.Close() })
	return table
}

func all(t testing.TB, table *Table) []Row {
	t.Helper()
	var out []Row
	for r, err := range table.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

func TestRealListInExcel(t *testing.T) {
	table := open(t, "testdata/lista_mobilita_FG_inizio.xlsx")
	rows := all(t, table)
	if table.Format != FormatXLSX || table.Sheet != "Elenco" || len(rows) != 13 {
		t.Fatalf("%+v with %d rows", table, len(rows))
	}
	if rows[0].Number != 1 || rows[2].Number != 4 || rows[2].Cells[1] != "Codice Fiscale" || rows[3].Number != 5 {
		t.Errorf("header: %+v", rows[2])
	}
	got := rows[4].Cells
	for i, want := range map[int]string{1: "CSSFRC68A68A339A", 5: "1968-01-28", 9: "71010", 11: "3548090563", 14: "06893970258", 17: "2011-12-01", 19: "9"} {
		if got[i] != want {
			t.Errorf("column %d holds %q, want %q", i, got[i], want)
		}
	}
	if again := all(t, table); !slices.EqualFunc(rows, again, func(a, b Row) bool { return a.Number == b.Number && slices.Equal(a.Cells, b.Cells) }) {
		t.Error("a second reading gave other rows")
	}
}

func TestRealListInCSV(t *testing.T) {
	table := open(t, "testdata/lista_mobilita_FG_aggiornamento_inizio.csv")
	rows := all(t, table)
	if table.Encoding != "Windows-1252" || table.Delimiter != ';' || len(rows) != 12 || table.Lines != 12 {
		t.Fatalf("%+v with %d rows", table, len(rows))
	}
	if got := rows[0].Cells[17]; got != "Inizio mobilità" {
		t.Errorf("header holds %q", got)
	}
	if got := rows[1]; got.Number != 2 || got.Cells[20] != "Mobilità in deroga" || got.Cells[8] != "Via San Severo, 30" || len(got.Cells) != 22 {
		t.Errorf("first row: %+v", got)
	}
}

func TestCSVOfEveryKind(t *testing.T) {
	encode := func(s string, e interface {
		String(string) (string, error)
	}) string {
		out, err := e.String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	text := "Nome;Città\r\nNiccolò;Forlì\r\n"
	for name, c := range map[string]struct {
		content  string
		encoding string
		rows     [][]string
	}{
		"utf-8":          {text, "UTF-8", [][]string{{"Nome", "Città"}, {"Niccolò", "Forlì"}}},
		"with a mark":    {"\xef\xbb\xbf" + text, "UTF-8", [][]string{{"Nome", "Città"}, {"Niccolò", "Forlì"}}},
		"windows":        {encode(text, charmap.Windows1252.NewEncoder()), "Windows-1252", [][]string{{"Nome", "Città"}, {"Niccolò", "Forlì"}}},
		"utf-16 le":      {encode(text, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()), "UTF-16LE", [][]string{{"Nome", "Città"}, {"Niccolò", "Forlì"}}},
		"utf-16 be":      {encode(text, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder()), "UTF-16BE", [][]string{{"Nome", "Città"}, {"Niccolò", "Forlì"}}},
		"utf-16 no mark": {encode(text, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder()), "UTF-16LE", [][]string{{"Nome", "Città"}, {"Niccolò", "Forlì"}}},
		"commas":         {"a,b,c\n1,2,3\n", "UTF-8", [][]string{{"a", "b", "c"}, {"1", "2", "3"}}},
		"tabs":           {"a\tb\n1\t2, di più\n", "UTF-8", [][]string{{"a", "b"}, {"1", "2, di più"}}},
		"old Mac":        {"a;b\r1;2\r", "UTF-8", [][]string{{"a", "b"}, {"1", "2"}}},
		"no end":         {"a;b\n1;2", "UTF-8", [][]string{{"a", "b"}, {"1", "2"}}},
		"hint":           {"sep=|\na|b;c\n", "UTF-8", [][]string{{"a", "b;c"}}},
		"titles above":   {"Elenco\n\nVia, città, CAP\na;b;c\n1;2;3\n4;5;6\n", "UTF-8", [][]string{{"Elenco"}, {"Via, città, CAP"}, {"a", "b", "c"}, {"1", "2", "3"}, {"4", "5", "6"}}},
		"quotes":         {"a;\"b;\"\"c\"\"\";\"\"\n\" x \";d\"e\"f;g\n", "UTF-8", [][]string{{"a", `b;"c"`, ""}, {"x", `d"e"f`, "g"}}},
		"line in a cell": {"a;\"due\nrighe\";c\nx;y;z\n", "UTF-8", [][]string{{"a", "due\nrighe", "c"}, {"x", "y", "z"}}},
		"stray quote":    {"a;\"Bar da Mario;c\nx;y;z\n" + strings.Repeat("1;2;3\n", 30), "UTF-8", append([][]string{{"a", `"Bar da Mario`, "c"}, {"x", "y", "z"}}, slices.Repeat([][]string{{"1", "2", "3"}}, 30)...)},
		"stray at end":   {"a;\"b\n", "UTF-8", [][]string{{"a", `"b`}}},
		"formula":        {"=1+1;@x\n-5;+39\n", "UTF-8", [][]string{{"=1+1", "@x"}, {"-5", "+39"}}},
		"empty lines":    {"a;b\n;;\n   \n\n1;2\n", "UTF-8", [][]string{{"a", "b"}, {"1", "2"}}},
	} {
		t.Run(name, func(t *testing.T) {
			table := open(t, write(t, []byte(c.content)))
			if table.Encoding != c.encoding {
				t.Errorf("encoding %s, want %s", table.Encoding, c.encoding)
			}
			var got [][]string
			for _, r := range all(t, table) {
				got = append(got, r.Cells)
			}
			if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", c.rows) {
				t.Errorf("read %q, want %q", got, c.rows)
			}
		})
	}
}

// The accent that decides the encoding may be the last character of a long file.
func TestEncodingIsDecidedByTheWholeFile(t *testing.T) {
	body := strings.Repeat("uno;due;tre\n", 20000)
	if table := open(t, write(t, []byte(body+"citt\xe0;x;y\n"))); table.Encoding != "Windows-1252" {
		t.Errorf("encoding %s", table.Encoding)
	}
	for shift := range 4 { // a character over the edge of a buffer is no error
		content := strings.Repeat("x", 65533+shift) + "èèè;b\n" + body
		if table := open(t, write(t, []byte(content))); table.Encoding != "UTF-8" {
			t.Errorf("shift %d: encoding %s", shift, table.Encoding)
		}
	}
}

func TestRowNumbersAreThoseOfTheFile(t *testing.T) {
	table := open(t, write(t, []byte("a;b\n\n\"uno\ndue\";c\nd;e\n")))
	var got []int
	for _, r := range all(t, table) {
		got = append(got, r.Number)
	}
	if !slices.Equal(got, []int{1, 3, 5}) {
		t.Errorf("numbers %v, want [1 3 5]", got)
	}
}

func workbook(t testing.TB, fill func(f *excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	path := filepath.Join(t.TempDir(), "a.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestExcelValues(t *testing.T) {
	formats := map[string]string{
		"dd/mm/yyyy": "2026-11-24", "[$-410]d mmmm yyyy": "2026-11-24", "mm-dd-yy;@": "2026-11-24", "yy\\-mm": "2026-11-24",
		"dd/mm/yyyy hh:mm": "2026-11-24 12:00", "#,##0.00 \"giorni\"": "46350.5", "0": "46350.5", "0.00%": "46350.5", "General": "46350.5", "[Red]0": "46350.5",
		"@": "46350.5",
	}
	var codes []string
	for c := range formats {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	path := workbook(t, func(f *excelize.File) {
		for i, code := range codes {
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
			if err != nil {
				t.Fatal(err)
			}
			at, _ := excelize.CoordinatesToCellName(1, i+1)
			if err := errors.Join(f.SetCellValue("Sheet1", at, 46350.5), f.SetCellStyle("Sheet1", at, at, style)); err != nil {
				t.Fatal(err)
			}
		}
		n := len(codes)
		put := func(i int, v any, numFmt int) {
			at, _ := excelize.CoordinatesToCellName(1, n+i)
			style, err := f.NewStyle(&excelize.Style{NumFmt: numFmt})
			if err := errors.Join(err, f.SetCellValue("Sheet1", at, v), f.SetCellStyle("Sheet1", at, at, style)); err != nil {
				t.Fatal(err)
			}
		}
		put(1, 46350, 14)
		put(2, 46350.5, 22)
		put(3, 3490000000, 0)
		put(4, "01988464317", 49)
		put(5, 1234.5, 4)
		put(6, "15/03/1974", 14) // a date typed as text stays as typed
		put(7, true, 0)
	})
	rows := all(t, open(t, path))
	for i, code := range codes {
		if got := rows[i].Cells[0]; got != formats[code] {
			t.Errorf("format %q gave %q, want %q", code, got, formats[code])
		}
	}
	for i, want := range []string{"2026-11-24", "2026-11-24 12:00", "3490000000", "01988464317", "1234.5", "15/03/1974", "TRUE"} {
		if got := rows[len(codes)+i].Cells[0]; got != want {
			t.Errorf("value %d gave %q, want %q", i, got, want)
		}
	}
}

// The list is where it is: behind an empty sheet and a hidden one, under
// another name, below empty rows.
func TestExcelSheetIsFound(t *testing.T) {
	path := workbook(t, func(f *excelize.File) {
		f.SetCellValue("Sheet1", "A1", "segreto")
		f.NewSheet("Vuoto")
		f.NewSheet("Elenco 2012")
		f.SetActiveSheet(1) // the active sheet cannot be hidden
		f.SetSheetVisible("Sheet1", false)
		f.SetCellValue("Elenco 2012", "C7", "Cognome")
	})
	table := open(t, path)
	rows := all(t, table)
	if table.Sheet != "Elenco 2012" || len(rows) != 1 || rows[0].Number != 7 || rows[0].Cells[2] != "Cognome" {
		t.Errorf("%+v: %+v", table, rows)
	}
}

func zipped(t testing.TB, entries map[string][]byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for name, data := range entries {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestWhatIsNoSpreadsheetIsRefused(t *testing.T) {
	valid, err := os.ReadFile("testdata/lista_mobilita_FG_inizio.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	ole := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 9000)...)
	for name, c := range map[string]struct {
		content []byte
		want    string
	}{
		"empty":       {nil, "Il file è vuoto."},
		"blank":       {[]byte("  \r\n "), "Il file è vuoto."},
		"pdf":         {[]byte("%PDF-1.7\n%\xe2\xe3"), "non è un foglio di calcolo: sembra un PDF"},
		"picture":     {[]byte("\x89PNG\r\n\x1a\n"), "non è un foglio di calcolo: sembra un'immagine"},
		"page":        {[]byte("<html><table><tr><td>1</td></tr></table></html>"), "sembra una pagina web"},
		"program":     {append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 400)...), "non è un foglio di calcolo"},
		"zeros late":  {append([]byte(strings.Repeat("a;b\n", 5000)), 0, 0, 0), "non è un foglio di calcolo"},
		"old excel":   {ole, "vecchio formato di Excel"},
		"protected":   {append(ole, utf16LE("EncryptedPackage")...), "protetto da una password"},
		"archive":     {zipped(t, map[string][]byte{"a.txt": []byte("ciao")}), "sembra un archivio compresso"},
		"libreoffice": {zipped(t, map[string][]byte{"content.xml": []byte("<x/>")}), "documento di LibreOffice"},
		"binary":      {zipped(t, map[string][]byte{"xl/workbook.bin": []byte("x")}), ".xlsb"},
		"truncated":   {valid[:len(valid)/2], "danneggiato"},
		"hollow":      {zipped(t, map[string][]byte{"xl/workbook.xml": []byte("<x/>")}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := OpenTable(write(t, c.content))
			var refusal rule.Refusal
			if !errors.As(err, &refusal) || refusal.Field != "file" || !strings.Contains(refusal.Message, c.want) {
				t.Errorf("got %v, want a refusal that says %q", err, c.want)
			}
		})
	}
}

func TestZipBombIsRefusedFast(t *testing.T) {
	zeros := make([]byte, 1<<20)
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, name := range []string{"xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		for range 20 { // 40 MB: more than any list unpacks to
			if _, err := w.Write(zeros); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := write(t, buf.Bytes())
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	_, err := OpenTable(path)
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	var refusal rule.Refusal
	if !errors.As(err, &refusal) || !strings.Contains(refusal.Message, "troppo grande") {
		t.Errorf("got %v", err)
	}
	if took > time.Second || after.TotalAlloc-before.TotalAlloc > 8<<20 {
		t.Errorf("the bomb cost %v and %d bytes", took, after.TotalAlloc-before.TotalAlloc)
	}
}

// Texts that are packed no tighter than a list's are refused when they would
// fill the memory: by what the directory of the file says of them.
func TestTooManyTextsAreRefused(t *testing.T) {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	w, err := z.CreateRaw(&zip.FileHeader{Name: "xl/sharedStrings.xml", Method: zip.Deflate, CompressedSize64: 6 << 20, UncompressedSize64: 300 << 20})
	if err != nil {
		t.Fatal(err)
	}
	w.Write(make([]byte, 6<<20))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = OpenTable(write(t, buf.Bytes()))
	var refusal rule.Refusal
	if !errors.As(err, &refusal) || !strings.Contains(refusal.Message, "troppo grande") {
		t.Errorf("got %v", err)
	}
}

func TestEndlessLineIsRefused(t *testing.T) {
	table, err := OpenTable(write(t, bytes.Repeat([]byte("abc "), 1<<19)))
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range table.Rows() {
		var refusal rule.Refusal
		if !errors.As(err, &refusal) {
			t.Errorf("got %v, want a refusal", err)
		}
		return
	}
	t.Error("the line was read")
}

func BenchmarkReadCSV(b *testing.B) {
	path := write(b, bytes.Repeat([]byte("CLCNRN56L58E363W;Colucci;Incoronata;F;18/07/1956;Via San Severo, 30;71088;FG;3490000000;Mobilit\xe0\r\n"), 100000))
	for b.Loop() {
		table := open(b, path)
		n := 0
		for _, err := range table.Rows() {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != 100000 {
			b.Fatal(n)
		}
	}
	b.ReportMetric(100000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkReadExcel(b *testing.B) {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	style, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
	const n = 20000
	for i := range n {
		row := make([]any, 22)
		for c := range row {
			row[c] = fmt.Sprintf("Testo %d", i*c%997)
		}
		row[5] = excelize.Cell{StyleID: style, Value: 20000 + i%9000}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			b.Fatal(err)
		}
	}
	path := filepath.Join(b.TempDir(), "a.xlsx")
	if err := errors.Join(w.Flush(), f.SaveAs(path)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		for _, err := range open(b, path).Rows() {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
