package access

import (
	"context"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// withKey are the letters that hold a link which opens an account: their text
// is for the addressee alone.
var withKey = map[string]bool{"conferma_registrazione": true, "nuova_password": true, "invito": true}

// sendTx puts a letter into the outbox in the transaction of the act it tells of.
func sendTx(ctx context.Context, tx *db.Tx, actor rule.Actor, l letter) error {
	_, err := archive.MailTx(ctx, tx, actor, archive.Mail{
		Kind: l.kind, To: l.to, Subject: l.subject, Body: l.body, UserID: l.userID, Private: withKey[l.kind],
	})
	return err
}
