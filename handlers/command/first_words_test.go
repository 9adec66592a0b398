package command

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A port that is taken is said before the folder is filled.
func TestTheDemonstrationAsksForItsPortFirst(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	dir := filepath.Join(t.TempDir(), "dati")
	code, _, errs := call(t, "demo", "-data", dir, "-addr", taken.Addr().String())
	if code != 1 || !strings.Contains(errs, "non posso ascoltare su "+taken.Addr().String()) {
		t.Errorf("%d: %s", code, errs)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("%d files were made for nothing", len(left))
	}
}

// What cannot be imported is named, and the help keeps its columns.
func TestAnImportOfNothingKnownIsNamed(t *testing.T) {
	if code, _, errs := call(t, "import", "pippo", "file.csv"); code != 1 || !strings.Contains(errs, "«pippo» non si importa: scrivi lista, catalogo o operatori") {
		t.Errorf("%d: %s", code, errs)
	}
	if _, out, _ := call(t, "help", "import"); !strings.Contains(out, "\n  lista      un elenco") {
		t.Errorf("the first line of the help is out of line: %s", out)
	}
}
