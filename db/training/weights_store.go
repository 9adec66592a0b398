package training

import (
	"context"
	"encoding/json"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

const weightsSetting = "training.weights"

// WeightsSubject names the weights in the register of acts.
const WeightsSubject = "weights"

// storedWeights is how the weights are kept.
type storedWeights struct {
	Weights
	Version int
}

func readWeights(text string) (storedWeights, error) {
	stored := storedWeights{Weights: DefaultWeights}
	if text == "" {
		return stored, nil
	}
	return stored, json.Unmarshal([]byte(text), &stored)
}

// Weights returns the weights of the ranking in this installation.
func (s *Store) Weights(ctx context.Context) (Weights, error) {
	w, _, err := s.WeightsVersion(ctx)
	return w, err
}

// WeightsVersion returns the weights with their version, 0 for those of the
// programme.
func (s *Store) WeightsVersion(ctx context.Context) (Weights, int, error) {
	text, err := s.db.Setting(ctx, weightsSetting)
	if err != nil {
		return DefaultWeights, 0, err
	}
	stored, err := readWeights(text)
	return stored.Weights, stored.Version, err
}

// SetWeights sets the weights of the ranking; only who keeps the tables may. The
// refusals are those of Check; a version that is not the stored one is db.Stale.
func (s *Store) SetWeights(ctx context.Context, actor rule.Actor, w Weights, version int) error {
	if !actor.Has(rule.RoleAdmin, rule.RoleRegion) {
		return db.ErrNotFound
	}
	if err := w.Check(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var text string
		if err := tx.QueryRowContext(ctx, "SELECT coalesce((SELECT value FROM setting WHERE key=?),'')", weightsSetting).Scan(&text); err != nil {
			return err
		}
		stored, err := readWeights(text)
		if err != nil {
			return err
		}
		if stored.Version != version {
			return db.Stale{Current: stored.Version}
		}
		var changed []string
		for _, c := range w.Scale(true).Criteria {
			if w.Points(c.Code) != stored.Points(c.Code) {
				changed = append(changed, c.Code)
			}
		}
		value, err := json.Marshal(storedWeights{w, version + 1})
		if err != nil {
			return err
		}
		if err := db.SetSettingTx(ctx, tx, weightsSetting, string(value)); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "percorsi.pesi_cambiati", Subject: WeightsSubject, SubjectID: 1, Fields: changed})
	})
}
