package people

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/rule"

	"pgregory.net/rapid"
)

func newWorker(t *testing.T, s *Store, actor rule.Actor, cf rule.CodiceFiscale, surname, name string) int64 {
	t.Helper()
	id, err := s.Create(context.Background(), actor, map[string]string{"codice_fiscale": string(cf), "surname": surname, "name": name, "phone": "333 1234567"})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestImportLeavesWhatAnOperatorConfirmed(t *testing.T) {
	current := Worker{CodiceFiscale: cfOf(t, 0), Surname: "Rossi", Phone: "3331234567", Residence: "Foggia", BirthDate: "1950-01-01", Email: ""}
	incoming := map[string]string{"surname": "  ROSSI ", "phone": "3339999999", "residence": "Lucera", "email": "a@b.it", "birth_date": "1951-02-03", "study_title": "", "codice_fiscale": "X", "bogus": "1"}
	changes, kept := Merge(current, map[string]bool{"phone": true, "email": true}, incoming, true)
	if want := map[string]string{"residence": "Lucera", "email": "a@b.it"}; !maps.Equal(changes, want) {
		t.Errorf("changes %v, want %v", changes, want)
	}
	if want := map[string]string{"phone": "3339999999"}; !maps.Equal(kept, want) {
		t.Errorf("kept %v, want %v", kept, want)
	}
	changes, _ = Merge(current, nil, incoming, false)
	if want := map[string]string{"email": "a@b.it"}; !maps.Equal(changes, want) {
		t.Errorf("an older file changes %v, want only what was empty: %v", changes, want)
	}
	current.BirthDate = "1950-01-02" // contradicts the code, as the new one does not
	changes, _ = Merge(current, nil, map[string]string{"birth_date": "1950-01-01"}, true)
	if changes["birth_date"] != "1950-01-01" {
		t.Error("a birth date that agrees with the codice fiscale did not replace one that contradicts it")
	}
}

// A confirmed value survives any series of imports; a value of an import is
// replaced by the next.
func TestProvenanceOverActs(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	ctx := context.Background()
	actor := operatorOf(7, officeNamed(t, d, "San Severo"))
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		var id int64
		err := d.Write(ctx, func(tx *db.Tx) (err error) {
			id, err = CreateWorkerTx(ctx, tx, actor, Worker{CodiceFiscale: cfOf(t, n), Surname: "Rossi", Name: "Maria", HomeProvince: "FG"}, SourceImport)
			return err
		})
		if err != nil {
			rt.Fatal(err)
		}
		want, confirmed := "", false
		for range rapid.IntRange(1, 6).Draw(rt, "acts") {
			value := rapid.SampledFrom([]string{"3331111111", "3332222222", "3333333333"}).Draw(rt, "phone")
			source := rapid.SampledFrom([]Source{SourceImport, SourceOperator}).Draw(rt, "source")
			if source == SourceOperator || !confirmed {
				want = value
			}
			confirmed = confirmed || source == SourceOperator
			if err := d.Write(ctx, func(tx *db.Tx) error {
				return UpdateWorkerTx(ctx, tx, actor, id, map[string]string{"phone": value}, source, "prova")
			}); err != nil {
				rt.Fatal(err)
			}
		}
		w, err := s.Worker(ctx, actor, id)
		if err != nil || w.Phone != want {
			rt.Fatalf("phone %q, want %q (%v)", w.Phone, want, err)
		}
		history, err := s.History(ctx, actor, id)
		if err != nil {
			rt.Fatal(err)
		}
		at := w.Phone
		for _, c := range history { // newest first: each step leads to the one before
			if c.After != at || c.Before == c.After {
				rt.Fatalf("history %v does not lead to %q", history, w.Phone)
			}
			at = c.Before
		}
		if at != "" {
			rt.Fatalf("history does not begin at the empty field: %v", history)
		}
	})
}

func TestScopeOfAWorker(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	ctx := context.Background()
	severo, lecce := officeNamed(t, d, "San Severo"), officeNamed(t, d, "Lecce")
	here, there := operatorOf(1, severo), operatorOf(2, lecce)
	id := newWorker(t, s, here, cfOf(t, 1), "Rossi", "Maria")
	if _, err := s.Worker(ctx, there, id); !errors.Is(err, db.ErrNotFound) {
		t.Fatalf("another province sees the record: %v", err)
	}
	if err := s.Update(ctx, there, id, 1, map[string]string{"phone": "3330000000"}, ""); !errors.Is(err, db.ErrNotFound) {
		t.Fatalf("another province changes the record: %v", err)
	}
	if found, err := s.SearchWorkers(ctx, there, "rossi", 10); err != nil || len(found) != 0 {
		t.Fatalf("another province finds %v %v", found, err)
	}
	for _, a := range []rule.Actor{{}, {UserID: 3, Grants: []rule.Grant{{Role: rule.RoleServiceCentre, Scope: rule.ScopeInstallation}}},
		{UserID: 4, Grants: []rule.Grant{{Role: rule.RoleTrainingBody, Scope: rule.ScopeBody, Body: "123"}}}} {
		if _, err := s.Worker(ctx, a, id); !errors.Is(err, db.ErrNotFound) {
			t.Fatalf("%+v sees the record: %v", a.Grants, err)
		}
	}
	var rowID int64
	write(t, d, func(tx *db.Tx) (err error) {
		rowID, err = PutListRowTx(ctx, tx, rule.System, ListRow{ListID: 1, WorkerID: id, Province: "LE", CPI: lecce.id, LoadID: 1, ReferenceDate: "2026-11-01"})
		return err
	})
	w, err := s.Worker(ctx, there, id)
	if err != nil || !w.Partial || w.Phone != "" || w.Surname != "Rossi" {
		t.Fatalf("a row of the list gives the identity only: %+v %v", w, err)
	}
	if err := s.Update(ctx, there, id, w.Version, map[string]string{"phone": "3330000000"}, ""); err == nil {
		t.Fatal("a row of the list lets another province change the record")
	}
	if h, err := s.History(ctx, there, id); err != nil || len(h) != 0 {
		t.Fatalf("a row of the list shows the history: %v %v", h, err)
	}
	if _, err := s.Row(ctx, there, rowID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Row(ctx, here, rowID); !errors.Is(err, db.ErrNotFound) {
		t.Fatalf("a row of Lecce is seen at San Severo: %v", err)
	}
	if w, err := s.Worker(ctx, here, id); err != nil || w.Partial || w.Phone != "3331234567" {
		t.Fatalf("the own record: %+v %v", w, err)
	}
}

func TestUpdateIsRefusedWhenStale(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	ctx := context.Background()
	actor := operatorOf(1, officeNamed(t, d, "San Severo"))
	id := newWorker(t, s, actor, cfOf(t, 1), "Rossi", "Maria")
	if err := s.Update(ctx, actor, id, 1, map[string]string{"phone": "3330000000", "email": "A@B.it"}, ""); err != nil {
		t.Fatal(err)
	}
	var stale db.Stale
	if err := s.Update(ctx, actor, id, 1, map[string]string{"phone": "3331111111"}, ""); !errors.As(err, &stale) || stale.Current != 2 {
		t.Fatalf("a stale save: %v", err)
	}
	w, _ := s.Worker(ctx, actor, id)
	if w.Phone != "3330000000" || w.Email != "a@b.it" {
		t.Fatalf("saved %+v", w)
	}
	err := s.Update(ctx, actor, id, 2, map[string]string{"phone": "abc", "email": "x", "residence_cap": "1", "did_on": "2030-01-01", "surname": ""}, "")
	var refusals rule.Refusals
	if !errors.As(err, &refusals) || len(refusals) != 5 {
		t.Fatalf("every bad field is refused at once: %v", err)
	}
}

func TestChangingTheCodiceFiscaleKeepsTheHistory(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	ctx := context.Background()
	actor := operatorOf(1, officeNamed(t, d, "San Severo"))
	provisional, err := rule.ParseCodiceFiscale("12345678903")
	if err != nil {
		t.Fatal(err)
	}
	id := newWorker(t, s, actor, provisional, "Popescu", "Ștefan")
	other := newWorker(t, s, actor, cfOf(t, 5), "Verdi", "Rosa")
	if w, _ := s.Worker(ctx, actor, id); !w.Provisional() {
		t.Fatal("not provisional")
	}
	definitive := cfOf(t, 6)
	if err := s.Update(ctx, actor, id, 1, map[string]string{"codice_fiscale": string(cfOf(t, 5))}, "attribuito"); err == nil {
		t.Fatalf("the codice fiscale of worker %d was taken twice", other)
	}
	if err := s.Update(ctx, actor, id, 1, map[string]string{"codice_fiscale": strings.ToLower(string(definitive))}, "attribuito"); err != nil {
		t.Fatal(err)
	}
	w, err := s.WorkerByCF(ctx, actor, definitive)
	if err != nil || w.ID != id || w.Provisional() {
		t.Fatalf("%+v %v", w, err)
	}
	history, _ := s.History(ctx, actor, id)
	if len(history) != 1 || history[0].Before != string(provisional) || history[0].Reason != "attribuito" {
		t.Fatalf("history %+v", history)
	}
}

func TestARenamedPersonIsFoundByTheNewName(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	ctx := context.Background()
	severo := officeNamed(t, d, "San Severo")
	actor := operatorOf(1, severo)
	id := newWorker(t, s, actor, cfOf(t, 1), "Rossi", "Maria")
	write(t, d, func(tx *db.Tx) error {
		_, err := PutListRowTx(ctx, tx, actor, ListRow{ListID: 1, WorkerID: id, Province: "FG", CPI: severo.id, LoadID: 1, ReferenceDate: "2026-11-01"})
		return err
	})
	if err := s.Update(ctx, actor, id, 1, map[string]string{"surname": "D’Angelo"}, ""); err != nil {
		t.Fatal(err)
	}
	for q, want := range map[string]int{"dangelo": 1, "angelo maria": 1, "maria d'angelo": 1, "d angelo": 1, "rossi": 0, "rossi maria": 0} {
		found, err := s.SearchWorkers(ctx, actor, q, 10)
		if err != nil || len(found) != want {
			t.Errorf("%q finds %d, want %d (%v)", q, len(found), want, err)
		}
		p, err := s.Page(ctx, actor, Filter{ListID: 1, Province: "FG", Sort: SortName, Query: ParseQuery(q)}, Cursor{})
		if err != nil || len(p.Rows) != want {
			t.Errorf("%q finds %d in the list, want %d (%v)", q, len(p.Rows), want, err)
		}
	}
}

func TestTwins(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	ctx := context.Background()
	actor := operatorOf(1, officeNamed(t, d, "San Severo"))
	newWorker(t, s, actor, cfOf(t, 1), "De Santis", "Maria")
	for _, c := range []struct {
		w    Worker
		want int
	}{
		{Worker{Surname: "Desantis", Name: "MARIA"}, 1},
		{Worker{Surname: "De Santis", Name: "Mario"}, 0},
		{Worker{CodiceFiscale: cfOf(t, 1), Surname: "De Santis", Name: "Maria"}, 1},
		{Worker{CodiceFiscale: cfOf(t, 2)}, 0},
	} {
		twins, err := s.Twins(ctx, actor, c.w)
		if err != nil || len(twins) != c.want {
			t.Errorf("%+v has %d twins, want %d (%v)", c.w, len(twins), c.want, err)
		}
	}
}

func TestDerivedColumnsFollowThePersonIntoANewList(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	ctx := context.Background()
	severo := officeNamed(t, d, "San Severo")
	actor := operatorOf(1, severo)
	region := rule.Actor{UserID: 9, Grants: []rule.Grant{{Role: rule.RoleRegion, Scope: rule.ScopeRegion}}}
	id := newWorker(t, s, actor, cfOf(t, 1), "Rossi", "Maria")
	second, err := s.OpenList(ctx, region, WorkerList{Name: "Mobilità 2013", Priority: 2, ActiveFrom: "2026-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	var rows []int64
	write(t, d, func(tx *db.Tx) error {
		for _, list := range []int64{1, second} {
			if list == second {
				if err := SetRiscontroTx(ctx, tx, id, Excluded); err != nil {
					return err
				}
			}
			row, err := PutListRowTx(ctx, tx, actor, ListRow{ListID: list, WorkerID: id, Province: "FG", CPI: severo.id, LoadID: 1, ReferenceDate: "2026-11-01"})
			if err != nil {
				return err
			}
			rows = append(rows, row)
		}
		return nil
	})
	for _, row := range rows {
		r, err := s.Row(ctx, actor, row)
		if err != nil || r.Riscontro != Excluded || r.Convocable() || r.State() != Excluded {
			t.Errorf("row %d: %+v %v", row, r, err)
		}
	}
	damage, err := s.Recount(ctx)
	if err != nil || len(damage) != 1 || !strings.Contains(damage[0], "riscontro") {
		t.Errorf("a riscontro without its fact is damage: %v %v", damage, err)
	}
	write(t, d, func(tx *db.Tx) error { return SetRiscontroTx(ctx, tx, id, "") })
	if damage, err := s.Recount(ctx); err != nil || len(damage) != 0 {
		t.Errorf("damage %v %v", damage, err)
	}
	write(t, d, func(tx *db.Tx) error {
		return SetConvocationTx(ctx, tx, rows[0], Convocation{State: Absent, On: "2026-11-01", NoShows: 2, LastNoShowOn: "2026-11-01"})
	})
	if damage, _ := s.Recount(ctx); len(damage) != 2 {
		t.Errorf("a convocation and no-shows without appointments are damage: %v", damage)
	}
}

// Undoing a load leaves nothing of it.
func TestLoaderUndo(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	ctx := context.Background()
	severo := officeNamed(t, d, "San Severo")
	actor := operatorOf(1, severo)
	fill(t, d, 1, "FG", []office{severo}, 20, 1)
	known, err := Lookup(ctx, d.Reader(), 1, "FG", []rule.CodiceFiscale{cfOf(t, 3), cfOf(t, 1000)})
	if err != nil || len(known) != 1 {
		t.Fatalf("known %v %v", known, err)
	}
	k := known[cfOf(t, 3)]
	if k.Row == nil || k.Foreign || k.Newest != "2026-11-02" || string(k.Row.Raw) != `{"Cognome":"`+k.Worker.Surname+`"}` {
		t.Fatalf("known %+v", k)
	}
	if elsewhere, err := Lookup(ctx, d.Reader(), 1, "LE", []rule.CodiceFiscale{cfOf(t, 3)}); err != nil || !elsewhere[cfOf(t, 3)].Foreign || elsewhere[cfOf(t, 3)].Row != nil {
		t.Fatalf("for another province: %+v %v", elsewhere, err)
	}
	row := *k.Row
	row.Company = "Altra"
	put := func(r ListRow) {
		write(t, d, func(tx *db.Tx) error {
			l := NewLoader(tx, actor)
			id, err := l.PutListRow(ctx, r)
			if err == nil && id != k.Row.ID {
				t.Errorf("row %d written as %d", k.Row.ID, id)
			}
			return errors.Join(err, l.Close(ctx))
		})
	}
	put(row)
	row.ID = 0 // found again by person, list and province
	row.Company = "Terza"
	put(row)
	if r, _ := s.Row(ctx, actor, k.Row.ID); r.Company != "Terza" || r.Convocation != k.Row.Convocation {
		t.Fatalf("written over: %+v", r)
	}
	write(t, d, func(tx *db.Tx) error {
		l := NewLoader(tx, actor)
		return errors.Join(l.DeleteListRow(ctx, k.Row.ID, k.Row.ListID, k.Row.Province), l.DeleteWorker(ctx, k.Worker.ID), l.Close(ctx))
	})
	if _, err := s.Worker(ctx, actor, k.Worker.ID); !errors.Is(err, db.ErrNotFound) {
		t.Fatal(err)
	}
	if found, err := s.SearchWorkers(ctx, actor, k.Worker.Surname+" "+k.Worker.Name, 50); err != nil || slices.ContainsFunc(found, func(w Worker) bool { return w.ID == k.Worker.ID }) {
		t.Fatal("still found", err)
	}
}

func TestCountsFollowEveryChange(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	other := NewStore(d) // another process, with its own memory
	ctx := context.Background()
	severo := officeNamed(t, d, "San Severo")
	actor := operatorOf(1, severo)
	fill(t, d, 1, "FG", []office{severo}, 30, 1)
	f := Filter{ListID: 1, Province: "FG", Sort: SortName, Today: "2026-11-24", State: ToConvene}
	before, err := s.Counts(ctx, actor, f)
	if err != nil || before.All != 30 {
		t.Fatalf("%+v %v", before, err)
	}
	p, _ := other.Page(ctx, actor, f, Cursor{})
	write(t, d, func(tx *db.Tx) error {
		return SetConvocationTx(ctx, tx, p.Rows[0].ID, Convocation{State: Convened, On: "2026-11-30"})
	})
	after, _ := s.Counts(ctx, actor, f)
	if after.ByState[ToConvene] != before.ByState[ToConvene]-1 || after.ByState[Convened] != before.ByState[Convened]+1 {
		t.Fatalf("before %+v after %+v", before, after)
	}
}

func TestListsAreTheRegions(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	ctx := context.Background()
	actor := operatorOf(1, officeNamed(t, d, "San Severo"))
	region := rule.Actor{UserID: 9, Grants: []rule.Grant{{Role: rule.RoleRegion, Scope: rule.ScopeRegion}}}
	first := firstList(t, s)
	if first.Name != "Mobilità 2011/2012" || first.Priority != 1 || !first.Active("2026-11-24") {
		t.Fatalf("%+v", first)
	}
	if _, err := s.OpenList(ctx, actor, WorkerList{Name: "Mia", Priority: 1, ActiveFrom: "2026-01-01"}); !errors.Is(err, db.ErrNotFound) {
		t.Fatalf("an operator opened a list: %v", err)
	}
	if err := s.CloseList(ctx, actor, first.ID, first.Version); !errors.Is(err, db.ErrNotFound) {
		t.Fatalf("an operator closed a list: %v", err)
	}
	for _, bad := range []WorkerList{{}, {Name: "MOBILITÀ 2011 2012", Priority: 1, ActiveFrom: "2026-01-01"}, {Name: "Altra", Priority: 0, ActiveFrom: "2026-01-01"}} {
		if _, err := s.OpenList(ctx, region, bad); err == nil {
			t.Errorf("opened %+v", bad)
		}
	}
	id, err := s.OpenList(ctx, region, WorkerList{Name: "CIG 2013", Priority: 2, ActiveFrom: "2026-12-01"})
	if err != nil {
		t.Fatal(err)
	}
	lists, _ := s.Lists(ctx)
	if active := ActiveLists(lists, "2026-11-24"); len(active) != 1 {
		t.Fatalf("active before its date: %+v", active)
	}
	if err := s.CloseList(ctx, region, first.ID, first.Version); err != nil {
		t.Fatal(err)
	}
	lists, _ = s.Lists(ctx)
	if active := ActiveLists(lists, "2026-12-01"); len(active) != 1 || active[0].ID != id || lists[0].ID != id {
		t.Fatalf("%+v", lists)
	}
}
