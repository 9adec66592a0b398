package indicators

import (
	"context"
	"database/sql"
	"strconv"

	"sportello/db"
	"sportello/db/rule"
)

// ScopeOf returns the scope of a key, db.ErrNotFound when there is none that the
// actor may read.
func (s *Store) ScopeOf(ctx context.Context, actor rule.Actor, key string) (Scope, error) {
	scope, ok := parseKey(key)
	if !ok {
		return scope, db.ErrNotFound
	}
	all, err := s.scopes(ctx)
	if err != nil {
		return scope, err
	}
	for _, known := range all {
		if known.Key() == scope.Key() && known.mayRead(actor) {
			known.Names, known.Closes, known.Bases = known.mayName(actor), known.mayClose(actor), known.mayBase(actor)
			return known, nil
		}
	}
	return scope, db.ErrNotFound
}

// Scopes returns the scopes that the actor may read, the narrowest that is the
// actor's own first.
func (s *Store) Scopes(ctx context.Context, actor rule.Actor) ([]Scope, error) {
	all, err := s.scopes(ctx)
	if err != nil {
		return nil, err
	}
	var out []Scope
	for _, scope := range all {
		if scope.mayRead(actor) {
			scope.Names, scope.Closes, scope.Bases = scope.mayName(actor), scope.mayClose(actor), scope.mayBase(actor)
			out = append(out, scope)
		}
	}
	return out, nil
}

// scopes returns the region, the provinces and the offices: the sums first.
func (s *Store) scopes(ctx context.Context) ([]Scope, error) {
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT c.id, c.name, c.pilot, p.sigla, p.name FROM cpi c JOIN province p ON p.sigla=c.province
		WHERE c.valid_from<=?1 AND c.valid_to>=?1 ORDER BY p.name, c.name`, s.db.Today())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	region := Scope{Kind: rule.ScopeRegion, Label: "Regione"}
	var provinces, offices []Scope
	for rows.Next() {
		o := Scope{Kind: rule.ScopeCPI}
		var office, province string
		if err := rows.Scan(&o.CPI, &office, &o.Pilot, &o.Province, &province); err != nil {
			return nil, err
		}
		o.Label, o.Offices = "CPI "+office, []int64{o.CPI}
		offices = append(offices, o)
		if n := len(provinces); n == 0 || provinces[n-1].Province != o.Province {
			provinces = append(provinces, Scope{Kind: rule.ScopeProvince, Province: o.Province, Label: "Provincia di " + province})
		}
		last := &provinces[len(provinces)-1]
		last.Offices, region.Offices = append(last.Offices, o.CPI), append(region.Offices, o.CPI)
	}
	return append(append([]Scope{region}, provinces...), offices...), rows.Err()
}

// Years returns the years of which the scope has figures, the latest first: from
// the first in which something was recorded to this one.
func (s *Store) Years(ctx context.Context, scope Scope) ([]int, error) {
	last := s.db.Today().Time().Year()
	var first sql.NullString
	if err := s.db.Reader().QueryRowContext(ctx, "SELECT min(month) FROM figure_change WHERE cpi_id IN (SELECT value FROM json_each(?))", jsonOf(scope.Offices)).Scan(&first); err != nil {
		return nil, err
	}
	from := last
	if len(first.String) >= 4 {
		if y, err := strconv.Atoi(first.String[:4]); err == nil {
			from = max(y, last-maxYears+1)
		}
	}
	var out []int
	for y := last; y >= from; y-- {
		out = append(out, y)
	}
	return out, nil
}

// maxYears bounds the choice of years: a date typed wrong makes no long list.
const maxYears = 20
