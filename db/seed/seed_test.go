package seed

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/people"
)

// demo makes a whole demonstration on the frozen clock and opens it.
func demo(t *testing.T) *db.DB {
	t.Helper()
	dir := t.TempDir()
	if err := Ensure(t.Context(), dir, Options{Now: dbtest.Start}); err != nil {
		t.Fatal(err)
	}
	clock := &dbtest.Clock{}
	clock.Set(dbtest.Start)
	d, err := db.Open(context.Background(), dir, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func count(t *testing.T, d *db.DB, query string, args ...any) int {
	t.Helper()
	var n int
	if err := d.Reader().QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestDemo(t *testing.T) {
	d := demo(t)
	if n := count(t, d, "SELECT count(*) FROM worker"); n < 1900 || n > 2300 {
		t.Errorf("%d workers", n)
	}
	if n := count(t, d, "SELECT count(*) FROM cpi WHERE id NOT IN (SELECT cpi_id FROM list_row)"); n != 0 {
		t.Errorf("%d offices without people", n)
	}
	damage, err := people.NewStore(d).Recount(t.Context())
	if err != nil || len(damage) > 0 {
		t.Errorf("recount: %v %v", err, damage)
	}
	if _, err := os.Stat(filepath.Join(d.Dir(), Workshop)); !os.IsNotExist(err) {
		t.Errorf("the workshop is still there: %v", err)
	}
}
