package conditionality_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sportello/db/archive"
	"sportello/db/conditionality"
	report "sportello/reports/conditionality"

	"github.com/pdfcpu/pdfcpu/pkg/api"
)

// TestTheLongestNoticeIsTwoPages prints what every field may hold at its longest.
func TestTheLongestNoticeIsTwoPages(t *testing.T) {
	api.DisableConfigDir()
	l := conditionality.Letter{
		Office: "San Severo", Address: "via Gramsci 1, San Severo (FG)", Phone: "0882 123456", Email: "cpi.sansevero@posta.example", Person: strings.Repeat("Castriota Scanderbeg ", 3) + "Łukasz", CF: "BNCRCC74C15D643H", BirthDate: "1974-03-15",
		DID: "FG-17 del 02/11/2026", Pact: "n. 1, sottoscritto il 24/11/2026", What: "Sessione «" + strings.Repeat("Preparare il colloquio di lavoro ", 4) + "» (F1.7)", When: "mercoledì 25 novembre 2026, ore 10:00", Operator: "Giulia Prova",
		Called: "lettera di convocazione del 13/11/2026, protocollo 2026/0000317; e-mail inviata; confermato dalla persona il 17/11/2026", Breach: conditionality.MissedCall.Words(), Law: "a", Quotation: conditionality.MissedCall.Quotation(),
		Ordinal: "terza", Why: "terza: la prima è quella del 12/10/2026, confermata il 20/10/2026; la seconda è quella del 30/10/2026, confermata il 03/11/2026", Consequence: conditionality.Loss.Words(),
		Reasons: []string{"Malattia o infortunio", "Servizio civile", "Maternità", "Gravi motivi familiari", "Limitazioni alla mobilità personale", "Forza maggiore"}, ReasonsBy: "2026-12-05", Draft: true, Note: strings.Repeat("Chiamata due volte, non risponde. ", 29),
	}
	for name, kind := range map[string]string{"bozza": conditionality.KindDraft, "avviso": conditionality.KindNotice} {
		d := archive.Document{ID: 1, Kind: kind, Title: name, IssuedAt: "2026-11-25T11:00:00.000Z", Fingerprint: strings.Repeat("a", 64)}
		if kind == conditionality.KindNotice {
			l.Draft, l.Note, l.Recipient, l.Head = false, "", []string{"Łukasz Castriota", "Via Roma, 12", "71016 San Severo (FG)"}, "Teresa Lombardi"
			d.Protocol = archive.Protocol{ID: 1, Year: 2026, Number: 318, RegisteredAt: "2026-11-25T11:00:00.000Z"}
		}
		data, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		d.Data = data
		first, err := report.Render(d)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := api.PageCount(bytes.NewReader(first), nil); err != nil || n > 2 {
			t.Errorf("%s: %d pages, %v", name, n, err)
		}
		if again, err := report.Render(d); err != nil || !bytes.Equal(first, again) {
			t.Errorf("%s: printed twice it is not the same: %v", name, err)
		}
		if dir := os.Getenv("SHOTS"); dir != "" {
			os.WriteFile(filepath.Join(dir, name+".pdf"), first, 0o600)
		}
	}
	if _, err := report.Render(archive.Document{Data: []byte("{")}); err == nil {
		t.Error("what cannot be read is printed")
	}
}
