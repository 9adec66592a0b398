package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sportello/db"
)

func TestOnlyTheFirstAccountMakesADatabase(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "nuova")
	if code, _, said := call(t, "user", "list", "-data", dir); code == 0 || !strings.Contains(said, "non c'è una base dati") {
		t.Errorf("list: %d %s", code, said)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Fatal("asking for accounts made a folder")
	}
	add := []string{"user", "add", "-data", dir, "-email", "ada@prova.example", "-name", "Ada Verdi", "-role"}
	if code, _, said := call(t, append(add, "boss", "-scope", "installazione")...); code == 0 || !strings.Contains(said, "Il ruolo «boss» non c'è. I ruoli sono: operatore") {
		t.Errorf("add: %d %s", code, said)
	}
	os.RemoveAll(dir)
	code, printed, said := call(t, append(add, "admin", "-scope", "installazione")...)
	if code != 0 || !strings.Contains(said, "ne ho creata una nuova") || !strings.Contains(printed, "Password: ") {
		t.Errorf("add: %d %s %s", code, printed, said)
	}
	file, err := os.Stat(filepath.Join(dir, db.FileName))
	if err != nil || file.Mode().Perm() != 0o600 {
		t.Errorf("others may read the database: %v %v", file.Mode(), err)
	}
	code, printed, said = call(t, "user", "disable", "-data", dir, "-email", "ada@prova.example")
	if code != 0 || said != "" || !strings.Contains(printed, "Non resta nessun amministratore") {
		t.Errorf("disable: %d %s %s", code, printed, said)
	}
}
