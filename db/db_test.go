package db_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/dbtest"
)

func TestOpenCreatesEveryOffice(t *testing.T) {
	d, _ := dbtest.Open(t)
	var offices, provinces int
	if err := d.Reader().QueryRow("SELECT (SELECT count(*) FROM cpi), (SELECT count(*) FROM province)").Scan(&offices, &provinces); err != nil {
		t.Fatal(err)
	}
	if offices != 42 || provinces != 6 {
		t.Errorf("got %d offices in %d provinces, want 42 in 6", offices, provinces)
	}
}

func TestReaderCannotWrite(t *testing.T) {
	d, _ := dbtest.Open(t)
	if _, err := d.Reader().Exec("INSERT INTO setting VALUES('a','b')"); err == nil {
		t.Error("the reader pool wrote")
	}
}

func TestWriteKeepsAllOrNothing(t *testing.T) {
	d, clock := dbtest.Open(t)
	boom := errors.New("boom")
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		if err := db.SetSettingTx(t.Context(), tx, "a", "1"); err != nil {
			return err
		}
		clock.Add(time.Hour)
		if tx.Now != "2026-11-24T08:00:00.000Z" {
			t.Errorf("the clock of the act moved: %s", tx.Now)
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatalf("got %v", err)
	}
	if v, _ := d.Setting(t.Context(), "a"); v != "" {
		t.Errorf("half an act was kept: %q", v)
	}
}

// SQLite itself rolls back a transaction that finds no room; what the act still
// does after that must not be kept either.
func TestAnActThatFindsNoRoomKeepsNothing(t *testing.T) {
	d, _ := dbtest.Open(t)
	write := func(key string) error {
		return d.Write(db.WithKey(t.Context(), key), func(tx *db.Tx) error {
			if err := db.SetSettingTx(t.Context(), tx, key+" before", "1"); err != nil {
				return err
			}
			_, err := tx.ExecContext(t.Context(), "INSERT INTO setting(key,value) VALUES(?,hex(zeroblob(4000000)))", key)
			after, stmtErr := tx.PrepareContext(t.Context(), "INSERT INTO setting(key,value) VALUES(?,'1')")
			if stmtErr == nil {
				after.ExecContext(t.Context(), key+" after")
				after.Close()
			}
			db.SetSettingTx(t.Context(), tx, key+" at last", "1")
			return err
		})
	}
	room := func(pages int) {
		t.Helper()
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.ExecContext(t.Context(), "PRAGMA max_page_count="+strconv.Itoa(pages))
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	room(1) // what there is
	if err := write("full"); !errors.Is(err, db.ErrDiskFull) {
		t.Fatalf("got %v", err)
	}
	var kept string
	if err := d.Reader().QueryRow("SELECT coalesce(group_concat(key),'') FROM setting WHERE key LIKE 'full%'").Scan(&kept); err != nil || kept != "" {
		t.Errorf("kept %q, %v", kept, err)
	}
	for n, err := 0, error(nil); err == nil; n++ { // the line of the key finds no room either
		if err = d.Write(db.WithKey(t.Context(), strconv.Itoa(n)), func(*db.Tx) error { return nil }); err != nil && !errors.Is(err, db.ErrDiskFull) {
			t.Fatalf("got %v", err)
		}
	}
	room(1 << 30)
	if err := write("room"); err != nil {
		t.Fatal(err)
	}
	if v, _ := d.Setting(t.Context(), "room at last"); v != "1" {
		t.Error("nothing is written once there is room again")
	}
}

func TestAnIdempotencyKeyIsUsedOnce(t *testing.T) {
	d, _ := dbtest.Open(t)
	count := 0
	act := func(tx *db.Tx) error { count++; return nil }
	ctx := db.WithKey(t.Context(), "k1")
	if err := errors.Join(d.Write(ctx, act), d.Write(ctx, act)); err != nil {
		t.Fatalf("two acts of one request: %v", err)
	}
	if err := d.Write(db.WithKey(t.Context(), "k1"), act); !errors.Is(err, db.ErrAlreadyDone) {
		t.Errorf("the repetition got %v", err)
	}
	if count != 2 {
		t.Errorf("ran %d acts, want 2", count)
	}
	failing := db.WithKey(t.Context(), "k2")
	d.Write(failing, func(*db.Tx) error { return errors.New("refused") })
	if err := d.Write(db.WithKey(t.Context(), "k2"), act); err != nil {
		t.Errorf("a refused act used up its key: %v", err)
	}
}

func TestVacuumMakesACopyBesideALiveServer(t *testing.T) {
	d, _ := dbtest.Open(t)
	copyDir := t.TempDir()
	if err := d.Vacuum(context.Background(), filepath.Join(copyDir, db.FileName)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(copyDir, db.FileName)); err != nil {
		t.Fatal(err)
	}
}
