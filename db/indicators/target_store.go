package indicators

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

const targetColumns = `SELECT id, indicator, service_code, title, office_class, horizon, kind, value, coalesce(baseline_year,0), reference_population, source_text, notes, version FROM target`

// Targets returns the objectives in the order of the source.
func (s *Store) Targets(ctx context.Context) ([]Target, error) {
	return db.Collect(ctx, s.db.Reader(), scanTarget, targetColumns+" ORDER BY id")
}

// Target returns an objective, db.ErrNotFound when there is none.
func (s *Store) Target(ctx context.Context, id int64) (Target, error) {
	all, err := db.Collect(ctx, s.db.Reader(), scanTarget, targetColumns+" WHERE id=?", id)
	if err != nil || len(all) == 0 {
		return Target{}, notFound(err)
	}
	return all[0], nil
}

func notFound(err error) error {
	if err == nil {
		return db.ErrNotFound
	}
	return err
}

func scanTarget(r *sql.Rows) (t Target, err error) {
	var codes string
	err = r.Scan(&t.ID, &codes, &t.Service, &t.Title, &t.Class, &t.Horizon, &t.Kind, &t.Value, &t.BaselineYear, &t.Population, &t.Text, &t.Notes, &t.Version)
	if codes != "" {
		t.Indicators = strings.Split(codes, ";")
	}
	return t, err
}

// SaveTarget changes what an objective asks for: its number, its horizon, the
// year that it starts from. The source's words stay. Only the Region and an
// administrator change objectives.
func (s *Store) SaveTarget(ctx context.Context, actor rule.Actor, t Target) error {
	if !actor.Has(rule.RoleRegion, rule.RoleAdmin) {
		return db.ErrNotFound
	}
	var refusals rule.Refusals
	if t.Value != nil && (*t.Value < 0 || *t.Value > 1000) {
		refusals.Add("value", "Scrivi un numero da 0 a 1000, o lascia vuoto.")
	}
	if t.Horizon < 2000 || t.Horizon > 2100 {
		refusals.Add("horizon", "Scrivi un anno, per esempio 2013.")
	}
	if t.Kind == Delta && (t.BaselineYear < 2000 || t.BaselineYear > 2100) {
		refusals.Add("baseline_year", "Un aumento parte da un anno: scrivilo, per esempio 2009.")
	}
	if len(refusals) > 0 {
		return refusals
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var version int
		if err := tx.QueryRowContext(ctx, "SELECT version FROM target WHERE id=?", t.ID).Scan(&version); err != nil {
			return db.Classify(err)
		}
		if version != t.Version {
			return db.Stale{Current: version}
		}
		if _, err := tx.ExecContext(ctx, "UPDATE target SET value=?, horizon=?, baseline_year=nullif(?,0), notes=?, version=version+1 WHERE id=?", t.Value, t.Horizon, t.BaselineYear, t.Notes, t.ID); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "obiettivo.salvato", Subject: "target", SubjectID: t.ID, Fields: []string{"value", "horizon", "baseline_year", "notes"}})
	})
}

// mayBase reports whether the actor enters the baselines of an office: its head,
// and the province.
func (s Scope) mayBase(a rule.Actor) bool {
	if s.Kind != rule.ScopeCPI {
		return false
	}
	for _, g := range a.Grants {
		if g.Role == rule.RoleOfficeHead && g.CPI == s.CPI || g.Role == rule.RoleProvince && g.Province == s.Province {
			return true
		}
	}
	return a.System
}

// Judge returns how the year's figures of a sheet stand against their
// objectives. Where a baseline or a denominator is missing it says which.
func (s *Store) Judge(ctx context.Context, sheet Sheet) (map[string]Verdict, error) {
	targets, err := s.Targets(ctx)
	if err != nil {
		return nil, err
	}
	offices, err := s.scopes(ctx)
	if err != nil {
		return nil, err
	}
	var years []int
	for _, t := range targets {
		if t.Kind == Delta && !slices.Contains(years, t.BaselineYear) {
			years = append(years, t.BaselineYear)
		}
	}
	bases, err := s.Baselines(ctx, sheet.Scope, years)
	if err != nil {
		return nil, err
	}
	j := judge{sheet: sheet, targets: targets, bases: map[Baseline]float64{}}
	for _, o := range offices {
		if o.Kind == rule.ScopeCPI && (sheet.Scope.Kind == rule.ScopeRegion || sheet.Scope.Province == o.Province && sheet.Scope.Kind == rule.ScopeProvince || o.Key() == sheet.Scope.Key()) {
			j.offices = append(j.offices, o)
		}
	}
	for _, b := range bases {
		j.bases[b.key()] = b.Value
	}
	out := map[string]Verdict{}
	for _, l := range sheet.Lines {
		if l.Indicator.Awaits != "" {
			continue
		}
		v, err := j.line(ctx, s, l)
		if err != nil {
			return nil, err
		}
		out[l.Indicator.Code] = v
	}
	return out, nil
}

// judge holds what figures are judged by.
type judge struct {
	sheet   Sheet
	targets []Target
	offices []Scope
	bases   map[Baseline]float64
	kept    *Kept
}

func (j *judge) line(ctx context.Context, s *Store, l Line) (Verdict, error) {
	code, year := l.Indicator.Code, j.sheet.Year
	var first Target
	expected, missing, base := 0.0, 0, 0.0
	for n, o := range j.offices {
		held := For(j.targets, code, year, o.Pilot)
		if len(held) == 0 {
			return Verdict{}, nil
		}
		t := held[0]
		if n == 0 {
			first = t
		}
		if t.Value == nil {
			return Verdict{Target: t, Says: t.Short()}, nil
		}
		if t.Kind != Delta && *t.Value != *first.Value {
			return Verdict{Target: t, Says: "obiettivi diversi per i CPI pilota e gli altri: si leggono CPI per CPI"}, nil
		}
		if t.Kind == Delta {
			b, ok := j.bases[Baseline{CPI: o.CPI, Indicator: code, Year: t.BaselineYear}]
			if !ok {
				missing++
			}
			base, expected = base+b, expected+b*(1+*t.Value/100)
		}
	}
	switch {
	case len(j.offices) == 0:
		return Verdict{}, nil
	case first.Kind == Delta && missing > 0 && len(j.offices) == 1:
		return Verdict{Target: first, Says: "manca il dato " + strconv.Itoa(first.BaselineYear) + " del CPI"}, nil
	case first.Kind == Delta && missing > 0:
		return Verdict{Target: first, Says: "manca il dato " + strconv.Itoa(first.BaselineYear) + " di " + strconv.Itoa(missing) + " CPI su " + strconv.Itoa(len(j.offices))}, nil
	case first.Kind == Delta && len(j.offices) == 1:
		return JudgeDelta(first, float64(l.Year.Value), base), nil
	case first.Kind == Delta:
		return judged(first, float64(l.Year.Value), expected, thousands(float64(l.Year.Value))+" su "+thousands(expected)+" (la somma degli obiettivi dei CPI)"), nil
	case first.Kind == MaxDays:
		mean, ok := l.Year.Mean()
		if !ok {
			return Verdict{Target: first, Says: "nessun caso nell'anno"}, nil
		}
		return JudgeDays(first, mean), nil
	case first.Population != "DID":
		return Verdict{Target: first, Says: "manca il denominatore: " + first.Population}, nil
	}
	return j.share(ctx, s, l, first)
}

// LastTargetSave returns who changed an objective last, and when.
func (s *Store) LastTargetSave(ctx context.Context, id int64) (who string, at rule.Instant, err error) {
	err = s.db.Reader().QueryRowContext(ctx, `SELECT coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=a.user_id),''), a.at FROM audit a
		WHERE a.action='obiettivo.salvato' AND a.subject='target' AND a.subject_id=? ORDER BY a.id DESC LIMIT 1`, id).Scan(&who, &at)
	return who, at, db.Classify(err)
}
