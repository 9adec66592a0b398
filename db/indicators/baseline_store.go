package indicators

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// Baselines returns what the offices of a scope counted in the years that
// objectives start from, nil for all: what was saved, and where nothing was, what
// the sheet of a year says whose twelve months are closed.
func (s *Store) Baselines(ctx context.Context, scope Scope, years []int) ([]Baseline, error) {
	saved, err := savedBaselines(ctx, s.db.Reader(), "b.cpi_id IN (SELECT value FROM json_each(?)) ORDER BY b.cpi_id, b.indicator, b.year", jsonOf(scope.Offices))
	if err != nil {
		return nil, err
	}
	closed, err := s.closedYears(ctx, scope, years)
	for _, b := range closed {
		if !slices.ContainsFunc(saved, func(x Baseline) bool { return x.key() == b.key() }) {
			saved = append(saved, b)
		}
	}
	slices.SortStableFunc(saved, func(a, b Baseline) int {
		if a.CPI != b.CPI {
			return int(a.CPI - b.CPI)
		}
		if c := strings.Compare(a.Indicator, b.Indicator); c != 0 {
			return c
		}
		return a.Year - b.Year
	})
	return slices.DeleteFunc(saved, func(b Baseline) bool { return years != nil && !slices.Contains(years, b.Year) }), err
}

// savedBaselines returns the saved baselines b that a condition asks for.
func savedBaselines(ctx context.Context, q db.Querier, where string, args ...any) ([]Baseline, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (b Baseline, err error) {
		return b, r.Scan(&b.CPI, &b.Indicator, &b.Year, &b.Value, &b.Version, &b.At, &b.By)
	}, "SELECT b.cpi_id, b.indicator, b.year, b.value, b.version, b.saved_at, coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=b.saved_by),'') FROM baseline b WHERE "+where, args...)
}

// closedYears returns what the closed sheets of the offices count in years whose
// twelve months are all closed: of persons each once in the year. What was not
// counted at all is no baseline: nothing grows from it.
func (s *Store) closedYears(ctx context.Context, scope Scope, years []int) ([]Baseline, error) {
	type sums struct {
		Baseline
		value, cases float64
	}
	found, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (x sums, err error) {
		return x, r.Scan(&x.CPI, &x.Indicator, &x.Year, &x.value, &x.cases)
	}, `SELECT c.cpi_id, v.indicator, CAST(c.year AS INTEGER), CAST(sum(v.value) AS REAL), CAST(sum(v.cases) AS REAL)
		FROM (SELECT cpi_id, substr(month,1,4) AS year FROM month_close WHERE cpi_id IN (SELECT value FROM json_each(?1)) AND (?2='[]' OR CAST(substr(month,1,4) AS INTEGER) IN (SELECT value FROM json_each(?2)))
			GROUP BY cpi_id, substr(month,1,4) HAVING count(*)=12) c
		CROSS JOIN sheet_value v ON v.scope='cpi:'||c.cpi_id AND v.month BETWEEN c.year||'-01' AND c.year||'-12'
		GROUP BY c.cpi_id, c.year, v.indicator HAVING sum(v.value)>0`, jsonOf(scope.Offices), jsonOf(years))
	var out []Baseline
	for _, x := range found {
		i, ok := ByCode(x.Indicator)
		if !ok || i.Counts == Days {
			continue
		}
		x.Sheet, x.Value = true, x.value
		if i.Counts == Persons {
			x.Value = x.cases
		}
		out = append(out, x.Baseline)
	}
	return out, err
}

// Baseline returns the baseline of an office, an indicator and a year: what was
// saved, or else the closed sheet's. The zero one when there is none.
func (s *Store) Baseline(ctx context.Context, scope Scope, indicator string, year int) (Baseline, error) {
	all, err := s.Baselines(ctx, scope, []int{year})
	for _, b := range all {
		if b.Indicator == indicator {
			return b, err
		}
	}
	return Baseline{}, err
}

// SaveBaseline keeps a baseline that the actor read at b.Version, 0 for one that
// was not saved: db.Stale when somebody saved it in between. The refusals name
// valore.
func (s *Store) SaveBaseline(ctx context.Context, actor rule.Actor, b Baseline) error {
	mine, err := s.basesOf(ctx, actor)
	if err != nil {
		return err
	}
	if mine[b.CPI] == "" {
		return db.ErrNotFound
	}
	if err := b.check("valore", s.db.Today()); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		current, err := baselineTx(ctx, tx, b)
		if err != nil {
			return err
		}
		if current.Version != b.Version {
			return db.Stale{Current: current.Version}
		}
		if err := saveBaselineTx(ctx, tx, actor, b); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "anno_base.salvato", Subject: "baseline", SubjectID: b.CPI, Fields: []string{b.Indicator, strconv.Itoa(b.Year)}})
	})
}

// ImportBaselines keeps the baselines of a file, all or none. Each must be of an
// office whose baselines the actor enters. A value that differs from a saved one
// is refused unless the actor asks to replace; field names the line of the file
// that a refusal is about.
func (s *Store) ImportBaselines(ctx context.Context, actor rule.Actor, all []Baseline, replace bool, field func(int) string) error {
	mine, err := s.basesOf(ctx, actor)
	if err != nil {
		return err
	}
	var refusals rule.Refusals
	for n, b := range all {
		if mine[b.CPI] == "" {
			return db.ErrNotFound
		}
		var refused rule.Refusal
		if err := b.check(field(n), s.db.Today()); errors.As(err, &refused) {
			refusals = append(refusals, refused)
		}
	}
	if len(refusals) > 0 {
		return refusals
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for n, b := range all {
			current, err := baselineTx(ctx, tx, b)
			if err != nil {
				return err
			}
			if current.Version > 0 && current.Value != b.Value && !replace {
				refusals.Add(field(n), mine[b.CPI]+", "+b.Indicator+", "+strconv.Itoa(b.Year)+": c'è già "+numberText(current.Value)+", salvato da "+current.By+"; il file dice "+numberText(b.Value)+".")
			}
			if current.Version > 0 && current.Value == b.Value || len(refusals) > 0 {
				continue
			}
			if err := saveBaselineTx(ctx, tx, actor, b); err != nil {
				return err
			}
		}
		if len(refusals) > 0 {
			return refusals
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "anno_base.salvato", Subject: "baseline", Fields: []string{"righe=" + strconv.Itoa(len(all))}})
	})
}

// basesOf returns the offices whose baselines the actor enters, by id, with
// their names.
func (s *Store) basesOf(ctx context.Context, actor rule.Actor) (map[int64]string, error) {
	scopes, err := s.Scopes(ctx, actor)
	out := map[int64]string{}
	for _, scope := range scopes {
		if scope.mayBase(actor) {
			out[scope.CPI] = scope.Label
		}
	}
	return out, err
}

func baselineTx(ctx context.Context, tx *db.Tx, b Baseline) (Baseline, error) {
	found, err := savedBaselines(ctx, tx, "b.cpi_id=? AND b.indicator=? AND b.year=?", b.CPI, b.Indicator, b.Year)
	if err != nil || len(found) == 0 {
		return Baseline{}, err
	}
	return found[0], nil
}

func saveBaselineTx(ctx context.Context, tx *db.Tx, actor rule.Actor, b Baseline) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO baseline(cpi_id,indicator,year,value,saved_at,saved_by) VALUES(?,?,?,?,?,?)
		ON CONFLICT(cpi_id,indicator,year) DO UPDATE SET value=excluded.value, saved_at=excluded.saved_at, saved_by=excluded.saved_by, version=version+1`, b.CPI, b.Indicator, b.Year, b.Value, tx.Now, actor.UserID)
	return err
}
