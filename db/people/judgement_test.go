package people

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/rule"
)

// TestAProfileJudgedToNeedNoReferralWaitsNoMore: who has the grant of the office says
// why, once; the next profile that proposes waits again, and a referral may be made
// all the same. For anybody else there is no judgement.
func TestAProfileJudgedToNeedNoReferralWaitsNoMore(t *testing.T) {
	dbtest.Proves(t, "orientamento 8")
	k := newCounter(t)
	ctx := t.Context()
	foggia := operatorOf(13, officeNamed(t, k.db, "Foggia"))
	special := func(a rule.Actor) rule.Actor {
		a.Grants = append(slices.Clone(a.Grants), rule.Grant{Role: rule.RoleSpecialData, Scope: rule.ScopeCPI, CPI: a.CPI()})
		return a
	}
	granted, near := special(k.head), special(foggia)
	waiting := func(what string, ids ...int64) {
		t.Helper()
		all, n, err := k.people.ReferralsDue(ctx, granted, k.office.id, 20)
		var got []int64
		for _, r := range all {
			got = append(got, r.ProfileID)
		}
		if err != nil || n != len(all) || !slices.Equal(got, ids) {
			t.Errorf("%s: %v waits, %d, %v; want %v", what, got, n, err, ids)
		}
		file, err := k.people.Referrals(ctx, granted, k.worker)
		if err != nil || (file.Due.ProfileID != 0) != (len(ids) > 0) || len(ids) > 0 && file.Due.ProfileID != ids[0] {
			t.Errorf("%s: the page has %+v, %v; want %v", what, file.Due, err, ids)
		}
		if damage, err := k.people.Recount(ctx); err != nil || len(damage) != 0 {
			t.Errorf("%s: %v, %v", what, damage, err)
		}
	}
	const why = "La famiglia è già seguita dai servizi"
	p := k.deepened(k.operator, area("famiglia", "2", "", "si"))
	waiting("proposed", p.ID)
	for who, actor := range map[string]rule.Actor{"operator": k.operator, "head": k.head, "Foggia": foggia, "grant of Foggia": near} {
		if err := k.people.JudgeReferral(ctx, actor, k.worker, p.ID, why); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s judges: %v", who, err)
		}
	}
	for reason, field := range map[string]string{"": "why", "   breve    ": "why", strings.Repeat("è", 501): "why"} {
		var refusals rule.Refusals
		if err := k.people.JudgeReferral(ctx, granted, k.worker, p.ID, reason); !errors.As(err, &refusals) || refusals.For(field) == "" {
			t.Errorf("%q: %v", reason, err)
		}
	}
	if n := k.one("SELECT count(*)||(SELECT count(*) FROM audit WHERE action='segnalazione.valutata') FROM referral_judgement"); n != "00" {
		t.Errorf("%s judgements of who may not, or without a reason", n)
	}
	waiting("nobody judged", p.ID)
	if err := k.people.JudgeReferral(ctx, granted, k.worker, p.ID, "  "+why+" "); err != nil {
		t.Fatal(err)
	}
	waiting("judged")
	var stale db.Stale
	if err := k.people.JudgeReferral(ctx, granted, k.worker, p.ID, why); !errors.As(err, &stale) {
		t.Errorf("judged twice: %v", err)
	}
	if line := k.one("SELECT group_concat(user_id||' '||subject||' '||subject_id||' '||worker_id||' '||fields||reason,'; ') FROM audit WHERE action='segnalazione.valutata'"); line != k.one("SELECT '12 referral_judgement '||?||' '||?||' '", p.ID, k.worker) {
		t.Errorf("the register says %q", line)
	}
	file, err := k.people.Referrals(ctx, granted, k.worker)
	if err != nil || len(file.Judgements) != 1 || file.Judgements[0].Reason != why || file.Judgements[0].On != k.db.Today() || file.Judgements[0].ProfileOn != p.InDepthOn {
		t.Errorf("%+v, %v", file, err)
	}
	before := k.one("SELECT count(*) FROM audit WHERE action='segnalazione.letta'")
	for who, actor := range map[string]rule.Actor{"operator": k.operator, "head": k.head, "Foggia": foggia} {
		if file, err := k.people.Referrals(ctx, actor, k.worker); !errors.Is(err, db.ErrNotFound) || len(file.Judgements) != 0 {
			t.Errorf("%s reads %+v, %v", who, file, err)
		}
	}
	if n := k.one("SELECT count(*) FROM audit WHERE action='segnalazione.letta'"); n != before {
		t.Errorf("%s readings, were %s", n, before)
	}
	if file, err := k.people.Referrals(ctx, near, k.worker); err != nil || len(file.Judgements) != 0 { // the grant is of an office
		t.Errorf("who has the grant in Foggia reads %+v, %v", file, err)
	}

	q := k.deepened(k.operator, area("casa", "4", "", ""))
	waiting("a later profile", q.ID)
	if err := k.people.JudgeReferral(ctx, granted, k.worker, p.ID, why); !errors.As(err, &stale) || stale.Current != int(q.ID) {
		t.Errorf("the profile before is judged: %v", err)
	}
	if err := k.people.JudgeReferral(ctx, granted, k.worker, q.ID, why); err != nil {
		t.Fatal(err)
	}
	waiting("judged too")
	if _, err := k.people.Refer(ctx, granted, Referral{WorkerID: k.worker, Municipality: "San Severo", Reason: "Assiste da sola la madre, senza alcun aiuto"}); err != nil {
		t.Fatal(err)
	}
	waiting("taken back")
	if file, err := k.people.Referrals(ctx, granted, k.worker); err != nil || len(file.Referrals) != 1 || len(file.Judgements) != 2 || file.Judgements[0].ProfileID != q.ID {
		t.Errorf("%+v, %v", file, err)
	}
	theirs := k.deepened(foggia, area("casa", "4", "", ""))
	waiting("the last one is another office's")
	if err := k.people.JudgeReferral(ctx, granted, k.worker, theirs.ID, why); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another office's is judged: %v", err)
	}

	// What is kept and does not hold is damage; without a line nothing is judged or read.
	k.exec("UPDATE referral_judgement SET cpi_id=? WHERE profile_id=?", foggia.CPI(), q.ID)
	if damage, err := k.people.Recount(ctx); err != nil || len(damage) != 1 || !strings.HasPrefix(damage[0], "referral_judgement ") {
		t.Errorf("%v, %v", damage, err)
	}
	k.exec("CREATE TRIGGER mute BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT,'no register'); END")
	if err := k.people.JudgeReferral(ctx, near, k.worker, theirs.ID, why); err == nil || k.one("SELECT count(*) FROM referral_judgement") != "2" {
		t.Errorf("judged without a line: %v", err)
	}
	if file, err := k.people.Referrals(ctx, granted, k.worker); err == nil || len(file.Judgements) != 0 || file.Due.ProfileID != 0 {
		t.Errorf("read without a line: %+v", file)
	}
}
