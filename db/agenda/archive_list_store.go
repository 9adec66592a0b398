package agenda

import (
	"context"
	"slices"
	"strings"

	"sportello/db/rule"
)

// Archive returns a page of the appointments that any operator of the office
// has recorded, newest first. Without filters the first page begins with today:
// the days to come are the page before it. An office out of scope has none.
func (s *Store) Archive(ctx context.Context, actor rule.Actor, f Filter, c Cursor) (Page, error) {
	where, args := f.where(actor, rule.InstantOf(s.db.Now()))
	var page Page
	if err := s.db.Reader().QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1 FROM appointment a "+where+" LIMIT ?)",
		append(slices.Clone(args), CountLimit+1)...).Scan(&page.Total); err != nil {
		return page, err
	}
	opening := c.ID == 0 && f.opensToday()
	if opening {
		c = Cursor{Day: s.db.Today().AddDays(1), ID: 1}
	}
	page, err := s.archivePage(ctx, where, args, c, page)
	if !opening || err != nil {
		return page, err
	}
	if len(page.Rows) == 0 { // only days to come
		return s.archivePage(ctx, where, args, Cursor{}, page)
	}
	page.HasPrev, err = s.existsAfter(ctx, where, args, c.Day)
	return page, err
}

// opensToday reports whether the first page of the filter begins with today
// rather than with the farthest day to come.
func (f Filter) opensToday() bool { return f.State == "" && f.From == "" && f.To == "" && f.Name == "" }

func (s *Store) existsAfter(ctx context.Context, where string, args []any, day rule.Date) (found bool, err error) {
	err = s.db.Reader().QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM appointment a "+where+" AND a.day>=?)", append(slices.Clone(args), day)...).Scan(&found)
	return found, err
}

// archivePage reads the rows of the page that begins at the cursor.
func (s *Store) archivePage(ctx context.Context, where string, args []any, c Cursor, page Page) (Page, error) {
	order := "DESC"
	args = slices.Clone(args)
	if c.ID != 0 {
		compare := "<"
		if c.Back {
			compare, order = ">", "ASC"
		}
		where += " AND (a.day, a.starts, a.id) " + compare + " (?,?,?)"
		args = append(args, c.Day, c.Starts, c.ID)
	}
	rows, err := appointments(ctx, s.db.Reader(), where+" ORDER BY a.day "+order+", a.starts "+order+", a.id "+order+" LIMIT ?", append(args, PageSize+1)...)
	if err != nil {
		return page, err
	}
	more := len(rows) > PageSize
	if more {
		rows = rows[:PageSize]
	}
	if c.Back {
		slices.Reverse(rows)
	}
	page.Rows = rows
	page.HasNext, page.HasPrev = more, c.ID != 0
	if c.Back {
		page.HasNext, page.HasPrev = true, more
	}
	return page, nil
}

// where returns the condition of the filter, which begins with the office so
// that an index leads.
func (f Filter) where(actor rule.Actor, now rule.Instant) (string, []any) {
	scope, scopeArgs := actor.OfficeScope("a.cpi_id")
	where := "WHERE a.cpi_id=? AND " + scope
	args := append([]any{f.CPI}, scopeArgs...)
	and := func(cond string, more ...any) {
		where += " AND " + cond
		args = append(args, more...)
	}
	if f.Operator != 0 {
		and("a.operator_id=?", f.Operator)
	}
	switch f.State {
	case "":
	case FilterToCome:
		and("a.state='fissato' AND a.ends_at>?", now)
	case FilterToFill:
		and("a.state='fissato' AND a.ends_at<=?", now)
	default:
		and("a.state=?", f.State)
	}
	if f.Kind != "" {
		and("a.kind=?", f.Kind)
	}
	if f.From != "" {
		and("a.day>=?", f.From)
	}
	if f.To != "" {
		and("a.day<=?", f.To)
	}
	if prefixes := namePrefixes(f.Name); prefixes != nil {
		var parts []string
		var names []any
		for _, p := range prefixes {
			if p[1] == "" {
				parts = append(parts, "surname_fold>=? AND surname_fold<?")
				names = append(names, p[0], p[0]+"\U0010FFFF")
				continue
			}
			parts = append(parts, "surname_fold=? AND name_fold>=? AND name_fold<?")
			names = append(names, p[0], p[1], p[1]+"\U0010FFFF")
		}
		and("a.worker_id IN (SELECT id FROM worker WHERE "+strings.Join(parts, " OR ")+")", names...)
	}
	return where, args
}

// Count returns how many appointments the office has on record, up to
// CountLimit+1.
func (s *Store) Count(ctx context.Context, actor rule.Actor, cpi int64) (n int, err error) {
	where, args := Filter{CPI: cpi}.where(actor, "")
	err = s.db.Reader().QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1 FROM appointment a "+where+" LIMIT ?)", append(args, CountLimit+1)...).Scan(&n)
	return n, err
}
