package conditionality_test

import (
	"errors"
	"testing"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/conditionality"
	"sportello/db/dbtest"
	"sportello/db/rule"
)

// special adds the grant for the special data of the actor's office.
func special(a rule.Actor) rule.Actor {
	g := a.Grants[0]
	g.Role = rule.RoleSpecialData
	a.Grants = append([]rule.Grant{a.Grants[0]}, g)
	return a
}

// TestAReasonIsForWhoHasTheGrant: for all others it is not there, and their asking
// leaves it unread; each reading is a line that says whose it was and not what.
func TestAReasonIsForWhoHasTheGrant(t *testing.T) {
	dbtest.Proves(t, "condizionalità 9")
	o := open(t)
	id := o.draft(o.miss(o.worker, agenda.KindOther, agenda.ActMiss), conditionality.MissedCall)
	o.ok(o.store.File(t.Context(), o.head, id, 1, conditionality.Closing{Reason: "malattia", Text: "  Certificato portato allo sportello "}))
	o.clock.Set(o.db.Today().AddDays(1).At(9 * 60))
	o.ok(o.store.Annul(t.Context(), o.head, id, 2, conditionality.Closing{Reason: conditionality.Other, Text: "Era di un'altra persona"}))
	if n := o.notice(id); n.Ground != conditionality.WithReason || n.AnnulledGround != conditionality.WithOther || n.Ground.Words() != "Motivo giustificato" || n.AnnulledGround.Words() != "Altro motivo" {
		t.Errorf("%+v", n)
	}
	lines := func() (n int) {
		o.ok(o.db.Reader().QueryRowContext(t.Context(), "SELECT count(*) FROM audit WHERE action='condizionalita.motivo_letto'").Scan(&n))
		return n
	}
	alone := special(o.operator)
	alone.Grants = alone.Grants[1:]
	for who, actor := range map[string]rule.Actor{"operator": o.operator, "head": o.head, "administrator": o.admin, "grant elsewhere": special(o.elsewhere), "the grant alone": alone,
		"province": o.user("Piera", rule.RoleProvince, "provincia:FG"), "both, in two offices": {UserID: 99, Grants: []rule.Grant{o.operator.Grants[0], special(o.elsewhere).Grants[1]}}} {
		if n, all, err := o.store.Reasons(t.Context(), actor, id); !errors.Is(err, db.ErrNotFound) || len(all) != 0 || n.ID != 0 {
			t.Errorf("%s reads %+v, %v", who, all, err)
		}
	}
	if n := lines(); n != 0 {
		t.Errorf("%d readings of who may not read", n)
	}
	reader := special(o.operator)
	n, all, err := o.store.Reasons(t.Context(), reader, id)
	if err != nil || n.ID != id || len(all) != 2 || all[0].Closing.Words() != "Malattia o infortunio. Certificato portato allo sportello" || all[0].What() != "Perché è archiviato" ||
		all[1].Closing.Words() != "Era di un'altra persona" || all[1].What() != "Perché è annullato" || all[1].SavedBy != "Teresa Prova" || all[1].SavedAt.Date() != o.db.Today() {
		t.Errorf("%+v, %v", all, err)
	}
	var user, subject, worker int64
	var words string
	o.ok(o.db.Reader().QueryRowContext(t.Context(), "SELECT user_id, subject_id, worker_id, subject||'|'||fields||'|'||reason FROM audit WHERE action='condizionalita.motivo_letto'").Scan(&user, &subject, &worker, &words))
	if lines() != 1 || user != reader.UserID || subject != id || worker != o.worker || words != "conditionality_reason||" {
		t.Errorf("%d lines: user %d, notice %d, person %d, %q", lines(), user, subject, worker, words)
	}
	// Without a line there is no answer.
	o.ok(o.db.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("CREATE TRIGGER mute BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT,'no register'); END")
		return err
	}))
	if n, all, err := o.store.Reasons(t.Context(), reader, id); err == nil || len(all) != 0 || n.ID != 0 {
		t.Errorf("read without a line: %+v, %v", all, err)
	}
}
