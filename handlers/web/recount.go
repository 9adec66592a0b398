package web

import (
	"context"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/indicators"
	"sportello/db/people"
)

// Recounts returns the comparisons of what areas keep beside their facts with
// those facts, for the check on the page and on the command line.
func Recounts() []archive.Recount {
	return []archive.Recount{
		{Name: "lavoratori", Check: func(ctx context.Context, d *db.DB) ([]string, error) { return people.NewStore(d).Recount(ctx) }},
		{Name: "bilanci", Check: func(ctx context.Context, d *db.DB) ([]string, error) { return bilancio.NewStore(d).Recount(ctx) }},
		indicators.Recount,
	}
}
