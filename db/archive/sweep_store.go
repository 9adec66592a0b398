package archive

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sportello/db"
	"sportello/db/rule"
)

// settled is the age from which a file that no row names belongs to no act
// under way.
const settled = time.Hour

// Sweep removes what an interrupted act left behind: files in quarantine and
// files that no row names, older than an hour by the file system's own clock.
// It returns how many it removed.
func (s *Store) Sweep(ctx context.Context) (int, error) {
	now, err := s.fileSystemTime()
	if err != nil {
		return 0, err
	}
	orphans, err := s.orphans(ctx)
	if err != nil {
		return 0, err
	}
	removed := 0
	for path, modified := range orphans {
		if now.Sub(modified) < settled {
			continue
		}
		if err := os.Remove(path); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}

// TidyEvery finishes the documents that have no file yet and sweeps, at once and
// then at the given pace, until the context ends.
func (s *Store) TidyEvery(ctx context.Context, every time.Duration, report func(error)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		_, unfinished := s.FinishPending(ctx)
		_, unswept := s.Sweep(ctx)
		if err := errors.Join(unfinished, unswept, s.forgetKeys(ctx)); err != nil && ctx.Err() == nil {
			report(err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// keyLife is how long a form may be sent again and still be known.
const keyLife = 7 * 24 * time.Hour

// forgetKeys lets go of the idempotency keys of forms that nobody sends again.
func (s *Store) forgetKeys(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM idempotency_key WHERE used_at<?", rule.InstantOf(tx.Now.Time().Add(-keyLife)))
		return err
	})
}

// fileSystemTime returns the time that the file system gives a new file: the
// installation's clock may stand elsewhere in a demonstration.
func (s *Store) fileSystemTime() (time.Time, error) {
	path, err := s.quarantinePath()
	if err != nil {
		return time.Time{}, err
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		return time.Time{}, err
	}
	defer os.Remove(path)
	info, err := os.Stat(path)
	if err != nil {
		return time.Time{}, err
	}
	return info.ModTime(), nil
}

// orphans returns the files below the folder that no row names, with the time
// of their last change.
func (s *Store) orphans(ctx context.Context) (map[string]time.Time, error) {
	root := s.db.FilesDir()
	out := map[string]time.Time{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // gone meanwhile, or the whole folder: its rows tell
		}
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return nil // gone meanwhile: another process swept it
		}
		out[path] = info.ModTime()
		return nil
	})
	if err != nil {
		return nil, err
	}
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT path FROM stored_file")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var path string
		if err := rows.Scan(&path); err != nil {
			return nil, err
		}
		delete(out, filepath.Join(root, filepath.FromSlash(strings.TrimPrefix(path, "/"))))
	}
	return out, rows.Err()
}
