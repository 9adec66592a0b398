package main

import (
	"context"
	"fmt"
)

// cardEvents is how much has happened to the person whose card is measured.
const cardEvents = 400

// card measures the card of somebody with a long history, the services of which
// are registered here one by one, as an office would.
func (s *server) card(ctx context.Context, o options, t *table, c *client) error {
	workers, err := ids(ctx, o, "SELECT worker_id FROM list_row WHERE cpi_id="+home+" ORDER BY worker_id DESC LIMIT 1")
	if err != nil {
		return err
	}
	day := o.today
	for i := range cardEvents {
		if i%len(cardCodes) == 0 { // one of each a day: the second would be asked about
			if day, err = s.freeDay(ctx, o, day); err != nil {
				return err
			}
		}
		if _, err := c.register(ctx, workers[0], cardCodes[i%len(cardCodes)], day); err != nil {
			return err
		}
	}
	path := fmt.Sprintf("/lavoratori/%d", workers[0])
	took, err := repeat(o.n, func(int) error { _, err := c.get(ctx, path); return err })
	if err != nil {
		return err
	}
	n, err := count(ctx, o, "SELECT count(*) FROM delivered_service WHERE worker_id=?", workers[0])
	t.times("Card of a worker", took, thousands(n)+" services in the history, "+thousands(o.workers)+" persons in the database")
	return err
}

// cardCodes are what was delivered, in turn.
var cardCodes = []string{"A.1", "C.1", "E.2"}
