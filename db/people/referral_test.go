package people

import (
	"errors"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/rule"
)

// A referral is for who has the grant of its office: for all others it is not
// there, whatever else they may do, and their asking leaves it unread.
func TestAReferralIsForWhoHasTheGrant(t *testing.T) {
	dbtest.Proves(t, "orientamento 8")
	k := newCounter(t)
	ctx := t.Context()
	granted, foggia := k.head, operatorOf(13, officeNamed(t, k.db, "Foggia"))
	special := func(a rule.Actor) rule.Actor {
		g := a.Grants[0]
		g.Role = rule.RoleSpecialData
		a.Grants = append([]rule.Grant{a.Grants[0]}, g)
		return a
	}
	granted, near := special(granted), special(foggia)
	r := Referral{WorkerID: k.worker, Municipality: "San Severo", Reason: "Assiste da sola la madre, senza alcun aiuto"}
	for who, actor := range map[string]rule.Actor{"operator": k.operator, "head": k.head, "Foggia": foggia} {
		if _, err := k.people.Refer(ctx, actor, r); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s refers: %v", who, err)
		}
	}
	if _, err := k.people.Refer(ctx, granted, r); err != nil {
		t.Fatal(err)
	}
	for who, actor := range map[string]rule.Actor{"operator": k.operator, "head": k.head, "Foggia": foggia} {
		if all, err := k.people.Referrals(ctx, actor, k.worker); !errors.Is(err, db.ErrNotFound) || len(all.Referrals) != 0 {
			t.Errorf("%s reads: %+v %v", who, all, err)
		}
		if err := k.people.SetReferralOutcome(ctx, actor, k.worker, 1, 1, "presa_in_carico", "2026-11-24", ""); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s writes the outcome: %v", who, err)
		}
	}
	if n := k.one("SELECT count(*) FROM audit WHERE action='segnalazione.letta'"); n != "0" {
		t.Errorf("%s readings of who may not read", n)
	}
	if all, err := k.people.Referrals(ctx, granted, k.worker); err != nil || len(all.Referrals) != 1 || all.Referrals[0].Reason != r.Reason {
		t.Errorf("%+v %v", all, err)
	}
	if all, err := k.people.Referrals(ctx, near, k.worker); err != nil || len(all.Referrals) != 0 { // the grant is of an office
		t.Errorf("who has the grant in Foggia reads %+v, %v", all, err)
	}
	if n := k.one("SELECT count(*) FROM audit WHERE action='segnalazione.letta'"); n != "2" {
		t.Errorf("%s readings written", n)
	}
}
