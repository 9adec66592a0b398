package access

import (
	"context"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// sendTx puts a letter into the outbox in the transaction of the act it tells of.
func sendTx(ctx context.Context, tx *db.Tx, actor rule.Actor, l letter) error {
	_, err := archive.MailTx(ctx, tx, actor, archive.Mail{Kind: l.kind, To: l.to, Subject: l.subject, Body: l.body, UserID: l.userID, Private: l.private})
	return err
}
