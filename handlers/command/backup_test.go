package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

func TestBackupAndCheck(t *testing.T) {
	dir := t.TempDir()
	d, err := db.Open(t.Context(), dir, func() time.Time { return time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC) })
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close() // stays open: both commands run beside a live server
	s := archive.NewStore(d)
	received, err := s.Receive(t.Context(), archive.Table("file"), archive.Upload{Name: "lista.csv", Content: strings.NewReader("a;b\n")})
	if err != nil {
		t.Fatal(err)
	}
	var file archive.StoredFile
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		file, err = received.KeepTx(t.Context(), tx, rule.System)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "copia.tar.gz")
	expect := func(code int, says string, args ...string) {
		t.Helper()
		got, out, errs := call(t, args...)
		if got != code || !strings.Contains(out+errs, says) {
			t.Errorf("%v: exit %d, %q %q, want %d and %q", args, got, out, errs, code, says)
		}
	}
	expect(0, "Nessun danno: 1 file", "check", "-data", dir)
	expect(0, "con 1 file", "backup", path, "-data", dir)
	expect(1, "esiste già", "backup", "-data", dir, path)
	expect(0, "Nessun danno: 1 file", "check", path)
	if err := os.WriteFile(s.PathOf(file), []byte("a;c\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	expect(1, "file 1: «"+file.Path+"» non è più quello che fu archiviato", "check", "-data", dir)
	expect(1, "file 1: ", "backup", path+"2", "-data", dir)
	expect(1, "non è quello che il manifesto dice", "check", path+"2")
	expect(2, "Uso: sportello backup", "backup", "-data", dir)
	expect(1, "non c'è una base dati", "check", "-data", filepath.Join(dir, "altrove"))
	if _, err := os.Stat(filepath.Join(dir, "altrove")); err == nil {
		t.Error("check has made a data directory")
	}
	if err := os.WriteFile(path+"3", []byte("ciao"), 0o600); err != nil {
		t.Fatal(err)
	}
	expect(1, "non è una copia di Sportello", "check", path+"3")
}
