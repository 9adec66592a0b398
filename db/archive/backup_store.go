package archive

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sportello/db"
	"sportello/db/rule"
)

// Backup writes a consistent copy of database and files into one new archive
// (tar, compressed), beside a live server. A file that is damaged already goes
// in as it is and is named in the list returned: a copy with a flaw is better
// than none. An interrupted backup leaves no file under the name.
func (s *Store) Backup(ctx context.Context, path string) (m Manifest, damaged []string, err error) {
	if _, err := os.Lstat(path); err == nil {
		return m, nil, fmt.Errorf("«%s» esiste già: scegli un altro nome", path)
	}
	work, err := os.MkdirTemp(filepath.Dir(path), ".sportello-backup-")
	if err != nil {
		return m, nil, err
	}
	defer os.RemoveAll(work)
	copied := filepath.Join(work, db.FileName)
	if err := s.db.Vacuum(ctx, copied); err != nil {
		return m, nil, err
	}
	files, err := s.manifest(ctx, copied, &m)
	if err != nil {
		return m, nil, err
	}
	part := filepath.Join(work, "backup")
	if damaged, err = s.writeBackup(ctx, part, copied, m, files); err != nil {
		return m, nil, db.Classify(err)
	}
	// Link and not rename: it refuses to replace a file made in the meantime.
	if err := os.Link(part, path); errors.Is(err, os.ErrExist) {
		return m, nil, fmt.Errorf("«%s» esiste già: scegli un altro nome", path)
	} else if err != nil {
		// File systems without links, such as a USB stick's.
		if err := os.Rename(part, path); err != nil {
			return m, nil, err
		}
	}
	return m, damaged, syncDir(filepath.Dir(path))
}

// manifest describes the copy of the database and the files that its rows name.
func (s *Store) manifest(ctx context.Context, copied string, m *Manifest) ([]StoredFile, error) {
	*m = Manifest{Product: "sportello", Format: manifestFormat, CreatedAt: rule.InstantOf(s.db.Now())}
	sum, size, err := hashFile(copied)
	if err != nil {
		return nil, err
	}
	m.Database = FileSum{Path: db.FileName, Size: size, SHA256: sum}
	// The copy is read on its own: rows may have come since it was made.
	d, err := sql.Open("sqlite3", "file:"+copied+"?mode=ro&immutable=1")
	if err != nil {
		return nil, err
	}
	defer d.Close()
	files, err := s.allFiles(ctx, d)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		m.Files = append(m.Files, FileSum{Path: backupFiles + f.Path, Size: f.Size, SHA256: f.SHA256})
	}
	err = d.QueryRowContext(ctx, "SELECT count(*), coalesce((SELECT hash FROM audit ORDER BY id DESC LIMIT 1),'') FROM audit").Scan(&m.AuditRows, &m.AuditHash)
	return files, err
}

func (s *Store) writeBackup(ctx context.Context, path, copied string, m Manifest, files []StoredFile) (damaged []string, err error) {
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	zipped, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	archive := tar.NewWriter(zipped)
	head, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return nil, err
	}
	at := m.CreatedAt.Time()
	if err := add(archive, manifestName, bytes.NewReader(head), int64(len(head)), at); err != nil {
		return nil, err
	}
	if err := addFile(archive, db.FileName, copied, m.Database.Size, at); err != nil {
		return nil, err
	}
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		sum, size, err := hashFile(s.PathOf(f))
		if err != nil {
			damaged = append(damaged, fmt.Sprintf("file %d: «%s» manca o non si legge", f.ID, f.Path))
			continue
		}
		if sum != f.SHA256 {
			damaged = append(damaged, fmt.Sprintf("file %d: «%s» non è più quello che fu archiviato", f.ID, f.Path))
		}
		if err := addFile(archive, backupFiles+f.Path, s.PathOf(f), size, f.CreatedAt.Time()); err != nil {
			return nil, err
		}
	}
	return damaged, errors.Join(archive.Close(), zipped.Close(), out.Sync())
}

func addFile(archive *tar.Writer, name, path string, size int64, at time.Time) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return add(archive, name, f, size, at)
}

func add(archive *tar.Writer, name string, content io.Reader, size int64, at time.Time) error {
	if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: at, Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err := io.Copy(archive, content)
	return err
}

// CheckBackup unpacks a backup into a folder of its own, below tmp ("" for the
// system's), compares it with its manifest, and checks what it holds as Check
// does. now is the clock for the opened copy.
func CheckBackup(ctx context.Context, path, tmp string, now func() time.Time, recounts ...Recount) (Report, error) {
	dir, err := os.MkdirTemp(tmp, "sportello-check-")
	if err != nil {
		return Report{}, err
	}
	defer os.RemoveAll(dir)
	m, report, err := unpack(ctx, path, dir)
	if err != nil || !report.OK() {
		return report, err
	}
	d, err := db.Open(ctx, dir, now)
	if err != nil {
		report.Damage = append(report.Damage, "base dati: non si apre ("+err.Error()+")")
		return report, nil
	}
	defer d.Close()
	inside, err := NewStore(d).Check(ctx, recounts...)
	if err != nil {
		return report, err
	}
	inside.Damage = append(report.Damage, inside.Damage...)
	if inside.Rows != m.AuditRows {
		inside.Damage = append(inside.Damage, fmt.Sprintf("registro degli atti: %s, il manifesto ne dice %d", rule.Plural(inside.Rows, "riga", "righe"), m.AuditRows))
	}
	return inside, nil
}

// unpack writes the entries of a backup below dir and compares them with the
// manifest. It writes only the files that the manifest names.
func unpack(ctx context.Context, path, dir string) (m Manifest, r Report, err error) {
	broken := func(why string) (Manifest, Report, error) {
		r.Damage = append(r.Damage, "copia: "+why)
		return m, r, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return m, r, err
	}
	defer f.Close()
	zipped, err := gzip.NewReader(f)
	if err != nil {
		return broken("questo file non è una copia di Sportello")
	}
	archive := tar.NewReader(zipped)
	if !m.read(archive) {
		return broken("questo file non è una copia di Sportello")
	}
	if m.Format != manifestFormat {
		return broken("è stata fatta da una versione più nuova di Sportello")
	}
	missing := m.files()
	for {
		head, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return broken("è troncata o danneggiata")
		}
		want, known := missing[head.Name]
		if !known || !filepath.IsLocal(head.Name) || strings.Contains(head.Name, `\`) {
			return broken("contiene «" + head.Name + "», che il manifesto non nomina")
		}
		delete(missing, head.Name)
		target := filepath.Join(dir, filepath.FromSlash(head.Name))
		if err := unpackOne(target, archive, want.Size); err != nil {
			if c := db.Classify(err); errors.Is(c, db.ErrDiskFull) {
				return m, r, c
			}
			return broken("è troncata o danneggiata")
		}
		sum, size, err := hashFile(target)
		if err != nil {
			return m, r, err
		}
		if size != want.Size || sum != want.SHA256 {
			r.Damage = append(r.Damage, "copia: «"+head.Name+"» non è quello che il manifesto dice")
		}
		if err := ctx.Err(); err != nil {
			return m, r, err
		}
	}
	for name := range missing {
		r.Damage = append(r.Damage, "copia: manca «"+name+"»")
	}
	return m, r, nil
}

// read reads the manifest, the first entry of a backup; false if it is none.
func (m *Manifest) read(archive *tar.Reader) bool {
	head, err := archive.Next()
	return err == nil && head.Name == manifestName &&
		json.NewDecoder(io.LimitReader(archive, 256<<20)).Decode(m) == nil && m.Product == "sportello"
}

// files returns what the backup must hold besides the manifest, by name.
func (m *Manifest) files() map[string]FileSum {
	out := map[string]FileSum{m.Database.Path: m.Database}
	for _, s := range m.Files {
		out[s.Path] = s
	}
	return out
}

func unpackOne(target string, content io.Reader, size int64) error {
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(target, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, io.LimitReader(content, size+1))
	return errors.Join(err, f.Close())
}
