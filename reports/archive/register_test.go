package archive

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sportello/db/archive"
	"sportello/reports"
)

func TestRegisterListsTheDayInOrder(t *testing.T) {
	entry := func(n int, counterpart string) archive.RegisteredEntry {
		return archive.RegisteredEntry{
			Protocol: archive.Protocol{ID: int64(n), Year: 2026, Number: n, RegisteredAt: "2026-11-24T08:30:00.000Z"},
			Entry:    archive.Entry{Direction: archive.Outgoing, Counterpart: counterpart, Subject: "Convocazione al Centro per l'Impiego"}, UserName: "De Santis Marco",
		}
	}
	annulled := entry(2, "Ștefănescu Łukasz")
	annulled.AnnulledAt, annulled.AnnulledReason = "2026-11-24T09:00:00.000Z", "persona sbagliata"
	received := entry(3, "Comune di San Severo")
	received.Direction, received.ExternalNumber, received.ExternalDate = archive.Incoming, "4711", "2026-11-20"
	pdf, err := reports.Render(Register("2026-11-24", "Centro per l'Impiego di San Severo", []archive.RegisteredEntry{received, annulled, entry(1, "Rossi Maria")}, "2026-11-24T16:00:00.000Z"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (Debian: poppler-utils): %v", err)
	}
	text := strings.Join(strings.Fields(string(out)), " ")
	at := -1
	for _, want := range []string{"Registro giornaliero di protocollo", "martedì 24 novembre 2026", "2026/0000001 9:30 uscita Rossi Maria", "2026/0000002", "Ștefănescu Łukasz", "ANNULLATA il 24/11/2026 alle 10:00", "2026/0000003", "4711 del"} {
		i := strings.Index(text, want)
		if i <= at {
			t.Errorf("%q is missing or out of order", want)
		}
		at = max(at, i)
	}
	empty, err := reports.Render(Register("2026-11-25", "", nil, "2026-11-25T16:00:00.000Z"))
	if err != nil || len(empty) == 0 {
		t.Fatal(err)
	}
}
