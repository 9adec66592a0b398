package archive

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/rule"
)

// furnished returns an archive with a file, a document, a message and some
// lines of audit.
func furnished(t testing.TB) (*db.DB, *dbtest.Clock, *Store) {
	t.Helper()
	d, clock := dbtest.Open(t)
	s := NewStore(d)
	s.RegisterRenderer("contratto", func(Document) ([]byte, error) { return aPDF(""), nil })
	for i := range 3 {
		write(t, d, func(tx *db.Tx) error {
			_, err := IssueTx(t.Context(), tx, rule.System, IssueInput{Kind: "contratto", Title: "Contratto", Subject: "bilancio", SubjectID: int64(i), WorkerID: 9,
				Protocol: &Entry{Direction: Internal, Counterpart: "Rossi", Subject: "Contratto"}})
			return err
		})
	}
	if _, err := s.FinishPending(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Read(rule.Actor{UserID: 5}, Audit{Action: "lavoratore.letto", Subject: "worker", SubjectID: 9, WorkerID: 9, Fields: []string{"cognome", "cpi"}, Count: 3})
	if err := s.FlushReads(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d, clock, s
}

func check(t testing.TB, s *Store, recounts ...Recount) Report {
	t.Helper()
	r, err := s.Check(t.Context(), recounts...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAuditIsReadByAdministratorsOnly(t *testing.T) {
	d, _, s := furnished(t)
	operator, head, _, admin := actors(t, d)
	for _, a := range []rule.Actor{operator, head, {}} {
		if _, err := s.AuditLines(t.Context(), a, AuditFilter{}); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%v read the register: %v", a.Grants, err)
		}
	}
	for _, c := range []struct {
		f    AuditFilter
		want int
	}{
		{AuditFilter{}, 7}, {AuditFilter{WorkerID: 9}, 4}, {AuditFilter{UserID: 5}, 1}, {AuditFilter{Subject: "document"}, 3}, {AuditFilter{From: "2026-11-25"}, 0},
		{AuditFilter{To: "2026-11-24", From: "2026-11-24"}, 7}, {AuditFilter{Before: 3}, 2}, {AuditFilter{Limit: 1}, 1},
	} {
		got, err := s.AuditLines(t.Context(), admin, c.f)
		if err != nil || len(got) != c.want {
			t.Errorf("%+v: %d lines, want %d (%v)", c.f, len(got), c.want, err)
		}
	}
	last, _ := s.AuditLines(t.Context(), admin, AuditFilter{Limit: 1})
	if l := last[0]; l.Action != "lavoratore.letto" || l.Count != 3 || strings.Join(l.Fields, " ") != "cognome cpi" || l.UserID != 5 {
		t.Errorf("%+v", l)
	}
}

func TestAuditRowsCannotBeTouched(t *testing.T) {
	d, _, _ := furnished(t)
	for _, query := range []string{"UPDATE audit SET reason='x'", "DELETE FROM audit"} {
		if err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(query); return err }); err == nil {
			t.Errorf("%s was done", query)
		}
	}
}

func TestCheckNamesEveryDamage(t *testing.T) {
	firstFile := func(d *db.DB) string {
		var path string
		if err := d.Reader().QueryRow("SELECT path FROM stored_file ORDER BY id LIMIT 1").Scan(&path); err != nil {
			t.Fatal(err)
		}
		return filepath.Join(d.FilesDir(), path)
	}
	query := func(queries ...string) func(*db.DB) error {
		return func(d *db.DB) error {
			return d.Write(context.Background(), func(tx *db.Tx) error {
				for _, q := range append([]string{"DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete", "PRAGMA defer_foreign_keys=on"}, queries...) {
					if _, err := tx.Exec(q); err != nil {
						return err
					}
				}
				return nil
			})
		}
	}
	for name, c := range map[string]struct {
		damage func(d *db.DB) error
		says   string
	}{
		"nothing":         {func(*db.DB) error { return nil }, ""},
		"missing file":    {func(d *db.DB) error { return os.Remove(firstFile(d)) }, "file 1: manca"},
		"changed file":    {func(d *db.DB) error { return os.WriteFile(firstFile(d), aPDF("/X /Y"), 0o600) }, "non è più quello che fu archiviato"},
		"changed line":    {query("UPDATE audit SET worker_id=10 WHERE id=2"), "la riga 2 è stata cambiata"},
		"changed count":   {query("UPDATE audit SET count=1 WHERE id=7"), "la riga 7 è stata cambiata"},
		"removed line":    {query("DELETE FROM audit WHERE id=3"), "fra la riga 2 e la 4"},
		"first line gone": {query("DELETE FROM audit WHERE id=1"), "fra la riga 0 e la 2"},
		"end gone":        {query("DELETE FROM audit WHERE id>5"), "dopo la riga 5 mancano le ultime"},
		"all gone":        {query("DELETE FROM audit"), "dopo la riga 0 mancano le ultime"},
		"protocol gap":    {query("UPDATE protocol_entry SET number=9 WHERE number=3"), "protocollo 2026: 3 registrazioni fino al numero 9"},
		"recount":         {func(*db.DB) error { return nil }, "stato: riga 4"},
	} {
		t.Run(name, func(t *testing.T) {
			d, _, s := furnished(t)
			if err := c.damage(d); err != nil {
				t.Fatal(err)
			}
			var recounts []Recount
			if name == "recount" {
				recounts = append(recounts, Recount{Name: "stato", Check: func(context.Context, *db.DB) ([]string, error) { return []string{"riga 4"}, nil }})
			}
			r := check(t, s, recounts...)
			if c.says == "" != r.OK() || !strings.Contains(strings.Join(r.Damage, "\n"), c.says) {
				t.Errorf("found %q, want %q", r.Damage, c.says)
			}
			if c.says == "" && (r.Rows != 7 || r.Files != 3) {
				t.Errorf("%+v", r)
			}
		})
	}
}

// What a kill leaves behind is a note, never damage.
func TestInterruptedActIsNoDamage(t *testing.T) {
	d, _, s := furnished(t)
	if _, err := s.Receive(t.Context(), Scan("scan"), upload("a.pdf", aPDF(""))); err != nil {
		t.Fatal(err)
	}
	write(t, d, func(tx *db.Tx) error {
		if _, err := JobTx(t.Context(), tx, rule.System, "x", 1); err != nil {
			return err
		}
		_, err := IssueTx(t.Context(), tx, rule.System, IssueInput{Kind: "contratto", Title: "Contratto", Subject: "bilancio", SubjectID: 99})
		return err
	})
	if r := check(t, s); !r.OK() || len(r.Notes) != 3 {
		t.Errorf("%+v", r)
	}
}

func backup(t testing.TB, s *Store) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copia.tar.gz")
	m, damaged, err := s.Backup(t.Context(), path)
	if err != nil || len(damaged) > 0 {
		t.Fatal(err, damaged)
	}
	if len(m.Files) != 3 || m.AuditRows != 7 || len(m.AuditHash) != 64 {
		t.Errorf("manifest %+v", m)
	}
	return path
}

func TestBackupHoldsEverything(t *testing.T) {
	d, clock, s := furnished(t)
	path := backup(t, s)
	// What comes after the copy does not matter to it.
	write(t, d, func(tx *db.Tx) error { return AuditTx(t.Context(), tx, rule.System, Audit{Action: "dopo"}) })
	r, err := CheckBackup(t.Context(), path, t.TempDir(), clock.Now)
	if err != nil || !r.OK() || r.Files != 3 || r.Rows != 7 {
		t.Errorf("%+v, %v", r, err)
	}
	if _, _, err := s.Backup(t.Context(), path); err == nil || !strings.Contains(err.Error(), "esiste già") {
		t.Errorf("an existing file was replaced: %v", err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A file that is damaged already is named and does not keep the rest from
// being saved.
func TestBackupOfADamagedArchive(t *testing.T) {
	d, clock, s := furnished(t)
	files, err := s.allFiles(t.Context(), d.Reader())
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Remove(s.PathOf(files[0])), os.WriteFile(s.PathOf(files[1]), []byte("x"), 0o600)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "copia.tar.gz")
	_, damaged, err := s.Backup(t.Context(), path)
	if err != nil || len(damaged) != 2 {
		t.Fatalf("%q, %v", damaged, err)
	}
	r, err := CheckBackup(t.Context(), path, t.TempDir(), clock.Now)
	if err != nil || len(r.Damage) != 2 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestCheckOfABrokenBackup(t *testing.T) {
	_, clock, s := furnished(t)
	path := backup(t, s)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// rewritten returns the backup with one entry changed.
	rewritten := func(change func(h *tar.Header, content []byte) []byte) []byte {
		var out bytes.Buffer
		z, _ := gzip.NewWriterLevel(&out, gzip.BestSpeed)
		w := tar.NewWriter(z)
		in, err := gzip.NewReader(bytes.NewReader(whole))
		if err != nil {
			t.Fatal(err)
		}
		for r := tar.NewReader(in); ; {
			h, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			if content = change(h, content); content == nil {
				continue
			}
			h.Size = int64(len(content))
			if err := w.WriteHeader(h); err != nil {
				t.Fatal(err)
			}
			w.Write(content)
		}
		if err := errors.Join(w.Close(), z.Close()); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	isFile := func(h *tar.Header) bool { return strings.HasPrefix(h.Name, backupFiles) }
	for name, c := range map[string]struct {
		content []byte
		says    string
	}{
		"something else": {[]byte("ciao"), "non è una copia di Sportello"},
		"cut":            {whole[:len(whole)-200], "troncata o danneggiata"},
		"file changed": {rewritten(func(h *tar.Header, b []byte) []byte {
			if isFile(h) {
				return append(b, 'x')
			}
			return b
		}), "non è quello che il manifesto dice"},
		"file missing": {rewritten(func(h *tar.Header, b []byte) []byte {
			if isFile(h) {
				return nil
			}
			return b
		}), "copia: manca «files/"},
		"no database": {rewritten(func(h *tar.Header, b []byte) []byte {
			if h.Name == db.FileName {
				return nil
			}
			return b
		}), "manca «" + db.FileName + "»"},
		"stranger": {rewritten(func(h *tar.Header, b []byte) []byte {
			if isFile(h) {
				h.Name = "../../etc/passwd"
			}
			return b
		}), "che il manifesto non nomina"},
		"newer": {rewritten(func(h *tar.Header, b []byte) []byte {
			if h.Name == manifestName {
				return bytes.Replace(b, []byte(`"format": 1`), []byte(`"format": 9`), 1)
			}
			return b
		}), "versione più nuova"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "copia")
			if err := os.WriteFile(path, c.content, 0o600); err != nil {
				t.Fatal(err)
			}
			r, err := CheckBackup(t.Context(), path, t.TempDir(), clock.Now)
			if err != nil || r.OK() || !strings.Contains(strings.Join(r.Damage, "\n"), c.says) {
				t.Errorf("found %q, want %q (%v)", r.Damage, c.says, err)
			}
		})
	}
	if _, err := CheckBackup(t.Context(), path+"x", t.TempDir(), clock.Now); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}
