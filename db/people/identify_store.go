package people

import (
	"context"

	"sportello/db"
	"sportello/db/rule"
)

// Identify returns at most limit persons whom the text names, by codice fiscale
// or by name, with their identity alone: an administrator, who opens no record,
// asks the register of acts who read one. To anybody else it is db.ErrNotFound.
func (s *Store) Identify(ctx context.Context, actor rule.Actor, q Query, limit int) ([]Worker, error) {
	if !actor.Has(rule.RoleAdmin) {
		return nil, db.ErrNotFound
	}
	found, err := s.SearchWorkers(ctx, rule.System, q.Text, limit)
	for i := range found {
		found[i] = found[i].identity()
	}
	return found, err
}

// IdentifyID returns the identity of one person, as Identify does.
func (s *Store) IdentifyID(ctx context.Context, actor rule.Actor, id int64) (Worker, error) {
	if !actor.Has(rule.RoleAdmin) {
		return Worker{}, db.ErrNotFound
	}
	w, err := s.Worker(ctx, rule.System, id)
	return w.identity(), err
}
