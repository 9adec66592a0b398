package registry

import (
	"context"
	"database/sql"

	"sportello/db"
	"sportello/db/rule"
)

// Prestazioni returns the services of the Masterplan valid on a day, in the
// order of the source.
func (s *Store) Prestazioni(ctx context.Context, on rule.Date) ([]Prestazione, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (p Prestazione, err error) {
		err = r.Scan(&p.ID, &p.Code, &p.Company, &p.AreaCode, &p.Area, &p.Name, &p.Recipients, &p.Purpose, &p.Norms, &p.Structure, &p.Competence, &p.Process,
			&p.ResultIndicators, &p.Objective2011, &p.Objective2013, &p.Notes, &p.From, &p.To, &p.Version, &p.Source)
		return
	}, `SELECT id, code, audience='impresa', area_code, area_name, name, recipients, purpose, norms, structure_requirements, competence_requirements, process_requirements,
		result_indicators, objective_2011, objective_2013, notes, valid_from, valid_to, version, source
		FROM prestazione WHERE valid_from<=? AND valid_to>=? ORDER BY position`, on, on)
}

// MinutesOf returns the minutes of a prestazione for each group of persons that
// the source names, on a day.
func (s *Store) MinutesOf(ctx context.Context, prestazione string, on rule.Date) ([]TargetMinutes, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (m TargetMinutes, err error) {
		err = r.Scan(&m.Target, &m.Minutes, &m.SourceValue, &m.Span, &m.Footnote, &m.Notes)
		return
	}, `SELECT target, coalesce(minutes,0), source_value, span, footnote, notes FROM prestazione_minutes WHERE prestazione=? AND valid_from<=? AND valid_to>=? ORDER BY target`,
		prestazione, on, on)
}
