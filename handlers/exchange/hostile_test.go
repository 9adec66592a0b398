package exchange_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"hash/crc32"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"sportello/db/rule"
	"sportello/handlers/webtest"
)

// blast is what a bomb unpacks to.
const blast = 100 << 20

// charge returns the blast, packed, and its checksum.
var charge = sync.OnceValues(func() ([]byte, uint32) {
	var packed bytes.Buffer
	deflate, _ := flate.NewWriter(&packed, flate.BestSpeed)
	zeros, sum := make([]byte, 1<<20), crc32.NewIEEE()
	for range blast >> 20 {
		deflate.Write(zeros)
		sum.Write(zeros)
	}
	deflate.Close()
	return packed.Bytes(), sum.Sum32()
})

// bomb is a small Excel file with one part that unpacks to the blast; when it
// lies, its directory promises a thousand bytes.
func bomb(t *testing.T, part string, lies bool) []byte {
	t.Helper()
	packed, sum := charge()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>Cognome</t></is></c></row></sheetData></worksheet>`,
	} {
		if name == part {
			continue
		}
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(content))
	}
	header := &zip.FileHeader{Name: part, Method: zip.Deflate, CRC32: sum, CompressedSize64: uint64(len(packed)), UncompressedSize64: blast}
	if lies {
		header.UncompressedSize64 = 1000
	}
	w, err := z.CreateRaw(header)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(packed)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A bomb is refused where it was chosen, in the time and memory of any file,
// and nothing of it stays.
func TestAZipBombIsRefusedWhereItWasChosen(t *testing.T) {
	s := webtest.New(t)
	head := s.Login(rule.RoleOfficeHead, "cpi:San Severo")
	page := head.Get(uploads)
	for name, c := range map[string]struct {
		part string
		lies bool
		want string
	}{
		"a sheet":                {"xl/worksheets/sheet1.xml", false, "sarebbe troppo grande"},
		"texts":                  {"xl/sharedStrings.xml", false, "sarebbe troppo grande"},
		"a sheet that lies":      {"xl/worksheets/sheet1.xml", true, "danneggiato"},
		"texts that lie":         {"xl/sharedStrings.xml", true, "danneggiato"},
		"a workbook that lies":   {"xl/workbook.xml", true, "danneggiato"},
		"a workbook of its size": {"xl/workbook.xml", false, "sarebbe troppo grande"},
	} {
		t.Run(name, func(t *testing.T) {
			content := bomb(t, c.part, c.lies)
			if len(content) > 2<<20 {
				t.Fatalf("the bomb weighs %d bytes", len(content))
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			got := head.Upload(uploads, url.Values{"_csrf": {page.Find("input[name=_csrf]").AttrOr("value", "")}, "mittente": {"Chissà"}}, "file", "elenco.xlsx", content)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			got.Expect(http.StatusUnprocessableEntity).Has("#f-file-errore", c.want)
			if got.Find("input[name=mittente]").AttrOr("value", "") != "Chissà" {
				t.Error("the sender that was typed is lost")
			}
			if grown := (after.TotalAlloc - before.TotalAlloc) >> 20; grown > 40 || took > 5*time.Second {
				t.Errorf("the bomb cost %d MB and %v", grown, took)
			}
		})
	}
	if n := count(t, s, "SELECT (SELECT count(*) FROM import_load)+(SELECT count(*) FROM stored_file)"); n != 0 {
		t.Errorf("%d rows of them are kept", n)
	}
}

// A name of 3,000 characters, a formula and a script are cells like others:
// what cannot be a name is left out with its reason, the rest is text wherever
// it is shown.
func TestHostileCells(t *testing.T) {
	s := webtest.New(t)
	head := s.Login(rule.RoleOfficeHead, "cpi:San Severo")
	const script = `=cmd|'/c calc'!A1"><script>alert(1)</script><b hx-get="/uscita">`
	quoted := `"` + strings.ReplaceAll(script, `"`, `""`) + `"`
	verdi, err := rule.ComputeCodiceFiscale("Verdi", "Pia", "F", "1970-01-01", "D643")
	if err != nil {
		t.Fatal(err)
	}
	file := "Codice fiscale;Cognome;Nome;Indirizzo;Telefono;CPI\n" +
		"RSSMRA80A01H501U;" + strings.Repeat("à", 3000) + ";Mario;;;San Severo\n" +
		"BNCRCC74C15D643H;Bianchi;Rocco;" + quoted + ";0882123456;San Severo\n" +
		string(verdi) + ";=1+1;@SUM(A1);" + strings.Repeat("via Roma ", 300) + ";+39;San Severo\n" +
		"RSSMRA80A01H501X;" + quoted + ";Mario;;;San Severo\n"
	columns := head.Upload(uploads, url.Values{"mittente": {script}, "data": {"24/11/2026"}}, "file", script+".csv", []byte(file)).Follow().Expect(http.StatusOK)
	text := func(p *webtest.Page) *webtest.Page {
		t.Helper()
		return p.Expect(http.StatusOK).Lacks("main script").Lacks("main b").Lacks("main [hx-get='/uscita']")
	}
	text(columns)
	reading := text(columns.Submit("form[action$='/colonne']", nil).Follow())
	s.Settle()
	preview := text(head.Get(reading.Path))
	text(head.Get(preview.Path+"?esito=respinta")).Has("table", "Codice fiscale, carattere di controllo errato").Has("table", "Cognome troppo lungo")
	text(head.Get(preview.Path+"?esito=avviso")).Has("table", "Telefono non valido, scartato; indirizzo: testo troppo lungo, tagliato")
	rejects := head.Get(preview.Path + "/respinte.csv").Expect(http.StatusOK).Body
	for _, cell := range strings.FieldsFunc(rejects, func(r rune) bool { return r == ';' || r == '\n' || r == '\r' }) {
		if strings.IndexAny(strings.TrimPrefix(cell, `"`), "=+-@\t") == 0 {
			t.Errorf("a cell of the rejects is a formula: %.40q", cell)
		}
	}
	text(preview.Submit("form[action$='/applicazione']", nil).Follow())
	text(head.Get("/elenchi/1"))
	text(head.Get(uploads))
}
