package migrations

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/pressly/goose/v3"
)

func init() {
	goMigrations = append(goMigrations,
		goose.NewGoMigration(61, &goose.GoFunc{RunTx: loadOpeningHours}, nil),
		goose.NewGoMigration(95, &goose.GoFunc{RunTx: newOfficesOpen}, nil))
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

// newOfficesOpen gives the same hours to every office added later: without, its
// agenda would have no place to offer and nobody would know why. It is a trigger
// because offices are of an area that knows of no agenda.
func newOfficesOpen(ctx context.Context, tx *sql.Tx) error {
	var rows []string
	for _, h := range usualHours {
		rows = append(rows, fmt.Sprintf("(NEW.id,%d,%d,%d)", h.weekday, h.opens, h.closes))
	}
	_, err := tx.ExecContext(ctx, "CREATE TRIGGER new_office_hours AFTER INSERT ON cpi BEGIN INSERT INTO opening_hours(cpi_id,weekday,opens,closes) VALUES "+
		strings.Join(rows, ",")+"; END")
	return err
}
