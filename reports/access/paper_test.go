package access

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sportello/db/access"
	"sportello/db/archive"
)

func TestPaperSaysTheRequestAndItsOutcome(t *testing.T) {
	data, err := json.Marshal(access.Paper{Surname: "Łukasz", Name: "Maria", CodiceFiscale: "RSSMRA80A41H501Y", Office: "San Severo", Province: "FG", Role: "Operatore",
		State: access.AccreditationRefused, DecidedAt: "2026-11-24T08:00:00.000Z", Reason: "Manca la comunicazione"})
	if err != nil {
		t.Fatal(err)
	}
	for kind, wants := range map[string][]string{
		access.PaperRequest: {"Łukasz Maria", "San Severo (FG)"},
		access.PaperOutcome: {"Łukasz Maria", "San Severo (FG)", "ha respinto", "Manca la comunicazione", "24/11/2026"},
	} {
		pdf, err := Paper(archive.Document{Kind: kind, Title: "Documento", Data: data, IssuedAt: "2026-11-24T08:00:00.000Z", Fingerprint: "abcdefabcdef00"})
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "paper.pdf")
		if err := os.WriteFile(path, pdf, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(string(out)), " ")
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not in %q", kind, want, text)
			}
		}
		if kind == access.PaperRequest && strings.Contains(text, "respinto") {
			t.Error("a request tells an outcome")
		}
	}
}
