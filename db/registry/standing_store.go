package registry

import (
	"context"

	"sportello/db"
	"sportello/db/rule"
)

// The kinds of standing: what the registry must know of a person to say whether
// a service may be registered. Whoever owns the fact writes it down here.
const (
	StandingDID       = "did"
	StandingPatto     = "patto"
	StandingProfile1B = "profilo_1b"
	StandingL68       = "l68"
	StandingGG        = "programma_gg"
	StandingRdC       = "programma_rdc"
)

// Forever is the end of what has none yet.
const Forever rule.Date = "9999-12-31"

// StandTx writes down that a person has a standing from a day to another, both
// included; "" for no end yet. A fact told again replaces what was told of it.
func StandTx(ctx context.Context, tx *db.Tx, workerID int64, kind string, referenceID int64, from, to rule.Date) error {
	if to == "" {
		to = Forever
	}
	if err := UnstandTx(ctx, tx, workerID, kind, referenceID); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO standing(worker_id,kind,valid_from,valid_to,reference_id) VALUES(?,?,?,?,?)", workerID, kind, from, to, referenceID)
	return err
}

// UnstandTx takes away what was told of a fact.
func UnstandTx(ctx context.Context, tx *db.Tx, workerID int64, kind string, referenceID int64) error {
	_, err := tx.ExecContext(ctx, "DELETE FROM standing WHERE worker_id=? AND kind=? AND reference_id=?", workerID, kind, referenceID)
	return err
}
