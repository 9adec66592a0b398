package exchange_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/exchange"
	"sportello/db/people"
	"sportello/db/rule"
)

const (
	firstList = "lista_mobilita_2011_2012_FG.xlsx"
	laterList = "lista_mobilita_FG_aggiornamento.csv"
	mobilita  = 1 // id of the list that comes with every database
)

// load receives, reads and applies a file of testdata.
func load(t *testing.T, s *exchange.Store, file string, on rule.Date) exchange.Load {
	t.Helper()
	l, err := s.Receive(t.Context(), rule.System, exchange.NewLoad{ListID: mobilita, FileName: file, Path: filepath.Join("testdata", file), Reference: on})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Read(t.Context(), rule.System, l.ID, nil); err != nil {
		t.Fatal(err)
	}
	if l, err = s.Apply(t.Context(), rule.System, l.ID, nil); err != nil {
		t.Fatal(err)
	}
	return l
}

// afterFirst is a database into which firstList was loaded on 1 November 2026,
// and that load: made once, since it is a real list, and copied.
var afterFirst struct {
	once sync.Once
	file []byte
	id   int64
}

func withFirstList(t *testing.T) (*db.DB, *exchange.Store, exchange.Load) {
	t.Helper()
	a := &afterFirst
	a.once.Do(func() {
		d, _ := dbtest.Open(t)
		a.id = load(t, exchange.NewStore(d), firstList, "2026-11-01").ID
		path := filepath.Join(t.TempDir(), "copy.db")
		if err := d.Vacuum(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		var err error
		if a.file, err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	})
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, db.FileName), a.file, 0o600); err != nil {
		t.Fatal(err)
	}
	d, _ := dbtest.Reopen(t, dir)
	s := exchange.NewStore(d)
	l, err := s.Load(t.Context(), rule.System, a.id)
	if err != nil {
		t.Fatal(err)
	}
	return d, s, l
}

func count(t *testing.T, d *db.DB, query string, args ...any) int {
	t.Helper()
	var n int
	if err := d.Reader().QueryRow(query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestRealListsComeOutAsExpected holds each file against what its sender says
// must come of it, on an empty database.
func TestRealListsComeOutAsExpected(t *testing.T) {
	for file, loaded := range map[string]func(*testing.T) (*db.DB, exchange.Load){
		firstList: func(t *testing.T) (*db.DB, exchange.Load) {
			d, _, l := withFirstList(t)
			return d, l
		},
		laterList: func(t *testing.T) (*db.DB, exchange.Load) {
			d, _ := dbtest.Open(t)
			return d, load(t, exchange.NewStore(d), laterList, "2026-11-01")
		},
	} {
		t.Run(file, func(t *testing.T) {
			d, got := loaded(t)
			text, err := os.ReadFile(filepath.Join("testdata", file[:len(file)-len(filepath.Ext(file))]+".expected.json"))
			if err != nil {
				t.Fatal(err)
			}
			var want struct {
				Rows     int
				Outcomes map[string]int
				Result   rule.Tally `json:"result_on_an_empty_database"`
			}
			if err := json.Unmarshal(text, &want); err != nil {
				t.Fatal(err)
			}
			if got.Tally != want.Result || got.Tally.Rows() != want.Rows {
				t.Errorf("got %+v, want %+v", got.Tally, want.Result)
			}
			for outcome, n := range want.Outcomes {
				switch kind, reason := cut(outcome); kind {
				case "reject":
					if c := count(t, d, "SELECT count(*) FROM import_row WHERE load_id=? AND fate='respinta' AND reason=?", got.ID, reason); c != n {
						t.Errorf("rejected for %q: %d, want %d", reason, c, n)
					}
				case "warn":
					if c := count(t, d, "SELECT count(*) FROM import_row WHERE load_id=? AND fate='crea' AND instr(warning,?)", got.ID, reason); c != n {
						t.Errorf("warned of %q: %d, want %d", reason, c, n)
					}
				}
			}
			if c := count(t, d, "SELECT count(*) FROM list_row WHERE list_id=1 AND province='FG'"); c != want.Result.Created {
				t.Errorf("the list has %d rows", c)
			}
			if got.Province != "FG" {
				t.Errorf("province %q was understood", got.Province)
			}
		})
	}
}

func cut(outcome string) (kind, reason string) {
	for i := range outcome {
		if outcome[i] == ':' {
			return outcome[:i], outcome[i+1:]
		}
	}
	return outcome, ""
}

func TestTheSameListAgainChangesNothing(t *testing.T) {
	d, s, _ := withFirstList(t)
	got := load(t, s, firstList, "2026-11-02").Tally
	want := rule.Tally{Unchanged: 4725, Duplicates: 29, Rejected: 75, Warned: 45}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if n := count(t, d, "SELECT count(*) FROM worker_history"); n != 0 {
		t.Errorf("%d lines of history for nothing", n)
	}
	if n := count(t, d, "SELECT count(*) FROM list_row WHERE reference_date='2026-11-02'"); n != 4725 {
		t.Errorf("%d rows were confirmed by the later load", n)
	}
}

func TestALaterFileUpdatesAndAnOlderOneDoesNot(t *testing.T) {
	d, s, _ := withFirstList(t)
	phones := "SELECT count(*) FROM worker WHERE phone='3490000000'"
	got := load(t, s, laterList, "2026-11-10").Tally
	if got.Created != 8 || got.Duplicates != 4 || got.Rejected != 13 || got.Updated < 190 || got.Rows() != 604 {
		t.Errorf("the later file: %+v", got)
	}
	if n := count(t, d, phones); n != 1 {
		t.Errorf("the new telephone is stored %d times", n)
	}
	back := load(t, s, firstList, "2026-10-01").Tally
	if back.Updated != 0 || back.Created != 0 {
		t.Errorf("an older file wrote over a newer one: %+v", back)
	}
	if n := count(t, d, phones); n != 1 {
		t.Error("the older telephone came back")
	}
}

func TestUndoLeavesTheDatabaseAsItWas(t *testing.T) {
	d, s, _ := withFirstList(t)
	state := func() string {
		var text string
		err := d.Reader().QueryRow(`SELECT (SELECT group_concat(codice_fiscale||surname||name||phone||email||residence_address,'|') FROM (SELECT * FROM worker ORDER BY id)) ||
			(SELECT group_concat(worker_id||company||job||benefit_to||reference_date||load_id,'|') FROM (SELECT * FROM list_row ORDER BY id))`).Scan(&text)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	before := state()
	later := load(t, s, laterList, "2026-11-10")
	if state() == before {
		t.Fatal("the later file changed nothing")
	}
	if err := s.Undo(t.Context(), rule.System, later.ID); err != nil {
		t.Fatal(err)
	}
	if after := state(); after != before {
		t.Error("the undo left something behind")
	}
	if err := s.Undo(t.Context(), rule.System, later.ID); err == nil {
		t.Error("undone twice")
	}
}

func TestUndoIsRefusedOnceSomethingWasBuiltOnIt(t *testing.T) {
	d, s, first := withFirstList(t)
	load(t, s, laterList, "2026-11-10")
	err := s.Undo(t.Context(), rule.System, first.ID)
	if refusals, ok := err.(rule.Refusal); !ok || refusals.Message == "" {
		t.Fatalf("got %v", err)
	}
	if n := count(t, d, "SELECT count(*) FROM list_row"); n == 0 {
		t.Error("rows are gone")
	}
}

func TestWhatAnOperatorConfirmedStays(t *testing.T) {
	d, s, _ := withFirstList(t)
	later := load(t, s, laterList, "2026-11-10") // to see whose telephone it changes
	var id int64
	if err := d.Reader().QueryRow("SELECT id FROM worker WHERE phone='3490000000'").Scan(&id); err != nil {
		t.Fatal(err)
	}
	if err := s.Undo(t.Context(), rule.System, later.ID); err != nil {
		t.Fatal(err)
	}
	confirm(t, d, id, "phone", "0882111222")
	load(t, s, laterList, "2026-11-10")
	var phone string
	if err := d.Reader().QueryRow("SELECT phone FROM worker WHERE id=?", id).Scan(&phone); err != nil || phone != "0882111222" {
		t.Errorf("phone is %q, %v", phone, err)
	}
}

// A line is understood anew when it is applied: what it names may have gone.
func TestALineWhoseOfficeHasGoneIsRejected(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := exchange.NewStore(d)
	path := filepath.Join(t.TempDir(), "due.csv")
	if err := os.WriteFile(path, []byte("Codice fiscale;Cognome;Nome;CPI\nRSSMRA80A01H501U;Rossi;Mario;Lucera\nVRDNNA85B41H501L;Verdi;Anna;Foggia\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := s.Receive(t.Context(), rule.System, exchange.NewLoad{ListID: mobilita, FileName: "due.csv", Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if l, err = s.Read(t.Context(), rule.System, l.ID, nil); err != nil || l.Tally.Created != 2 {
		t.Fatalf("%+v %v", l.Tally, err)
	}
	err = d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE cpi SET valid_to='2026-11-23' WHERE name='Lucera'")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if l, err = s.Apply(t.Context(), rule.System, l.ID, nil); err != nil {
		t.Fatal(err)
	}
	if want := (rule.Tally{Created: 1, Rejected: 1}); l.Tally != want {
		t.Errorf("got %+v, want %+v", l.Tally, want)
	}
	if n := count(t, d, "SELECT count(*) FROM import_row WHERE fate='respinta' AND reason='CPI sconosciuto' AND worker_id IS NULL"); n != 1 {
		t.Errorf("%d lines say why", n)
	}
	if n := count(t, d, "SELECT count(*) FROM worker"); n != 1 {
		t.Errorf("%d persons", n)
	}
}

// A stop in the middle of an application leaves nothing of it, and whoever
// began begins again: a server its job, at its next start.
func TestAnInterruptedApplicationLeavesNothing(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := exchange.NewStore(d)
	l, err := s.Receive(t.Context(), rule.System, exchange.NewLoad{ListID: mobilita, FileName: laterList, Path: filepath.Join("testdata", laterList)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Read(t.Context(), rule.System, l.ID, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.StartApply(t.Context(), rule.System, l.ID, "prova", nil); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var told []int
	if _, err := s.Apply(ctx, rule.System, l.ID, func(done, total int) { told = append(told, done, total); stop() }); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped with %v", err)
	}
	if len(told) < 2 || told[0] != 500 || told[1] != 587 {
		t.Errorf("progress %v", told)
	}
	if n := count(t, d, "SELECT (SELECT count(*) FROM list_row)+(SELECT count(*) FROM worker)+(SELECT count(*) FROM import_row WHERE worker_id IS NOT NULL)"); n != 0 {
		t.Errorf("%d rows were left", n)
	}
	if l, err = s.Apply(t.Context(), rule.System, l.ID, nil); err != nil || l.State != exchange.StateApplied || l.Tally.Created != 587 {
		t.Errorf("begun again: %s %+v %v", l.State, l.Tally, err)
	}
	if _, err = s.Apply(t.Context(), rule.System, l.ID, nil); err == nil {
		t.Error("applied twice")
	}
}

func TestAnInterruptedReadingLeavesNothing(t *testing.T) {
	d, clock := dbtest.Open(t)
	s := exchange.NewStore(d)
	l, err := s.Receive(t.Context(), rule.System, exchange.NewLoad{ListID: mobilita, FileName: laterList, Path: filepath.Join("testdata", laterList)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Read(t.Context(), rule.System, l.ID, nil); err != nil {
		t.Fatal(err)
	}
	err = d.Write(t.Context(), func(tx *db.Tx) error { // as a kill in the middle would leave it
		_, err := tx.Exec("UPDATE import_load SET state='in_lettura' WHERE id=?", l.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	clock.Add(2 * time.Hour)
	if err := s.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := count(t, d, "SELECT (SELECT count(*) FROM import_row)+(SELECT count(*) FROM worker)"); n != 0 {
		t.Errorf("%d rows were left", n)
	}
	if _, err := s.Apply(t.Context(), rule.System, l.ID, nil); err == nil {
		t.Error("a swept load was applied")
	}
}

// confirm writes a worker's column as an operator does.
func confirm(t *testing.T, d *db.DB, id int64, column, value string) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		return people.UpdateWorkerTx(t.Context(), tx, rule.System, id, map[string]string{column: value}, people.SourceOperator, "")
	})
	if err != nil {
		t.Fatal(err)
	}
}
