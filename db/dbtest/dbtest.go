// Package dbtest opens real databases for tests, on a clock that stands still
// until it is moved.
package dbtest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"sportello/db"
)

// Start is where a test's clock stands: Tuesday 24 November 2026, 9:00 in Rome.
var Start = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

// Clock is a clock that only the test moves.
type Clock struct {
	mu sync.Mutex
	t  time.Time
}

// Now returns the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

// Set moves the clock to t.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t
}

// Add moves the clock by d.
func (c *Clock) Add(d time.Duration) { c.Set(c.Now().Add(d)) }

var (
	once     sync.Once
	template []byte
	failed   error
)

// Open returns a migrated database in a directory of the test's own, and its
// clock. The migrated file is made once for each test binary and copied.
func Open(t testing.TB) (*db.DB, *Clock) {
	t.Helper()
	once.Do(func() {
		dir, err := os.MkdirTemp("", "sportello-template-")
		if err != nil {
			failed = err
			return
		}
		defer os.RemoveAll(dir)
		d, err := db.Open(context.Background(), dir, func() time.Time { return Start })
		if err != nil {
			failed = err
			return
		}
		if failed = d.Vacuum(context.Background(), filepath.Join(dir, "copy.db")); failed == nil {
			template, failed = os.ReadFile(filepath.Join(dir, "copy.db"))
		}
		d.Close()
	})
	if failed != nil {
		t.Fatal(failed)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, db.FileName), template, 0o600); err != nil {
		t.Fatal(err)
	}
	clock := &Clock{t: Start}
	d, err := db.Open(context.Background(), dir, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d, clock
}

// Reopen opens a database that the test made in a directory of its own, on a
// clock that stands still.
func Reopen(t testing.TB, dir string) (*db.DB, *Clock) {
	t.Helper()
	clock := &Clock{t: Start}
	d, err := db.Open(context.Background(), dir, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d, clock
}

// Proves says that the test proves these items of the sources, such as «regola
// 4», «indicatore A.1», «scadenza 1», and fails when their behaviour is removed.
// The map of e2e/COVERAGE.md is made from these calls, so the items are written
// out in the call.
func Proves(t testing.TB, items ...string) {
	t.Helper()
	if len(items) == 0 {
		t.Fatal("the test proves nothing")
	}
}
