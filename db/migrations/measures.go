package migrations

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

func init() {
	goMigrations = append(goMigrations, goose.NewGoMigration(151, &goose.GoFunc{RunTx: loadMeasures}, nil))
}

// loadMeasures fills the table measure of migration 150.
func loadMeasures(ctx context.Context, tx *sql.Tx) error {
	l := &loader{ctx: ctx, tx: tx}
	add, done := l.insert("measure", "letter", "title", "codes", "description", "notes")
	l.each("misure_toscana.csv", []string{"letter", "measure", "idolarti_codes", "description", "notes"}, func(f []string) {
		add(f[0], f[1], f[2], f[3], f[4])
	})
	done()
	return l.err
}
