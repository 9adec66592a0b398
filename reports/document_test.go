package reports

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"sportello/db/rule"
)

// sample is a document with every kind of block; rows make it as long as wanted.
func sample(rows int) Document {
	table := Table{Columns: []Column{
		{Title: "Competenza", Width: 4}, {Title: "Livello", Width: 1, Right: true}, {Title: "Come lo sappiamo", Width: 2},
		{Title: "Note", Width: 3},
	}}
	for i := range rows {
		table.Rows = append(table.Rows, []string{
			fmt.Sprintf("Saldatura a filo continuo n. %d", i+1), fmt.Sprint(i % 5), "attestato", "così è già previsto: qualità, libertà",
		})
	}
	return Document{
		Kind: "Contratto di bilancio", Title: "Contratto di bilancio delle competenze", Subtitle: "Łukasz Đorđe Ștefănescu",
		Body: "ARPAL Puglia", Office: "Centro per l'Impiego di San Severo",
		Lines:    []string{"Via Teresa Masselli 28, 71016 San Severo (FG)", "0882 000000 · cpi.sansevero@regione.example"},
		Protocol: "2026/0000123", ProtocolDate: "2026-11-24",
		Sections: []Section{
			{Heading: "La persona", Blocks: []Block{Facts{
				{"Cognome e nome", "Ștefănescu Łukasz"}, {"Nato a", "Tîrgu Mureș, Țara"}, {"Importo", "3.000,00 €"}, {"Vuoto", ""},
			}}},
			{Heading: "Gli impegni", Blocks: []Block{
				Paragraph{Text: "La persona dichiara la propria disponibilità; l'attività è concordata con il consulente perché ciò sarà più utile.\n\nDetto «patto», vale da subito."},
				List{Items: []string{"partecipare agli incontri concordati e avvisare in tempo se non può;", "fornire informazioni veritiere."}},
				List{Bullet: true, Items: []string{"riservatezza"}},
			}},
			{Heading: "Le competenze", Blocks: []Block{table}},
		},
		Signatures:  []Signature{{"Il lavoratore", "Łukasz Ștefănescu"}, {"Il consulente", "Marco De Santis"}, {"Il responsabile", "Anna Đurić"}},
		GeneratedAt: "2026-11-24T08:30:00.000Z", FormVersion: "3", Fingerprint: "3f2a9c0d1e4b5a69788796a5b4c3d2e1",
	}
}

// textOf returns what pdftotext reads in the PDF.
func textOf(t testing.TB, pdf []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", "-enc", "UTF-8", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (Debian: poppler-utils): %v", err)
	}
	return string(out)
}

func render(t testing.TB, doc Document) []byte {
	t.Helper()
	pdf, err := Render(doc)
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

func pageCount(t testing.TB, pdf []byte) int {
	t.Helper()
	api.DisableConfigDir()
	conf := model.NewDefaultConfiguration()
	conf.Offline = true
	if err := api.Validate(bytes.NewReader(pdf), conf); err != nil {
		t.Fatalf("not a valid PDF: %v", err)
	}
	n, err := api.PageCount(bytes.NewReader(pdf), conf)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRenderSaysEverything(t *testing.T) {
	pdf := render(t, sample(85))
	if dir := os.Getenv("REPORTS_KEEP"); dir != "" {
		_ = os.WriteFile(filepath.Join(dir, "sample.pdf"), pdf, 0o600)
	}
	if n := pageCount(t, pdf); n != 3 {
		t.Errorf("%d pages, want 3", n)
	}
	text := textOf(t, pdf)
	for _, want := range []string{
		"ARPAL Puglia", "Centro per l'Impiego di San Severo", "Protocollo n. 2026/0000123", "del 24/11/2026",
		"Contratto di bilancio delle competenze", "Łukasz Đorđe Ștefănescu", "Tîrgu Mureș, Țara", "3.000,00 €", "—",
		"«patto»", "1.", "2.", "•", "Saldatura a filo continuo n. 1", "Saldatura a filo continuo n. 85", "così è già previsto",
		"Pagina 1 di 3", "Pagina 2 di 3", "Pagina 3 di 3", "Generato il 24/11/2026 alle 9:30", "Modello 3", "Impronta 3f2a9c0d1e4b",
		"Il lavoratore", "Marco De Santis", "Anna Đurić",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the PDF does not say %q", want)
		}
	}
	if strings.Contains(text, "3f2a9c0d1e4b5") {
		t.Error("the footer prints more than 12 characters of the fingerprint")
	}
	if n := strings.Count(text, "Come lo sappiamo"); n != 3 {
		t.Errorf("column titles stand %d times, want one a page", n)
	}
	info := infoOf(t, pdf)
	if !strings.Contains(info, "Contratto di bilancio") || !strings.Contains(info, "ARPAL Puglia") {
		t.Errorf("properties of the file:\n%s", info)
	}
	if !bytes.Contains(pdf, []byte("/Lang (it-IT)")) {
		t.Error("the file does not declare its language")
	}
}

func infoOf(t testing.TB, pdf []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdfinfo", file).CombinedOutput()
	if err != nil {
		t.Fatalf("pdfinfo: %v: %s", err, out)
	}
	if bytes.Contains(out, []byte("rror")) {
		t.Errorf("pdfinfo complains: %s", out)
	}
	return string(out)
}

// Bad input of every kind: each must come out whole, on pages that hold it.
func TestRenderHoldsWhateverItIsGiven(t *testing.T) {
	long := strings.Repeat("Abcdefghij", 300)
	odd := "<script>alert(1)</script> =cmd()\x00\x1b\u200b 😀 漢字 ạ\u202e\r\n\tfine"
	for name, change := range map[string]func(*Document){
		"title":      func(d *Document) { d.Title, d.Subtitle = long, long },
		"letterhead": func(d *Document) { d.Body, d.Office, d.Lines, d.Protocol = long, long, []string{long}, long },
		"recipient":  func(d *Document) { d.Recipient = []string{long, long} },
		"facts":      func(d *Document) { d.Sections = []Section{{Blocks: []Block{Facts{{long, long}, {"a", odd}}}}} },
		"paragraph": func(d *Document) {
			d.Sections = []Section{{Heading: long, Blocks: []Block{Paragraph{Text: long + odd}}}}
		},
		"list":       func(d *Document) { d.Sections = []Section{{Blocks: []Block{List{Items: []string{long, odd, ""}}}}} },
		"signatures": func(d *Document) { d.Signatures = []Signature{{long, long}, {odd, odd}} },
		"table": func(d *Document) {
			d.Sections = []Section{{Blocks: []Block{Table{
				Columns: []Column{{Title: long}, {Title: "b", Right: true}}, Rows: [][]string{{long, long}, {odd}, nil, {"a", "b", "c"}}}}}}
		},
		"nothing": func(d *Document) { *d = Document{} },
		"wide":    func(d *Document) { d.Landscape = true; d.Note = long },
	} {
		t.Run(name, func(t *testing.T) {
			doc := sample(40)
			change(&doc)
			pdf := render(t, doc)
			pages := pageCount(t, pdf)
			text := textOf(t, pdf)
			if want := fmt.Sprintf("Pagina %d di %d", pages, pages); !strings.Contains(text, want) {
				t.Errorf("the last page is not %q: the layout and the writer disagree on pages", want)
			}
			if n := strings.Count(text, "\f"); n != pages {
				t.Errorf("%d form feeds for %d pages", n, pages)
			}
		})
	}
}

// Each of the 3,000 characters must be on paper, and inside the page.
func TestLongWordLosesNothing(t *testing.T) {
	long := strings.Repeat("Abcdefghij", 300)
	pdf := render(t, Document{Kind: "x", Sections: []Section{{Blocks: []Block{Facts{{"Nome", long}}}}}})
	text := strings.Join(strings.Fields(textOf(t, pdf)), "")
	if n := strings.Count(text, "bcdefghi"); n < 250 {
		t.Errorf("%d pieces of the name are legible", n)
	}
	if got := strings.Count(text, "b") + strings.Count(text, "f"); got < 600 {
		t.Errorf("letters were lost: %d", got)
	}
	out := boxes(t, pdf)
	for _, b := range out {
		if b.xMin < margin/25.4*72-1 || b.xMax > (210-margin)/25.4*72+1 || b.yMax > 297/25.4*72 {
			t.Fatalf("a word stands outside the margins: %+v", b)
		}
	}
	if len(out) < 10 {
		t.Errorf("%d boxes", len(out))
	}
}

type box struct{ xMin, yMin, xMax, yMax float64 }

// boxes returns where each word stands on its page, in points.
func boxes(t testing.TB, pdf []byte) []box {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	raw, err := exec.Command("pdftotext", "-bbox", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	var out []box
	for l := range strings.SplitSeq(string(raw), "\n") {
		var b box
		if _, err := fmt.Sscanf(strings.TrimSpace(l), `<word xMin="%f" yMin="%f" xMax="%f" yMax="%f">`, &b.xMin, &b.yMin, &b.xMax, &b.yMax); err == nil {
			out = append(out, b)
		}
	}
	return out
}

func TestRenderAllGivesEachLetterItsPage(t *testing.T) {
	var letters []Document
	for i := range 7 {
		letters = append(letters, Document{
			Kind: "Lettera di convocazione", Title: "Convocazione", Body: "ARPAL Puglia", Office: "CPI di San Severo",
			Protocol: fmt.Sprintf("2026/%07d", i+1), ProtocolDate: "2026-11-24", GeneratedAt: rule.Instant("2026-11-24T08:30:00.000Z"),
			Recipient: []string{fmt.Sprintf("Persona Numero %d", i+1), "Via San Severo, 30", "71010 Anzano di Puglia (FG)"},
			Sections:  []Section{{Blocks: []Block{Paragraph{Text: "La invitiamo a presentarsi."}}}},
		})
	}
	pdf, err := RenderAll("Lettere di convocazione", letters)
	if err != nil {
		t.Fatal(err)
	}
	if n := pageCount(t, pdf); n != len(letters) {
		t.Fatalf("%d pages for %d letters", n, len(letters))
	}
	for i, page := range strings.Split(strings.TrimSuffix(textOf(t, pdf), "\f"), "\f") {
		for _, want := range []string{fmt.Sprintf("2026/%07d", i+1), fmt.Sprintf("Persona Numero %d", i+1), "Pagina 1 di 1"} {
			if !strings.Contains(page, want) {
				t.Errorf("page %d does not say %q", i+1, want)
			}
		}
	}
	if _, err := RenderAll("x", nil); err == nil {
		t.Error("a file of no letters was rendered")
	}
	letters[1].Landscape = true
	if _, err := RenderAll("x", letters); err == nil {
		t.Error("two orientations in one file were accepted")
	}
}

func TestPrintable(t *testing.T) {
	f := theTypeface()
	for in, want := range map[string]string{
		"Łukasz Ștefănescu Țepeș Đorđe € «»": "Łukasz Ștefănescu Țepeș Đorđe € «»",
		"e\u0300":              "è", // decomposed, as some systems send it
		"S\u0326":              "Ș",
		"a\x00b\u200bc\u00add": "abcd",
		"→ ☑ ≥ ạ":              "-> [x] >= a",
		"漢😀":                   "??",
		"uno\tdue\r\ntre":      "uno due\ntre",
	} {
		if got := f.printable(in); got != want {
			t.Errorf("printable(%q) = %q, want %q", in, got, want)
		}
	}
}

func BenchmarkThreePages(b *testing.B) {
	doc := sample(85)
	render(b, doc)
	for b.Loop() {
		if _, err := Render(doc); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLetter(b *testing.B) {
	doc := Document{
		Kind: "Lettera di convocazione", Title: "Convocazione", Body: "ARPAL Puglia", Office: "CPI di San Severo",
		Protocol: "2026/0000001", Recipient: []string{"Persona", "Via San Severo, 30"},
		Sections: []Section{{Blocks: []Block{Paragraph{Text: strings.Repeat("La invitiamo a presentarsi. ", 30)}}}},
	}
	for b.Loop() {
		if _, err := Render(doc); err != nil {
			b.Fatal(err)
		}
	}
}

// A day, a number or a heading stands whole in its column, however much the
// column beside it has to say; a table that cannot do that says so.
func TestColumnsHoldTheirWords(t *testing.T) {
	long := strings.Repeat("accompagnamento alla lettura dei disegni tecnici ", 4)
	table := Table{Columns: []Column{{Title: "Descrizione", Width: 45}, {Title: "Responsabile", Width: 14}, {Title: "Scadenza", Width: 10}, {Title: "Frequenza", Width: 11}, {Title: "Come so che è fatta", Width: 45}, {Title: "Stato", Width: 9}},
		Rows: [][]string{{long, "consulente", "14/12/2026", "settimanale", long, "da fare"}}}
	text := strings.Join(strings.Fields(textOf(t, render(t, Document{Kind: "x", Sections: []Section{{Blocks: []Block{table}}}}))), " ")
	for _, word := range []string{"Descrizione", "Responsabile", "Scadenza", "Frequenza", "consulente", "14/12/2026", "settimanale", "accompagnamento"} {
		if !strings.Contains(text, word) {
			t.Errorf("«%s» is broken: %s", word, text)
		}
	}
	if !table.Fits() {
		t.Error("a table that fits says it does not")
	}
	for range 4 {
		table.Columns = append(table.Columns, Column{Title: "Responsabilità"})
	}
	if table.Fits() {
		t.Error("ten columns fit an upright page")
	}
	sum := 0
	for _, w := range table.widths(&theTypefaceForTest, 180) {
		if sum += w; w < 1 {
			t.Errorf("a column of width %d", w)
		}
	}
	if sum != 180 {
		t.Errorf("the columns fill %d of 180", sum)
	}
}

var theTypefaceForTest = theTypeface()

// TestASignatureNeverStandsAlone: whatever the length of the table before it, the
// page of the signature holds at least the last row, under the titles of its
// columns, or the last paragraph.
func TestASignatureNeverStandsAlone(t *testing.T) {
	for _, total := range []string{"", "In tutto sono quelle."} {
		alone := 0
		for rows := 20; rows < 60; rows++ {
			doc := Document{Kind: "Prova", Title: "Prova", Body: "ARPAL Puglia", Signatures: []Signature{{"L'operatore", "Giulia"}}}
			table := Table{Columns: []Column{{Title: "Colonna"}}}
			for i := range rows {
				table.Rows = append(table.Rows, []string{fmt.Sprintf("riga %d", i+1)})
			}
			section := Section{Heading: "Elenco", Blocks: []Block{table}}
			if total != "" {
				section.Blocks = append(section.Blocks, Paragraph{Text: total})
			}
			doc.Sections = []Section{section}
			pages := compose(doc)
			if len(pages) < 2 {
				continue
			}
			pdf, err := Render(doc)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Split(textOf(t, pdf), "\f")
			last := text[len(pages)-1]
			if !strings.Contains(last, "L'operatore") {
				t.Fatalf("%d rows: the signature is not on the last page: %s", rows, last)
			}
			want := total
			if want == "" {
				want = fmt.Sprintf("riga %d", rows)
			}
			if !strings.Contains(last, want) || total == "" && !strings.Contains(last, "Colonna") {
				alone++
			}
		}
		if alone > 0 {
			t.Errorf("with %q after the table the signature stands alone %d times", total, alone)
		}
	}
}
