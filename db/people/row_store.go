package people

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"slices"

	"sportello/db"
	"sportello/db/rule"
)

// inScope returns db.ErrNotFound when the province is none of the actor's.
func inScope(actor rule.Actor, province string) error {
	if actor.Regional() || slices.Contains(actor.Provinces(), province) {
		return nil
	}
	return db.ErrNotFound
}

// listedColumns are the columns that scanListed reads, of list_row r, worker w
// and cpi c; the one argument is the province of the list, to which contacts
// are shown only if the record is its own.
const listedColumns = `r.id, r.list_id, r.worker_id, r.province, r.cpi_id, r.load_id, r.reference_date, r.residence, r.company, r.company_tax_id,
	r.job, r.study_title, r.benefit, r.benefit_from, r.benefit_to, coalesce(r.benefit_months,0), r.dismissed_on,
	r.convocation, r.convocation_on, r.no_shows, r.last_no_show_on, r.riscontro, r.bilancio, r.version, c.name,
	w.codice_fiscale, w.surname, w.name, w.birth_date, w.sex, w.phone, w.email,
	? IN (w.home_province, w.residence_province, w.domicile_province)`

func scanListed(rows *sql.Rows) (ListedRow, error) {
	var r ListedRow
	var isOwn bool
	c := &r.Convocation
	err := rows.Scan(&r.ID, &r.ListID, &r.WorkerID, &r.Province, &r.CPI, &r.LoadID, &r.ReferenceDate, &r.Residence, &r.Company, &r.CompanyTaxID,
		&r.Job, &r.StudyTitle, &r.Benefit, &r.BenefitFrom, &r.BenefitTo, &r.BenefitMonths, &r.DismissedOn,
		&c.State, &c.On, &c.NoShows, &c.LastNoShowOn, &r.Riscontro, &r.Bilancio, &r.Version, &r.Office,
		&r.CodiceFiscale, &r.Surname, &r.Name, &r.BirthDate, &r.Sex, &r.Phone, &r.Email, &isOwn)
	if !isOwn {
		r.Phone, r.Email = "", ""
	}
	return r, err
}

const listedFrom = " CROSS JOIN worker w ON w.id=r.worker_id CROSS JOIN cpi c ON c.id=r.cpi_id"

// Page returns one page of a list of one of the actor's provinces.
func (s *Store) Page(ctx context.Context, actor rule.Actor, f Filter, at Cursor) (Page, error) {
	if err := inScope(actor, f.Province); err != nil {
		return Page{}, err
	}
	if f.empty() || f.Query.Error != "" {
		return Page{}, nil
	}
	q := s.db.Reader()
	start, err := cursorKey(ctx, q, f, at)
	if err != nil {
		return Page{}, err
	}
	backward := start != nil && at.Before != 0
	keys, few, truncated, err := s.gatherForPage(ctx, &f)
	if err != nil {
		return Page{}, err
	}
	var rows []ListedRow
	var more bool
	if few {
		rows, more, err = s.pageOfKeys(ctx, f, keys, start, backward)
	} else {
		rows, more, err = s.pageOfWalk(ctx, f, start, backward)
	}
	if err != nil {
		return Page{}, err
	}
	if backward && !more { // the beginning was reached: the first page is a whole one
		return s.Page(ctx, actor, f, Cursor{})
	}
	p := Page{Rows: rows, Truncated: truncated, HasPrev: start != nil, HasNext: more || backward}
	if len(rows) > 0 {
		p.Previous, p.Next = Cursor{Before: rows[0].ID}, Cursor{After: rows[len(rows)-1].ID}
	}
	return p, nil
}

// cursorKey returns the key of the row that a page begins at, nil for the
// start. A row that is gone, or of another list, is the start.
func cursorKey(ctx context.Context, q db.Querier, f Filter, at Cursor) (*key, error) {
	id := at.After
	if id == 0 {
		id = at.Before
	}
	if id == 0 {
		return nil, nil
	}
	var k key
	err := q.QueryRowContext(ctx, "SELECT "+keyColumns+" FROM list_row r WHERE r.id=? AND r.list_id=? AND r.province=?", id, f.ListID, f.Province).Scan(k.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &k, err
}

// pageOfWalk returns a page along the index of the order.
func (s *Store) pageOfWalk(ctx context.Context, f Filter, start *key, backward bool) (rows []ListedRow, more bool, err error) {
	for r, err := range s.walkRows(ctx, f, start, backward, PageSize+1) {
		if err != nil {
			return nil, false, err
		}
		rows = append(rows, r)
	}
	if more = len(rows) > PageSize; more {
		rows = rows[:PageSize]
	}
	if backward {
		slices.Reverse(rows)
	}
	return rows, more, nil
}

// walkRows yields up to limit rows (-1 for all) along the index of the order.
func (s *Store) walkRows(ctx context.Context, f Filter, start *key, backward bool, limit int) iter.Seq2[ListedRow, error] {
	return func(yield func(ListedRow, error) bool) {
		legs, err := s.legs(ctx, f, start, backward)
		if err != nil {
			yield(ListedRow{}, err)
			return
		}
		for _, leg := range legs {
			if limit == 0 {
				return
			}
			query, args := walkQuery(leg.filter, leg.start, backward, limit)
			rows, err := s.db.Reader().QueryContext(ctx, query, args...)
			if err != nil {
				yield(ListedRow{}, err)
				return
			}
			for rows.Next() {
				r, err := scanListed(rows)
				limit--
				if !yield(r, err) || err != nil {
					rows.Close()
					return
				}
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil {
				yield(ListedRow{}, err)
				return
			}
		}
	}
}

// walkQuery returns the statement of one stretch of the walk.
func walkQuery(f Filter, start *key, backward bool, limit int) (string, []any) {
	w := f.conditions()
	if len(f.Query.Words) > 0 { // only a search too broad to gather walks
		from, to := f.Query.prefix()
		w.add("r.surname_fold>=? AND r.surname_fold<?", from, to)
	}
	source := f.walk().source(&w)
	order := f.from(&w, start, backward)
	query := "SELECT " + listedColumns + " FROM " + source + listedFrom + " WHERE " + w.String() + " ORDER BY " + order + " LIMIT ?"
	return query, append(append([]any{f.Province}, w.args...), limit)
}

// leg is one stretch of a walk: the whole list, or one office of it.
type leg struct {
	filter Filter
	start  *key
}

// legs returns the stretches to walk. In the order of offices there is one for
// each, from that of the start on.
func (s *Store) legs(ctx context.Context, f Filter, start *key, backward bool) ([]leg, error) {
	if f.Sort != SortCPI || f.CPI != 0 {
		return []leg{{f, start}}, nil
	}
	offices, err := s.officesOf(ctx, f.Province)
	if err != nil {
		return nil, err
	}
	if f.Descending != backward {
		slices.Reverse(offices)
	}
	if start != nil {
		if at := slices.Index(offices, start.cpi); at > 0 {
			offices = offices[at:]
		}
	}
	var out []leg
	for _, id := range offices {
		l := leg{filter: f}
		l.filter.CPI = id
		if start != nil && id == start.cpi {
			l.start = start
		}
		out = append(out, l)
	}
	return out, nil
}

// officesOf returns the offices of a province in the order of their names.
func (s *Store) officesOf(ctx context.Context, province string) ([]int64, error) {
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT id FROM cpi WHERE province=? ORDER BY name_fold, id", province)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

// pageOfKeys returns a page of gathered rows, put in order here.
func (s *Store) pageOfKeys(ctx context.Context, f Filter, keys []key, start *key, backward bool) (rows []ListedRow, more bool, err error) {
	compare, err := s.ordering(ctx, f)
	if err != nil {
		return nil, false, err
	}
	slices.SortFunc(keys, compare)
	if start != nil {
		at, found := slices.BinarySearchFunc(keys, *start, compare)
		if backward {
			keys = keys[:at]
		} else {
			if found {
				at++
			}
			keys = keys[at:]
		}
	}
	if more = len(keys) > PageSize; more {
		if backward {
			keys = keys[len(keys)-PageSize:]
		} else {
			keys = keys[:PageSize]
		}
	}
	rows, err = s.rowsOf(ctx, f.Province, keys)
	return rows, more, err
}

// ordering returns the order of the filter, descending included.
func (s *Store) ordering(ctx context.Context, f Filter) (func(a, b key) int, error) {
	rank := map[int64]int{}
	if f.Sort == SortCPI {
		offices, err := s.officesOf(ctx, f.Province)
		if err != nil {
			return nil, err
		}
		for i, id := range offices {
			rank[id] = i
		}
	}
	if f.Descending {
		return func(a, b key) int { return f.compare(b, a, rank) }, nil
	}
	return func(a, b key) int { return f.compare(a, b, rank) }, nil
}

// rowsOf returns the rows of the keys, in their order.
func (s *Store) rowsOf(ctx context.Context, province string, keys []key) ([]ListedRow, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(keys))
	for i, k := range keys {
		ids[i] = k.id
	}
	marks, args := db.In(ids)
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT "+listedColumns+" FROM list_row r"+listedFrom+" WHERE r.id IN "+marks, append([]any{province}, args...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	byID := make(map[int64]ListedRow, len(keys))
	for rows.Next() {
		r, err := scanListed(rows)
		if err != nil {
			return nil, err
		}
		byID[r.ID] = r
	}
	out := make([]ListedRow, 0, len(keys))
	for _, id := range ids {
		if r, ok := byID[id]; ok {
			out = append(out, r)
		}
	}
	return out, rows.Err()
}

// All yields every row of the filter in its order: what the page shows, for
// the file. A search that found more than it shows yields what it shows.
func (s *Store) All(ctx context.Context, actor rule.Actor, f Filter) iter.Seq2[ListedRow, error] {
	return func(yield func(ListedRow, error) bool) {
		err := inScope(actor, f.Province)
		if err == nil && (f.empty() || f.Query.Error != "") {
			return
		}
		var keys []key
		var few bool
		if err == nil {
			keys, few, _, err = s.gather(ctx, &f)
		}
		if err != nil {
			yield(ListedRow{}, err)
			return
		}
		if !few {
			s.walkRows(ctx, f, nil, false, -1)(yield)
			return
		}
		compare, err := s.ordering(ctx, f)
		slices.SortFunc(keys, compare)
		var rows []ListedRow
		if err == nil {
			rows, err = s.rowsOf(ctx, f.Province, keys)
		}
		if err != nil {
			yield(ListedRow{}, err)
		}
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}
