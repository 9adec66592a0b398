package helpdesk

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sportello/db/rule"
)

func printed(t *testing.T, pdf []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "guide.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

func TestGuideTellsItsRevisionsAndSteps(t *testing.T) {
	first := Revision{"0.1", "2014-09-20", "prima versione"}
	second := Revision{"0.2", "2014-10-03", "aggiunta la sezione sui Riscontri/Verifiche"}
	const at = rule.Instant("2026-11-24T08:00:00.000Z")
	old, err := Guide([]Revision{first}, false, at)
	if err != nil {
		t.Fatal(err)
	}
	now, err := Guide([]Revision{first, second}, true, at)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := Guide([]Revision{first, second}, true, at)
	if !bytes.Equal(now, again) {
		t.Error("the same guide is printed differently")
	}
	text := printed(t, now)
	for _, want := range []string{"versione 0.2", "03/10/2014", "Accreditamento Operatori", "Premi «Chiudi»", "rinunciataria", "RIQUADRO A", "contratto di bilancio"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the guide", want)
		}
	}
	if strings.Contains(printed(t, old), "rinunciataria") {
		t.Error("the first version has the section of the second")
	}
}
