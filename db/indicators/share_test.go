package indicators_test

import (
	"context"
	"testing"

	"sportello/db"
	"sportello/db/indicators"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"

	"pgregory.net/rapid"
)

// rowsOfTheShare reads the rows of each number of the share, page by page: there
// are as many, and all their states are of it.
func (o *office) rowsOfTheShare(scope indicators.Scope, kept indicators.Kept) {
	o.t.Helper()
	for _, state := range []indicators.KeptState{"", indicators.KeptOver, indicators.KeptInTime, indicators.KeptLate, indicators.KeptNot, indicators.KeptRuns} {
		var after indicators.KeptDID
		n := 0
		for {
			rows, err := o.store.KeptRows(context.Background(), scope, indicators.MonthsOf(2026), state, after, 2)
			o.ok(err)
			for _, x := range rows {
				if !x.State.Is(state) || x.On < after.On {
					o.t.Fatalf("%s among those that are %q, after %s", x.State, state, after.On)
				}
				after = x
			}
			if n += len(rows); len(rows) < 2 {
				break
			}
		}
		if n != kept.Of(state) {
			o.t.Fatalf("%s: %d rows of %d that are %q", scope.Label, n, kept.Of(state), state)
		}
	}
}

// TestTheShareThatIsKeptIsTheShareThatIsCounted: whatever happens to DIDs,
// interviews and suspensions, in whichever office and however late it is written
// down, the share that was kept is what a store that has counted nothing counts.
func TestTheShareThatIsKeptIsTheShareThatIsCounted(t *testing.T) {
	o := open(t)
	records, services := people.NewStore(o.db), registry.NewStore(o.db)
	var persons []int64
	for range 2 {
		persons = append(persons, o.person("F", "1980-03-15"))
	}
	moved := 0
	rapid.Check(t, func(r *rapid.T) {
		o.write(func(tx *db.Tx) error {
			for _, table := range []string{"deadline_suspension", "delivered_service_change", "delivered_service", "did", "figure_change", "standing"} {
				if _, err := tx.Exec("DELETE FROM " + table); err != nil {
					return err
				}
			}
			return nil
		})
		o.store = indicators.NewStore(o.db)
		var ids []int64
		day := func() rule.Date { return rule.Date("2026-06-01").AddDays(rapid.IntRange(0, 170).Draw(r, "day")) }
		// What a rule refuses, such as a second DID beside the first, is not done:
		// the acts that are left are those of an office.
		act := func() {
			p, cpi := rapid.SampledFrom(persons).Draw(r, "who"), rapid.SampledFrom([]int64{o.here, o.near}).Draw(r, "where")
			dids, err := records.DIDs(context.Background(), p)
			o.ok(err)
			switch what := rapid.IntRange(0, 8).Draw(r, "what"); {
			case what == 0:
				_, _ = records.DeclareDID(context.Background(), rule.System, people.DID{WorkerID: p, CPI: cpi, On: day(), Channel: "cpi"})
			case what == 1 && len(dids) > 0:
				_ = records.EndDID(context.Background(), rule.System, dids[0].ID, dids[0].Version, day(), people.DIDEnds[0].Value)
			case what == 2 && len(dids) > 0:
				_ = records.AnnulDID(context.Background(), rule.System, dids[0].ID, dids[0].Version, "per errore")
			case what <= 4 && len(dids) > 0: // the suspension that lasts ends, or one begins
				on := dids[0].On.AddDays(rapid.IntRange(1, 60).Draw(r, "after"))
				if o.store.Resume(context.Background(), rule.System, dids[0].ID, on) != nil {
					_ = o.store.Suspend(context.Background(), rule.System, dids[0].ID, indicators.Suspension{From: on, To: rapid.SampledFrom([]rule.Date{"", "", on.AddDays(20)}).Draw(r, "to"), Reason: "malattia"})
				}
			case what == 5 && len(ids) > 0:
				id := rapid.SampledFrom(ids).Draw(r, "which")
				o.write(func(tx *db.Tx) error { return registry.AnnulTx(context.Background(), tx, o.operator, id, "errore") })
			case what == 6 && len(ids) > 0: // what counted for another prestazione was the interview
				id, version, code := rapid.SampledFrom(ids).Draw(r, "which"), 0, ""
				o.ok(o.db.Reader().QueryRow("SELECT version, prestazione FROM delivered_service WHERE id=?", id).Scan(&version, &code))
				_ = services.Correct(context.Background(), rule.System, id, version, registry.Correction{Minutes: 30, MinutesReason: "breve", Mode: "presenza", Prestazione: map[string]string{"E1": "B1", "B1": "E1"}[code]})
			default:
				ids = append(ids, o.served(p, cpi, "M2.1", rapid.SampledFrom([]string{"E1", "B1"}).Draw(r, "prestazione"), day()))
			}
		}
		before := indicators.Kept{}
		for range 12 {
			act()
			again := indicators.NewStore(o.db)
			for _, scope := range []indicators.Scope{o.scope, o.ofProvince} {
				counted, err := again.Kept(context.Background(), scope, indicators.MonthsOf(2026))
				o.ok(err)
				kept, err := o.store.Kept(context.Background(), scope, indicators.MonthsOf(2026))
				o.ok(err)
				if kept != counted {
					r.Fatalf("%s: kept %+v, counted %+v", scope.Label, kept, counted)
				}
				if kept != before {
					moved++
				}
				before = kept
			}
		}
		kept, err := o.store.Kept(context.Background(), o.ofProvince, indicators.MonthsOf(2026))
		o.ok(err)
		o.rowsOfTheShare(o.ofProvince, kept)
	})
	if moved < 100 {
		t.Errorf("the shares moved only %d times: this proves little", moved)
	}
}
