package conditionality

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// The acts that have a reason.
const (
	whenSetAside = "accantonamento"
	whenFiled    = "archiviazione"
	whenAnnulled = "annullamento"
)

// Reason is why there is no notice, or none any more: what keeps people from coming
// is their health or their family (GDPR, art. 9).
type Reason struct {
	Act     string
	Closing Closing
	SavedAt rule.Instant
	SavedBy string
}

// What says what it is the reason of.
func (r Reason) What() string {
	return map[string]string{whenSetAside: "Perché non si procede", whenFiled: "Perché è archiviato", whenAnnulled: "Perché è annullato"}[r.Act]
}

// reasonTx keeps the reason of an act apart from the notice. Whoever does the act
// may write it; who reads it afterwards is told by ReasonsReadableBy.
func reasonTx(ctx context.Context, tx *db.Tx, actor rule.Actor, n Notice, act string, c Closing) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO conditionality_reason(notice_id,act,worker_id,cpi_id,reason,words,saved_at,saved_by) VALUES(?,?,?,?,?,?,?,?)",
		n.ID, act, n.WorkerID, n.CPI, c.Reason, strings.TrimSpace(c.Text), tx.Now, actor.UserID)
	return err
}

// ReasonsReadableBy reports whether the actor may know of the special data of its
// office.
func (n Notice) ReasonsReadableBy(a rule.Actor) bool {
	return slices.Contains(a.SpecialCPIs(), n.CPI)
}

// Reasons returns a notice with its reasons to who may know of the special data of
// its office; db.ErrNotFound to all others. That they were read is written in the
// same transaction, before there is an answer.
func (s *Store) Reasons(ctx context.Context, actor rule.Actor, id int64) (n Notice, out []Reason, err error) {
	err = s.write(ctx, func(tx *db.Tx) error {
		if n, err = notice(ctx, tx, actor, id); err != nil {
			return err
		}
		if !n.ReasonsReadableBy(actor) {
			return db.ErrNotFound
		}
		if err := archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "condizionalita.motivo_letto", Subject: "conditionality_reason", SubjectID: n.ID, WorkerID: n.WorkerID}); err != nil {
			return err
		}
		scope, args := actor.SpecialScope("r.cpi_id")
		out, err = db.Collect(ctx, tx, func(rows *sql.Rows) (r Reason, err error) {
			err = rows.Scan(&r.Act, &r.Closing.Reason, &r.Closing.Text, &r.SavedAt, &r.SavedBy)
			return r, err
		}, "SELECT r.act, r.reason, r.words, r.saved_at, "+userName("r.saved_by")+" FROM conditionality_reason r WHERE r.notice_id=? AND "+scope+" ORDER BY r.act='annullamento'", append([]any{id}, args...)...)
		return err
	})
	if err != nil {
		return Notice{}, nil, err
	}
	return n, out, nil
}
