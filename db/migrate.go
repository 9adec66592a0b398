package db

import (
	"context"
	"database/sql"
	"fmt"

	"sportello/db/migrations"

	"github.com/pressly/goose/v3"
)

// migrate brings the schema and the reference data up to date.
func migrate(ctx context.Context, writer *sql.DB) error {
	provider, err := goose.NewProvider(goose.DialectSQLite3, writer, migrations.SQL,
		goose.WithGoMigrations(migrations.Go()...), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("aggiornamento della base dati: %w", err)
	}
	return nil
}
