package pacts

import (
	"context"
	"strings"

	"sportello/db"
	"sportello/db/rule"
)

// ClosePhase closes the phase of an interview that is under way: the next one
// opens, and with the last the interview is concluded. The refusals are those of
// Interview.Obstacles. A phase closed already stays as it is.
func (s *Store) ClosePhase(ctx context.Context, actor rule.Actor, id int64, phase string) (closed Interview, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := interviewForWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		closed = i
		if i.Phases[phase].On != "" {
			return nil
		}
		if i.Phase() != phase && i.ClosedTo(phase) == "" {
			return db.ErrNotFound // its kind does not have it
		}
		facts, err := s.factsOf(ctx, tx, i, tx.Today)
		if err != nil {
			return err
		}
		if err := i.Obstacles(phase, facts).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO interview_phase(interview_id,phase,closed_on,closed_by) VALUES(?,?,?,?)", id, phase, tx.Today, actor.UserID); err != nil {
			return err
		}
		action := "colloquio.fase_chiusa"
		if all := i.PhaseCodes(); phase == all[len(all)-1] {
			action = "colloquio.concluso"
			if _, err := tx.ExecContext(ctx, "UPDATE interview SET closed_on=?, closed_by=? WHERE id=?", tx.Today, actor.UserID, id); err != nil {
				return err
			}
		}
		if err := interviewSavedTx(ctx, tx, actor, i, action, "", phase); err != nil {
			return err
		}
		closed, err = interview(ctx, tx, actor, id)
		return err
	})
	return closed, err
}

// StopInterview ends an interview that does not come to its end, with a reason:
// what was written stays.
func (s *Store) StopInterview(ctx context.Context, actor rule.Actor, id int64, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := openForWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		var refusals rule.Refusals
		if reason == "" {
			refusals.Add("reason", "Scrivi perché il colloquio si interrompe.")
		} else if err := rule.TooLong(reason, 1000); err != nil {
			refusals.Add("reason", err.Error())
		}
		if err := refusals.Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE interview SET stopped_on=?, stop_reason=? WHERE id=?", tx.Today, reason, id); err != nil {
			return err
		}
		return interviewSavedTx(ctx, tx, actor, i, "colloquio.interrotto", "")
	})
}
