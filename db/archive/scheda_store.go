package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"sportello/db"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// SchedaVersion is one version of a scheda after the first, which the product
// ships: the changes in force, by «PANEL.field».
type SchedaVersion struct {
	Version   int
	Changes   map[string]scheda.Override
	CreatedAt rule.Instant
	CreatedBy string // name of the administrator
}

// SchedaVersions returns the versions of a scheda, newest first.
func (s *Store) SchedaVersions(ctx context.Context, code string) ([]SchedaVersion, error) {
	return schedaVersions(ctx, s.db.Reader(), code)
}

func schedaVersions(ctx context.Context, q db.Querier, code string) ([]SchedaVersion, error) {
	rows, err := q.QueryContext(ctx, `SELECT version, definition, created_at, coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=created_by),'')
		FROM scheda_version WHERE scheda=? ORDER BY version DESC`, code)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []SchedaVersion
	for rows.Next() {
		var v SchedaVersion
		var changes string
		if err := rows.Scan(&v.Version, &changes, &v.CreatedAt, &v.CreatedBy); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(changes), &v.Changes); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// Scheda returns the scheda in the given version, 0 for the current one. base
// is what the product ships.
func Scheda(ctx context.Context, q db.Querier, base scheda.Definition, version int) (scheda.Definition, error) {
	if version == 1 {
		return base, nil
	}
	var changes string
	err := q.QueryRowContext(ctx, `SELECT version, definition FROM scheda_version WHERE scheda=?1 AND (version=?2 OR ?2=0) ORDER BY version DESC LIMIT 1`,
		base.Code, version).Scan(&version, &changes)
	if errors.Is(err, sql.ErrNoRows) {
		return base, nil
	}
	if err != nil {
		return base, err
	}
	var overrides map[string]scheda.Override
	if err := json.Unmarshal([]byte(changes), &overrides); err != nil {
		return base, err
	}
	return base.With(version, overrides)
}

// Scheda returns the scheda in the given version, 0 for the current one.
func (s *Store) Scheda(ctx context.Context, base scheda.Definition, version int) (scheda.Definition, error) {
	return Scheda(ctx, s.db.Reader(), base, version)
}

// ChangeScheda makes a new version of a scheda in which the field at the path
// («PANEL.field») says what the override says; an empty override gives it back
// what the product ships. from is the version that the administrator saw:
// db.Stale when another came in between. It returns the new version.
func (s *Store) ChangeScheda(ctx context.Context, actor rule.Actor, base scheda.Definition, from int, path string, change scheda.Override) (int, error) {
	if !actor.Has(rule.RoleAdmin) {
		return 0, db.ErrNotFound
	}
	version := 0
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		versions, err := schedaVersions(ctx, tx, base.Code)
		if err != nil {
			return err
		}
		current, changes := 1, map[string]scheda.Override{}
		if len(versions) > 0 {
			current, changes = versions[0].Version, versions[0].Changes
		}
		if current != from {
			return db.Stale{Current: current}
		}
		changes[path] = change
		if change == (scheda.Override{}) {
			delete(changes, path)
		}
		version = current + 1
		if _, err := base.With(version, changes); err != nil {
			return err
		}
		data, err := json.Marshal(changes)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO scheda_version(scheda,version,definition,created_at,created_by) VALUES(?,?,?,?,?)",
			base.Code, version, string(data), tx.Now, actor.UserID); err != nil {
			return err
		}
		return AuditTx(ctx, tx, actor, Audit{Action: "scheda.modificata", Subject: "scheda_version", SubjectID: int64(version), Fields: []string{base.Code, path}})
	})
	return version, err
}
