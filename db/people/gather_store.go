package people

import (
	"context"
	"slices"
	"sync"

	"sportello/db/rule"
)

// gather returns the keys of all rows of the filter when some filter leaves
// few of them; few is false when they must be walked. truncated says that a
// search found more names than it keeps.
func (s *Store) gather(ctx context.Context, f *Filter) (keys []key, few, truncated bool, err error) {
	if len(f.Query.Words) > 0 {
		return s.gatherSearch(ctx, f)
	}
	narrow := f.narrow()
	if len(narrow) == 1 && narrow[0] == f.walk() {
		return nil, false, false, nil // the walk is along that very filter
	}
	for _, i := range narrow {
		from, w := f.along(i)
		keys, few, err = s.keysOf(ctx, from, w)
		if err != nil || few {
			return keys, few, false, err
		}
	}
	return nil, false, false, nil
}

// keysOf returns the keys of the rows that pass, unless they are more than a
// handful. Counting first is cheap beside reading a thousand keys in vain.
func (s *Store) keysOf(ctx context.Context, from string, w where) (keys []key, few bool, err error) {
	query, args := probeQuery(from, w)
	var n int
	if err := s.db.Reader().QueryRowContext(ctx, query, args...).Scan(&n); err != nil || n > handful {
		return nil, false, err
	}
	query, args = keysQuery(from, w)
	keys, err = s.keys(ctx, nil, query, args)
	return keys, err == nil, err
}

func probeQuery(from string, w where) (string, []any) {
	return "SELECT count(*) FROM (SELECT 1 FROM " + from + " WHERE " + w.String() + " LIMIT ?)", append(slices.Clone(w.args), handful+1)
}

func keysQuery(from string, w where) (string, []any) {
	return "SELECT " + keyColumns + " FROM " + from + " WHERE " + w.String() + " LIMIT ?", append(slices.Clone(w.args), handful+1)
}

// gatherSearch returns the rows whose surname begins with the text, and those
// with all its words at the beginning of any word of the name. When surnames
// alone are more than a handful they are walked, and the rest is left out.
func (s *Store) gatherSearch(ctx context.Context, f *Filter) (keys []key, few, truncated bool, err error) {
	from, w := surnameRange(*f)
	keys, few, err = s.keysOf(ctx, from, w)
	if err != nil {
		return nil, false, false, err
	}
	if !few {
		if f.Sort == SortName {
			return nil, false, false, nil
		}
		query, args := keysQuery(from, w)
		keys, err = s.keys(ctx, nil, query, args)
		return keys[:min(handful, len(keys))], err == nil, true, err
	}
	query, args := wordsQuery(*f)
	if query == "" {
		return keys, true, false, nil
	}
	keys, err = s.keys(ctx, keys, query, args)
	if len(keys) > handful {
		return keys[:handful], true, true, err
	}
	return keys, true, false, err
}

func surnameRange(f Filter) (string, where) {
	w := f.conditions()
	from, to := f.Query.prefix()
	w.add("r.surname_fold>=? AND r.surname_fold<?", from, to)
	i := byName
	if f.CPI != 0 {
		i = byCPI
	}
	return i.source(&w), w
}

func wordsQuery(f Filter) (string, []any) {
	match := f.Query.match()
	if match == "" {
		return "", nil
	}
	w := f.conditions()
	return "SELECT " + keyColumns + " FROM worker_fts CROSS JOIN list_row r ON r.worker_id=worker_fts.rowid WHERE worker_fts MATCH ? AND " + w.String() + " LIMIT ?",
		append(append([]any{match}, w.args...), handful+1)
}

// keys returns the keys that a query gives, added to those there are already.
func (s *Store) keys(ctx context.Context, there []key, query string, args []any) ([]key, error) {
	rows, err := s.db.Reader().QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	seen := make(map[int64]bool, len(there))
	for _, k := range there {
		seen[k.id] = true
	}
	for rows.Next() {
		var k key
		if err := rows.Scan(k.targets()...); err != nil {
			return nil, err
		}
		if !seen[k.id] {
			there = append(there, k)
		}
	}
	return there, rows.Err()
}

// Counts returns the numbers of rows by state under the filter, whatever state
// it asks for: what the tabs say. They are kept until a row of the list
// changes; what another area knows of the persons changes without it.
func (s *Store) Counts(ctx context.Context, actor rule.Actor, f Filter) (Counts, error) {
	if err := inScope(actor, f.Province); err != nil {
		return Counts{}, err
	}
	f.State, f.Sort, f.Descending = "", SortName, false
	if f.Query.Error != "" {
		return Counts{ByState: map[string]int{}}, nil
	}
	if f.Among != nil {
		return s.count(ctx, f)
	}
	at, err := s.countKey(ctx, f)
	if err != nil {
		return Counts{}, err
	}
	if c, ok := s.counts.get(at); ok {
		return c, nil
	}
	c, err := s.count(ctx, f)
	if err == nil {
		s.counts.put(at, c)
	}
	return c, err
}

// countKey returns what the counts under the filter depend on.
func (s *Store) countKey(ctx context.Context, f Filter) (countKey, error) {
	var changes int64
	err := s.db.Reader().QueryRowContext(ctx, "SELECT coalesce((SELECT changes FROM list_change WHERE list_id=? AND province=?),0)", f.ListID, f.Province).Scan(&changes)
	return countKey{f.ListID, f.Province, f.Query.Text, f.CPI, f.Riscontro, f.Benefit, f.Bilancio, f.NoShowSince, f.Today, changes}, err
}

// gatherForPage is gather. What a search finds for a page is what its tabs
// count: it is kept for them, so that they need not search again.
func (s *Store) gatherForPage(ctx context.Context, f *Filter) (keys []key, few, truncated bool, err error) {
	if len(f.Query.Words) == 0 || f.State != "" || f.Among != nil {
		return s.gather(ctx, f)
	}
	at, err := s.countKey(ctx, *f) // before the search: what changes meanwhile is counted anew
	if err != nil {
		return nil, false, false, err
	}
	if keys, few, truncated, err = s.gather(ctx, f); err == nil && few && !truncated {
		s.counts.put(at, countsOf(keys))
	}
	return keys, few, truncated, err
}

func countsOf(keys []key) Counts {
	c := Counts{All: len(keys), ByState: map[string]int{}}
	for _, k := range keys {
		c.ByState[k.state]++
	}
	return c
}

func (s *Store) count(ctx context.Context, f Filter) (Counts, error) {
	c := Counts{ByState: map[string]int{}}
	if len(f.Query.Words) > 0 || f.Among != nil {
		keys, few, _, err := s.gather(ctx, &f)
		if err != nil {
			return c, err
		}
		if few {
			return countsOf(keys), nil
		}
	}
	for _, state := range States {
		f.State = state.Value
		if f.empty() {
			continue
		}
		query, args := countQuery(f)
		var n int
		if err := s.db.Reader().QueryRowContext(ctx, query, args...).Scan(&n); err != nil {
			return c, err
		}
		c.ByState[state.Value] = n
		c.All += n
	}
	return c, nil
}

func countQuery(f Filter) (string, []any) {
	i := f.countSource()
	if len(f.Query.Words) > 0 {
		if i = byName; f.CPI != 0 {
			i = byCPI
		}
	}
	source, w := f.along(i)
	if len(f.Query.Words) > 0 {
		from, to := f.Query.prefix()
		w.add("r.surname_fold>=? AND r.surname_fold<?", from, to)
	}
	return "SELECT count(*) FROM (SELECT 1 FROM " + source + " WHERE " + w.String() + " LIMIT ?)", append(w.args, CountLimit+1)
}

// countCache keeps counts by what they depend on. The changes of the list are
// part of the key, and they are read from the database, so that a load by
// another process is seen too.
type countCache struct {
	mu   sync.Mutex
	kept map[countKey]Counts
}

type countKey struct {
	list            int64
	province, query string
	cpi             int64
	riscontro       string
	benefit         string
	bilancio        string
	noShowSince     rule.Date
	today           rule.Date
	changes         int64
}

const maxCounts = 2000

func (c *countCache) get(k countKey) (Counts, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.kept[k]
	return v, ok
}

func (c *countCache) put(k countKey, v Counts) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= maxCounts {
		c.kept = map[countKey]Counts{}
	}
	c.kept[k] = v
}
