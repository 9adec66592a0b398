package access

import (
	"context"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// ErrSpecialAlone refuses the grant for special data to who has no role in the
// office: it opens more of what one works on, and nothing by itself.
var ErrSpecialAlone = rule.Refuse("role", "«Dati particolari» si aggiunge a chi lavora già nell'ufficio: prima assegna il ruolo di operatore, responsabile o consulente.")

// specialTx refuses the grant for special data in an office where the account
// has no other role.
func specialTx(ctx context.Context, tx *db.Tx, userID int64, g rule.Grant) error {
	if g.Role != rule.RoleSpecialData {
		return nil
	}
	var works bool
	err := tx.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM role_grant WHERE user_id=? AND cpi_id=? AND role<>? AND revoked_at IS NULL)", userID, g.CPI, rule.RoleSpecialData).Scan(&works)
	if err == nil && !works {
		return ErrSpecialAlone
	}
	return err
}

// dropSpecialTx takes the grant for special data from an account in the offices
// where it has no other role any more.
func dropSpecialTx(ctx context.Context, tx *db.Tx, actor rule.Actor, userID int64) error {
	res, err := tx.ExecContext(ctx, `UPDATE role_grant SET revoked_at=?1, revoked_by=?2 WHERE user_id=?3 AND role=?4 AND revoked_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM role_grant o WHERE o.user_id=?3 AND o.cpi_id=role_grant.cpi_id AND o.role<>?4 AND o.revoked_at IS NULL)`,
		tx.Now, actor.UserID, userID, rule.RoleSpecialData)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "ruolo.revocato", Subject: "user", SubjectID: userID, Fields: []string{string(rule.RoleSpecialData)}})
}
