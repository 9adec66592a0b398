package indicators

import (
	"context"
	"database/sql"
	"slices"

	"sportello/db"
)

// countChanges adds to the tallies of a month what has changed in the offices
// that have closed it.
func (s *Store) countChanges(ctx context.Context, offices []int64, month string, out map[int64]*tally) error {
	changed, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (cpi int64, err error) { err = r.Scan(&cpi); return }, `SELECT m.cpi_id FROM month_close m JOIN figure_change c ON c.cpi_id=m.cpi_id AND c.month=m.month
		WHERE m.cpi_id IN (SELECT value FROM json_each(?)) AND m.month=? AND c.changes<>m.changes`, jsonOf(offices), month)
	if err != nil {
		return err
	}
	for _, cpi := range changed {
		t := out[cpi]
		t.changes = map[string]change{}
		for _, i := range All {
			if i.Awaits != "" {
				continue
			}
			if t.changes[i.Code], err = s.changeOf(ctx, i, cpi, month); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Store) changeOf(ctx context.Context, i Indicator, cpi int64, month string) (c change, err error) {
	now, kept := "SELECT who, subject, id, days", "SELECT worker_id, subject, subject_id, days"
	if i.Counts == Persons {
		now, kept = "SELECT who, '', 0, 0", "SELECT worker_id, '', 0, 0"
	}
	rows, err := s.db.Reader().QueryContext(ctx, `WITH n(who,subject,id,days) AS (`+now+` FROM (`+facts[i.facts]+`)), k(who,subject,id,days) AS (`+kept+` FROM sheet_fact WHERE cpi_id=?4 AND month=?5 AND indicator=?3)
		SELECT 1, who, subject, id, days, '', '' FROM (SELECT * FROM n EXCEPT SELECT * FROM k)
		UNION ALL SELECT 0, g.who, g.subject, g.id, g.days, coalesce(f.sex,''), coalesce(f.age_band,'') FROM (SELECT * FROM k EXCEPT SELECT * FROM n) g
			LEFT JOIN sheet_fact f ON g.subject='' AND f.worker_id=g.who AND f.indicator=?3 AND f.month=?5 AND f.cpi_id=?4`,
		jsonOf([]int64{cpi}), jsonOf([]string{month}), i.Code, cpi, month)
	if err != nil {
		return c, err
	}
	defer rows.Close()
	for rows.Next() {
		var f fact
		var added bool
		var cell Cell
		if err := rows.Scan(&added, &f.who, &f.subject, &f.id, &f.days, &cell.Sex, &cell.Band); err != nil {
			return c, err
		}
		if added {
			c.added = append(c.added, f)
		} else {
			if i.Counts == Persons {
				f.cell = uint8(slices.Index(cells, cell))
			}
			c.gone = append(c.gone, f)
		}
	}
	return c, rows.Err()
}

// elsewhere returns, by indicator, which of the persons of the changes are
// counted in the closed months of the sheet in which nothing has changed.
func (s *Store) elsewhere(ctx context.Context, sheet Sheet, of map[officeMonth]*tally) (map[string]map[int64]bool, error) {
	out, met := map[string]map[int64]bool{}, map[int64]bool{}
	var who []int64
	for _, t := range of {
		for _, c := range t.changes {
			for _, all := range [][]fact{c.added, c.gone} {
				for _, f := range all {
					if !met[f.who] {
						met[f.who], who = true, append(who, f.who)
					}
				}
			}
		}
	}
	var months []string
	for _, m := range sheet.Months {
		if m.Closed && !m.Amends {
			months = append(months, m.Month)
		}
	}
	if len(who) == 0 || len(months) == 0 {
		return out, nil
	}
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT DISTINCT indicator, worker_id FROM sheet_fact WHERE worker_id IN (SELECT value FROM json_each(?1)) AND month IN (SELECT value FROM json_each(?2)) AND cpi_id IN (SELECT value FROM json_each(?3))`,
		jsonOf(who), jsonOf(months), jsonOf(sheet.Scope.Offices))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var code string
		var id int64
		if err := rows.Scan(&code, &id); err != nil {
			return nil, err
		}
		if out[code] == nil {
			out[code] = map[int64]bool{}
		}
		out[code][id] = true
	}
	return out, rows.Err()
}
