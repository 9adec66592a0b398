package exchange

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"sportello/db/rule"
)

const (
	workbookXML = `<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="m" xmlns:r="x"><workbookPr%s/><sheets><sheet name="Dati" sheetId="1" r:id="rId7"/></sheets></workbook>`
	relsXML     = `<Relationships><Relationship Id="rId7" Type="t" Target="%s"/></Relationships>`
	stylesXML   = `<styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="20"/><xf numFmtId="4"/></cellXfs></styleSheet>`
)

// rawXLSX writes an Excel file by hand, as other programs than ours write it.
func rawXLSX(t testing.TB, properties, target, texts, sheet string) string {
	t.Helper()
	part := strings.TrimPrefix(target, "/")
	if part == target {
		part = "xl/" + target
	}
	return write(t, zipped(t, map[string][]byte{
		"[Content_Types].xml": []byte("<Types/>"), "xl/workbook.xml": fmt.Appendf(nil, workbookXML, properties), "xl/_rels/workbook.xml.rels": fmt.Appendf(nil, relsXML, target),
		"xl/styles.xml": []byte(stylesXML), "xl/sharedStrings.xml": []byte(texts), part: []byte(sheet),
	}))
}

func TestExcelAsOtherProgramsWriteIt(t *testing.T) {
	const texts = `<sst xmlns="m"><si><t>Nicolò &amp; C.</t></si><si><r><rPr><b/></rPr><t xml:space="preserve">due </t></r><r><t>pezzi</t></r><rPh sb="0" eb="1"><t>aiuto</t></rPh></si>` +
		`<si><t><![CDATA[<script>]]></t></si><si><t>a_x000D_b _x005F_x0041_</t></si><si/><si><t>&#8364; &#x141;</t></si></sst>`
	const sheet = `<?xml version="1.0"?><!-- > a comment --><worksheet xmlns="m"><dimension ref="A1:G9"/><sheetData>
<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="s"><v>2</v></c><c r="E2" t="s"><v>3</v></c><c r="F2" t="s"><v>4</v></c><c r="G2" t="s"><v>5</v></c></row>
<row/>
<row><c><v>1</v></c><c t="inlineStr"><is><t>in </t><r><t>linea</t></r></is></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="str"><f>A1&amp;"x"</f><v>calcolato</v></c><c t="d"><v>2026-11-24T00:00:00</v></c></row>
<row r="9" spans='1:3'><c r="A9" s="1"><v>46350</v></c><c r="B9" s="2"><v>0.5</v></c><c r="C9" s="3"><v>1234.5</v></c><c r="D9" s="0"><v>3.49E9</v></c><c r="E9"><v>0.30000000000000004</v></c><c r="F9" s="1"><v>-3</v></c><c r="G9" s="99"><v>7</v></c><c r="XFD9"><v>8</v></c></row>
</sheetData></worksheet>`
	want := [][]string{
		{"Nicolò & C.", "", "due pezzi", "<script>", "a\rb _x0041_", "", "€ Ł"},
		{"1", "in linea", "TRUE", "#N/A", "calcolato", "2026-11-24"},
		{"2026-11-24", "12:00", "1234.5", "3490000000", "0.3", "-3", "7"},
	}
	prefixed := strings.NewReplacer("<worksheet xmlns=", "<x:worksheet xmlns:x=", "</worksheet", "</x:worksheet", "<sheetData", "<x:sheetData", "</sheetData", "</x:sheetData",
		"<row", "<x:row", "</row", "</x:row", "<c ", "<x:c ", "<c>", "<x:c>", "</c>", "</x:c>", "<v>", "<x:v>", "</v>", "</x:v>", "<is>", "<x:is>", "</is>", "</x:is>").Replace(sheet)
	for name, path := range map[string]string{
		"usual":    rawXLSX(t, "", "worksheets/sheet1.xml", texts, sheet),
		"absolute": rawXLSX(t, "", "/xl/worksheets/Foglio.xml", texts, sheet),
		"prefixed": rawXLSX(t, "", "worksheets/sheet1.xml", texts, prefixed),
	} {
		t.Run(name, func(t *testing.T) {
			table := open(t, path)
			rows := all(t, table)
			if table.Sheet != "Dati" || table.Lines != 9 || len(rows) != len(want) {
				t.Fatalf("%+v: %+v", table, rows)
			}
			for i, number := range []int{2, 4, 9} {
				if fmt.Sprintf("%d %q", rows[i].Number, rows[i].Cells) != fmt.Sprintf("%d %q", number, want[i]) {
					t.Errorf("row %d %q, want %d %q", rows[i].Number, rows[i].Cells, number, want[i])
				}
			}
		})
	}
	old := all(t, open(t, rawXLSX(t, ` date1904="1"`, "worksheets/sheet1.xml", texts, `<worksheet><sheetData><row><c s="1"><v>44888</v></c></row></sheetData></worksheet>`)))
	if old[0].Cells[0] != "2026-11-24" {
		t.Errorf("1904 system: %q", old[0].Cells)
	}
}

func TestBrokenExcelSaysWhere(t *testing.T) {
	rows := strings.Repeat("<row><c><v>1</v></c></row>", 5000)
	for name, sheet := range map[string]string{
		"cut in a row":  "<worksheet><sheetData>" + rows + "<row><c><v>1",
		"cut after one": "<worksheet><sheetData>" + rows,
		"no such text":  "<worksheet><sheetData>" + rows + `<row><c t="s"><v>77</v></c></row></sheetData></worksheet>`,
		"endless cell":  "<worksheet><sheetData>" + rows + "<row><c><v>" + strings.Repeat("9", 2<<20) + "</v></c></row></sheetData></worksheet>",
	} {
		t.Run(name, func(t *testing.T) {
			table := open(t, rawXLSX(t, "", "worksheets/sheet1.xml", "<sst/>", sheet))
			n := 0
			for _, err := range table.Rows() {
				if err == nil {
					n++
					continue
				}
				var refusal rule.Refusal
				if !errors.As(err, &refusal) || !strings.Contains(refusal.Message, "danneggiato alla riga 500") || n != 5000 {
					t.Errorf("after %d rows: %v", n, err)
				}
				return
			}
			t.Error("the end was not missed")
		})
	}
}

// Whatever bytes a file holds, reading it ends, and ends with a table or a
// sentence.
func TestAnyBytesAreReadOrRefused(t *testing.T) {
	valid, err := os.ReadFile("testdata/lista_mobilita_FG_inizio.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(valid), int64(len(valid)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if parts[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	random := rand.New(rand.NewPCG(1, 2))
	names := []string{"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"}
	for range 300 {
		changed := map[string][]byte{}
		for name, content := range parts {
			changed[name] = content
		}
		name := names[random.IntN(len(names))]
		content := bytes.Clone(changed[name])
		for range 1 + random.IntN(4) {
			if len(content) == 0 {
				break
			}
			at := random.IntN(len(content))
			switch random.IntN(3) {
			case 0:
				content[at] = `<>"'&/ =;19`[random.IntN(11)]
			case 1:
				content = append(content[:at], content[min(len(content), at+random.IntN(40)):]...)
			default:
				content = append(content[:at:at], append([]byte(`<c r="ZZZ9999999999" t="s" s="-1">`), content[at:]...)...)
			}
		}
		changed[name] = content
		table, err := OpenTable(write(t, zipped(t, changed)))
		if err == nil {
			for _, err = range table.Rows() {
				if err != nil {
					break
				}
			}
			table.Close()
		}
		var refusal rule.Refusal
		if err != nil && !errors.As(err, &refusal) {
			t.Fatalf("%s: %v is no sentence", name, err)
		}
	}
}

// What goes on beside a reading stops it with an error, never the server.
func TestAPanicBesideBecomesAnError(t *testing.T) {
	beside := func() (err error) {
		defer caught(&err)
		panic("oh")
	}
	if err := beside(); err == nil || !strings.Contains(err.Error(), "oh") {
		t.Errorf("got %v", err)
	}
}
