package people

import (
	"context"

	"sportello/db"
	"sportello/db/rule"
)

// ProfileOn returns the last qualitative profile of a person completed by a day,
// nil when there is none. The caller has checked that the person is the reader's.
func ProfileOn(ctx context.Context, q db.Querier, workerID int64, on rule.Date) (*Profile, error) {
	all, err := profiles(ctx, q, "p.id=(SELECT max(id) FROM profile WHERE worker_id=? AND completed_on<=?)", workerID, on)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}
