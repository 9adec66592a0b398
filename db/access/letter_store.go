package access

import (
	"context"

	"sportello/db"
	"sportello/db/rule"
)

// sendTx puts a letter into the outbox in the transaction of the act it tells of.
func sendTx(ctx context.Context, tx *db.Tx, actor rule.Actor, l letter) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO mail(kind,recipient,subject,body,user_id,state,next_attempt_at,created_at,created_by)
		VALUES(?,?,?,?,?,'in_coda',?,?,?)`, l.kind, l.to, l.subject, l.body, db.Null(l.userID), tx.Now, tx.Now, actor.UserID)
	return err
}
