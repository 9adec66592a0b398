package agenda

import (
	"context"

	"sportello/db"
	"sportello/db/rule"
)

// AttendOrientationTx marks an appointment of base orientation as attended,
// inside the act that holds the interview, and so registers C.1; one that was
// marked already, and registered then, stays as it is. minutes are the effective
// ones, 0 for those planned. Refused for an appointment of another kind, of
// another person, missed, or of a day to come.
func AttendOrientationTx(ctx context.Context, tx *db.Tx, actor rule.Actor, id, worker int64, minutes int) error {
	a, err := forWriting(ctx, tx, actor, id, 0)
	switch {
	case err != nil:
		return err
	case a.Worker != worker:
		return db.ErrNotFound
	case a.Kind != KindOrientation || a.Bilancio != 0:
		return rule.Refuse("appointment", "Questo appuntamento non è un colloquio di orientamento: scegline uno di quel tipo.")
	case a.State == Attended:
		return nil
	}
	operator := actor.UserID
	if actor.System {
		operator = a.Operator
	}
	return outcomeTx(ctx, tx, actor, a, ActAttend, minutes, operator)
}
