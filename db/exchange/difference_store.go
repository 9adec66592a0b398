package exchange

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/reference"
	"sportello/db/rule"
)

// readable returns the differences as people read them: offices and places by
// name, and each change said once. What is stored stays a code.
func (s *Store) readable(ctx context.Context, list []Difference) ([]Difference, error) {
	said := map[string]bool{}
	changed := map[string]bool{}
	for _, d := range list {
		changed[d.Column] = true
	}
	var out []Difference
	for _, d := range list {
		if words := nameOf[d.Column]; words != "" && changed[words] {
			continue // the name beside it says the same
		}
		var err error
		if d.Before, err = s.named(ctx, d.Column, d.Before); err != nil {
			return nil, err
		}
		if d.After, err = s.named(ctx, d.Column, d.After); err != nil {
			return nil, err
		}
		// the person's record and the row of the list may change alike
		key := d.Label() + "\x00" + rule.Fold(d.Before) + "\x00" + rule.Fold(d.After)
		if !said[key] {
			said[key] = true
			out = append(out, d)
		}
	}
	return out, nil
}

// named returns the name behind the code of a column, the value itself where
// the column holds none.
func (s *Store) named(ctx context.Context, column, value string) (string, error) {
	if _, coded := nameOf[column]; !coded || value == "" {
		return value, nil
	}
	if column == "cpi_id" {
		id, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return value, nil // is a name already
		}
		var name string
		err = s.db.Reader().QueryRowContext(ctx, "SELECT name FROM cpi WHERE id=?", id).Scan(&name)
		return name, db.Classify(err)
	}
	p, err := reference.NewStore(s.db).BirthPlace(ctx, value, "")
	if errors.Is(err, db.ErrNotFound) {
		return value, nil // a code that no table has
	}
	return strings.TrimSpace(rule.PlaceName(p.Name) + " (" + value + ")"), err
}
