package people

import (
	"context"

	"sportello/db"
	"sportello/db/registry"
	"sportello/db/rule"
)

// The references of the services that the record itself leaves in the ledger.
const (
	ReferenceReception = "accoglienza" // of a person who was not in the archive
	ReferenceRecord    = "scheda"      // of a record that was brought up to date
)

// receivedTx registers that a new user was received: A.1. Who is added away from
// an office was received by none.
func receivedTx(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID int64) error {
	if actor.CPI() == 0 {
		return nil
	}
	_, err := DeliverStandardTx(ctx, tx, actor, registry.DeliveredService{WorkerID: workerID, CPI: actor.CPI(), Operator: actor.UserID, Code: "A.1", On: tx.Today,
		Reference: ReferenceReception, ReferenceID: workerID})
	return err
}

// revisedTx registers that a person's record was brought up to date: B.2, as
// revisedTodayTx does; a save that changed nothing is none.
func revisedTx(ctx context.Context, tx *db.Tx, actor rule.Actor, before Worker) error {
	var version int
	if err := tx.QueryRowContext(ctx, "SELECT version FROM worker WHERE id=?", before.ID).Scan(&version); err != nil || version == before.Version {
		return err
	}
	return revisedTodayTx(ctx, tx, actor, before.ID)
}

// revisedTodayTx registers B.2 once a person and day, however often the card is
// saved. One that somebody annulled that day does not come back.
func revisedTodayTx(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID int64) error {
	if actor.CPI() == 0 {
		return nil
	}
	var said bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS(SELECT 1 FROM delivered_service WHERE worker_id=? AND delivered_on=? AND code='B.2' AND (annulled_at IS NULL OR reference=?))`,
		workerID, tx.Today, ReferenceRecord).Scan(&said)
	if err != nil || said {
		return err
	}
	_, err = DeliverStandardTx(ctx, tx, actor, registry.DeliveredService{WorkerID: workerID, CPI: actor.CPI(), Operator: actor.UserID, Code: "B.2", On: tx.Today,
		Reference: ReferenceRecord, ReferenceID: workerID})
	return err
}
