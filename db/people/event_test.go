package people

import (
	"fmt"
	"testing"
	"time"

	"sportello/db/dbtest"
	"sportello/db/rule"
)

func TestWhoIsNewIsReceived(t *testing.T) {
	dbtest.Proves(t, "evento accoglienza")
	k := newCounter(t) // has a person already, who came with a list
	k.want("code")
	id, err := k.people.Create(t.Context(), k.operator, map[string]string{"codice_fiscale": string(cfOf(t, 7)), "surname": "Verdi", "name": "Rosa"})
	if err != nil {
		t.Fatal(err)
	}
	k.want("code||' '||prestazione||' '||origin||' '||reference||' '||(reference_id=worker_id)||' '||minutes||' '||minutes_planned||' '||delivered_on||' '||operator_id",
		"A.1 A2 automatico accoglienza 1 15 15 2026-11-24 11")
	if _, err := k.people.Create(t.Context(), k.operator, map[string]string{"codice_fiscale": string(cfOf(t, 7)), "surname": "Verdi", "name": "Rosa"}); err == nil {
		t.Fatal("the same person twice")
	}
	region := rule.Actor{UserID: 40, Grants: []rule.Grant{{Role: rule.RoleRegion, Scope: rule.ScopeRegion}}}
	if _, err := k.people.Create(t.Context(), region, map[string]string{"codice_fiscale": string(cfOf(t, 8)), "surname": "Neri", "name": "Ugo"}); err != nil {
		t.Fatal(err)
	}
	k.want(fmt.Sprintf("worker_id=%d", id), "1") // who is added away from an office was received by none
}

func TestARecordBroughtUpToDateIsOneServiceADay(t *testing.T) {
	dbtest.Proves(t, "evento scheda")
	d, clock := dbtest.Open(t)
	k := counterOn(t, d)
	save := func(phone string) {
		t.Helper()
		if err := k.people.Update(t.Context(), k.operator, k.worker, k.version(), map[string]string{"phone": phone}, ""); err != nil {
			t.Fatal(err)
		}
	}
	save("3330000001")
	save("3330000002")
	row := "code||' '||prestazione||' '||origin||' '||reference||' '||delivered_on||' '||coalesce(annulled_reason,'')"
	k.want(row, "B.2 A4 automatico scheda 2026-11-24 ")
	services, err := k.registry.OfWorker(t.Context(), k.worker)
	if err != nil || len(services) != 1 || services[0].Minutes != services[0].MinutesPlan || services[0].ReferenceID != k.worker {
		t.Fatalf("%+v %v", services, err)
	}
	// One that was annulled does not come back with the next save of that day.
	if err := k.registry.Annul(t.Context(), k.operator, services[0].ID, "Era solo un refuso"); err != nil {
		t.Fatal(err)
	}
	save("3330000003")
	k.want(row, "B.2 A4 automatico scheda 2026-11-24 Era solo un refuso")
	clock.Add(24 * time.Hour)
	save("3330000003") // as it was: nothing was brought up to date
	k.want("delivered_on", "2026-11-24")
	save("3330000004")
	k.want("delivered_on", "2026-11-24", "2026-11-25")
	clock.Add(24 * time.Hour)
	d1 := k.service("B.2")
	d1.CPI = k.office.id
	if _, _, err := k.register(k.operator, d1); err != nil {
		t.Fatal(err)
	}
	save("3330000005") // by hand or by itself, one a day
	k.want("delivered_on||origin", "2026-11-24automatico", "2026-11-25automatico", "2026-11-26manuale")
}
