package db_test

import (
	"cmp"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"

	"pgregory.net/rapid"
)

// spot is a row of a list that has nothing but its place.
type spot db.Place

func (s spot) Place() db.Place { return db.Place(s) }

// TestPagesShowEveryRowOnce walks lists down and up again, by the addresses that
// the pages give, with rows of the same moment among them.
func TestPagesShowEveryRowOnce(t *testing.T) {
	d, _ := dbtest.Open(t)
	scan := func(r *sql.Rows) (s spot, err error) { err = r.Scan(&s.By, &s.ID); return }
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SliceOfN(rapid.IntRange(1, 4), 0, 23).Draw(t, "days")
		size := rapid.IntRange(1, 6).Draw(t, "size")
		var all []spot
		var values []string
		for n, day := range days {
			all = append(all, spot{fmt.Sprintf("2026-11-%02d", day), int64(n + 1)})
			values = append(values, fmt.Sprintf("('2026-11-%02d',%d)", day, n+1))
		}
		slices.SortFunc(all, func(a, b spot) int { return -cmp.Or(strings.Compare(a.By, b.By), cmp.Compare(a.ID, b.ID)) })
		query := "SELECT day, id FROM (SELECT '' AS day, 0 AS id WHERE 0 UNION ALL SELECT * FROM (VALUES" + strings.Join(values, ",") + ")) WHERE 1=1"
		if len(all) == 0 {
			query = "SELECT day, id FROM (SELECT '' AS day, 0 AS id) WHERE 0"
		}
		page := func(w db.Window) db.Slice[spot] {
			s, err := db.ReadPage(t.Context(), d.Reader(), scan, db.Listed{By: "day", ID: "id", Size: size}, w, query)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		var down []spot
		var pages []db.Slice[spot]
		for below := ""; ; {
			p := page(db.Window{Below: db.ParsePlace(below)})
			down, pages = append(down, p.Rows...), append(pages, p)
			if p.Less != (len(pages) > 1) {
				t.Fatalf("page %d: rows above %v", len(pages), p.Less)
			}
			if _, below = p.Ends(); below == "" {
				break
			}
		}
		if !slices.Equal(down, all) {
			t.Fatalf("got %v, want %v", down, all)
		}
		for n := len(pages) - 1; n > 0; n-- { // and up again: the pages that came down
			above, _ := pages[n].Ends()
			p := page(db.Window{Above: db.ParsePlace(above)})
			if !slices.Equal(p.Rows, pages[n-1].Rows) || !p.More || p.Less != (n > 1) {
				t.Fatalf("above page %d: %+v, want %+v", n, p, pages[n-1])
			}
		}
	})
}

func TestAPlaceIsReadBackOrThereIsNone(t *testing.T) {
	for _, p := range []db.Place{{By: "2026-11-24", ID: 7}, {By: "2026-11-24T08:00:00.000Z", ID: 1 << 40}, {By: "", ID: 1}} {
		if got := db.ParsePlace(p.String()); got != p {
			t.Errorf("%v becomes %v", p, got)
		}
	}
	for _, text := range []string{"", "2026-11-24", "2026-11-24|", "2026-11-24|x", "2026-11-24|-1", "2026-11-24|0"} {
		if got := db.ParsePlace(text); got != (db.Place{}) {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func TestCountByKind(t *testing.T) {
	d, _ := dbtest.Open(t)
	type kind string
	got, err := db.CountBy[kind](t.Context(), d.Reader(), "SELECT column1, count(*) FROM (VALUES('a'),('b'),('a')) GROUP BY column1")
	if err != nil || len(got) != 2 || got["a"] != 2 || got["b"] != 1 {
		t.Errorf("%v %v", got, err)
	}
}
