package access

import (
	"context"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// Catchment returns the codes of the municipalities whose people an office
// serves.
func (s *Store) Catchment(ctx context.Context, cpi int64) ([]string, error) {
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT municipality_code FROM cpi_municipality WHERE cpi_id=? ORDER BY municipality_code", cpi)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var code string
		if err := rows.Scan(&code); err != nil {
			return nil, err
		}
		out = append(out, code)
	}
	return out, rows.Err()
}

// SetCatchment sets the municipalities of an office, by their codes with the
// names that were typed. One that another open office has is refused: a person
// has one competent office. Only an administrator may.
func (s *Store) SetCatchment(ctx context.Context, actor rule.Actor, cpi int64, names map[string]string) error {
	if !actor.Has(rule.RoleAdmin) {
		return db.ErrNotFound
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var exists bool
		if err := tx.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM cpi WHERE id=?)", cpi).Scan(&exists); err != nil || !exists {
			return db.ErrNotFound
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM cpi_municipality WHERE cpi_id=?", cpi); err != nil {
			return err
		}
		var refusals rule.Refusals
		for code, name := range names {
			var other string
			if err := tx.QueryRowContext(ctx, `SELECT coalesce((SELECT c.name FROM cpi_municipality m JOIN cpi c ON c.id=m.cpi_id
				WHERE m.municipality_code=? AND c.valid_from<=? AND c.valid_to>=?),'')`, code, tx.Today, tx.Today).Scan(&other); err != nil {
				return err
			}
			if other != "" {
				refusals.Add("comuni", "«"+name+"» è già dell'ufficio di "+other+": prima si toglie da lì.")
				continue
			}
			if _, err := tx.ExecContext(ctx, "INSERT INTO cpi_municipality(cpi_id,municipality_code) VALUES(?,?)", cpi, code); err != nil {
				return err
			}
		}
		if err := refusals.Err(); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "ufficio.comuni", Subject: "cpi", SubjectID: cpi})
	})
}
