package people

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"testing"

	"sportello/db"
	"sportello/db/rule"
)

// The offices of the tests, as the migrations number them.
type office struct {
	id       int64
	province string
}

func officeNamed(t testing.TB, d *db.DB, name string) office {
	t.Helper()
	var o office
	if err := d.Reader().QueryRow("SELECT id, province FROM cpi WHERE name=?", name).Scan(&o.id, &o.province); err != nil {
		t.Fatal(err)
	}
	return o
}

func operatorOf(id int64, o office) rule.Actor {
	return rule.Actor{UserID: id, Name: "Prova", Grants: []rule.Grant{{Role: rule.RoleOperator, Scope: rule.ScopeCPI, CPI: o.id, Province: o.province}}}
}

func write(t testing.TB, d *db.DB, act func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(context.Background(), act); err != nil {
		t.Fatal(err)
	}
}

// cfOf returns a valid codice fiscale, different for each n.
func cfOf(t testing.TB, n int) rule.CodiceFiscale {
	t.Helper()
	birth, _ := rule.NewDate(1950+n/28/12%50, n/28%12+1, n%28+1)
	a := func(i int) string { return string(rune('A' + i%26)) }
	k := n / 28 / 12 / 50
	cf, err := rule.ComputeCodiceFiscale("B"+a(k)+a(k/26), "CD"+a(k/676), "M", birth, "D643")
	if err != nil {
		t.Fatal(err)
	}
	return cf
}

var (
	surnames = []string{"Rossi", "De Santis", "Desantis", "D'Angelo", "Dangelo", "Łukasiewicz", "Nuñez", "Mariani", "Bianchi", "Verdi", "Lo Muzio", "Ciccarelli", "Rinaldi", "Rinaldis", "=1+1"}
	names    = []string{"Maria", "Anna Maria", "Rocco", "Nicolò", "Giovanni", "Đorđe", "Palma", "Rosa", "Angelo"}
)

// fill adds n persons to the list of a province, with every state that a list
// may show.
func fill(t testing.TB, d *db.DB, listID int64, province string, offices []office, n int, seed uint64) {
	t.Helper()
	ctx := context.Background()
	r := rand.New(rand.NewPCG(seed, 1))
	pick := func(s []string) string { return s[r.IntN(len(s))] }
	write(t, d, func(tx *db.Tx) error {
		l := NewLoader(tx, rule.System)
		var base int
		if err := tx.QueryRow("SELECT count(*) FROM worker").Scan(&base); err != nil {
			return err
		}
		var ids, workers []int64
		for i := range n {
			w := Worker{CodiceFiscale: cfOf(t, base+i), Surname: pick(surnames), Name: pick(names), Residence: "Foggia", ResidenceProv: province, HomeProvince: province,
				Phone: "3331234567", BirthDate: "1970-01-01"}
			id, err := l.CreateWorker(ctx, w, SourceImport)
			if err != nil {
				return err
			}
			row := ListRow{ListID: listID, WorkerID: id, Province: province, CPI: offices[r.IntN(len(offices))].id, LoadID: 1, ReferenceDate: "2026-11-02",
				Company: "Vetreria", Raw: json.RawMessage(`{"Cognome":"` + w.Surname + `"}`)}
			if k := r.IntN(12); k > 0 {
				row.BenefitTo = rule.Date("2026-11-20").AddDays(k)
			}
			rowID, err := l.PutListRow(ctx, row)
			if err != nil {
				return err
			}
			ids, workers = append(ids, rowID), append(workers, id)
		}
		if err := l.Close(ctx); err != nil {
			return err
		}
		for i := range ids {
			switch r.IntN(10) {
			case 0:
				if err := SetConvocationTx(ctx, tx, ids[i], Convocation{State: Convened, On: "2026-11-26"}); err != nil {
					return err
				}
			case 1:
				day := rule.Date("2026-11-01").AddDays(r.IntN(20))
				if err := SetConvocationTx(ctx, tx, ids[i], Convocation{State: Absent, On: day, NoShows: 1, LastNoShowOn: day}); err != nil {
					return err
				}
			case 2:
				if err := SetConvocationTx(ctx, tx, ids[i], Convocation{State: Attended, On: "2026-11-10"}); err != nil {
					return err
				}
				if err := SetBilancioTx(ctx, tx, workers[i], []string{"in_lavorazione", "completo", "interrotto"}[r.IntN(3)]); err != nil {
					return err
				}
			case 3:
				if err := SetRiscontroTx(ctx, tx, workers[i], []string{Withdrawn, Excluded}[r.IntN(2)]); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func firstList(t testing.TB, s *Store) WorkerList {
	t.Helper()
	lists, err := s.Lists(context.Background())
	if err != nil || len(lists) == 0 {
		t.Fatalf("lists: %v %v", lists, err)
	}
	return lists[0]
}
