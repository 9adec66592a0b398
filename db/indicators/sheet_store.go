package indicators

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"sportello/db"
	"sportello/db/rule"
)

// Store keeps the figures of one installation.
type Store struct {
	db      *db.DB
	tallies tallies
	shares  shares
}

// NewStore returns the figures of the database.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// Sheet are the figures of a scope in a year.
type Sheet struct {
	Scope  Scope
	Year   int
	Months [12]Month
	Lines  []Line
}

// Month says how far a month is.
type Month struct {
	Month  string // 2026-11
	Open   int    // offices that have not closed it
	Closed bool   // all have
	Future bool   // has not begun
	Over   bool   // its last day has passed
	Worked bool   // something that is counted happened in it
	Amends bool   // closed by all, and what its figures are made of has changed since
}

// Line is an indicator with its figures.
type Line struct {
	Indicator Indicator
	Months    [12]Figure
	Year      Figure
}

// Sheet returns the figures of a scope in a year. A month that every office has
// closed is told as it was kept, with what a count of today would amend; the
// others are counted. The year counts a person once.
func (s *Store) Sheet(ctx context.Context, scope Scope, year int, only func(Indicator) bool) (Sheet, error) {
	sheet := Sheet{Scope: scope, Year: year}
	closing, err := s.closing(ctx, scope, year)
	if err != nil {
		return sheet, err
	}
	var open []string
	for m := range sheet.Months {
		month := MonthOf(year, m+1)
		n := len(scope.Offices) - len(closing[month])
		sheet.Months[m] = Month{Month: month, Open: n, Closed: n == 0 && len(scope.Offices) > 0, Future: month > s.db.Today().Month(), Over: s.db.Today() >= ClosesFrom(month)}
		if !sheet.Months[m].Closed && !sheet.Months[m].Future {
			open = append(open, month)
		}
	}
	if err := s.worked(ctx, scope, &sheet); err != nil {
		return sheet, err
	}
	kept, err := s.kept(ctx, scope, year)
	if err != nil {
		return sheet, err
	}
	amended, err := s.amended(ctx, scope, closing)
	if err != nil {
		return sheet, err
	}
	for m := range sheet.Months {
		sheet.Months[m].Amends = slices.Contains(amended, sheet.Months[m].Month)
	}
	of, err := s.tallied(ctx, scope, append(slices.Clone(open), amended...))
	if err != nil {
		return sheet, err
	}
	elsewhere, err := s.elsewhere(ctx, sheet, of)
	if err != nil {
		return sheet, err
	}
	for _, i := range All {
		if only != nil && !only(i) {
			continue
		}
		l := Line{Indicator: i}
		if i.Awaits == "" {
			l = sheet.line(i, of, open, kept)
			l.amendYear(sheet, of, elsewhere[i.Code])
		}
		sheet.Lines = append(sheet.Lines, l)
	}
	return sheet, nil
}

// line returns an indicator's figures.
func (sheet Sheet) line(i Indicator, of map[officeMonth]*tally, open []string, kept map[keptKey]keptValue) Line {
	l := Line{Indicator: i, Year: Figure{Parts: map[Cell]int{}}}
	closed, persons := 0, [][]counted{}
	for m, month := range sheet.Months {
		f := Figure{Parts: map[Cell]int{}, Closed: month.Closed}
		if month.Closed {
			closed = m + 1
			for _, cell := range cells {
				k := kept[keptKey{month.Month, i.Code, cell}]
				f.add(cell, k.value, k.cases)
				if i.Counts == Persons {
					l.Year.add(cell, k.cases, 0)
				} else {
					l.Year.add(cell, k.value, k.cases)
				}
			}
			if month.Amends {
				f.amend(i, of, sheet.Scope.Offices, month.Month)
			}
		} else if slices.Contains(open, month.Month) {
			if i.Counts == Persons {
				of := together(i, of, sheet.Scope.Offices, month.Month)
				f, persons = figureOf(of), append(persons, of)
			} else {
				f = figure(i, of, sheet.Scope.Offices, month.Month)
				l.Year.merge(f)
			}
		}
		l.Months[m] = f
	}
	if i.Counts == Persons {
		l.Year.merge(newInYear(persons, sheet.Scope, closed))
	}
	return l
}

func (f *Figure) add(c Cell, value, cases int) {
	f.Value, f.Cases = f.Value+value, f.Cases+cases
	if value != 0 {
		f.Parts[c] += value
	}
}

// cells are all the parts that a figure may have.
var cells = func() (out []Cell) {
	for _, sex := range []string{"F", "M", ""} {
		for _, band := range Bands() {
			out = append(out, Cell{sex, band})
		}
	}
	return out
}()

// count counts an indicator in the months, in all the offices together.
func count(ctx context.Context, q db.Querier, offices []int64, i Indicator, months []string) (map[string]Figure, error) {
	out := map[string]Figure{}
	if len(months) == 0 || i.Awaits != "" {
		return out, nil
	}
	query := `SELECT month, sex, band, count(*), count(*) FROM (SELECT month, who, sex, band, min(day) FROM (` + facts[i.facts] + `) GROUP BY month, who) GROUP BY month, sex, band`
	switch i.Counts {
	case Events:
		query = `SELECT month, sex, band, count(*), count(*) FROM (` + facts[i.facts] + `) GROUP BY month, sex, band`
	case Days, Visits:
		query = `SELECT month, sex, band, sum(days), count(*) FROM (` + facts[i.facts] + `) GROUP BY month, sex, band`
	}
	rows, err := q.QueryContext(ctx, query, jsonOf(offices), jsonOf(months))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var month string
		var c Cell
		var value, cases int
		if err := rows.Scan(&month, &c.Sex, &c.Band, &value, &cases); err != nil {
			return nil, err
		}
		f := out[month]
		if f.Parts == nil {
			f.Parts = map[Cell]int{}
		}
		f.add(c, value, cases)
		out[month] = f
	}
	return out, rows.Err()
}

func jsonOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil || string(b) == "null" {
		return "[]"
	}
	return string(b)
}

type keptKey struct {
	month, indicator string
	cell             Cell
}

type keptValue struct{ value, cases int }

// kept returns the figures of the closed months of a year.
func (s *Store) kept(ctx context.Context, scope Scope, year int) (map[keptKey]keptValue, error) {
	out := map[keptKey]keptValue{}
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT month, indicator, sex, age_band, value, cases FROM sheet_value WHERE scope=? AND month BETWEEN ? AND ?",
		scope.Key(), MonthOf(year, 1), MonthOf(year, 12))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var k keptKey
		var v keptValue
		if err := rows.Scan(&k.month, &k.indicator, &k.cell.Sex, &k.cell.Band, &v.value, &v.cases); err != nil {
			return nil, err
		}
		out[k] = v
	}
	return out, rows.Err()
}

// closing returns the offices of the scope that have closed each month of a
// year.
func (s *Store) closing(ctx context.Context, scope Scope, year int) (map[string][]int64, error) {
	out := map[string][]int64{}
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT cpi_id, month FROM month_close WHERE cpi_id IN (SELECT value FROM json_each(?)) AND month BETWEEN ? AND ?",
		jsonOf(scope.Offices), MonthOf(year, 1), MonthOf(year, 12))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var cpi int64
		var month string
		if err := rows.Scan(&cpi, &month); err != nil {
			return nil, err
		}
		out[month] = append(out[month], cpi)
	}
	return out, rows.Err()
}

// amended returns the months that every office has closed and in which what the
// figures are made of has changed since.
func (s *Store) amended(ctx context.Context, scope Scope, closing map[string][]int64) ([]string, error) {
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT DISTINCT m.month FROM month_close m JOIN figure_change c ON c.cpi_id=m.cpi_id AND c.month=m.month
		WHERE m.cpi_id IN (SELECT value FROM json_each(?)) AND c.changes<>m.changes`, jsonOf(scope.Offices))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var month string
		if err := rows.Scan(&month); err != nil {
			return nil, err
		}
		if len(closing[month]) == len(scope.Offices) {
			out = append(out, month)
		}
	}
	return out, rows.Err()
}

// worked says in which months of the sheet something happened.
func (s *Store) worked(ctx context.Context, scope Scope, sheet *Sheet) error {
	months, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (m string, err error) { err = r.Scan(&m); return }, `SELECT DISTINCT month FROM figure_change
		WHERE cpi_id IN (SELECT value FROM json_each(?)) AND month BETWEEN ? AND ?`, jsonOf(scope.Offices), MonthOf(sheet.Year, 1), MonthOf(sheet.Year, 12))
	for m := range sheet.Months {
		sheet.Months[m].Worked = slices.Contains(months, sheet.Months[m].Month)
	}
	return err
}

// MonthOf returns a month as the sheet names it: 2026-11.
func MonthOf(year, month int) string {
	d, _ := rule.NewDate(year, month, 1)
	return d.Month()
}
