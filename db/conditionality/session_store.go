package conditionality

import (
	"context"

	"sportello/db"
	"sportello/db/rule"
)

// MissedAt returns, by person, the absences at a session that the actor may judge, or
// see what was thought of; none while the module is off.
func (s *Store) MissedAt(ctx context.Context, actor rule.Actor, session int64) (map[int64]Fact, error) {
	if on, err := s.On(ctx); err != nil || !on {
		return nil, err
	}
	from := missed[1]
	scope, args := actor.OfficeScope(from.office)
	found, err := db.Collect(ctx, s.db.Reader(), scanFact, "SELECT "+factColumns+" FROM (SELECT * FROM ("+from.rows+" AND g.id=? AND "+scope+")"+counted+")"+factTables, append([]any{session}, args...)...)
	out := map[int64]Fact{}
	for _, f := range found {
		if f.NoticeID != 0 || worksIn(actor, f.CPI) {
			out[f.WorkerID] = f
		}
	}
	return out, err
}
