// Package migrations holds the schema, one file an area, and the reference
// data that come with every database.
package migrations

import (
	"embed"

	"github.com/pressly/goose/v3"
)

// SQL are the schema migrations.
//
//go:embed *.sql
var SQL embed.FS

var goMigrations []*goose.Migration

// Go returns the migrations that load reference data from the embedded files.
func Go() []*goose.Migration { return goMigrations }
