package reports

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"iter"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sportello/db/rule"
)

func rowsOf(rows ...[]any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

var fields = []Field{
	{Title: "Cognome"}, {Title: "Nato il", Type: Day}, {Title: "Importo", Type: Number},
	{Title: "Mesi", Type: Integer}, {Title: "Visto", Type: Moment}, {Title: "Note", Width: 60},
}

func stream(t testing.TB, sheet Sheet, rows iter.Seq2[[]any, error]) (*excelize.File, []byte) {
	t.Helper()
	var buf bytes.Buffer
	if err := Stream(&buf, sheet, rows); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(buf.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, buf.Bytes()
}

func TestStreamTypesItsCells(t *testing.T) {
	f, raw := stream(t, Sheet{Name: "Mobilità 2011/2012", Title: "Elenco", Author: "CPI di San Severo", Fields: fields, Size: 3, At: "2026-11-24T08:30:00.000Z"},
		rowsOf(
			[]any{"Łukasz", rule.Date("1974-03-15"), 3000.5, 12, rule.Instant("2026-07-01T22:30:00.000Z"), "via dell'Unità"},
			[]any{"=1+1", "non si sa", int64(7), "n.d.", "", nil},
			[]any{"", rule.Date(""), nil, 0},
		))
	name := f.GetSheetName(0)
	if name != "Mobilità 2011 2012" {
		t.Errorf("sheet is called %q", name)
	}
	for cell, want := range map[string]struct {
		raw, shown string
		typ        excelize.CellType
	}{
		"A1": {"Cognome", "Cognome", excelize.CellTypeInlineString},
		"A2": {"Łukasz", "Łukasz", excelize.CellTypeInlineString},
		"B2": {"27103", "15/03/1974", excelize.CellTypeUnset},
		"C2": {"3000.5", "3,000.50", excelize.CellTypeUnset},
		"D2": {"12", "12", excelize.CellTypeUnset},
		"E2": {"46205.0208333333", "02/07/2026 00:30", excelize.CellTypeUnset}, // local time, the next day
		"A3": {"=1+1", "=1+1", excelize.CellTypeInlineString},
		"B3": {"non si sa", "non si sa", excelize.CellTypeInlineString},
		"C3": {"7", "7.00", excelize.CellTypeUnset},
		"D3": {"n.d.", "n.d.", excelize.CellTypeInlineString},
		"D4": {"0", "0", excelize.CellTypeUnset},
		"A4": {"", "", excelize.CellTypeUnset},
	} {
		value, err := f.GetCellValue(name, cell, excelize.Options{RawCellValue: true})
		if err != nil || !strings.HasPrefix(value, want.raw) || (want.raw == "" && value != "") {
			t.Errorf("%s holds %q, want %q (%v)", cell, value, want.raw, err)
		}
		if shown, _ := f.GetCellValue(name, cell); shown != want.shown {
			t.Errorf("%s shows %q, want %q", cell, shown, want.shown)
		}
		if typ, _ := f.GetCellType(name, cell); typ != want.typ {
			t.Errorf("%s is of type %v, want %v", cell, typ, want.typ)
		}
	}
	xml := entry(t, raw, "xl/worksheets/sheet1.xml")
	for _, want := range []string{`<dimension ref="A1:F4"`, `ySplit="1"`, `state="frozen"`, `<autoFilter ref="$A$1:$F$4"`} {
		if !strings.Contains(xml, want) && !strings.Contains(xml, strings.ReplaceAll(want, "$", "")) {
			t.Errorf("the sheet has no %s", want)
		}
	}
	if strings.Contains(xml, "<f>") {
		t.Error("the sheet holds a formula")
	}
	props, err := f.GetDocProps()
	if err != nil || props.Title != "Elenco" || props.Creator != "CPI di San Severo" || props.Language != "it-IT" || props.Created != "2026-11-24T08:30:00Z" {
		t.Errorf("properties: %+v, %v", props, err)
	}
}

func entry(t testing.TB, raw []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// What begins like a formula, what XML cannot hold and what is too long must
// come back as text, or not at all.
func TestStreamKeepsTextText(t *testing.T) {
	odd := []string{
		"=HYPERLINK(\"http://x\")", "+39 0882", "-5", "@sum", "\tx", "a\x00b\x1fc\x0bd", "<script>alert(1)</script>",
		"&amp; ]]>", "  spazi  ", "due\nrighe", "😀 漢字", "\xff\xfe rotto", "_x0041_",
	}
	want := []string{
		"=HYPERLINK(\"http://x\")", "+39 0882", "-5", "@sum", "\tx", "abcd", "<script>alert(1)</script>",
		"&amp; ]]>", "  spazi  ", "due\nrighe", "😀 漢字", " rotto", "_x0041_",
	}
	var rows [][]any
	for _, s := range odd {
		rows = append(rows, []any{s})
	}
	rows = append(rows, []any{strings.Repeat("è", 40000)})
	f, raw := stream(t, Sheet{Fields: []Field{{Title: "=cmd()"}}}, rowsOf(rows...))
	got, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	if got[0][0] != "=cmd()" {
		t.Errorf("title became %q", got[0][0])
	}
	for i, w := range want {
		if g := got[i+1][0]; g != w {
			t.Errorf("%q came back as %q, want %q", odd[i], g, w)
		}
	}
	if n := len([]rune(got[len(got)-1][0])); n != maxCell {
		t.Errorf("a long text came back with %d characters, want %d", n, maxCell)
	}
	if strings.Contains(entry(t, raw, "xl/worksheets/sheet1.xml"), "<f>") {
		t.Error("the sheet holds a formula")
	}
}

func TestStreamStopsAtTheFirstError(t *testing.T) {
	broken := errors.New("broken")
	var buf bytes.Buffer
	err := Stream(&buf, Sheet{Fields: fields}, func(yield func([]any, error) bool) {
		_ = yield([]any{"a"}, nil) && yield(nil, broken)
	})
	if !errors.Is(err, broken) || buf.Len() > 0 {
		t.Errorf("got %v and %d bytes, want the error and nothing", err, buf.Len())
	}
}

func TestStreamOfNothing(t *testing.T) {
	f, _ := stream(t, Sheet{Name: "'vuoto'", Fields: fields}, rowsOf())
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil || len(rows) != 1 || rows[0][5] != "Note" {
		t.Errorf("rows %q, %v", rows, err)
	}
	if f.GetSheetName(0) != "vuoto" {
		t.Errorf("name %q", f.GetSheetName(0))
	}
}

func manyRows(n int) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		row := make([]any, 20)
		for i := range n {
			for c := range row {
				switch c % 4 {
				case 0:
					row[c] = i*20 + c
				case 1:
					row[c] = "Nicolò Rinaldò " + strconv.Itoa(i%997)
				case 2:
					row[c] = rule.Date("2026-03-15")
				default:
					row[c] = "via dell'Unità " + strconv.Itoa(i%311)
				}
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

func manyFields() []Field {
	var out []Field
	for c := range 20 {
		out = append(out, Field{Title: "Colonna " + strconv.Itoa(c), Type: []CellType{Integer, Text, Day, Text}[c%4]})
	}
	return out
}

// Memory must not grow with the rows: they go to disk as they come.
func TestStreamIsBounded(t *testing.T) {
	peak := func(n int) uint64 {
		runtime.GC()
		var before, m runtime.MemStats
		runtime.ReadMemStats(&before)
		most := before.HeapInuse
		i := 0
		rows := func(yield func([]any, error) bool) {
			for row, err := range manyRows(n) {
				if i++; i%2000 == 0 {
					runtime.GC()
					runtime.ReadMemStats(&m)
					most = max(most, m.HeapInuse)
				}
				if !yield(row, err) {
					return
				}
			}
		}
		if err := Stream(io.Discard, Sheet{Fields: manyFields(), Size: n}, rows); err != nil {
			t.Fatal(err)
		}
		return most - before.HeapInuse
	}
	if got := peak(12000); got > 48<<20 {
		t.Errorf("12,000 rows held %d MB", got>>20)
	}
}

func BenchmarkWorkbook50000(b *testing.B) {
	for b.Loop() {
		if err := Stream(io.Discard, Sheet{Fields: manyFields(), Size: 50000}, manyRows(50000)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(50000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
