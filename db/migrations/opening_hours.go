package migrations

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

func init() {
	goMigrations = append(goMigrations, goose.NewGoMigration(61, &goose.GoFunc{RunTx: loadOpeningHours}, nil))
}

// usualHours are the opening hours every office starts with: mornings Monday
// to Friday, afternoons on Tuesday and Thursday, as most offices of the region
// publish them. Each office sets its own.
var usualHours = []struct{ weekday, opens, closes int }{
	{1, 510, 780}, {2, 510, 780}, {3, 510, 780}, {4, 510, 780}, {5, 510, 780},
	{2, 900, 1020}, {4, 900, 1020},
}

// loadOpeningHours gives every office its first opening hours.
func loadOpeningHours(ctx context.Context, tx *sql.Tx) error {
	for _, h := range usualHours {
		if _, err := tx.ExecContext(ctx, "INSERT INTO opening_hours(cpi_id,weekday,opens,closes) SELECT id,?,?,? FROM cpi ORDER BY id",
			h.weekday, h.opens, h.closes); err != nil {
			return err
		}
	}
	return nil
}
