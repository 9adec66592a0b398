package people

import (
	"context"

	"sportello/db"
	"sportello/db/rule"
)

// WorkerTx is Worker inside another area's act: the same scope, and Partial
// when only a row of a list is the actor's. Today is the act's.
func WorkerTx(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64) (Worker, error) {
	return scopedWorker(ctx, tx, actor, tx.Today, "w.id=?", id)
}
