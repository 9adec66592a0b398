package people

import (
	"errors"
	"testing"

	"sportello/db"
)

// Who writes the codice fiscale of a person of another province is told that it is
// known, and that they were told stands in the register: whichever act they try.
func TestATryAtAPersonElsewhereIsWritten(t *testing.T) {
	k := newCounter(t)
	ctx := t.Context()
	lecce := operatorOf(13, officeNamed(t, k.db, "Lecce"))
	w, err := k.people.Worker(ctx, k.operator, k.worker)
	if err != nil {
		t.Fatal(err)
	}
	lines := func() string {
		return k.one("SELECT count(*)||coalesce(' by '||max(user_id)||' of '||max(subject_id)||max(fields||reason),'') FROM audit WHERE action='accesso.negato'")
	}
	mine := newWorker(t, k.people, lecce, cfOf(t, 7), "Greco", "Ada")
	values := map[string]string{"codice_fiscale": string(w.CodiceFiscale), "surname": "Rossi", "name": "Anna"}
	for i, try := range []func() error{
		func() error { return k.people.KnownElsewhere(ctx, lecce, w.CodiceFiscale) },
		func() error { _, err := k.people.Create(ctx, lecce, values); return err },
		func() error { _, err := k.people.Receive(ctx, lecce, values, true, nil); return err },
		func() error {
			return k.people.Update(ctx, lecce, mine, 1, map[string]string{"codice_fiscale": string(w.CodiceFiscale)}, "era sbagliato")
		},
	} {
		if err := try(); !errors.Is(err, errKnownElsewhere) {
			t.Errorf("%d: %v", i, err)
		}
		if want := string(rune('1'+i)) + " by 13 of " + k.one("SELECT ?", k.worker); lines() != want {
			t.Errorf("%d: %s, want %s", i, lines(), want)
		}
	}
	// Nobody is told anything of an own person, nor of a code that nobody has.
	before := lines()
	for name, err := range map[string]error{"own": k.people.KnownElsewhere(ctx, k.operator, w.CodiceFiscale), "nobody's": k.people.KnownElsewhere(ctx, lecce, cfOf(t, 9))} {
		if err != nil || lines() != before {
			t.Errorf("%s: %v, %s", name, err, lines())
		}
	}
	if _, err := k.people.Create(ctx, k.operator, values); err == nil || lines() != before {
		t.Errorf("an own person: %v, %s", err, lines())
	}
	// Without a line there is no answer; the key of the act stays free.
	write(t, k.db, func(tx *db.Tx) error {
		_, err := tx.Exec("CREATE TRIGGER mute BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT,'no register'); END")
		return err
	})
	keyed := db.WithKey(ctx, "key")
	if err := k.people.KnownElsewhere(keyed, lecce, w.CodiceFiscale); err == nil || errors.Is(err, errKnownElsewhere) {
		t.Errorf("told without a line: %v", err)
	}
	write(t, k.db, func(tx *db.Tx) error { _, err := tx.Exec("DROP TRIGGER mute"); return err })
	if err := k.people.KnownElsewhere(keyed, lecce, w.CodiceFiscale); !errors.Is(err, errKnownElsewhere) {
		t.Error(err)
	}
	if done, err := k.db.Done(ctx, "key"); err != nil || done {
		t.Errorf("the line took the key of the act: %v", err)
	}
}
