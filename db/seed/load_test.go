package seed

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/people"
	"sportello/db/rule"
)

// marked is the file of a marked database with accounts and offices, made once.
var marked = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "sportello-marked-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := EnsureMarked(context.Background(), dir, Options{Now: dbtest.Start}); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, db.FileName))
})

func markedDB(t *testing.T) *db.DB {
	t.Helper()
	file, err := marked()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, db.FileName), file, 0o600); err != nil {
		t.Fatal(err)
	}
	return openIn(t, dir)
}

// dump returns the hash of all rows of the tables that a load writes.
func dump(t *testing.T, d *db.DB) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, table := range []string{"worker", "list_row", "appointment", "convocation", "bilancio", "bilancio_phase", "bilancio_panel", "delivered_service"} {
		rows, err := d.Reader().Query("SELECT * FROM " + table + " ORDER BY 1, 2")
		if err != nil {
			t.Fatal(err)
		}
		columns, _ := rows.Columns()
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		sum := sha256.New()
		for rows.Next() {
			if err := rows.Scan(targets...); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(sum, values...)
		}
		rows.Close()
		out[table] = fmt.Sprintf("%x", sum.Sum(nil))
	}
	return out
}

func load(t *testing.T, d *db.DB, a Amounts) Loaded {
	t.Helper()
	done, err := Load(t.Context(), d, a, nil)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func TestLoadIsTheSameForTheSameSeed(t *testing.T) {
	amounts := Amounts{Workers: 2200, Appointments: 2100, Bilanci: 200, Seed: 7} // more than one batch
	first, again, other := markedDB(t), markedDB(t), markedDB(t)
	if done := load(t, first, amounts); done != (Loaded{Workers: 2200, Appointments: 2100, Bilanci: 200}) {
		t.Errorf("%+v", done)
	}
	load(t, again, amounts)
	same := dump(t, first)
	for table, hash := range dump(t, again) {
		if hash != same[table] {
			t.Errorf("%s differs from one load to the next", table)
		}
	}
	amounts.Seed = 8
	load(t, other, amounts)
	if dump(t, other)["worker"] == same["worker"] {
		t.Error("another seed brings the same people")
	}
}

// A load that was stopped goes on where it was; the same load again adds nothing.
func TestLoadGoesOn(t *testing.T) {
	d := markedDB(t)
	load(t, d, Amounts{Workers: 2500, Seed: 7})
	load(t, d, Amounts{Workers: 3000, Appointments: 1000, Bilanci: 100, Seed: 7})
	load(t, d, Amounts{Workers: 3000, Appointments: 1500, Bilanci: 150, Seed: 7})
	before := dump(t, d)
	if done := load(t, d, Amounts{Workers: 3000, Appointments: 1500, Bilanci: 150, Seed: 7}); done != (Loaded{Workers: 3000, Appointments: 1500, Bilanci: 150}) {
		t.Errorf("%+v", done)
	}
	for table, hash := range dump(t, d) {
		if hash != before[table] {
			t.Errorf("%s has changed", table)
		}
	}
	sound(t, d)
	for query, want := range map[string]int{"SELECT count(*) FROM worker": 3000, "SELECT count(*) FROM appointment": 1650, "SELECT count(*) FROM bilancio": 150,
		"SELECT sum(created) FROM import_load": 3000} {
		if n := count(t, d, query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
	if found, err := people.NewStore(d).SearchWorkers(t.Context(), rule.System, "russo", 5); err != nil || len(found) == 0 {
		t.Errorf("nobody is found: %v", err)
	}
}

func TestLoadNeedsTheMarkAndPeople(t *testing.T) {
	d, _ := dbtest.Open(t)
	if _, err := Load(t.Context(), d, Amounts{Workers: 1}, nil); !errors.Is(err, ErrNotDemo) {
		t.Errorf("without the mark: %v", err)
	}
	if _, err := Load(t.Context(), markedDB(t), Amounts{Appointments: 1}, nil); err == nil {
		t.Error("appointments with nobody")
	}
}

// TestTheLedgerOfALoadFollowsGOL: codes and paths come as often as in the
// monitoring of Puglia, within a twentieth, and what the figures are split by is
// what the records say.
func TestTheLedgerOfALoadFollowsGOL(t *testing.T) {
	d := markedDB(t)
	load(t, d, Amounts{Workers: 2000, Services: 30_000, Seed: 3})
	count := func(query string) (n float64) {
		if err := d.Reader().QueryRow(query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	const of = "SELECT count(*) FROM delivered_service WHERE reference='percorso_gol'"
	all := count(of)
	if all != 30_000 {
		t.Fatalf("%v services", all)
	}
	e, f1, c := count(of+" AND code GLOB 'E.*'"), count(of+" AND code GLOB 'F1.*'"), count(of+" AND code='C.1'")
	if got, want := f1/e, 119547.0/104904; got < want*0.95 || got > want*1.05 {
		t.Errorf("F1 against E is %.3f, in GOL %.3f", got, want)
	}
	if got, want := e/c, 104904.0/400901; got < want*0.95 || got > want*1.05 {
		t.Errorf("E against C is %.3f, in GOL %.3f", got, want)
	}
	paths := count("SELECT count(DISTINCT worker_id) FROM delivered_service WHERE reference='percorso_gol' AND reference_id=1") / count("SELECT count(DISTINCT worker_id) FROM delivered_service WHERE reference='percorso_gol'")
	if paths < 0.36 || paths > 0.43 {
		t.Errorf("%.3f on the first path, in GOL 0.396", paths)
	}
	if n := count("SELECT count(*) FROM delivered_service d JOIN worker w ON w.id=d.worker_id WHERE d.sex<>w.sex OR d.month<>substr(d.delivered_on,1,7)"); n != 0 {
		t.Errorf("%v rows are not as the records say", n)
	}
	if count("SELECT count(*) FROM did") == 0 || count("SELECT count(*) FROM figure_change") == 0 {
		t.Error("no DIDs, or nobody said that the figures changed")
	}
	if n := count("SELECT count(DISTINCT month) FROM delivered_service d WHERE NOT EXISTS (SELECT 1 FROM month_close c WHERE c.cpi_id=d.cpi_id AND c.month=d.month)"); n != 2 {
		t.Errorf("%v months of the ledger are open, not this one and the last", n)
	}
}
