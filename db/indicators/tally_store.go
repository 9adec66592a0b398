package indicators

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"sportello/db"
)

// tallied returns what the facts of months of a year come to in each office of
// the scope. Offices in which nothing has changed since
// they were counted last are not counted again.
func (s *Store) tallied(ctx context.Context, scope Scope, months []string) (map[officeMonth]*tally, error) {
	out := map[officeMonth]*tally{}
	if len(months) == 0 {
		return out, nil
	}
	// Read before the facts: what changes meanwhile is counted again the next time.
	stamps, err := s.stamps(ctx, scope, months)
	if err != nil {
		return nil, err
	}
	for _, month := range months {
		var missing []int64
		for _, cpi := range scope.Offices {
			k := officeMonth{cpi, month}
			if t, ok := s.tallies.get(k, stamps[k]); ok {
				out[k] = t
			} else {
				missing = append(missing, cpi)
			}
		}
		if len(missing) == 0 {
			continue
		}
		counted, err := s.countOffices(ctx, missing, month)
		if err != nil {
			return nil, err
		}
		for _, cpi := range missing {
			k := officeMonth{cpi, month}
			out[k] = counted[cpi]
			s.tallies.put(k, stamps[k], counted[cpi])
		}
	}
	return out, nil
}

// stamps returns which facts the tallies of today would be of.
func (s *Store) stamps(ctx context.Context, scope Scope, months []string) (map[officeMonth]stamp, error) {
	var closings int64
	year := months[0][:4]
	if err := s.db.Reader().QueryRowContext(ctx, "SELECT count(*) FROM month_close WHERE month BETWEEN ? AND ?", year+"-01", year+"-12").Scan(&closings); err != nil {
		return nil, err
	}
	out := map[officeMonth]stamp{}
	for _, cpi := range scope.Offices {
		for _, month := range months {
			out[officeMonth{cpi, month}] = stamp{closings: closings}
		}
	}
	type change struct {
		officeMonth
		n int64
	}
	changes, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (c change, err error) { err = r.Scan(&c.cpi, &c.month, &c.n); return },
		"SELECT cpi_id, month, changes FROM figure_change WHERE cpi_id IN (SELECT value FROM json_each(?)) AND month IN (SELECT value FROM json_each(?))", jsonOf(scope.Offices), jsonOf(months))
	for _, c := range changes {
		out[c.officeMonth] = stamp{c.n, closings}
	}
	return out, err
}

// countOffices counts every indicator in a month of each of the offices.
func (s *Store) countOffices(ctx context.Context, offices []int64, month string) (map[int64]*tally, error) {
	provinces, err := s.provinces(ctx)
	if err != nil {
		return nil, err
	}
	out := map[int64]*tally{}
	for _, cpi := range offices {
		out[cpi] = &tally{sums: map[string]Figure{}, persons: map[string][]counted{}}
	}
	for _, i := range All {
		switch {
		case i.Awaits != "":
		case i.Counts == Persons:
			err = s.countPersons(ctx, i, offices, month, provinces, out)
		default:
			err = s.countSums(ctx, i, offices, month, out)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, s.countChanges(ctx, offices, month, out)
}

func (s *Store) countPersons(ctx context.Context, i Indicator, offices []int64, month string, provinces map[int64]string, out map[int64]*tally) error {
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT f.cpi, f.who, f.sex, f.band, f.day, coalesce((SELECT group_concat(p.cpi_id||' '||substr(p.month,6)) FROM sheet_fact p
			WHERE p.worker_id=f.who AND p.indicator=?3 AND p.month BETWEEN ?4 AND ?5),'')
		FROM (SELECT cpi, who, sex, band, CAST(substr(min(day),9) AS INTEGER) AS day FROM (`+facts[i.facts]+`) GROUP BY cpi, who) f`,
		jsonOf(offices), jsonOf([]string{month}), i.Code, month[:4]+"-01", month[:4]+"-12")
	if err != nil {
		return err
	}
	defer rows.Close()
	var cpi int64
	var p counted
	var sex, band, before string
	for rows.Next() {
		if err := rows.Scan(&cpi, &p.who, &sex, &band, &p.day, &before); err != nil {
			return err
		}
		p.cell = uint8(slices.Index(cells, Cell{sex, band}))
		p.before = beforeOf(before, cpi, provinces)
		t := out[cpi]
		t.persons[i.Code] = append(t.persons[i.Code], p)
	}
	for _, cpi := range offices { // as union wants them: they come so, but no query promises it
		slices.SortFunc(out[cpi].persons[i.Code], func(a, b counted) int { return cmp.Compare(a.who, b.who) })
	}
	return rows.Err()
}

// beforeOf reads the closed months in which somebody was counted, «12 03,7 05»:
// the first of the office, of its province and of all.
func beforeOf(text string, cpi int64, provinces map[int64]string) (first [3]uint8) {
	if text == "" {
		return first
	}
	for one := range strings.SplitSeq(text, ",") {
		office, month, _ := strings.Cut(one, " ")
		id, _ := strconv.ParseInt(office, 10, 64)
		m, _ := strconv.ParseUint(month, 10, 8)
		for level, counts := range [3]bool{byOffice: id == cpi, byProvince: provinces[id] == provinces[cpi], byRegion: true} {
			if counts && (first[level] == 0 || uint8(m) < first[level]) {
				first[level] = uint8(m)
			}
		}
	}
	return first
}

func (s *Store) countSums(ctx context.Context, i Indicator, offices []int64, month string, out map[int64]*tally) error {
	value := "count(*)"
	if i.Counts != Events {
		value = "sum(days)"
	}
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT cpi, sex, band, "+value+", count(*) FROM ("+facts[i.facts]+") GROUP BY cpi, sex, band", jsonOf(offices), jsonOf([]string{month}))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var cpi int64
		var c Cell
		var value, cases int
		if err := rows.Scan(&cpi, &c.Sex, &c.Band, &value, &cases); err != nil {
			return err
		}
		f := out[cpi].sums[i.Code]
		if f.Parts == nil {
			f.Parts = map[Cell]int{}
		}
		f.add(c, value, cases)
		out[cpi].sums[i.Code] = f
	}
	return rows.Err()
}

// provinces returns the province of each office.
func (s *Store) provinces(ctx context.Context) (map[int64]string, error) {
	out := map[int64]string{}
	_, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (id int64, err error) {
		var province string
		err = r.Scan(&id, &province)
		out[id] = province
		return id, err
	}, "SELECT id, province FROM cpi")
	return out, err
}
