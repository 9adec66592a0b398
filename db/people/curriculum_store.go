package people

import (
	"context"

	"sportello/db/reference"
	"sportello/db/rule"
)

// Curriculum returns the CV that the card of a person makes today, in the words
// of the actor's office; db.ErrNotFound for a person whose record is not the
// actor's.
func (s *Store) Curriculum(ctx context.Context, actor rule.Actor, workerID int64) (c Curriculum, err error) {
	w, err := ownWorker(ctx, s.db.Reader(), actor, s.db.Today(), workerID)
	if err != nil {
		return c, err
	}
	// The record holds the code of a citizenship chosen from the table.
	if e, err := reference.NewStore(s.db).Title(ctx, reference.TableCitizenships, w.Citizenship); err == nil {
		w.Citizenship = e.Name
	}
	sections, err := s.Sections(ctx, workerID)
	if err != nil {
		return c, err
	}
	leanings, err := s.Propensioni(ctx, actor, workerID)
	if err != nil {
		return c, err
	}
	var office string
	if actor.CPI() != 0 {
		err = s.db.Reader().QueryRowContext(ctx, "SELECT name FROM cpi WHERE id=?", actor.CPI()).Scan(&office)
	}
	return CurriculumOf(w, sections, Holding(leanings), office, s.db.Today()), err
}
