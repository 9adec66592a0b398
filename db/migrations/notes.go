package migrations

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

func init() {
	goMigrations = append(goMigrations, goose.NewGoMigration(127, &goose.GoFunc{RunTx: notesInItalian}, nil))
}

// notesInItalian writes the notes to the transcription as the files have them:
// they were in English, and administrators read them. What an administrator has
// changed since has another source, and keeps its notes.
func notesInItalian(ctx context.Context, tx *sql.Tx) error {
	l := &loader{ctx: ctx, tx: tx}
	write := func(table, source string) func([]string) {
		return func(f []string) {
			if l.err == nil {
				_, l.err = tx.ExecContext(ctx, "UPDATE "+table+" SET notes=? WHERE code=? AND source=?", f[1], f[0], source)
			}
		}
	}
	l.each("servizi_marche.csv", []string{"code", "notes"}, write("service_code", sourceMarche))
	l.each("prestazioni_masterplan.csv", []string{"code", "notes"}, write("prestazione", sourceMasterplan))
	return l.err
}
