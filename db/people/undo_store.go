package people

import (
	"context"

	"sportello/db"
	"sportello/db/rule"
)

// SetReferenceDate moves the reference date of a row that a newer load found
// unchanged, so that an older load coming later does not write over it; or moves
// it back, when that load is undone.
func (l *Loader) SetReferenceDate(ctx context.Context, rowID int64, reference rule.Date) error {
	_, err := l.exec(ctx, "UPDATE list_row SET reference_date=? WHERE id=?", reference, rowID)
	return err
}

// RestoreWorker takes back what a load changed in a person's record: each
// column, given as value before and after the load, that still says what the
// load wrote.
func (l *Loader) RestoreWorker(ctx context.Context, id int64, changed map[string][2]string, reason string) error {
	var w Worker
	if err := l.row(ctx, "SELECT "+readColumns+" FROM worker w WHERE w.id=?", []any{id}, w.targets()...); err != nil {
		return db.Classify(err)
	}
	before := map[string]string{}
	for column, values := range changed {
		if w.Value(column) == values[1] {
			before[column] = values[0]
		}
	}
	_, err := l.UpdateWorker(ctx, w, before, SourceImport, reason)
	return err
}
