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

// Standing is a fact of another area that a registration asks for: the person
// has it from a day to another, both included.
type Standing struct {
	WorkerID    int64
	Kind        string
	ReferenceID int64 // the fact
	CPI         int64 // the office of the fact, 0 for none
	From, To    rule.Date
}

// StandTx writes down that a person has a standing; "" for no end yet. A fact
// told again replaces what was told of it.
func StandTx(ctx context.Context, tx *db.Tx, s Standing) error {
	if s.To == "" {
		s.To = Forever
	}
	if err := UnstandTx(ctx, tx, s.WorkerID, s.Kind, s.ReferenceID); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO standing(worker_id,kind,valid_from,valid_to,reference_id,cpi_id) VALUES(?,?,?,?,?,?)", s.WorkerID, s.Kind, s.From, s.To, s.ReferenceID, db.Null(s.CPI))
	if err != nil || s.Kind != StandingDID {
		return err
	}
	return TouchInterviewsTx(ctx, tx, s.WorkerID)
}

// UnstandTx takes away what was told of a fact.
func UnstandTx(ctx context.Context, tx *db.Tx, workerID int64, kind string, referenceID int64) error {
	if kind == StandingDID {
		if err := TouchInterviewsTx(ctx, tx, workerID); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, "DELETE FROM standing WHERE worker_id=? AND kind=? AND reference_id=?", workerID, kind, referenceID)
	return err
}
