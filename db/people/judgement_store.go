package people

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// judgements returns those of a person about profiles of the offices of whose special
// data the actor may know, newest first. The caller writes that they were read.
func judgements(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID int64) ([]ReferralJudgement, error) {
	scope, args := actor.SpecialScope("j.cpi_id")
	return db.Collect(ctx, tx, func(rows *sql.Rows) (j ReferralJudgement, err error) {
		err = rows.Scan(&j.WorkerID, &j.ProfileID, &j.ProfileOn, &j.Reason, &j.On, &j.By)
		return j, err
	}, `SELECT j.worker_id, j.profile_id, coalesce(p.in_depth_on,''), j.reason, j.judged_on, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=j.judged_by),'')
		FROM referral_judgement j JOIN profile p ON p.id=j.profile_id WHERE j.worker_id=? AND `+scope+" ORDER BY j.profile_id DESC", append([]any{workerID}, args...)...)
}

// referralDueOf returns the profile of a person that waits to be thought of, the zero
// one when none does or when it is of an office of whose special data the actor may
// not know. The caller has checked that the person is the actor's.
func referralDueOf(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID int64) (ReferralDue, error) {
	scope, args := actor.SpecialScope("p.cpi_id")
	due, err := db.Collect(ctx, tx, func(rows *sql.Rows) (r ReferralDue, err error) {
		err = rows.Scan(&r.WorkerID, &r.ProfileID, &r.Surname, &r.Name, &r.On)
		return r, err
	}, "SELECT p.worker_id, p.id, w.surname, w.name, p.in_depth_on FROM profile p JOIN worker w ON w.id=p.worker_id WHERE p.worker_id=? AND "+waits+" AND "+scope, append([]any{workerID}, args...)...)
	if err != nil || len(due) == 0 {
		return ReferralDue{}, err
	}
	return due[0], nil // only the last one completed waits
}

// JudgeReferral records that a profile of a person, which proposes a referral, needs
// none, and why: it waits no more. db.ErrNotFound for a profile of an office of whose
// special data the actor may not know, db.Stale for one that does not wait any more.
// The refusals name why.
func (s *Store) JudgeReferral(ctx context.Context, actor rule.Actor, workerID, profileID int64, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, _, _, err := specialTx(ctx, tx, actor, workerID); err != nil {
			return err
		}
		p, err := profileOf(ctx, tx, workerID, profileID)
		if err == nil && !slices.Contains(actor.SpecialCPIs(), p.CPI) {
			err = db.ErrNotFound
		}
		if err != nil {
			return err
		}
		due, err := referralDueOf(ctx, tx, actor, workerID)
		switch {
		case err != nil:
			return err
		case due.ProfileID != profileID:
			return db.Stale{Current: int(due.ProfileID)}
		}
		if err := checkJudgement(reason).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO referral_judgement(profile_id,worker_id,cpi_id,reason,judged_on,judged_at,judged_by) VALUES(?,?,?,?,?,?,?)",
			profileID, workerID, p.CPI, reason, tx.Today, tx.Now, actor.UserID); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "segnalazione.valutata", Subject: "referral_judgement", SubjectID: profileID, WorkerID: workerID})
	})
}

// judgementFacts compares whose each judgement is, and that its profile proposes, with
// the profile.
const judgementFacts = `SELECT j.profile_id, j.worker_id||' '||j.cpi_id||' 1' AS kept, p.worker_id||' '||p.cpi_id||' '||p.proposes_referral AS said
	FROM referral_judgement j JOIN profile p ON p.id=j.profile_id WHERE kept<>said`
