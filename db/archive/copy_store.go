package archive

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/rule"
)

// Copy is one backup made from the administrator's page.
type Copy struct {
	Name string
	Size int64
}

// At returns when the copy was made, from its name: «2026-11-24 09.30».
func (c Copy) At() string {
	m := copyName.FindStringSubmatch(c.Name)
	if m == nil {
		return ""
	}
	return m[3] + "/" + m[2] + "/" + m[1] + " alle " + strings.TrimPrefix(m[4], "0") + ":" + m[5]
}

var copyName = regexp.MustCompile(`^sportello-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)\.tar\.gz$`)

// keptCopies is how many copies the folder keeps; the oldest make room.
const keptCopies = 10

func (s *Store) copiesDir() string { return filepath.Join(s.db.Dir(), "copie") }

// MakeCopy makes a backup in the installation's own folder, named after the
// local time, and lets go of the oldest beyond ten. It returns its name and
// what was found damaged.
func (s *Store) MakeCopy(ctx context.Context, actor rule.Actor) (name string, damaged []string, err error) {
	if err := os.MkdirAll(s.copiesDir(), 0o700); err != nil {
		return "", nil, err
	}
	name = "sportello-" + s.db.Now().In(rule.Rome).Format("20060102-150405") + ".tar.gz"
	m, damaged, err := s.Backup(ctx, filepath.Join(s.copiesDir(), name))
	if err != nil {
		return "", nil, err
	}
	if err := s.NoteBackup(ctx, actor, m); err != nil {
		return "", nil, err
	}
	copies, err := s.Copies()
	if err != nil {
		return "", nil, err
	}
	for _, c := range copies[min(len(copies), keptCopies):] {
		if err := os.Remove(filepath.Join(s.copiesDir(), c.Name)); err != nil {
			return "", nil, err
		}
	}
	return name, damaged, nil
}

// Copies returns the copies in the installation's folder, newest first.
func (s *Store) Copies() ([]Copy, error) {
	entries, err := os.ReadDir(s.copiesDir())
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	var out []Copy
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !copyName.MatchString(e.Name()) {
			continue
		}
		out = append(out, Copy{Name: e.Name(), Size: info.Size()})
	}
	slices.SortFunc(out, func(a, b Copy) int { return strings.Compare(b.Name, a.Name) })
	return out, nil
}

// CopyPath returns where a copy lies, db.ErrNotFound for any name that is not
// one of them.
func (s *Store) CopyPath(name string) (string, error) {
	if !copyName.MatchString(name) {
		return "", db.ErrNotFound
	}
	path := filepath.Join(s.copiesDir(), name)
	if _, err := os.Stat(path); err != nil {
		return "", db.ErrNotFound
	}
	return path, nil
}
