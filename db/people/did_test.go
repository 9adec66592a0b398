package people

import (
	"errors"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/registry"
	"sportello/db/rule"
)

func (k *counter) did() DID {
	return DID{WorkerID: k.worker, On: "2026-11-20", Number: "FG-2026-17", Channel: "cpi"}
}

func refused(t *testing.T, err error, field string) {
	t.Helper()
	var all rule.Refusals
	var one rule.Refusal
	if errors.As(err, &one) {
		all = rule.Refusals{one}
	} else {
		errors.As(err, &all)
	}
	if all.For(field) == "" {
		t.Errorf("%v, want a refusal of %q", err, field)
	}
}

func TestADIDIsADatedFact(t *testing.T) {
	dbtest.Proves(t, "evento DID")
	k := newCounter(t)
	ctx := t.Context()
	id, err := k.people.DeclareDID(ctx, k.operator, k.did())
	if err != nil {
		t.Fatal(err)
	}
	k.want("code||' '||origin||' '||delivered_on||' '||reference||' '||minutes", "B.1 automatico 2026-11-20 did 25")
	w, err := k.people.Worker(ctx, k.operator, k.worker)
	if err != nil || w.DIDOn != "2026-11-20" || w.DIDNumber != "FG-2026-17" {
		t.Errorf("the record says %s %s %v", w.DIDOn, w.DIDNumber, err)
	}
	// It opens what needs one: M1.2 follows a DID.
	if _, _, err := k.register(k.operator, k.service("M1.2")); err != nil {
		t.Error(err)
	}
	// No other beside it, none inside it, none that begins tomorrow.
	_, err = k.people.DeclareDID(ctx, k.operator, k.did())
	refused(t, err, "declared_on")
	late := k.did()
	late.On = "2026-11-25"
	_, err = k.people.DeclareDID(ctx, k.operator, late)
	refused(t, err, "declared_on")
	odd := k.did()
	odd.Channel = "piccione"
	_, err = k.people.DeclareDID(ctx, k.operator, odd)
	refused(t, err, "channel")

	refused(t, k.people.EndDID(ctx, k.operator, id, 1, "2026-11-19", "lavoro"), "ended_on")
	refused(t, k.people.EndDID(ctx, k.operator, id, 1, "2026-11-25", "lavoro"), "ended_on")
	refused(t, k.people.EndDID(ctx, k.operator, id, 1, "2026-11-22", "boh"), "end_reason")
	if err := k.people.EndDID(ctx, k.operator, id, 1, "2026-11-22", "lavoro"); err != nil {
		t.Fatal(err)
	}
	var stale db.Stale
	if err := k.people.EndDID(ctx, k.operator, id, 1, "2026-11-22", "lavoro"); !errors.As(err, &stale) {
		t.Errorf("stale: %v", err)
	}
	if w, _ := k.people.Worker(ctx, k.operator, k.worker); w.DIDOn != "" {
		t.Errorf("the record still says %s", w.DIDOn)
	}
	stopped(t, second(k.register(k.operator, k.service("M1.2"))))

	inside := k.did()
	inside.On = "2026-11-21"
	_, err = k.people.DeclareDID(ctx, k.operator, inside)
	refused(t, err, "declared_on")
	again := k.did()
	again.On, again.Channel = "2026-11-23", "inps"
	second, err := k.people.DeclareDID(ctx, k.operator, again)
	if err != nil {
		t.Fatal(err)
	}
	k.want("code", "B.1", "M1.2") // one that INPS took is no service of the office
	dids, err := k.people.DIDs(ctx, k.worker)
	if err != nil || len(dids) != 2 || dids[0].ID != second || !dids[0].InForce("2026-11-24") || dids[1].InForce("2026-11-23") || !dids[1].InForce("2026-11-22") {
		t.Errorf("%+v %v", dids, err)
	}
	if _, err := k.people.DeclareDID(ctx, operatorOf(13, officeNamed(t, k.db, "Lecce")), k.did()); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("of another province: %v", err)
	}
}

func TestADIDRecordedByMistakeFallsWithItsService(t *testing.T) {
	k := newCounter(t)
	id, err := k.people.DeclareDID(t.Context(), k.operator, k.did())
	if err != nil {
		t.Fatal(err)
	}
	refused(t, k.people.AnnulDID(t.Context(), k.operator, id, 1, " "), "reason")
	if err := k.people.AnnulDID(t.Context(), k.operator, id, 1, "Era di un'altra persona"); err != nil {
		t.Fatal(err)
	}
	k.want("code||' '||annulled_reason", "B.1 La DID era registrata per errore: Era di un'altra persona")
	stopped(t, second(k.register(k.operator, k.service("M1.2"))))
	if _, err := k.people.DeclareDID(t.Context(), k.operator, k.did()); err != nil {
		t.Errorf("the right one after it: %v", err)
	}
}

func TestTheDIDOfGaranziaGiovaniBringsItsProfiling(t *testing.T) {
	dbtest.Proves(t, "evento DID")
	k := newCounter(t)
	write(t, k.db, func(tx *db.Tx) error {
		return registry.StandTx(t.Context(), tx, registry.Standing{WorkerID: k.worker, Kind: registry.StandingGG, ReferenceID: 1, From: "2026-11-01"})
	})
	if _, err := k.people.DeclareDID(t.Context(), k.operator, k.did()); err != nil {
		t.Fatal(err)
	}
	k.want("code||' '||programme||' '||missed", "B.1 GG 2:prima", "B.3 GG ")
}

// TestTheRecordFollowsTheDIDs: date and number on the record are those of the
// declaration in force, whatever happens to another.
func TestTheRecordFollowsTheDIDs(t *testing.T) {
	k := newCounter(t)
	ctx := t.Context()
	first, err := k.people.DeclareDID(ctx, k.operator, k.did())
	if err != nil {
		t.Fatal(err)
	}
	if err := k.people.EndDID(ctx, k.operator, first, 1, "2026-11-21", "lavoro"); err != nil {
		t.Fatal(err)
	}
	again := k.did()
	again.On, again.Number, again.Earlier = "2026-11-22", "FG-2026-18", true
	if _, err := k.people.DeclareDID(ctx, k.operator, again); err != nil {
		t.Fatal(err)
	}
	k.want("code", "B.1") // one taken before it came to be known is no service of today
	if err := k.people.AnnulDID(ctx, k.operator, first, 2, "Era di un'altra persona"); err != nil {
		t.Fatal(err)
	}
	if w, err := k.people.Worker(ctx, k.operator, k.worker); err != nil || w.DIDOn != "2026-11-22" || w.DIDNumber != "FG-2026-18" {
		t.Errorf("the record says %s %s %v", w.DIDOn, w.DIDNumber, err)
	}
	refused(t, k.people.Update(ctx, k.operator, k.worker, k.version(), map[string]string{"did_on": "2026-11-01"}, ""), "did_on")
	if damage, err := k.people.Recount(ctx); err != nil || len(damage) != 0 {
		t.Errorf("%v %v", damage, err)
	}
	write(t, k.db, func(tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE worker SET did_number='' WHERE id=?", k.worker)
		return err
	})
	if damage, err := k.people.Recount(ctx); err != nil || len(damage) != 1 {
		t.Errorf("a record that says another number: %v %v", damage, err)
	}
}

func (k *counter) version() int {
	k.Helper()
	w, err := k.people.Worker(k.Context(), k.operator, k.worker)
	if err != nil {
		k.Fatal(err)
	}
	return w.Version
}
