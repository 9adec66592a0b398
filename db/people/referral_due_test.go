package people

import (
	"database/sql"
	"errors"
	"slices"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// deepened completes a profile of the person with areas of 1B.
func (k *counter) deepened(actor rule.Actor, areas scheda.Answers) Profile {
	k.Helper()
	id, err := k.people.StartProfile(k.Context(), actor, k.worker)
	if err != nil {
		k.Fatal(err)
	}
	p, err := k.people.SaveProfile(k.Context(), actor, k.worker, id, ProfileInput{Part: PartQuestions, Version: 1, Answers: with(strong(), "fascia", "1"), Complete: true})
	if err == nil && areas != nil {
		p, err = k.people.SaveProfile(k.Context(), actor, k.worker, id, ProfileInput{Part: PartInDepth, Version: p.Version, Answers: areas, Complete: true})
	}
	if err != nil {
		k.Fatal(err)
	}
	return p
}

// TestWhoWaitsForAReferral follows one person: a profile that does not propose, one
// that does, the referral, a profile after it, and one of another office.
func TestWhoWaitsForAReferral(t *testing.T) {
	dbtest.Proves(t, "orientamento 8")
	k := newCounter(t)
	ctx := t.Context()
	granted := k.head
	granted.Grants = append(slices.Clone(granted.Grants), rule.Grant{Role: rule.RoleSpecialData, Scope: rule.ScopeCPI, CPI: k.office.id})
	foggia := operatorOf(13, officeNamed(t, k.db, "Foggia"))
	near := foggia
	near.Grants = append(slices.Clone(near.Grants), rule.Grant{Role: rule.RoleSpecialData, Scope: rule.ScopeCPI, CPI: foggia.CPI()})
	due := func(actor rule.Actor, office int64) []int64 {
		t.Helper()
		all, n, err := k.people.ReferralsDue(ctx, actor, office, 20)
		if err != nil || n != len(all) {
			t.Fatalf("%d, %v, %v", n, all, err)
		}
		var out []int64
		for _, r := range all {
			out = append(out, r.ProfileID)
		}
		return out
	}
	want := func(what string, got []int64, ids ...int64) {
		t.Helper()
		if !slices.Equal(got, ids) {
			t.Errorf("%s: %v, want %v", what, got, ids)
		}
		if damage, err := k.people.Recount(ctx); err != nil || len(damage) != 0 {
			t.Errorf("%s: %v, %v", what, damage, err)
		}
	}
	lines := func() string {
		return k.one("SELECT count(*)||coalesce(': '||group_concat(user_id||' '||subject||' '||fields||' '||count||coalesce(worker_id,'')||reason,'; '),'') FROM audit WHERE action='segnalazioni.da_valutare'")
	}
	k.deepened(k.operator, area("casa", "3", "", ""))
	want("nothing proposes", due(granted, k.office.id))
	if lines() != "0" {
		t.Errorf("nothing was read and the register says %s", lines())
	}
	p := k.deepened(k.operator, area("famiglia", "2", "", "si"))
	want("asks for the services", due(granted, k.office.id), p.ID)
	if want := "1: 12 social_referral " + k.one("SELECT ?", p.ID) + " 1"; lines() != want {
		t.Errorf("the register says %q, want %q", lines(), want)
	}
	for who, try := range map[string]struct {
		actor  rule.Actor
		office int64
	}{"operator": {k.operator, k.office.id}, "head": {k.head, k.office.id}, "grant of Foggia": {near, k.office.id}, "the other office": {granted, foggia.CPI()}} {
		if all, n, err := k.people.ReferralsDue(ctx, try.actor, try.office, 20); !errors.Is(err, db.ErrNotFound) || n != 0 || all != nil {
			t.Errorf("%s reads %v, %v", who, all, err)
		}
	}
	if !strings.HasPrefix(lines(), "1:") {
		t.Error("who may not read is in the register as if they had")
	}
	if _, err := k.people.Refer(ctx, granted, Referral{WorkerID: k.worker, Municipality: "San Severo", Reason: "Assiste da sola la madre, senza alcun aiuto"}); err != nil {
		t.Fatal(err)
	}
	want("referred", due(granted, k.office.id))
	p = k.deepened(k.operator, area("casa", "4", "", ""))
	want("again, on the day of the referral", due(granted, k.office.id), p.ID)
	q := k.deepened(foggia, area("casa", "4", "", ""))
	want("a later one is another office's", due(granted, k.office.id))
	want("which has it", due(near, foggia.CPI()), q.ID)
	k.deepened(k.operator, nil)
	want("a later one has no areas", due(near, foggia.CPI()))

	// What is kept and does not hold is damage; without a line there is no answer.
	p = k.deepened(k.operator, area("casa", "4", "", ""))
	write(t, k.db, func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE profile SET proposes_referral=0 WHERE id=?", p.ID)
		return err
	})
	if damage, err := k.people.Recount(ctx); err != nil || len(damage) != 1 {
		t.Errorf("%v, %v", damage, err)
	}
	write(t, k.db, func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE profile SET proposes_referral=1 WHERE id=?", p.ID)
		return err
	})
	write(t, k.db, func(tx *db.Tx) error {
		_, err := tx.Exec("CREATE TRIGGER mute BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT,'no register'); END")
		return err
	})
	if all, n, err := k.people.ReferralsDue(ctx, granted, k.office.id, 20); err == nil || n != 0 || all != nil {
		t.Errorf("read without a line: %v, %v", all, err)
	}
	where, args := referralsDue(granted, k.office.id, k.db.Today())
	plan, err := db.Collect(ctx, k.db.Reader(), planStep, "EXPLAIN QUERY PLAN SELECT p.id"+where+" ORDER BY p.in_depth_on, p.id LIMIT 20", args...)
	if all := strings.Join(plan, "\n"); err != nil || strings.Contains(all, "SCAN") || strings.Contains(all, "TEMP B-TREE") || !strings.Contains(all, "profile_referral") || !strings.Contains(all, "social_referral_worker") {
		t.Errorf("%v\n%s", err, all)
	}
}

func planStep(r *sql.Rows) (step string, err error) {
	var id, parent, unused int
	err = r.Scan(&id, &parent, &unused, &step)
	return step, err
}
