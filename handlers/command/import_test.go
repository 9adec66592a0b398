package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sportello/db"
)

// listOfFoggia writes a list of Foggia: a good line, one without a name, one
// with a wrong codice fiscale, and returns its path.
func listOfFoggia(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "lista.csv")
	content := "Codice fiscale;Cognome;Nome;CPI competente\nRSSMRA80A01H501U;Rossi;Mario;San Severo\nRSSMRA80A01H501U;Rossi;;Foggia\nRSSMRA80A01H501X;Rossi;Mario;Foggia\n"
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func rowsOf(t *testing.T, dir, query string) (n int) {
	t.Helper()
	d, err := db.Open(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Reader().QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestADryRunLeavesNoLoadBehind(t *testing.T) {
	dir, file := t.TempDir(), listOfFoggia(t)
	code, out, errs := call(t, "import", "lista", file, "-data", dir, "-dry-run")
	if code != 0 || !strings.HasPrefix(out, "Prova, senza cambiare nulla: 3 righe. Create 1,") {
		t.Fatalf("%d %q %q", code, out, errs)
	}
	if n := rowsOf(t, dir, "SELECT (SELECT count(*) FROM import_load)+(SELECT count(*) FROM import_row)+(SELECT count(*) FROM worker)"); n != 0 {
		t.Errorf("%d rows were left", n)
	}
	if n := rowsOf(t, dir, "SELECT count(*) FROM audit WHERE action='caricamento.provato'"); n != 1 {
		t.Errorf("the register names the rehearsal %d times", n)
	}
	if code, out, _ = call(t, "import", "lista", file, "-data", dir); code != 0 || !strings.Contains(out, "Create 1,") {
		t.Errorf("in earnest: %d %q", code, out)
	}
}

func TestAnImportSaysWhyLinesWereRejected(t *testing.T) {
	dir, file := t.TempDir(), listOfFoggia(t)
	code, out, _ := call(t, "import", "lista", file, "-data", dir, "-province", "LE")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != 0 || len(lines) != 4 || !strings.Contains(lines[0], "respinte 3") {
		t.Fatalf("%d %q", code, out)
	}
	for _, want := range []string{"  respinte 1: CPI di un'altra provincia", "  respinte 1: nome mancante"} {
		if !strings.Contains(out, want+"\n") {
			t.Errorf("%q is not in %q", want, out)
		}
	}
	if _, out, _ = call(t, "import", "lista", file, "-data", dir, "-province", "LE", "-json"); strings.Count(out, "\n") != 1 || !strings.HasPrefix(out, "{") {
		t.Errorf("-json printed %q", out)
	}
}

func TestTheHelpNamesTheColumnsOfAList(t *testing.T) {
	if _, out, _ := call(t, "help", "import"); !strings.Contains(out, "Servono le colonne: Codice fiscale, Cognome, Nome.") || !strings.Contains(out, "CPI competente") {
		t.Errorf("the help says %q", out)
	}
}

// Nobody at a terminal says which column is which: a file with other titles is
// refused, and leaves no load to be looked after.
func TestAnImportWithUnknownTitlesLeavesNothing(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "elenco.csv")
	if err := os.WriteFile(file, []byte("Quale;Chi;Come\nRSSMRA80A01H501U;Rossi;Mario\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := call(t, "import", "lista", file, "-data", dir, "-province", "FG")
	if code != 1 || !strings.Contains(errs, "manca la colonna «Cognome», «Nome»") {
		t.Errorf("%d %q", code, errs)
	}
	if n := rowsOf(t, dir, "SELECT (SELECT count(*) FROM import_load)+(SELECT count(*) FROM import_row)"); n != 0 {
		t.Errorf("%d rows were left", n)
	}
	if _, err := os.Stat(file); err != nil {
		t.Error("the file of who called is gone")
	}
}
