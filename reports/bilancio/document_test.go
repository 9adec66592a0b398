package bilancio_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/scheda"
	"sportello/db/training"
	reports "sportello/reports/bilancio"

	"github.com/pdfcpu/pdfcpu/pkg/api"
)

// printed returns what pdftotext reads in the document, on one line.
func printed(t *testing.T, kind, title string, data bilancio.Document) string {
	t.Helper()
	frozen, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := reports.Renderers[kind](archive.Document{
		Kind: kind, Title: title, Data: frozen, FormVersion: "1", Fingerprint: "3f2a9c0d1e4b5a69788796a5b4c3d2e1",
		Protocol: archive.Protocol{ID: 1, Year: 2026, Number: 123, RegisteredAt: "2026-11-24T08:00:00.000Z"}, IssuedAt: "2026-11-24T08:00:00.000Z",
	})
	if err != nil {
		t.Fatal(err)
	}
	api.DisableConfigDir()
	if err := api.Validate(bytes.NewReader(pdf), nil); err != nil {
		t.Errorf("%s is no sound PDF: %v", kind, err)
	}
	cmd := exec.Command("pdftotext", "-enc", "UTF-8", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("pdftotext (Debian: poppler-utils): %v", err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

func common() bilancio.Document {
	return bilancio.Document{
		Office: "San Severo", Province: "FG", Number: "2026/0143", Worker: "Ștefănescu Łukasz", CF: "BNCRCC74C15D643H", BirthDate: "1974-03-15",
		Counsellor: "Anna Đurić", Programme: "Welfare to Work AASS", HoursRange: "da 3 a 12 ore", HoursDone: "9 ore", StartedOn: "2026-11-10", Version: 1,
	}
}

func says(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("«%s» is missing in: %s", w, text)
		}
	}
}

func TestContract(t *testing.T) {
	d := common()
	d.Contract = &bilancio.Contract{
		PlannedHours: "9", Calendar: []string{"martedì 24 novembre 2026 alle 9:00, 3 ore"}, InCalendar: "6 ore e 30", EndsOn: "09/12/2026", OfWorker: []string{"Partecipare agli incontri"},
		OfOffice: []string{"Garantire riservatezza"}, Clauses: "L'ultimo incontro può essere a distanza.", Privacy: "1.0",
	}
	text := printed(t, bilancio.KindContract, "Contratto di bilancio", d)
	says(t, text, "Contratto di bilancio n. 2026/0143", "2026/0000123", "Ștefănescu Łukasz", "Anna Đurić", "9 ore (di norma da 3 a 12 ore)", "6 ore e 30 in tutto", "martedì 24 novembre 2026 alle 9:00",
		"partecipare agli incontri", "garantire riservatezza", "può essere interrotto motivandolo", "L'ultimo incontro può essere a distanza.", "versione 1.0", "Impronta 3f2a9c0d1e4b", "Pagina 1 di 1")
}

func TestPhaseDocumentHoldsEveryEntry(t *testing.T) {
	d := common()
	d.Version, d.Reason = 2, "Mancava un'esperienza"
	d.Meetings = []string{"24/11/2026 dalle 9:00, 3 ore, con Anna Đurić"}
	long := scheda.Table{Head: []string{"Uno", "Due", "Tre", "Quattro", "Cinque", "Sei", "Sette"}, Rows: [][]string{{"a1", "", "c1", "d1", "e1", "f1", "settimo"}}}
	d.Sections = []scheda.Section{
		{Code: "INV01", Title: "Percorso di istruzione", Entries: []scheda.Entry{{Label: "Scuola", Text: "prima riga\nseconda riga"}}},
		{Code: "INV08", Title: "Competenze tecnico-professionali", Entries: []scheda.Entry{
			{Label: "Competenze", Table: &scheda.Table{Head: []string{"Competenza", "Livello"}, Rows: [][]string{{"saldare a TIG", "3 in autonomia"}, {strings.Repeat("molto lunga ", 40), "1 con guida"}}}},
			{Label: "Altro", Table: &long},
		}},
	}
	text := printed(t, bilancio.KindInvestigative, "Bilancio delle competenze – fase Investigativa", d)
	says(t, text, "INV01 Percorso di istruzione", "prima riga seconda riga", "INV08 Competenze tecnico-professionali", "saldare a TIG", "3 in autonomia", "settimo", "Sette",
		"2, dopo la riapertura della fase: Mancava un'esperienza", "24/11/2026 dalle 9:00", "La persona", "Il consulente")
}

func TestReceipt(t *testing.T) {
	d := common()
	d.Receipt = &training.Receipt{Number: 57, At: "2026-11-24T08:00:00.000Z", State: "confermata", Course: "Addetto alla saldatura", CourseCode: "P1", Hours: 120, Body: "Form.It",
		EditionCode: "E2", Place: "Foggia (FG)", StartsOn: "2027-01-12", Timetable: "mattina", Declarations: []string{"Impegno alla frequenza"}, Operator: "Giulia Semeraro"}
	text := printed(t, bilancio.KindReceipt, "Ricevuta di iscrizione", d)
	says(t, text, "Ricevuta di iscrizione n. 57", "Addetto alla saldatura (P1)", "120 ore", "Form.It", "Foggia (FG)", "12/01/2027", "Impegno alla frequenza", "documento di identità", "24/11/2026 alle 9:00")
	d.Receipt.EditionCode = ""
	says(t, printed(t, bilancio.KindReceipt, "Ricevuta di iscrizione", d), "lista d'attesa")
}

func TestEveryKindHasARenderer(t *testing.T) {
	for _, kind := range []string{bilancio.KindContract, bilancio.KindInvestigative, bilancio.KindRepositioning, bilancio.KindReceipt} {
		if reports.Renderers[kind] == nil {
			t.Errorf("nothing prints %s", kind)
		}
		if _, err := reports.Renderers[kind](archive.Document{Kind: kind, Data: []byte("{}")}); err != nil {
			t.Errorf("%s of nothing: %v", kind, err)
		}
		if _, err := reports.Renderers[kind](archive.Document{Kind: kind, Data: []byte("nulla")}); err == nil {
			t.Errorf("%s of what is no data", kind)
		}
	}
}
