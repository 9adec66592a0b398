package db

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"
)

// Place is where a row stands in a list: by a day or an instant, and among equals
// by its id.
type Place struct {
	By string
	ID int64
}

// Placed is a row that says where it stands.
type Placed interface{ Place() Place }

// String returns the place as addresses bear it, «by|id».
func (p Place) String() string { return p.By + "|" + strconv.FormatInt(p.ID, 10) }

// ParsePlace returns the place that an address bears; none, the zero Place, for a
// text that is not one.
func ParsePlace(text string) Place {
	by, id, _ := strings.Cut(text, "|")
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n <= 0 {
		return Place{}
	}
	return Place{by, n}
}

// Window is the page of a list that is wanted: what follows a row, or what comes
// before one; the first page without either. Lists begin with the latest, so that
// what follows is older.
type Window struct {
	Below Place // the last row seen, for the next page
	Above Place // the first row seen, for the page before
}

// Slice is one page of a list, the latest first.
type Slice[T Placed] struct {
	Rows []T
	More bool // there are rows below
	Less bool // there are rows above
}

// Ends returns the places to go on from: above the first row and below the last,
// each "" where nothing is.
func (s Slice[T]) Ends() (above, below string) {
	if len(s.Rows) == 0 {
		return "", ""
	}
	if s.Less {
		above = s.Rows[0].Place().String()
	}
	if s.More {
		below = s.Rows[len(s.Rows)-1].Place().String()
	}
	return above, below
}

// Listed says how the rows of a list stand: by which columns, how many to a page.
type Listed struct {
	By, ID string
	Size   int
}

// ReadPage returns the page of the window from a query that ends with its
// conditions. It reads one row more than it returns, from an index on both columns.
func ReadPage[T Placed](ctx context.Context, q Querier, scan func(*sql.Rows) (T, error), l Listed, w Window, query string, args ...any) (Slice[T], error) {
	at, compare, order := w.Below, "<", " DESC"
	if w.Above.ID != 0 {
		at, compare, order = w.Above, ">", ""
	}
	if at.ID != 0 {
		query += " AND (" + l.By + "," + l.ID + ")" + compare + "(?,?)"
		args = append(args, at.By, at.ID)
	}
	rows, err := Collect(ctx, q, scan, query+" ORDER BY "+l.By+order+", "+l.ID+order+" LIMIT ?", append(args, l.Size+1)...)
	if err != nil {
		return Slice[T]{}, err
	}
	further := len(rows) > l.Size
	s := Slice[T]{Rows: rows[:min(len(rows), l.Size)], More: further, Less: at.ID != 0}
	if w.Above.ID != 0 {
		slices.Reverse(s.Rows)
		s.More, s.Less = true, further
	}
	return s, nil
}

// CountBy returns how many rows there are of each kind, from a query of the kind
// and its count.
func CountBy[K ~string](ctx context.Context, q Querier, query string, args ...any) (map[K]int, error) {
	type count struct {
		of K
		n  int
	}
	all, err := Collect(ctx, q, func(r *sql.Rows) (c count, err error) { err = r.Scan(&c.of, &c.n); return }, query, args...)
	out := map[K]int{}
	for _, c := range all {
		out[c.of] = c.n
	}
	return out, err
}
